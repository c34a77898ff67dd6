//! Percent-encoding as package URLs use it (ECMA-427 "Character encoding"): letters, digits, `-._~` and `:` stay as they are.

use std::fmt;

use super::PurlError;

/// Decodes; a `+` is a `+`.
pub(super) fn decode(text: &str) -> Result<String, PurlError> {
    if !text.contains('%') {
        return Ok(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, coded)) = rest.split_once('%') {
        bytes.extend_from_slice(plain.as_bytes());
        let wrong = || PurlError::Percent(format!("%{}", coded.chars().take(2).collect::<String>()));
        let digits = coded
            .get(..2)
            .filter(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .ok_or_else(wrong)?;
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| wrong())?);
        rest = coded.get(2..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).map_err(|_| PurlError::Utf8)
}

/// Encodes; `keep_slash` leaves separators of segments alone.
pub(super) fn encode(text: &str, keep_slash: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) || (keep_slash && byte == b'/');
        if plain {
            fmt::Write::write_char(f, char::from(byte))?;
        } else {
            write!(f, "%{byte:02X}")?;
        }
    }
    Ok(())
}
