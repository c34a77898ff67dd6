devices-title = Devices
devices-lead = { $n } { $n ->
    [one] device is
   *[other] devices are
} connected. Those to look at first come first.
devices-table = Table of devices
devices-tiles = Frequent filters
devices-all = All
devices-search = Search in this table
devices-none-title = No device matches
devices-none-text = Remove a filter or try other words. { $q }
devices-none-next = Show all devices
ledger-load = Load the ledger
ledger-filled = Get the ledger filled in
sort-first-look = Look at these first
sort-status = Most dangerous
sort-first = Newest
sort-place = Place
sort-name = Name
sort-ip = IP address
column-name = Device
column-make = Maker and model
column-status = Standing
column-place = Place
column-ip = IP address
column-ledger = Ledger
column-os = OS
column-certainty = Certainty
column-seen = Last seen
column-kind = Kind
column-mac = MAC address
column-serial = Serial number
column-hostname = Host name
column-software = Software
column-zone = Zone
column-lines = Remote lines
column-first = First seen
