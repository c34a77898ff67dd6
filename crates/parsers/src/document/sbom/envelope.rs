//! The document inside a DSSE envelope, as signed attestations have it: `{"payloadType": …, "payload": base64, "signatures": […]}`, alone or in a
//! Sigstore bundle. Signatures are not checked here.

use serde::Deserialize;

use crate::packet::web::base64;

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
pub(super) fn payload(bytes: &[u8]) -> Option<Vec<u8>> {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if !start.starts_with(b"{") || memchr::memmem::find(start, b"\"payloadType\"").is_none() {
        return None;
    }
    let envelope: Envelope = serde_json::from_slice(start).ok()?;
    let payload = match envelope {
        Envelope { inner: Some(inner), .. } => inner.payload,
        Envelope { payload: Some(payload), kind: Some(_), .. } => payload,
        _ => return None,
    };
    base64::decode_within(payload.as_bytes(), usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::payload;

    #[test]
    fn envelopes() {
        let alone =
            br#"{"payloadType":"application/vnd.in-toto+json","payload":"eyJhIjoxfQ==","signatures":[]}"#;
        assert_eq!(payload(alone).unwrap(), br#"{"a":1}"#);
        let bundle = br#" {"mediaType":"x","dsseEnvelope":{"payload":"eyJhIjoxfQ==","payloadType":"y"}}"#;
        assert_eq!(payload(bundle).unwrap(), br#"{"a":1}"#);
        for other in [
            &b"{}"[..],
            b"[]",
            br#"{"payloadType":"x"}"#,
            br#"{"payload":"eyJhIjoxfQ==","x":"\"payloadType\""}"#,
            b"\"payloadType\"",
        ] {
            assert_eq!(payload(other), None);
        }
    }
}
