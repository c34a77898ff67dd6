//! SSH before anything is encrypted (RFC 4253): software and version of both sides (§4.2), and the algorithms that each offers
//! (§7.1) as the fingerprint HASSH: MD5 of key exchange, encryption, integrity and compression of its own direction.

use domain::hex;
use md5::{Digest, Md5};

use super::{
    WebMessage,
    gather::{Gather, Sides, is_printable, text},
};
use crate::{
    cursor::{Cursor, Parse, Reason},
    packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
};

/// `SSH-2.0-OpenSSH_9.2p1 Debian-2`, as the sender wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SshBanner(pub String);

/// HASSH of the sender: 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SshFingerprint(pub String);

/// SSH on any port.
pub const PROTOCOL: StreamProtocol = StreamProtocol { name: "ssh", probe, parser };

/// A server may send lines before its identification; this is how far we look.
const MAX_LINES: usize = 16;
const MAX_LINE: usize = 1024;
/// Longest offer read (RFC 4253 §6.1 demands 35,000 of everybody; offers are 1 to 3 KB).
const MAX_OFFER: usize = 8 * 1024;

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(SshStream {
        sides: Sides::both(OneSide {
            buffer: Gather::new(MAX_LINE + MAX_OFFER),
            lines: 0,
            named: false,
            done: false,
        }),
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
    /// The identification was read: an offer follows.
    named: bool,
    done: bool,
}

impl StreamParser for SshStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let one = self.sides.of(side);
        if !one.done {
            let fits = one.buffer.push(data);
            one.lines(side, out);
            if one.named && !one.done {
                one.offer(side, out);
            }
            one.done |= !fits;
        }
        if self.sides.client.done && self.sides.server.done { Interest::Done } else { Interest::More }
    }
}

impl OneSide {
    /// Lines up to the identification.
    fn lines(&mut self, side: Side, out: &mut dyn Emit) {
        while !self.named && !self.done {
            let Some(line) = self.buffer.line() else {
                self.done = self.buffer.bytes().len() > MAX_LINE;
                return;
            };
            self.lines += 1;
            if line.starts_with(b"SSH-") && is_printable(&line) {
                out.emit(side, WebMessage::Ssh(SshBanner(text(&line, 255))).into());
                self.named = true;
                // Version 1 offers nothing of this kind.
                self.done = line.starts_with(b"SSH-1.") && !line.starts_with(b"SSH-1.99");
            } else {
                self.done = self.lines >= MAX_LINES;
            }
        }
    }

    /// SSH_MSG_KEXINIT, the first packet.
    fn offer(&mut self, side: Side, out: &mut dyn Emit) {
        match fingerprint(side, self.buffer.bytes()) {
            Ok(found) => out.emit(side, WebMessage::SshFingerprint(found).into()),
            Err(error) if matches!(error.reason, Reason::TooShort { .. }) => return,
            Err(_) => {}
        }
        self.done = true;
        self.buffer.clear();
    }
}

fn fingerprint(side: Side, bytes: &[u8]) -> Parse<SshFingerprint> {
    const KEXINIT: u8 = 20;
    let mut cursor = Cursor::new("SSH_MSG_KEXINIT", bytes);
    let length = cursor.u32()? as usize;
    cursor.ensure((40..=MAX_OFFER).contains(&length))?;
    // `TooShort` of the packet itself asks for more bytes; inside it is an error like any other.
    let mut packet = cursor.sub("SSH_MSG_KEXINIT", length)?;
    let whole = |_| cursor.error(Reason::Invalid);
    packet.u8().map_err(whole)?;
    let kind = packet.u8().map_err(whole)?;
    cursor.ensure(kind == KEXINIT)?;
    packet.skip(16).map_err(whole)?;
    let mut lists = Vec::new();
    for _ in 0..8 {
        let length = packet.u32().map_err(whole)? as usize;
        lists.push(packet.take(length).map_err(whole)?);
    }
    // Key exchange, host keys, then client to server and back: encryption, integrity, compression.
    let own = match (side, lists.as_slice()) {
        (Side::Client, [kex, _, cipher, _, mac, _, compression, _])
        | (Side::Server, [kex, _, _, cipher, _, mac, _, compression]) => [*kex, *cipher, *mac, *compression],
        _ => return Err(cursor.error(Reason::Invalid)),
    };
    Ok(SshFingerprint(hex::lower(&Md5::digest(own.join(&b';')))))
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

    /// A key exchange offer whose lists are these.
    fn offer(lists: [&str; 8]) -> Vec<u8> {
        let mut packet = vec![4, 20];
        packet.extend([7; 16]);
        for list in lists {
            packet.extend((list.len() as u32).to_be_bytes());
            packet.extend(list.as_bytes());
        }
        packet.extend([0; 9]);
        [&(packet.len() as u32).to_be_bytes(), &packet[..]].concat()
    }

    #[test]
    fn the_offer_of_each_side_is_its_fingerprint() {
        let lists = ["kex", "key", "aes-c", "aes-s", "mac-c", "mac-s", "none", "zlib"];
        let client = [b"SSH-2.0-x\r\n", &offer(lists)[..]].concat();
        let server = [b"SSH-2.0-y\r\n", &offer(lists)[..]].concat();
        let said = run_every_way(&PROTOCOL, &[(Side::Client, &client), (Side::Server, &server)]);
        let prints: Vec<String> = said
            .into_iter()
            .filter_map(|(_, message)| match message {
                crate::packet::message::Message::Web(WebMessage::SshFingerprint(print)) => Some(print.0),
                _ => None,
            })
            .collect();
        // md5 of "kex;aes-c;mac-c;none" and of "kex;aes-s;mac-s;zlib".
        assert_eq!(prints, ["1aa9c181863f84623973aa907ffe3d48", "4b6a9f4990fbef03f9c40e1d378c4ef5"]);
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
