//! Omron FINS over UDP and TCP (W342): controllers, and the model they answer to "controller data read".

use super::{
    PlantMessage, Spoken,
    frames::{Frames, Size, begins, text},
};
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Heads, Probe, Side, StreamProtocol},
    },
};

/// Answer to command 05 01.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinsController {
    pub model: Option<String>,
    pub version: Option<String>,
}

/// FINS/UDP.
pub const DATAGRAM: DatagramProtocol =
    DatagramProtocol { name: "fins", probe: probe_datagram, parse, limit: 200 };

/// FINS/TCP.
pub const STREAM: StreamProtocol =
    StreamProtocol { name: "fins", probe: probe_stream, parser: |_| Frames::boxed(size, read) };

fn probe_datagram(datagram: &Datagram<'_>) -> Probe {
    match datagram.payload {
        // ICF with bits 1–5 clear, RSV 0, gateway count up to 7, networks up to 127, known command group
        [icf, 0, 0..=7, 0..=127, _, _, 0..=127, _, _, _, 1..=0x26, _, ..]
            if icf & 0x80 != 0
                && icf & 0x3e == 0
                && (datagram.receiver_port == 9600 || datagram.sender_port == 9600) =>
        {
            Probe::Yes
        }
        _ => Probe::No,
    }
}

fn parse(datagram: &Datagram<'_>, tell: &mut dyn FnMut(Message)) -> Option<Side> {
    let side = command(datagram.payload, tell);
    tell(PlantMessage::Spoken(Spoken { protocol: "fins", side }).into());
    side
}

fn size(bytes: &[u8]) -> Size {
    match bytes {
        [b'F', b'I', b'N', b'S', 0, 0, l0, l1, ..] => {
            Size::Is(8 + usize::from(u16::from_be_bytes([*l0, *l1])))
        }
        _ if bytes.len() < 8 && b"FINS\0\0".iter().zip(bytes).all(|(a, b)| a == b) => Size::Unknown,
        _ => Size::Wrong,
    }
}

fn probe_stream(heads: &Heads<'_>) -> Probe {
    let ours = |bytes: &[u8]| begins(bytes, size, |_| true);
    match () {
        () if ours(heads.client) || ours(heads.server) => Probe::Yes,
        () if heads.client.len() < 8 && size(heads.client) == Size::Unknown && heads.server.is_empty() => {
            Probe::Maybe
        }
        () => Probe::No,
    }
}

fn read(frame: &[u8], tell: &mut dyn FnMut(Message)) {
    tell(PlantMessage::Spoken(Spoken { protocol: "fins", side: None }).into());
    if let Some(inner) = frame.get(16..) {
        command(inner, tell);
    }
}

/// A FINS frame: its side by the response bit, and the model when it tells one.
fn command(frame: &[u8], tell: &mut dyn FnMut(Message)) -> Option<Side> {
    let response = frame.first()? & 0x40 != 0;
    if response && let Ok(controller) = controller(frame) {
        tell(PlantMessage::Fins(controller).into());
    }
    Some(if response { Side::Server } else { Side::Client })
}

fn controller(frame: &[u8]) -> Parse<FinsController> {
    let mut cursor = Cursor::new("FINS controller data", frame);
    cursor.skip(10)?;
    cursor.ensure(cursor.rest().starts_with(&[5, 1]))?;
    cursor.skip(4)?;
    Ok(FinsController { model: text(cursor.take(20)?), version: text(cursor.take(20)?) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_controller_names_itself() {
        let mut frame = vec![0xc0, 0, 2, 0, 1, 0, 0, 2, 0, 9, 5, 1, 0, 0];
        frame.extend(b"CJ9-CPU00           01.00               ");
        let expected = FinsController { model: Some("CJ9-CPU00".into()), version: Some("01.00".into()) };
        assert_eq!(controller(&frame), Ok(expected));
        let datagram = Datagram { payload: &frame, sender_port: 9600, receiver_port: 50000, to_group: false };
        assert_eq!(probe_datagram(&datagram), Probe::Yes);
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>) {
            let _ = controller(&bytes);
            command(&bytes, &mut |_| {});
        }
    }
}
