//! SSDP: device types and software of devices, software of control points.

use domain::{certainty::Certainty::Certain, facts::Attribute};
use parsers::packet::names::ssdp::{SsdpKind, SsdpMessage};

use super::super::Facts;

const SOURCE: &str = "ssdp";

/// Facts of one message about its sender.
pub fn apply(message: &SsdpMessage, facts: &mut Facts<'_>) {
    if let Some(agent) = &message.user_agent {
        facts.sender(Attribute::UserAgent, agent, Certain, SOURCE, &format!("USER-AGENT {agent}"));
    }
    if message.kind == SsdpKind::Search {
        return;
    }
    if let Some(server) = &message.server {
        facts.sender(Attribute::UpnpServer, server, Certain, SOURCE, &format!("SERVER {server}"));
    }
    if let Some(target) = message.target.as_ref().filter(|target| target.starts_with("urn:")) {
        facts.sender(Attribute::UpnpDeviceType, target, Certain, SOURCE, &format!("NT {target}"));
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::NamesMessage;

    use super::{super::testing as t, *};

    #[test]
    fn what_is_searched_is_not_what_one_is() {
        let message = |kind| {
            NamesMessage::Ssdp(Box::new(SsdpMessage {
                kind,
                server: Some("Linux/3.0 UPnP/1.0 X-Cam/1.2".into()),
                user_agent: None,
                target: Some("urn:schemas-upnp-org:device:Basic:1".into()),
                usn: None,
                location: None,
            }))
        };
        t::says(&message(SsdpKind::Search), &[]);
        let expected = [
            (Attribute::UpnpServer, "Linux/3.0 UPnP/1.0 X-Cam/1.2"),
            (Attribute::UpnpDeviceType, "urn:schemas-upnp-org:device:Basic:1"),
        ];
        t::says(&message(SsdpKind::Notify), &expected);
    }
}
