//! DHCPv4 and BOOTP (RFC 2131, options RFC 2132, 3004, 3046, 3442, 3925, 4578, 4702).

use std::net::Ipv4Addr;

use domain::addresses::MacAddr;

use super::{
    NamesMessage,
    text::{hex, is_host_name, some_text, text},
};
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
    },
};

/// UDP, ports 67 and 68; recognised by the magic cookie or the BOOTP fixed part.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "dhcp", probe, parse, limit: u32::MAX };

/// RFC 2131 §3: marks the options field.
const COOKIE: [u8; 4] = [0x63, 0x82, 0x53, 0x63];
/// Fixed part before the options field, RFC 951 §3 without `vend`.
const FIXED: usize = 236;

/// Option 53, or plain BOOTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DhcpKind {
    #[default]
    BootRequest,
    BootReply,
    Discover,
    Offer,
    Request,
    Decline,
    Ack,
    Nak,
    Release,
    Inform,
    /// Lease query and later types, by number.
    Other(u8),
}

/// What a DHCP message tells about client, server and the place between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DhcpMessage {
    pub kind: DhcpKind,
    /// BOOTREPLY: sent by a server.
    pub from_server: bool,
    /// `chaddr`, when it is an Ethernet address.
    pub client_mac: Option<MacAddr>,
    /// `ciaddr`: the client uses it already.
    pub client_ip: Option<Ipv4Addr>,
    /// `yiaddr`: the server gives it.
    pub your_ip: Option<Ipv4Addr>,
    /// `giaddr`: a relay carried the message.
    pub relay_ip: Option<Ipv4Addr>,
    /// Option 12.
    pub hostname: Option<String>,
    /// Option 15.
    pub domain: Option<String>,
    /// Option 81.
    pub fqdn: Option<String>,
    /// Option 60.
    pub vendor_class: Option<String>,
    /// Option 77.
    pub user_class: Option<String>,
    /// Option 61: text when it is text, else hexadecimal.
    pub client_id: Option<String>,
    /// Option 55, in the order sent: the fingerprint of the client's software.
    pub fingerprint: Vec<u8>,
    /// Option 50.
    pub requested_ip: Option<Ipv4Addr>,
    /// Option 54.
    pub server_id: Option<Ipv4Addr>,
    /// Option 51, seconds.
    pub lease_seconds: Option<u32>,
    /// Option 1.
    pub subnet_mask: Option<Ipv4Addr>,
    /// Option 3, at most 8.
    pub routers: Vec<Ipv4Addr>,
    /// Option 93: processor and firmware of a machine that boots from the network.
    pub boot_architecture: Option<u16>,
    /// Option 82 sub-option 1: the switch port.
    pub circuit_id: Option<String>,
    /// Option 82 sub-option 2: the switch.
    pub remote_id: Option<String>,
    /// Option 124/125: IANA enterprise number.
    pub enterprise: Option<u32>,
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    let ports = [datagram.sender_port, datagram.receiver_port];
    let on_port = ports.contains(&67) || ports.contains(&68);
    let fixed_fits = matches!(datagram.payload, [1 | 2, 1..=8, ..=16, ..]) && datagram.payload.len() >= FIXED;
    let cookie = datagram.payload.get(FIXED..FIXED + 4) == Some(&COOKIE[..]);
    if fixed_fits && (cookie || on_port) { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = read(datagram.payload).ok()?;
    let side = if message.from_server { Side::Server } else { Side::Client };
    out(NamesMessage::Dhcp(Box::new(message)).into());
    Some(side)
}

/// Reads one message. Options after a broken one are left out.
fn read(bytes: &[u8]) -> Parse<DhcpMessage> {
    let mut cursor = Cursor::new("DHCP message", bytes);
    let op = cursor.u8()?;
    let (hardware, length) = (cursor.u8()?, cursor.u8()?);
    cursor.ensure(op == 1 || op == 2)?;
    cursor.skip(9)?;
    let mut message = DhcpMessage {
        from_server: op == 2,
        kind: if op == 2 { DhcpKind::BootReply } else { DhcpKind::BootRequest },
        client_ip: address(cursor.array()?),
        your_ip: address(cursor.array()?),
        ..DhcpMessage::default()
    };
    cursor.skip(4)?;
    message.relay_ip = address(cursor.array()?);
    let mac = MacAddr(cursor.array()?);
    message.client_mac = (length == 6 && matches!(hardware, 1 | 6) && mac.is_unicast()).then_some(mac);
    cursor.skip(10)?;
    let names = cursor.take(64 + 128)?;
    if cursor.array::<4>().is_ok_and(|cookie| cookie == COOKIE) {
        let mut overload = 0;
        options(cursor, &mut message, &mut overload);
        let (server_name, file) = names.split_at_checked(64).unwrap_or_default();
        // RFC 2132 §9.3: `file` and `sname` may carry options too.
        if overload & 1 != 0 {
            options(Cursor::new("DHCP file options", file), &mut message, &mut 0);
        }
        if overload & 2 != 0 {
            options(Cursor::new("DHCP sname options", server_name), &mut message, &mut 0);
        }
    }
    Ok(message)
}

