//! Telnet (RFC 854): what the server shows before anybody types. Nothing the client types is ever kept.

use super::{
    WebMessage,
    gather::{Gather, find_ci, is_printable, text},
};
use crate::packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol};

/// What is known of a Telnet service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TelnetMessage {
    /// Option negotiation or a banner: somebody speaks Telnet here.
    Service,
    /// Text shown before the login prompt, in one line.
    Banner(String),
}

/// Telnet by its option negotiation on any port, or by its text on port 23.
pub const PROTOCOL: StreamProtocol = StreamProtocol { name: "telnet", probe, parser };

const IAC: u8 = 255;
const SUBNEGOTIATION: u8 = 250;
const SUBNEGOTIATION_END: u8 = 240;
const MAX_BANNER: usize = 1024;

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(TelnetStream {
        shown: Gather::new(MAX_BANNER),
        server: Command::Text,
        client: Command::Text,
        said: false,
    })
}

fn negotiates(bytes: &[u8]) -> bool {
    matches!(bytes, [IAC, 251..=254, 0..=49 | 255, ..] | [IAC, SUBNEGOTIATION, 0..=49, ..])
}

fn probe(heads: &Heads<'_>) -> Probe {
    if negotiates(heads.server) || negotiates(heads.client) {
        return Probe::Yes;
    }
    if heads.server_port == 23 && !heads.server.is_empty() && is_printable(heads.server) && !heads.mid_stream
    {
        let prompts: [&[u8]; 4] = [b"login:", b"username:", b"password:", b"user name:"];
        if prompts.iter().any(|prompt| find_ci(heads.server, prompt).is_some()) {
            return Probe::Yes;
        }
        return Probe::Maybe;
    }
    let perhaps = |bytes: &[u8]| bytes.len() < 3 && matches!(bytes, [] | [IAC] | [IAC, 250..=254]);
    if perhaps(heads.client) && perhaps(heads.server) { Probe::Maybe } else { Probe::No }
}

/// Where a direction stands inside a command.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Command {
    Text,
    Iac,
    Option,
    Sub,
    SubIac,
}

impl Command {
    /// Takes one byte; the byte comes back when it is text.
    const fn step(&mut self, byte: u8) -> Option<u8> {
        let (next, text) = match (*self, byte) {
            (Self::Text, IAC) => (Self::Iac, None),
            (Self::Text, byte) => (Self::Text, Some(byte)),
            (Self::Iac, 251..=254) => (Self::Option, None),
            (Self::Iac, SUBNEGOTIATION) => (Self::Sub, None),
            (Self::Iac | Self::Option, _) | (Self::SubIac, SUBNEGOTIATION_END) => (Self::Text, None),
            (Self::Sub, IAC) => (Self::SubIac, None),
            (Self::Sub | Self::SubIac, _) => (Self::Sub, None),
        };
        *self = next;
        text
    }
}

struct TelnetStream {
    shown: Gather,
    server: Command,
    client: Command,
    said: bool,
}

impl StreamParser for TelnetStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        match side {
            Side::Client => {
                // The first typed byte ends it: from then on the server echoes what was typed.
                if data.iter().any(|byte| self.client.step(*byte).is_some_and(|byte| byte != 0)) {
                    return self.finish(out);
                }
                Interest::More
            }
            Side::Server => {
                if !self.said {
                    self.said = true;
                    out.emit(Side::Server, WebMessage::Telnet(TelnetMessage::Service).into());
                }
                for byte in data {
                    if let Some(shown) = self.server.step(*byte)
                        && (!self.shown.push(&[shown]) || self.prompted())
                    {
                        return self.finish(out);
                    }
                }
                Interest::More
            }
        }
    }

    fn gap(&mut self, _: Side, out: &mut dyn Emit) -> Interest {
        self.finish(out)
    }
}

impl TelnetStream {
    /// A prompt for a name or password ends the banner.
    fn prompted(&self) -> bool {
        let shown = self.shown.bytes();
        let prompts: [&[u8]; 6] =
            [b"login:", b"username:", b"password:", b"user name:", b"user:", b"account:"];
        shown.last() == Some(&b':')
            && prompts.iter().any(|prompt| {
                let start = shown.len().saturating_sub(prompt.len());
                shown.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(prompt))
            })
    }

    fn finish(&mut self, out: &mut dyn Emit) -> Interest {
        let shown = without_escapes(self.shown.bytes());
        let words = text(&shown, 400).split_whitespace().collect::<Vec<_>>().join(" ");
        self.shown.clear();
        if !words.is_empty() {
            out.emit(Side::Server, WebMessage::Telnet(TelnetMessage::Banner(words)).into());
        }
        Interest::Done
    }
}

/// Without terminal control sequences (ECMA-48 §5.4).
fn without_escapes(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte != 0x1b {
            plain.push(byte);
        } else if rest.next() == Some(b'[') {
            while rest.next().is_some_and(|byte| !(0x40..=0x7e).contains(&byte)) {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{heads, run, run_every_way};

    const SERVER: &[u8] =
        b"\xff\xfd\x18\xff\xfb\x01\x1b[2J\r\nVxWorks 5.4.2 console\r\n\r\nlogin: secretuser\r\nPassword: ";
    const CLIENT: &[u8] = b"\xff\xfb\x18\xff\xfa\x18\x00xterm\xff\xf0";

    #[test]
    fn the_banner_ends_at_the_prompt() {
        let said = run_every_way(&PROTOCOL, &[(Side::Server, SERVER), (Side::Client, CLIENT)]);
        assert_eq!(
            said,
            [
                (Side::Server, WebMessage::Telnet(TelnetMessage::Service).into()),
                (
                    Side::Server,
                    WebMessage::Telnet(TelnetMessage::Banner("VxWorks 5.4.2 console login:".into())).into()
                ),
            ]
        );
    }

    #[test]
    fn typed_text_ends_the_reading() {
        let said = run_every_way(
            &PROTOCOL,
            &[(Side::Server, b"\xff\xfb\x01Hello\r\n"), (Side::Client, b"u"), (Side::Server, b"user echo")],
        );
        assert!(!format!("{said:?}").contains("echo"));
    }

    #[test]
    fn probes() {
        assert_eq!(probe(&heads(b"", SERVER, 2300)), Probe::Yes);
        assert_eq!(probe(&heads(b"", b"router login: ", 23)), Probe::Yes);
        assert_eq!(probe(&heads(b"", b"router login: ", 24)), Probe::No);
        assert_eq!(probe(&heads(b"\xff\xd8\xff\xe0", b"", 23)), Probe::No);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(client: Vec<u8>, server: Vec<u8>, step in 1usize..50) {
            let _ = probe(&heads(&client, &server, 23));
            let _ = run(&PROTOCOL, &[(Side::Server, &server), (Side::Client, &client)], step);
        }
    }
}
