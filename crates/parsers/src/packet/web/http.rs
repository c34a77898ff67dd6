//! HTTP/1.x: who asks with what, who answers with what (RFC 9110, RFC 9112). Several messages per connection.
//!
//! Targets, queries, cookies and bodies are not kept: a title only of a device's own front page, and of XML bodies only
//! the elements by which a device describes itself.

use std::collections::VecDeque;

pub use super::http_fields::{HttpRequest, HttpResponse, KNOWN_PATHS, realm};
pub(super) use super::http_fields::{ntlm_of, request, response};
use super::{
    WebMessage,
    device_page::DeviceDescription,
    gather::{Gather, Sides, text},
    http_body::{Body, Want, wanted},
    http_fields::is_front_page,
    http_head::{HttpHead, Looks, MAX_HEAD, Start, head_length, http_head, looks_like},
};
use crate::packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol};

/// What one HTTP message says about its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpMessage {
    Request(HttpRequest),
    Response(Box<HttpResponse>),
    /// A device described itself in a body.
    Description(Box<DeviceDescription>),
    /// Title of the front page of the answering device.
    Title(String),
}

/// Messages read in one connection and direction.
const MAX_MESSAGES: u32 = 100;

/// HTTP/1.x on any port.
pub const PROTOCOL: StreamProtocol = StreamProtocol { name: "http", probe, parser };

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(HttpStream::default())
}

fn probe(heads: &Heads<'_>) -> Probe {
    match (looks_like(heads.client), looks_like(heads.server)) {
        (Looks::Request, _) | (_, Looks::Response) => Probe::Yes,
        (Looks::Response, _) | (_, Looks::Request) => Probe::YesReversed,
        (Looks::Perhaps, Looks::Perhaps) => Probe::Maybe,
        (Looks::Perhaps, _) if heads.server.is_empty() => Probe::Maybe,
        (_, Looks::Perhaps) if heads.client.is_empty() => Probe::Maybe,
        _ => Probe::No,
    }
}

/// Reads both directions of an HTTP/1 connection. Protocols that ride on HTTP may hold one and hand it every byte.
pub struct HttpStream {
    sides: Sides<OneSide>,
    /// For each request without its answer yet: whether it asked for a front page.
    waiting: VecDeque<bool>,
    /// Whether XML bodies are looked into.
    descriptions: bool,
}

#[derive(Clone)]
struct OneSide {
    buffer: Gather,
    state: State,
    body: Body,
    messages: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Head,
    /// Body bytes to come.
    Length(u64),
    /// Expecting a chunk size line.
    ChunkSize,
    /// Chunk bytes to come, then CR LF.
    Chunk(u64),
    /// Until the connection closes.
    UntilClose,
    Finished,
}

impl Default for HttpStream {
    fn default() -> Self {
        let side =
            OneSide { buffer: Gather::new(MAX_HEAD), state: State::Head, body: Body::new(), messages: 0 };
        Self { sides: Sides::both(side), waiting: VecDeque::new(), descriptions: true }
    }
}

impl StreamParser for HttpStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let mut rest = data;
        // Every turn consumes bytes or ends.
        while !rest.is_empty() {
            rest = match self.sides.of(side).state {
                State::Head => self.head(side, rest, out),
                State::Finished => &[],
                _ => self.body(side, rest, out),
            };
        }
        self.interest()
    }

    fn gap(&mut self, side: Side, out: &mut dyn Emit) -> Interest {
        self.end_of_body(side, out);
        let one = self.sides.of(side);
        one.buffer.clear();
        one.state = State::Head;
        self.waiting.clear();
        self.interest()
    }
}

impl HttpStream {
    /// For a protocol on HTTP that reads the descriptions itself.
    #[must_use]
    pub fn without_descriptions() -> Self {
        Self { descriptions: false, ..Self::default() }
    }

