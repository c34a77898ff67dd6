//! Apple Filing Protocol over DSI: the server names itself and its machine type in answer to DSIGetStatus.

use super::{NamesMessage, text::some_text};
use crate::{
    cursor::{Cursor, Parse},
    packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
};

/// TCP, mostly port 548; recognised by the DSI header.
pub const STREAM: StreamProtocol =
    StreamProtocol { name: "afp", probe, parser: |_| Box::new(AfpStream::default()) };

/// Length of the DSI header.
const HEADER: usize = 16;

/// What a server's status says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AfpMessage {
    pub server_name: Option<String>,
    /// `Macintosh`, `Netatalk 3.1.12`, a NAS maker's word …
    pub machine_type: Option<String>,
}

fn probe(heads: &Heads<'_>) -> Probe {
    let header = |bytes: &[u8], flags: u8| -> Probe {
        match bytes {
            // Flags, command 1–8, request id, error or offset, length below 64 KiB, reserved zero.
            [found, 1..=8, _, _, _, _, _, _, 0, 0, _, _, 0, 0, 0, 0, ..] if *found == flags => Probe::Yes,
            [] => Probe::Maybe,
            [found, 1..=8, ..] if *found == flags && bytes.len() < HEADER => Probe::Maybe,
            _ => Probe::No,
        }
    };
    let client = header(heads.client, 0);
    let server = header(heads.server, 1);
    // Zeros are common in other protocols: both sides must agree, or the port must speak for it.
    match (client, server) {
        (Probe::Yes, Probe::Yes) => Probe::Yes,
        (Probe::Yes, Probe::Maybe) | (Probe::Maybe, Probe::Yes) if heads.server_port == 548 => Probe::Yes,
        (Probe::No, _) | (_, Probe::No) => Probe::No,
        _ => Probe::Maybe,
    }
}

#[derive(Default)]
struct AfpStream {
    server: Vec<u8>,
}

impl StreamParser for AfpStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        if side == Side::Client {
            return Interest::More;
        }
        let room = 4096usize.saturating_sub(self.server.len());
        self.server.extend(data.iter().take(room));
        let Some((command, body)) = first_block(&self.server) else {
            return if room == 0 { Interest::Done } else { Interest::More };
        };
        if command == 3
            && let Ok(message) = status(body)
        {
            out.emit(side, NamesMessage::Afp(message).into());
        }
        Interest::Done
    }
}

/// Command and body of the first block, when it is whole.
fn first_block(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let mut cursor = Cursor::new("DSI", bytes);
    cursor.skip(1).ok()?;
    let command = cursor.u8().ok()?;
    cursor.skip(6).ok()?;
    let length = usize::try_from(cursor.u32().ok()?).ok()?;
    cursor.skip(4).ok()?;
    Some((command, cursor.take(length).ok()?))
}

/// FPGetSrvrInfo reply: offset of the machine type first, server name at octet 10; both are Pascal strings.
fn status(body: &[u8]) -> Parse<AfpMessage> {
    let machine_at = usize::from(Cursor::new("AFP status", body).u16()?);
    let pascal = |at: usize| -> Parse<Option<String>> {
        let mut cursor = Cursor::new("AFP status", body);
        cursor.skip(at)?;
        let length = usize::from(cursor.u8()?);
        Ok(some_text(cursor.take(length)?))
    };
    Ok(AfpMessage { server_name: pascal(10)?, machine_type: pascal(machine_at)? })
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    #[test]
    fn a_server_names_itself() {
        let ask = [&[0, 3, 0, 1][..], &[0; 12]].concat();
        let mut body = vec![0, 15, 0, 0, 0, 0, 0, 0, 0, 0];
        body.extend(b"\x04NAS1\x08Netatalk");
        let reply = [&[1, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, body.len() as u8, 0, 0, 0, 0], &body[..]].concat();
        let messages = t::read_stream(&STREAM, &[(Side::Client, &ask), (Side::Server, &reply)]);
        let expected = AfpMessage { server_name: Some("NAS1".into()), machine_type: Some("Netatalk".into()) };
        assert_eq!(messages, [(Side::Server, NamesMessage::Afp(expected))]);
        t::torture_stream(&STREAM, &ask, &reply);
    }
}
