//! DHCPv6 (RFC 8415, options RFC 4704, 6939): client identity, name and address on IPv6 networks.

use std::net::Ipv6Addr;

use domain::addresses::MacAddr;

use super::{
    NamesMessage,
    text::{hex, some_text, text},
};
use crate::{
    cursor::{Cursor, Parse, Reason},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
    },
};

/// UDP ports 546 and 547.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "dhcpv6", probe, parse, limit: u32::MAX };

/// One message, unwrapped from its relays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dhcpv6Message {
    /// Advertise, Reply, Reconfigure.
    pub from_server: bool,
    /// A relay carried it: the frame's addresses are the relay's, not the client's.
    pub relayed: bool,
    /// Peer address in the innermost relay message: the client's link-local address.
    pub peer: Option<Ipv6Addr>,
    /// DUID as hexadecimal.
    pub client_id: Option<String>,
    /// MAC inside the DUID: of one of the client's cards, not always of this one.
    pub duid_mac: Option<MacAddr>,
    /// MAC the relay saw (RFC 6939).
    pub link_mac: Option<MacAddr>,
    pub fqdn: Option<String>,
    /// Vendor class text and IANA enterprise number.
    pub vendor_class: Option<String>,
    pub enterprise: Option<u32>,
    pub user_class: Option<String>,
    /// Addresses given, at most 8.
    pub addresses: Vec<Ipv6Addr>,
    /// Interface id a relay added: the switch port.
    pub interface_id: Option<String>,
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    let ports = [datagram.sender_port, datagram.receiver_port];
    let on_port = ports.contains(&546) || ports.contains(&547);
    if on_port && read(datagram.payload).is_ok() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = read(datagram.payload).ok()?;
    let side = if message.from_server { Side::Server } else { Side::Client };
    out(NamesMessage::Dhcpv6(Box::new(message)).into());
    Some(side)
}

fn read(bytes: &[u8]) -> Parse<Dhcpv6Message> {
    let mut message = Dhcpv6Message::default();
    let mut bytes = bytes;
    // RFC 8415 §7.6: at most 8 relays.
    for _ in 0..9 {
        let mut cursor = Cursor::new("DHCPv6 message", bytes);
        let kind = cursor.u8()?;
        cursor.ensure((1..=13).contains(&kind))?;
        if kind < 12 {
            cursor.skip(3)?;
            message.from_server = matches!(kind, 2 | 7 | 10);
            options(cursor, &mut message, &mut |_, _| {});
            return Ok(message);
        }
        cursor.skip(17)?;
        message.relayed = true;
        message.peer = Some(Ipv6Addr::from(cursor.array::<16>()?));
        let mut inner: Option<&[u8]> = None;
        options(cursor, &mut message, &mut |code, value| {
            if code == 9 {
                inner = Some(value);
            }
        });
        bytes = inner.ok_or(cursor.error(Reason::Invalid))?;
    }
    Err(Cursor::new("DHCPv6 message", bytes).error(Reason::TooLarge))
}

fn options<'a>(mut cursor: Cursor<'a>, message: &mut Dhcpv6Message, other: &mut dyn FnMut(u16, &'a [u8])) {
    for _ in 0..128 {
        let mut next = || -> Parse<(u16, &'a [u8])> {
            let code = cursor.u16()?;
            let length = usize::from(cursor.u16()?);
            Ok((code, cursor.take(length)?))
        };
        let Ok((code, value)) = next() else { break };
        other(code, value);
        // A value that cannot be read is left out; the next option stands by itself.
        let _ = option(code, Cursor::new("DHCPv6 option", value), message);
    }
}

