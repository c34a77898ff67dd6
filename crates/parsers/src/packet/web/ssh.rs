//! SSH identification strings (RFC 4253 §4.2): software and version of both sides, before anything is encrypted.

use super::{
    WebMessage,
    gather::{Gather, Sides, is_printable, text},
};
use crate::packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol};

/// `SSH-2.0-OpenSSH_9.2p1 Debian-2`, as the sender wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SshBanner(pub String);

/// SSH on any port.
pub const PROTOCOL: StreamProtocol = StreamProtocol { name: "ssh", probe, parser };

/// A server may send lines before its identification; this is how far we look.
const MAX_LINES: usize = 16;
const MAX_LINE: usize = 1024;

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(SshStream {
        sides: Sides::both(OneSide { buffer: Gather::new(MAX_LINE), lines: 0, done: false }),
    })
}

fn probe(heads: &Heads<'_>) -> Probe {
    const MARK: &[u8] = b"SSH-";
    let starts = |bytes: &[u8]| bytes.starts_with(MARK) && bytes.get(4).is_none_or(u8::is_ascii_digit);
    let perhaps = |bytes: &[u8]| bytes.len() < 5 && MARK.starts_with(bytes.get(..4).unwrap_or(bytes));
    if (starts(heads.client) && heads.client.len() > 4) || (starts(heads.server) && heads.server.len() > 4) {
        Probe::Yes
    } else if perhaps(heads.client) && perhaps(heads.server) {
        Probe::Maybe
    } else {
        Probe::No
    }
}

struct SshStream {
    sides: Sides<OneSide>,
}

#[derive(Clone)]
struct OneSide {
    buffer: Gather,
    lines: usize,
    done: bool,
}

impl StreamParser for SshStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let one = self.sides.of(side);
        if !one.done {
            let fits = one.buffer.push(data);
            one.done = !fits;
            while let Some(line) = one.buffer.line() {
                one.lines += 1;
                if line.starts_with(b"SSH-") && is_printable(&line) {
                    out.emit(side, WebMessage::Ssh(SshBanner(text(&line, 255))).into());
                    one.done = true;
                }
                if one.lines >= MAX_LINES || one.done {
                    one.done = true;
                    break;
                }
            }
        }
        if self.sides.client.done && self.sides.server.done { Interest::Done } else { Interest::More }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{heads, run, run_every_way};

    #[test]
    fn both_banners_are_read_and_the_key_exchange_is_not() {
        let client = b"SSH-2.0-PuTTY_Release_0.78\r\n\0\0\x05\x0c\x0a\x14";
        let server = b"Authorised use only\r\nSSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u2\r\n\0\0\x04";
        let said = run_every_way(&PROTOCOL, &[(Side::Server, server), (Side::Client, client)]);
        assert_eq!(
            said,
            [
                (
                    Side::Server,
                    WebMessage::Ssh(SshBanner("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u2".into())).into()
                ),
                (Side::Client, WebMessage::Ssh(SshBanner("SSH-2.0-PuTTY_Release_0.78".into())).into()),
            ]
        );
    }

    #[test]
    fn probes() {
        assert_eq!(probe(&heads(b"", b"SSH-1.99-x", 22)), Probe::Yes);
        assert_eq!(probe(&heads(b"SS", b"", 22)), Probe::Maybe);
        assert_eq!(probe(&heads(b"SSX", b"", 22)), Probe::No);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(client: Vec<u8>, server: Vec<u8>, step in 1usize..50) {
            let _ = probe(&heads(&client, &server, 22));
            let _ = run(&PROTOCOL, &[(Side::Client, &client), (Side::Server, &server)], step);
        }
    }
}
