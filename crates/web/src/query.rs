//! The state of a page, as its address carries it: ordered pairs that can be changed one at a time.

use std::fmt::Write as _;

/// Pairs of a query string. Bounded: what is longer is cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

const MOST_PAIRS: usize = 64;
const LONGEST_VALUE: usize = 400;

impl Query {
    /// Reads `a=1&b=%E3%81%82`. Empty values are left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).take(MOST_PAIRS).filter_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value: String = decode(value).chars().take(LONGEST_VALUE).collect();
            (!value.is_empty()).then(|| (decode(key), value))
        });
        Self(pairs.collect())
    }

    /// The first value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find_map(|(k, value)| (k == key).then_some(value.as_str()))
    }

    /// Every value of a key.
    pub fn all<'q>(&'q self, key: &str) -> impl Iterator<Item = &'q str> {
        let key = key.to_owned();
        self.0.iter().filter(move |(k, _)| *k == key).map(|(_, value)| value.as_str())
    }

    /// Every pair, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// With `key` set to `value`, or removed. The page number starts again.
    #[must_use]
    pub fn with(&self, key: &str, value: Option<&str>) -> Self {
        let mut pairs: Vec<_> =
            self.0.iter().filter(|(k, _)| k != key && (k != "page" || key == "page")).cloned().collect();
        if let Some(value) = value {
            pairs.push((key.to_owned(), value.to_owned()));
        }
        Self(pairs)
    }

    /// Without one of a key's values.
    #[must_use]
    pub fn without(&self, key: &str, value: &str) -> Self {
        Self(self.0.iter().filter(|(k, v)| k != key || v != value).cloned().collect())
    }

    /// With one more value of a key.
    #[must_use]
    pub fn and(&self, key: &str, value: &str) -> Self {
        let mut pairs = self.0.clone();
        pairs.push((key.to_owned(), value.to_owned()));
        Self(pairs)
    }

    /// `?a=1&b=2`, or nothing when there are no pairs.
    #[must_use]
    pub fn to_search(&self) -> String {
        let mut text = String::new();
        for (key, value) in &self.0 {
            text.push(if text.is_empty() { '?' } else { '&' });
            text.push_str(&encode(key));
            text.push('=');
            text.push_str(&encode(value));
        }
        text
    }

    /// The address of `path` with this state.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{path}{}", self.to_search())
    }
}

/// Percent-encodes everything but unreserved characters (RFC 3986 §2.3).
#[must_use]
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let pair = [rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                let hex = std::str::from_utf8(&pair).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
                bytes.push(hex.unwrap_or(b'?'));
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_survives_the_address() {
        let query = Query::parse("q=%E8%A8%BA%E5%AF%9F+1&status=danger&page=3&empty=");
        assert_eq!(query.get("q"), Some("診察 1"));
        assert_eq!(query.get("empty"), None);
        assert_eq!(Query::parse(query.to_search().trim_start_matches('?')), query);
    }

    #[test]
    fn changing_a_filter_starts_at_the_first_page() {
        let query = Query::parse("sort=ip&page=3");
        assert_eq!(query.with("status", Some("danger")).to_search(), "?sort=ip&status=danger");
        assert_eq!(query.with("page", Some("4")).to_search(), "?sort=ip&page=4");
        assert_eq!(query.with("sort", None).to_search(), "");
    }

    #[test]
    fn broken_escapes_are_read_somehow() {
        for text in ["%", "%z", "a=%ff%fe", "=&=&&", "a=%e3%81"] {
            let _ = Query::parse(text);
        }
    }
}
