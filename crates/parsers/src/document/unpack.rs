//! Compressed files and characters: gzip, zstandard, xz and bzip2 are unpacked within bounds, any encoding becomes UTF-8.

use std::{
    borrow::Cow,
    io::{BufRead, Read},
};

use domain::sbom::Component;

use crate::ledger::{Decoded, Lost};

/// How bytes are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    Gzip,
    Zstandard,
    Xz,
    Bzip2,
}

/// Why a file could not be unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UnpackProblem {
    /// It unpacks to more than the limit.
    TooLarge,
    /// The compression is broken.
    Broken(&'static str),
}

/// Layers of compression that are taken off.
const LAYERS: usize = 3;
/// Largest window of zstandard that is obeyed (as `zstd --long=27`).
const WINDOW: u32 = 27;
/// Memory that xz may ask for, in KiB: the same window, and what the reader itself needs. `xz -9` asks for half of it.
const XZ_MEMORY: u32 = (1 << (WINDOW - 10)) + 1024;

impl Compression {
    /// What the first bytes say; six are enough.
    #[must_use]
    pub const fn of(head: &[u8]) -> Option<Self> {
        Some(match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstandard,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, ..] => Self::Bzip2,
            _ => return None,
        })
    }

    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstandard => "zstandard",
            Self::Xz => "xz",
            Self::Bzip2 => "bzip2",
        }
    }

    /// What is inside, also of several pieces one behind the other. How much may come out of it is the caller's to say.
    ///
    /// # Errors
    /// Those of the reader, and bytes that are no such compression.
    pub fn open<'r>(self, packed: impl BufRead + 'r) -> std::io::Result<Box<dyn Read + 'r>> {
        Ok(match self {
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
            Self::Zstandard => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(packed)?;
                decoder.window_log_max(WINDOW)?;
                Box::new(decoder)
            }
            Self::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(packed, true, XZ_MEMORY)),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(packed)),
        })
    }
}

/// The bytes inside layers of compression; bytes without one stay as they are.
pub(crate) fn unpack(bytes: &[u8], limit: usize) -> Result<Cow<'_, [u8]>, UnpackProblem> {
    let mut inside = Cow::Borrowed(bytes);
    for _ in 0..LAYERS {
        let Some(compression) = Compression::of(&inside) else { break };
        let broken = |_| UnpackProblem::Broken(compression.name());
        let mut out = Vec::new();
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        compression.open(&*inside).map_err(broken)?.take(most).read_to_end(&mut out).map_err(broken)?;
        if out.len() > limit {
            return Err(UnpackProblem::TooLarge);
        }
        inside = Cow::Owned(out);
    }
    if inside.len() > limit { Err(UnpackProblem::TooLarge) } else { Ok(inside) }
}

/// The bytes as UTF-8 without byte order mark, and what a person must know of how they became it.
pub(crate) fn characters(bytes: &[u8]) -> (Cow<'_, str>, Option<String>) {
    let Decoded { text, encoding, is_guess, lost } = crate::ledger::decode(bytes);
    let mut told = match (encoding, is_guess) {
        ("UTF-8", _) => None,
        (_, false) => Some(format!("the characters are {encoding}, not UTF-8")),
        (_, true) => Some(format!(
            "the characters are not UTF-8, and nothing says what they are: read as {encoding}, in which they make most sense; look at \
             names with other than English letters"
        )),
    };
    if let Some(Lost { count, line }) = lost {
        let lost =
            format!("{count} characters could not be read and stand as \u{fffd}, the first in line {line}");
        told = Some(told.map_or_else(|| lost.clone(), |told| format!("{told}; {lost}")));
    }
    (text, told)
}

/// Line of the first character that could not be read: what must be read whole or not at all is refused there.
pub(crate) fn lost_line(bytes: &[u8]) -> Option<usize> {
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    if is_utf8 { None } else { crate::ledger::decode(bytes).lost.map(|lost| lost.line) }
}

/// What stands for characters that could not be read.
pub(crate) const UNREADABLE: &str = "characters could not be read; get the file from its sender again";

