//! VNC, the remote framebuffer protocol (RFC 6143 §7): version, ways to log in, name of the desktop.

use super::{
    WebMessage,
    gather::{Gather, Sides, text},
};
use crate::{
    cursor::{Cursor, Parse},
    packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
};

/// What a VNC side says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VncMessage {
    /// `003.008`
    Version(String),
    /// Security types the server offers (1 none, 2 password, 16 Tight, 18 TLS, 19 VeNCrypt, 30 Apple …).
    Security(Vec<u8>),
    /// The client was let in without any password (sent by the server).
    NoPassword,
    /// Name of the desktop without the user before `@` or `'s`.
    Desktop(String),
}

/// VNC on any port.
pub const PROTOCOL: StreamProtocol = StreamProtocol { name: "vnc", probe, parser };

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(VncStream { buffers: Sides::both(Gather::new(1024)), told: 0 })
}

/// `RFB xxx.yyy\n` as far as it is there.
fn version(bytes: &[u8]) -> Probe {
    const SHAPE: &[u8] = b"RFB 000.000\n";
    let fits = bytes
        .iter()
        .zip(SHAPE)
        .all(|(byte, shape)| if *shape == b'0' { byte.is_ascii_digit() } else { byte == shape });
    match (fits, bytes.len() >= SHAPE.len()) {
        (true, true) => Probe::Yes,
        (true, false) => Probe::Maybe,
        _ => Probe::No,
    }
}

fn probe(heads: &Heads<'_>) -> Probe {
    match (version(heads.server), version(heads.client)) {
        (Probe::Yes, _) => Probe::Yes,
        (_, Probe::Yes) if heads.server.is_empty() => Probe::Yes,
        (Probe::Maybe, Probe::Maybe) => Probe::Maybe,
        _ => Probe::No,
    }
}

struct VncStream {
    buffers: Sides<Gather>,
    /// How many messages were told already: the conversation is read from its start each time more comes.
    told: usize,
}

impl StreamParser for VncStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let fits = self.buffers.of(side).push(data);
        let mut said = Vec::new();
        let read = conversation(self.buffers.server.bytes(), self.buffers.client.bytes(), &mut said);
        for (from, message) in said.iter().skip(self.told) {
            out.emit(*from, WebMessage::Vnc(message.clone()).into());
        }
        self.told = said.len();
        if matches!(read, Ok(Turn::Over)) || !fits { Interest::Done } else { Interest::More }
    }
}

enum Turn {
    Over,
}

/// Reads as far as the bytes go; too few is an error and the same bytes are read again with more.
fn conversation(server: &[u8], client: &[u8], said: &mut Vec<(Side, VncMessage)>) -> Parse<Turn> {
    let mut server = Cursor::new("VNC server", server);
    let mut client = Cursor::new("VNC client", client);
    let offered = server.take(12)?;
    if version(offered) != Probe::Yes {
        return Ok(Turn::Over);
    }
    said.push((Side::Server, VncMessage::Version(text(offered.get(4..11).unwrap_or_default(), 7))));
    let agreed = client.take(12)?;
    let minor_3_3 = agreed.get(4..11).is_some_and(|version| version < &b"003.007"[..]);
    let chosen = if minor_3_3 {
        let kind = server.u32()?;
        let kind = u8::try_from(kind).unwrap_or(0);
        said.push((Side::Server, VncMessage::Security(vec![kind])));
        kind
    } else {
        let count = server.u8()?;
        let kinds = server.take(count.into())?;
        said.push((Side::Server, VncMessage::Security(kinds.to_vec())));
        if count == 0 {
            return Ok(Turn::Over);
        }
        client.u8()?
    };
    match chosen {
        1 => {
            if agreed.get(4..11).is_some_and(|version| version >= &b"003.008"[..]) && server.u32()? != 0 {
                return Ok(Turn::Over);
            }
        }
        2 => {
            server.skip(16)?;
            client.skip(16)?;
            if server.u32()? != 0 {
                return Ok(Turn::Over);
            }
        }
        _ => return Ok(Turn::Over),
    }
    server.skip(20)?;
    if chosen == 1 {
        said.push((Side::Server, VncMessage::NoPassword));
    }
    let length = server.u32()? as usize;
    let name = server.take(length.min(512))?;
    let name = without_user(&text(name, 256));
    if !name.is_empty() {
        said.push((Side::Server, VncMessage::Desktop(name)));
    }
    Ok(Turn::Over)
}

/// `user@host` becomes `host`, `user's X desktop (host:1)` becomes `host:1`, `host (user)` stays only as `host`.
#[must_use]
pub fn without_user(name: &str) -> String {
    if let (Some(_), Some((_, inside))) = (name.find("'s "), name.rsplit_once('(')) {
        return inside.trim_end_matches(')').trim().to_owned();
    }
    if name.contains("'s ") {
        return String::new();
    }
    let name = name.rsplit_once('@').map_or(name, |(_, host)| host);
    name.split(" (").next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{heads, run, run_every_way};

    fn server() -> Vec<u8> {
        let mut bytes = b"RFB 003.008\n".to_vec();
        bytes.extend([2, 1, 2]); // none, password
        bytes.extend([0; 4]); // security result: fine
        bytes.extend([5, 0, 4, 0]); // 1280 by 1024
        bytes.extend([0; 16]);
        bytes.extend([0, 0, 0, 13]);
        bytes.extend(b"me@ct-console");
        bytes
    }

    #[test]
    fn an_open_desktop() {
        let server = server();
        let turns: &[(Side, &[u8])] = &[(Side::Server, &server), (Side::Client, b"RFB 003.008\n\x01\x01")];
        let said = run_every_way(&PROTOCOL, turns);
        let expected = [
            VncMessage::Version("003.008".into()),
            VncMessage::Security(vec![1, 2]),
            VncMessage::NoPassword,
            VncMessage::Desktop("ct-console".into()),
        ];
        assert_eq!(said, expected.map(|message| (Side::Server, WebMessage::Vnc(message).into())));
    }

    #[test]
    fn users_are_cut_from_desktop_names() {
        let cases = [
            ("someone@host.local", "host.local"),
            ("root's X desktop (host:1)", "host:1"),
            ("CT-CONSOLE", "CT-CONSOLE"),
            ("ct-console (someone)", "ct-console"),
            ("Someone's computer", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(without_user(name), expected);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(client: Vec<u8>, tail: Vec<u8>, step in 1usize..50) {
            let _ = probe(&heads(&client, &tail, 5900));
            let server = [&b"RFB 003.003\n"[..], &tail].concat();
            let client = [&b"RFB 003.003\n"[..], &client].concat();
            let _ = run(&PROTOCOL, &[(Side::Server, &server), (Side::Client, &client)], step);
        }
    }
}
