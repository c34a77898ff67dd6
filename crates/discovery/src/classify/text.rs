//! Words inside banners, host names and descriptions.

/// Lower-case words of letters and of digits apart: `CT-Console2` → `ct`, `console`, `2`.
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in text.chars().take(256) {
        let class = |c: char| if c.is_ascii_digit() { 1 } else { u8::from(c.is_alphabetic()) * 2 };
        if c.is_alphanumeric() {
            let camel = last.is_lowercase() && c.is_uppercase();
            let joined = class(last) == class(c) && !camel;
            match out.last_mut() {
                Some(word) if joined => word.extend(c.to_lowercase()),
                _ => out.push(c.to_lowercase().collect()),
            }
        }
        last = c;
    }
    out
}

/// A name that a host would be called by: not an address, not empty words.
#[must_use]
pub fn is_host_name(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let empty =
        matches!(lower.as_str(), "localhost" | "(none)" | "none" | "unknown" | "workgroup" | "default" | "*");
    text.len() >= 2 && !empty && text.parse::<std::net::IpAddr>().is_err() && !text.contains("in-addr.arpa")
}

/// First label of a domain name.
#[must_use]
pub fn first_label(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// Whether the text holds one of the words, without case.
#[must_use]
pub fn has_any(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_apart() {
        assert_eq!(tokens("CT-Console2"), ["ct", "console", "2"]);
        assert_eq!(tokens("BSM-ICU-41"), ["bsm", "icu", "41"]);
        assert_eq!(tokens("pcRadiology03"), ["pc", "radiology", "03"]);
        assert!(tokens("").is_empty());
    }

    #[test]
    fn names_of_nobody() {
        assert!(!is_host_name("10.0.0.1") && !is_host_name("localhost") && !is_host_name("x"));
        assert!(is_host_name("CT01"));
    }
}
