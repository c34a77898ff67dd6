//! Cuts a TCP direction into frames that carry their own length, for all plant protocols that do.

use crate::packet::{
    message::Message,
    protocol::{Emit, Interest, Side, StreamParser},
};

/// What the first bytes of a frame say of its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// More bytes are needed to tell.
    Unknown,
    /// Whole frame, header included.
    Is(usize),
    /// No frame of this protocol.
    Wrong,
}

/// Sizes a frame from its first bytes.
pub type Sizer = fn(&[u8]) -> Size;
/// Reads one whole frame.
pub type FrameReader = fn(&[u8], &mut dyn FnMut(Message));

/// Longer frames are counted over.
const MAX_FRAME: usize = 16 * 1024;
/// Most bytes a header takes to tell its size.
const MAX_HEADER: usize = 64;
/// Frames looked at on one flow.
const MAX_FRAMES: u32 = 400;
/// Different messages told on one flow.
const MAX_TOLD: usize = 32;

/// Parser of one connection. Each different message is told once.
pub struct Frames {
    size: Sizer,
    read: FrameReader,
    client: Lane,
    server: Lane,
    frames: u32,
    told: Vec<(Side, Message)>,
}

#[derive(Default)]
struct Lane {
    buffer: Vec<u8>,
    /// Bytes of an oversized frame still to be counted over.
    skip: usize,
    deaf: bool,
}

impl Frames {
    /// A boxed parser, as the engine wants it.
    pub fn boxed(size: Sizer, read: FrameReader) -> Box<dyn StreamParser> {
        let (client, server) = (Lane::default(), Lane::default());
        Box::new(Self { size, read, client, server, frames: 0, told: Vec::new() })
    }
}

impl StreamParser for Frames {
    fn bytes(&mut self, side: Side, mut data: &[u8], out: &mut dyn Emit) -> Interest {
        let (size, read) = (self.size, self.read);
        while !data.is_empty() && self.frames < MAX_FRAMES {
            let lane = if side == Side::Client { &mut self.client } else { &mut self.server };
            if lane.deaf {
                break;
            }
            let used = lane.feed(data, size);
            data = data.get(used..).unwrap_or_default();
            let Some(frame) = lane.whole(size) else { continue };
            self.frames += 1;
            let told = &mut self.told;
            read(&frame, &mut |message| {
                let known = told.iter().any(|(s, m)| *s == side && *m == message);
                if !known && told.len() < MAX_TOLD {
                    told.push((side, message.clone()));
                    out.emit(side, message);
                }
            });
        }
        let deaf = self.client.deaf && self.server.deaf;
        if deaf || self.frames >= MAX_FRAMES { Interest::Done } else { Interest::More }
    }
}

impl Lane {
    /// Takes bytes up to the end of the current frame.
    fn feed(&mut self, data: &[u8], size: Sizer) -> usize {
        if self.skip > 0 {
            let used = self.skip.min(data.len());
            self.skip -= used;
            return used;
        }
        let used = match size(&self.buffer) {
            Size::Is(whole) => whole.saturating_sub(self.buffer.len()).min(data.len()),
            Size::Unknown if self.buffer.len() < MAX_HEADER => 1,
            _ => {
                self.deaf = true;
                return data.len();
            }
        };
        self.buffer.extend_from_slice(data.get(..used).unwrap_or_default());
        match size(&self.buffer) {
            Size::Wrong => self.deaf = true,
            Size::Is(whole) if whole > MAX_FRAME => {
                self.skip = whole - self.buffer.len().min(whole);
                self.buffer.clear();
            }
            _ => {}
        }
        used
    }

    fn whole(&mut self, size: Sizer) -> Option<Vec<u8>> {
        matches!(size(&self.buffer), Size::Is(whole) if whole <= self.buffer.len() && whole > 0)
            .then(|| std::mem::take(&mut self.buffer))
    }
}

/// Frames of a buffer, for probes: `true` when it begins with a frame that `wanted` accepts, whole or cut.
pub fn begins(bytes: &[u8], size: Sizer, wanted: fn(&[u8]) -> bool) -> bool {
    let mut rest = bytes;
    let mut any = false;
    for _ in 0..4 {
        match size(rest) {
            Size::Is(whole) if whole > 0 && wanted(rest.get(..whole.min(rest.len())).unwrap_or_default()) => {
                any = true;
                match rest.get(whole..) {
                    Some(next) if !next.is_empty() => rest = next,
                    _ => return true,
                }
            }
            Size::Unknown => return any,
            _ => return false,
        }
    }
    any
}

/// Test help: every message of one side's bytes, cut into pieces.
#[cfg(test)]
pub fn run(protocol: &crate::packet::protocol::StreamProtocol, bytes: &[u8], chunk: usize) -> Vec<Message> {
    struct Said(Vec<Message>);
    impl Emit for Said {
        fn emit(&mut self, _: Side, message: Message) {
            self.0.push(message);
        }
    }
    let heads = crate::packet::protocol::Heads {
        client: &[],
        server: bytes,
        client_port: 1,
        server_port: 2,
        mid_stream: false,
    };
    let (mut parser, mut said) = ((protocol.parser)(&heads), Said(Vec::new()));
    for piece in bytes.chunks(chunk.max(1)) {
        if parser.bytes(Side::Server, piece, &mut said) == Interest::Done {
            break;
        }
    }
    said.0
}

/// Text of a fixed field: up to the first NUL, blanks trimmed, control characters gone. Empty is nothing.
pub fn text(bytes: &[u8]) -> Option<String> {
    let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
    let decoded =
        crate::packet::medical::text::Charset::default().decode(bytes.get(..end).unwrap_or_default());
    crate::packet::medical::text::field(&decoded)
}
