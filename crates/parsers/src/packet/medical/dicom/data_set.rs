//! A DICOM data set read as it streams by (PS3.5 §7), keeping listed equipment tags and nothing else.
//!
//! Values of tags that are not listed are counted over and never copied: patient attributes cannot be kept by accident.

use flate2::{Decompress, FlushDecompress, Status};

/// Group and element in one number.
pub type Tag = u32;

/// Most bytes of one value that are kept. LO has 64 characters, with escapes up to four bytes each.
const MAX_VALUE: usize = 256;
/// A header never lies further in than this in any real object; beyond, reading stops.
const MAX_BYTES: u64 = 4 << 20;
const MAX_DEPTH: usize = 16;
const UNDEFINED: u32 = u32::MAX;

const ITEM: Tag = 0xfffe_e000;
const ITEM_END: Tag = 0xfffe_e00d;
const SEQUENCE_END: Tag = 0xfffe_e0dd;

/// How elements are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    ImplicitLittle,
    ExplicitLittle,
    ExplicitBig,
    /// Explicit little-endian, packed as a whole (PS3.5 annex A.5).
    Deflated,
    /// No data set: not read.
    Opaque,
}

impl Encoding {
    /// Of a transfer syntax (PS3.5 annex A). Compressed images keep an explicit little-endian header.
    #[must_use]
    pub fn of(transfer_syntax: &str) -> Self {
        match transfer_syntax {
            "1.2.840.10008.1.2" | "1.2.840.113619.5.2" => Self::ImplicitLittle,
            "1.2.840.10008.1.2.2" => Self::ExplicitBig,
            "1.2.840.10008.1.2.1.99" | "1.2.840.10008.1.2.4.95" | "1.2.840.10008.1.2.4.205" => Self::Deflated,
            _ => Self::ExplicitLittle,
        }
    }

    /// From the first element header, when the negotiation was not seen.
    fn guess(header: [u8; 8]) -> Self {
        let [g0, g1, _, _, v0, v1, ..] = header;
        match (g0, g1, v0.is_ascii_uppercase() && v1.is_ascii_uppercase()) {
            (0, 1..=0x7f, true) => Self::ExplicitBig,
            (_, 0, true) => Self::ExplicitLittle,
            (2..=0x7f, 0, false) => Self::ImplicitLittle,
            _ => Self::Opaque,
        }
    }
}

/// What to keep of a data set.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Tags whose values are kept, also inside wanted sequences.
    pub values: &'static [Tag],
    /// Sequences to look into.
    pub sequences: &'static [Tag],
    /// Elements at top level above this tag end the reading.
    pub last: Tag,
}

#[derive(Clone, Copy, Debug)]
struct Frame {
    /// Offset at which it ends; `None` for undefined length.
    end: Option<u64>,
    /// Inside sequences that are wanted, all the way up.
    wanted: bool,
    /// Encoding outside, restored at the end.
    outer: Encoding,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Header,
    Skip(u64),
    Value { tag: Tag, left: u64 },
    Done,
}

/// Reads one data set in pieces of any size.
#[derive(Debug)]
pub struct DataSetReader {
    wanted: Wanted,
    encoding: Option<Encoding>,
    state: State,
    header: Vec<u8>,
    value: Vec<u8>,
    frames: Vec<Frame>,
    at: u64,
    found: Vec<(Tag, Vec<u8>)>,
    /// Of a deflated data set.
    unpack: Option<Box<Decompress>>,
}

impl DataSetReader {
    /// `encoding` is `None` when the negotiation was not seen: the first element then tells.
    #[must_use]
    pub fn new(wanted: Wanted, encoding: Option<Encoding>) -> Self {
        let state = if encoding == Some(Encoding::Opaque) { State::Done } else { State::Header };
        let unpack = (encoding == Some(Encoding::Deflated)).then(|| Box::new(Decompress::new(false)));
        let encoding = if unpack.is_some() { Some(Encoding::ExplicitLittle) } else { encoding };
        let (header, value, frames, found) = (Vec::with_capacity(12), Vec::new(), Vec::new(), Vec::new());
        Self { wanted, encoding, state, header, value, frames, at: 0, found, unpack }
    }

