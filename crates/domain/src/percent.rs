//! Percent-encoding (RFC 3986 §2.1), read strictly.

/// Why a text cannot be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PercentError {
    /// These characters are no `%` with two hexadecimal digits.
    Digits(String),
    /// The bytes are no UTF-8.
    Utf8,
}

/// Decodes; a `+` is a `+`.
///
/// # Errors
/// [`PercentError`] for a `%` without two digits, or bytes that are no text.
pub fn decode(text: &str) -> Result<String, PercentError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, coded)) = rest.split_once('%') {
        bytes.extend_from_slice(plain.as_bytes());
        let wrong = || PercentError::Digits(format!("%{}", coded.chars().take(2).collect::<String>()));
        let digits = coded
            .get(..2)
            .filter(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .ok_or_else(wrong)?;
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| wrong())?);
        rest = coded.get(2..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).map_err(|_| PercentError::Utf8)
}

/// Encodes everything but unreserved characters (§2.3).
#[must_use]
pub fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        for (text, expected) in [
            ("a+b", Ok("a+b".to_owned())),
            ("%E5%8C%BB%2f", Ok("医/".to_owned())),
            ("a%zz", Err(PercentError::Digits("%zz".into()))),
            ("a%4", Err(PercentError::Digits("%4".into()))),
            ("%ff", Err(PercentError::Utf8)),
        ] {
            assert_eq!(decode(text), expected, "{text}");
        }
        assert_eq!(encode("医 a/b~"), "%E5%8C%BB%20a%2Fb~");
    }
}
