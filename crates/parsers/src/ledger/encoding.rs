//! Which character encoding a text is in: byte order mark, wide characters by their zeros, what XML declares, ISO-2022-JP escapes, UTF-8, else
//! the most plausible of Shift_JIS, EUC-JP and Windows-1252.

use std::borrow::Cow;

use encoding_rs::{
    EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED,
};

/// Bytes that are looked at for zeros and for what XML declares.
const HEAD: usize = 512;
/// Bytes that are compared in several encodings.
const SAMPLE: usize = 1 << 20;

/// Bytes as text, without byte order mark.
pub(crate) struct Decoded<'b> {
    pub(crate) text: Cow<'b, str>,
    pub(crate) encoding: &'static str,
    /// Nothing says so: it is the encoding in which the bytes make most sense.
    pub(crate) is_guess: bool,
    pub(crate) lost: Option<Lost>,
}

/// Characters that could not be read; each stands as U+FFFD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lost {
    pub(crate) count: usize,
    /// Line of the first, from 1.
    pub(crate) line: usize,
}

/// The bytes as text of the encoding that they are in.
pub(crate) fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((is_big, plain)) = utf32(bytes) {
        return wide(plain, is_big);
    }
    let (encoding, is_guess) = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => (encoding, false),
        None => detect(bytes),
    };
    let (text, used, replaced) = encoding.decode(bytes);
    let lost = replaced.then(|| lost(&text)).flatten();
    Decoded { text, encoding: used.name(), is_guess, lost }
}

fn lost(text: &str) -> Option<Lost> {
    let (before, _) = text.split_once(char::REPLACEMENT_CHARACTER)?;
    let line = 1 + memchr::memchr_iter(b'\n', before.as_bytes()).count();
    Some(Lost { count: text.matches(char::REPLACEMENT_CHARACTER).count(), line })
}

/// The encoding, and whether it is a guess.
fn detect(bytes: &[u8]) -> (&'static Encoding, bool) {
    if let Some(told) = utf16_without_mark(bytes).or_else(|| escapes(bytes)) {
        return (told, false);
    }
    let good = match std::str::from_utf8(bytes) {
        Ok(_) => return (UTF_8, false),
        // A file cut inside a character is still UTF-8.
        Err(e) if e.error_len().is_none() => return (UTF_8, false),
        Err(e) => bytes.get(..e.valid_up_to()).unwrap_or_default(),
    };
    if let Some(told) = declared(bytes) {
        return (told, false);
    }
    let (valid, invalid) = utf_8_characters(bytes);
    if valid > 4 * invalid {
        return (UTF_8, false);
    }
    if is_western(bytes) {
        return (if valid == 0 { WINDOWS_1252 } else { UTF_8 }, true);
    }
    // From the line on in which it is seen.
    let rest = bytes.get(memchr::memrchr(b'\n', good).unwrap_or_default()..).unwrap_or_default();
    let sample = rest.get(..rest.len().min(SAMPLE)).unwrap_or_default();
    let mut best = (i64::MIN, SHIFT_JIS);
    for encoding in [SHIFT_JIS, EUC_JP, UTF_8] {
        let score = plausibility(&encoding.decode_without_bom_handling(sample).0);
        if score > best.0 {
            best = (score, encoding);
        }
    }
    (best.1, true)
}

/// `$B` and others behind an escape, in a text of seven bits.
fn escapes(bytes: &[u8]) -> Option<&'static Encoding> {
    let is_sign =
        |at: usize| matches!(bytes.get(at + 1..at + 3), Some([b'$', b'B' | b'@'] | [b'(', b'J' | b'I']));
    (memchr::memchr_iter(0x1b, bytes).any(is_sign) && bytes.is_ascii()).then_some(ISO_2022_JP)
}

/// What `<?xml … encoding="…"?>` says. That it is one of wide characters cannot be: it could not be read here.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(HEAD))?.strip_prefix(b"<?xml")?;
    let head = head.get(..memchr::memmem::find(head, b"?>")?)?;
    let behind = head.get(memchr::memmem::find(head, b"encoding")? + 8..)?;
    let (quote, name) = behind.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start().split_first()?;
    let name = name.get(..memchr::memchr(*quote, name)?)?;
    Encoding::for_label(name).filter(|found| {
        ![UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED].contains(found) && found.is_ascii_compatible()
    })
}

/// Characters of more than one byte that are right in UTF-8, and bytes that are not.
fn utf_8_characters(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(valid, invalid), chunk| {
        let wide = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (valid + wide, invalid + usize::from(!chunk.invalid().is_empty()))
    })
}

/// Letters with accents stand alone or by two among English ones, and never where Shift_JIS has most of its first bytes.
fn is_western(bytes: &[u8]) -> bool {
    let (mut alone, mut runs) = (0, 0);
    for run in bytes.split(u8::is_ascii).filter(|run| !run.is_empty()) {
        if run.len() > 2 || run.iter().any(|byte| *byte < 0xa0) {
            return false;
        }
        runs += 1;
        alone += usize::from(run.len() == 1);
    }
    alone * 2 >= runs && runs > 0
}

