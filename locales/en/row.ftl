# One vulnerability, and the table that limits conversations

steps-for = The steps are for the device for which it is most urgent (
steps-for-end = ).
steps-from = from { $day }
steps-page = Open its page
steps-restart = A restart is needed
steps-restart-machine = The device has to be restarted
steps-restart-system = The whole system has to be restarted
steps-restart-zone = The devices of the zone have to be restarted
steps-control-open = See the conversations to allow
step-kind-identify = Find out
step-kind-fix = The maker's fix
step-kind-ask_maker = Question to the maker
step-kind-mitigation = Measure until then
step-kind-control = Limit of its conversations (compensating control)
step-kind-disconnect = Off the network

limit-title = Limit its conversations (draft)
limit-sheet = Allowed
limit-n = { $n }
limit-lead = A draft that allows the conversations that were seen and denies the rest. Ask the ward and the maker before you hand it to whoever looks after the network.
limit-open = See the table
limit-direction = Direction
limit-out = from the device
limit-in = to the device
limit-peer = Other side
limit-nobody = Nobody knows who it is
limit-address = Its address
limit-port = Port
limit-protocol = Protocol
limit-count = Connections
limit-first = First seen
limit-last = Last seen
limit-check = Find out first
limit-check-outside = Outside the hospital: who is it?
limit-check-stranger = Neither in the ledger nor a known device: what is it?
limit-watched = Seen from { $from } to { $to }, of which { $long } were recorded. What was not seen may still be needed.
limit-request-button = Text for the vendor
limit-request =
    Request to limit conversations (draft)

    Device: { $name } ({ $addresses })
    Please consider allowing only these { $n } { $n ->
    [one] conversation
   *[other] conversations
} and denying the rest.
    { $watched }
limit-request-line = { $number }. { $direction }, other side { $peer }, port { $port }, { $n } { $n ->
    [one] connection
   *[other] connections
}, last { $last }
limit-request-check = {" "}(first: { $check })
limit-request-remarks = Note
limit-request-how = How: before anything is denied, only log for a day or longer and see that nothing that is needed would be denied. Agree on how to go back. The device's own settings stay as they are.

effect-title = What decides how urgent it is
effect-lead = The answers to five questions decide by when to act. Where the ward knows better, an answer can be changed.
effect-provisional = default, not confirmed by anybody yet
effect-change = Change the answer
effect-supposed = Supposed before:
effect-by-kind = Decided on { $day } for every device of this kind.
effect-by-device = Decided on { $day } for this device.
effect-about = For which devices
effect-about-device = This device only ({ $name })
effect-about-kind = Every device of this kind ({ $name })
effect-reason = Reason
effect-reason-hint = For example: used alone, and goes on by hand when it stops. No patient data.
effect-by = Decided by (department)
effect-by-default = Clinical engineering department

weak-paper-list = Vulnerabilities by product
weak-paper-list-button = By product (PDF)
weak-paper-week = Vulnerabilities: to do this week
weak-paper-week-button = Print on one sheet
weak-paper-nothing = Nothing to do this week. What is watched and what is not known remains.
weak-paper-unknown = Not known (which is not “fine”)
weak-paper-sound = Every source was there and new on { $day }.
weak-paper-devices = { $n } { $n ->
    [one] device
   *[other] devices
}:{" "}
weak-paper-when = By when

summary-title = What it is
summary-from = In the words of JVN iPedia, { $record } (Japanese)
summary-none = The words of this record could not be read from the files that are here.
summary-covers = The record deals with:{" "}
weak-paper-rest = Other products and devices, without a row

fixes-title = The maker’s fix
fixes-text = Pages that the sources mark as fix, vendor’s advisory or mitigation. Whether it may go into the device only the device’s maker can say.
fixes-patch = fix
fixes-vendor-advisory = advisory of the vendor
fixes-mitigation = mitigation
