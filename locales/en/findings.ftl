# Words of alerts, per code: title, what, why, task, do-1…, who
finding-some-device = a device
finding-other-title = Something to check was found ({ $code })
finding-other-what = Something unusual was seen of { $devices }.
finding-other-why = As long as the reason is unknown, nobody can say whether care is affected.
finding-other-task = Check what was found ({ $code })
finding-other-who = Clinical engineering
finding-other-do-1 = Read the evidence below and ask the person in charge of the device.
finding-other-do-2 = Write the result here.
finding-any-what = Concerned: { $devices }.
finding-any-why = Left alone, devices may stop or be reached from outside.
finding-any-task = Check { $device }
finding-any-who = Clinical engineering
finding-any-do-1 = Read the evidence below and ask the person in charge and the maker.
finding-any-do-2 = Write the result here.
finding-medical-to-internet-title = A medical device speaks with the outside
finding-medical-to-internet-what = { $device } speaks with { $peer }, outside the hospital.
finding-medical-to-internet-why = A medical device linked with the outside may be reached from there, or let patient data out.
finding-medical-to-internet-task = Find out why { $device } speaks with the outside
finding-medical-to-internet-who = Clinical engineering
finding-medical-to-internet-do-1 = See whether { $device } is in use on a patient. If so, do not unplug it; tell the ward first.
finding-medical-to-internet-do-2 = Ask the maker by phone whether traffic to “{ $peer }” is intended.
finding-medical-to-internet-do-3 = If nobody knows of it, unplug the network cable only. Leave the power on, or the record is lost.
finding-undeclared-remote-line-title = A remote line that nobody declared
finding-undeclared-remote-line-what = { $device } has a { $method } line to { $peer }. Neither ledger nor register knows it.
finding-undeclared-remote-line-why = It is an entrance and nobody knows who may use it when. Care has stopped through such lines.
finding-undeclared-remote-line-task = Ask the maker about the remote line of { $device }
finding-undeclared-remote-line-who = Person in charge of the department
finding-undeclared-remote-line-do-1 = Look for this line in the service contract and in work requests.
finding-undeclared-remote-line-do-2 = Ask the maker whether they use { $method } with “{ $peer }”.
finding-undeclared-remote-line-do-3 = If they do, register it under “Remote lines”. If not, have it closed.
finding-unsupported-os-title = Devices on an operating system without support
finding-unsupported-os-what = { $os } runs on { $devices }.
finding-unsupported-os-why = New weaknesses are never mended. They are a way to the other devices.
finding-unsupported-os-task = Limit the peers of { $n } { $n ->
    [one] device
   *[other] devices
} on { $os }
finding-unsupported-os-who = IT office
finding-unsupported-os-do-1 = Ask each maker whether an update exists.
finding-unsupported-os-do-2 = Where there is none, have the network contractor limit the peers. Examinations go on.
finding-address-conflict-title = Two devices use the same IP address
finding-address-conflict-what = { $devices } use { $address } at the same time.
finding-address-conflict-why = One of them loses its connection; results or monitoring values may not arrive.
finding-address-conflict-task = Separate the two devices that use { $address }
finding-address-conflict-who = IT office
finding-address-conflict-do-1 = Find both devices with the evidence below and ask whether they are in use.
finding-address-conflict-do-2 = Change the number of the one not in use. Ask the maker before changing a medical device in use.
finding-backdoor-address-title = This device may send patient data to a built-in outside address
finding-backdoor-address-what = { $device } tries to reach { $peer }, an address built into the { $product }.
finding-backdoor-address-why = It was published that patient data may leave the country and values may be changed ({ $advisory }).
finding-backdoor-address-task = Take { $device } off the network
finding-backdoor-address-who = Clinical engineering
finding-backdoor-address-do-1 = Look whether { $device } is in use on a patient. If so, prepare another monitor first.
finding-backdoor-address-do-2 = Unplug the network cable and turn wireless off. The power and bedside monitoring may stay on.
finding-backdoor-address-do-3 = Print the "do not connect" label, attach it, and call the seller.
finding-medical-hard-coded-address-title = A medical device calls an outside address without looking up a name
finding-medical-hard-coded-address-what = { $device } speaks directly to { $address } outside.
finding-medical-hard-coded-address-why = A peer without a name is sometimes a built-in back door.
finding-medical-hard-coded-address-task = Ask the maker why { $device } calls { $address }
finding-medical-hard-coded-address-who = Clinical engineering
finding-medical-hard-coded-address-do-1 = Call the maker and ask whether { $address } belongs to the product.
finding-medical-hard-coded-address-do-2 = If they do not know it, make sure the device is not in use and unplug the network cable only. Leave the power on, or the record is lost.
finding-patient-data-leaves-title = A protocol that carries patient data leaves the hospital
finding-patient-data-leaves-what = { $device } speaks { $protocol } with { $peer } outside.
finding-patient-data-leaves-why = This protocol carries patient data without encryption; it can be read on the way.
finding-patient-data-leaves-task = Check contract and line of { $device } and { $peer }
finding-patient-data-leaves-who = IT office
finding-patient-data-leaves-do-1 = Find out whether { $peer } is a contracted party (remote reading, laboratory).
finding-patient-data-leaves-do-2 = If it is, have the line encrypted (VPN or TLS).
finding-patient-data-leaves-do-3 = If nobody knows it, have the boundary device stop it.
finding-scanning-host-title = A device tries the doors of other devices one after another
finding-scanning-host-what = { $device } tried { $doors } { $doors ->
    [one] port
   *[other] ports
} of { $hosts } { $hosts ->
    [one] device
   *[other] devices
}.
finding-scanning-host-why = Malware does so to spread. An inspection or a monitoring system does so, too.
finding-scanning-host-task = Find { $device } and see what it does
finding-scanning-host-who = IT office
finding-scanning-host-do-1 = Ask whether an inspection or maintenance is going on today.
finding-scanning-host-do-2 = If not, go there and unplug the network cable only. Leave the power on, or the record is lost.
finding-scanning-host-do-3 = If it is a medical device, do not unplug it: call clinical engineering and the maker.
finding-smb1-title = Devices use the old file sharing (SMB1)
finding-smb1-what = { $devices } use the old file sharing.
finding-smb1-why = Ransomware often spreads through it inside hospitals.
finding-smb1-task = Check { $n } { $n ->
    [one] device
   *[other] devices
} with old file sharing
finding-smb1-who = IT office
finding-smb1-do-1 = Turn SMB1 off on office PCs.
finding-smb1-do-2 = Ask the maker before changing a medical device: images may stop being sent.
finding-snmp-default-community-title = Devices are used with the factory password of SNMP
finding-snmp-default-community-what = { $devices } still use the factory community string.
finding-snmp-default-community-why = Anybody can read their settings, and on some devices change them.
finding-snmp-default-community-task = Change the community string of { $n } { $n ->
    [one] device
   *[other] devices
}
finding-snmp-default-community-who = IT office
finding-snmp-default-community-do-1 = Change it on the management page, or turn SNMP off.
finding-two-default-gateways-title = A zone has two ways out of the hospital
finding-two-default-gateways-what = { $device } is a second way out for { $hosts } { $hosts ->
    [one] device
   *[other] devices
}.
finding-two-default-gateways-why = It does not pass the boundary device. It may be a mobile router.
finding-two-default-gateways-task = Find { $device }, the second way out
finding-two-default-gateways-who = IT office
finding-two-default-gateways-do-1 = Look for its place on the map and go there.
finding-two-default-gateways-do-2 = Ask who put it there and why. Register it under remote lines if it is for maintenance.
finding-two-default-gateways-do-3 = If nobody owns it, tell those who use the devices behind it, then remove it.
finding-unencrypted-access-title = A door for operation without encryption is open
finding-unencrypted-access-what = { $devices } answer { $protocol }.
finding-unencrypted-access-why = Passwords and screens can be read by anybody on the network. Without a password anybody can operate it.
finding-unencrypted-access-task = Find out whether { $protocol } is needed
finding-unencrypted-access-who = Clinical engineering
finding-unencrypted-access-do-1 = Ask the maker whether maintenance needs it.
finding-unencrypted-access-do-2 = If not, have it turned off; if so, have its peers restricted. Do not change it during care.
finding-unknown-in-medical-zone-title = A device of unknown kind is in a zone of medical devices
finding-unknown-in-medical-zone-what = { $devices } are connected in { $zone }.
finding-unknown-in-medical-zone-why = It can reach the medical devices of the zone directly.
finding-unknown-in-medical-zone-task = Look for the unfamiliar device in { $zone }
finding-unknown-in-medical-zone-who = Clinical engineering
finding-unknown-in-medical-zone-do-1 = Look for its place on the map and go there.
finding-unknown-in-medical-zone-do-2 = Ask who put it there, and write the answer with "correct a value".
finding-unknown-in-medical-zone-do-3 = If nobody owns it, unplug the network cable only. If a medical device hangs on it, call instead.
finding-device-appeared-title = New devices were connected
finding-device-appeared-what = { $devices } are new in { $zone }.
finding-device-appeared-why = An unplanned device can be a way to the patients’ devices.
finding-device-appeared-task = Check whether you know the { $n } { $n ->
    [one] new device
   *[other] new devices
}
finding-device-appeared-who = Clinical engineering
finding-device-appeared-do-1 = Look at deliveries and replacements, and add what fits to the ledger.
finding-device-appeared-do-2 = If nothing fits, look for the place on the map and go there.
finding-device-vanished-title = Devices are no longer seen
finding-device-vanished-what = { $devices } in { $zone } were not seen for more than a day and a half.
finding-device-vanished-why = They are broken, off, or carried away; or the watch no longer reaches them.
finding-device-vanished-task = Find out where the { $n } { $n ->
    [one] device is
   *[other] devices are
}
finding-device-vanished-who = Clinical engineering
finding-device-vanished-do-1 = Look at power and cable.
finding-device-vanished-do-2 = Mark disposed or returned ones as retired in the ledger.
finding-device-moved-vlan-title = A device moved to another zone
finding-device-moved-vlan-what = { $device } moved from VLAN { $from } to { $to }.
finding-device-moved-vlan-why = A wrong plug, or planned work on the zones.
finding-device-moved-vlan-task = Find out who moved { $device }
finding-device-moved-vlan-who = IT office
finding-device-moved-vlan-do-1 = Look at planned work.
finding-device-moved-vlan-do-2 = If there is none, look at the socket it hangs on.
finding-device-moved-port-title = A device moved to another port
finding-device-moved-port-what = { $device } moved from { $from } to { $to }.
finding-device-moved-port-why = Mostly it was carried; sometimes another device takes its place.
finding-device-moved-port-task = Find out who moved { $device }
finding-device-moved-port-who = Clinical engineering
finding-device-moved-port-do-1 = Go there and compare the serial number.
finding-device-changed-address-title = The IP address of a device changed
finding-device-changed-address-what = { $device } changed from { $from } to { $to }.
finding-device-changed-address-why = When a fixed number changes, results or monitoring may stop.
finding-device-changed-address-task = Check the connections of { $device }
finding-device-changed-address-who = IT office
finding-device-changed-address-do-1 = Nothing to do when it gets its number by DHCP.
finding-device-changed-address-do-2 = If it is fixed, ask who changed it and correct the ledger.
finding-device-changed-identity-title = The same address is now a different device
finding-device-changed-identity-what = { $what } of { $device } changed from { $from } to { $to }.
finding-device-changed-identity-why = A replacement or update, or another device in its place.
finding-device-changed-identity-task = Check whether { $device } is still the same
finding-device-changed-identity-who = Clinical engineering
finding-device-changed-identity-do-1 = Look at planned replacements and updates.
finding-device-changed-identity-do-2 = If there are none, read model and serial number on the device.
finding-advisory-affects-title = A published weakness concerns your devices
finding-advisory-affects-what = { $advisory } concerns { $devices }.
finding-advisory-affects-why = What is weak and how to mend it is public. Left alone, outsiders could operate it.
finding-advisory-affects-task = Decide what to do about { $advisory } for { $n } { $n ->
    [one] device
   *[other] devices
}
finding-advisory-affects-who = Clinical engineering
finding-advisory-affects-do-1 = Read the maker’s advice on the advisory page.
finding-advisory-affects-do-2 = Ask the maker when the mended version can be installed.
finding-advisory-affects-do-3 = Until then restrict who may reach the devices.
finding-devices = { $n ->
    [1] { $device }
   *[other] { $device } and others, { $n } devices
}
