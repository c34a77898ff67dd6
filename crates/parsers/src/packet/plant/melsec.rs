//! Mitsubishi SLMP (3E and 4E frames, CLPA BAP-C2006) and MELSOFT discovery: recognised, with the type name when answered.

use super::{
    PlantMessage, Spoken,
    frames::{Frames, Size, begins, text},
};
use crate::packet::{
    message::Message,
    protocol::{Datagram, DatagramProtocol, Heads, Probe, Side, StreamProtocol},
};

/// Over UDP.
pub const DATAGRAM: DatagramProtocol =
    DatagramProtocol { name: "melsec", probe: probe_datagram, parse, limit: 64 };

/// Over TCP.
pub const STREAM: StreamProtocol =
    StreamProtocol { name: "melsec", probe: probe_stream, parser: |_| Frames::boxed(size, read) };

/// Binary frames: subheader, destination, length of the rest.
fn size(bytes: &[u8]) -> Size {
    let header = match bytes {
        [0x50 | 0xd0, 0, ..] => 7,
        [0x54 | 0xd4, 0, _, _, 0, 0, ..] => 11,
        // MELSOFT: own header whose data length is at 19
        [0x57 | 0xd7, _, 0, 0, ..] => 19,
        _ if bytes.len() < 6 && matches!(bytes, [] | [0x50 | 0xd0 | 0x54 | 0xd4 | 0x57 | 0xd7, ..]) => {
            return Size::Unknown;
        }
        _ => return Size::Wrong,
    };
    match bytes.get(header..header + 2) {
        Some([l0, l1]) => Size::Is(header + 2 + usize::from(u16::from_le_bytes([*l0, *l1]))),
        _ => Size::Unknown,
    }
}

/// Destination of the own station or a usual CPU: network 0, station 0xFF, module 0x03FF.
fn usual(frame: &[u8]) -> bool {
    matches!(
        frame,
        [0x50 | 0xd0, 0, _, 0xff, 0xff, 3, _, ..]
            | [0x54 | 0xd4, 0, _, _, 0, 0, _, 0xff, 0xff, 3, _, ..]
            | [0x57 | 0xd7, _, 0, 0, 0, 0x11, 0x11, ..]
    )
}

fn probe_datagram(datagram: &Datagram<'_>) -> Probe {
    let whole = size(datagram.payload) == Size::Is(datagram.payload.len());
    if whole && usual(datagram.payload) { Probe::Yes } else { Probe::No }
}

fn probe_stream(heads: &Heads<'_>) -> Probe {
    if begins(heads.client, size, usual) || begins(heads.server, size, usual) {
        Probe::Yes
    } else {
        Probe::No
    }
}

fn parse(datagram: &Datagram<'_>, tell: &mut dyn FnMut(Message)) -> Option<Side> {
    let side = side(datagram.payload)?;
    read(datagram.payload, tell);
    Some(side)
}

fn side(frame: &[u8]) -> Option<Side> {
    Some(if frame.first()? & 0x80 != 0 { Side::Server } else { Side::Client })
}

fn read(frame: &[u8], tell: &mut dyn FnMut(Message)) {
    if !usual(frame) {
        return;
    }
    tell(PlantMessage::Spoken(Spoken { protocol: "melsec", side: side(frame) }).into());
    if let Some(model) = type_name(frame) {
        tell(PlantMessage::Melsec { model }.into());
    }
}

/// Answer to "read type name" (0101): end code 0, sixteen characters, a type code; or MELSOFT's answer 0121.
fn type_name(frame: &[u8]) -> Option<String> {
    let name = match frame {
        [0xd0, 0, _, _, _, _, _, 20, 0, 0, 0, name @ ..] if name.len() == 18 => name.get(..16)?,
        [0xd4, 0, _, _, 0, 0, _, _, _, _, _, 20, 0, 0, 0, name @ ..] if name.len() == 18 => name.get(..16)?,
        [0xd7, ..] => {
            let place = frame.windows(7).position(|w| matches!(w, [1, 0x21, 1, 0, 0, 0, 0]))?;
            frame.get(place + 7..place + 23)?
        }
        _ => return None,
    };
    let printable = name.iter().all(|byte| *byte == 0 || (b' '..=b'~').contains(byte));
    if printable { text(name) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_name() {
        let mut frame = vec![0xd0, 0, 0, 0xff, 0xff, 3, 0, 20, 0, 0, 0];
        frame.extend(b"Q00EXAMPLE      \x41\x02");
        assert_eq!(size(&frame), Size::Is(frame.len()));
        assert_eq!(type_name(&frame).as_deref(), Some("Q00EXAMPLE"));
        let datagram = Datagram { payload: &frame, sender_port: 5007, receiver_port: 9, to_group: false };
        assert_eq!(probe_datagram(&datagram), Probe::Yes);
    }
}
