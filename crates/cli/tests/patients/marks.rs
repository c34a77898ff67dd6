//! The unmistakable patient: one name in letters, one in Japanese, in every encoding that hospitals use.

use encoding_rs::{EUC_JP, ISO_2022_JP, SHIFT_JIS};

/// Stands for every identifier in letters: names, numbers, accounts, secrets.
pub const MARK: &str = "KANJASHAZQ";
/// Stands for every name in Japanese; these characters are nowhere else.
pub const NAME: &str = "極秘患者氏名";

pub fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The name as bytes of each encoding.
pub fn encodings() -> Vec<Vec<u8>> {
    let big_endian: Vec<u8> = NAME.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut all = vec![NAME.as_bytes().to_vec(), utf16(NAME), big_endian, utf16(MARK)];
    for encoding in [SHIFT_JIS, EUC_JP, ISO_2022_JP] {
        all.push(encoding.encode(NAME).0.into_owned());
    }
    // Without its escapes: a reader may have copied the middle of it.
    let escaped = ISO_2022_JP.encode(NAME).0;
    all.push(escaped[3..escaped.len() - 3].to_vec());
    all
}

/// What of the patient is in these bytes, in whatever case or encoding.
pub fn found_in(bytes: &[u8]) -> Option<String> {
    let lower = bytes.to_ascii_lowercase();
    let mark = MARK.to_ascii_lowercase();
    let has = |haystack: &[u8], needle: &[u8]| haystack.windows(needle.len()).position(|w| w == needle);
    // Parts too: a value that was cut still names the patient.
    if let Some(at) = has(&lower, &mark.as_bytes()[..7]) {
        let around = &bytes[at.saturating_sub(120)..(at + 60).min(bytes.len())];
        return Some(String::from_utf8_lossy(around).into_owned());
    }
    encodings().into_iter().find_map(|needle| {
        let at = has(bytes, &needle)?;
        let around = &bytes[at.saturating_sub(120)..(at + 60).min(bytes.len())];
        Some(format!("{needle:02x?} in {}", String::from_utf8_lossy(around)))
    })
}

#[test]
fn the_patient_is_found_where_it_is() {
    assert!(found_in(b"nothing of the kind").is_none());
    assert!(found_in(b"... kanjashazq ...").is_some());
    assert!(found_in(b"... KanjashA").is_some());
    for encoded in encodings() {
        assert!(found_in(&[b"x", &encoded[..], b"y"].concat()).is_some());
    }
}
