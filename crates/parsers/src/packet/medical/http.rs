//! A small HTTP/1.1 splitter for medical protocols over HTTP: heads, and the bounded start of bodies that may name a device.
//!
//! Paths and queries may hold patient identifiers: they are looked at by probes and never kept.

use std::{borrow::Cow, io::Read as _};

use crate::packet::{
    message::Message,
    protocol::{Emit, Heads, Interest, Side, StreamParser},
    search::find,
    web::http::HttpStream,
};

/// One request or response: the listed headers and the body as far as it was kept.
#[derive(Debug, Default)]
pub struct Part {
    pub user_agent: Option<String>,
    pub server: Option<String>,
    pub content_type: String,
    /// As sent, perhaps packed.
    pub body: Vec<u8>,
    /// The body is packed with gzip.
    pub packed: bool,
    /// A response; else a request.
    pub is_response: bool,
}

impl Part {
    /// The body, unpacked when it has to be. Only who reads bodies pays for that.
    pub fn plain(&self) -> Cow<'_, [u8]> {
        if self.packed { Cow::Owned(inflate(&self.body)) } else { Cow::Borrowed(&self.body) }
    }
}

/// Turns a part into messages.
pub type Reader = fn(&Part, &mut dyn FnMut(Message));

const MAX_HEAD: usize = 8 * 1024;
const MAX_BODY: usize = 48 * 1024;
/// Decompressed: bounded against bombs.
const MAX_PLAIN: u64 = 256 * 1024;
/// Different messages told on one flow.
const MAX_TOLD: usize = 128;
/// Parts of one flow that are looked at.
const MAX_PARTS: u32 = 64;
/// Parts without anything new after which the flow is only counted: reports repeat for hours, metadata comes early.
const MAX_UNCHANGED: u32 = 24;

/// First line of the client's head, lower case, with the header lines behind it, when the flow is HTTP.
pub fn text_of_head(head: &[u8]) -> Option<String> {
    let methods: [&[u8]; 7] = [b"GET ", b"POST ", b"PUT ", b"HEAD ", b"OPTIONS ", b"DELETE ", b"HTTP/1."];
    if !methods.iter().any(|m| head.starts_with(m)) {
        return None;
    }
    Some(String::from_utf8_lossy(head.get(..2048.min(head.len())).unwrap_or_default()).to_ascii_lowercase())
}

/// Path part of the first line, without query.
pub fn path(head: &str) -> &str {
    head.split(' ').nth(1).and_then(|target| target.split(['?', '#']).next()).unwrap_or_default()
}

/// Both heads as text; `None` when neither is HTTP.
pub fn heads(heads: &Heads<'_>) -> Option<(String, String)> {
    let (client, server) = (text_of_head(heads.client), text_of_head(heads.server));
    (client.is_some() || server.is_some()).then(|| (client.unwrap_or_default(), server.unwrap_or_default()))
}

/// Parser of one connection.
pub struct HttpFlow {
    read: Reader,
    /// Says what any HTTP conversation says: software, host, realm.
    common: HttpStream,
    client: Lane,
    server: Lane,
    parts: u32,
    unchanged: u32,
    /// Each different message is told once.
    told: Vec<(Side, Message)>,
}

#[derive(Default)]
struct Lane {
    buffer: Vec<u8>,
    part: Option<Part>,
    body: Body,
    deaf: bool,
}

#[derive(Clone, Copy, Default)]
enum Body {
    #[default]
    None,
    /// Bytes still to come.
    Length(u64),
    /// Chunk bytes still to come (with its CRLF); 0 while a size line is read.
    Chunked(u64),
}

impl HttpFlow {
    /// A parser that hands each part to `read`.
    pub fn new(read: Reader) -> Self {
        Self {
            read,
            common: HttpStream::default(),
            client: Lane::default(),
            server: Lane::default(),
            parts: 0,
            unchanged: 0,
            told: Vec::new(),
        }
    }

    /// As [`HttpFlow::new`], for a reader that finds descriptions of devices itself: no body is read twice.
    pub fn describing(read: Reader) -> Self {
        Self { common: HttpStream::without_descriptions(), ..Self::new(read) }
    }
}

