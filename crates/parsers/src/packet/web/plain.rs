//! Services of which only the presence matters, each recognised by its first bytes: MQTT, X11, Citrix ICA, LPD.

use super::gather::recognised;
use crate::packet::protocol::{Heads, Probe, StreamProtocol};

/// MQTT 3.1 to 5 (OASIS MQTT 5.0 §3.1). Client identifiers and names are not read.
pub const MQTT: StreamProtocol = StreamProtocol { name: "mqtt", probe: mqtt, parser: recognised };
/// X Window System (X11 protocol §8). Keys are not read.
pub const X11: StreamProtocol = StreamProtocol { name: "x11", probe: x11, parser: recognised };
/// Citrix ICA: both sides begin with a mark.
pub const ICA: StreamProtocol = StreamProtocol { name: "ica", probe: ica, parser: recognised };
/// Line printer daemon (RFC 1179 §5), on its own port: the commands are too short for any other.
pub const LPD: StreamProtocol = StreamProtocol { name: "lpd", probe: lpd, parser: recognised };

/// `Yes` when the client's bytes begin with one of the marks, `Maybe` while they still could.
fn begins(heads: &Heads<'_>, marks: &[&[u8]]) -> Probe {
    if marks.iter().any(|mark| heads.client.starts_with(mark)) {
        Probe::Yes
    } else if marks.iter().any(|mark| heads.client.len() < mark.len() && mark.starts_with(heads.client))
        && heads.server.is_empty()
    {
        Probe::Maybe
    } else {
        Probe::No
    }
}

fn mqtt(heads: &Heads<'_>) -> Probe {
    // CONNECT, remaining length of one or two octets, then the protocol name.
    let name = |rest: &[u8]| rest.starts_with(b"\x00\x04MQTT") || rest.starts_with(b"\x00\x06MQIsdp");
    match *heads.client {
        [0x10, 0..=0x7f, ref rest @ ..] | [0x10, 0x80..=0xff, 0..=0x7f, ref rest @ ..] if name(rest) => {
            Probe::Yes
        }
        [] if heads.server.is_empty() => Probe::Maybe,
        [0x10, ..] if heads.client.len() < 9 => Probe::Maybe,
        _ => Probe::No,
    }
}

fn x11(heads: &Heads<'_>) -> Probe {
    begins(heads, &[b"l\x00\x0b\x00\x00\x00", b"B\x00\x00\x0b\x00\x00"])
}

fn ica(heads: &Heads<'_>) -> Probe {
    const MARK: &[u8] = b"\x7f\x7fICA\x00";
    if heads.server.starts_with(MARK) { Probe::Yes } else { begins(heads, &[MARK]) }
}

fn lpd(heads: &Heads<'_>) -> Probe {
    let command = matches!(heads.client, [1..=5, rest @ ..] if rest.iter().take(64).take_while(|byte| **byte != b'\n').all(u8::is_ascii_graphic));
    let ended = heads.client.iter().take(64).any(|byte| *byte == b'\n');
    match (heads.server_port == 515 && command, ended) {
        (true, true) => Probe::Yes,
        (true, false) if heads.client.len() < 64 => Probe::Maybe,
        _ => Probe::No,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::heads;

    #[test]
    fn first_bytes_decide() {
        let cases: &[(&StreamProtocol, &[u8], u16, Probe)] = &[
            (&MQTT, b"\x10\x20\x00\x04MQTT\x04\x02", 1, Probe::Yes),
            (&MQTT, b"\x10\xc0\x01\x00\x06MQIsdp\x03", 1, Probe::Yes),
            (&MQTT, b"\x10\x20abcdefgh", 1883, Probe::No),
            (&X11, b"l\x00\x0b\x00\x00\x00\x00\x00", 6000, Probe::Yes),
            (&ICA, b"\x7f\x7fICA\x00", 1494, Probe::Yes),
            (&LPD, b"\x02raw\n", 515, Probe::Yes),
            (&LPD, b"\x02raw\n", 516, Probe::No),
            (&LPD, b"\x02r\x00w\n", 515, Probe::No),
        ];
        for (protocol, client, port, expected) in cases {
            assert_eq!((protocol.probe)(&heads(client, &[], *port)), *expected, "{}", protocol.name);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(client: Vec<u8>, server: Vec<u8>, port: u16) {
            for protocol in [MQTT, X11, ICA, LPD] {
                let _ = (protocol.probe)(&heads(&client, &server, port));
            }
        }
    }
}
