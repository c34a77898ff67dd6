# Network map
map-title = Network map
map-drawn = drawn automatically
map-version = Version { $n }
map-lead = { $n } { $n ->
    [one] device
   *[other] devices
} in { $zones } { $zones ->
    [one] zone
   *[other] zones
}, { $lines } { $lines ->
    [one] line
   *[other] lines
} to the outside. { "" }
map-lead-bad = { $n } { $n ->
    [one] is
   *[other] are
} not declared.
map-region = Network map. Arrow keys move it
map-label = Network map of { $org }: { $zones } { $zones ->
    [one] zone
   *[other] zones
}, { $n } { $n ->
    [one] device
   *[other] devices
}, { $lines } { $lines ->
    [one] line
   *[other] lines
} to the outside, { $bad } of them not declared.
map-outside = Outside
map-internet = Internet
map-internet-devices = { $n } { $n ->
    [one] device uses
   *[other] devices use
} it
map-edge = Hospital edge
map-gate = Hospital gate (routers, firewalls)
map-bypass = { $n } { $n ->
    [one] undeclared line comes
   *[other] undeclared lines come
} in
map-core = Between the zones
map-no-zone = Devices without a known zone
map-idle = Not in use
map-zone-label = { $name }: { $n } { $n ->
    [one] device
   *[other] devices
}, { $missing } not in ledger, { $unknown } of unknown kind, { $danger } in danger. Open
map-close = Close ×
map-missing = { $n } not in ledger
map-unknown = { $n } unknown
map-danger = { $n } danger
map-partly = partly seen
map-all-known = all in the ledger
map-per = 1 mark = { $n }
map-more = { $n } more: see the table below
map-blind-1 = Out of the sensor’s reach:
map-blind-2 = nobody knows how many.
map-blind-3 = How to make it visible
map-search = Search in the map
map-search-hint = Search in the map (CT, 10.10.20.12)
map-as-table = As a table
map-colour = Colour by
map-colour-ledger = Ledger
map-filter = Highlight
map-filter-medical = Medical
map-filter-unknown = Kind unknown
map-filter-remote = Remote lines
map-filter-internet = Speaks outside
map-filter-risk = Danger, caution
map-following = Peers of { $device }
map-key-known = In the ledger
map-key-declared = Declared remote line
map-key-undeclared = Undeclared line
map-key-number = From the same number outside
map-peers-of = Peers of { $device }
map-versions = Versions and changes
map-versions-one = There is one version so far. After the next capture you can compare.
map-compare = Compare
map-delta = { $n } since the version before
map-table = The same as a table
map-outside-lines = Lines outside
map-not-seen = Not observed
compare-title = Version { $from } and version { $to }
compare-came = Devices that came
compare-went = Devices no longer seen
compare-moved = Devices that moved to another zone
compare-lines-came = Lines that came
compare-lines-went = Lines no longer seen
compare-same = No difference in devices, zones and lines.
map-wires = Switch ports
map-wires-title = Which device is in which port of which switch
map-switch-unnamed = switch without a name
