//! TLS records and the clear part of the handshake (RFC 5246 §6.2, §7.4; RFC 8446 §5.1).
//!
//! Records are put together across segments and handshake messages across records. Reading of a side stops where that
//! side begins to encrypt. Other protocols that turn into TLS midway (RDP, SMTP, FTP …) use [`TlsStream`] too.

use super::{
    WebMessage,
    gather::{Gather, Sides, recognised},
    tls_hello::{ClientHello, ServerHello, client_hello, server_hello},
    x509::{Certificate, certificate},
};
use crate::{
    cursor::Cursor,
    packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
};

/// What a TLS, DTLS or QUIC handshake says in clear.
#[derive(Clone, Debug, PartialEq)]
pub enum TlsMessage {
    ClientHello(Box<ClientHello>),
    ServerHello(ServerHello),
    /// The sender's own (first) certificate. From the client it is a client certificate: see [`Certificate::host_names`].
    Certificate(Box<Certificate>),
}

/// What the hello travelled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    Tcp,
    Dtls,
    Quic,
}

/// TLS from the first byte of a TCP flow.
pub const PROTOCOL: StreamProtocol = StreamProtocol { name: "tls", probe, parser };

/// Old clients open with an SSL 2.0 hello that offers SSL 3.0 or later (RFC 5246 appendix E.2).
pub const SSL2_HELLO: StreamProtocol = StreamProtocol { name: "tls", probe: probe_ssl2, parser: recognised };

const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const MAX_RECORD: usize = 16_384 + 2_048;
const MAX_MESSAGE: usize = 60 * 1024;

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(TlsStream::default())
}

/// The bytes begin with a TLS record: content type, version 3.x, a length that can be.
#[must_use]
pub fn looks_like_tls(bytes: &[u8]) -> Probe {
    match *bytes {
        [] => Probe::Maybe,
        [HANDSHAKE] => Probe::Maybe,
        [HANDSHAKE, 3] => Probe::Maybe,
        [HANDSHAKE, 3, 0..=4, ref length @ ..] => match *length {
            [high, low, kind, ..] => {
                let length = usize::from(u16::from_be_bytes([high, low]));
                if (4..=MAX_RECORD).contains(&length) && matches!(kind, 1 | 2) {
                    Probe::Yes
                } else {
                    Probe::No
                }
            }
            _ => Probe::Maybe,
        },
        [ALERT, 3, 0..=4, 0, 2, 1 | 2, _, ..] => Probe::Yes,
        _ => Probe::No,
    }
}

fn is_hello(bytes: &[u8], kind: u8) -> bool {
    looks_like_tls(bytes) == Probe::Yes && bytes.first() == Some(&HANDSHAKE) && bytes.get(5) == Some(&kind)
}

fn probe(heads: &Heads<'_>) -> Probe {
    if is_hello(heads.client, 1) || is_hello(heads.server, 2) {
        return Probe::Yes;
    }
    if is_hello(heads.client, 2) || is_hello(heads.server, 1) {
        return Probe::YesReversed;
    }
    if heads.mid_stream && is_record(heads.client) && (heads.server.is_empty() || is_record(heads.server)) {
        return Probe::Yes;
    }
    if !heads.client.is_empty() && !heads.server.is_empty() {
        let (client, server) = (looks_like_tls(heads.client), looks_like_tls(heads.server));
        return if client == Probe::Maybe && server != Probe::No { Probe::Maybe } else { Probe::No };
    }
    if heads.client.is_empty() { looks_like_tls(heads.server) } else { looks_like_tls(heads.client) }
}

/// A whole application data record is there, followed by another one: the middle of a connection.
fn is_record(bytes: &[u8]) -> bool {
    let mut cursor = Cursor::new("TLS record", bytes);
    let header = |cursor: &mut Cursor<'_>| {
        let ok = cursor.u8().is_ok_and(|kind| kind == 23)
            && cursor.u8().is_ok_and(|major| major == 3)
            && cursor.u8().is_ok_and(|minor| minor <= 4);
        cursor.u16().ok().map(usize::from).filter(|length| ok && (17..=MAX_RECORD).contains(length))
    };
    let Some(length) = header(&mut cursor) else { return false };
    cursor.skip(length).is_ok() && (cursor.is_empty() || header(&mut cursor).is_some())
}

