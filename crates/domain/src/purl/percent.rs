//! Percent-encoding as package URLs use it (ECMA-427 "Character encoding"): letters, digits, `-._~` and `:` stay as they are.

use std::fmt;

use super::PurlError;
use crate::percent::{self, PercentError};

/// Decodes; a `+` is a `+`.
pub(super) fn decode(text: &str) -> Result<String, PurlError> {
    percent::decode(text).map_err(|error| match error {
        PercentError::Digits(digits) => PurlError::Percent(digits),
        PercentError::Utf8 => PurlError::Utf8,
    })
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
