//! UDI-DI: the part of a device's identification that names its model (IMDRF UDI guidance; GS1 GTIN and HIBCC codes).

/// A GTIN of 12 to 14 digits (GS1) or a primary code that begins with `+` (HIBC).
fn is_udi_di(text: &str) -> bool {
    let gtin = (12..=14).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let hibc = text.strip_prefix('+').is_some_and(|rest| {
        (6..=23).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    gtin || hibc
}

/// One text for one UDI-DI: a GTIN is the same with and without leading zeros, and in a whole UDI after its application identifier (01).
/// `None`: it is no UDI-DI.
#[must_use]
pub fn key(text: &str) -> Option<String> {
    let text = text.trim();
    let whole = text.strip_prefix("(01)").or_else(|| text.strip_prefix("01").filter(|rest| rest.len() > 12));
    let text = whole.and_then(|rest| rest.get(..14)).unwrap_or(text);
    let key = is_udi_di(text).then(|| text.trim_start_matches('0').to_ascii_uppercase());
    // Zeros alone are a place that nobody filled in.
    key.filter(|key| key.len() > 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_make_no_difference() {
        assert_eq!(key("04987000000017"), key(" 4987000000017"));
        assert_eq!(key("(01)04987000000017(17)270331"), key("04987000000017"));
        assert_eq!(key("0104987000000017172703"), key("04987000000017"));
        assert_eq!(key("+h123ABC45"), key("+H123abc45"));
        for text in ["", "1234", "00000000000000", "49870000000178901", "+A", "４９８７０００００００１７"]
        {
            assert_eq!(key(text), None, "{text}");
        }
    }
}
