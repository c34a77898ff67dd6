//! IPsec key exchange: IKEv1 (RFC 2408 §3), IKEv2 (RFC 7296 §3), and ESP in UDP (RFC 3948). Identities of people (ID
//! payloads, EAP) are not read: only the vendor ids that name the product.

use super::RemoteMessage;
use crate::{
    cursor::{Cursor, Parse, Reason},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
    },
};

/// IKE on any port, with or without the NAT traversal marker; ESP in UDP on port 4500.
pub const PROTOCOL: DatagramProtocol = DatagramProtocol { name: "ike", probe, parse, limit: 8 };

const NAT_T: u16 = 4500;

/// The fixed header.
struct Header {
    major: u8,
    next: u8,
    exchange: u8,
    flags: u8,
    responder: u64,
}

fn header<'a>(payload: &'a [u8], cursor: &mut Cursor<'a>) -> Parse<Header> {
    let initiator = cursor.u64()?;
    let responder = cursor.u64()?;
    let next = cursor.u8()?;
    let version = cursor.u8()?;
    let exchange = cursor.u8()?;
    let flags = cursor.u8()?;
    let _message = cursor.u32()?;
    let length = cursor.u32()? as usize;
    let known = match version {
        0x10 => matches!(exchange, 1 | 2 | 4 | 5 | 6 | 32..=33) && flags & 0xf8 == 0,
        0x20 => (34..=37).contains(&exchange) && flags & 0xc7 == 0,
        _ => false,
    };
    // A fragment of a large IPv4 datagram may be cut; a length below the header cannot be.
    cursor.ensure(initiator != 0 && known && length == payload.len())?;
    Ok(Header { major: version >> 4, next, exchange, flags, responder })
}

/// The bytes after the non-ESP marker, when there is one.
fn without_marker<'a>(datagram: &Datagram<'a>) -> &'a [u8] {
    match datagram.payload {
        [0, 0, 0, 0, rest @ ..] => rest,
        whole => whole,
    }
}

fn is_esp(datagram: &Datagram<'_>) -> bool {
    if datagram.sender_port != NAT_T && datagram.receiver_port != NAT_T {
        return false;
    }
    // SPI above the reserved range, a sequence number that is not absurd, aligned to four octets (RFC 4303 §2).
    let mut cursor = Cursor::new("ESP", datagram.payload);
    matches!((cursor.u32(), cursor.u32()), (Ok(256..), Ok(1..=0x0fff_ffff)))
        && datagram.payload.len() >= 32
        && datagram.payload.len().is_multiple_of(4)
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    let payload = without_marker(datagram);
    if header(payload, &mut Cursor::new("IKE header", payload)).is_ok() || is_esp(datagram) {
        Probe::Yes
    } else {
        Probe::No
    }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let payload = without_marker(datagram);
    let mut cursor = Cursor::new("IKE message", payload);
    let Ok(header) = header(payload, &mut cursor) else {
        if is_esp(datagram) {
            out(RemoteMessage::likely("ipsec", "ESP in UDP port 4500").into());
        }
        return None;
    };
    let mut vendors = Vec::new();
    // The rest of a chain that is odd or encrypted is simply not read.
    let _ = vendor_ids(&mut cursor, &header, &mut vendors);
    let names: Vec<&str> = vendors.iter().filter_map(|id| known_vendor(id)).collect();
    let said = match names.as_slice() {
        [] => format!("IKEv{} exchange {}", header.major, header.exchange),
        names => {
            format!("IKEv{} exchange {}, vendor ids: {}", header.major, header.exchange, names.join(", "))
        }
    };
    let mut message = RemoteMessage::certain("ipsec", said);
    message.product = names
        .iter()
        .find_map(|name| PRODUCTS.iter().find(|product| *product == name))
        .map(ToString::to_string);
    out(message.into());
    let from_initiator = match header.major {
        2 => header.flags & 0x28 == 0x08,
        _ => header.responder == 0,
    };
    if from_initiator {
        Some(Side::Client)
    } else if header.major == 2 && header.flags & 0x20 != 0 {
        Some(Side::Server)
    } else {
        None
    }
}

/// Walks the payload chain and collects vendor ids, at most 32 payloads.
fn vendor_ids<'a>(cursor: &mut Cursor<'a>, header: &Header, vendors: &mut Vec<&'a [u8]>) -> Parse<()> {
    let vendor = if header.major == 1 { 13 } else { 43 };
    let encrypted = header.major == 1 && header.flags & 1 != 0;
    if encrypted {
        return Err(cursor.error(Reason::Unsupported));
    }
    let mut next = header.next;
    for _ in 0..32 {
        if next == 0 || (header.major == 2 && matches!(next, 46 | 53)) {
            return Ok(());
        }
        let following = cursor.u8()?;
        cursor.skip(1)?;
        let length = usize::from(cursor.u16()?);
        let body = cursor.take(length.checked_sub(4).ok_or(cursor.error(Reason::Invalid))?)?;
        if next == vendor {
            vendors.push(body);
        }
        next = following;
    }
    Ok(())
}