fn options(mut cursor: Cursor<'_>, message: &mut DhcpMessage, overload: &mut u8) {
    while let Ok(code) = cursor.u8() {
        match code {
            0 => continue,
            255 => break,
            _ => {}
        }
        let value = cursor.u8().and_then(|length| cursor.take(usize::from(length)));
        let Ok(value) = value else { break };
        if code == 52 {
            *overload = value.first().copied().unwrap_or(0);
        }
        // A value that cannot be read is left out; the next option stands by itself.
        let _ = option(code, Cursor::new("DHCP option", value), message);
    }
}

fn option(code: u8, mut value: Cursor<'_>, message: &mut DhcpMessage) -> Parse<()> {
    match code {
        1 => message.subnet_mask = address(value.array()?),
        3 => {
            while let Ok(router) = value.array()
                && message.routers.len() < 8
            {
                message.routers.extend(address(router));
            }
        }
        12 => message.hostname = some_text(value.rest()),
        15 => message.domain = some_text(value.rest()),
        50 => message.requested_ip = address(value.array()?),
        51 => message.lease_seconds = Some(value.u32()?),
        53 => message.kind = kind(value.u8()?),
        54 => message.server_id = address(value.array()?),
        55 => message.fingerprint = value.rest().to_vec(),
        60 => message.vendor_class = some_text(value.rest()),
        61 => message.client_id = client_id(value.rest()),
        77 => message.user_class = user_class(value.rest()),
        81 => message.fqdn = fqdn(&mut value)?,
        82 => relay_information(value, message),
        93 => message.boot_architecture = Some(value.u16()?),
        124 | 125 => message.enterprise = Some(value.u32()?),
        _ => {}
    }
    Ok(())
}

fn kind(code: u8) -> DhcpKind {
    match code {
        1 => DhcpKind::Discover,
        2 => DhcpKind::Offer,
        3 => DhcpKind::Request,
        4 => DhcpKind::Decline,
        5 => DhcpKind::Ack,
        6 => DhcpKind::Nak,
        7 => DhcpKind::Release,
        8 => DhcpKind::Inform,
        other => DhcpKind::Other(other),
    }
}

fn address(octets: [u8; 4]) -> Option<Ipv4Addr> {
    Some(Ipv4Addr::from(octets)).filter(|ip| !ip.is_unspecified() && !ip.is_broadcast())
}

/// Type 0 is free text (RFC 2132 §9.14); anything that is not a readable name is shown in hexadecimal.
fn client_id(value: &[u8]) -> Option<String> {
    let (first, rest) = value.split_first()?;
    let name = text(rest);
    if *first == 0 && is_host_name(&name) { Some(name) } else { Some(hex(value, 64)) }
}

/// RFC 3004 asks for length-prefixed pieces; Windows and others send bare text.
fn user_class(value: &[u8]) -> Option<String> {
    match value.split_first() {
        Some((length, rest)) if usize::from(*length) == rest.len() => some_text(rest),
        _ => some_text(value),
    }
}

/// RFC 4702 §2: flags, two obsolete codes, then a name in ASCII or DNS wire form (E bit).
fn fqdn(value: &mut Cursor<'_>) -> Parse<Option<String>> {
    let flags = value.u8()?;
    value.skip(2)?;
    let rest = value.rest();
    if flags & 0x04 == 0 {
        return Ok(some_text(rest));
    }
    let mut labels = Vec::new();
    let mut cursor = Cursor::new("DHCP FQDN", rest);
    while let Ok(length @ 1..=63) = cursor.u8() {
        labels.push(text(cursor.take(usize::from(length))?));
    }
    Ok(Some(labels.join(".")).filter(|name| !name.is_empty()))
}

