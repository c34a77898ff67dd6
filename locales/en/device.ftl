device-correct = Correct a value
device-on-map = Show on the map
device-label = Do-not-connect label
device-more-alerts = { $n } { $n ->
    [one] more alert
   *[other] more alerts
}
device-facts = What we know
device-facts-count = { $known } of { $total } { $total ->
    [one] fact
   *[other] facts
}. “Evidence” shows where each comes from
fact-attribute = Fact
fact-value = Value
fact-certainty = Certainty
fact-evidence = Evidence
fact-unknown = unknown (traffic does not tell)
attribute-kind = Kind
attribute-vendor = Maker
attribute-model = Model
attribute-is_medical = Medical device?
attribute-os = Operating system
attribute-software = Software version
attribute-software_version = Software version
attribute-serial = Serial number
attribute-hostname = Host name
attribute-department = Department
attribute-location = Place
attribute-purpose = Purpose
attribute-udi_di = UDI
attribute-ae_title = AE title
attribute-hl7_application = HL7 application
attribute-ip = IP address
attribute-mac = MAC address
attribute-card_maker = Network card by
attribute-switch_port = Plugged in at
medical-yes = Medical device
medical-no = Not a medical device
device-ledger = Against the ledger
device-no-ledger = No ledger has been loaded yet.
device-not-in-ledger = No row of the ledger means this device.
device-link-row = Choose a row for it
device-several-rows = { $n } { $n ->
    [one] row means
   *[other] rows mean
} this device. The ledger may have duplicates.
device-which-right = { $attribute }: which is right?
device-choice-stays = Your answer is not overwritten by the next capture. You can take it back.
compare-network = Seen on the network
compare-network-seen = last seen { $when }
compare-ledger = Written in the ledger
compare-ledger-row = { $sheet }, row { $row }
compare-decide = Take this value
device-row-is = { $sheet }, row { $row } (asset { $asset })
clue-same = Same
clue-similar = Nearly the same
clue-different = Different
clue-not-seen = Not seen
device-peers = Whom it speaks with
device-peers-label = { $n } { $n ->
    [one] peer
   *[other] peers
}, { $outside } of them outside
device-no-peers = No peers seen yet.
device-all-peers = All peers ({ $n })
peer-who = Peer
peer-direction = Direction
peer-what = What
peer-amount = Amount
peer-last = Last
peer-out = from this device
peer-in = from the peer
device-advisories = Advisories (known weaknesses)
device-advisories-count = { $total } checked, { $affected } affected, { $unknown } unknown
device-advisories-none = { $n } { $n ->
    [one] advisory
   *[other] advisories
} checked; none applies to this device.
advisories-none-text = Without advisories we cannot judge whether it is at risk.
advisories-load = Load advisories
advisory-what = What
advisory-verdict = Verdict
advisory-do = What to do
advisory-ask-maker = Ask the maker for version and scope
ground-leaf = the model is named
ground-version-range = the version is in the range
ground-alias = another name of the product
ground-relabel = the same product under another brand
ground-udi-di = the UDI matches
ground-prose = the text says so
ground-exclusion = it is excluded
ground-remediation = from the fixed version
ground-missing-version = the version is not known
ground-missing-model = the model is not known
stop-title = Do not connect
stop-until = Keep it off the network until it has been shown to be safe.
stop-because = { $reason }. { stop-until }
stop-advisory = Advisory { $id } concerns it and advises to take it off the network.
stop-print = Print and stick on the device (A5)
device-ports = Open ports
device-no-ports = No port was seen answering.
port-number = Port
port-seen = Seen
port-clients = { $n } { $n ->
    [one] client
   *[other] clients
}
device-ports-note = Only traffic that was seen is counted. Nothing was sent to the device.
device-lines = Remote lines
line-declared = Declared
line-undeclared = Not declared
line-unknown = Cannot compare
device-history = What happened
history-last-seen = last seen { $when }
history-address = Began to use { $address } (VLAN { $vlan })
history-corrected = A person set { $attribute } to “{ $value }”
history-first-seen = Seen for the first time
correct-which = Which fact
correct-value = The right value
correct-value-hint = Saving an empty field means “unknown”.
correct-how = How did you find out?
correct-how-hint = Your answer stays as evidence.
correct-how-report = From a service report
correct-how-screen = From the device’s screen
correct-how-maker = The maker said so
correct-how-place = Seen on site
label-make = Maker and model
label-address = Address
label-reason = Reason
label-ask = Whom to ask
label-care = When it is connected to a patient, call clinical engineering first. Leave the power on.
print-a5 = Print (A5)
alert-now = Now: { "" }
remedy-mitigation = mitigation
remedy-vendor-fix = maker's fix
remedy-workaround = workaround
remedy-none-available = no fix yet
remedy-no-fix-planned = no fix planned
remedy-fix-planned = a fix is planned
remedy-optional-patch = optional patch
ground-all-versions = every version is meant
ground-contradiction = the document contradicts itself
ground-component-version = version of a built-in component
ground-purchase-date = date of purchase
ground-missing-date = date of purchase is not known
ground-operating-system = operating system
ground-missing-os = operating system is not known
ground-unclear-version = the version cannot be read
ground-several-versions = more than one version is possible
ground-between-range-and-cure = between the range and the fixed version
source-flow = traffic
source-advisory = advisory
source-dns = name look-up
source-tls = TLS
source-http = web
source-hl7 = HL7
os-or = { " or " }
os-or-later = { $os } or later
compare-network-says = said by { $sources }
