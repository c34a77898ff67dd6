//! CAPWAP control messages in clear (RFC 5415 §4.3, §4.5, §4.6): a wireless access point tells its controller its model,
//! serial number and versions.

use super::RemoteMessage;
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
        web::gather::text,
    },
};

/// CAPWAP control on its registered port, before DTLS begins.
pub const PROTOCOL: DatagramProtocol = DatagramProtocol { name: "capwap", probe, parse, limit: 16 };

const PORT: u16 = 5246;
const DISCOVERY_REQUEST: u32 = 1;
const DISCOVERY_RESPONSE: u32 = 2;

struct Control<'a> {
    kind: u32,
    elements: Cursor<'a>,
}

fn control(payload: &[u8]) -> Parse<Control<'_>> {
    let mut cursor = Cursor::new("CAPWAP control", payload);
    // Preamble: version 0, type 0 (clear).
    let preamble = cursor.u8()?;
    cursor.ensure(preamble == 0)?;
    let words = cursor.u8()? >> 3;
    cursor.ensure((2..=8).contains(&words))?;
    cursor.skip(usize::from(words) * 4 - 2)?;
    let kind = cursor.u32()?;
    cursor.ensure((1..=26).contains(&kind))?;
    cursor.skip(1)?;
    let length = usize::from(cursor.u16()?);
    cursor.skip(1)?;
    // The length counts from the flags octet or, in some makers' frames, only the elements.
    cursor.ensure(length >= 3 && length <= cursor.remaining() + 3 && length + 3 >= cursor.remaining())?;
    Ok(Control { kind, elements: cursor })
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    let on_port = datagram.sender_port == PORT || datagram.receiver_port == PORT;
    if on_port && control(datagram.payload).is_ok() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let mut control = control(datagram.payload).ok()?;
    let side = match control.kind {
        DISCOVERY_REQUEST => Some(Side::Client),
        DISCOVERY_RESPONSE => Some(Side::Server),
        kind if kind % 2 == 1 && datagram.receiver_port == PORT => Some(Side::Client),
        _ => None,
    };
    let role = match side {
        Some(Side::Client) => Some("access_point"),
        Some(Side::Server) => Some("wireless_controller"),
        None => None,
    };
    let mut message = RemoteMessage::certain("capwap", format!("control message {}", control.kind));
    message.network_role = role;
    // Elements that cannot be read end the reading; what was read stays.
    let _ = elements(&mut control.elements, &mut message);
    out(message.into());
    side
}

fn elements(cursor: &mut Cursor<'_>, message: &mut RemoteMessage) -> Parse<()> {
    while cursor.remaining() >= 4 {
        let kind = cursor.u16()?;
        let length = cursor.u16()?;
        let mut value = cursor.sub("CAPWAP element", length.into())?;
        match kind {
            4 | 45 => message.host_name = Some(text(value.rest(), 128)).filter(|name| !name.is_empty()),
            38 => {
                value.skip(4)?;
                while value.remaining() >= 4 {
                    let kind = value.u16()?;
                    let length = value.u16()?;
                    let data = text(value.take(length.into())?, 64);
                    match kind {
                        0 if !data.is_empty() => message.model = Some(data),
                        1 if !data.is_empty() => message.serial = Some(data),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{hex, one, to_server};

    fn discovery() -> Vec<u8> {
        let mut bytes = hex("00 10 02 00 00 00 00 00 00000001 00 0018 00");
        bytes.extend(hex("0026 0015 00000009 0000 0005"));
        bytes.extend(b"AP-12");
        bytes.extend(hex("0001 0004"));
        bytes.extend(b"SN42");
        bytes
    }

    #[test]
    fn an_access_point_describes_itself() {
        let mut bytes = discovery();
        let length = (bytes.len() - 16 + 3) as u16;
        bytes[13..15].copy_from_slice(&length.to_be_bytes());
        let (side, said) = one(&PROTOCOL, &to_server(&bytes, 5246)).unwrap();
        assert_eq!(side, Some(Side::Client));
        let mut expected = RemoteMessage::certain("capwap", "control message 1");
        expected.network_role = Some("access_point");
        expected.model = Some("AP-12".into());
        expected.serial = Some("SN42".into());
        assert_eq!(said, [expected.into()]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, at in 0usize..60, value: u8) {
            let _ = parse(&to_server(&bytes, 5246), &mut |_| {});
            let mut message = discovery();
            if let Some(byte) = message.get_mut(at) { *byte = value; }
            let _ = parse(&to_server(&message, 5246), &mut |_| {});
        }
    }
}
