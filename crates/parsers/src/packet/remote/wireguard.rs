//! WireGuard (protocol description at wireguard.com, §Protocol): message types and their fixed sizes.

use super::RemoteMessage;
use crate::{
    cursor::Cursor,
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
    },
};

/// WireGuard on any port.
pub const PROTOCOL: DatagramProtocol = DatagramProtocol { name: "wireguard", probe, parse, limit: 3 };

/// Type, length and reserved octets together are the recognition: there is no magic number.
fn kind(payload: &[u8]) -> Option<(&'static str, Option<Side>)> {
    let mut cursor = Cursor::new("WireGuard message", payload);
    let kind = cursor.u32_le().ok()?;
    let index = cursor.u32_le().ok()?;
    match (kind, payload.len()) {
        (1, 148) => Some(("handshake initiation", Some(Side::Client))),
        (2, 92) => Some(("handshake response", Some(Side::Server))),
        (3, 64) => Some(("cookie reply", Some(Side::Server))),
        (4, length) if length >= 32 && length.is_multiple_of(16) && index != 0 => {
            // Counters begin at 0 and run up by one: half of the counter is zero for years.
            (cursor.u64_le().ok()? < 1 << 40).then_some(("transport data", None))
        }
        _ => None,
    }
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    if kind(datagram.payload).is_some() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let (said, side) = kind(datagram.payload)?;
    let message = RemoteMessage { sure: side.is_some(), ..RemoteMessage::likely("wireguard", said) };
    out(message.into());
    side
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{one, to_server};

    fn message(kind: u8, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        bytes[0] = kind;
        bytes[4] = 9;
        bytes
    }

    #[test]
    fn sizes_decide() {
        for (kind, length, expected) in [
            (1, 148, true),
            (1, 147, false),
            (2, 92, true),
            (3, 64, true),
            (4, 128, true),
            (4, 120, false),
            (5, 148, false),
        ] {
            assert_eq!(
                one(&PROTOCOL, &to_server(&message(kind, length), 51_820)).is_some(),
                expected,
                "{kind} {length}"
            );
        }
    }

    #[test]
    fn the_opener_is_the_client() {
        let (side, _) = one(&PROTOCOL, &to_server(&message(1, 148), 51_820)).unwrap();
        assert_eq!(side, Some(Side::Client));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>) {
            let _ = parse(&to_server(&bytes, 51_820), &mut |_| {});
        }
    }
}
