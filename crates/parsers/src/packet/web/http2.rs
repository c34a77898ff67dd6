//! HTTP/2 without TLS, by prior knowledge (RFC 9113 §3.3, §4): the same few fields of requests and responses as HTTP/1.
//!
//! Bodies are passed over. When a frame of header fields is lost, the packing state is lost with it and reading ends.

use super::{
    WebMessage,
    gather::{Gather, Sides},
    hpack::{Decoder, Field},
    http::{HttpMessage, request, response},
    http_head::{HttpHead, Start},
};
use crate::{
    cursor::{Cursor, Parse},
    packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
};

/// What a client says first (§3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const HEADER: usize = 9;
/// Longest frame kept, and longest block of several frames; ordinary ends allow frames of 16 KiB (§4.2).
const MAX_FRAME: usize = 16 * 1024 + HEADER;
const MAX_BLOCK: usize = 32 * 1024;
/// Header blocks read in one connection.
const MAX_BLOCKS: u32 = 100;

/// HTTP/2 without TLS by its preface.
pub const PROTOCOL: StreamProtocol = StreamProtocol { name: "http2", probe, parser };

fn probe(heads: &Heads<'_>) -> Probe {
    if heads.client.starts_with(PREFACE) {
        Probe::Yes
    } else if heads.server.is_empty() && PREFACE.starts_with(heads.client) {
        Probe::Maybe
    } else {
        Probe::No
    }
}

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    let side = || OneSide {
        buffer: Gather::new(MAX_FRAME),
        skip: 0,
        block: Vec::new(),
        decoder: Decoder::default(),
        lost: false,
    };
    let mut sides = Sides { client: side(), server: side() };
    sides.client.skip = PREFACE.len();
    Box::new(Http2Stream { sides, blocks: 0 })
}

struct Http2Stream {
    sides: Sides<OneSide>,
    blocks: u32,
}

/// One direction.
struct OneSide {
    /// A frame that is not whole.
    buffer: Gather,
    /// Bytes to come that nobody reads.
    skip: usize,
    /// Header block so far.
    block: Vec<u8>,
    decoder: Decoder,
    /// Not understood any more.
    lost: bool,
}

/// A frame by its header (§4.1).
struct Frame {
    length: usize,
    kind: u8,
    flags: u8,
}

mod kind {
    pub const HEADERS: u8 = 1;
    pub const SETTINGS: u8 = 4;
    pub const PUSH_PROMISE: u8 = 5;
    pub const CONTINUATION: u8 = 9;
}

impl StreamParser for Http2Stream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let mut rest = data;
        while !rest.is_empty() && !self.sides.of(side).lost {
            let Some((frame, payload)) = self.sides.of(side).next(&mut rest) else { continue };
            if self.frame(side, &frame, &payload, out).is_err() {
                self.sides.of(side).lost = true;
            }
        }
        let lost = self.sides.client.lost && self.sides.server.lost;
        if lost || self.blocks >= MAX_BLOCKS { Interest::Done } else { Interest::More }
    }
}

impl OneSide {
    /// The next frame that is read; `None` when bytes are missing or were passed over.
    fn next(&mut self, rest: &mut &[u8]) -> Option<(Frame, Vec<u8>)> {
        let skipped = self.skip.min(rest.len());
        self.skip -= skipped;
        *rest = rest.get(skipped..)?;
        self.fill(HEADER, rest)?;
        let frame = header(self.buffer.bytes())?;
        let read =
            matches!(frame.kind, kind::HEADERS | kind::SETTINGS | kind::PUSH_PROMISE | kind::CONTINUATION);
        if !read || frame.length > MAX_FRAME - HEADER {
            self.buffer.clear();
            self.skip = frame.length;
            // Without its header fields the packing state is lost.
            self.lost |= read;
            return None;
        }
        self.fill(HEADER + frame.length, rest)?;
        let payload = self.buffer.bytes().get(HEADER..)?.to_vec();
        self.buffer.clear();
        Some((frame, payload))
    }

