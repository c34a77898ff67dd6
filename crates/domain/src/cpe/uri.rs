//! The URI `cpe:/part:vendor:product:version:update:edition:language` of CPE 2.2, edition packed where needed (NISTIR 7695 §6.1).

use super::{
    ATTRIBUTES, Cpe, CpeError, Value,
    value::{self, Sign},
};

/// Place of the edition, and the attributes that are packed into it, in the order of packing.
const EDITION: usize = 5;
const PACKED: [usize; 5] = [EDITION, 7, 8, 9, 10];

pub(super) fn unbind(text: &str) -> Result<Cpe, CpeError> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 7 {
        return Err(CpeError::Parts(parts.len()));
    }
    let mut values = [const { Value::Any }; 11];
    let mut set = |at: usize, part: &str| -> Result<(), CpeError> {
        let attribute = ATTRIBUTES.get(at).copied().unwrap_or("other");
        if let Some(slot) = values.get_mut(at) {
            *slot = component(part, attribute)?;
        }
        Ok(())
    };
    for (at, part) in parts.into_iter().enumerate() {
        match part.strip_prefix('~').filter(|_| at == EDITION) {
            Some(packed) => {
                for (part, at) in packed.split('~').zip(PACKED) {
                    set(at, part)?;
                }
            }
            None => set(at, part)?,
        }
    }
    Cpe::of(values)
}

/// `%01` is `?`, `%02` is `*`, other codes are the character; nothing is "any".
fn component(text: &str, attribute: &'static str) -> Result<Value, CpeError> {
    match text {
        "" => return Ok(Value::Any),
        "-" => return Ok(Value::Na),
        _ => {}
    }
    let wrong = || CpeError::Value { attribute, text: text.to_owned(), reason: "no such percent-encoding" };
    let mut bytes = Vec::new();
    let mut wild = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if c != '%' {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let code = rest.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok()).ok_or_else(wrong)?;
        rest = rest.get(2..).unwrap_or_default();
        if matches!(code, 1 | 2) {
            wild.push(bytes.len());
        }
        bytes.push(code);
    }
    let decoded = String::from_utf8(bytes).map_err(|_| wrong())?;
    let sign = |(at, c): (usize, char)| match c {
        '\u{1}' if wild.contains(&at) => Sign::Wildcard('?'),
        '\u{2}' if wild.contains(&at) => Sign::Wildcard('*'),
        c => Sign::Plain(c),
    };
    let signs: Vec<Sign> = decoded.char_indices().map(sign).collect();
    Value::of(&signs, attribute, text)
}

fn written(value: Option<&Value>) -> String {
    let text = match value {
        Some(Value::Text(text)) => text,
        Some(Value::Na) => return "-".to_owned(),
        Some(Value::Any) | None => return String::new(),
    };
    let mut found = String::new();
    let signs = value::signs(text).unwrap_or_default();
    // A hyphen alone would be "not applicable".
    let alone = signs.len() == 1;
    for sign in signs {
        match sign {
            Sign::Wildcard('?') => found.push_str("%01"),
            Sign::Wildcard(_) => found.push_str("%02"),
            Sign::Plain(c) if c.is_ascii_alphanumeric() || "._".contains(c) || (c == '-' && !alone) => {
                found.push(c)
            }
            Sign::Plain(c) => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    found.push_str(&format!("%{byte:02x}"));
                }
            }
        }
    }
    found
}

pub(super) fn bind(cpe: &Cpe) -> String {
    let value = |at: usize| written(cpe.values().get(at));
    let packs = PACKED.iter().skip(1).any(|at| cpe.values().get(*at) != Some(&Value::Any));
    let edition = if packs { PACKED.map(|at| format!("~{}", value(at))).concat() } else { value(EDITION) };
    let parts = [value(0), value(1), value(2), value(3), value(4), edition, value(6)];
    format!("cpe:/{}", parts.join(":")).trim_end_matches(':').to_owned()
}
