//! HPACK (RFC 7541): the packed header fields of HTTP/2, with the state that both ends keep.
//!
//! Fields may hold paths, cookies and queries: whoever reads them takes what is known beforehand and drops the rest.

use std::{collections::VecDeque, sync::OnceLock};

use crate::cursor::{Cursor, Parse, Reason};

/// Name and value, as bytes.
pub type Field = (Vec<u8>, Vec<u8>);

/// A table is never larger than this, whatever the other end allows (§4.2; 4,096 is the protocol's own start).
const MAX_TABLE: usize = 64 * 1024;
/// Fields of one block, and bytes of one string.
const MAX_FIELDS: usize = 128;
const MAX_STRING: usize = 16 * 1024;

/// State of one direction.
#[derive(Debug)]
pub struct Decoder {
    /// Newest first (§2.3.2).
    table: VecDeque<Field>,
    size: usize,
    max_size: usize,
    /// The most that the reader of this direction allows (SETTINGS_HEADER_TABLE_SIZE).
    limit: usize,
}

impl Default for Decoder {
    fn default() -> Self {
        Self { table: VecDeque::new(), size: 0, max_size: 4096, limit: 4096 }
    }
}

impl Decoder {
    /// The reader of this direction allows a table of this size.
    pub fn allow(&mut self, limit: u32) {
        self.limit = usize::try_from(limit).unwrap_or(MAX_TABLE).min(MAX_TABLE);
        self.resize(self.max_size.min(self.limit));
    }

    /// Reads a whole header block (§3, §6).
    ///
    /// # Errors
    /// Where the block is not what the standard says; the state of the direction is lost then.
    pub fn block(&mut self, block: &[u8]) -> Parse<Vec<Field>> {
        let mut cursor = Cursor::new("HPACK block", block);
        let mut fields = Vec::new();
        while let Some(first) = cursor.peek() {
            if fields.len() >= MAX_FIELDS {
                return Err(cursor.error(Reason::TooLarge));
            }
            match first {
                0x80.. => {
                    let index = integer(&mut cursor, 7)?;
                    fields.push(self.entry(index).ok_or(cursor.error(Reason::Invalid))?);
                }
                0x40.. => {
                    let field = self.literal(&mut cursor, 6)?;
                    self.insert(field.clone());
                    fields.push(field);
                }
                0x20.. => {
                    let size = integer(&mut cursor, 5)?;
                    cursor.ensure(size <= self.limit)?;
                    self.resize(size);
                }
                // Without indexing and never indexed (§6.2.2, §6.2.3).
                _ => {
                    let field = self.literal(&mut cursor, 4)?;
                    fields.push(field);
                }
            }
        }
        Ok(fields)
    }

    fn literal(&self, cursor: &mut Cursor<'_>, prefix: u8) -> Parse<Field> {
        let index = integer(cursor, prefix)?;
        let name = match index {
            0 => string(cursor)?,
            index => self.entry(index).ok_or(cursor.error(Reason::Invalid))?.0,
        };
        Ok((name, string(cursor)?))
    }

    /// Entry of the static, then of the dynamic table (§2.3.3), from 1.
    fn entry(&self, index: usize) -> Option<Field> {
        let index = index.checked_sub(1)?;
        match STATIC.get(index) {
            Some((name, value)) => Some((name.to_vec(), value.to_vec())),
            None => self.table.get(index - STATIC.len()).cloned(),
        }
    }

    fn insert(&mut self, field: Field) {
        let size = size(&field);
        self.evict(self.max_size.saturating_sub(size));
        if size <= self.max_size {
            self.size += size;
            self.table.push_front(field);
        }
    }

    fn resize(&mut self, max_size: usize) {
        self.max_size = max_size;
        self.evict(max_size);
    }

    fn evict(&mut self, room: usize) {
        while self.size > room {
            let Some(oldest) = self.table.pop_back() else { break };
            self.size = self.size.saturating_sub(size(&oldest));
        }
    }
}

/// §4.1.
fn size((name, value): &Field) -> usize {
    name.len() + value.len() + 32
}