/// The name or version of a component in which characters could not be read, here or by the tool that wrote them down.
pub(crate) fn unreadable(component: &Component) -> Option<&str> {
    let texts = [Some(&component.name), component.version.as_ref()];
    texts.into_iter().flatten().find(|text| text.contains(char::REPLACEMENT_CHARACTER)).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn bombs_stop_at_the_limit() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&vec![0; 1 << 20]).unwrap();
        let bytes = gzip.finish().unwrap();
        assert_eq!(unpack(&bytes, 1 << 16), Err(UnpackProblem::TooLarge));
        assert_eq!(unpack(&bytes, 1 << 20).unwrap().len(), 1 << 20);
        let zstd = zstd::encode_all(&b"{}"[..], 1).unwrap();
        assert_eq!(&*unpack(&zstd, 100).unwrap(), b"{}");
        assert_eq!(unpack(&bytes[..20], 1 << 20), Err(UnpackProblem::Broken("gzip")));
    }

    /// `{"a":1}`, as xz and bzip2 write it.
    const XZ: &[u8] = &[
        0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46, 0x02, 0x00, 0x21, 0x01, 0x16,
        0x00, 0x00, 0x00, 0x74, 0x2f, 0xe5, 0xa3, 0x01, 0x00, 0x06, 0x7b, 0x22, 0x61, 0x22, 0x3a, 0x31, 0x7d,
        0x00, 0x00, 0x74, 0x93, 0x19, 0xb1, 0x97, 0x7e, 0x1f, 0xad, 0x00, 0x01, 0x1f, 0x07, 0x16, 0x2e, 0xb8,
        0x73, 0x1f, 0xb6, 0xf3, 0x7d, 0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5a,
    ];
    const BZIP2: &[u8] = &[
        0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0x3a, 0xdf, 0x03, 0x60, 0x00, 0x00, 0x02,
        0x99, 0x80, 0x10, 0x00, 0x20, 0x10, 0x20, 0x00, 0x00, 0x0a, 0x20, 0x00, 0x21, 0x80, 0x0c, 0x02, 0x5b,
        0x06, 0xdc, 0x5d, 0xc9, 0x14, 0xe1, 0x42, 0x40, 0xeb, 0x7c, 0x0d, 0x80,
    ];

    #[test]
    fn xz_and_bzip2_are_unpacked_and_broken_ones_told() {
        for (packed, name) in [(XZ, "xz"), (BZIP2, "bzip2")] {
            assert_eq!(&*unpack(packed, 100).unwrap(), b"{\"a\":1}", "{name}");
            assert_eq!(&*unpack(&[packed, packed].concat(), 100).unwrap(), b"{\"a\":1}{\"a\":1}", "{name}");
            assert_eq!(unpack(packed, 6), Err(UnpackProblem::TooLarge), "{name}");
            assert_eq!(unpack(&packed[..packed.len() - 10], 100), Err(UnpackProblem::Broken(name)));
        }
        assert_eq!(&*unpack(b"BZh9 is a text", 100).unwrap(), b"BZh9 is a text");
    }

    #[test]
    fn memory_that_xz_asks_for_is_bounded() {
        // The dictionary of the block header: 40 is 4 GiB less one. The sum of the header is made right again.
        let mut packed = XZ.to_vec();
        packed[16] = 40;
        let mut sum = flate2::Crc::new();
        sum.update(&packed[12..20]);
        packed[20..24].copy_from_slice(&sum.sum().to_le_bytes());
        assert_eq!(unpack(&packed, 100), Err(UnpackProblem::Broken("xz")));
    }

    proptest::proptest! {
        #[test]
        fn damaged_ones_never_panic(at in 0_usize..60, byte: u8) {
            for packed in [XZ, BZIP2] {
                let mut packed = packed.to_vec();
                let at = at % packed.len();
                packed[at] = byte;
                let _ = unpack(&packed, 1000);
            }
        }
    }

    #[test]
    fn wide_characters_become_utf_8() {
        let wide: Vec<u8> = "\u{feff}{\"a\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (text, note) = characters(&wide);
        assert_eq!(text, "{\"a\":1}");
        assert!(note.is_some());
        assert_eq!(characters(b"\xef\xbb\xbf{}"), (Cow::Borrowed("{}"), None));
        let (text, note) = characters(b"a\n\xe3\x81\x82\xe3\x81\x82\xe3\x81\x82\xe3\x81\x82\xe3\x81\x82\xff");
        assert_eq!(text, "a\nあああああ\u{fffd}");
        assert!(
            note.unwrap()
                .ends_with("1 characters could not be read and stand as \u{fffd}, the first in line 2")
        );
    }
}
