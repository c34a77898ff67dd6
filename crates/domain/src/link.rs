//! Addresses of pages that strangers give and that may be shown as links.

/// Longest address that is shown, in bytes.
pub const LONGEST: usize = 1_000;

/// Whether a text is the address of a page that may be linked: `https` or `http` with a plain host, nothing invisible inside.
#[must_use]
pub fn is_page(text: &str) -> bool {
    host(text).is_some()
        && text.len() <= LONGEST
        && text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(c))
}

/// The host that an address leads to, without its port.
#[must_use]
pub fn host(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.split(':').next()?;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    (!host.is_empty() && host.chars().all(plain) && !rest.split('/').next()?.contains(['@', '\\']))
        .then_some(host)
}

/// Signs that turn the direction of a text, or have no width.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_are_linked_and_their_host_is_what_it_seems() {
        for (text, known) in [
            ("https://www.fda.gov/x?y#z", Some("www.fda.gov")),
            ("http://a.example", Some("a.example")),
            ("https://a.example:8443/x", Some("a.example")),
            ("https://日本.example/", Some("日本.example")),
            ("javascript:alert(1)", None),
            ("https://", None),
            ("https:///x", None),
            ("ftp://a.example/", None),
            ("https://good.example@evil.example/", None),
            ("https://good.example:x@evil.example/", None),
            ("https://good.example\\@evil.example/", None),
            ("HTTPS://a.example/", None),
        ] {
            assert_eq!((host(text), is_page(text)), (known, known.is_some()), "{text}");
        }
        for text in ["https://a.example/ b", "https://a.example/\u{202e}b", "https://a.example/\n"] {
            assert!(!is_page(text), "{text:?}");
        }
        assert!(!is_page(&format!("https://a.example/{}", "x".repeat(LONGEST))));
    }
}