    fn interest(&self) -> Interest {
        let finished = |side: &OneSide| side.state == State::Finished;
        if finished(&self.sides.client) && finished(&self.sides.server) {
            Interest::Done
        } else {
            Interest::More
        }
    }

    /// Takes bytes of a head; returns what follows it.
    fn head<'a>(&mut self, side: Side, data: &'a [u8], out: &mut dyn Emit) -> &'a [u8] {
        let one = self.sides.of(side);
        let before = one.buffer.bytes().len();
        // Empty lines before a message are passed over (RFC 9112 §2.2).
        let data = if before == 0 { data.trim_ascii_start() } else { data };
        if data.is_empty() {
            return &[];
        }
        let fits = one.buffer.push(data);
        if before == 0 && looks_like(one.buffer.bytes()) == Looks::No {
            // The middle of something (after a gap, or a tunnel): wait for the next run of bytes.
            one.buffer.clear();
            return &[];
        }
        let Some(length) = head_length(one.buffer.bytes()) else {
            if !fits {
                one.state = State::Finished;
            }
            return &[];
        };
        let bytes = one.buffer.bytes().to_vec();
        one.buffer.clear();
        one.messages += 1;
        match http_head(&bytes) {
            Some(head) => self.message(side, &head, out),
            None => one.state = State::Finished,
        }
        let one = self.sides.of(side);
        if one.messages >= MAX_MESSAGES {
            one.state = State::Finished;
        }
        data.get(length.saturating_sub(before)..).unwrap_or_default()
    }

    fn message(&mut self, side: Side, head: &HttpHead<'_>, out: &mut dyn Emit) {
        let (state, want) = match head.start {
            Start::Request { method, target } => {
                ntlm_of(side, head, "authorization", out);
                if self.waiting.len() < 64 {
                    self.waiting.push_back(is_front_page(target) && matches!(method, "GET" | "POST"));
                }
                out.emit(side, WebMessage::Http(HttpMessage::Request(request(method, target, head))).into());
                let none = !has_body(head);
                (if none { State::Head } else { body_state(head, false) }, wanted(head, false))
            }
            Start::Response { status } => {
                ntlm_of(side, head, "www-authenticate", out);
                let front = if status >= 200 { self.waiting.pop_front().unwrap_or(false) } else { false };
                out.emit(
                    side,
                    WebMessage::Http(HttpMessage::Response(Box::new(response(status, head)))).into(),
                );
                let none = status < 200 || matches!(status, 204 | 304);
                let front = front && matches!(status, 200 | 401 | 403);
                (if none { State::Head } else { body_state(head, true) }, wanted(head, front))
            }
        };
        let one = self.sides.of(side);
        one.state = state;
        one.body.kept.clear();
        one.body.want = if want == Want::Description && !self.descriptions { Want::Nothing } else { want };
        one.body.packed =
            head.field("content-encoding").is_some_and(|value| value.eq_ignore_ascii_case(b"gzip"));
        if state == State::Length(0) {
            one.state = State::Head;
        }
        if matches!(head.start, Start::Request { method: "CONNECT" | "SSTP_DUPLEX_POST", .. }) {
            one.state = State::Finished;
        }
    }

    /// Takes bytes of a body; returns what follows.
    fn body<'a>(&mut self, side: Side, data: &'a [u8], out: &mut dyn Emit) -> &'a [u8] {
        let one = self.sides.of(side);
        match one.state {
            State::Length(left) | State::Chunk(left) => {
                let count = usize::try_from(left).unwrap_or(usize::MAX).min(data.len());
                let (now, later) = data.split_at(count);
                if one.body.want != Want::Nothing {
                    one.body.kept.push(now);
                }
                let left = left - count as u64;
                let chunked = matches!(one.state, State::Chunk(_));
                one.state = match (left, chunked) {
                    (0, true) => State::ChunkSize,
                    (0, false) => State::Head,
                    (left, true) => State::Chunk(left),
                    (left, false) => State::Length(left),
                };
                if left == 0 && !chunked {
                    self.end_of_body(side, out);
                }
                later
            }
            State::ChunkSize => self.chunk_size(side, data, out),
            State::UntilClose => {
                if one.body.want != Want::Nothing {
                    let full = !one.body.kept.push(data);
                    // The end of the body is never announced: look as soon as there is enough.
                    if full || super::gather::find_ci(one.body.kept.bytes(), b"</title>").is_some() {
                        self.end_of_body(side, out);
                    }
                }
                &[]
            }
            State::Head | State::Finished => data,
        }
    }

    fn chunk_size<'a>(&mut self, side: Side, data: &'a [u8], out: &mut dyn Emit) -> &'a [u8] {
        let one = self.sides.of(side);
        let before = one.buffer.bytes().len();
        let end = data.iter().position(|byte| *byte == b'\n');
        let take = end.map_or(data.len(), |end| end + 1);
        let (now, later) = data.split_at(take);
        one.buffer.push(now);
        if end.is_none() {
            if before + now.len() > 256 {
                one.state = State::Finished;
            }
            return &[];
        }
        let line = text(one.buffer.bytes(), 256);
        one.buffer.clear();
        if line.is_empty() {
            // The CR LF that ends the chunk before, or the end of trailers.
            return later;
        }
        match u64::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16) {
            Ok(0) => {
                one.state = State::Head;
                self.end_of_body(side, out);
            }
            Ok(size) => one.state = State::Chunk(size),
            Err(_) => one.state = State::Finished,
        }
        // The empty line after the last chunk is passed over as an empty head line.
        later.strip_prefix(b"\r\n").unwrap_or(later)
    }

    /// Looks at the body that was kept.
    fn end_of_body(&mut self, side: Side, out: &mut dyn Emit) {
        if let Some(message) = self.sides.of(side).body.end() {
            out.emit(side, message.into());
        }
    }
}

