//! BACnet/IP (ANSI/ASHRAE 135 clauses 6, 20, 21 and annex J): who a device is and what it answers about itself.

use super::{PlantMessage, Spoken};
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        medical::text,
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
    },
};

/// What one BACnet message tells about a device object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BacnetDevice {
    /// Instance of the device object, 0–4194302.
    pub instance: Option<u32>,
    /// Number in the ASHRAE vendor list.
    pub vendor_id: Option<u32>,
    pub object_name: Option<String>,
    pub vendor_name: Option<String>,
    pub model_name: Option<String>,
    pub firmware: Option<String>,
    pub application_software: Option<String>,
    pub description: Option<String>,
    pub location: Option<String>,
    /// The device is behind the sender: on another BACnet network, or forwarded by a BBMD.
    pub routed: bool,
}

/// The protocol for the engine.
pub const PROTOCOL: DatagramProtocol = DatagramProtocol { name: "bacnet", probe, parse, limit: 2000 };

const DEVICE: u32 = 8;

fn probe(datagram: &Datagram<'_>) -> Probe {
    match datagram.payload {
        // BVLC type, function, length of everything
        [0x81, function, l0, l1, ..]
            if *function <= 0x0c
                && usize::from(u16::from_be_bytes([*l0, *l1])) == datagram.payload.len()
                && datagram.payload.len() >= 4 =>
        {
            Probe::Yes
        }
        _ => Probe::No,
    }
}

fn parse(datagram: &Datagram<'_>, tell: &mut dyn FnMut(Message)) -> Option<Side> {
    let (apdu, routed) = apdu(datagram.payload).ok()??;
    let mut cursor = Cursor::new("BACnet APDU", apdu);
    let kind = cursor.u8().ok()?;
    let side = match kind >> 4 {
        0 => Some(Side::Client),
        2..=7 => Some(Side::Server),
        _ => None,
    };
    let mut device = BacnetDevice { routed, ..BacnetDevice::default() };
    let read = match kind >> 4 {
        1 => unconfirmed(&mut cursor, &mut device),
        3 if kind & 0x08 == 0 => acknowledged(&mut cursor, &mut device),
        _ => Ok(side),
    };
    if device != (BacnetDevice { routed, ..BacnetDevice::default() }) {
        tell(PlantMessage::Bacnet(Box::new(device)).into());
    }
    let side = side.or(read.ok().flatten());
    if !routed {
        tell(PlantMessage::Spoken(Spoken { protocol: "bacnet", side }).into());
    }
    side
}

/// Strips BVLC and NPDU. `None`: a network-layer message without application content.
fn apdu(payload: &[u8]) -> Parse<Option<(&[u8], bool)>> {
    let mut cursor = Cursor::new("BVLC", payload);
    cursor.skip(1)?;
    let function = cursor.u8()?;
    cursor.skip(2)?;
    let mut routed = false;
    match function {
        0x04 => {
            cursor.skip(6)?;
            routed = true;
        }
        0x09..=0x0b => {}
        _ => return Ok(None),
    }
    cursor.ensure(cursor.peek() == Some(1))?;
    cursor.skip(1)?;
    let control = cursor.u8()?;
    if control & 0x20 != 0 {
        address(&mut cursor)?;
    }
    if control & 0x08 != 0 {
        address(&mut cursor)?;
        routed = true;
    }
    if control & 0x20 != 0 {
        cursor.skip(1)?;
    }
    Ok((control & 0x80 == 0).then_some((cursor.rest(), routed)))
}

fn address(cursor: &mut Cursor<'_>) -> Parse<()> {
    cursor.skip(2)?;
    let length = cursor.u8()?;
    cursor.skip(usize::from(length))
}

