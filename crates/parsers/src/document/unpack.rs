//! Compressed files and characters: gzip and zstandard are unpacked within bounds, any encoding becomes UTF-8.

use std::{borrow::Cow, io::Read};

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

/// The bytes inside gzip and zstandard layers; bytes without compression stay as they are.
pub(crate) fn unpack(bytes: &[u8], limit: usize) -> Result<Cow<'_, [u8]>, UnpackProblem> {
    let mut inside = Cow::Borrowed(bytes);
    for _ in 0..LAYERS {
        let next = match inside.get(..4) {
            Some([0x1f, 0x8b, ..]) => bounded(flate2::read::MultiGzDecoder::new(&*inside), limit, "gzip")?,
            Some([0x28, 0xb5, 0x2f, 0xfd]) => {
                let mut decoder = zstd::stream::read::Decoder::new(&*inside)
                    .map_err(|_| UnpackProblem::Broken("zstandard"))?;
                decoder.window_log_max(WINDOW).map_err(|_| UnpackProblem::Broken("zstandard"))?;
                bounded(decoder, limit, "zstandard")?
            }
            _ => break,
        };
        inside = Cow::Owned(next);
    }
    if inside.len() > limit { Err(UnpackProblem::TooLarge) } else { Ok(inside) }
}

fn bounded(reader: impl Read, limit: usize, format: &'static str) -> Result<Vec<u8>, UnpackProblem> {
    let mut out = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    reader.take(most).read_to_end(&mut out).map_err(|_| UnpackProblem::Broken(format))?;
    if out.len() > limit { Err(UnpackProblem::TooLarge) } else { Ok(out) }
}

/// The bytes as UTF-8 without byte order mark, and what had to be done to get there.
pub(crate) fn characters(bytes: &[u8]) -> (Cow<'_, str>, Option<String>) {
    let plain = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let looks_wide = matches!(plain.get(..2), Some([0, _] | [_, 0] | [0xff, 0xfe] | [0xfe, 0xff]));
    if !looks_wide && let Ok(text) = std::str::from_utf8(plain) {
        return (Cow::Borrowed(text), None);
    }
    let (text, encoding, replaced) = crate::ledger::decode(bytes);
    let lost = if replaced { "; some characters could not be read" } else { "" };
    (Cow::Owned(text), Some(format!("the characters are {encoding}, not UTF-8{lost}")))
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

    #[test]
    fn wide_characters_become_utf_8() {
        let wide: Vec<u8> = "\u{feff}{\"a\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (text, note) = characters(&wide);
        assert_eq!(text, "{\"a\":1}");
        assert!(note.is_some());
        assert_eq!(characters(b"\xef\xbb\xbf{}").0, "{}");
    }
}
