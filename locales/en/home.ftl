home-title = Today’s watch
home-asof = { $date }, { $time }
home-q-known = How many are connected, and how many did you know?
home-all-devices = All devices
home-nothing-title = No connected devices seen yet
home-nothing-text = Load a recording (pcap) of the core switch’s mirror port, or plug in a sensor. Nothing is sent into the hospital’s network.
home-nothing-next = Load a recording
home-no-ledger-title = No ledger yet
home-no-ledger-text = You can load your Excel file as it is. We guess what the columns mean and you check. The file itself is not changed.
home-no-ledger-next = Load the ledger
home-missing = { $n } not in the ledger:
home-blind = { $zone } was not observed
home-q-today = What to do today
home-tasks = { $n } { $n ->
    [one] task
   *[other] tasks
  }
home-no-tasks-title = Nothing to do today
home-no-tasks-text = We looked for dangerous alerts, disagreements with the ledger and missing documents, and found none.
home-later = { $n } more after these
home-q-danger = What is dangerous
home-all-alerts = All alerts
home-danger-nothing = We judge once devices have been seen.
home-unknown-note = Unknown: too little is known to judge. It is not counted as safe.
home-q-new = Newly found
home-new-week = { $n } in 7 days
home-new-baseline = The watch has just begun. The { $n } { $n ->
    [one] device seen now is
   *[other] devices seen now are
} the starting point; you will hear of what is added.
home-new-none = No device was seen for the first time in these 7 days.
overlap-connected = connected
overlap-ledger = in the ledger
overlap-both = also in the ledger
overlap-net = not in the ledger
overlap-only-ledger = unseen
overlap-only-ledger-n = { $n } { $n ->
    [one] row
   *[other] rows
} in the ledger only
overlap-seen = connected
overlap-conflicts = { " " }({ $n } { $n ->
    [one] disagrees
   *[other] disagree
})
task-steps = Show the steps
task-watch-title = Load a recording of the network
task-watch-text = The first step to know what is connected. Choose one recording (pcap) of the mirror port.
task-watch-who = IT office
task-watch-minutes = 10
task-watch-button = Load
task-ledger-title = Load the ledger (Excel)
task-ledger-text = We compare it with what is connected and find devices that are not in it.
task-ledger-who = Clinical engineering
task-ledger-minutes = 15
task-ledger-button = Load
task-advisories-title = Load advisories
task-advisories-text = Without advisories we cannot judge whether medical devices are at risk.
task-advisories-who = IT office
task-advisories-minutes = 10
task-advisories-button = Load
task-conflicts-title = Decide { $n } { $n ->
    [one] row that disagrees
   *[other] rows that disagree
} with the network
task-conflicts-text = Address or model differ from the ledger. Once you choose, you are not asked again.
task-conflicts-who = Clinical engineering
task-conflicts-minutes = 15
task-conflicts-button = Show them
task-unknown-title = Find out what { $n } { $n ->
    [one] device is
   *[other] devices are
}
task-unknown-text = We cannot tell whether they are medical. Their places and peers are listed as clues.
task-unknown-who = Clinical engineering
task-unknown-minutes = 20
task-unknown-button = Show the list
task-add-title = Check { $n } { $n ->
    [one] device that is
   *[other] devices that are
} not in the ledger
task-add-text = They are connected but not written down. Begin with the medical ones.
task-add-who = Clinical engineering
task-add-minutes = 15
task-add-button = Show the list
