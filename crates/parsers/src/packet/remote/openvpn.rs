//! OpenVPN over UDP and TCP, recognised by its session start (OpenVPN wire protocol draft §4): opcode, session id,
//! and where the packet id stands with each kind of protection.

use super::RemoteMessage;
use crate::{
    cursor::Cursor,
    packet::{
        message::Message,
        protocol::{
            Datagram, DatagramProtocol, Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol,
        },
    },
};

/// OpenVPN over UDP on any port.
pub const PROTOCOL: DatagramProtocol = DatagramProtocol { name: "openvpn", probe, parse, limit: 2 };

/// OpenVPN over TCP: each packet behind a 16 bit length.
pub const STREAM: StreamProtocol = StreamProtocol { name: "openvpn", probe: probe_stream, parser };

const PORT: u16 = 1194;
const HARD_RESET_CLIENT_V2: u8 = 7;
const HARD_RESET_SERVER_V2: u8 = 8;
const HARD_RESET_CLIENT_V3: u8 = 10;
/// Digest lengths of `--auth` with `--tls-auth`: MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512.
const DIGESTS: [usize; 6] = [16, 20, 28, 32, 48, 64];

/// Which side sent a session start and how it is protected.
#[must_use]
fn session_start(packet: &[u8]) -> Option<(Side, &'static str)> {
    let mut cursor = Cursor::new("OpenVPN packet", packet);
    let first = cursor.u8().ok()?;
    let side = match (first >> 3, first & 7) {
        (HARD_RESET_CLIENT_V2 | HARD_RESET_CLIENT_V3, 0) => Side::Client,
        (HARD_RESET_SERVER_V2, 0) => Side::Server,
        _ => return None,
    };
    if cursor.u64().ok()? == 0 {
        return None;
    }
    let after = cursor.rest();
    if plain(after, side) {
        return Some((side, "no control channel protection"));
    }
    let packet_id = |at: usize| after.get(at..).and_then(|rest| Cursor::new("packet id", rest).u32().ok());
    // With tls-crypt the packet id stands before the digest of 32 octets; version 3 resets use its upper half for flags.
    let mask = if first >> 3 == HARD_RESET_CLIENT_V3 { 0xffff } else { u32::MAX };
    if after.len() >= 45 && packet_id(0).is_some_and(|id| (1..64).contains(&(id & mask))) {
        return Some((side, "tls-crypt"));
    }
    DIGESTS
        .iter()
        .any(|digest| {
            packet_id(*digest).is_some_and(|id| (1..64).contains(&id))
                && after.get(digest + 8..).is_some_and(|rest| plain(rest, side))
        })
        .then_some((side, "tls-auth"))
}

/// Acknowledgements and message id without protection: none and 0 from the client; at most one from the server.
fn plain(rest: &[u8], side: Side) -> bool {
    match (side, rest) {
        (_, [0, 0, 0, 0, 0]) => true,
        (Side::Server, [1, 0, 0, 0, 0, session @ ..]) => {
            session.len() == 12 && session.ends_with(&[0, 0, 0, 0])
        }
        _ => false,
    }
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    let on_port = datagram.sender_port == PORT || datagram.receiver_port == PORT;
    if session_start(datagram.payload).is_some() || (on_port && in_session(datagram.payload)) {
        Probe::Yes
    } else {
        Probe::No
    }
}

/// On the registered port, packets from the middle of a session are believed by opcode, key id 0 and length; of data
/// packets with a peer id (version 2) its upper octet is zero.
fn in_session(packet: &[u8]) -> bool {
    match packet {
        [0x20, ..] => packet.len() >= 22,
        [0x30, ..] | [0x48, 0, ..] => packet.len() >= 40,
        _ => false,
    }
}

fn told(side: Option<Side>, how: &str, carrier: &str) -> RemoteMessage {
    let who = match side {
        Some(Side::Client) => "session start of a client",
        Some(Side::Server) => "session start of a server",
        None => "packet of a running session",
    };
    RemoteMessage {
        sure: side.is_some(),
        ..RemoteMessage::likely("openvpn", format!("{who} over {carrier}, {how}"))
    }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    match session_start(datagram.payload) {
        Some((side, how)) => {
            out(told(Some(side), how, "UDP").into());
            Some(side)
        }
        None if in_session(datagram.payload) => {
            out(told(None, "by port and opcode", "UDP").into());
            if datagram.receiver_port == PORT { Some(Side::Client) } else { Some(Side::Server) }
        }
        None => None,
    }
}