fn probe_ssl2(heads: &Heads<'_>) -> Probe {
    match *heads.client {
        [high @ 0x80..=0x81, low, 1, 3, 0..=3, suites_high, suites_low, 0, 0 | 16, 0, 16..=32, ..] => {
            let length = usize::from(u16::from_be_bytes([high & 0x7f, low]));
            let suites = usize::from(u16::from_be_bytes([suites_high, suites_low]));
            if suites % 3 == 0 && length >= suites + 9 { Probe::Yes } else { Probe::No }
        }
        _ => Probe::No,
    }
}

/// Reads both directions of a TLS connection until each begins to encrypt.
pub struct TlsStream {
    sides: Sides<OneSide>,
}

#[derive(Clone)]
struct OneSide {
    records: Gather,
    messages: Gather,
    /// Bytes of the next record that are not wanted.
    finished: bool,
}

impl Default for TlsStream {
    fn default() -> Self {
        let side = OneSide {
            records: Gather::new(MAX_RECORD + 5),
            messages: Gather::new(MAX_MESSAGE),
            finished: false,
        };
        Self { sides: Sides::both(side) }
    }
}

impl StreamParser for TlsStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        self.sides.of(side).read(side, data, out);
        if self.sides.client.finished && self.sides.server.finished { Interest::Done } else { Interest::More }
    }

    fn gap(&mut self, side: Side, _: &mut dyn Emit) -> Interest {
        self.sides.of(side).finished = true;
        if self.sides.client.finished && self.sides.server.finished { Interest::Done } else { Interest::More }
    }
}

impl OneSide {
    fn read(&mut self, side: Side, mut data: &[u8], out: &mut dyn Emit) {
        while !self.finished && !data.is_empty() {
            let room = (MAX_RECORD + 5).saturating_sub(self.records.bytes().len());
            let (now, later) = data.split_at(room.min(data.len()));
            self.records.push(now);
            data = later;
            while !self.finished && self.record() {
                self.messages(side, out);
            }
            if room == 0 {
                self.finished = true;
            }
        }
    }

    /// Moves one whole record on; `false` when none is there.
    fn record(&mut self) -> bool {
        let mut cursor = Cursor::new("TLS record", self.records.bytes());
        let (Ok(kind), Ok(version), Ok(length)) = (cursor.u8(), cursor.u16(), cursor.u16()) else {
            return false;
        };
        let length = usize::from(length);
        if version >> 8 != 3 || length > MAX_RECORD || !matches!(kind, ALERT | HANDSHAKE) {
            // ChangeCipherSpec, application data or nonsense: from here on nothing is clear.
            self.finished = true;
            return false;
        }
        let Ok(fragment) = cursor.take(length) else { return false };
        if kind == HANDSHAKE && !self.messages.push(fragment) {
            self.finished = true;
        }
        self.records.consume(length + 5);
        true
    }

    /// Reads every whole handshake message.
    fn messages(&mut self, side: Side, out: &mut dyn Emit) {
        loop {
            let mut cursor = Cursor::new("TLS handshake", self.messages.bytes());
            let (Ok(kind), Ok(length)) = (cursor.u8(), cursor.u24()) else { return };
            let length = length as usize;
            if length > MAX_MESSAGE - 4 || !matches!(kind, 0..=24) {
                self.finished = true;
                return;
            }
            let Ok(body) = cursor.take(length) else { return };
            if let Some(message) = handshake_message(kind, body, Carrier::Tcp) {
                out.emit(side, WebMessage::Tls(message).into());
            }
            self.messages.consume(length + 4);
        }
    }
}