impl StreamParser for HttpFlow {
    fn bytes(&mut self, side: Side, mut data: &[u8], out: &mut dyn Emit) -> Interest {
        self.common.bytes(side, data, out);
        let read = self.read;
        let lane = if side == Side::Client { &mut self.client } else { &mut self.server };
        while !data.is_empty() && !lane.deaf {
            let used = lane.feed(data);
            data = data.get(used..).unwrap_or_default();
            if let (Body::None, Some(part)) =
                (lane.body, lane.part.take_if(|_| matches!(lane.body, Body::None)))
            {
                let before = self.told.len();
                let told = &mut self.told;
                read(&part, &mut |message| {
                    if told.len() < MAX_TOLD && !told.iter().any(|(s, m)| *s == side && *m == message) {
                        told.push((side, message.clone()));
                        out.emit(side, message);
                    }
                });
                self.parts += 1;
                self.unchanged = if self.told.len() > before { 0 } else { self.unchanged + 1 };
            }
        }
        let deaf = self.client.deaf && self.server.deaf;
        if self.parts >= MAX_PARTS || self.unchanged >= MAX_UNCHANGED || deaf {
            Interest::Done
        } else {
            Interest::More
        }
    }
}

impl Lane {
    /// Takes bytes; returns how many.
    fn feed(&mut self, data: &[u8]) -> usize {
        match self.body {
            Body::None => self.head(data),
            Body::Length(left) => {
                let used = self.pass(data, left);
                let left = left - used as u64;
                self.body = if left == 0 { Body::None } else { Body::Length(left) };
                used
            }
            Body::Chunked(0) => self.chunk_size(data),
            Body::Chunked(left) => {
                // The last two bytes of a chunk are its CRLF: content only up to there.
                let content = left.saturating_sub(2);
                let used =
                    if content > 0 { self.pass(data, content) } else { (left as usize).min(data.len()) };
                self.body = Body::Chunked(left - used as u64);
                used
            }
        }
    }

    /// Passes over bytes of a body and keeps the first of them.
    fn pass(&mut self, data: &[u8], left: u64) -> usize {
        let used = usize::try_from(left).unwrap_or(usize::MAX).min(data.len());
        if let Some(part) = &mut self.part {
            let room = MAX_BODY.saturating_sub(part.body.len());
            part.body.extend_from_slice(data.get(..used.min(room)).unwrap_or_default());
        }
        used
    }

    /// Collects one line or head up to `end`. `None`: not yet whole.
    fn until(&mut self, data: &[u8], end: &[u8], most: usize) -> (usize, Option<Vec<u8>>) {
        let before = self.buffer.len();
        let room = most.saturating_sub(before).min(data.len());
        self.buffer.extend_from_slice(data.get(..room).unwrap_or_default());
        let from = before.saturating_sub(end.len());
        let place = self.buffer.get(from..).and_then(|new| find(new, end));
        if let Some(place) = place {
            let whole = from + place + end.len();
            let used = whole.saturating_sub(before);
            let mut line = std::mem::take(&mut self.buffer);
            line.truncate(whole);
            return (used, Some(line));
        }
        if self.buffer.len() >= most {
            self.deaf = true;
            self.buffer = Vec::new();
        }
        (room.max(1), None)
    }

    fn chunk_size(&mut self, data: &[u8]) -> usize {
        let (used, line) = self.until(data, b"\r\n", 64);
        if let Some(line) = line {
            let text = String::from_utf8_lossy(&line);
            let digits = text.trim().split(';').next().unwrap_or_default();
            match u64::from_str_radix(digits, 16) {
                Ok(0) => self.body = Body::None,
                Ok(size) => self.body = Body::Chunked(size.saturating_add(2)),
                Err(_) => self.deaf = true,
            }
        }
        used
    }

    fn head(&mut self, data: &[u8]) -> usize {
        let (used, head) = self.until(data, b"\r\n\r\n", MAX_HEAD);
        let Some(head) = head else { return used };
        let text = String::from_utf8_lossy(&head);
        let header = |name: &str| {
            text.lines().skip(1).find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
            })
        };
        let chunked = header("transfer-encoding").is_some_and(|v| v.to_ascii_lowercase().contains("chunked"));
        let length = header("content-length").and_then(|v| v.parse::<u64>().ok()).unwrap_or(0);
        self.part = Some(Part {
            user_agent: header("user-agent").or_else(|| header("user_agent")),
            server: header("server"),
            content_type: header("content-type").unwrap_or_default().to_ascii_lowercase(),
            body: Vec::new(),
            is_response: text.starts_with("HTTP/"),
            packed: header("content-encoding").is_some_and(|v| v.to_ascii_lowercase().contains("gzip")),
        });
        self.body = match (chunked, length) {
            (true, _) => Body::Chunked(0),
            (_, 0) => Body::None,
            (_, length) => Body::Length(length),
        };
        used
    }
}

