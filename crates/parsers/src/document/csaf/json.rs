//! Small helpers for reading members that may be missing or of the wrong type, and the list of warnings.

use serde_json::{Map, Value};

/// No more warnings than this are kept per file: one broken habit repeats thousands of times.
const MAX_WARNINGS: usize = 200;
/// No single text is kept longer than this many bytes.
const MAX_TEXT: usize = 64 * 1024;

/// What was odd while reading, each with JSON pointer (RFC 6901).
#[derive(Default)]
pub(super) struct Warnings {
    list: Vec<String>,
    dropped: usize,
}

impl Warnings {
    pub(super) fn add(&mut self, pointer: &str, what: &str) {
        if self.list.len() < MAX_WARNINGS {
            self.list.push(format!("{pointer}: {what}"));
        } else {
            self.dropped += 1;
        }
    }

    pub(super) fn into_inner(mut self) -> Vec<String> {
        if self.dropped > 0 {
            self.list.push(format!("{} more warnings of this file are not listed", self.dropped));
        }
        self.list
    }
}

/// The member as text: strings are trimmed and mended, numbers are written out, anything else warns.
pub(super) fn text(
    map: &Map<String, Value>,
    key: &str,
    pointer: &str,
    warnings: &mut Warnings,
) -> Option<String> {
    let value = match map.get(key)? {
        Value::String(text) => text.as_str().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null => return None,
        _ => {
            warnings.add(&format!("{pointer}/{key}"), "text expected");
            return None;
        }
    };
    let mended = match mend_encoding(&value) {
        Some(mended) => {
            warnings.add(&format!("{pointer}/{key}"), "text was decoded twice; mended");
            mended
        }
        None => value,
    };
    let trimmed = mended.trim();
    if trimmed.len() > MAX_TEXT {
        warnings.add(&format!("{pointer}/{key}"), "text cut");
        let end = (0..=MAX_TEXT).rev().find(|&at| trimmed.is_char_boundary(at)).unwrap_or(0);
        return trimmed.get(..end).map(str::to_owned);
    }
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// The member as list of objects with their index; a single object counts as list of one.
pub(super) fn objects<'a>(
    map: &'a Map<String, Value>,
    key: &str,
    pointer: &str,
    warnings: &mut Warnings,
) -> Vec<(usize, &'a Map<String, Value>)> {
    let items: Vec<&Value> = match map.get(key) {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(items)) => items.iter().collect(),
        Some(single @ Value::Object(_)) => vec![single],
        Some(_) => {
            warnings.add(&format!("{pointer}/{key}"), "list expected");
            return Vec::new();
        }
    };
    let mut found = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        match item.as_object() {
            Some(object) => found.push((index, object)),
            None => warnings.add(&format!("{pointer}/{key}/{index}"), "object expected"),
        }
    }
    found
}

/// The member as list of texts; a single text counts as list of one.
pub(super) fn texts(map: &Map<String, Value>, key: &str) -> Vec<String> {
    match map.get(key) {
        Some(Value::Array(items)) => {
            items.iter().filter_map(Value::as_str).map(|text| text.trim().to_owned()).collect()
        }
        Some(Value::String(text)) => vec![text.trim().to_owned()],
        _ => Vec::new(),
    }
}

/// UTF-8 that was read as Latin-1 once (`YhtymÃ¤`), put right. `None` when the text is sound.
fn mend_encoding(text: &str) -> Option<String> {
    if !text.contains(['Ã', 'Â', 'â']) {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let mended = String::from_utf8(bytes?).ok()?;
    (mended != text).then_some(mended)
}
