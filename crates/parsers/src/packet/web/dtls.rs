//! DTLS hellos (RFC 6347 §4.2, RFC 9147 §5): server name and fingerprint of a client, version of a server.

use super::{
    WebMessage,
    tls::{Carrier, handshake_message},
};
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
    },
};

/// DTLS on any port.
pub const PROTOCOL: DatagramProtocol = DatagramProtocol { name: "dtls", probe, parse, limit: 8 };

/// Records read of one datagram.
const MAX_RECORDS: usize = 8;

/// Content type and fragment of the next record.
fn record<'a>(cursor: &mut Cursor<'a>) -> Parse<(u8, &'a [u8])> {
    let kind = cursor.u8()?;
    let version = cursor.u16()?;
    cursor.ensure(matches!(kind, 20..=26) && matches!(version, 0xfeff | 0xfefd | 0xfefc | 0x0100))?;
    cursor.skip(8)?;
    let length = cursor.u16()?;
    Ok((kind, cursor.take(length.into())?))
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    let mut cursor = Cursor::new("DTLS record", datagram.payload);
    if record(&mut cursor).is_ok() && (cursor.is_empty() || record(&mut cursor).is_ok()) {
        Probe::Yes
    } else {
        Probe::No
    }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let mut cursor = Cursor::new("DTLS record", datagram.payload);
    let mut side = None;
    for _ in 0..MAX_RECORDS {
        let Ok((kind, fragment)) = record(&mut cursor) else { break };
        if kind != 22 {
            break;
        }
        // A message in fragments is not put together: hellos fit into one.
        let Ok((kind, body)) = message(fragment) else { break };
        side = match kind {
            1 => Some(Side::Client),
            2 | 3 | 11 => Some(Side::Server),
            _ => side,
        };
        if let Some(found) = handshake_message(kind, body, Carrier::Dtls) {
            out(WebMessage::Tls(found).into());
        }
    }
    side
}

/// Type and body of an unfragmented handshake message.
fn message(fragment: &[u8]) -> Parse<(u8, &[u8])> {
    let mut cursor = Cursor::new("DTLS handshake", fragment);
    let kind = cursor.u8()?;
    let length = cursor.u24()?;
    cursor.skip(2)?;
    let offset = cursor.u24()?;
    let here = cursor.u24()?;
    cursor.ensure(offset == 0 && here == length)?;
    Ok((kind, cursor.take(length as usize)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::{
        gather::testing::{one, to_server},
        tls_hello::testing::client_hello_bytes,
    };

    fn hello() -> Vec<u8> {
        let mut body = client_hello_bytes();
        body[0] = 0xfe;
        body[1] = 0xfd;
        body.insert(35, 0); // no cookie
        let length = (body.len() as u32).to_be_bytes();
        let mut message = vec![1];
        message.extend(&length[1..]);
        message.extend([0, 0, 0, 0, 0]);
        message.extend(&length[1..]);
        message.extend(body);
        let mut bytes = vec![22, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0];
        bytes.extend((message.len() as u16).to_be_bytes());
        bytes.extend(message);
        bytes
    }

    #[test]
    fn a_hello_names_the_server() {
        let (side, said) = one(&PROTOCOL, &to_server(&hello(), 443)).unwrap();
        assert_eq!(side, Some(Side::Client));
        let said = format!("{said:?}");
        assert!(said.contains("pacs.example.org") && said.contains("dd2d0205h1_"), "{said}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, at in 0usize..160, value: u8) {
            let _ = one(&PROTOCOL, &to_server(&bytes, 443));
            let mut damaged = hello();
            if let Some(byte) = damaged.get_mut(at) { *byte = value; }
            let _ = one(&PROTOCOL, &to_server(&damaged, 443));
        }
    }
}
