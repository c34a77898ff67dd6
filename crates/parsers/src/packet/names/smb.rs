//! SMB 1, 2 and 3 over TCP 445 and NetBIOS session service 139: finds the messages that say who client and server are.

use super::{
    NamesMessage,
    nbns::{self, NetbiosName},
    ntlm::{self, NtlmKind},
    smb_session::{self, SmbHosts},
};
use crate::{
    cursor::Cursor,
    packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
};

/// TCP, any port; recognised by the protocol mark behind the session header.
pub const STREAM: StreamProtocol =
    StreamProtocol { name: "smb", probe, parser: |_| Box::new(SmbStream::default()) };

/// Longest message collected; longer ones (file data) are skipped.
const MAX_MESSAGE: usize = 32 * 1024;
/// Messages of one flow that are looked at: dialect and session set-up come first.
const MAX_MESSAGES: u32 = 64;

/// What an SMB conversation tells.
#[derive(Clone, Debug, PartialEq)]
pub enum SmbMessage {
    /// NetBIOS session request: whom the client calls and what it calls itself.
    Session { called: NetbiosName, calling: NetbiosName },
    /// The server chose a dialect: `NT LM 0.12`, `2.0.2` … `3.1.1`.
    Dialect { dialect: String, signing_required: bool },
    /// The client offers nothing newer than SMB 1.
    OnlySmb1,
    /// Names that an SMB 1 server gives in its answer: domain or workgroup, and itself.
    Server { domain: Option<String>, name: Option<String> },
    /// Native operating system and LAN manager that SMB 1 hosts write into session set-up.
    Hosts(SmbHosts),
}

fn probe(heads: &Heads<'_>) -> Probe {
    let answers = [heads.client, heads.server].map(probe_head);
    if answers.contains(&Probe::Yes) {
        Probe::Yes
    } else if answers.contains(&Probe::Maybe) && !answers.contains(&Probe::No) {
        Probe::Maybe
    } else {
        Probe::No
    }
}

fn probe_head(head: &[u8]) -> Probe {
    match head {
        [0, _, _, _, 0xfd..=0xff, b'S', b'M', b'B', ..] => Probe::Yes,
        [0x81, 0, 0, 68, 32, ..] => Probe::Yes,
        // Answers of the session service: accepted, refused with a reason code.
        [0x82, 0, 0, 0] | [0x83, 0, 0, 1, 0x80..=0x8f] => Probe::Maybe,
        [0x82, 0, 0, 0, rest @ ..] => probe_head(rest),
        [] => Probe::Maybe,
        [0 | 0x81 | 0x82 | 0x83] => Probe::Maybe,
        [0 | 0x81 | 0x82 | 0x83, rest @ ..] if rest.len() < 7 => Probe::Maybe,
        _ => Probe::No,
    }
}

#[derive(Default)]
struct SmbStream {
    client: Run,
    server: Run,
    messages: u32,
    /// Name the server gave: clients that have none of their own sometimes echo it.
    server_name: Option<String>,
}

/// Bytes of one side that are not yet a whole message, and how many of a long one are still to be skipped.
#[derive(Default)]
struct Run {
    buffer: Vec<u8>,
    skip: usize,
}

impl StreamParser for SmbStream {
    fn bytes(&mut self, side: Side, mut data: &[u8], out: &mut dyn Emit) -> Interest {
        while !data.is_empty() && self.messages < MAX_MESSAGES {
            let run = match side {
                Side::Client => &mut self.client,
                Side::Server => &mut self.server,
            };
            let skipped = run.skip.min(data.len());
            run.skip -= skipped;
            data = data.get(skipped..).unwrap_or_default();
            let Some((kind, body)) = run.next(&mut data) else { continue };
            self.messages += 1;
            self.message(side, kind, &body, out);
        }
        if self.messages >= MAX_MESSAGES { Interest::Done } else { Interest::More }
    }
}

impl Run {
    /// Takes bytes from `data` until one message is whole. Long messages are cut to nothing and skipped.
    fn next(&mut self, data: &mut &[u8]) -> Option<(u8, Vec<u8>)> {
        self.fill(4, data)?;
        let (kind, length) = match self.buffer.as_slice() {
            [kind, a, b, c, ..] => (*kind, usize::try_from(u32::from_be_bytes([0, *a, *b, *c])).unwrap_or(0)),
            _ => return None,
        };
        if length > MAX_MESSAGE {
            self.buffer.clear();
            let now = length.min(data.len());
            *data = data.get(now..).unwrap_or_default();
            self.skip = length - now;
            return Some((kind, Vec::new()));
        }
        self.fill(4 + length, data)?;
        let body = self.buffer.split_off(4);
        self.buffer.clear();
        Some((kind, body))
    }

    /// Moves bytes over until the buffer holds `wanted`.
    fn fill(&mut self, wanted: usize, data: &mut &[u8]) -> Option<()> {
        let missing = wanted.saturating_sub(self.buffer.len()).min(data.len());
        let (now, rest) = data.split_at_checked(missing)?;
        self.buffer.extend_from_slice(now);
        *data = rest;
        (self.buffer.len() >= wanted).then_some(())
    }
}

