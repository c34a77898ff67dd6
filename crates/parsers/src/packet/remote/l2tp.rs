//! L2TP control messages (RFC 2661 §3.1, §4.4): host and vendor name of both ends.

use super::RemoteMessage;
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
        web::gather::text,
    },
};

/// L2TP version 2 control messages on any port.
pub const PROTOCOL: DatagramProtocol = DatagramProtocol { name: "l2tp", probe, parse, limit: 8 };

const START_REQUEST: u16 = 1;
const START_REPLY: u16 = 2;

fn control(payload: &[u8]) -> Parse<RemoteMessage> {
    let mut cursor = Cursor::new("L2TP control message", payload);
    let flags = cursor.u16()?;
    // Type, length and sequence bits set, offset and priority clear, version 2.
    cursor.ensure(flags & 0xcb0f == 0xc802)?;
    let length = cursor.u16()?;
    cursor.ensure(usize::from(length) == payload.len())?;
    cursor.skip(8)?;
    let mut message = RemoteMessage::certain("l2tp", "control message");
    let mut first = true;
    while !cursor.is_empty() {
        let head = cursor.u16()?;
        let vendor = cursor.u16()?;
        let kind = cursor.u16()?;
        let value = cursor.take(usize::from(head & 0x3ff).saturating_sub(6))?;
        cursor.ensure(head & 0x3ff >= 6)?;
        if first {
            cursor.ensure(vendor == 0 && kind == 0 && value.len() == 2)?;
            message.said = match Cursor::new("message type", value).u16()? {
                START_REQUEST => "start of a control connection".to_owned(),
                START_REPLY => "reply to the start of a control connection".to_owned(),
                other => format!("control message {other}"),
            };
            first = false;
        }
        let hidden = head & 0x4000 != 0;
        match (vendor, kind) {
            (0, 7) if !hidden => message.host_name = Some(text(value, 128)),
            (0, 8) if !hidden => message.product = Some(text(value, 128)),
            _ => {}
        }
    }
    cursor.ensure(!first || payload.len() == 12)?;
    Ok(message)
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    if control(datagram.payload).is_ok() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = control(datagram.payload).ok()?;
    let side = match message.said.as_str() {
        "start of a control connection" => Some(Side::Client),
        "reply to the start of a control connection" => Some(Side::Server),
        _ => None,
    };
    out(message.into());
    side
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{hex, one, to_server};

    fn request() -> Vec<u8> {
        let mut bytes = hex("c802 002a 0000 0000 0000 0000 8008 0000 0000 0001 800c 0000 0007");
        bytes.extend(b"lac-01");
        bytes.extend(hex("000a 0000 0008"));
        bytes.extend(b"ACME");
        bytes
    }

    #[test]
    fn names_of_the_opener() {
        let (side, said) = one(&PROTOCOL, &to_server(&request(), 1701)).unwrap();
        assert_eq!(side, Some(Side::Client));
        let mut expected = RemoteMessage::certain("l2tp", "start of a control connection").of("ACME");
        expected.host_name = Some("lac-01".into());
        assert_eq!(said, [expected.into()]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, at in 0usize..42, value: u8) {
            let _ = control(&bytes);
            let mut message = request();
            if let Some(byte) = message.get_mut(at) { *byte = value; }
            let _ = control(&message);
        }
    }
}
