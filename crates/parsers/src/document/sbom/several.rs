//! Several documents in one file: a JSON list of bills of materials, JSON lines, or documents one behind the other, in JSON, XML, YAML and tag-value.

use quick_xml::{Reader, events::Event};
use serde::de::IgnoredAny;

use super::{MAX_BYTES, unpack};
use crate::ledger::{Decoded, decode};

/// More documents than this in one file are not taken apart.
const MOST: usize = 100_000;

/// The documents of a file that holds more than one, in their order. What stands among or behind them and is none is handed over, too, so that its
/// reader says so. `None`: it is one document, or nothing that is known here.
#[must_use]
pub fn several(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let bytes = unpack::unpack(bytes, MAX_BYTES).ok()?;
    // What would have to be told of its characters, only the reader of the whole file tells.
    let Decoded { text, is_guess: false, lost: None, .. } = decode(&bytes) else { return None };
    let text = text.as_bytes().trim_ascii();
    let is_json = matches!(text.first()?, b'[' | b'{');
    let (pieces, fewest) = match text.first()? {
        b'[' => (items(text.get(1..)?, true), 1),
        // Without a brace at the beginning of a line no other document begins there, and nothing needs to be read.
        b'{' if memchr::memmem::find(text, b"\n{").is_some() => (items(text, false), 2),
        b'{' => return None,
        b'<' => (elements(text), 2),
        _ => (parts(text)?, 2),
    };
    let known = |piece: &&[u8]| has_any(piece, &["\"bomFormat\"", "\"spdxVersion\"", "\"@graph\""]);
    (pieces.len() >= fewest && (!is_json || pieces.iter().any(known)))
        .then(|| pieces.into_iter().map(<[u8]>::to_vec).collect())
}

/// Documents of XML, each up to the end of its root; from where something else stands, the rest is one piece.
fn elements(text: &[u8]) -> Vec<&[u8]> {
    let (mut found, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let end = root_end(rest).filter(|_| found.len() < MOST);
        let Some((piece, behind)) = end.and_then(|end| rest.split_at_checked(end)) else {
            // Notes behind the last root are its own.
            let is_note =
                rest.starts_with(b"<!--") || (rest.starts_with(b"<?") && !rest.starts_with(b"<?xml "));
            if !is_note || found.is_empty() {
                found.push(rest);
            }
            break;
        };
        found.push(piece);
        rest = behind.trim_ascii();
    }
    found
}

/// Where the first root element ends.
fn root_end(text: &[u8]) -> Option<usize> {
    let mut reader = Reader::from_reader(text);
    let mut depth = 0_usize;
    loop {
        let is_end = match reader.read_event().ok()? {
            Event::Start(_) => {
                depth += 1;
                false
            }
            Event::End(_) => {
                depth = depth.checked_sub(1)?;
                depth == 0
            }
            Event::Empty(_) => depth == 0,
            // Before a root there is nothing but white space.
            Event::Text(text) if depth == 0 => {
                text.trim_ascii().is_empty().then_some(())?;
                false
            }
            Event::Eof => return None,
            _ => false,
        };
        if is_end {
            return usize::try_from(reader.buffer_position()).ok();
        }
    }
}

/// Documents of YAML between lines `---`, and of tag-value each from its `SPDXVersion` on.
fn parts(text: &[u8]) -> Option<Vec<&[u8]>> {
    let pieces = cut(text, |line| line.trim_ascii_end() == b"---")?;
    let pieces: Vec<&[u8]> =
        pieces.into_iter().filter(|piece| !matches!(piece.trim_ascii(), b"" | b"---")).collect();
    if pieces.len() > 1 && pieces.iter().all(|piece| has_any(piece, &["spdxVersion:", "bomFormat:"])) {
        return Some(pieces);
    }
    let mut in_text = false;
    let mut pieces = cut(text, |line| {
        // What a text between marks says begins no document.
        let begins = !in_text && line.starts_with(b"SPDXVersion:");
        let last = |mark: &[u8]| memchr::memmem::rfind(line, mark);
        in_text = match (last(b"<text>"), last(b"</text>")) {
            (Some(open), Some(close)) => open > close,
            (open, close) => open.is_some() || (in_text && close.is_none()),
        };
        begins
    })?;
    // What stands before the first are notes.
    let is_note = |line: &[u8]| line.trim_ascii().is_empty() || line.starts_with(b"#");
    if pieces.len() > 1 && pieces.first().is_some_and(|first| first.split(|byte| *byte == b'\n').all(is_note))
    {
        pieces.remove(0);
    }
    let is_document = |piece: &&[u8]| has_any(piece, &["\nDataLicense:"]);
    (pieces.len() > 1 && pieces.iter().all(is_document)).then_some(pieces)
}

/// Cuts before each line that begins a piece.
fn cut(text: &[u8], mut begins: impl FnMut(&[u8]) -> bool) -> Option<Vec<&[u8]>> {
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        if begins(line) && at > start {
            found.push(text.get(start..at)?);
            start = at;
        }
        if found.len() == MOST {
            return None;
        }
        at += line.len();
    }
    found.push(text.get(start..)?);
    Some(found)
}

