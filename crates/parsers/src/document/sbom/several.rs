//! Several documents in one file: a JSON list of bills of materials, JSON lines, or documents one behind the other.

use serde::de::IgnoredAny;

use super::{MAX_BYTES, unpack};

/// More documents than this in one file are not taken apart.
const MOST: usize = 100_000;

/// The documents of a file that holds more than one, in their order. What stands among or behind them and is none is handed over, too, so that its
/// reader says so. `None`: it is one document, or nothing that is known here.
#[must_use]
pub fn several(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let bytes = unpack::unpack(bytes, MAX_BYTES).ok()?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii();
    let (pieces, fewest) = match text.first()? {
        b'[' => (items(text.get(1..)?, true), 1),
        // Without a brace at the beginning of a line no other document begins there, and nothing needs to be read.
        b'{' if memchr::memmem::find(text, b"\n{").is_some() => (items(text, false), 2),
        _ => return None,
    };
    let known = |piece: &&[u8]| ["bomFormat", "spdxVersion", "@graph"].iter().any(|key| has(piece, key));
    (pieces.len() >= fewest && pieces.iter().any(known))
        .then(|| pieces.into_iter().map(<[u8]>::to_vec).collect())
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

/// The object has this member near its top: what is deeper is not looked at exactly, the reader does that.
fn has(piece: &[u8], key: &str) -> bool {
    memchr::memmem::find(piece, format!("\"{key}\"").as_bytes()).is_some()
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
        fn any_text(text in "[\\[{}\\],:\\n \"a]{0,40}") {
            let _ = several(text.as_bytes());
        }
    }
}
