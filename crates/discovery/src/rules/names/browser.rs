//! Windows browser announcements: host name, workgroup, Windows version and role of the sender.

use domain::{
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::{
    names::browser::{Announced, Announcement, BrowserMessage},
    sink::Context,
};

use super::{super::Facts, nbns::owns, sender_or};

const SOURCE: &str = "netbios-browser";

/// Server type bits, [MS-BRWS] §2.2.5, and the role each means.
const ROLES: [(u32, &str); 6] = [
    (0x0000_0004, "sql_server"),
    (0x0000_0008, "domain_controller"),
    (0x0000_0010, "domain_controller"),
    (0x0000_0200, "print_server"),
    (0x0000_0800, "unix"),
    (0x0004_0000, "master_browser"),
];

/// Facts of one datagram about the host that wrote it.
pub fn apply(context: &Context, message: &BrowserMessage, facts: &mut Facts<'_>) {
    let Some(subject) = sender_or(context, message.source_ip).or(Some(context.sender)) else { return };
    owns(subject, &message.source, Certain, "sends as", SOURCE, facts);
    if let Some(destination) = message.destination.as_ref().filter(|name| matches!(name.suffix, 0x1d | 0x1e))
    {
        // Announcements go to the own workgroup.
        let said = format!("announces itself to {}<{:02x}>", destination.name, destination.suffix);
        if message.announcement.as_ref().is_some_and(|it| it.about != Announced::Workgroup) {
            facts.say(subject, Attribute::Domain, &destination.name, Certain, SOURCE, &said);
        }
    }
    if let Some(announcement) = &message.announcement {
        announced(context, message, announcement, facts);
    }
}

fn announced(context: &Context, message: &BrowserMessage, it: &Announcement, facts: &mut Facts<'_>) {
    let Some(subject) = sender_or(context, message.source_ip).or(Some(context.sender)) else { return };
    if it.about == Announced::Workgroup {
        let said = format!("announces workgroup {}", it.name);
        facts.say(subject, Attribute::NetbiosRole, "master_browser", Certain, SOURCE, &said);
        return;
    }
    let said = format!("announces {} version {}.{}", it.name, it.os_version.0, it.os_version.1);
    facts.say(subject, Attribute::Hostname, &it.name, Certain, SOURCE, &said);
    if let Some(samba) = &it.samba {
        facts.say(subject, Attribute::SmbNativeOs, samba, Certain, SOURCE, &format!("comment {samba}"));
    } else if let Some(os) = windows(it) {
        facts.say(subject, Attribute::Os, os, Likely, SOURCE, &said);
    }
    for (bit, role) in ROLES {
        if it.server_type & bit != 0 {
            facts.say(
                subject,
                Attribute::NetbiosRole,
                role,
                Certain,
                SOURCE,
                &format!("{said}, type bit {bit:#x}"),
            );
        }
    }
}

/// Windows by NT version. Unix hosts announce made-up versions.
fn windows(it: &Announcement) -> Option<&'static str> {
    let server = it.server_type & 0x0000_8000 != 0;
    let unix = it.server_type & 0x0000_0800 != 0;
    let name = match (it.os_version, server) {
        ((4, 0), _) if it.server_type & 0x0040_0000 != 0 => "Windows 95/98",
        ((4, 0), _) => "Windows NT 4.0",
        ((5, 0), _) => "Windows 2000",
        ((5, 1), _) => "Windows XP",
        ((5, 2), _) => "Windows Server 2003",
        ((6, 0), true) => "Windows Server 2008",
        ((6, 0), false) => "Windows Vista",
        ((6, 1), true) => "Windows Server 2008 R2",
        ((6, 1), false) => "Windows 7",
        ((6, 2), true) => "Windows Server 2012",
        ((6, 2), false) => "Windows 8",
        ((6, 3), true) => "Windows Server 2012 R2",
        ((6, 3), false) => "Windows 8.1",
        ((10, 0), true) => "Windows Server 2016 or later",
        ((10, 0), false) => "Windows 10 or later",
        _ => return None,
    };
    (!unix).then_some(name)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use parsers::packet::names::{NamesMessage, nbns::NetbiosName};

    use super::{super::testing as t, *};

    fn message(os_version: (u8, u8), server_type: u32, samba: Option<&str>) -> NamesMessage {
        let name = |name: &str, suffix| NetbiosName { name: name.into(), suffix, group: false };
        NamesMessage::Browser(BrowserMessage {
            source_ip: Ipv4Addr::new(10, 0, 0, 5),
            source: name("CT-CONSOLE", 0),
            destination: Some(name("KITA", 0x1d)),
            announcement: Some(Announcement {
                name: "CT-CONSOLE".into(),
                about: Announced::Host,
                os_version,
                server_type,
                samba: samba.map(Into::into),
            }),
        })
    }

    #[test]
    fn windows_is_told_by_version_and_type() {
        let expected = [
            (Attribute::Hostname, "CT-CONSOLE"),
            (Attribute::Domain, "KITA"),
            (Attribute::Hostname, "CT-CONSOLE"),
            (Attribute::Os, "Windows XP"),
        ];
        t::says(&message((5, 1), 0x1003, None), &expected);
    }

    #[test]
    fn samba_is_not_windows() {
        let said = t::about_sender(&message((6, 1), 0x0001_9a03, Some("Samba 4.17.12-Debian")));
        assert!(said.iter().all(|(attribute, ..)| *attribute != Attribute::Os));
        assert!(said.iter().any(|(_, value, _)| value == "Samba 4.17.12-Debian"));
    }
}