/// One handshake message without its header; `None` for kinds that say nothing about who somebody is.
#[must_use]
pub fn handshake_message(kind: u8, body: &[u8], carrier: Carrier) -> Option<TlsMessage> {
    match kind {
        1 => client_hello(body, carrier).ok().map(|hello| TlsMessage::ClientHello(Box::new(hello))),
        2 => server_hello(body).ok().map(TlsMessage::ServerHello),
        11 => {
            let mut cursor = Cursor::new("TLS Certificate", body);
            let total = cursor.u24().ok()? as usize;
            let mut list = cursor.sub("TLS certificate list", total.min(cursor.remaining())).ok()?;
            let length = list.u24().ok()? as usize;
            let first = list.take(length).ok()?;
            certificate(first).ok().map(|read| TlsMessage::Certificate(Box::new(read)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::{
        message::Message,
        web::{
            gather::testing::{heads, run, run_every_way},
            tls_hello::testing::{client_hello_bytes, server_hello_bytes},
            x509::testing::certificate_bytes,
        },
    };

    fn record(kind: u8, body: &[u8]) -> Vec<u8> {
        let mut bytes = vec![kind, 3, 3];
        bytes.extend((body.len() as u16).to_be_bytes());
        bytes.extend(body);
        bytes
    }

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let mut bytes = vec![kind];
        bytes.extend(&(body.len() as u32).to_be_bytes()[1..]);
        bytes.extend(body);
        bytes
    }

    fn server_flight() -> Vec<u8> {
        let der = certificate_bytes();
        let mut list = (der.len() as u32 + 3).to_be_bytes()[1..].to_vec();
        list.extend(&(der.len() as u32).to_be_bytes()[1..]);
        list.extend(der);
        let mut flight = message(2, &server_hello_bytes());
        flight.extend(message(11, &list));
        // the messages are cut into records of 100 bytes
        let mut bytes: Vec<u8> = flight.chunks(100).flat_map(|chunk| record(22, chunk)).collect();
        bytes.extend(record(20, &[1]));
        bytes
    }

    #[test]
    fn hello_and_certificate_are_found_across_records() {
        let client = [record(22, &message(1, &client_hello_bytes())), record(20, &[1])].concat();
        let server = server_flight();
        let said = run_every_way(&PROTOCOL, &[(Side::Client, &client), (Side::Server, &server)]);
        let names: Vec<&str> = said
            .iter()
            .map(|(side, message)| match (side, message) {
                (Side::Client, Message::Web(WebMessage::Tls(TlsMessage::ClientHello(hello)))) => {
                    assert_eq!(hello.sni.as_deref(), Some("pacs.example.org"));
                    "client hello"
                }
                (Side::Server, Message::Web(WebMessage::Tls(TlsMessage::ServerHello(_)))) => "server hello",
                (Side::Server, Message::Web(WebMessage::Tls(TlsMessage::Certificate(read)))) => {
                    assert_eq!(read.subject.common_name.as_deref(), Some("device.example.org"));
                    "certificate"
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(names, ["client hello", "server hello", "certificate"]);
    }

    #[test]
    fn sides_are_told_by_content() {
        let client = record(22, &message(1, &client_hello_bytes()));
        let server = server_flight();
        assert_eq!(probe(&heads(&client, &[], 4711)), Probe::Yes);
        assert_eq!(probe(&heads(&[], &server, 4711)), Probe::Yes);
        assert_eq!(probe(&heads(&server, &client, 4711)), Probe::YesReversed);
        assert_eq!(probe(&heads(b"\x16\x03", &[], 443)), Probe::Maybe);
        assert_eq!(probe(&heads(b"GET / HTTP/1.1\r\n", &[], 443)), Probe::No);
        assert_eq!(
            probe_ssl2(&heads(&[0x80, 0x2e, 1, 3, 1, 0, 21, 0, 0, 0, 16, 0, 0], &[], 443)),
            Probe::Yes
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(client: Vec<u8>, server: Vec<u8>, step in 1usize..50) {
            let _ = probe(&heads(&client, &server, 443));
            let _ = run(&PROTOCOL, &[(Side::Client, &client), (Side::Server, &server)], step);
        }

        #[test]
        fn any_truncation_is_survived(end in 0usize..1200, at in 0usize..1200, value: u8) {
            let mut server = server_flight();
            server.truncate(end);
            if let Some(byte) = server.get_mut(at) { *byte = value; }
            let _ = run(&PROTOCOL, &[(Side::Server, &server)], 64);
        }
    }
}