    fn fill(&mut self, wanted: usize, rest: &mut &[u8]) -> Option<()> {
        let missing = wanted.saturating_sub(self.buffer.bytes().len()).min(rest.len());
        let (now, later) = rest.split_at_checked(missing)?;
        self.buffer.push(now);
        *rest = later;
        (self.buffer.bytes().len() >= wanted).then_some(())
    }
}

fn header(bytes: &[u8]) -> Option<Frame> {
    let mut cursor = Cursor::new("HTTP/2 frame", bytes);
    let length = usize::try_from(cursor.u24().ok()?).ok()?;
    Some(Frame { length, kind: cursor.u8().ok()?, flags: cursor.u8().ok()? })
}

impl Http2Stream {
    fn frame(&mut self, side: Side, frame: &Frame, payload: &[u8], out: &mut dyn Emit) -> Parse<()> {
        const END_HEADERS: u8 = 4;
        let cursor = Cursor::new("HTTP/2 header block", payload);
        match frame.kind {
            kind::SETTINGS => return self.settings(side, frame, payload),
            kind::CONTINUATION => cursor.ensure(!self.sides.of(side).block.is_empty())?,
            _ => self.sides.of(side).block.clear(),
        }
        let fragment = fragment(frame, payload)?;
        let one = self.sides.of(side);
        cursor.ensure(one.block.len() + fragment.len() <= MAX_BLOCK)?;
        one.block.extend_from_slice(fragment);
        if frame.flags & END_HEADERS == 0 {
            return Ok(());
        }
        let block = std::mem::take(&mut one.block);
        let fields = one.decoder.block(&block)?;
        self.blocks += 1;
        // What a server promises is a request that nobody sent.
        if frame.kind != kind::PUSH_PROMISE
            && let Some(message) = message(side, &fields)
        {
            out.emit(side, WebMessage::Http(message).into());
        }
        Ok(())
    }

    /// SETTINGS_HEADER_TABLE_SIZE (§6.5.2) is about what the other end may send.
    fn settings(&mut self, side: Side, frame: &Frame, payload: &[u8]) -> Parse<()> {
        const ACK: u8 = 1;
        let mut cursor = Cursor::new("HTTP/2 settings", payload);
        let other = match side {
            Side::Client => &mut self.sides.server,
            Side::Server => &mut self.sides.client,
        };
        while frame.flags & ACK == 0 && cursor.remaining() >= 6 {
            let (identifier, value) = (cursor.u16()?, cursor.u32()?);
            if identifier == 1 {
                other.decoder.allow(value);
            }
        }
        Ok(())
    }
}

/// The packed fields of a frame, without padding, priority (§6.2) and promised stream (§6.6).
fn fragment<'a>(frame: &Frame, payload: &'a [u8]) -> Parse<&'a [u8]> {
    const PADDED: u8 = 8;
    const PRIORITY: u8 = 0x20;
    let mut cursor = Cursor::new("HTTP/2 header block", payload);
    if frame.kind == kind::CONTINUATION {
        return Ok(payload);
    }
    let padding = if frame.flags & PADDED == 0 { 0 } else { usize::from(cursor.u8()?) };
    match frame.kind {
        kind::PUSH_PROMISE => cursor.skip(4)?,
        _ if frame.flags & PRIORITY != 0 => cursor.skip(5)?,
        _ => {}
    }
    let length = cursor.remaining();
    cursor.ensure(padding <= length)?;
    cursor.take(length - padding)
}

