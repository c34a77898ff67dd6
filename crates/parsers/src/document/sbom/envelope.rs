//! The document inside a DSSE envelope, as signed attestations have it: `{"payloadType": …, "payload": base64, "signatures": […]}`, alone or in a
//! Sigstore bundle. Signatures are not checked here.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::Deserialize;

use super::SbomError;

/// Padded or not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[derive(Deserialize)]
struct Envelope {
    payload: Option<String>,
    #[serde(rename = "payloadType")]
    kind: Option<String>,
    /// Of a Sigstore bundle.
    #[serde(rename = "dsseEnvelope")]
    inner: Option<Inner>,
}

#[derive(Deserialize)]
struct Inner {
    payload: String,
}

/// What was signed; `None` when the bytes are no envelope.
///
/// # Errors
/// [`SbomError::Broken`] when the payload is not base64 to its end: a list that is cut is no list.
pub(super) fn payload(bytes: &[u8]) -> Result<Option<Vec<u8>>, SbomError> {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if !start.starts_with(b"{") || memchr::memmem::find(start, b"\"payloadType\"").is_none() {
        return Ok(None);
    }
    let payload = match serde_json::from_slice(start) {
        Ok(Envelope { inner: Some(inner), .. }) => inner.payload,
        Ok(Envelope { payload: Some(payload), kind: Some(_), .. }) => payload,
        _ => return Ok(None),
    };
    decoded(&payload).map(Some).ok_or_else(|| SbomError::Broken {
        format: "signed envelope (DSSE)",
        line: 1,
        reason: "the payload is not base64 to its end".to_owned(),
    })
}

/// Base64 as the envelope allows it: with the alphabet for URLs, too (DSSE 1.0, "Protocol"; RFC 4648 §4 and §5), in lines, padded or not.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let signs = text.bytes().filter(|sign| !sign.is_ascii_whitespace()).map(|sign| match sign {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    });
    BASE64.decode(signs.collect::<Vec<u8>>()).ok()
}

#[cfg(test)]
mod tests {
    use super::payload;

    #[test]
    fn envelopes() {
        let of = |payload: &str| {
            format!(
                r#"{{"payloadType":"application/vnd.in-toto+json","payload":"{payload}","signatures":[]}}"#
            )
        };
        for (payload_, inside) in [
            ("eyJhIjoxfQ==", r#"{"a":1}"#),
            ("eyJhIjoxfQ", r#"{"a":1}"#),
            (r"eyJh\nIjox\r\nfQ==", r#"{"a":1}"#),
            ("IsK_w74i", "\"\u{bf}\u{fe}\""),
            ("IsK/w74i", "\"\u{bf}\u{fe}\""),
        ] {
            assert_eq!(payload(of(payload_).as_bytes()).unwrap().unwrap(), inside.as_bytes(), "{payload_}");
        }
        for broken in ["eyJhIjox!fQ==", "eyJhI", "eyJh=IjoxfQ"] {
            assert!(payload(of(broken).as_bytes()).is_err(), "{broken}");
        }
        let bundle = br#" {"mediaType":"x","dsseEnvelope":{"payload":"eyJhIjoxfQ==","payloadType":"y"}}"#;
        assert_eq!(payload(bundle).unwrap().unwrap(), br#"{"a":1}"#);
        for other in [
            &b"{}"[..],
            b"[]",
            br#"{"payloadType":"x"}"#,
            br#"{"payload":"eyJhIjoxfQ==","x":"\"payloadType\""}"#,
            b"\"payloadType\"",
        ] {
            assert_eq!(payload(other).unwrap(), None);
        }
    }
}