fn has_body(head: &HttpHead<'_>) -> bool {
    head.field("content-length").is_some() || head.field("transfer-encoding").is_some()
}

fn body_state(head: &HttpHead<'_>, may_close: bool) -> State {
    let chunked = head
        .field("transfer-encoding")
        .is_some_and(|value| super::gather::find_ci(value, b"chunked").is_some());
    if chunked {
        return State::ChunkSize;
    }
    let length =
        head.field("content-length").and_then(|value| std::str::from_utf8(value).ok()?.trim().parse().ok());
    match length {
        Some(length) => State::Length(length),
        None if may_close => State::UntilClose,
        None => State::Head,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::{
        message::Message,
        names::ntlm,
        web::gather::testing::{heads, run, run_every_way},
    };

    fn said(turns: &[(Side, &[u8])]) -> Vec<HttpMessage> {
        run_every_way(&PROTOCOL, turns)
            .into_iter()
            .map(|(_, message)| match message {
                Message::Web(WebMessage::Http(message)) => message,
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn ntlm_fields_name_the_machines_and_no_account() {
        // A challenge of DLP-1 in KITA and the answer of somebody at WS02, each in base64.
        let base64 = |bytes: &[u8]| {
            const WORD: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            let letter = |bits: u32| WORD[bits as usize & 63] as char;
            let mut bytes = bytes.to_vec();
            bytes.resize(bytes.len().next_multiple_of(3), 0);
            let of = |c: &[u8]| u32::from(c[0]) << 16 | u32::from(c[1]) << 8 | u32::from(c[2]);
            bytes.chunks(3).map(of).flat_map(|n| [18, 12, 6, 0].map(|at| letter(n >> at))).collect::<String>()
        };
        let challenge = base64(&ntlm::testing::challenge(&[(2, "KITA"), (1, "DLP-1")]));
        let answer = base64(&ntlm::testing::authenticate("somebody", "WS02"));
        let server =
            format!("HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM {challenge}\r\nContent-Length: 0\r\n\r\n");
        let client = format!("GET / HTTP/1.1\r\nAuthorization: Negotiate {answer}\r\n\r\n");
        let said =
            run_every_way(&PROTOCOL, &[(Side::Server, server.as_bytes()), (Side::Client, client.as_bytes())]);
        let text = format!("{said:?}");
        assert!(text.contains("DLP-1") && text.contains("WS02") && text.contains("KITA"), "{text}");
        assert!(!text.contains("somebody"), "{text}");
    }

    const CLIENT: &[u8] = b"GET / HTTP/1.1\r\nHost: 10.0.0.9:8080\r\nUser-Agent: Mozilla/5.0\r\n\r\n\
        POST /fhir/Patient?name=x HTTP/1.1\r\nHost: his.example.org\r\nContent-Length: 4\r\nAuthorization: Basic c2VjcmV0\r\n\r\nabcd";
    const SERVER: &[u8] = b"HTTP/1.1 401 Unauthorized\r\nServer: GoAhead-Webs\r\nWWW-Authenticate: Basic realm=\"Monitor X-1\"\r\n\
        Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n\
        1c\r\n<html><TITLE>Monitor X-1 Set\r\nd\r\nup</TITLE><p>\r\n0\r\n\r\n\
        HTTP/1.1 200 OK\r\nServer: second\r\nContent-Type: text/html\r\nContent-Length: 32\r\n\r\n<title>Patient 12345678</title>  ";

    #[test]
    fn several_messages_of_one_connection() {
        let said = said(&[(Side::Client, CLIENT), (Side::Server, SERVER)]);
        let [
            HttpMessage::Request(first),
            HttpMessage::Request(second),
            HttpMessage::Response(answer),
            HttpMessage::Title(title),
            HttpMessage::Response(last),
        ] = &said[..]
        else {
            panic!("{said:?}")
        };
        assert_eq!(first.host.as_deref(), Some("10.0.0.9:8080"));
        assert_eq!((second.known_path, second.authorization), (Some("/fhir"), Some("basic")));
        assert_eq!((answer.status, answer.realm.as_deref()), (401, Some("Monitor X-1")));
        assert_eq!(title, "Monitor X-1 Setup");
        assert_eq!(last.server.as_deref(), Some("second"), "and no title: it was not a front page");
    }

    #[test]
    fn nothing_of_targets_bodies_and_secrets_is_kept() {
        let said = format!("{:?}", said(&[(Side::Client, CLIENT), (Side::Server, SERVER)]));
        for secret in ["name=x", "abcd", "c2VjcmV0", "12345678"] {
            assert!(!said.contains(secret), "{secret} in {said}");
        }
    }

    #[test]
    fn after_a_gap_the_next_head_is_found() {
        let mut kept = crate::packet::web::gather::testing::Kept::default();
        let mut stream = HttpStream::default();
        stream.bytes(Side::Server, b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nxx", &mut kept);
        stream.gap(Side::Server, &mut kept);
        stream.bytes(Side::Server, b"yyyy", &mut kept);
        stream.bytes(Side::Server, b"HTTP/1.1 200 OK\r\nServer: later\r\n\r\n", &mut kept);
        assert!(format!("{:?}", kept.0).contains("later"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(client: Vec<u8>, server: Vec<u8>, step in 1usize..50) {
            let _ = probe(&heads(&client, &server, 80));
            let _ = run(&PROTOCOL, &[(Side::Client, &client), (Side::Server, &server)], step);
        }

        #[test]
        fn any_damage_is_survived(at in 0usize..600, value: u8, end in 0usize..600) {
            let mut server = SERVER.to_vec();
            if let Some(byte) = server.get_mut(at) { *byte = value; }
            server.truncate(end);
            let _ = run(&PROTOCOL, &[(Side::Client, CLIENT), (Side::Server, &server)], 32);
        }
    }
}
