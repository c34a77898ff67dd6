//! Who may ask: the host that is meant, forms of our own, and what a browser may do with a page.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

use crate::{backend::Site, error::WebError};

/// Refuses foreign hosts (DNS rebinding) and forms from other sites, and adds the protective headers.
pub async fn guard(State(site): State<Site>, request: Request, next: Next) -> Response {
    if let Err(error) = check(&site, request.method(), request.headers()) {
        return error.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    response
}

const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
];

/// Everything from ourselves, nothing inline.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The policy for a page whose one style block has this text.
#[must_use]
pub fn policy_for_style(style: &str) -> String {
    let hash = base64(&Sha256::digest(style.as_bytes()));
    POLICY.replace("style-src 'self'", &format!("style-src 'self' 'sha256-{hash}'"))
}

fn check(site: &Site, method: &Method, headers: &HeaderMap) -> Result<(), WebError> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !site.answers_to(host) {
        return Err(WebError::ForeignHost(host.chars().take(80).collect()));
    }
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let ours = match headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()) {
        Some(origin) => origin.split_once("://").is_some_and(|(_, origin_host)| origin_host == host),
        // Browsers always send Origin with a form; programs that do not are no browser victim's.
        None => headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none"),
    };
    if ours { Ok(()) } else { Err(WebError::ForeignForm) }
}

/// RFC 4648 §4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let mut bits = 0u32;
        for at in 0..3 {
            bits = bits << 8 | u32::from(group.get(at).copied().unwrap_or_default());
        }
        for at in 0..4 {
            let digit = bits >> (18 - 6 * at) & 63;
            let shown = at <= group.len();
            let digit = DIGITS.get(digit as usize).copied().unwrap_or(b'=');
            text.push(if shown { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_the_standard() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn hosts_and_forms_of_others_are_refused() {
        let site = Site::for_tests();
        let ask = |method: Method, pairs: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, HeaderValue::from_str(value).unwrap());
            }
            check(&site, &method, &headers).is_ok()
        };
        assert!(ask(Method::GET, &[("host", "127.0.0.1:8800")]));
        assert!(ask(Method::GET, &[("host", "localhost:1")]));
        assert!(ask(Method::GET, &[("host", "[::1]:8800")]));
        assert!(!ask(Method::GET, &[("host", "evil.example")]));
        assert!(!ask(Method::GET, &[("host", "localhost.evil.example")]));
        assert!(!ask(Method::GET, &[]));
        assert!(ask(Method::POST, &[("host", "localhost:1"), ("origin", "http://localhost:1")]));
        assert!(!ask(Method::POST, &[("host", "localhost:1"), ("origin", "http://localhost:2")]));
        assert!(!ask(Method::POST, &[("host", "localhost:1"), ("origin", "null")]));
        assert!(!ask(Method::POST, &[("host", "localhost:1"), ("sec-fetch-site", "cross-site")]));
    }
}
