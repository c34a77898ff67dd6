//! The well-formed name `wfn:[part="a",vendor="…"]` (NISTIR 7695 §5).

use super::{ATTRIBUTES, Cpe, CpeError, Value, value};

pub(super) fn parse(text: &str) -> Result<Cpe, CpeError> {
    let body = text.get(4..).and_then(|text| text.strip_prefix('[')).and_then(|text| text.strip_suffix(']'));
    let mut values = [const { Value::Any }; 11];
    for pair in pairs(body.ok_or_else(|| CpeError::Attribute(text.to_owned()))?) {
        let unknown = || CpeError::Attribute(pair.to_owned());
        let (name, written) = pair.split_once('=').ok_or_else(unknown)?;
        let at = ATTRIBUTES.iter().position(|known| *known == name.trim()).ok_or_else(unknown)?;
        let attribute = ATTRIBUTES.get(at).copied().ok_or_else(unknown)?;
        let found = match written.trim() {
            "ANY" => Value::Any,
            "NA" => Value::Na,
            quoted => {
                let text =
                    quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).ok_or_else(unknown)?;
                Value::of(&value::signs(text).ok_or_else(unknown)?, attribute, text)?
            }
        };
        if let Some(slot) = values.get_mut(at) {
            *slot = found;
        }
    }
    Cpe::of(values)
}

/// Splits at commas outside of quotation marks.
fn pairs(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut inside, mut quoted) = (0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if quoted => quoted = false,
            '\\' => quoted = true,
            '"' => inside = !inside,
            ',' if !inside => {
                found.extend(text.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.extend(text.get(start..));
    found.retain(|pair| !pair.trim().is_empty());
    found
}

pub(super) fn write(cpe: &Cpe) -> String {
    let pairs = ATTRIBUTES.iter().zip(cpe.values()).filter_map(|(name, value)| match value {
        Value::Any => None,
        Value::Na => Some(format!("{name}=NA")),
        Value::Text(text) => Some(format!("{name}=\"{text}\"")),
    });
    format!("wfn:[{}]", pairs.collect::<Vec<_>>().join(","))
}
