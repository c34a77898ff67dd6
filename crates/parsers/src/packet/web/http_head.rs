//! The head of an HTTP/1.x message (RFC 9112 §2–§5): start line and header fields. Shared by everything that rides on HTTP.

use super::gather::text;

/// Longest head read, in bytes.
pub const MAX_HEAD: usize = 32 * 1024;
const MAX_FIELDS: usize = 128;

/// Start line of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start<'a> {
    /// The target may hold patient identifiers: look at it, keep only words known beforehand.
    Request {
        method: &'a str,
        target: &'a str,
    },
    Response {
        status: u16,
    },
}

/// A head that is wholly there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpHead<'a> {
    pub start: Start<'a>,
    /// Names as sent; values without surrounding blanks.
    pub fields: Vec<(&'a [u8], &'a [u8])>,
    /// Bytes of the head with its empty line: the body begins here.
    pub length: usize,
}

impl<'a> HttpHead<'a> {
    /// Value of the first field with this name, compared without case.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'a [u8]> {
        self.all(name).next()
    }

    /// Values of all fields with this name.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'a [u8]> + 's {
        self.fields
            .iter()
            .filter(move |(field, _)| field.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, value)| *value)
    }

    /// A field as text, at most 512 bytes.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        self.field(name).map(|value| text(value, 512)).filter(|value| !value.is_empty())
    }

    /// Path of a request without query and fragment.
    #[must_use]
    pub fn path(&self) -> Option<&'a str> {
        match self.start {
            Start::Request { target, .. } => target.split(['?', '#']).next(),
            Start::Response { .. } => None,
        }
    }
}

/// Reads a whole head at the start of `bytes`; `None` when it is not whole or not HTTP/1.
#[must_use]
pub fn http_head(bytes: &[u8]) -> Option<HttpHead<'_>> {
    let length = head_length(bytes)?;
    let head = bytes.get(..length)?;
    let mut lines = head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let start = start_line(lines.next()?)?;
    let fields = lines
        .filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let (name, value) = line.split_at(colon);
            Some((name, value.get(1..)?.trim_ascii()))
        })
        .take(MAX_FIELDS)
        .collect();
    Some(HttpHead { start, fields, length })
}

/// Length of the head with the empty line that ends it. Bare LF is accepted (RFC 9112 §2.2).
#[must_use]
pub fn head_length(bytes: &[u8]) -> Option<usize> {
    let bytes = bytes.get(..MAX_HEAD).unwrap_or(bytes);
    let mut from = 0;
    while let Some(found) = bytes.get(from..)?.iter().position(|byte| *byte == b'\n') {
        let after = from + found + 1;
        match bytes.get(after..) {
            Some([b'\n', ..]) => return Some(after + 1),
            Some([b'\r', b'\n', ..]) => return Some(after + 2),
            _ => from = after,
        }
    }
    None
}

fn start_line(line: &[u8]) -> Option<Start<'_>> {
    let line = std::str::from_utf8(line).ok().or_else(|| {
        // A target in another encoding is not kept anyway; the method is enough.
        line.iter()
            .position(|byte| !byte.is_ascii())
            .and_then(|end| std::str::from_utf8(line.get(..end)?).ok())
    })?;
    let mut words = line.splitn(3, ' ');
    let first = words.next()?;
    if first.starts_with("HTTP/1.") {
        return Some(Start::Response { status: words.next()?.trim().parse().ok()? });
    }
    let target = words.next()?;
    is_method(first.as_bytes()).then_some(Start::Request { method: first, target })
}

