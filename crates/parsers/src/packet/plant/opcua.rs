//! OPC UA binary over TCP (IEC 62541-6 §7.1): hello, and the application names of clear endpoint answers.

use super::{
    PlantMessage, Spoken,
    frames::{Frames, Size, begins},
};
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        medical::text,
        message::Message,
        protocol::{Heads, Probe, StreamProtocol},
    },
};

/// What is told of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpcUaMessage {
    /// The client names the endpoint it wants: the receiver.
    Hello { endpoint: Option<String> },
    /// The server describes its application.
    Application { name: Option<String>, application_uri: Option<String>, product_uri: Option<String> },
}

/// The protocol for the engine.
pub const PROTOCOL: StreamProtocol =
    StreamProtocol { name: "opcua", probe, parser: |_| Frames::boxed(size, read) };

fn size(bytes: &[u8]) -> Size {
    match bytes {
        [a, b, c, d, l0, l1, l2, l3, ..] if known(&[*a, *b, *c, *d]) => {
            match u32::from_le_bytes([*l0, *l1, *l2, *l3]) {
                length @ 8..=0x00ff_ffff => Size::Is(length as usize),
                _ => Size::Wrong,
            }
        }
        [_, _, _, _, _, _, _, _, ..] => Size::Wrong,
        _ => Size::Unknown,
    }
}

fn known(kind: &[u8]) -> bool {
    matches!(
        kind,
        [b'H', b'E', b'L', b'F']
            | [b'A', b'C', b'K', b'F']
            | [b'E', b'R', b'R', b'F']
            | [b'R', b'H', b'E', b'F']
    ) || matches!(kind, [b'M' | b'O' | b'C', b'S' | b'P' | b'L', b'G' | b'N' | b'O', b'F' | b'C' | b'A'])
}

fn probe(heads: &Heads<'_>) -> Probe {
    let ours = |bytes: &[u8]| begins(bytes, size, |frame| frame.len() >= 8);
    match () {
        () if ours(heads.client) || ours(heads.server) => Probe::Yes,
        () if heads.client.len() < 8 && b"HEL".iter().zip(heads.client).all(|(a, b)| a == b) => Probe::Maybe,
        () => Probe::No,
    }
}

fn read(frame: &[u8], tell: &mut dyn FnMut(Message)) {
    tell(PlantMessage::Spoken(Spoken { protocol: "opcua", side: None }).into());
    let said = match frame.get(..3) {
        Some(b"HEL") => hello(frame),
        Some(b"MSG") => description(frame),
        _ => return,
    };
    if let Ok(message) = said {
        tell(PlantMessage::OpcUa(message).into());
    }
}

fn hello(frame: &[u8]) -> Parse<OpcUaMessage> {
    let mut cursor = Cursor::new("OPC UA hello", frame);
    cursor.skip(8 + 20)?;
    Ok(OpcUaMessage::Hello { endpoint: string(&mut cursor)? })
}

/// First application of a GetEndpoints (431) or FindServers (425) response (IEC 62541-4 §5.4), unencrypted.
fn description(frame: &[u8]) -> Parse<OpcUaMessage> {
    let mut cursor = Cursor::new("OPC UA response", frame);
    cursor.skip(8 + 16)?;
    let kind = cursor.u32()?;
    cursor.ensure(matches!(kind, 0x0100_af01 | 0x0100_a901))?;
    cursor.skip(8 + 4 + 4)?; // time, handle, result
    let diagnostics = cursor.u8()?;
    cursor.ensure(diagnostics == 0)?;
    let strings = cursor.u32_le()?;
    cursor.ensure(matches!(strings, 0 | u32::MAX))?;
    cursor.skip(3)?;
    let count = cursor.u32_le()?;
    cursor.ensure((1..1000).contains(&count))?;
    if kind == 0x0100_af01 {
        string(&mut cursor)?;
    }
    let application_uri = string(&mut cursor)?;
    let product_uri = string(&mut cursor)?;
    let mask = cursor.u8()?;
    if mask & 1 == 1 {
        string(&mut cursor)?;
    }
    let name = if mask & 2 == 2 { string(&mut cursor)? } else { None };
    Ok(OpcUaMessage::Application { name, application_uri, product_uri })
}

fn string(cursor: &mut Cursor<'_>) -> Parse<Option<String>> {
    match cursor.u32_le()? {
        u32::MAX => Ok(None),
        length => Ok(text::field(&String::from_utf8_lossy(cursor.take(length as usize)?))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::plant::frames::run;

    fn text_of(text: &str) -> Vec<u8> {
        let mut out = (text.len() as u32).to_le_bytes().to_vec();
        out.extend(text.bytes());
        out
    }

    fn frame(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut out = kind.to_vec();
        out.extend(((body.len() + 8) as u32).to_le_bytes());
        out.extend(body);
        out
    }

    fn endpoints() -> Vec<u8> {
        let mut body = vec![0; 16];
        body.extend([1, 0, 0xaf, 1]);
        body.extend([0; 16]);
        body.push(0);
        body.extend([0xff; 4]);
        body.extend([0; 3]);
        body.extend(1u32.to_le_bytes());
        body.extend(text_of("opc.tcp://a:4840"));
        body.extend(text_of("urn:a:server"));
        body.extend(text_of("urn:example:product"));
        body.push(2);
        body.extend(text_of("Chiller"));
        frame(b"MSGF", &body)
    }

    #[test]
    fn an_application_and_a_hello() {
        let mut bytes = frame(b"HELF", &[vec![0; 20], text_of("opc.tcp://plc:4840")].concat());
        bytes.extend(endpoints());
        for chunk in [1, 3, 50, 4096] {
            let said = format!("{:?}", run(&PROTOCOL, &bytes, chunk));
            assert!(said.contains("opc.tcp://plc:4840") && said.contains("Chiller"), "{said}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>, chunk in 1usize..40) {
            let _ = (description(&bytes), hello(&bytes));
            prop_assert_eq!(run(&PROTOCOL, &bytes, chunk), run(&PROTOCOL, &bytes, 4096));
        }
    }
}