fn option(code: u16, mut value: Cursor<'_>, message: &mut Dhcpv6Message) -> Parse<()> {
    match code {
        1 => {
            message.client_id = Some(hex(value.rest(), 64));
            message.duid_mac = duid_mac(value);
        }
        3 => {
            value.skip(12)?;
            addresses(value, message);
        }
        4 => {
            value.skip(4)?;
            addresses(value, message);
        }
        15 => message.user_class = counted(&mut value)?,
        16 => {
            message.enterprise = Some(value.u32()?);
            message.vendor_class = counted(&mut value)?;
        }
        18 => message.interface_id = interface(value.rest()),
        39 => {
            value.skip(1)?;
            message.fqdn = wire_name(value);
        }
        79 => {
            let hardware = value.u16()?;
            message.link_mac =
                value.array().ok().map(MacAddr).filter(|mac| hardware == 1 && mac.is_unicast());
        }
        _ => {}
    }
    Ok(())
}

/// DUID types 1 (link-layer plus time) and 3 (link-layer), RFC 8415 §11.
fn duid_mac(mut duid: Cursor<'_>) -> Option<MacAddr> {
    let kind = duid.u16().ok()?;
    let hardware = duid.u16().ok()?;
    match kind {
        1 => duid.skip(4).ok()?,
        3 => {}
        _ => return None,
    }
    duid.array().ok().map(MacAddr).filter(|mac| hardware == 1 && mac.is_unicast())
}

/// IAADDR options (5) inside an identity association.
fn addresses(mut cursor: Cursor<'_>, message: &mut Dhcpv6Message) {
    for _ in 0..8 {
        let mut next = || -> Parse<(u16, Cursor<'_>)> {
            let code = cursor.u16()?;
            let length = usize::from(cursor.u16()?);
            Ok((code, cursor.sub("IA address", length)?))
        };
        let Ok((code, mut value)) = next() else { break };
        if code == 5
            && let Ok(address) = value.array::<16>()
            && message.addresses.len() < 8
        {
            message.addresses.push(Ipv6Addr::from(address));
        }
    }
}

fn counted(value: &mut Cursor<'_>) -> Parse<Option<String>> {
    let length = usize::from(value.u16()?);
    Ok(some_text(value.take(length)?))
}

fn interface(bytes: &[u8]) -> Option<String> {
    let printable = !bytes.is_empty() && bytes.iter().all(|b| (0x20..0x7f).contains(b));
    if printable { some_text(bytes) } else { Some(hex(bytes, 64)).filter(|id| !id.is_empty()) }
}

fn wire_name(mut cursor: Cursor<'_>) -> Option<String> {
    let mut labels = Vec::new();
    while let Ok(length @ 1..=63) = cursor.u8() {
        labels.push(text(cursor.take(usize::from(length)).ok()?));
    }
    Some(labels.join(".")).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    fn option_of(code: u16, value: &[u8]) -> Vec<u8> {
        [&code.to_be_bytes()[..], &(value.len() as u16).to_be_bytes(), value].concat()
    }

    #[test]
    fn a_relayed_request() {
        let mut inner = vec![1, 0, 0, 7];
        inner.extend(option_of(1, &[0, 3, 0, 1, 0, 0x1b, 0x54, 1, 2, 3]));
        inner.extend(option_of(39, b"\0\x05ct-01\x04kita\0"));
        inner.extend(option_of(16, b"\0\0\x01\x37\0\x08MSFT 5.0"));
        let mut bytes = vec![12, 0];
        bytes.extend([0; 16]);
        bytes.extend([0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]);
        bytes.extend(option_of(18, b"Gi1/0/3"));
        bytes.extend(option_of(9, &inner));
        let NamesMessage::Dhcpv6(message) = t::read_one(&DATAGRAM, &t::datagram(&bytes, 547, 547)) else {
            panic!()
        };
        let expected = Dhcpv6Message {
            relayed: true,
            peer: Some("fe80::9".parse().unwrap()),
            client_id: Some("00030001001b54010203".into()),
            duid_mac: Some(MacAddr([0, 0x1b, 0x54, 1, 2, 3])),
            fqdn: Some("ct-01.kita".into()),
            vendor_class: Some("MSFT 5.0".into()),
            enterprise: Some(311),
            interface_id: Some("Gi1/0/3".into()),
            ..Dhcpv6Message::default()
        };
        assert_eq!(*message, expected);
        t::torture_datagram(&DATAGRAM, &bytes, (547, 547));
    }
}