/// Names below that are products; the others are features.
const PRODUCTS: &[&str] = &[
    "strongSwan",
    "Fortinet FortiGate",
    "Juniper NetScreen",
    "Microsoft Windows",
    "SonicWall",
    "Check Point",
    "Cisco",
    "Openswan",
    "Libreswan",
];

/// First bytes of well-known vendor ids and what they stand for.
const VENDORS: &[(&[u8], &str)] = &[
    (
        &[0x88, 0x2f, 0xe5, 0x6d, 0x6f, 0xd2, 0x0d, 0xbc, 0x22, 0x51, 0x61, 0x3b, 0x2e, 0xbe, 0x5b, 0xeb],
        "strongSwan",
    ),
    (&[0x82, 0x99, 0x03, 0x17, 0x57, 0xa3, 0x60, 0x82, 0xc6, 0xa6, 0x21, 0xde], "Fortinet FortiGate"),
    (
        &[0x16, 0x6f, 0x93, 0x2d, 0x55, 0xeb, 0x64, 0xd8, 0xe4, 0xdf, 0x4f, 0xd3, 0x7e, 0x23, 0x13, 0xf0],
        "Juniper NetScreen",
    ),
    (
        &[0x1e, 0x2b, 0x51, 0x69, 0x05, 0x99, 0x1c, 0x7d, 0x7c, 0x96, 0xfc, 0xbf, 0xb5, 0x87, 0xe4, 0x61],
        "Microsoft Windows",
    ),
    (&[0x40, 0x4b, 0xf4, 0x39, 0x52, 0x2c, 0xa3, 0xf6], "SonicWall"),
    (
        &[0xf4, 0xed, 0x19, 0xe0, 0xc1, 0x14, 0xeb, 0x51, 0x6f, 0xaa, 0xac, 0x0e, 0xe3, 0x7d, 0xaf, 0x28],
        "Check Point",
    ),
    (&[0x12, 0xf5, 0xf2, 0x8c, 0x45, 0x71, 0x68, 0xa9, 0x70, 0x2d, 0x9f, 0xe2, 0x74, 0xcc], "Cisco Unity"),
    (&[0x09, 0x00, 0x26, 0x89, 0xdf, 0xd6, 0xb7, 0x12], "XAUTH"),
    (&[0xaf, 0xca, 0xd7, 0x13, 0x68, 0xa1, 0xf1, 0xc9, 0x6b, 0x86, 0x96, 0xfc, 0x77, 0x57], "DPD"),
    (
        &[0x4a, 0x13, 0x1c, 0x81, 0x07, 0x03, 0x58, 0x45, 0x5c, 0x57, 0x28, 0xf2, 0x0e, 0x95, 0x45, 0x2f],
        "NAT-T RFC 3947",
    ),
    (b"CISCO-", "Cisco"),
    (b"CISCO(", "Cisco"),
    (b"FLEXVPN", "Cisco"),
    (b"strongSwan", "strongSwan"),
    (b"Openswan", "Openswan"),
    (b"OE-Libreswan", "Libreswan"),
];

fn known_vendor(id: &[u8]) -> Option<&'static str> {
    VENDORS.iter().find(|(start, _)| id.starts_with(start)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{hex, one, to_server};

    /// IKEv1 main mode with one vendor id.
    fn main_mode(vendor: &str) -> Vec<u8> {
        let vendor = hex(vendor);
        let mut bytes = hex("1122334455667788 0000000000000000 0d100200 00000000");
        bytes.extend((28 + 4 + vendor.len() as u32).to_be_bytes());
        bytes.extend([0, 0]);
        bytes.extend((4 + vendor.len() as u16).to_be_bytes());
        bytes.extend(vendor);
        bytes
    }

    #[test]
    fn a_vendor_id_names_the_product() {
        let bytes = main_mode("882fe56d6fd20dbc2251613b2ebe5beb");
        for payload in [bytes.clone(), [vec![0; 4], bytes].concat()] {
            let (side, said) = one(&PROTOCOL, &to_server(&payload, 4500)).unwrap();
            assert_eq!(side, Some(Side::Client));
            let expected =
                RemoteMessage::certain("ipsec", "IKEv1 exchange 2, vendor ids: strongSwan").of("strongSwan");
            assert_eq!(said, [expected.into()]);
        }
    }

    #[test]
    fn esp_in_udp_needs_its_port() {
        let mut esp = hex("c0ffee01 00000001");
        esp.extend([0x5a; 64]);
        assert!(one(&PROTOCOL, &to_server(&esp, 4500)).is_some());
        assert!(one(&PROTOCOL, &to_server(&esp, 4501)).is_none());
    }

    #[test]
    fn a_wrong_length_is_not_ike() {
        let mut bytes = main_mode("00");
        bytes.push(0);
        assert!(one(&PROTOCOL, &to_server(&bytes, 500)).is_none());
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, at in 0usize..60, value: u8) {
            let _ = parse(&to_server(&bytes, 4500), &mut |_| {});
            let mut message = main_mode("882fe56d6fd20dbc2251613b2ebe5beb");
            if let Some(byte) = message.get_mut(at) { *byte = value; }
            let _ = one(&PROTOCOL, &to_server(&message, 500));
        }
    }
}
