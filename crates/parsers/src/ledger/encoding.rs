//! Which character encoding a text file is in: BOM, ISO-2022-JP escapes, UTF-8, else Shift_JIS against EUC-JP by plausibility.

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

/// Text, name of the encoding, and whether some bytes had to be replaced.
pub(crate) fn decode(bytes: &[u8]) -> (String, &'static str, bool) {
    let encoding = Encoding::for_bom(bytes).map(|(e, _)| e).unwrap_or_else(|| detect(bytes));
    let (text, used, replaced) = encoding.decode(bytes);
    (text.into_owned(), used.name(), replaced)
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    if let Some(utf16) = utf16_without_mark(bytes) {
        return utf16;
    }
    let ascii = bytes.is_ascii();
    let escapes =
        bytes.windows(3).any(|w| matches!(w, [0x1b, b'$', b'B' | b'@'] | [0x1b, b'(', b'J' | b'I']));
    if ascii && escapes {
        return ISO_2022_JP;
    }
    // A file cut inside a character is still UTF-8.
    match std::str::from_utf8(bytes) {
        Ok(_) => return UTF_8,
        Err(e) if e.error_len().is_none() => return UTF_8,
        Err(_) => {}
    }
    let mut best = (i64::MIN, SHIFT_JIS);
    for encoding in [SHIFT_JIS, EUC_JP, UTF_8] {
        let score = plausibility(&encoding.decode_without_bom_handling(bytes).0);
        if score > best.0 {
            best = (score, encoding);
        }
    }
    best.1
}

/// Latin text in UTF-16 has a zero in every other byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(512))?;
    let pairs = sample.len() / 2;
    if pairs < 4 {
        return None;
    }
    let (mut even, mut odd) = (0, 0);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    if odd * 3 > pairs && even == 0 {
        Some(UTF_16LE)
    } else if even * 3 > pairs && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Kana and kanji speak for a reading; replaced characters, half-width kana and private use against it.
fn plausibility(text: &str) -> i64 {
    text.chars()
        .take(200_000)
        .map(|c| match c {
            '\u{fffd}' => -30,
            '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}' => 3,
            '\u{4e00}'..='\u{9fff}' => 2,
            '\u{ff61}'..='\u{ff9f}' => -1,
            '\u{ff01}'..='\u{ff5e}' | '\u{3000}'..='\u{303f}' => 1,
            '\u{e000}'..='\u{f8ff}' | '\u{80}'..='\u{9f}' => -10,
            _ => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "管理番号,機器名,メーカー\nME-001,ベッドサイドモニタ,日本光電\nME-002,ﾌﾟﾘﾝﾀ,ﾌﾞﾗｻﾞｰ\n";

    #[test]
    fn japanese_encodings_are_told_apart() {
        for encoding in [SHIFT_JIS, EUC_JP, ISO_2022_JP, UTF_8] {
            let text =
                if encoding == ISO_2022_JP { "管理番号,機器名\nME-001,モニタ\n" } else { TEXT };
            let (bytes, ..) = encoding.encode(text);
            assert_eq!(decode(&bytes).0, text, "{}", encoding.name());
        }
    }

    #[test]
    fn marks_are_obeyed() {
        let utf16: Vec<u8> =
            std::iter::once(0xfeff).chain(TEXT.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16).0, TEXT);
        let mut utf8 = vec![0xef, 0xbb, 0xbf];
        utf8.extend_from_slice(TEXT.as_bytes());
        assert_eq!(decode(&utf8).0, TEXT);
    }

    #[test]
    fn a_file_cut_inside_a_character_is_read() {
        let bytes = TEXT.as_bytes();
        let (text, name, replaced) = decode(&bytes[..bytes.len() - 3]);
        assert!(text.starts_with("管理番号") && name == "UTF-8" && replaced);
    }
}