fn inflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len().saturating_mul(4).min(MAX_PLAIN as usize));
    // A body cut at our bound inflates up to the cut: the error at its end is expected.
    let _ = flate2::read::GzDecoder::new(bytes).take(MAX_PLAIN).read_to_end(&mut out);
    out
}

/// Text of the first element with this local name (any prefix), entities of XML resolved, at most 128 characters.
pub fn element_text(xml: &str, name: &str) -> Option<String> {
    let (_, inner) = element(xml, name)?;
    let text = inner.split('<').next()?;
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    super::text::field(&text.replace("&amp;", "&"))
}

/// Attributes and rest-of-text of the first start tag with this local name. Namespaces prefixes are ignored.
pub fn element<'a>(xml: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let mut from = 0;
    while let Some(place) = find(xml.as_bytes().get(from..)?, name.as_bytes()) {
        let start = from + place;
        let before = xml.get(..start)?;
        let opens = before.ends_with('<') || before.strip_suffix(':').is_some_and(ends_with_prefix);
        let after = xml.get(start + name.len()..)?;
        if opens && after.starts_with(['>', ' ', '/', '\r', '\n', '\t']) {
            let (attributes, inner) = after.split_once('>')?;
            return Some((attributes, if attributes.ends_with('/') { "" } else { inner }));
        }
        from = start + name.len();
    }
    None
}

/// The text ends with `<` and a short namespace prefix.
fn ends_with_prefix(before: &str) -> bool {
    let mut last = before.bytes().rev().take(24);
    let length = last.position(|byte| matches!(byte, b'<' | b' ' | b'>' | b'/'));
    length.is_some_and(|length| length > 0 && before.as_bytes().iter().rev().nth(length) == Some(&b'<'))
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Bodies of every part of one side.
    pub fn bodies(bytes: &[u8], chunk: usize) -> Vec<Vec<u8>> {
        let mut lane = Lane::default();
        let mut out = Vec::new();
        for mut piece in bytes.chunks(chunk.max(1)) {
            while !piece.is_empty() && !lane.deaf {
                let used = lane.feed(piece);
                piece = &piece[used.min(piece.len())..];
                if matches!(lane.body, Body::None) {
                    out.extend(lane.part.take().map(|p| p.body));
                }
            }
        }
        out
    }

    const SAMPLE: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwxyz\r\n2;x=1\r\n!!\r\n0\r\n\r\n";

    #[test]
    fn bodies_by_length_and_chunks_at_every_cut() {
        for chunk in 1..SAMPLE.len() {
            assert_eq!(bodies(SAMPLE, chunk), [b"abc".to_vec(), b"wxyz!!".to_vec()], "chunk {chunk}");
        }
    }

    #[test]
    fn elements_with_any_prefix() {
        let xml = "<a:Root><dpws:Manufacturer xml:lang=\"en\">A &amp; B</dpws:Manufacturer><SerialNumber>7</SerialNumber></a:Root>";
        assert_eq!(element_text(xml, "Manufacturer").as_deref(), Some("A & B"));
        assert_eq!(element_text(xml, "SerialNumber").as_deref(), Some("7"));
        assert_eq!(element_text(xml, "Root"), None);
        assert_eq!(element_text("<x:", "x"), None);
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>, text: String, chunk in 1usize..30) {
            let _ = (bodies(&bytes, chunk), element_text(&text, "a"));
        }

        #[test]
        fn damage(place in 0usize..150, byte: u8, chunk in 1usize..30) {
            let mut bytes = SAMPLE.to_vec();
            if let Some(b) = bytes.get_mut(place) { *b = byte; }
            prop_assert_eq!(bodies(&bytes, chunk), bodies(&bytes, 4096));
        }
    }
}
