//! Bounded collecting of one direction's bytes, shared by the stream parsers of this family.

use crate::packet::protocol::{Emit, Heads, Interest, Side, StreamParser};
pub use crate::packet::search::find_ci;

/// Bytes of one side that are not yet understood, never more than `bound`.
#[derive(Clone, Debug)]
pub struct Gather {
    bytes: Vec<u8>,
    bound: usize,
}

impl Gather {
    /// An empty buffer that keeps at most `bound` bytes.
    #[must_use]
    pub const fn new(bound: usize) -> Self {
        Self { bytes: Vec::new(), bound }
    }

    /// Appends; what does not fit is dropped and `false` is returned.
    pub fn push(&mut self, data: &[u8]) -> bool {
        let room = self.bound.saturating_sub(self.bytes.len());
        self.bytes.extend_from_slice(data.get(..room).unwrap_or(data));
        data.len() <= room
    }

    /// What is there.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Forgets the first `count` bytes.
    pub fn consume(&mut self, count: usize) {
        self.bytes.drain(..count.min(self.bytes.len()));
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }

    /// The next line without its CR LF, when a whole one is there.
    pub fn line(&mut self) -> Option<Vec<u8>> {
        let end = self.bytes.iter().position(|byte| *byte == b'\n')?;
        let mut line: Vec<u8> = self.bytes.drain(..=end).collect();
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Some(line)
    }
}

/// One value for each side.
#[derive(Clone, Debug)]
pub struct Sides<T> {
    pub client: T,
    pub server: T,
}

impl<T: Clone> Sides<T> {
    /// The same start for both.
    #[must_use]
    pub fn both(value: T) -> Self {
        Self { client: value.clone(), server: value }
    }
}

impl<T> Sides<T> {
    /// The value of `side`.
    pub const fn of(&mut self, side: Side) -> &mut T {
        match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }
}

/// Text of a banner: UTF-8, else Shift_JIS, else Latin letters; control characters become spaces, at most `max` bytes are read.
#[must_use]
pub fn text(bytes: &[u8], max: usize) -> String {
    let bytes = bytes.get(..max).unwrap_or(bytes);
    let decoded = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) if error.error_len().is_none() => {
            String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default()).into_owned()
        }
        Err(_) => match encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes) {
            (text, false) => text.into_owned(),
            _ => String::from_utf8_lossy(bytes).into_owned(),
        },
    };
    let cleaned: String = decoded.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    cleaned.trim().to_owned()
}

/// Whether every byte can stand in a text banner.
#[must_use]
pub fn is_printable(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b'\t' | b'\r' | b'\n' | 0x20..=0x7e | 0x80..=0xff))
}

/// `haystack` begins with `needle`, without regard to ASCII case.
#[must_use]
pub fn starts_with_ci(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.get(..needle.len()).is_some_and(|head| head.eq_ignore_ascii_case(needle))
}

/// Value of the first header field with this name in a message of lines (SIP, RTSP), at most 256 bytes of it.
#[must_use]
pub fn field(message: &[u8], name: &str) -> Option<String> {
    message
        .split(|byte| *byte == b'\n')
        .take(64)
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .take_while(|line| !line.is_empty())
        .find_map(|line| {
            let value = line.get(name.len()..)?.trim_ascii_start().strip_prefix(b":")?;
            starts_with_ci(line, name.as_bytes()).then(|| text(value, 256)).filter(|value| !value.is_empty())
        })
}

/// A parser for protocols of which only the presence matters.
struct Recognised;

impl StreamParser for Recognised {
    fn bytes(&mut self, _: Side, _: &[u8], _: &mut dyn Emit) -> Interest {
        Interest::Done
    }
}

/// Makes a parser that says nothing: the service's protocol word is all there is to tell.
#[must_use]
pub fn recognised(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(Recognised)
}

#[cfg(test)]
pub(crate) mod testing {
    //! Shared by the tests of both session families.

    use crate::packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Emit, Heads, Interest, Probe, Side, StreamProtocol},
    };

    /// Keeps what parsers emit.
    #[derive(Default)]
    pub struct Kept(pub Vec<(Side, Message)>);

    impl Emit for Kept {
        fn emit(&mut self, from: Side, message: Message) {
            self.0.push((from, message));
        }
    }

    /// Heads of a flow from its start.
    pub fn heads<'a>(client: &'a [u8], server: &'a [u8], server_port: u16) -> Heads<'a> {
        Heads { client, server, client_port: 50_000, server_port, mid_stream: false }
    }

    /// Runs the turns through one protocol's parser, cut in pieces of `step` bytes.
    pub fn run(protocol: &StreamProtocol, turns: &[(Side, &[u8])], step: usize) -> Vec<(Side, Message)> {
        let mut kept = Kept::default();
        let mut parser = (protocol.parser)(&heads(&[], &[], 0));
        'turns: for (side, bytes) in turns {
            for piece in bytes.chunks(step.max(1)) {
                if parser.bytes(*side, piece, &mut kept) == Interest::Done {
                    break 'turns;
                }
            }
        }
        kept.0
    }

    /// Asserts that the protocol is recognised and gives the same messages however the bytes are cut.
    pub fn run_every_way(protocol: &StreamProtocol, turns: &[(Side, &[u8])]) -> Vec<(Side, Message)> {
        let whole = run(protocol, turns, usize::MAX);
        for step in [1, 3, 7] {
            assert_eq!(run(protocol, turns, step), whole, "cut in pieces of {step}");
        }
        whole
    }

    /// One datagram to a server port.
    pub fn to_server(payload: &[u8], port: u16) -> Datagram<'_> {
        Datagram { payload, sender_port: 50_000, receiver_port: port, to_group: false }
    }

    /// Probes and parses one datagram; `None` when the probe says no.
    pub fn one(protocol: &DatagramProtocol, datagram: &Datagram<'_>) -> Option<(Option<Side>, Vec<Message>)> {
        if (protocol.probe)(datagram) != Probe::Yes {
            return None;
        }
        let mut kept = Vec::new();
        let side = (protocol.parse)(datagram, &mut |message| kept.push(message));
        Some((side, kept))
    }

    /// Bytes from hexadecimal text; spaces are ignored.
    pub fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.chars().filter_map(|c| c.to_digit(16)).map(|d| d as u8).collect();
        digits.chunks(2).map(|pair| (pair[0] << 4) | pair.get(1).copied().unwrap_or(0)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_never_grows_over_its_bound() {
        let mut gather = Gather::new(4);
        assert!(gather.push(b"abc"));
        assert!(!gather.push(b"def"));
        assert_eq!(gather.bytes(), b"abcd");
    }

    #[test]
    fn lines_lose_their_end() {
        let mut gather = Gather::new(64);
        gather.push(b"one\r\ntwo\nthr");
        assert_eq!(gather.line().as_deref(), Some(&b"one"[..]));
        assert_eq!(gather.line().as_deref(), Some(&b"two"[..]));
        assert_eq!(gather.line(), None);
    }

    #[test]
    fn text_reads_japanese_of_both_encodings() {
        assert_eq!(text("画像サーバ".as_bytes(), 64), "画像サーバ");
        assert_eq!(text(&[0x89, 0xe6, 0x91, 0x9c], 64), "画像");
        assert_eq!(text(b"a\x00b\r\n", 64), "a b");
        assert_eq!(text("あい".as_bytes(), 4), "あ");
    }
}
