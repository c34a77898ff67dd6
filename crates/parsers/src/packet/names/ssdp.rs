//! SSDP (UPnP Device Architecture 2.0 §1): announcements, searches and replies with the software that sent them.

use super::{NamesMessage, text::text};
use crate::packet::{
    message::Message,
    protocol::{Datagram, DatagramProtocol, Probe, Side},
};

/// UDP, mostly port 1900; recognised by the start line.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "ssdp", probe, parse, limit: 64 };

/// Which of the three a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SsdpKind {
    Notify,
    Search,
    Reply,
}

/// One SSDP message.
#[derive(Clone, Debug, PartialEq)]
pub struct SsdpMessage {
    pub kind: SsdpKind,
    /// `SERVER`: operating system, UPnP version and product of a device.
    pub server: Option<String>,
    /// `USER-AGENT` of a control point.
    pub user_agent: Option<String>,
    /// `NT` or `ST`: device or service type, or `uuid:…`.
    pub target: Option<String>,
    pub usn: Option<String>,
    /// Where the device description lies.
    pub location: Option<String>,
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    if kind(datagram).is_some() { Probe::Yes } else { Probe::No }
}

fn kind(datagram: &Datagram<'_>) -> Option<SsdpKind> {
    let reply_port = datagram.sender_port == 1900 || datagram.receiver_port == 1900;
    match datagram.payload {
        [b'N', b'O', b'T', b'I', b'F', b'Y', b' ', b'*', ..] => Some(SsdpKind::Notify),
        [b'M', b'-', b'S', b'E', b'A', b'R', b'C', b'H', b' ', ..] => Some(SsdpKind::Search),
        [b'H', b'T', b'T', b'P', b'/', b'1', b'.', _, b' ', b'2', b'0', b'0', ..] if reply_port => {
            Some(SsdpKind::Reply)
        }
        _ => None,
    }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let kind = kind(datagram)?;
    let mut message =
        SsdpMessage { kind, server: None, user_agent: None, target: None, usn: None, location: None };
    for line in datagram.payload.split(|b| *b == b'\n').skip(1).take(40) {
        let Some(colon) = line.iter().position(|b| *b == b':') else { continue };
        let (name, value) = line.split_at_checked(colon).unwrap_or_default();
        let value = text(value.get(1..).unwrap_or_default());
        let field = match name.to_ascii_uppercase().as_slice() {
            b"SERVER" => &mut message.server,
            b"USER-AGENT" => &mut message.user_agent,
            b"NT" | b"ST" => &mut message.target,
            b"USN" => &mut message.usn,
            b"LOCATION" => &mut message.location,
            _ => continue,
        };
        if !value.is_empty() {
            *field = Some(value);
        }
    }
    out(NamesMessage::Ssdp(Box::new(message)).into());
    match kind {
        SsdpKind::Search => Some(Side::Client),
        SsdpKind::Reply => Some(Side::Server),
        SsdpKind::Notify => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    const NOTIFY: &[u8] =
        b"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nServer: Linux/3.0 UPnP/1.0 X-Cam/1.2\r\n\
        NT: urn:schemas-upnp-org:device:Basic:1\r\nUSN: uuid:1::x\r\nLocation: http://10.0.0.9/d.xml\r\n\r\n";

    #[test]
    fn an_announcement() {
        let NamesMessage::Ssdp(message) = t::read_one(&DATAGRAM, &t::datagram(NOTIFY, 1900, 1900)) else {
            panic!()
        };
        assert_eq!(message.kind, SsdpKind::Notify);
        assert_eq!(message.server.as_deref(), Some("Linux/3.0 UPnP/1.0 X-Cam/1.2"));
        assert_eq!(message.target.as_deref(), Some("urn:schemas-upnp-org:device:Basic:1"));
        assert_eq!(message.location.as_deref(), Some("http://10.0.0.9/d.xml"));
        t::torture_datagram(&DATAGRAM, NOTIFY, (1900, 1900));
    }

    #[test]
    fn only_a_reply_from_port_1900_is_ssdp() {
        let reply = b"HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n\r\n";
        assert_eq!(probe(&t::datagram(reply, 1900, 40_000)), Probe::Yes);
        assert_eq!(probe(&t::datagram(reply, 8080, 40_000)), Probe::No);
    }
}