/// Request or response by its pseudo fields (§8.3); trailers have none.
fn message(side: Side, fields: &[Field]) -> Option<HttpMessage> {
    let text = |wanted: &[u8]| {
        let (_, value) = fields.iter().find(|(name, _)| name == wanted)?;
        std::str::from_utf8(value).ok()
    };
    let plain = fields.iter().map(|(name, value)| {
        (if name == b":authority" { &b"host"[..] } else { name.as_slice() }, value.as_slice())
    });
    let head = |start| HttpHead { start, fields: plain.collect(), length: 0 };
    match side {
        Side::Client => {
            let method = text(b":method")?;
            let target = text(b":path").unwrap_or_default();
            let head = head(Start::Request { method, target });
            Some(HttpMessage::Request(request(method, target, &head)))
        }
        Side::Server => {
            let status = text(b":status")?.parse().ok()?;
            Some(HttpMessage::Response(Box::new(response(status, &head(Start::Response { status })))))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::{
        message::Message,
        web::gather::testing::{heads, run, run_every_way},
    };

    fn frame(kind: u8, flags: u8, payload: &[u8]) -> Vec<u8> {
        [&[0, (payload.len() >> 8) as u8, payload.len() as u8, kind, flags, 0, 0, 0, 1], payload].concat()
    }

    /// A literal without indexing, name and value plain.
    fn literal(name: &str, value: &str) -> Vec<u8> {
        [&[0, name.len() as u8], name.as_bytes(), &[value.len() as u8], value.as_bytes()].concat()
    }

    fn client() -> Vec<u8> {
        let fields = [
            vec![0x82],
            literal(":path", "/fhir/Patient?family=MARKED"),
            literal(":authority", "fhir.kita.example"),
            literal("user-agent", "grpc-java/1.5"),
            literal("cookie", "MARKED"),
            literal("authorization", "Bearer MARKED"),
        ]
        .concat();
        let (first, second) = fields.split_at(20);
        // Padded by two bytes and with a priority, then continued.
        let headers = [&[2, 0, 0, 0, 0, 9], first, &[0, 0]].concat();
        [
            PREFACE.to_vec(),
            frame(kind::SETTINGS, 0, &[0, 1, 0, 0, 0, 0]),
            frame(kind::HEADERS, 0x28, &headers),
            frame(kind::CONTINUATION, 4, second),
            frame(0, 1, &[b'x'; 300]),
        ]
        .concat()
    }

    fn server() -> Vec<u8> {
        let fields =
            [vec![0x88], literal("server", "envoy"), literal("content-type", "application/grpc")].concat();
        [
            frame(kind::SETTINGS, 0, &[]),
            frame(0, 0, &[b'y'; 40]),
            frame(kind::HEADERS, 4, &fields),
            frame(kind::HEADERS, 5, &literal("grpc-status", "0")),
        ]
        .concat()
    }

    #[test]
    fn names_of_both_ends_and_nothing_else() {
        let said = run_every_way(&PROTOCOL, &[(Side::Client, &client()), (Side::Server, &server())]);
        let [
            (Side::Client, Message::Web(WebMessage::Http(HttpMessage::Request(request)))),
            (Side::Server, answer),
        ] = &said[..]
        else {
            panic!("{said:?}")
        };
        assert_eq!(request.host.as_deref(), Some("fhir.kita.example"));
        assert_eq!(request.user_agent.as_deref(), Some("grpc-java/1.5"));
        assert_eq!((request.known_path, request.authorization), (Some("/fhir"), Some("bearer")));
        let text = format!("{answer:?}");
        assert!(text.contains("envoy") && text.contains("status: 200"), "{text}");
        assert!(!format!("{said:?}").contains("MARKED"));
    }

    #[test]
    fn probes() {
        assert_eq!(probe(&heads(b"PRI * HT", b"", 80)), Probe::Maybe);
        assert_eq!(probe(&heads(PREFACE, b"", 80)), Probe::Yes);
        assert_eq!(probe(&heads(b"PRINT", b"", 80)), Probe::No);
    }

    #[test]
    fn a_block_without_end_is_given_up() {
        let endless = frame(kind::CONTINUATION, 0, &[0x82; 16_000]);
        let bytes =
            [PREFACE.to_vec(), frame(kind::HEADERS, 0, &[0x82]), endless.clone(), endless.clone(), endless];
        assert!(run(&PROTOCOL, &[(Side::Client, &bytes.concat())], 1400).is_empty());
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(mut client_bytes: Vec<u8>, server_bytes: Vec<u8>, step in 1usize..50) {
            client_bytes.splice(0..0, PREFACE.iter().copied());
            let _ = run(&PROTOCOL, &[(Side::Client, &client_bytes), (Side::Server, &server_bytes)], step);
        }

        #[test]
        fn any_change_is_survived(at in 24usize..600, byte: u8) {
            let mut bytes = client();
            if let Some(place) = bytes.get_mut(at) { *place = byte; }
            let _ = run(&PROTOCOL, &[(Side::Client, &bytes), (Side::Server, &server())], 13);
        }
    }
}
