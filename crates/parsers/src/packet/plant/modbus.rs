//! Modbus TCP (Modbus application protocol V1.1b3, messaging on TCP/IP V1.0b): who serves, and read device identification.

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

/// Answer to function 43/14 (§6.21): basic and regular objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModbusDevice {
    /// 0 and 255 are the server itself; others may be behind a gateway.
    pub unit: u8,
    pub vendor: Option<String>,
    pub product_code: Option<String>,
    pub revision: Option<String>,
    pub product_name: Option<String>,
    pub model_name: Option<String>,
    pub application: Option<String>,
}

/// The protocol for the engine.
pub const PROTOCOL: StreamProtocol =
    StreamProtocol { name: "modbus", probe, parser: |_| Frames::boxed(size, read) };

fn size(bytes: &[u8]) -> Size {
    match bytes {
        [_, _, 0, 0, 0, length @ 2..=254, ..] => Size::Is(6 + usize::from(*length)),
        [_, _, p, ..] if *p != 0 => Size::Wrong,
        [_, _, _, p, ..] if *p != 0 => Size::Wrong,
        [_, _, _, _, l0, l1, ..] if *l0 != 0 || !(2..=254).contains(l1) => Size::Wrong,
        _ => Size::Unknown,
    }
}

/// Public functions, exceptions to them, and function 90 of one maker.
fn known_function(frame: &[u8]) -> bool {
    frame
        .get(7)
        .is_some_and(|function| matches!(function & 0x7f, 1..=8 | 11 | 12 | 15..=17 | 20..=24 | 43 | 90))
}

fn probe(heads: &Heads<'_>) -> Probe {
    let (client, server) =
        (begins(heads.client, size, known_function), begins(heads.server, size, known_function));
    let usual = heads.server_port == 502;
    match (client, server) {
        (true, true) => Probe::Yes,
        (true, false) if heads.server.is_empty() && usual => Probe::Yes,
        (false, true) if heads.client.is_empty() && usual => Probe::Yes,
        (true, false) if heads.server.is_empty() => Probe::Maybe,
        (false, true) if heads.client.is_empty() => Probe::Maybe,
        (false, false) if heads.client.len() < 8 && heads.server.len() < 8 && usual => Probe::Maybe,
        _ => Probe::No,
    }
}

fn read(frame: &[u8], tell: &mut dyn FnMut(Message)) {
    if !known_function(frame) {
        return;
    }
    tell(PlantMessage::Spoken(Spoken { protocol: "modbus", side: None }).into());
    if let Ok(device) = identification(frame)
        && device != (ModbusDevice { unit: device.unit, ..ModbusDevice::default() })
    {
        tell(PlantMessage::Modbus(Box::new(device)).into());
    }
}

fn identification(frame: &[u8]) -> Parse<ModbusDevice> {
    let mut cursor = Cursor::new("Modbus device identification", frame);
    cursor.skip(6)?;
    let mut device = ModbusDevice { unit: cursor.u8()?, ..ModbusDevice::default() };
    cursor.ensure(cursor.rest().starts_with(&[0x2b, 0x0e]))?;
    cursor.skip(6)?;
    let count = cursor.u8()?;
    for _ in 0..count {
        let (Ok(id), Ok(length)) = (cursor.u8(), cursor.u8()) else { break };
        let Ok(value) = cursor.take(usize::from(length)) else { break };
        let slot = match id {
            0 => &mut device.vendor,
            1 => &mut device.product_code,
            2 => &mut device.revision,
            4 => &mut device.product_name,
            5 => &mut device.model_name,
            6 => &mut device.application,
            _ => continue,
        };
        *slot = text(value);
    }
    Ok(device)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::plant::frames::run;

    const ANSWER: &[u8] =
        b"\x00\x01\x00\x00\x00\x1a\x01\x2b\x0e\x01\x01\x00\x00\x03\x00\x03Exa\x01\x05AHU-7\x02\x042.10";

    #[test]
    fn identification_at_every_cut() {
        for chunk in 1..ANSWER.len() {
            let said = run(&PROTOCOL, ANSWER, chunk);
            let [_, Message::Plant(PlantMessage::Modbus(device))] = said.as_slice() else {
                panic!("{said:?}")
            };
            assert_eq!(device.vendor.as_deref(), Some("Exa"));
            assert_eq!(device.product_code.as_deref(), Some("AHU-7"));
            assert_eq!(device.revision.as_deref(), Some("2.10"));
        }
    }

    #[test]
    fn probes() {
        let cases: [(&[u8], &[u8], u16, Probe); 4] = [
            (b"\0\x01\0\0\0\x06\x01\x03\0\0\0\x01", b"\0\x01\0\0\0\x05\x01\x03\x02\0\0", 1502, Probe::Yes),
            (b"\0\x01\0\0\0\x06\x01\x03\0\0\0\x01", b"", 502, Probe::Yes),
            (b"GET / HTTP/1.1\r\n", b"", 502, Probe::No),
            (b"\0\x01\0\0\0\x06\x01\x03\0\0\0\x01", b"HTTP/1.1", 502, Probe::No),
        ];
        for (client, server, server_port, expected) in cases {
            let heads = Heads { client, server, client_port: 9, server_port, mid_stream: false };
            assert_eq!(probe(&heads), expected);
        }
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>, chunk in 1usize..40) {
            prop_assert_eq!(run(&PROTOCOL, &bytes, chunk), run(&PROTOCOL, &bytes, 4096));
        }
    }
}