/// Methods of RFC 9110 §9, WebDAV (RFC 4918), UPnP eventing, CalDAV, BITS, RPC over HTTP and SSTP.
const METHODS: &[&str] = &[
    "GET",
    "POST",
    "HEAD",
    "PUT",
    "DELETE",
    "OPTIONS",
    "CONNECT",
    "TRACE",
    "PATCH",
    "PROPFIND",
    "PROPPATCH",
    "MKCOL",
    "COPY",
    "MOVE",
    "LOCK",
    "UNLOCK",
    "SEARCH",
    "REPORT",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "NOTIFY",
    "M-POST",
    "M-SEARCH",
    "BITS_POST",
    "RPC_IN_DATA",
    "RPC_OUT_DATA",
    "RDG_IN_DATA",
    "RDG_OUT_DATA",
    "CCM_POST",
    "SSTP_DUPLEX_POST",
    "VERSION-CONTROL",
    "CHECKOUT",
    "MERGE",
    "BIND",
    "ACL",
    "MKCALENDAR",
    "POLL",
    "BMOVE",
    "BCOPY",
    "BDELETE",
];

/// One of the methods that are in use.
#[must_use]
pub fn is_method(word: &[u8]) -> bool {
    METHODS.iter().any(|method| method.as_bytes() == word)
}

/// How far the bytes look like the start of an HTTP/1 message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    Request,
    Response,
    /// Could still become one.
    Perhaps,
    No,
}

/// Looks at the first bytes of a direction.
#[must_use]
pub fn looks_like(bytes: &[u8]) -> Looks {
    const RESPONSE: &[u8] = b"HTTP/1.";
    if let Some(head) = bytes.get(..RESPONSE.len()) {
        if head == RESPONSE {
            return Looks::Response;
        }
    } else if RESPONSE.starts_with(bytes) {
        return Looks::Perhaps;
    }
    let Some(space) = bytes.iter().take(20).position(|byte| *byte == b' ') else {
        let could = bytes.len() < 17 && METHODS.iter().any(|method| method.as_bytes().starts_with(bytes));
        return if could { Looks::Perhaps } else { Looks::No };
    };
    if !bytes.get(..space).is_some_and(is_method) {
        return Looks::No;
    }
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.len() == bytes.len() {
        return if bytes.len() < 8 * 1024 { Looks::Perhaps } else { Looks::No };
    }
    let version = line.rsplit(|byte| *byte == b' ').next().unwrap_or_default();
    if version.starts_with(b"HTTP/1.") { Looks::Request } else { Looks::No }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn heads_are_read_with_either_line_end() {
        for end in ["\r\n", "\n"] {
            let bytes = ["GET /a/b?patient=1 HTTP/1.1", "Host: pacs", "USER-AGENT:  Viewer/1.0 ", "", "body"]
                .join(end);
            let head = http_head(bytes.as_bytes()).unwrap();
            assert_eq!(head.path(), Some("/a/b"));
            assert_eq!(head.text("user-agent").as_deref(), Some("Viewer/1.0"));
            assert_eq!(&bytes[head.length..], "body");
        }
        assert_eq!(http_head(b"GET / HTTP/1.1\r\nHost: x\r\n"), None);
        assert!(matches!(
            http_head(b"HTTP/1.0 401 No\r\n\r\n").unwrap().start,
            Start::Response { status: 401 }
        ));
    }

    #[test]
    fn look_alikes_are_told_apart() {
        let cases: &[(&[u8], Looks)] = &[
            (b"GET / HTTP/1.1\r\n", Looks::Request),
            (b"HTTP/1.1 200 OK\r\n", Looks::Response),
            (b"HTT", Looks::Perhaps),
            (b"PO", Looks::Perhaps),
            (b"OPTIONS rtsp://x RTSP/1.0\r\n", Looks::No),
            (b"OPTIONS sip:x SIP/2.0\r\n", Looks::No),
            (b"HELO x\r\n", Looks::No),
            (b"\x16\x03\x01", Looks::No),
        ];
        for (bytes, expected) in cases {
            assert_eq!(looks_like(bytes), *expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>) {
            let _ = looks_like(&bytes);
            if let Some(head) = http_head(&bytes) { prop_assert!(head.length <= bytes.len()); }
        }
    }
}
