# Ledger: reading, reconciling, blind spots

# outcome
ledger-status-matched = Matched
ledger-status-conflict = Differs
ledger-status-ambiguous = Several candidates
ledger-status-not_seen = Only in the ledger (not seen)
ledger-status-no_key = Nothing to compare

ledger-totals = { $connected } { $connected ->
    [one] device is
   *[other] devices are
} connected. The ledger knows { $known } of them
ledger-totals-only-connected = Not in the ledger: { $count } { $count ->
    [one] device
   *[other] devices
}
ledger-totals-only-in-ledger = Only in the ledger: { $count } { $count ->
    [one] row
   *[other] rows
}
ledger-totals-conflicting = Differing: { $count } { $count ->
    [one] row
   *[other] rows
}
ledger-totals-ambiguous = A person must choose: { $count } { $count ->
    [one] row
   *[other] rows
}
ledger-totals-no-key = Nothing to compare: { $count } { $count ->
    [one] row
   *[other] rows
}
ledger-totals-retired = Retired: { $count } { $count ->
    [one] row
   *[other] rows
}

# reasons
ledger-reason-mac = The MAC address is the same
ledger-reason-serial = The serial number is the same
ledger-reason-udi_di = The device identifier (UDI) is the same
ledger-reason-hostname = The host name is the same
ledger-reason-ae_title = The AE title is the same
ledger-reason-ip = The IP address is the same
ledger-reason-earlier_ip = It used this IP address earlier
ledger-reason-ip_range = It lies in the IP range of the ledger
ledger-reason-asset_no_in_hostname = The host name contains the asset number
ledger-reason-mac_typo = The MAC address differs in one place only: probably a typing error
ledger-reason-other_mac = The MAC address is another one: a part or the whole device may have been replaced
ledger-reason-behind_router = It stands behind a router, so the MAC address cannot be checked
ledger-reason-duplicate_row = Another row claims the same device
ledger-reason-listed_twice = Another row has the same asset number
ledger-reason-several_devices = Several devices fit equally well
ledger-reason-several_devices_in_row = The row stands for several devices
ledger-reason-doubtful = Perhaps this device, but not for certain
ledger-reason-ip_used_by_other = Another device uses the ledger's IP address now
ledger-reason-retired = The row is retired
ledger-reason-retired_but_seen = The ledger says it is retired, and it is connected
ledger-reason-blind_spot = Out of the sensor's reach: this does not mean that it is not there
ledger-reason-linked_by_hand = A person linked it
ledger-reason-accepted = A person accepted it
ledger-reason-ignored = A person set it aside

ledger-clue-differs = The ledger says “{ $ledger }”, the network shows “{ $network }”
ledger-clue-differs-said = The ledger says “{ $ledger }”, the network shows “{ $network }” (said by { $sources })
ledger-clue-same = Ledger and network both say “{ $ledger }”
ledger-clue-not-seen = The ledger says “{ $ledger }”; the network says nothing about it

# blind spots
ledger-blind-zone_never_seen = No traffic of this zone reaches the sensor
ledger-blind-zone_partly_seen = Only part of this zone is seen: traffic that stays inside it does not reach the sensor
ledger-blind-no_address = There is no network information: perhaps it is not connected at all
ledger-advice-mirror-gateway-port = Next, mirror the switch port that leads to { $zone }
ledger-advice-mirror-both-directions = Only one direction of { $zone } is seen: mirror both sending and receiving
ledger-advice-mirror-access-switch = Next, mirror the switch that the devices of { $zone } hang on
ledger-advice-add-vlan-to-mirror = Add the VLAN of { $zone } to the mirror
ledger-advice-at = At: { $at }

# guessed columns
ledger-guess-person = You chose it
ledger-guess-header = As the heading says
ledger-guess-header-part = Guessed from part of the heading
ledger-guess-content = Guessed from the values
ledger-guess-header-and-content = Heading and values agree
ledger-guess-content-contradicts = Heading and values disagree; the values were believed
ledger-guess-duplicate = Another column has the same meaning
ledger-guess-counting = Running numbers, it seems
ledger-guess-unknown = Meaning unknown: please choose

ledger-skipped-blank = The sheet is blank
ledger-skipped-no-heading = No ledger headings were found
ledger-skipped-not-a-ledger = It does not seem to be a device ledger
ledger-skipped-ignored = You decided not to read it
ledger-skipped-sheet-name = Its name says that it is no device ledger

# put right while reading
ledger-fix-widths = Full-width letters and half-width kana evened out: { $count } { $count ->
    [one] place
   *[other] places
}
ledger-fix-dittos = Ditto marks replaced by the value above: { $count } { $count ->
    [one] place
   *[other] places
}
ledger-fix-dates = Dates brought into one form: { $count } { $count ->
    [one] place
   *[other] places
}
ledger-fix-merged = Values copied from merged cells: { $count } { $count ->
    [one] place
   *[other] places
}
ledger-fix-sections = Department or place taken from section rows: { $count } { $count ->
    [one] time
   *[other] times
}
ledger-fix-repeated-headers = Repeated headings skipped: { $count } { $count ->
    [one] time
   *[other] times
}

# could not be read
ledger-problem-bad-ip = { $cell }: cannot read the IP address “{ $text }”. It is imported as unknown
ledger-problem-bad-mac = { $cell }: cannot read the MAC address “{ $text }”. It is imported as unknown
ledger-problem-bad-date = { $cell }: cannot read the date “{ $text }”. It is imported as unknown
ledger-problem-bad-vlan = { $cell }: cannot read the VLAN “{ $text }”. It is imported as unknown
ledger-problem-ditto-in-key = { $cell }: “{ $text }” is not copied, because addresses and numbers differ from device to device
ledger-problem-range-reversed = { $cell }: the range “{ $text }” ends before it begins
ledger-problem-range-too-wide = { $cell }: the range “{ $text }” is too wide to stand for devices

ledger-warning-total-row = Row { $row } was skipped as a total: { $text }
ledger-warning-row-not-understood = Row { $row } does not seem to be a device: { $text }
ledger-warning-number-only-row = Row { $row } has a number only and was skipped: { $text }
ledger-warning-free-address-row = Row { $row } was skipped as a free address: { $text }
ledger-warning-hidden-sheet = The sheet “{ $sheet }” is hidden, and was read
ledger-warning-too-many-rows = The sheet “{ $sheet }” has too many rows: only the first were read
ledger-warning-too-many-columns = The sheet “{ $sheet }” has too many columns: only the first were read
ledger-warning-too-many-cells = The sheet “{ $sheet }” has too many cells: only the first were read
ledger-warning-sheet-unreadable = The sheet “{ $sheet }” cannot be read: save it again in Excel
ledger-warning-sheet-cut = The sheet “{ $sheet }” is damaged half-way: it was read up to there
ledger-warning-encoding-replaced = Some characters could not be read and were replaced by “�”
ledger-problem-bad-quantity = { $cell }: the quantity “{ $text }” cannot be read; the field stays “unknown”
