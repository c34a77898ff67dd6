//! STUN and TURN (RFC 8489 §5, §14.14): how remote support and telephony find a way through NAT. Names and passwords
//! in messages are not read, only the software that sent them.

use super::RemoteMessage;
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
        web::gather::text,
    },
};

/// STUN on any port, by its magic cookie.
pub const PROTOCOL: DatagramProtocol = DatagramProtocol { name: "stun", probe, parse, limit: 4 };

const COOKIE: u32 = 0x2112_a442;
const SOFTWARE: u16 = 0x8022;

/// Message type and software.
fn message(payload: &[u8]) -> Parse<(u16, Option<String>)> {
    let mut cursor = Cursor::new("STUN message", payload);
    let kind = cursor.u16()?;
    let length = usize::from(cursor.u16()?);
    let cookie = cursor.u32()?;
    cursor.ensure(
        kind & 0xc000 == 0 && cookie == COOKIE && length.is_multiple_of(4) && length + 20 == payload.len(),
    )?;
    cursor.skip(12)?;
    let mut software = None;
    while cursor.remaining() >= 4 {
        let attribute = cursor.u16()?;
        let length = usize::from(cursor.u16()?);
        let value = cursor.take(length)?;
        cursor.skip(length.next_multiple_of(4).saturating_sub(length).min(cursor.remaining()))?;
        if attribute == SOFTWARE {
            software = Some(text(value, 128)).filter(|software| !software.is_empty());
        }
    }
    Ok((kind, software))
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    if message(datagram.payload).is_ok() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let (kind, software) = message(datagram.payload).ok()?;
    // Allocate and what follows it belong to TURN: a relay carries the conversation.
    let method =
        if matches!(kind & 0x3eef, 0x003 | 0x004 | 0x006 | 0x007 | 0x008 | 0x009) { "turn" } else { "stun" };
    let mut told = RemoteMessage::certain(method, format!("message type {kind:#06x}"));
    told.product = software;
    out(told.into());
    match kind & 0x0110 {
        0x0000 => Some(Side::Client),
        0x0100 | 0x0110 => Some(Side::Server),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{hex, one, to_server};

    fn allocate() -> Vec<u8> {
        let mut bytes = hex("0003 000c 2112a442 000102030405060708090a0b 8022 0005");
        bytes.extend(b"Agent\0\0\0");
        bytes
    }

    #[test]
    fn software_of_a_turn_client() {
        let (side, said) = one(&PROTOCOL, &to_server(&allocate(), 3478)).unwrap();
        assert_eq!(side, Some(Side::Client));
        assert_eq!(said, [RemoteMessage::certain("turn", "message type 0x0003").of("Agent").into()]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, at in 0usize..32, value: u8) {
            let _ = message(&bytes);
            let mut damaged = allocate();
            if let Some(byte) = damaged.get_mut(at) { *byte = value; }
            let _ = message(&damaged);
        }
    }
}
