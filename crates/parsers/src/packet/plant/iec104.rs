//! IEC 60870-5-104: recognised by its start octet and control fields (§5).

use super::{
    PlantMessage, Spoken,
    frames::{Frames, Size, begins},
};
use crate::packet::{
    message::Message,
    protocol::{Heads, Probe, StreamProtocol},
};

/// The protocol for the engine.
pub const PROTOCOL: StreamProtocol =
    StreamProtocol { name: "iec104", probe, parser: |_| Frames::boxed(size, read) };

fn size(bytes: &[u8]) -> Size {
    match bytes {
        [0x68, length @ 4..=253, ..] => Size::Is(2 + usize::from(*length)),
        [] | [0x68] => Size::Unknown,
        _ => Size::Wrong,
    }
}

/// U frame with one function, S frame, or I frame with a known type and cause.
fn control(frame: &[u8]) -> bool {
    match frame {
        [_, 4, 0x07 | 0x0b | 0x13 | 0x23 | 0x43 | 0x83, 0, 0, 0] => true,
        [_, 4, 0x01, 0, received, _] => received & 1 == 0,
        [_, 10..=253, sent, _, received, _, kind, _, cause, ..] => {
            sent & 1 == 0 && received & 1 == 0 && matches!(kind, 1..=127) && matches!(cause & 0x3f, 1..=47)
        }
        _ => false,
    }
}

fn probe(heads: &Heads<'_>) -> Probe {
    let ours = |bytes: &[u8]| begins(bytes, size, control);
    match (ours(heads.client), ours(heads.server)) {
        (true, true) => Probe::Yes,
        (true, false) if heads.server.is_empty() && heads.server_port == 2404 => Probe::Yes,
        (false, true) if heads.client.is_empty() && heads.server_port == 2404 => Probe::Yes,
        (true, false) if heads.server.is_empty() => Probe::Maybe,
        (false, true) if heads.client.is_empty() => Probe::Maybe,
        _ => Probe::No,
    }
}

fn read(frame: &[u8], tell: &mut dyn FnMut(Message)) {
    if control(frame) {
        tell(PlantMessage::Spoken(Spoken { protocol: "iec104", side: None }).into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_and_confirmation() {
        let heads =
            |client, server| Heads { client, server, client_port: 1, server_port: 9, mid_stream: false };
        assert_eq!(probe(&heads(b"\x68\x04\x07\0\0\0", b"\x68\x04\x0b\0\0\0")), Probe::Yes);
        assert_eq!(probe(&heads(b"\x68\x04\x07\0\0\0", b"HTTP")), Probe::No);
        assert_eq!(probe(&heads(b"hello", b"")), Probe::No);
    }
}
