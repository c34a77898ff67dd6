//! Bodies of HTTP messages: what is kept of them, for how long, and what is read from them.

use std::io::Read as _;

use super::{
    WebMessage,
    device_page::{describe, title},
    gather::Gather,
    http::HttpMessage,
    http_head::{HttpHead, Start},
    ipp,
};

/// Bytes of a body that are looked at.
const MAX_BODY: usize = 32 * 1024;
/// What is being kept of a body and why.
#[derive(Clone)]
pub(super) struct Body {
    pub kept: Gather,
    pub want: Want,
    pub packed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    Nothing,
    Title,
    Description,
    Ipp,
}

impl Body {
    /// Nothing kept yet.
    pub(super) fn new() -> Self {
        Self { kept: Gather::new(MAX_BODY), want: Want::Nothing, packed: false }
    }

    /// Looks at what was kept, and forgets it.
    pub(super) fn end(&mut self) -> Option<WebMessage> {
        let want = std::mem::replace(&mut self.want, Want::Nothing);
        let unpacked;
        let bytes = if self.packed && want != Want::Nothing {
            unpacked = gunzip(self.kept.bytes());
            &unpacked
        } else {
            self.kept.bytes()
        };
        let found = match want {
            Want::Nothing => None,
            Want::Title => title(bytes).map(|title| WebMessage::Http(HttpMessage::Title(title))),
            Want::Description => {
                describe(bytes).map(|found| WebMessage::Http(HttpMessage::Description(Box::new(found))))
            }
            Want::Ipp => ipp::printer(bytes).map(|printer| WebMessage::Ipp(Box::new(printer))),
        };
        self.kept.clear();
        found
    }
}

/// At most [`MAX_BODY`] bytes of a gzip body, as far as it can be read.
fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::with_capacity(bytes.len().saturating_mul(4).min(MAX_BODY));
    // A cut body still gives its beginning.
    let _ = flate2::read::GzDecoder::new(bytes).take(MAX_BODY as u64).read_to_end(&mut unpacked);
    unpacked
}

/// What a body is worth keeping for; `front` says that it answers for a front page.
pub(super) fn wanted(head: &HttpHead<'_>, front: bool) -> Want {
    let Some(kind) = head.text("content-type").map(|kind| kind.to_ascii_lowercase()) else {
        return Want::Nothing;
    };
    if kind.starts_with("application/ipp") && matches!(head.start, Start::Response { .. }) {
        Want::Ipp
    } else if kind.contains("xml") && !kind.contains("xhtml") {
        Want::Description
    } else if front && kind.contains("html") {
        Want::Title
    } else {
        Want::Nothing
    }
}
