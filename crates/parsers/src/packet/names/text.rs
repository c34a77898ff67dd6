//! Names out of bytes: UTF-8, Shift_JIS, UTF-16, length-limited, without control characters.

use domain::facts::{MAX_VALUE, clean_value};

/// Text up to the first NUL: UTF-8, else Shift_JIS (Japanese Windows), else with unreadable bytes replaced.
#[must_use]
pub fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
    let bytes = bytes.get(..end.min(MAX_VALUE * 2)).unwrap_or_default();
    if let Ok(text) = std::str::from_utf8(bytes) {
        return clean_value(text);
    }
    let japanese = encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes);
    match japanese {
        Some(text) => clean_value(&text),
        None => clean_value(&String::from_utf8_lossy(bytes)),
    }
}

/// As [`text`], `None` when nothing is left.
#[must_use]
pub fn some_text(bytes: &[u8]) -> Option<String> {
    Some(text(bytes)).filter(|text| !text.is_empty())
}

/// UTF-16 little-endian up to the first NUL character.
#[must_use]
pub fn utf16_le(bytes: &[u8]) -> String {
    let units = bytes
        .chunks_exact(2)
        .filter_map(|pair| <[u8; 2]>::try_from(pair).ok())
        .map(u16::from_le_bytes)
        .take_while(|unit| *unit != 0)
        .take(MAX_VALUE);
    let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    clean_value(&text)
}

/// Lower-case hexadecimal, at most `most` bytes.
#[must_use]
pub fn hex(bytes: &[u8], most: usize) -> String {
    domain::hex::lower(bytes.get(..most).unwrap_or(bytes))
}

/// Reads as a host name: letters (any script), digits, `-`, `_`, `.`; not empty, not only dots or digits and dots.
#[must_use]
pub fn is_host_name(text: &str) -> bool {
    text.len() <= 255
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && text.chars().any(char::is_alphabetic)
        && !text.starts_with('.')
}

/// A word of a closed alphabet, as program names are: letters, digits, `-`, `_`, `.`, `/`, at most 48 characters.
#[must_use]
pub fn is_plain_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 48
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_is_read() {
        assert_eq!(text(b"CT01\0rest"), "CT01");
        assert_eq!(text("放射線科".as_bytes()), "放射線科");
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("検査室");
        assert_eq!(text(&sjis), "検査室");
        assert_eq!(utf16_le(b"P\0C\x001\0\0\0X\0"), "PC1");
        assert_eq!(hex(&[0xab, 1, 2], 2), "ab01");
    }

    #[test]
    fn host_names() {
        for good in ["CT01", "vm-3.example.jp", "受付pc", "PC_1"] {
            assert!(is_host_name(good), "{good}");
        }
        for bad in ["", "10.0.0.1", "a b", ".x", "a/b"] {
            assert!(!is_host_name(bad), "{bad}");
        }
        assert!(is_plain_word("CRON") && !is_plain_word("a b") && !is_plain_word(""));
    }
}
