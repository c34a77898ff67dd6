# Words of every page
product = Kikimori
skip = Skip to content
search = Search
search-hint = Search by name, IP address, place or maker
other-language = 日本語
caller = Person at this computer
fictional = fictional
nav-main = Main menu
nav-see = See
nav-guard = Guard
nav-keep = Keep in order
nav-tell = Tell
nav-home = Today
nav-devices = Devices
nav-map = Map
nav-alerts = Alerts
nav-alerts-open = open
nav-advisories = Advisories
nav-lines = Remote lines
nav-ledger = Ledger
nav-captures = Captures and sensors
nav-knowledge = Telling devices apart
nav-report = Report
nav-settings = Settings
nav-help = Help and glossary
nav-menu = Menu
watch-on = Watching
watch-files = Looking at files
watch-sensors = { $n } { $n ->
    [one] sensor
   *[other] sensors
  }
watch-captures = { $n } { $n ->
    [one] capture
   *[other] captures
  }
watch-last = Last traffic { $when }
watch-nothing = Nothing seen yet
watch-no-drops = Nothing dropped
watch-drops = { $n } { $n ->
    [one] packet
   *[other] packets
} dropped
foot-no-accounts = There are no user accounts yet. This screen listens on this computer only (loopback).
printed-as-of = as of { $when }
foot-fictional = Every hospital, device and company shown here is invented.
unit-devices = { " " }{ $n ->
    [one] device
   *[other] devices
}
unit-rows = { " " }{ $n ->
    [one] row
   *[other] rows
}
status-danger = Danger
status-warn = Caution
status-check = Being checked
status-unknown = Unknown
status-ok = No problem
in-ledger-matched = Matches
in-ledger-conflict = Disagrees
in-ledger-ambiguous = Several candidates
in-ledger-missing = Not in ledger
in-ledger-no_ledger = No ledger
in-ledger-known = Also in ledger
verdict-affected = Affected
verdict-cannot_tell = Unknown
verdict-under_investigation = Under investigation
verdict-fixed = Fixed
verdict-not_affected = Not affected
certainty-unknown = Unknown
certainty-guess = Guess
certainty-likely = Likely
certainty-certain = Certain
certainty-confirmed = Confirmed
group-medical = Medical devices
group-office = Computers and printers
group-network = Network devices
group-plant = Building
group-unknown = Kind unknown
group-unknown-too = Kind unknown too
evidence-count = Evidence: { $n }
evidence-title = Why we say so
evidence-others = What else was said
evidence-frame = packet { $n }
source-ledger = Ledger
source-person = Person
source-signature = Signature
source-oui = MAC
source-arp = ARP
source-dhcp = DHCP
source-dicom = DICOM
source-correction = Person
list-comma = , { "" }
do-not-connect = Do not connect
unknown-short = unknown
and-more = and { $n } more
device-unknown-kind = Device of unknown kind
device-make-unknown = Maker and model unknown
about-minutes = about { $n } min
times = { $n } { $n ->
    [one] time
   *[other] times
}
outside = Outside
undo = Undo
save = Save
apply = Apply
back = Back
cancel = Cancel
close = Close
show-all = All
explain = What is this?
sort = Sort
columns = Columns
columns-shown = Columns in the table
filter-remove = Remove filter
filter-q = “{ $q }”
filter-new-days = New in { $n } { $n ->
    [one] day
   *[other] days
}
filter-remote = Has a remote line
filter-group = Group
filter-zone = Zone
filter-kind = Kind
filter-maker = Maker
pager-range = { $from }–{ $to } of { $total }
pager-size = Per page
pager-pages = Pages
pager-previous = Previous
pager-next = Next
weekday-0 = Sun
weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
date-short = { $weekday } { $day } { $month }
date-long = { $weekday } { $day } { $month } { $year }
today-at = Today { $time }
ago-now = now
ago-minutes = { $n } min ago
ago-hours = { $n } h ago
ago-days = { $n } { $n ->
    [one] day ago
   *[other] days ago
  }
for-seconds = { $n } s
for-minutes = { $n } min
for-hours = { $n } h
for-days = { $n } { $n ->
    [one] day
   *[other] days
}
shares-label = Standing of { $total } { $total ->
    [one] device
   *[other] devices
}: { $parts }
severity = severity { $score }
protocol-dicom = DICOM (images)
protocol-hl7 = HL7 (record messages)
protocol-tls = Encrypted (TLS)
protocol-smb = File sharing (SMB)
protocol-rdp = Remote screen (RDP)
protocol-vnc = Remote screen (VNC)
protocol-ssh = SSH
protocol-telnet = Telnet (not encrypted)
protocol-ftp = FTP (not encrypted)
protocol-http = Web (HTTP)
protocol-jetdirect = Printing
protocol-ipp = Printing (IPP)
protocol-ipsec = VPN (IPsec)
protocol-openvpn = VPN (OpenVPN)
protocol-wireguard = VPN (WireGuard)
protocol-outbound-tls = Encrypted line outwards
protocol-maker-gateway = Maker’s service gateway
protocol-lte-router = Mobile line
protocol-cloud-telemetry = Status sent to a cloud
protocol-ssh-reverse = SSH (reverse tunnel)
protocol-teamviewer = TeamViewer
protocol-anydesk = AnyDesk
protocol-unknown = Unrecognised traffic
protocol-dns = Name lookups (DNS)
protocol-ntp = Time (NTP)
protocol-dhcp = Address assignment (DHCP)
protocol-snmp = Device monitoring (SNMP)
protocol-syslog = Logs (syslog)
error-not-found = There is no such page
error-host = This name is not answered. Open 127.0.0.1 or localhost: answering to other names would let outside pages read inside
error-form = This form was not accepted: it came from another page or is too old. Open the page again and send it once more
error-refused = That cannot be done
error-failed = That did not work. The reason is in the log
error-back = Go back
error-home = Back to today
protocol-vnc-no-auth = VNC without a password
protocol-rdp-standard-security = RDP with old encryption
protocol-http-basic = web with a readable password
protocol-pop3 = mail (POP3)
protocol-imap = mail (IMAP)
protocol-smtp = mail (SMTP)
protocol-nfs = file sharing (NFS)
protocol-ssh1 = SSH (old version)
protocol-modbus = plant control (Modbus)
protocol-bacnet = plant monitoring (BACnet)
protocol-mdns = mDNS
protocol-ssdp = SSDP
protocol-astm = results (ASTM)
protocol-poct1a = results (POCT1-A)
protocol-kerberos = sign-in (Kerberos)
protocol-ldap = directory (LDAP)
protocol-netbios = NetBIOS
protocol-l2tp = VPN (L2TP)
protocol-pptp = VPN (PPTP)
protocol-sstp = VPN (SSTP)
list-dot = {" · "}
file-choose = Choose a file
file-none = No file chosen yet
file-several = { $n } { $n ->
    [one] file
   *[other] files
}
protocol-maker-protocol = Maker’s own protocol
protocol-sdc = Between medical devices (SDC)
protocol-ws-discovery = Announcement (WS-Discovery)
protocol-nbns = Announcement (NetBIOS)
protocol-netbios-dgm = Announcement (NetBIOS)
protocol-llmnr = Name lookup (LLMNR)