fn relay_information(mut value: Cursor<'_>, message: &mut DhcpMessage) {
    while let Ok(code) = value.u8() {
        let piece = value.u8().and_then(|length| value.take(usize::from(length)));
        let Ok(piece) = piece else { break };
        match code {
            1 => message.circuit_id = readable(piece),
            2 => message.remote_id = readable(piece),
            _ => {}
        }
    }
}

/// Text when every byte is printable, else hexadecimal: switches send both.
fn readable(bytes: &[u8]) -> Option<String> {
    if bytes.is_empty() {
        None
    } else if bytes.iter().all(|b| (0x20..0x7f).contains(b)) {
        some_text(bytes)
    } else {
        Some(hex(bytes, 64))
    }
}

#[cfg(test)]
pub mod testing {
    //! Writes DHCP messages for samples.

    use super::{COOKIE, FIXED};

    /// A message with these options; `yiaddr` and `giaddr` as given.
    pub fn message(
        op: u8,
        mac: [u8; 6],
        yiaddr: [u8; 4],
        giaddr: [u8; 4],
        options: &[(u8, &[u8])],
    ) -> Vec<u8> {
        let mut out = vec![0; FIXED];
        out[..3].copy_from_slice(&[op, 1, 6]);
        out[16..20].copy_from_slice(&yiaddr);
        out[24..28].copy_from_slice(&giaddr);
        out[28..34].copy_from_slice(&mac);
        out.extend(COOKIE);
        for (code, value) in options {
            out.extend([*code, value.len() as u8]);
            out.extend(*value);
        }
        out.push(255);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    const MAC: [u8; 6] = [0, 0xa0, 0x9a, 1, 2, 3];

    fn request() -> Vec<u8> {
        testing::message(
            1,
            MAC,
            [0; 4],
            [0; 4],
            &[
                (53, &[3]),
                (12, b"BSM-ICU-41"),
                (50, &[10, 0, 0, 7]),
                (55, &[1, 3, 6, 15]),
                (60, b"udhcp 1.35.0"),
                (61, &[1, 0, 0xa0, 0x9a, 1, 2, 3]),
                (77, b"\x04ward"),
                (81, b"\x04\0\0\x03bsm\x04kita\0"),
                (82, b"\x01\x04Gi/3\x02\x02\x00\x01"),
            ],
        )
    }

    #[test]
    fn a_request_names_its_client() {
        let bytes = request();
        let (side, messages) = t::read(&DATAGRAM, &t::datagram(&bytes, 68, 67));
        assert_eq!(side, Some(Side::Client));
        let [NamesMessage::Dhcp(message)] = &messages[..] else { panic!("{messages:?}") };
        let expected = DhcpMessage {
            kind: DhcpKind::Request,
            client_mac: Some(MacAddr(MAC)),
            hostname: Some("BSM-ICU-41".into()),
            fqdn: Some("bsm.kita".into()),
            vendor_class: Some("udhcp 1.35.0".into()),
            user_class: Some("ward".into()),
            client_id: Some("0100a09a010203".into()),
            fingerprint: vec![1, 3, 6, 15],
            requested_ip: Some(Ipv4Addr::new(10, 0, 0, 7)),
            circuit_id: Some("Gi/3".into()),
            remote_id: Some("0001".into()),
            ..DhcpMessage::default()
        };
        assert_eq!(**message, expected);
    }

    #[test]
    fn options_in_the_file_field_count() {
        let mut bytes = testing::message(2, MAC, [10, 0, 0, 7], [0; 4], &[(53, &[5]), (52, &[1])]);
        bytes[108..114].copy_from_slice(&[3, 4, 10, 0, 0, 1]);
        let message = read(&bytes).unwrap();
        assert_eq!(
            (message.kind, message.routers.as_slice()),
            (DhcpKind::Ack, &[Ipv4Addr::new(10, 0, 0, 1)][..])
        );
    }

    #[test]
    fn bootp_without_cookie_is_read() {
        let mut bytes = testing::message(1, MAC, [0; 4], [0; 4], &[]);
        bytes.truncate(FIXED);
        assert_eq!(probe(&t::datagram(&bytes, 68, 67)), Probe::Yes);
        assert_eq!(read(&bytes).unwrap().kind, DhcpKind::BootRequest);
    }

    #[test]
    fn hostile_bytes() {
        t::torture_datagram(&DATAGRAM, &request(), (68, 67));
    }
}
