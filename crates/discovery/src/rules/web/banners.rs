//! Facts from text banners: SSH, Telnet, FTP.

use domain::{certainty::Certainty, facts::Attribute};
use parsers::packet::{
    sink::{Context, SenderRole},
    web::{
        ftp::FtpMessage,
        ssh::{SshBanner, SshFingerprint},
        telnet::TelnetMessage,
    },
};

use crate::rules::Facts;

/// Systems that banners name themselves: part of the banner, name.
const SYSTEMS: &[(&str, &str)] = &[
    ("OpenSSH_for_Windows", "Windows"),
    ("VxWorks 5.4.2", "VxWorks 5.4.2"),
    ("VxWorks 6", "VxWorks 6"),
    ("VxWorks 7", "VxWorks 7"),
    ("VxWorks", "VxWorks"),
    ("Windows CE", "Windows CE"),
    ("Windows_CE", "Windows CE"),
    ("Windows_NT", "Windows"),
    ("Microsoft FTP", "Windows"),
    ("Microsoft Telnet", "Windows"),
    ("deb13", "Debian 13"),
    ("deb12", "Debian 12"),
    ("deb11", "Debian 11"),
    ("deb10", "Debian 10"),
    ("deb9", "Debian 9"),
    ("deb8", "Debian 8"),
    ("deb7", "Debian 7"),
    ("Raspbian", "Raspberry Pi OS"),
    ("Ubuntu", "Ubuntu"),
    ("Debian", "Debian"),
    ("FreeBSD", "FreeBSD"),
    ("NetBSD", "NetBSD"),
    ("SunOS", "Solaris"),
    ("Sun_SSH", "Solaris"),
    ("QNX", "QNX"),
    ("Nucleus", "Nucleus RTOS"),
    ("INTEGRITY", "INTEGRITY"),
    ("ThreadX", "ThreadX"),
    ("Cisco-", "Cisco IOS"),
    ("IOS XE", "Cisco IOS XE"),
    ("ROSSSH", "MikroTik RouterOS"),
    ("FortiSSH", "FortiOS"),
    ("BusyBox", "Linux"),
    ("Red Hat", "Red Hat Enterprise Linux"),
    ("CentOS", "CentOS"),
    ("Linux", "Linux"),
];

/// The system a banner names, when it names one.
#[must_use]
pub fn system(banner: &str) -> Option<&'static str> {
    SYSTEMS.iter().find(|(mark, _)| banner.contains(mark)).map(|(_, name)| *name)
}

/// States the banner and the system it names.
pub fn banner(attribute: Attribute, text: &str, source: &str, facts: &mut Facts<'_>) {
    facts.sender(attribute, text, Certainty::Certain, source, text);
    if let Some(os) = system(text) {
        facts.sender(Attribute::Os, os, Certainty::Likely, source, text);
    }
}

/// Facts of an SSH identification string.
pub fn ssh(context: &Context, text: &SshBanner, facts: &mut Facts<'_>) {
    banner(Attribute::SshBanner, &text.0, "ssh", facts);
    let side = if context.sender_role == SenderRole::Client { "client" } else { "server" };
    if text.0.starts_with("SSH-1.") && !text.0.starts_with("SSH-1.99") {
        facts.sender(Attribute::Unencrypted, &format!("ssh1 {side}"), Certainty::Certain, "ssh", &text.0);
    }
    facts.sender(Attribute::RemoteProtocol, &format!("ssh {side}"), Certainty::Certain, "ssh", &text.0);
}

/// The algorithms that one side of an SSH connection offers.
pub fn ssh_fingerprint(print: &SshFingerprint, facts: &mut Facts<'_>) {
    facts.sender(Attribute::SshHassh, &print.0, Certainty::Certain, "ssh", "key exchange offer");
}

/// Facts of a Telnet service.
pub fn telnet(message: &TelnetMessage, facts: &mut Facts<'_>) {
    match message {
        TelnetMessage::Service => {
            let said = "option negotiation in clear";
            facts.sender(Attribute::Unencrypted, "telnet server", Certainty::Certain, "telnet", said);
            facts.receiver(Attribute::Unencrypted, "telnet client", Certainty::Certain, "telnet", said);
            facts.sender(Attribute::RemoteProtocol, "telnet server", Certainty::Certain, "telnet", said);
            facts.receiver(Attribute::RemoteProtocol, "telnet client", Certainty::Certain, "telnet", said);
        }
        TelnetMessage::Banner(text) => banner(Attribute::TelnetBanner, text, "telnet", facts),
    }
}

/// Facts of an FTP control connection.
pub fn ftp(message: &FtpMessage, facts: &mut Facts<'_>) {
    match message {
        FtpMessage::Greeting(text) => banner(Attribute::FtpBanner, text, "ftp", facts),
        FtpMessage::System(text) => {
            if let Some(os) = system(text) {
                facts.sender(Attribute::Os, os, Certainty::Likely, "ftp", &format!("SYST answer {text}"));
            }
        }
        FtpMessage::ClearLogin => {
            let said = "login without encryption";
            facts.sender(Attribute::Unencrypted, "ftp client", Certainty::Certain, "ftp", said);
            facts.receiver(Attribute::Unencrypted, "ftp server", Certainty::Certain, "ftp", said);
        }
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::web::WebMessage;

    use super::*;
    use crate::rules::web::testing::said;

    #[test]
    fn banners_name_systems() {
        let cases = [
            ("SSH-2.0-OpenSSH_7.9p1 Debian-10+deb10u2", Some("Debian 10")),
            ("SSH-2.0-OpenSSH_8.2p1 Ubuntu-4ubuntu0.1", Some("Ubuntu")),
            ("SSH-2.0-OpenSSH_for_Windows_8.1", Some("Windows")),
            ("VxWorks (VxWorks5.4.2) FTP server ready", Some("VxWorks")),
            ("SSH-2.0-dropbear_2019.78", None),
        ];
        for (banner, expected) in cases {
            assert_eq!(system(banner), expected, "{banner}");
        }
    }

    #[test]
    fn telnet_is_said_of_both_sides() {
        let said = said(SenderRole::Server, WebMessage::Telnet(TelnetMessage::Service));
        assert!(said.contains(&"2 unencrypted telnet server".to_owned()));
        assert!(said.contains(&"1 unencrypted telnet client".to_owned()));
    }

    #[test]
    fn ssh_is_a_remote_protocol() {
        let said = said(SenderRole::Client, WebMessage::Ssh(SshBanner("SSH-2.0-PuTTY_0.78".into())));
        assert_eq!(said, ["1 ssh_banner SSH-2.0-PuTTY_0.78", "1 remote_protocol ssh client"]);
    }
}
