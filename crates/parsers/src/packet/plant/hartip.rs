//! HART-IP (FCG TS20085): recognised over UDP and TCP.

use super::{
    PlantMessage, Spoken,
    frames::{Frames, Size, begins},
};
use crate::packet::{
    message::Message,
    protocol::{Datagram, DatagramProtocol, Heads, Probe, Side, StreamProtocol},
};

/// Over UDP.
pub const DATAGRAM: DatagramProtocol =
    DatagramProtocol { name: "hart_ip", probe: probe_datagram, parse, limit: 16 };

/// Over TCP.
pub const STREAM: StreamProtocol =
    StreamProtocol { name: "hart_ip", probe: probe_stream, parser: |_| Frames::boxed(size, read) };

/// Version 1, message type, identifier, status, sequence, whole length.
fn size(bytes: &[u8]) -> Size {
    match bytes {
        [1, 0..=2 | 15, 0..=4, _, _, _, l0, l1, ..] => match usize::from(u16::from_be_bytes([*l0, *l1])) {
            length @ 8..=2048 => Size::Is(length),
            _ => Size::Wrong,
        },
        _ if bytes.len() < 8 && matches!(bytes, [] | [1] | [1, 0..=2, ..]) => Size::Unknown,
        _ => Size::Wrong,
    }
}

fn probe_datagram(datagram: &Datagram<'_>) -> Probe {
    let near =
        (5094..=5095).contains(&datagram.receiver_port) || (5094..=5095).contains(&datagram.sender_port);
    if near && size(datagram.payload) == Size::Is(datagram.payload.len()) { Probe::Yes } else { Probe::No }
}

fn probe_stream(heads: &Heads<'_>) -> Probe {
    let ours = |bytes: &[u8]| begins(bytes, size, |_| true);
    if heads.server_port == 5094 && (ours(heads.client) || ours(heads.server)) {
        Probe::Yes
    } else {
        Probe::No
    }
}

fn parse(datagram: &Datagram<'_>, tell: &mut dyn FnMut(Message)) -> Option<Side> {
    let side = match datagram.payload.get(1)? {
        0 => Some(Side::Client),
        1 | 2 => Some(Side::Server),
        _ => None,
    };
    tell(PlantMessage::Spoken(Spoken { protocol: "hart_ip", side }).into());
    side
}

fn read(_frame: &[u8], tell: &mut dyn FnMut(Message)) {
    tell(PlantMessage::Spoken(Spoken { protocol: "hart_ip", side: None }).into());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_opened() {
        let payload = [1, 0, 0, 0, 0, 2, 0, 13, 1, 0, 0, 0x27, 0x10];
        let datagram = |receiver_port| Datagram {
            payload: &payload,
            sender_port: 49905,
            receiver_port,
            to_group: false,
        };
        assert_eq!(probe_datagram(&datagram(5094)), Probe::Yes);
        assert_eq!(probe_datagram(&datagram(53)), Probe::No);
        assert_eq!(parse(&datagram(5094), &mut |_| {}), Some(Side::Client));
    }
}
