# On paper: map, report, label
print-fictional = A fictional hospital
print-nothing = Nothing has been seen yet. The map appears here once a capture is taken in.
print-zone = { $zone }  { $n } { $n ->
    [one] device
   *[other] devices
}
print-zone-blind = No sensor reaches this zone. How many devices it has is not known; it does not mean there are none.
print-zone-partly = Only a part of this zone can be seen. There may be devices that are not listed.
print-index = Index of devices (numbers are pages)
print-q-connected = How many are connected?
print-q-ledger = How many are not in the ledger?
print-q-danger = How many are in danger?
print-q-lines = How many remote lines?
print-kind-unknown = { $n } of unknown kind
print-ledger-note = { $conflict } { $conflict ->
    [one] row differs
   *[other] rows differ
}, { $only } in ledger only
print-unknown-note = { $n } more cannot be judged
print-overlap = How far ledger and network overlap
print-unknown-is-not-safe = "Unknown" is not counted as safe: neither traffic nor ledger say what a judgement needs.
print-no-danger = No alert is waiting, as far as can be seen.
print-more-dangers = { $n } more; all of them are on the next page.
print-dangers = Alerts that wait (all)
print-lines-note = Lines found in the traffic. Lines that exist on paper only and are not used do not appear here.
print-period = Period
print-list-ledger = List 1-A  Every ledger row and its outcome (checklist 2-①)
print-list-missing = List 1-B  Connected but not in the ledger (checklist 2-①)
print-list-all = List 1  Connected devices (checklist 2-①)
print-no-ledger = No ledger has been read yet. The next list has every device found in the traffic.
print-none-missing = None.
print-outcome = Outcome
print-rows = Rows
print-means = Meaning
print-outcome-matched = Connected, and the row agrees
print-outcome-conflict = Connected, but something in the row does not agree
print-outcome-ambiguous = Several devices fit; a person chooses
print-outcome-not_seen = Not seen in the period of the captures. It does not mean that there is no such device
print-outcome-no_key = Neither address nor serial number: nothing to compare
print-row = Sheet, row
print-asset = Asset no.
print-ledger-address = Address in ledger
print-network-says = On the network
print-blind-no-ledger = Without a ledger nobody can say whether a part of the hospital is out of sight.
print-method = Method and limits
print-method-passive = Found by listening to traffic copied from switches. Nothing was sent to any device. No patient data, user names or passwords are kept.
print-method-limits = Places the copy does not reach, devices switched off and devices silent in the period cannot be seen. "Not seen" is not "not there".
print-method-words = Signs: ◆ danger (act today)  ▲ caution (plan it)  ◇ being checked  ？ unknown (cannot say)  ○ fine (looked at).
print-method-people = Names, kinds and versions come from what devices say and from the ledger. The evidence for each is on the screens.
print-captures = Captures taken in
print-no-captures = None.
print-capture = Capture
print-packets = Packets
print-lost = Lost
print-cut = Cut
print-one-way = One way only
print-sensor = Sensor
print-label-date = Date