/// I-Am and I-Have (clause 16.10, 16.9). The side that sends them is a device; who asks is a client.
fn unconfirmed(cursor: &mut Cursor<'_>, device: &mut BacnetDevice) -> Parse<Option<Side>> {
    match cursor.u8()? {
        0 => {
            device.instance =
                object(&value(cursor)?).filter(|(kind, _)| *kind == DEVICE).map(|(_, instance)| instance);
            value(cursor)?;
            value(cursor)?;
            device.vendor_id = unsigned(&value(cursor)?);
            Ok(Some(Side::Server))
        }
        1 => {
            device.instance =
                object(&value(cursor)?).filter(|(kind, _)| *kind == DEVICE).map(|(_, instance)| instance);
            Ok(Some(Side::Server))
        }
        7 | 8 => Ok(Some(Side::Client)),
        _ => Ok(None),
    }
}

/// ReadProperty and ReadPropertyMultiple acknowledgements (clauses 15.5, 15.7).
fn acknowledged(cursor: &mut Cursor<'_>, device: &mut BacnetDevice) -> Parse<Option<Side>> {
    cursor.skip(1)?;
    match cursor.u8()? {
        12 => {
            let (kind, instance) = object(&value(cursor)?).unwrap_or_default();
            let property = unsigned(&value(cursor)?).unwrap_or_default();
            if kind == DEVICE {
                device.instance = Some(instance);
                if cursor.peek().is_some_and(|tag| tag & 0xf8 == 0x28) {
                    return Ok(None);
                }
                cursor.skip(1)?;
                device.take(property, &value(cursor)?);
            }
        }
        14 => multiple(cursor, device)?,
        _ => {}
    }
    Ok(Some(Side::Server))
}

fn multiple(cursor: &mut Cursor<'_>, device: &mut BacnetDevice) -> Parse<()> {
    let mut of_device = false;
    let mut property = 0;
    // A flat walk over the tags: opening and closing ones carry no content.
    for _ in 0..512 {
        let Ok(next) = value(cursor) else { break };
        match next {
            Value { context: Some(0), .. } => {
                let found = object(&next);
                of_device = found.is_some_and(|(kind, _)| kind == DEVICE);
                if let (true, Some((_, instance))) = (of_device, found) {
                    device.instance = Some(instance);
                }
            }
            Value { context: Some(2), .. } => property = unsigned(&next).unwrap_or_default(),
            Value { context: None, .. } if of_device => device.take(property, &next),
            _ => {}
        }
    }
    Ok(())
}

impl BacnetDevice {
    fn take(&mut self, property: u32, value: &Value<'_>) {
        let text = || {
            (value.context.is_none() && value.number == 7).then(|| character_string(value.content)).flatten()
        };
        match property {
            77 => self.object_name = text(),
            121 => self.vendor_name = text(),
            70 => self.model_name = text(),
            44 => self.firmware = text(),
            12 => self.application_software = text(),
            28 => self.description = text(),
            58 => self.location = text(),
            120 => self.vendor_id = unsigned(value),
            _ => {}
        }
    }
}

/// A tagged value (clause 20.2.1). Opening and closing tags have empty content.
struct Value<'a> {
    /// Context tag number; `None` for application tags.
    context: Option<u8>,
    number: u8,
    content: &'a [u8],
}

fn value<'a>(cursor: &mut Cursor<'a>) -> Parse<Value<'a>> {
    let tag = cursor.u8()?;
    let number = if tag >> 4 == 15 { cursor.u8()? } else { tag >> 4 };
    let context = (tag & 8 != 0).then_some(number);
    let length = match tag & 7 {
        6 | 7 if context.is_some() => return Ok(Value { context: Some(255), number, content: &[] }),
        5 => match cursor.u8()? {
            254 => usize::from(cursor.u16()?),
            255 => cursor.u32()? as usize,
            short => usize::from(short),
        },
        // A boolean's value is in its length field.
        _ if context.is_none() && number == 1 => 0,
        short => usize::from(short),
    };
    Ok(Value { context, number, content: cursor.take(length)? })
}

