//! PPTP control connection (RFC 2637 §2.1, §2.2): host name and vendor of both ends.

use super::RemoteMessage;
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
        web::gather::{Gather, Sides, text},
    },
};

/// PPTP on any port.
pub const PROTOCOL: StreamProtocol = StreamProtocol { name: "pptp", probe, parser };

const START_LENGTH: usize = 156;

fn header(bytes: &[u8]) -> Parse<(usize, u16)> {
    let mut cursor = Cursor::new("PPTP control message", bytes);
    let length = usize::from(cursor.u16()?);
    let kind = cursor.u16()?;
    let magic = cursor.u32()?;
    cursor.ensure(kind == 1 && magic == 0x1a2b_3c4d && length >= 12)?;
    Ok((length, cursor.u16()?))
}

fn probe(heads: &Heads<'_>) -> Probe {
    match (header(heads.client), header(heads.server)) {
        (Ok((_, 2)), _) | (_, Ok((_, 1))) => Probe::YesReversed,
        (Ok(_), _) | (_, Ok(_)) => Probe::Yes,
        _ if matches!(heads.client, [] | [0] | [0, 156] | [0, 156, 0]) && heads.server.is_empty() => {
            Probe::Maybe
        }
        _ if heads.client.len() < 10 && heads.client.starts_with(&[0, 156, 0, 1]) => Probe::Maybe,
        _ => Probe::No,
    }
}

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(PptpStream { sides: Sides::both((Gather::new(START_LENGTH), false)) })
}

struct PptpStream {
    sides: Sides<(Gather, bool)>,
}

impl StreamParser for PptpStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let (buffer, done) = self.sides.of(side);
        if !*done {
            let full = !buffer.push(data) || buffer.bytes().len() == START_LENGTH;
            match start(buffer.bytes()) {
                Ok(message) => {
                    out.emit(side, message.into());
                    *done = true;
                }
                Err(_) => *done = full,
            }
        }
        if self.sides.client.1 && self.sides.server.1 { Interest::Done } else { Interest::More }
    }
}

/// Start-Control-Connection-Request or -Reply.
fn start(bytes: &[u8]) -> Parse<RemoteMessage> {
    let (length, kind) = header(bytes)?;
    let mut cursor = Cursor::new("PPTP start", bytes);
    cursor.ensure(length == START_LENGTH && matches!(kind, 1 | 2))?;
    cursor.skip(28)?;
    let host = cursor.take(64)?;
    let vendor = cursor.take(64)?;
    let word = |bytes: &[u8]| {
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        Some(text(bytes.get(..end).unwrap_or_default(), 64)).filter(|word| !word.is_empty())
    };
    let said = if kind == 1 {
        "start of a control connection"
    } else {
        "reply to the start of a control connection"
    };
    let mut message = RemoteMessage::certain("pptp", said);
    message.host_name = word(host);
    message.product = word(vendor);
    Ok(message)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{heads, hex, run, run_every_way};

    fn request(kind: u8) -> Vec<u8> {
        let mut bytes = hex("009c 0001 1a2b3c4d 00");
        bytes.push(kind);
        bytes.resize(28, 0);
        bytes.extend(b"branch-router");
        bytes.resize(92, 0);
        bytes.extend(b"Example Networks");
        bytes.resize(156, 0);
        bytes
    }

    #[test]
    fn names_of_both_ends() {
        let said = run_every_way(&PROTOCOL, &[(Side::Client, &request(1)), (Side::Server, &request(2))]);
        assert_eq!(said.len(), 2);
        assert!(format!("{said:?}").contains("branch-router"));
        assert_eq!(probe(&heads(&request(1), &[], 1723)), Probe::Yes);
        assert_eq!(probe(&heads(&request(2), &[], 1723)), Probe::YesReversed);
        assert_eq!(probe(&heads(b"GET ", &[], 1723)), Probe::No);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, step in 1usize..50) {
            let _ = probe(&heads(&bytes, &bytes, 1723));
            let _ = run(&PROTOCOL, &[(Side::Client, &bytes)], step);
        }
    }
}