/// The first packet of a TCP direction.
fn first_packet(bytes: &[u8]) -> Result<&[u8], Probe> {
    let mut cursor = Cursor::new("OpenVPN over TCP", bytes);
    let length = match cursor.u16() {
        Ok(length) => usize::from(length),
        Err(_) => return Err(Probe::Maybe),
    };
    match cursor.peek().map(|first| first & 0xf8) {
        None if (14..=512).contains(&length) => Err(Probe::Maybe),
        Some(0x38 | 0x40 | 0x50) if (14..=512).contains(&length) => {
            cursor.take(length).map_err(|_| Probe::Maybe)
        }
        _ => Err(Probe::No),
    }
}

fn probe_stream(heads: &Heads<'_>) -> Probe {
    let side = |bytes| match first_packet(bytes) {
        Ok(packet) => session_start(packet).map(|(side, _)| side).ok_or(Probe::No),
        Err(probe) => Err(probe),
    };
    match (side(heads.client), side(heads.server)) {
        (Ok(Side::Client), _) | (_, Ok(Side::Server)) => Probe::Yes,
        (Ok(Side::Server), _) | (_, Ok(Side::Client)) => Probe::YesReversed,
        (Err(Probe::Maybe), Err(Probe::Maybe)) => Probe::Maybe,
        _ => Probe::No,
    }
}

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(OpenVpnStream { client: Vec::new(), server: Vec::new() })
}

struct OpenVpnStream {
    client: Vec<u8>,
    server: Vec<u8>,
}

impl StreamParser for OpenVpnStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let head = match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        };
        let room = 600usize.saturating_sub(head.len());
        head.extend_from_slice(data.get(..room).unwrap_or(data));
        match first_packet(head) {
            Ok(packet) => {
                if let Some((_, how)) = session_start(packet) {
                    out.emit(side, told(Some(side), how, "TCP").into());
                }
                Interest::Done
            }
            Err(Probe::Maybe) => Interest::More,
            Err(_) => Interest::Done,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{heads, hex, one, run_every_way, to_server};

    const PLAIN: &str = "38 1122334455667788 00 00000000";

    fn with_tls_auth(digest: usize) -> Vec<u8> {
        let mut bytes = hex("38 1122334455667788");
        bytes.extend(vec![0xaa; digest]);
        bytes.extend(hex("00000001 65000000 00 00000000"));
        bytes
    }

    fn with_tls_crypt() -> Vec<u8> {
        let mut bytes = hex("38 1122334455667788 00000001 65000000");
        bytes.extend([0xbb; 37]);
        bytes
    }

    #[test]
    fn session_starts_with_every_protection() {
        let cases = [
            (hex(PLAIN), "no control channel protection"),
            (with_tls_auth(20), "tls-auth"),
            (with_tls_auth(64), "tls-auth"),
            (with_tls_crypt(), "tls-crypt"),
        ];
        for (bytes, how) in cases {
            let (side, said) = one(&PROTOCOL, &to_server(&bytes, 443)).expect(how);
            assert_eq!(side, Some(Side::Client));
            assert!(format!("{said:?}").contains(how), "{said:?}");
        }
    }

    #[test]
    fn the_servers_answer_is_known_too() {
        let answer = hex("40 8877665544332211 01 00000000 1122334455667788 00000000");
        assert_eq!(session_start(&answer), Some((Side::Server, "no control channel protection")));
    }

    #[test]
    fn over_tcp() {
        let bytes = [hex("000e"), hex(PLAIN)].concat();
        assert_eq!(probe_stream(&heads(&bytes, &[], 443)), Probe::Yes);
        assert_eq!(probe_stream(&heads(&bytes[..5], &[], 443)), Probe::Maybe);
        assert_eq!(probe_stream(&heads(b"GET / HTTP/1.1", &[], 443)), Probe::No);
        assert_eq!(run_every_way(&STREAM, &[(Side::Client, &bytes)]).len(), 1);
    }

    #[test]
    fn other_datagrams_are_not_openvpn() {
        assert!(one(&PROTOCOL, &to_server(&hex("38 1122334455667788 01 02030405"), 443)).is_none());
        let data = [hex("48000001"), vec![0x5a; 96]].concat();
        assert!(one(&PROTOCOL, &to_server(&data, 443)).is_none());
        assert!(one(&PROTOCOL, &to_server(&data, 1194)).is_some());
        assert!(one(&PROTOCOL, &to_server(&[0x48; 100], 1194)).is_none());
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>) {
            let _ = parse(&to_server(&bytes, 1194), &mut |_| {});
            let _ = probe_stream(&heads(&bytes, &bytes, 1194));
        }
    }
}
