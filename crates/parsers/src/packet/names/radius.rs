//! RADIUS (RFC 2865 §5, RFC 2866, RFC 2869): which switch port or access point a device hangs on. User names are skipped.

use std::net::Ipv4Addr;

use domain::addresses::MacAddr;

use super::{
    NamesMessage,
    text::{some_text, text},
};
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
    },
};

/// UDP ports 1812, 1813, 1645, 1646; recognised by code, length and attribute framing.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "radius", probe, parse, limit: u32::MAX };

/// What a RADIUS message tells about the network access server and the device behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RadiusMessage {
    pub from_server: bool,
    /// NAS-Identifier.
    pub nas_name: Option<String>,
    /// NAS-IP-Address.
    pub nas_ip: Option<Ipv4Addr>,
    /// NAS-Port-Id, else the number in NAS-Port.
    pub nas_port: Option<String>,
    /// NAS-Port-Type 19: wireless.
    pub wireless: bool,
    /// Calling-Station-Id when it is a MAC (a telephone number is dropped).
    pub station: Option<MacAddr>,
    /// Framed-IP-Address: the station's.
    pub station_ip: Option<Ipv4Addr>,
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    let ports = [datagram.sender_port, datagram.receiver_port];
    let on_port = ports.iter().any(|port| matches!(port, 1812 | 1813 | 1645 | 1646 | 3799));
    if on_port && read(datagram.payload).is_ok() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = read(datagram.payload).ok()?;
    let side = if message.from_server { Side::Server } else { Side::Client };
    out(NamesMessage::Radius(Box::new(message)).into());
    Some(side)
}

fn read(bytes: &[u8]) -> Parse<RadiusMessage> {
    let mut cursor = Cursor::new("RADIUS message", bytes);
    let code = cursor.u8()?;
    cursor.ensure(matches!(code, 1..=5 | 11 | 12 | 40..=45))?;
    cursor.skip(1)?;
    let length = usize::from(cursor.u16()?);
    cursor.skip(16)?;
    let mut attributes = cursor.sub("RADIUS attributes", length.saturating_sub(20))?;
    let mut message = RadiusMessage {
        from_server: matches!(code, 2 | 3 | 5 | 11 | 41 | 42 | 44 | 45),
        ..RadiusMessage::default()
    };
    while !attributes.is_empty() {
        let kind = attributes.u8()?;
        let length = usize::from(attributes.u8()?);
        attributes.ensure(length >= 2)?;
        attribute(kind, attributes.take(length - 2)?, &mut message);
    }
    Ok(message)
}

fn attribute(kind: u8, value: &[u8], message: &mut RadiusMessage) {
    let number = || <[u8; 4]>::try_from(value).ok();
    match kind {
        4 => message.nas_ip = number().map(Ipv4Addr::from),
        5 if message.nas_port.is_none() => {
            message.nas_port = number().map(|octets| u32::from_be_bytes(octets).to_string());
        }
        8 => message.station_ip = number().map(Ipv4Addr::from).filter(Ipv4Addr::is_private),
        31 => message.station = text(value).parse().ok().filter(|mac: &MacAddr| mac.is_unicast()),
        32 => message.nas_name = some_text(value),
        61 => message.wireless = number() == Some([0, 0, 0, 19]),
        87 => message.nas_port = some_text(value).or(message.nas_port.take()),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    #[test]
    fn the_place_is_kept_and_the_person_is_not() {
        let attributes: Vec<u8> = [
            (1u8, &b"somebody"[..]),
            (4, &[10, 0, 0, 2]),
            (31, b"00-1B-54-10-00-01"),
            (32, b"sw-2f"),
            (61, &[0, 0, 0, 15]),
            (87, b"Gi1/0/7"),
        ]
        .iter()
        .flat_map(|(kind, value)| [&[*kind, value.len() as u8 + 2], *value].concat())
        .collect();
        let mut bytes = vec![1, 9, 0, attributes.len() as u8 + 20];
        bytes.extend([0; 16]);
        bytes.extend(attributes);
        let NamesMessage::Radius(message) = t::read_one(&DATAGRAM, &t::datagram(&bytes, 40_000, 1812)) else {
            panic!()
        };
        let expected = RadiusMessage {
            nas_name: Some("sw-2f".into()),
            nas_ip: Some(Ipv4Addr::new(10, 0, 0, 2)),
            nas_port: Some("Gi1/0/7".into()),
            station: Some(MacAddr([0, 0x1b, 0x54, 0x10, 0, 1])),
            ..RadiusMessage::default()
        };
        assert_eq!(*message, expected);
        t::torture_datagram(&DATAGRAM, &bytes, (40_000, 1812));
    }
}
