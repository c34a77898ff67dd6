//! Several documents in one file: a JSON list of bills of materials, JSON lines, or documents one behind the other.

use serde::de::IgnoredAny;

use super::{MAX_BYTES, unpack};

/// More documents than this in one file are not taken apart.
const MOST: usize = 100_000;

/// The documents of a file that holds more than one, in their order. `None`: it is one document, or nothing that is known here.
#[must_use]
pub fn several(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let bytes = unpack::unpack(bytes, MAX_BYTES).ok()?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii();
    let (pieces, fewest) = match text.first()? {
        b'[' => (items(text.get(1..)?, true)?, 1),
        // Without a brace at the beginning of a line no other document begins there, and nothing needs to be read.
        b'{' if memchr::memmem::find(text, b"\n{").is_some() => (items(text, false)?, 2),
        _ => return None,
    };
    let known = |piece: &&[u8]| ["bomFormat", "spdxVersion", "@graph"].iter().any(|key| has(piece, key));
    (pieces.len() >= fewest && pieces.iter().all(known))
        .then(|| pieces.into_iter().map(<[u8]>::to_vec).collect())
}

/// Objects with blanks or commas between them, up to the end, or to the end of their list with nothing behind it. `None` when something else is
/// there, or too much.
fn items(mut rest: &[u8], in_list: bool) -> Option<Vec<&[u8]>> {
    let mut found = Vec::new();
    loop {
        let gap = rest.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b',').count();
        rest = rest.get(gap..)?;
        match rest.first() {
            None => return (!in_list).then_some(found),
            Some(b']') if in_list => {
                return rest.get(1..)?.trim_ascii().is_empty().then_some(found);
            }
            Some(b'{') if found.len() < MOST => {}
            Some(_) => return None,
        }
        let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<IgnoredAny>();
        values.next()?.ok()?;
        let (piece, behind) = rest.split_at_checked(values.byte_offset())?;
        found.push(piece);
        rest = behind;
    }
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
            format!("[{ONE}, 1]"),
            format!("[{ONE}]\n[{TWO}]"),
            format!("[{ONE},{TWO}"),
            format!("{ONE}\n{TWO}\n] rubbish"),
            format!("{ONE}\n{{\"bomFormat\":"),
            "[]".to_owned(),
            String::new(),
        ] {
            assert_eq!(several(text.as_bytes()), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text(text in "[\\[{}\\],:\\n \"a]{0,40}") {
            let _ = several(text.as_bytes());
        }
    }
}
