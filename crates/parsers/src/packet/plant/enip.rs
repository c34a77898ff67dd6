//! EtherNet/IP (CIP volume 2 §2): the identity a device lists of itself, over UDP or TCP.

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

/// CIP identity item (§2-4.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnipIdentity {
    /// ODVA vendor number.
    pub vendor_id: u16,
    pub device_type: u16,
    pub product_code: u16,
    /// `major.minor`
    pub revision: String,
    /// Eight hexadecimal digits.
    pub serial: String,
    pub product_name: Option<String>,
}

/// Explicit messaging over TCP.
pub const STREAM: StreamProtocol =
    StreamProtocol { name: "enip", probe: probe_stream, parser: |_| Frames::boxed(size, read) };

/// Discovery over UDP.
pub const DATAGRAM: DatagramProtocol =
    DatagramProtocol { name: "enip", probe: probe_datagram, parse, limit: 64 };

fn size(bytes: &[u8]) -> Size {
    match bytes {
        [_, c, ..] if *c != 0 => Size::Wrong,
        [_, _, l0, l1, ..] => Size::Is(24 + usize::from(u16::from_le_bytes([*l0, *l1]))),
        _ => Size::Unknown,
    }
}

/// Command known, status zero, options zero.
fn header(frame: &[u8]) -> bool {
    matches!(frame, [0x01 | 0x04 | 0x63..=0x66 | 0x6f | 0x70, 0, ..])
        && frame.get(8..12).is_some_and(|status| matches!(status, [0..=0x6a, 0, 0, 0]))
        && frame.get(20..24) == Some(&[0; 4])
}

fn probe_stream(heads: &Heads<'_>) -> Probe {
    let (client, server) = (begins(heads.client, size, header), begins(heads.server, size, header));
    match (client, server) {
        (true, _) | (_, true) => Probe::Yes,
        _ if heads.server_port == 44818 && heads.client.len() < 24 && heads.server.len() < 24 => Probe::Maybe,
        _ => Probe::No,
    }
}

fn probe_datagram(datagram: &Datagram<'_>) -> Probe {
    let whole = size(datagram.payload) == Size::Is(datagram.payload.len());
    if whole && header(datagram.payload) { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, tell: &mut dyn FnMut(Message)) -> Option<Side> {
    let side = (size(datagram.payload) == Size::Is(24)).then_some(Side::Client);
    if let Ok(identity) = identity(datagram.payload) {
        tell(PlantMessage::Enip(identity).into());
        tell(PlantMessage::Spoken(Spoken { protocol: "enip", side: Some(Side::Server) }).into());
        return Some(Side::Server);
    }
    tell(PlantMessage::Spoken(Spoken { protocol: "enip", side }).into());
    side
}

fn read(frame: &[u8], tell: &mut dyn FnMut(Message)) {
    tell(PlantMessage::Spoken(Spoken { protocol: "enip", side: None }).into());
    if let Ok(identity) = identity(frame) {
        tell(PlantMessage::Enip(identity).into());
    }
}

fn identity(frame: &[u8]) -> Parse<EnipIdentity> {
    let mut cursor = Cursor::new("ListIdentity", frame);
    cursor.ensure(frame.starts_with(&[0x63, 0]))?;
    cursor.skip(24)?;
    let items = cursor.u16_le()?;
    let kind = cursor.u16_le()?;
    cursor.ensure(items > 0 && kind == 0x0c)?;
    cursor.skip(2 + 2 + 16)?; // item length, protocol version, socket address
    let vendor_id = cursor.u16_le()?;
    let device_type = cursor.u16_le()?;
    let product_code = cursor.u16_le()?;
    let revision = format!("{}.{:03}", cursor.u8()?, cursor.u8()?);
    cursor.skip(2)?;
    let serial = format!("{:08X}", cursor.u32_le()?);
    let length = cursor.u8()?;
    let product_name = text(cursor.take(usize::from(length))?);
    Ok(EnipIdentity { vendor_id, device_type, product_code, revision, serial, product_name })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::plant::frames::run;

    fn sample() -> Vec<u8> {
        let mut item = vec![1, 0];
        item.extend([0; 16]);
        item.extend([1, 0, 14, 0, 54, 0, 20, 11, 0, 0, 0x78, 0x56, 0x34, 0x12, 5]);
        item.extend(b"PLC-5\xff");
        let mut body = vec![1, 0, 0x0c, 0, item.len() as u8, 0];
        body.extend(item);
        let mut frame = vec![0x63, 0, body.len() as u8, 0];
        frame.extend([0; 20]);
        frame.extend(body);
        frame
    }

    #[test]
    fn identity_is_listed() {
        let found = identity(&sample()).expect("whole");
        assert_eq!(
            (found.vendor_id, found.revision.as_str(), found.serial.as_str()),
            (1, "20.011", "12345678")
        );
        assert_eq!(found.product_name.as_deref(), Some("PLC-5"));
        assert_eq!(run(&STREAM, &sample(), 3).len(), 2);
        let payload = &sample()[..];
        let datagram = Datagram { payload, sender_port: 44818, receiver_port: 9, to_group: false };
        assert_eq!(probe_datagram(&datagram), Probe::Yes);
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>, chunk in 1usize..40) {
            let _ = identity(&bytes);
            prop_assert_eq!(run(&STREAM, &bytes, chunk), run(&STREAM, &bytes, 4096));
        }
    }
}