    /// Nothing more to learn from this data set.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        matches!(self.state, State::Done)
    }

    /// Values of the wanted tags in order, as sent.
    #[must_use]
    pub fn finish(self) -> Vec<(Tag, Vec<u8>)> {
        self.found
    }

    /// The next bytes, as sent.
    pub fn feed(&mut self, data: &[u8]) {
        match self.unpack.take() {
            Some(unpack) => self.feed_packed(unpack, data),
            None => self.feed_plain(data),
        }
    }

    /// Unpacks a piece at a time; what is unpacked is bounded as any data set is.
    fn feed_packed(&mut self, mut unpack: Box<Decompress>, mut data: &[u8]) {
        let mut plain = [0; 4096];
        loop {
            let (read, written) = (unpack.total_in(), unpack.total_out());
            let status = unpack.decompress(data, &mut plain, FlushDecompress::None);
            let used = (unpack.total_in() - read) as usize;
            let made = (unpack.total_out() - written) as usize;
            self.feed_plain(plain.get(..made).unwrap_or_default());
            data = data.get(used..).unwrap_or_default();
            if status.is_err() || matches!(status, Ok(Status::StreamEnd)) {
                self.state = State::Done;
            }
            if self.is_done() {
                return;
            }
            if used == 0 && made == 0 {
                break;
            }
        }
        self.unpack = Some(unpack);
    }

    fn feed_plain(&mut self, mut data: &[u8]) {
        while !data.is_empty() {
            let used = match self.state {
                State::Done => return,
                State::Header => self.feed_header(data),
                State::Skip(left) => {
                    let used = left.min(data.len() as u64);
                    self.state = if used == left { State::Header } else { State::Skip(left - used) };
                    used as usize
                }
                State::Value { tag, left } => self.feed_value(tag, left, data),
            };
            self.at += used as u64;
            data = data.get(used..).unwrap_or_default();
            if self.at > MAX_BYTES {
                self.state = State::Done;
            }
        }
    }

    fn feed_value(&mut self, tag: Tag, left: u64, data: &[u8]) -> usize {
        let used = left.min(data.len() as u64) as usize;
        let room = MAX_VALUE.saturating_sub(self.value.len());
        self.value.extend_from_slice(data.get(..used.min(room)).unwrap_or_default());
        if used as u64 == left {
            self.found.push((tag, std::mem::take(&mut self.value)));
            self.state = State::Header;
        } else {
            self.state = State::Value { tag, left: left - used as u64 };
        }
        used
    }

    /// Collects an element header and acts on it once it is whole.
    fn feed_header(&mut self, data: &[u8]) -> usize {
        let before = self.header.len();
        if before == 0 {
            self.close_frames();
        }
        let need = if before < 8 { 8 } else { 12 };
        self.header.extend_from_slice(data.get(..(need - before).min(data.len())).unwrap_or_default());
        let used = self.header.len() - before;
        if let Ok(first) = <[u8; 8]>::try_from(self.header.as_slice()) {
            let encoding = *self.encoding.get_or_insert_with(|| Encoding::guess(first));
            match head(encoding, first) {
                Head::Element { tag, length } => self.element(tag, length, used),
                Head::LongLength => {}
                Head::Nonsense => self.state = State::Done,
            }
        } else if let Ok(whole) = <[u8; 12]>::try_from(self.header.as_slice()) {
            let [g0, g1, e0, e1, v0, v1, _, _, l0, l1, l2, l3] = whole;
            let big = self.encoding == Some(Encoding::ExplicitBig);
            let length =
                if big { u32::from_be_bytes([l0, l1, l2, l3]) } else { u32::from_le_bytes([l0, l1, l2, l3]) };
            self.element(tag_of(big, [g0, g1, e0, e1]), length, used);
            if [v0, v1] == *b"UN" && length == UNDEFINED {
                // PS3.5 §6.2.2 note: the content is implicit little-endian.
                self.encoding = Some(Encoding::ImplicitLittle);
            }
        }
        used
    }

    /// Frames of defined length end where their bytes end. Called before the first byte of each element header.
    fn close_frames(&mut self) {
        while let Some(frame) = self.frames.last() {
            if frame.end.is_none_or(|end| end > self.at) {
                return;
            }
            self.encoding = Some(frame.outer);
            self.frames.pop();
        }
    }

    fn element(&mut self, tag: Tag, length: u32, used: usize) {
        self.header.clear();
        let start = self.at + used as u64;
        let inside = self.frames.last().is_none_or(|frame| frame.wanted);
        self.state = State::Header;
        match tag {
            ITEM_END | SEQUENCE_END => self.close_undefined(),
            ITEM => self.open(length, start, inside && !self.frames.is_empty()),
            _ if self.frames.is_empty() && tag > self.wanted.last => self.state = State::Done,
            _ if length == UNDEFINED => {
                let wanted = inside && self.wanted.sequences.contains(&tag);
                self.open(length, start, wanted);
            }
            _ if inside && self.wanted.sequences.contains(&tag) => self.open(length, start, true),
            _ if length == 0 => {}
            _ if inside && self.wanted.values.contains(&tag) && self.found.len() < 64 => {
                self.value.clear();
                self.state = State::Value { tag, left: u64::from(length) };
            }
            _ => self.state = State::Skip(u64::from(length)),
        }
    }

    /// Goes into a sequence or an item. Unwanted ones of known length are counted over.
    fn open(&mut self, length: u32, start: u64, wanted: bool) {
        if length != UNDEFINED && !wanted {
            self.state = if length == 0 { State::Header } else { State::Skip(u64::from(length)) };
        } else if self.frames.len() >= MAX_DEPTH {
            self.state = State::Done;
        } else if length != 0 {
            let end = (length != UNDEFINED).then(|| start + u64::from(length));
            let outer = self.encoding.unwrap_or(Encoding::ExplicitLittle);
            self.frames.push(Frame { end, wanted, outer });
        }
    }

    fn close_undefined(&mut self) {
        if let Some(frame) = self.frames.pop() {
            self.encoding = Some(frame.outer);
        }
    }
}

