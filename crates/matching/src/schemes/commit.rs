//! Commits and digests in version slots: two different ones have no order.

/// `sha256:…`, or 40 or 64 hexadecimal digits.
pub(super) fn is_digest(text: &str) -> bool {
    let text = text.trim();
    let hexadecimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match text.split_once(':') {
        Some((kind, digest)) => {
            kind.to_ascii_lowercase().starts_with("sha") && !digest.is_empty() && hexadecimal(digest)
        }
        None => matches!(text.len(), 40 | 64) && hexadecimal(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests() {
        assert!(is_digest("sha256:244fd47e07d1004f0aed9c") && is_digest(&"a1".repeat(20)));
        assert!(!is_digest("1.2.3") && !is_digest("deadbeef") && !is_digest("1:2.3"));
    }
}
