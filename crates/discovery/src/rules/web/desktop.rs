//! Facts from remote desktops: RDP and VNC.

use domain::{certainty::Certainty, facts::Attribute};
use parsers::packet::web::{rdp::RdpMessage, vnc::VncMessage};

use crate::rules::Facts;

/// Facts of an RDP connection sequence.
pub fn rdp(message: &RdpMessage, facts: &mut Facts<'_>) {
    const SOURCE: &str = "rdp";
    match message {
        RdpMessage::Request { offers, .. } => {
            let said = format!("connection request, security offered {offers:#x}");
            facts.sender(Attribute::RemoteProtocol, "rdp client", Certainty::Certain, SOURCE, &said);
        }
        RdpMessage::Answer { chosen } => {
            let word = match chosen {
                None => "refused",
                Some(0) => "standard security",
                Some(1) => "TLS",
                Some(_) => "NLA",
            };
            let said = format!("connection confirm: {word}");
            facts.sender(Attribute::RemoteProtocol, "rdp server", Certainty::Certain, SOURCE, &said);
            if *chosen == Some(0) {
                facts.sender(
                    Attribute::Unencrypted,
                    "rdp_standard_security server",
                    Certainty::Certain,
                    SOURCE,
                    &said,
                );
            }
        }
        RdpMessage::Client { name, build } => {
            let said = format!("client core data: name {name}, build {build}");
            facts.sender(Attribute::RdpClientName, name, Certainty::Certain, SOURCE, &said);
            facts.sender(Attribute::Hostname, name, Certainty::Likely, SOURCE, &said);
            facts.sender(Attribute::RdpClientBuild, &build.to_string(), Certainty::Certain, SOURCE, &said);
            if let Some(os) = windows_of_build(*build) {
                facts.sender(Attribute::Os, os, Certainty::Likely, SOURCE, &said);
            }
        }
    }
}

/// Windows releases by their build number. Other clients send small or invented numbers.
fn windows_of_build(build: u32) -> Option<&'static str> {
    Some(match build {
        2195 => "Windows 2000",
        2600 => "Windows XP",
        3790 => "Windows Server 2003",
        6000..=6002 => "Windows Vista or Server 2008",
        7600 | 7601 => "Windows 7 or Server 2008 R2",
        9200 => "Windows 8 or Server 2012",
        9600 => "Windows 8.1 or Server 2012 R2",
        10_240..=19_999 => "Windows 10 or Server 2016/2019",
        20_348 => "Windows Server 2022",
        22_000..=27_999 => "Windows 11",
        _ => return None,
    })
}

/// Facts of a VNC session.
pub fn vnc(message: &VncMessage, facts: &mut Facts<'_>) {
    const SOURCE: &str = "vnc";
    const NONE: u8 = 1;
    const PASSWORD: u8 = 2;
    match message {
        VncMessage::Version(version) => {
            let said = format!("RFB {version}");
            facts.sender(Attribute::VncVersion, version, Certainty::Certain, SOURCE, &said);
            facts.sender(Attribute::RemoteProtocol, "vnc server", Certainty::Certain, SOURCE, &said);
            facts.receiver(Attribute::RemoteProtocol, "vnc client", Certainty::Certain, SOURCE, &said);
            if version == "003.889" {
                facts.sender(Attribute::Os, "macOS", Certainty::Likely, SOURCE, &said);
            }
        }
        VncMessage::Security(kinds) => {
            let listed = kinds.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let said = format!("security types offered: {listed}");
            if kinds.contains(&NONE) {
                facts.sender(Attribute::Unencrypted, "vnc_no_auth server", Certainty::Certain, SOURCE, &said);
            }
            if !kinds.is_empty() && kinds.iter().all(|kind| matches!(*kind, 0 | NONE | PASSWORD)) {
                facts.sender(Attribute::Unencrypted, "vnc server", Certainty::Certain, SOURCE, &said);
            }
        }
        VncMessage::NoPassword => {
            facts.sender(
                Attribute::Unencrypted,
                "vnc_no_auth server",
                Certainty::Certain,
                SOURCE,
                "session began without a password",
            );
        }
        VncMessage::Desktop(name) => {
            facts.sender(
                Attribute::VncDesktop,
                name,
                Certainty::Certain,
                SOURCE,
                &format!("desktop name {name}"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::{sink::SenderRole, web::WebMessage};

    use super::*;
    use crate::rules::web::testing::said;

    #[test]
    fn the_client_of_a_clear_rdp_session_is_named() {
        let message = RdpMessage::Client { name: "RIS-PC01".into(), build: 2600 };
        assert_eq!(
            said(SenderRole::Client, WebMessage::Rdp(message)),
            [
                "1 rdp_client_name RIS-PC01",
                "1 hostname RIS-PC01",
                "1 rdp_client_build 2600",
                "1 os Windows XP"
            ]
        );
    }

    #[test]
    fn an_open_vnc_is_marked() {
        let said = said(SenderRole::Server, WebMessage::Vnc(VncMessage::Security(vec![1, 2])));
        assert_eq!(said, ["2 unencrypted vnc_no_auth server", "2 unencrypted vnc server"]);
    }
}