enum Head {
    Element {
        tag: Tag,
        length: u32,
    },
    /// Explicit VR whose length is in the next four bytes.
    LongLength,
    Nonsense,
}

fn tag_of(big: bool, bytes: [u8; 4]) -> Tag {
    let [a, b, c, d] = bytes;
    if big { Tag::from_be_bytes([a, b, c, d]) } else { Tag::from_be_bytes([b, a, d, c]) }
}

fn head(encoding: Encoding, bytes: [u8; 8]) -> Head {
    let [t0, t1, t2, t3, v0, v1, l0, l1] = bytes;
    let big = encoding == Encoding::ExplicitBig;
    let tag = tag_of(big, [t0, t1, t2, t3]);
    let long = if big { u32::from_be_bytes([v0, v1, l0, l1]) } else { u32::from_le_bytes([v0, v1, l0, l1]) };
    if matches!(tag, ITEM | ITEM_END | SEQUENCE_END) || encoding == Encoding::ImplicitLittle {
        return Head::Element { tag, length: long };
    }
    match [v0, v1] {
        _ if encoding == Encoding::Opaque => Head::Nonsense,
        // PS3.5 §7.1.2
        [b'O', b'B' | b'D' | b'F' | b'L' | b'V' | b'W']
        | [b'S', b'Q' | b'V']
        | [b'U', b'C' | b'N' | b'R' | b'T' | b'V'] => Head::LongLength,
        [b'A'..=b'Z', b'A'..=b'Z'] => {
            let length = if big { u16::from_be_bytes([l0, l1]) } else { u16::from_le_bytes([l0, l1]) };
            Head::Element { tag, length: u32::from(length) }
        }
        _ => Head::Nonsense,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WANTED: Wanted = Wanted {
        values: &[0x0008_0070, 0x0008_1090, 0x0018_1000],
        sequences: &[0x0018_100a],
        last: 0x0018_1020,
    };

    fn explicit(tag: Tag, vr: [u8; 2], value: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend(((tag >> 16) as u16).to_le_bytes());
        out.extend((tag as u16).to_le_bytes());
        out.extend(vr);
        if matches!(&vr, b"SQ" | b"UN" | b"OB") {
            out.extend([0, 0]);
            out.extend((value.len() as u32).to_le_bytes());
        } else {
            out.extend((value.len() as u16).to_le_bytes());
        }
        out.extend(value);
        out
    }

    fn implicit(tag: Tag, value: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend(((tag >> 16) as u16).to_le_bytes());
        out.extend((tag as u16).to_le_bytes());
        out.extend((value.len() as u32).to_le_bytes());
        out.extend(value);
        out
    }

    fn read(bytes: &[u8], chunk: usize, encoding: Option<Encoding>) -> Vec<(Tag, Vec<u8>)> {
        let mut reader = DataSetReader::new(WANTED, encoding);
        for piece in bytes.chunks(chunk.max(1)) {
            reader.feed(piece);
        }
        reader.finish()
    }

    /// Sequences of defined and undefined length, private groups and a patient group between the wanted tags.
    fn sample() -> Vec<u8> {
        let mut set = explicit(0x0008_0070, *b"LO", b"Maker ");
        set.extend(explicit(0x0008_1090, *b"LO", b"Model1"));
        // undefined-length sequence with an undefined-length item that repeats the maker: not top level, not kept
        set.extend([0x08, 0, 0x40, 0x11, b'S', b'Q', 0, 0, 0xff, 0xff, 0xff, 0xff]);
        set.extend([0xfe, 0xff, 0, 0xe0, 0xff, 0xff, 0xff, 0xff]);
        set.extend(explicit(0x0008_0070, *b"LO", b"Inner "));
        set.extend([0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0]);
        set.extend([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
        set.extend(explicit(0x0009_1002, *b"UN", &[7; 700]));
        set.extend(explicit(0x0010_0010, *b"PN", b"SECRET^NAME "));
        set.extend(explicit(0x0018_1000, *b"LO", b"SN-1"));
        set.extend(explicit(0x0020_0010, *b"SH", b"STUDY1"));
        set
    }

    #[test]
    fn keeps_listed_tags_at_every_chunk_size() {
        let expected = vec![
            (0x0008_0070, b"Maker ".to_vec()),
            (0x0008_1090, b"Model1".to_vec()),
            (0x0018_1000, b"SN-1".to_vec()),
        ];
        for chunk in 1..sample().len() {
            assert_eq!(read(&sample(), chunk, Some(Encoding::ExplicitLittle)), expected, "chunk {chunk}");
            assert_eq!(read(&sample(), chunk, None), expected, "guessed, chunk {chunk}");
        }
    }

    #[test]
    fn a_wanted_sequence_of_defined_length_is_entered_and_left() {
        let item_content = explicit(0x0018_1000, *b"LO", b"IN");
        let mut item = vec![0xfe, 0xff, 0, 0xe0];
        item.extend((item_content.len() as u32).to_le_bytes());
        item.extend(&item_content);
        let mut set = explicit(0x0018_100a, *b"SQ", &item);
        set.extend(explicit(0x0018_1010, *b"LO", b"no"));
        for chunk in 1..40 {
            assert_eq!(read(&set, chunk, None), vec![(0x0018_1000, b"IN".to_vec())], "chunk {chunk}");
        }
    }

    #[test]
    fn a_deflated_data_set_is_read_and_a_bomb_ends() {
        use std::io::Write as _;
        let deflate = |bytes: &[u8]| {
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        };
        let plain = read(&sample(), 4096, None);
        for chunk in [1, 7, 4096] {
            assert_eq!(read(&deflate(&sample()), chunk, Some(Encoding::Deflated)), plain, "chunk {chunk}");
        }
        // 64 MB of one element that is counted over: reading ends at the bound.
        let mut bomb = vec![8, 0, 0x68, 0, b'O', b'W', 0, 0];
        bomb.extend(u32::MAX.wrapping_sub(2).to_le_bytes());
        bomb.resize(64 << 20, 0);
        let mut reader = DataSetReader::new(WANTED, Some(Encoding::Deflated));
        reader.feed(&deflate(&bomb));
        assert!(reader.is_done() && reader.at <= MAX_BYTES + 4096);
    }

    #[test]
    fn implicit_is_read() {
        let mut set = implicit(0x0008_0070, b"Maker ");
        set.extend(implicit(0x0010_0010, b"SECRET"));
        set.extend(implicit(0x0018_1000, b"12"));
        for encoding in [None, Some(Encoding::ImplicitLittle)] {
            assert_eq!(
                read(&set, 3, encoding),
                vec![(0x0008_0070, b"Maker ".to_vec()), (0x0018_1000, b"12".to_vec())]
            );
        }
    }

    proptest! {
        #[test]
        fn chunking_changes_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..400), chunk in 1usize..50) {
            prop_assert_eq!(read(&bytes, chunk, None), read(&bytes, 4096, None));
        }

        #[test]
        fn damage_and_chunking(place in 0usize..700, byte: u8, chunk in 1usize..50) {
            let mut bytes = sample();
            if let Some(b) = bytes.get_mut(place) { *b = byte; }
            prop_assert_eq!(read(&bytes, chunk, None), read(&bytes, 4096, None));
        }
    }
}