/// Objects with blanks or commas between them, up to the end, or to the end of their list with nothing behind it; from where something else
/// stands, or too much, the rest is one piece.
fn items(mut rest: &[u8], in_list: bool) -> Vec<&[u8]> {
    let mut found = Vec::new();
    loop {
        let gap = rest.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b',').count();
        rest = rest.get(gap..).unwrap_or_default();
        match rest.split_first() {
            None if !in_list => return found,
            Some((b']', behind)) if in_list && behind.trim_ascii().is_empty() => return found,
            _ => {}
        }
        let Some((piece, behind)) = first(rest).filter(|_| found.len() < MOST) else {
            found.push(rest);
            return found;
        };
        found.push(piece);
        rest = behind;
    }
}

/// The object that stands first, and what is behind it.
fn first(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<IgnoredAny>();
    values.next().filter(|_| bytes.starts_with(b"{"))?.ok()?;
    bytes.split_at_checked(values.byte_offset())
}

/// One of these words stands in it: where, the reader looks at.
fn has_any(piece: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| memchr::memmem::find(piece, word.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::several;

    const ONE: &str = r#"{"bomFormat":"CycloneDX","components":[{"name":"a"}]}"#;
    const TWO: &str = r#"{"spdxVersion":"SPDX-2.3","packages":[]}"#;

    #[test]
    fn lists_lines_and_one_behind_the_other() {
        for text in [
            format!("[{ONE}, {TWO}]"),
            format!("\u{feff}[\n{ONE},\n{TWO}\n]\n"),
            format!("{ONE}\n{TWO}\n"),
            format!("{ONE}\r\n{TWO}"),
        ] {
            assert_eq!(several(text.as_bytes()).unwrap(), [ONE.as_bytes(), TWO.as_bytes()], "{text}");
        }
        assert_eq!(several(format!("[{ONE}]").as_bytes()).unwrap(), [ONE.as_bytes()]);
    }

    #[test]
    fn characters_of_other_encodings() {
        let wide: Vec<u8> = format!("[{ONE},{TWO}]").encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(several(&wide).unwrap(), [ONE.as_bytes(), TWO.as_bytes()]);
        // Each of them would be without the warning that the whole file has.
        let guessed = format!("[{ONE},{TWO}]").replace("\"a\"", "\"\u{1}\"").into_bytes();
        let guessed: Vec<u8> = guessed.into_iter().map(|byte| if byte == 1 { 0xe9 } else { byte }).collect();
        assert_eq!(several(&guessed), None);
    }

    #[test]
    fn one_document_or_none() {
        for text in [
            ONE.to_owned(),
            ONE.replace('[', "[\n"),
            "[{\"component\":\"a\"}]".to_owned(),
            format!("{ONE} rubbish"),
            "[1, 2]".to_owned(),
            "[]".to_owned(),
            String::new(),
        ] {
            assert_eq!(several(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn documents_of_xml_yaml_and_tag_value() {
        let xml = "<?xml version=\"1.0\"?>\n<!-- x --><bom xmlns=\"u\"><name>a</name></bom>";
        let tags = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nComment: <text>\nSPDXVersion: none\nDataLicense: x\n</text>\n";
        let yaml = "spdxVersion: SPDX-2.3\nname: a\n";
        for (text, count) in [
            (format!("{xml}\n{xml}\n<bom/>\n<!-- end -->"), 3),
            (format!("{xml}{xml}"), 2),
            (xml.to_owned(), 0),
            (format!("{xml}<!-- note --><?pi?>"), 0),
            (format!("{xml}\n<bom>"), 2),
            (format!("{xml} rubbish {xml}"), 2),
            (format!("# note\n\n{tags}# other\n{tags}"), 2),
            (tags.to_owned(), 0),
            (format!("{tags}SPDXVersion: SPDX-2.3\n"), 0),
            (format!("---\n{yaml}---\n{yaml}"), 2),
            (format!("---\n{yaml}"), 0),
            (format!("{yaml}---\nother: 1\n"), 0),
        ] {
            let found = several(text.as_bytes()).unwrap_or_default();
            assert_eq!(found.len(), count, "{text}");
        }
        for text in [tags, yaml] {
            assert!(super::super::read(text.as_bytes()).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_is_no_document_is_a_piece_of_its_own() {
        let cut = "{\"bomFormat\":";
        for (text, rest) in [
            (format!("[{ONE}, 1]"), "1]"),
            (format!("[{ONE}]\n[{TWO}]"), &*format!("]\n[{TWO}]")),
            (format!("[{ONE},"), ""),
            (format!("{ONE}\n{{\"error\":1}}"), "{\"error\":1}"),
            (format!("{ONE}\n{cut}"), cut),
            (format!("{ONE}\n{{}}\n] rubbish"), "] rubbish"),
        ] {
            let found = several(text.as_bytes()).unwrap();
            assert_eq!(
                (found[0].as_slice(), found.last().unwrap().as_slice()),
                (ONE.as_bytes(), rest.as_bytes()),
                "{text}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text(text in "[\\[{}\\],:\\n \"a<>/?!-]{0,40}") {
            let _ = several(text.as_bytes());
        }
    }
}