/// §5.1. Integers above 2²⁴ are refused: nothing here is so large.
fn integer(cursor: &mut Cursor<'_>, prefix: u8) -> Parse<usize> {
    let mask = (1u16 << prefix) as u8 - 1;
    let first = cursor.u8()? & mask;
    let mut value = usize::from(first);
    if first < mask {
        return Ok(value);
    }
    for shift in [0, 7, 14, 21] {
        let byte = cursor.u8()?;
        value += usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return if value < 1 << 24 { Ok(value) } else { Err(cursor.error(Reason::TooLarge)) };
        }
    }
    Err(cursor.error(Reason::TooLarge))
}

/// §5.2.
fn string(cursor: &mut Cursor<'_>) -> Parse<Vec<u8>> {
    let packed = cursor.peek().is_some_and(|byte| byte & 0x80 != 0);
    let length = integer(cursor, 7)?;
    if length > MAX_STRING {
        return Err(cursor.error(Reason::TooLarge));
    }
    let bytes = cursor.take(length)?;
    if packed { unpack(bytes).ok_or(cursor.error(Reason::Invalid)) } else { Ok(bytes.to_vec()) }
}

/// For each length of code: the first code, and where its symbols begin in `symbols`. The code is canonical (appendix B).
struct Codes {
    lengths: [(u32, u32, u32); 31],
    symbols: Vec<u16>,
}

fn codes() -> &'static Codes {
    static CODES: OnceLock<Codes> = OnceLock::new();
    CODES.get_or_init(|| {
        let (mut lengths, mut symbols, mut code) = ([(0, 0, 0); 31], Vec::with_capacity(257), 0u32);
        for (length, slot) in lengths.iter_mut().enumerate() {
            code <<= 1;
            let start = symbols.len();
            let of_length = LENGTHS.iter().enumerate().filter(|(_, known)| usize::from(**known) == length);
            symbols.extend(of_length.map(|(symbol, _)| symbol as u16));
            let count = (symbols.len() - start) as u32;
            *slot = (code, count, start as u32);
            code += count;
        }
        Codes { lengths, symbols }
    })
}

/// Huffman code (§5.2): what is left at the end must be fewer than 8 bits, all ones.
fn unpack(bytes: &[u8]) -> Option<Vec<u8>> {
    let codes = codes();
    let mut out = Vec::with_capacity(bytes.len() * 2);
    let (mut code, mut length) = (0u32, 0usize);
    for bit in bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| u32::from(byte >> at & 1))) {
        code = (code << 1) | bit;
        length += 1;
        let (first, count, start) = *codes.lengths.get(length)?;
        if code >= first && code - first < count {
            let symbol = *codes.symbols.get((start + code - first) as usize)?;
            out.push(u8::try_from(symbol).ok()?);
            (code, length) = (0, 0);
        }
    }
    (length < 8 && code == (1 << length) - 1).then_some(out)
}

/// Appendix A.
const STATIC: [(&[u8], &[u8]); 61] = [
    (b":authority", b""),
    (b":method", b"GET"),
    (b":method", b"POST"),
    (b":path", b"/"),
    (b":path", b"/index.html"),
    (b":scheme", b"http"),
    (b":scheme", b"https"),
    (b":status", b"200"),
    (b":status", b"204"),
    (b":status", b"206"),
    (b":status", b"304"),
    (b":status", b"400"),
    (b":status", b"404"),
    (b":status", b"500"),
    (b"accept-charset", b""),
    (b"accept-encoding", b"gzip, deflate"),
    (b"accept-language", b""),
    (b"accept-ranges", b""),
    (b"accept", b""),
    (b"access-control-allow-origin", b""),
    (b"age", b""),
    (b"allow", b""),
    (b"authorization", b""),
    (b"cache-control", b""),
    (b"content-disposition", b""),
    (b"content-encoding", b""),
    (b"content-language", b""),
    (b"content-length", b""),
    (b"content-location", b""),
    (b"content-range", b""),
    (b"content-type", b""),
    (b"cookie", b""),
    (b"date", b""),
    (b"etag", b""),
    (b"expect", b""),
    (b"expires", b""),
    (b"from", b""),
    (b"host", b""),
    (b"if-match", b""),
    (b"if-modified-since", b""),
    (b"if-none-match", b""),
    (b"if-range", b""),
    (b"if-unmodified-since", b""),
    (b"last-modified", b""),
    (b"link", b""),
    (b"location", b""),
    (b"max-forwards", b""),
    (b"proxy-authenticate", b""),
    (b"proxy-authorization", b""),
    (b"range", b""),
    (b"referer", b""),
    (b"refresh", b""),
    (b"retry-after", b""),
    (b"server", b""),
    (b"set-cookie", b""),
    (b"strict-transport-security", b""),
    (b"transfer-encoding", b""),
    (b"user-agent", b""),
    (b"vary", b""),
    (b"via", b""),
    (b"www-authenticate", b""),
];

