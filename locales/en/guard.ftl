# Alerts, remote lines, advisories
alerts-lead = { $n } { $n ->
    [one] needs
   *[other] need
} somebody. The most urgent come first.
alerts-open = Open alerts
alerts-closed = Closed
alerts-none-title = No open alerts
alerts-none-text = We look for traffic with the outside, undeclared remote lines, old operating systems, unencrypted traffic and more.
alert-what = What happened
alert-devices = Devices concerned
alert-since = Since
alert-state = State
alert-state-open = Open
alert-state-working = Being worked on
alert-state-closed = Closed
n-devices = { $n } { $n ->
    [one] device
   *[other] devices
  }
alert-found-at = found { $when }
alert-print = Print and take along
story-what = What happened
story-why = Why it matters
alert-path = The way of the traffic
alert-do = What to do now
alert-do-nothing-known = No steps are written yet. Use the evidence below and talk with the person in charge.
alert-result = What you found
alert-reason-expected = It is known and fine
alert-reason-mended = It was mended or stopped
alert-reason-unplugged = Nobody owns it; unplugged
alert-reason-not-found = It was not found
alert-memo = Note
alert-memo-hint = Whom you asked and what you did. Please no patient data: this record is for managing devices.
alert-close = Close with this reason
alert-start = Start working on it
alert-reopen = Open again
alert-closed-because = Closed because: { $reason }
alert-why-judged = Why we say so
alert-course = Course
course-opened = Found
course-last = Last seen
course-working = { $by } started
course-closed = { $by } closed it: { $reason }
unit-lines = { " " }{ $n ->
    [one] line
   *[other] lines
}
lines-lead = { $n } { $n ->
    [one] remote line is
   *[other] remote lines are
} seen; { $bad } of them are not declared.
lines-none-title = No remote lines seen
lines-none-text = We looked for VPNs, remote screens, makers’ gateways and mobile lines and found none in what was captured.
lines-yes = Declared
lines-no = Not declared
lines-unknown = Cannot compare
line-device = Device
line-register = Register
line-method = Method
line-peer = Peer
line-direction = Direction
line-outbound = from the device outwards
line-inbound = from outside to the device
line-inside = inside the hospital
line-amount = Amount
line-amounts = sent { $sent }, received { $received }, { $n } { $n ->
    [one] time
   *[other] times
}
line-longest = Longest connection
line-first = First seen
line-title = { $device }: { $method }
line-what = About this line
line-declare = Register this line
line-is-declared = It is declared. You will hear when its use changes.
line-declare-text = Register it once you know company and contract. It will then no longer be reported as undeclared.
line-declare-maker = Whose maintenance is it?
line-declare-contract = Contract or request number
line-declare-contract-hint = for example: contract 2026-012
line-declare-desk = In charge inside
line-declare-desk-hint = for example: radiology. No personal name needed
line-declare-save = Register
advisories-lead = { $n } taken in; { $affected } concern devices of this hospital.
advisories-empty-title = No advisories yet
advisories-empty-text = Load CSAF files from makers or public bodies. Each device and ledger row is compared with them, inside the hospital only.
advisories-files = CSAF files (several at once)
advisories-files-hint = Files ending in .json. Files carried on a USB stick work too.
advisories-take-in = Load and judge
advisory-published = Published
advisory-no-subject = no device concerned
severity-head = Severity
advisory-concerned = Devices and ledger rows concerned
advisory-subjects = { $n }
advisory-no-subject-text = Every device and ledger row was checked; none is concerned.
advisory-ground = Why
advisory-text = Published text
advisory-text-note = as published
advisory-no-fix = No remedy is given. Ask the maker.
advisory-weaknesses = Weaknesses
advisory-products = Products named
advisories-left-out = Files that were left out
advisories-left-out-lead = { $taken } taken in. These { $n } were not.
alerts-by = Put together by
alerts-by-rule = By kind
alerts-by-device = By device
alerts-by-nothing = One by one
alerts-status = Filter by status
alerts-several = { $n } { $n ->
    [one] alert
   *[other] alerts
}
alerts-several-open = press to see each
alerts-working = { $n } in progress
alerts-none-here = No alerts match. Remove the filter.
line-declared-row = Ledger { $sheet }, row { $row }
line-declared-on = registered { $day }