impl SmbStream {
    fn message(&mut self, side: Side, kind: u8, body: &[u8], out: &mut dyn Emit) {
        match (kind, body) {
            (0x81, _) => {
                if let Some(message) = session_request(body) {
                    out.emit(side, NamesMessage::Smb(message).into());
                }
            }
            (0, [0xff, b'S', b'M', b'B', ..]) => {
                for message in smb_session::smb1(side, body) {
                    out.emit(side, NamesMessage::Smb(message).into());
                }
                if body.get(4) == Some(&0x73) {
                    self.ntlm(side, body, out);
                }
            }
            (0, [0xfe, b'S', b'M', b'B', ..]) => match smb_session::smb2_command(body) {
                Some(0) => {
                    if let Some(message) = smb_session::smb2_negotiate(body).filter(|_| side == Side::Server)
                    {
                        out.emit(side, NamesMessage::Smb(message).into());
                    }
                }
                Some(1) => self.ntlm(side, body, out),
                _ => {}
            },
            _ => {}
        }
    }

    /// NTLM inside session set-up. A "workstation" that is the server's own name or a placeholder is dropped.
    fn ntlm(&mut self, side: Side, body: &[u8], out: &mut dyn Emit) {
        let Some(mut message) = ntlm::find_in(body) else { return };
        if message.kind == NtlmKind::Challenge {
            self.server_name.clone_from(&message.computer);
        } else {
            let echoed =
                |name: &String| self.server_name.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(name));
            message.computer = message.computer.take().filter(|name| name != "NULL" && !echoed(name));
        }
        if message.says_something() {
            out.emit(side, NamesMessage::Ntlm(Box::new(message)).into());
        }
    }
}

/// RFC 1002 §4.3.2.
fn session_request(body: &[u8]) -> Option<SmbMessage> {
    let mut cursor = Cursor::new("NetBIOS session request", body);
    let mut name = || -> Option<NetbiosName> {
        (cursor.u8().ok()? == 32).then_some(())?;
        let name = nbns::decode(cursor.take(32).ok()?)?;
        (cursor.u8().ok()? == 0).then_some(name)
    };
    Some(SmbMessage::Session { called: name()?, calling: name()? })
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    fn framed(body: &[u8]) -> Vec<u8> {
        [&[0, 0, (body.len() >> 8) as u8, body.len() as u8], body].concat()
    }

    fn smb2(command: u8, body: &[u8]) -> Vec<u8> {
        let mut out = b"\xfeSMB\x40\0".to_vec();
        out.resize(64, 0);
        out[12] = command;
        out.extend(body);
        framed(&out)
    }

    #[test]
    fn smb2_dialect_and_names() {
        let hello = smb2(0, &[36, 0, 1, 0]);
        let reply = smb2(0, &[65, 0, 3, 0, 0x11, 0x03, 0, 0]);
        let challenge = smb2(1, &ntlm::testing::challenge(&[(1, "FILESV1")]));
        let own = smb2(1, &ntlm::testing::authenticate("somebody", "WS02"));
        let echo = smb2(1, &ntlm::testing::authenticate("somebody", "filesv1"));
        let runs = [
            (Side::Client, &hello[..]),
            (Side::Server, &reply),
            (Side::Server, &challenge),
            (Side::Client, &own),
            (Side::Client, &echo),
        ];
        let messages = t::read_stream(&STREAM, &runs);
        let dialect = SmbMessage::Dialect { dialect: "3.1.1".into(), signing_required: true };
        assert_eq!(messages[0], (Side::Server, NamesMessage::Smb(dialect)));
        let names: Vec<_> = messages
            .iter()
            .filter_map(|(side, message)| match message {
                NamesMessage::Ntlm(message) => Some((*side, message.computer.as_deref())),
                _ => None,
            })
            .collect();
        assert_eq!(
            names,
            [(Side::Server, Some("FILESV1")), (Side::Client, Some("WS02")), (Side::Client, None)]
        );
        t::torture_stream(&STREAM, &[hello, own].concat(), &[reply, challenge].concat());
    }

    #[test]
    fn a_session_request_names_the_caller() {
        let mut bytes = vec![0x81, 0, 0, 68];
        bytes.extend(nbns::testing::encode("FILESV1", 0x20));
        bytes.extend(nbns::testing::encode("CT-CONSOLE", 0));
        let messages = t::read_stream(&STREAM, &[(Side::Client, &bytes)]);
        assert!(
            matches!(&messages[..], [(_, NamesMessage::Smb(SmbMessage::Session { calling, .. }))] if calling.name == "CT-CONSOLE")
        );
    }

    #[test]
    fn file_data_is_skipped_in_bounded_memory() {
        let mut stream = SmbStream::default();
        let mut out = t::Collected::default();
        let _ = stream.bytes(Side::Client, &[0, 0xff, 0xff, 0xff], &mut out);
        for _ in 0..20 {
            let _ = stream.bytes(Side::Client, &[7; 4096], &mut out);
        }
        assert!(stream.client.buffer.is_empty() && stream.client.skip > 0);
    }
}