/// Appendix B: bits of the code of each octet, and of the end of string.
#[rustfmt::skip]
const LENGTHS: [u8; 257] = [
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5,
    5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6,
    6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22,
    23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22,
    21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20,
    22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19,
    21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22,
    22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::hex;

    fn read(decoder: &mut Decoder, block: &str) -> Vec<String> {
        let text = |(name, value): Field| {
            format!("{}: {}", String::from_utf8_lossy(&name), String::from_utf8_lossy(&value))
        };
        decoder.block(&hex(block)).expect("a block").into_iter().map(text).collect()
    }

    /// Appendix C.3 and C.4: three requests on one connection, plain and with the Huffman code.
    #[test]
    fn requests_of_the_standard() {
        let plain = [
            "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
            "8286 84be 5808 6e6f 2d63 6163 6865",
            "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
        ];
        let packed = [
            "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
            "8286 84be 5886 a8eb 1064 9cbf",
            "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
        ];
        for blocks in [plain, packed] {
            let mut decoder = Decoder::default();
            let first = [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"];
            assert_eq!(read(&mut decoder, blocks[0]), first);
            assert_eq!(read(&mut decoder, blocks[1])[4], "cache-control: no-cache");
            let third = read(&mut decoder, blocks[2]);
            assert_eq!(
                third[2..],
                [":path: /index.html", ":authority: www.example.com", "custom-key: custom-value"]
            );
            assert_eq!((decoder.size, decoder.table.len()), (164, 3));
        }
    }

    /// Appendix C.5 and C.6: responses with a table of 256 bytes, so that entries fall out.
    #[test]
    fn responses_of_the_standard_evict() {
        let plain = [
            "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
            "4803 3330 37c1 c0bf",
        ];
        let packed = [
            "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
            "4883 640e ffc1 c0bf",
        ];
        for blocks in [plain, packed] {
            let mut decoder = Decoder::default();
            decoder.allow(256);
            let first = read(&mut decoder, blocks[0]);
            assert_eq!((first[0].as_str(), first[1].as_str()), (":status: 302", "cache-control: private"));
            assert_eq!((decoder.size, decoder.table.len()), (222, 4));
            let second = read(&mut decoder, blocks[1]);
            assert_eq!(second[3], "location: https://www.example.com");
            assert_eq!((second[0].as_str(), decoder.size), (":status: 307", 222));
        }
    }

    #[test]
    fn what_cannot_be_is_an_error() {
        for block in
            ["80", "ff ff ff ff ff 0f", "c6", "40 05 61", "00 ff ff ff ff 7f", "3f e1 ff 03", "00 81 00 00"]
        {
            assert!(Decoder::default().block(&hex(block)).is_err(), "{block}");
        }
        let many = [0x82; MAX_FIELDS + 1];
        assert!(Decoder::default().block(&many).is_err(), "a bomb of indexed fields");
    }

    proptest! {
        #[test]
        fn any_bytes_keep_the_table_within_its_bound(blocks: Vec<Vec<u8>>, limit: u32) {
            let mut decoder = Decoder::default();
            decoder.allow(limit);
            for block in &blocks {
                let _ = decoder.block(block);
                prop_assert!(decoder.size <= MAX_TABLE && decoder.size <= decoder.max_size);
            }
        }
    }
}