/// Latin text in UTF-16 has a zero in every other byte; text of one byte a character has none.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(HEAD))?;
    if sample.len() < 8 {
        return None;
    }
    let (mut even, mut odd) = (0, 0);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    // 一 (U+4E00) has its zero at the other place.
    let few = 1 + sample.len() / 16;
    if odd > few && even * 8 < odd {
        Some(UTF_16LE)
    } else if even > few && odd * 8 < even {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether a text in UTF-32 has the high bytes first, and the text without byte order mark. No text of another encoding has two zeros in
/// every four bytes.
fn utf32(bytes: &[u8]) -> Option<(bool, &[u8])> {
    let (plain, mark) = match bytes {
        [0, 0, 0xfe, 0xff, rest @ ..] => (rest, Some(true)),
        [0xff, 0xfe, 0, 0, rest @ ..] => (rest, Some(false)),
        _ => (bytes, None),
    };
    let sample = plain.get(..plain.len().min(HEAD))?;
    let is = |is_big: bool| {
        let mut fours = sample.chunks_exact(4);
        sample.len() >= 8 && fours.all(|four| character(four, is_big).is_some_and(|c| c != '\0'))
    };
    mark.or_else(|| [true, false].into_iter().find(|is_big| is(*is_big))).map(|is_big| (is_big, plain))
}

fn character(four: &[u8], is_big: bool) -> Option<char> {
    let four = four.try_into().ok()?;
    char::from_u32(if is_big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
}

fn wide(bytes: &[u8], is_big: bool) -> Decoded<'static> {
    let read = |four| character(four, is_big).unwrap_or(char::REPLACEMENT_CHARACTER);
    let text: String = bytes.chunks(4).map(read).collect();
    let lost = lost(&text);
    let encoding = if is_big { "UTF-32BE" } else { "UTF-32LE" };
    Decoded { text: Cow::Owned(text), encoding, is_guess: false, lost }
}

/// Kana and kanji speak for a reading; replaced characters, half-width kana and private use against it.
fn plausibility(text: &str) -> i64 {
    text.chars()
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
            assert_eq!(decode(&bytes).text, text, "{}", encoding.name());
        }
    }

    #[test]
    fn marks_are_obeyed() {
        let utf16: Vec<u8> =
            std::iter::once(0xfeff).chain(TEXT.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16).text, TEXT);
        let mut utf8 = vec![0xef, 0xbb, 0xbf];
        utf8.extend_from_slice(TEXT.as_bytes());
        assert_eq!(decode(&utf8).text, TEXT);
    }

    #[test]
    fn wide_characters_are_read_with_and_without_mark() {
        let other = "name,version\n一太郎　,2026\nlibpng,1.6.43\n";
        for text in [TEXT, other, "<a/>"] {
            for mark in ["\u{feff}", ""] {
                let marked = format!("{mark}{text}");
                let (short, long) = (marked.encode_utf16(), marked.chars().map(u32::from));
                let all: [(&str, Vec<u8>); 4] = [
                    ("UTF-16LE", short.clone().flat_map(u16::to_le_bytes).collect()),
                    ("UTF-16BE", short.flat_map(u16::to_be_bytes).collect()),
                    ("UTF-32LE", long.clone().flat_map(u32::to_le_bytes).collect()),
                    ("UTF-32BE", long.flat_map(u32::to_be_bytes).collect()),
                ];
                for (name, bytes) in all {
                    let read = decode(&bytes);
                    assert_eq!((&*read.text, read.encoding, read.lost), (text, name, None), "{mark:?}");
                }
            }
        }
        let broken = decode(&[0xff, 0xfe, 0, 0, b'a', 0, 0, 0, b'\n', 0, 0, 0, 1, 0, 0, 0xff, 7]);
        assert_eq!(broken.text, "a\n\u{fffd}\u{fffd}");
        assert_eq!(broken.lost, Some(Lost { count: 2, line: 2 }));
    }

    #[test]
    fn what_xml_declares_is_obeyed_where_the_bytes_allow_it() {
        let text = |name: &str| format!("<?xml version='1.0' encoding = '{name}' ?>\n<a n='é ﾃｽﾄ'/>");
        for (name, wanted) in
            [("Shift_JIS", SHIFT_JIS), ("EUC-JP", EUC_JP), ("windows-31j", SHIFT_JIS), ("x-sjis", SHIFT_JIS)]
        {
            let text = text(name).replace('é', "表");
            let read = wanted.encode(&text).0.into_owned();
            let read = decode(&read);
            assert_eq!((&*read.text, read.encoding, read.is_guess), (&*text, wanted.name(), false));
        }
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a n=\"Gr\xf6\xdfe \xa9\"/>";
        assert!(decode(latin).text.ends_with("<a n=\"Größe ©\"/>"));
        // It was changed into UTF-8 and the declaration stayed.
        for name in ["Shift_JIS", "UTF-16", "no-such"] {
            assert_eq!(decode(text(name).as_bytes()).text, text(name));
        }
    }

    #[test]
    fn western_letters_are_no_japanese_ones() {
        for (bytes, wanted, encoding) in [
            (
                &b"Package: caf\xe9\nMaintainer: J\xf6rg M\xfcller\n"[..],
                "Package: café\nMaintainer: Jörg Müller\n",
                "windows-1252",
            ),
            (b"Gr\xf6\xdfe \xa9 2020 Gr\xfcn", "Größe © 2020 Grün", "windows-1252"),
            (b"caf\xc3\xa9, caf\xe9.", "café, caf\u{fffd}.", "UTF-8"),
        ] {
            let read = decode(bytes);
            assert_eq!((&*read.text, read.encoding, read.is_guess), (wanted, encoding, true));
        }
        // Much UTF-8 with one byte that is none.
        let mut mixed = TEXT.as_bytes().to_vec();
        mixed.extend(b"x\xe9y\n");
        let read = decode(&mixed);
        assert!(read.text.starts_with(TEXT) && read.encoding == "UTF-8");
        assert_eq!(read.lost, Some(Lost { count: 1, line: 4 }));
    }

    #[test]
    fn a_file_cut_inside_a_character_is_read() {
        let bytes = TEXT.as_bytes();
        let read = decode(&bytes[..bytes.len() - 3]);
        assert!(read.text.starts_with("管理番号") && read.encoding == "UTF-8");
        assert_eq!(read.lost, Some(Lost { count: 1, line: 3 }));
    }
}