fn unsigned(value: &Value<'_>) -> Option<u32> {
    (value.content.len() <= 4)
        .then(|| value.content.iter().fold(0u32, |sum, byte| (sum << 8) | u32::from(*byte)))
}

fn object(value: &Value<'_>) -> Option<(u32, u32)> {
    let bytes: [u8; 4] = value.content.try_into().ok()?;
    let number = u32::from_be_bytes(bytes);
    Some((number >> 22, number & 0x3f_ffff))
}

/// Clause 20.2.9: a character set octet, then text.
fn character_string(content: &[u8]) -> Option<String> {
    let (set, bytes) = content.split_first()?;
    let decoded = match set {
        0 => String::from_utf8_lossy(bytes).into_owned(),
        4 => encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0.into_owned(),
        5 => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        // 1: DBCS with a code page of two octets; 932 in Japan.
        1 => encoding_rs::SHIFT_JIS
            .decode_without_bom_handling(bytes.get(2..).unwrap_or_default())
            .0
            .into_owned(),
        _ => return None,
    };
    text::field(&decoded)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(payload: &[u8]) -> (Option<Side>, Vec<BacnetDevice>) {
        let datagram = Datagram { payload, sender_port: 47808, receiver_port: 47808, to_group: false };
        let mut said = Vec::new();
        let side = parse(&datagram, &mut |message| {
            if let Message::Plant(PlantMessage::Bacnet(device)) = message {
                said.push(*device);
            }
        });
        (side, said)
    }

    #[test]
    fn i_am() {
        // device 7071, maximum APDU 1476, no segmentation, vendor 999
        let payload = [
            0x81, 0x0b, 0, 0x19, 1, 0x20, 0xff, 0xff, 0, 0xff, 0x10, 0, 0xc4, 2, 0, 0x1b, 0x9f, 0x22, 5,
            0xc4, 0x91, 3, 0x22, 3, 0xe7,
        ];
        let (side, said) = read(&payload);
        assert_eq!(side, Some(Side::Server));
        let expected = BacnetDevice { instance: Some(7071), vendor_id: Some(999), ..BacnetDevice::default() };
        assert_eq!(said, [expected]);
        let datagram = Datagram { payload: &payload, sender_port: 1, receiver_port: 2, to_group: true };
        assert_eq!(probe(&datagram), Probe::Yes);
    }

    #[test]
    fn a_model_name_is_read_and_a_routed_one_is_marked() {
        let tail = [0x30, 1, 12, 0x0c, 2, 0, 0, 7, 0x19, 70, 0x3e, 0x75, 5, 0, b'A', b'H', b'U', b'7', 0x3f];
        let mut near = vec![0x81, 0x0a, 0, 0, 1, 0];
        near.extend(tail);
        assert_eq!(read(&near).1[0].model_name.as_deref(), Some("AHU7"));
        // source network 5, one-octet address
        let mut far = vec![0x81, 0x0a, 0, 0, 1, 8, 0, 5, 1, 9];
        far.extend(tail);
        assert!(read(&far).1[0].routed);
    }

    #[test]
    fn several_properties() {
        let payload = [
            0x81, 0x0a, 0, 0, 1, 0, 0x30, 1, 14, 0x0c, 2, 0, 0, 7, 0x1e, 0x29, 121, 0x4e, 0x74, 0, b'E',
            b'x', b'a', 0x4f, 0x29, 77, 0x4e, 0x73, 0, b'N', b'1', 0x4f, 0x1f,
        ];
        let said = read(&payload).1;
        assert_eq!(said[0].vendor_name.as_deref(), Some("Exa"));
        assert_eq!(said[0].object_name.as_deref(), Some("N1"));
    }

    proptest! {
        #[test]
        fn any_bytes(mut bytes: Vec<u8>) {
            let _ = read(&bytes);
            bytes.splice(0..0, [0x81, 0x0a, 0, 0, 1, 0, 0x30, 1, 14]);
            let _ = read(&bytes);
        }
    }
}
