//! The formatted string `cpe:2.3:part:vendor:…` (NISTIR 7695 §6.2).

use std::fmt;

use super::{ATTRIBUTES, Cpe, CpeError, Value, value};

/// Splits at colons that are not quoted.
fn parts(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if quoted => quoted = false,
            '\\' => quoted = true,
            ':' => {
                found.extend(text.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.extend(text.get(start..));
    found
}

pub(super) fn unbind(text: &str) -> Result<Cpe, CpeError> {
    let parts = parts(text);
    if parts.len() != ATTRIBUTES.len() {
        return Err(CpeError::Parts(parts.len()));
    }
    let mut values = [const { Value::Any }; 11];
    for ((slot, part), attribute) in values.iter_mut().zip(parts).zip(ATTRIBUTES) {
        *slot = match part {
            "*" => Value::Any,
            "-" => Value::Na,
            text => {
                let signs = value::signs(text).ok_or_else(|| CpeError::Value {
                    attribute,
                    text: text.to_owned(),
                    reason: "nothing stands behind the last `\\`",
                })?;
                Value::of(&signs, attribute, text)?
            }
        };
    }
    Cpe::of(values)
}

/// `.` and `-` need no quoting here (§6.2.2.1); a hyphen alone would be "not applicable".
pub(super) fn bind(cpe: &Cpe, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("cpe:2.3")?;
    for value in cpe.values() {
        match value {
            Value::Any => f.write_str(":*")?,
            Value::Na => f.write_str(":-")?,
            Value::Text(text) if text == "\\-" => f.write_str(":\\-")?,
            Value::Text(text) => write!(f, ":{}", text.replace("\\.", ".").replace("\\-", "-"))?,
        }
    }
    Ok(())
}
