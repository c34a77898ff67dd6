//! Beckhoff ADS over AMS/TCP: recognised, with the device name when "read device info" is answered.

use super::{
    PlantMessage, Spoken,
    frames::{Frames, Size, begins, text},
};
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        message::Message,
        protocol::{Heads, Probe, StreamProtocol},
    },
};

/// Answer to command 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdsDevice {
    pub name: Option<String>,
    /// `major.minor.build`
    pub version: String,
    /// AMS network identifier of the sender.
    pub net_id: String,
}

/// The protocol for the engine.
pub const PROTOCOL: StreamProtocol =
    StreamProtocol { name: "ads", probe, parser: |_| Frames::boxed(size, read) };

fn size(bytes: &[u8]) -> Size {
    match bytes {
        [0, 0, l0, l1, l2, 0, ..] => match u32::from_le_bytes([*l0, *l1, *l2, 0]) {
            length @ 32.. => Size::Is(6 + length as usize),
            _ => Size::Wrong,
        },
        _ if bytes.len() < 6 && bytes.iter().take(2).all(|b| *b == 0) => Size::Unknown,
        _ => Size::Wrong,
    }
}

/// Command 1–9, state flags of a TCP request or response, and a length that agrees with the outer one.
fn header(frame: &[u8]) -> bool {
    let inner = frame.get(26..30).and_then(|l| <[u8; 4]>::try_from(l).ok()).map(u32::from_le_bytes);
    let command = matches!(frame.get(22..26), Some([1..=9, 0, 4 | 5, 0]));
    command && inner.map(|length| length as usize + 38) == outer(frame)
}

fn outer(frame: &[u8]) -> Option<usize> {
    if let Size::Is(length) = size(frame) { Some(length) } else { None }
}

fn probe(heads: &Heads<'_>) -> Probe {
    if begins(heads.client, size, header) || begins(heads.server, size, header) {
        Probe::Yes
    } else if heads.server_port == 48898 && heads.client.len() < 38 && size(heads.client) != Size::Wrong {
        Probe::Maybe
    } else {
        Probe::No
    }
}

fn read(frame: &[u8], tell: &mut dyn FnMut(Message)) {
    if !header(frame) {
        return;
    }
    tell(PlantMessage::Spoken(Spoken { protocol: "ads", side: None }).into());
    if let Ok(device) = device(frame) {
        tell(PlantMessage::Ads(device).into());
    }
}

fn device(frame: &[u8]) -> Parse<AdsDevice> {
    let mut cursor = Cursor::new("ADS device info", frame);
    cursor.skip(6 + 8)?;
    let net_id = cursor.take(6)?.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
    cursor.skip(2)?;
    let (command, flags) = (cursor.u16_le()?, cursor.u16_le()?);
    cursor.ensure(command == 1 && flags == 5)?;
    cursor.skip(4 + 4 + 4)?;
    let result = cursor.u32_le()?;
    cursor.ensure(result == 0)?;
    let version = format!("{}.{}.{}", cursor.u8()?, cursor.u8()?, cursor.u16_le()?);
    Ok(AdsDevice { name: text(cursor.take(16)?), version, net_id })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn device_info() {
        let mut frame = vec![0, 0, 56, 0, 0, 0];
        frame.extend([10, 0, 0, 1, 1, 1, 0x10, 0x27, 5, 1, 2, 3, 1, 1, 0x53, 3, 1, 0, 5, 0, 24, 0, 0, 0]);
        frame.extend([0; 8]);
        frame.extend([0, 0, 0, 0, 3, 1, 0xd1, 7]);
        frame.extend(b"PLC App\0\0\0\0\0\0\0\0\0");
        assert!(header(&frame));
        let found = device(&frame).expect("whole");
        assert_eq!(
            (found.name.as_deref(), found.version.as_str(), found.net_id.as_str()),
            (Some("PLC App"), "3.1.2001", "5.1.2.3.1.1")
        );
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>) {
            let _ = (device(&bytes), header(&bytes));
        }
    }
}
