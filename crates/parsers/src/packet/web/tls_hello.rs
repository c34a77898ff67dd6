//! TLS ClientHello and ServerHello (RFC 8446 §4.1, RFC 6066 §3 server name, RFC 7301 ALPN).

use super::{gather::text, ja4, tls::Carrier};
use crate::cursor::{Cursor, Parse};

/// What a client offers. Nothing in it names a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientHello {
    pub carrier: Carrier,
    /// Server name indication: whom it wants to speak with.
    pub sni: Option<String>,
    /// Application protocols offered, as text: `h2`, `http/1.1`, `dicom` …
    pub alpn: Vec<String>,
    /// Highest version offered, as on the wire: 0x0303 is TLS 1.2.
    pub version: u16,
    /// JA4 client fingerprint (FoxIO JA4 specification). `None` when only a part of the hello was there.
    pub ja4: Option<String>,
    /// JA3 client fingerprint, MD5 in hex.
    pub ja3: Option<String>,
}

/// What the server chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerHello {
    /// As on the wire; TLS 1.3 is read from its extension.
    pub version: u16,
    pub cipher: u16,
    pub alpn: Option<String>,
}

/// The lists of a ClientHello in wire order, for fingerprints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    pub legacy_version: u16,
    pub ciphers: Vec<u16>,
    pub extensions: Vec<u16>,
    pub groups: Vec<u16>,
    pub point_formats: Vec<u8>,
    pub signatures: Vec<u16>,
    pub versions: Vec<u16>,
    /// The first application protocol offered, as bytes.
    pub first_alpn: Option<Vec<u8>>,
    pub has_sni: bool,
}

/// RFC 8701: values that mean nothing, sent so that servers stay tolerant.
#[must_use]
pub const fn is_grease(value: u16) -> bool {
    value & 0x0f0f == 0x0a0a && value >> 8 == value & 0xff
}

/// `TLS 1.2` for 0x0303 and so on; DTLS too.
#[must_use]
pub fn version_name(version: u16) -> String {
    match version {
        0x0002 => "SSL 2.0".to_owned(),
        0x0300 => "SSL 3.0".to_owned(),
        0x0301..=0x0304 => format!("TLS 1.{}", (version & 0xff).saturating_sub(1)),
        0xfeff => "DTLS 1.0".to_owned(),
        0xfefd => "DTLS 1.2".to_owned(),
        0xfefc => "DTLS 1.3".to_owned(),
        other => format!("0x{other:04x}"),
    }
}

/// Reads a ClientHello body. When it is cut inside the extensions (QUIC over several packets), what was read is
/// returned without fingerprints.
pub fn client_hello(body: &[u8], carrier: Carrier) -> Parse<ClientHello> {
    let mut cursor = Cursor::new("ClientHello", body);
    let mut offer = Offer { legacy_version: cursor.u16()?, ..Offer::default() };
    cursor.ensure(matches!(offer.legacy_version >> 8, 0x03 | 0xfe) || offer.legacy_version == 2)?;
    cursor.skip(32)?;
    let session = cursor.u8()?;
    cursor.skip(session.into())?;
    if carrier == Carrier::Dtls {
        let cookie = cursor.u8()?;
        cursor.skip(cookie.into())?;
    }
    let length = cursor.u16()?;
    offer.ciphers = numbers(cursor.take(length.into())?);
    let length = cursor.u8()?;
    cursor.skip(length.into())?;
    let mut hello = ClientHello { carrier, sni: None, alpn: Vec::new(), version: 0, ja4: None, ja3: None };
    let complete = cursor.is_empty() || extensions(&mut cursor, &mut offer, &mut hello).is_ok();
    let offered = offer.versions.iter().copied().filter(|version| !is_grease(*version));
    hello.version =
        if carrier == Carrier::Dtls { offered.min() } else { offered.max() }.unwrap_or(offer.legacy_version);
    if complete {
        hello.ja4 = Some(ja4::ja4(&offer, hello.version, carrier));
        hello.ja3 = Some(ja4::ja3(&offer));
    }
    Ok(hello)
}

fn extensions(cursor: &mut Cursor<'_>, offer: &mut Offer, hello: &mut ClientHello) -> Parse<()> {
    let total = usize::from(cursor.u16()?);
    let whole = cursor.remaining() >= total;
    let mut list = cursor.sub("extensions", total.min(cursor.remaining()))?;
    while !list.is_empty() {
        let kind = list.u16()?;
        let length = list.u16()?;
        let mut value = list.sub("extension", length.into())?;
        offer.extensions.push(kind);
        // A malformed extension is counted for the fingerprint and otherwise passed over.
        let _ = extension(kind, &mut value, offer, hello);
    }
    list.ensure(whole)
}

fn extension(kind: u16, value: &mut Cursor<'_>, offer: &mut Offer, hello: &mut ClientHello) -> Parse<()> {
    match kind {
        0 => {
            offer.has_sni = true;
            value.skip(2)?;
            let kind = value.u8()?;
            let length = value.u16()?;
            let name = value.take(length.into())?;
            if kind == 0 {
                hello.sni = host_name(name);
            }
        }
        10 => offer.groups = u16_list(value)?,
        11 => {
            let length = value.u8()?;
            offer.point_formats = value.take(length.into())?.to_vec();
        }
        13 => offer.signatures = u16_list(value)?,
        16 => {
            value.skip(2)?;
            while !value.is_empty() {
                let length = value.u8()?;
                let name = value.take(length.into())?;
                if offer.first_alpn.is_none() {
                    offer.first_alpn = Some(name.to_vec());
                }
                if hello.alpn.len() < 8 {
                    hello.alpn.push(text(name, 32));
                }
            }
        }
        43 => {
            let length = value.u8()?;
            offer.versions = numbers(value.take(length.into())?);
        }
        _ => {}
    }
    Ok(())
}

/// A name that can be shown: printable ASCII without spaces, at most 255 bytes (RFC 1035 §2.3.4).
fn host_name(bytes: &[u8]) -> Option<String> {
    let good = !bytes.is_empty() && bytes.len() <= 255 && bytes.iter().all(u8::is_ascii_graphic);
    good.then(|| text(bytes, 255))
}

fn u16_list(value: &mut Cursor<'_>) -> Parse<Vec<u16>> {
    let length = value.u16()?;
    Ok(numbers(value.take(length.into())?))
}

fn numbers(bytes: &[u8]) -> Vec<u16> {
    bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect()
}

/// Reads a ServerHello body.
pub fn server_hello(body: &[u8]) -> Parse<ServerHello> {
    let mut cursor = Cursor::new("ServerHello", body);
    let mut hello = ServerHello { version: cursor.u16()?, cipher: 0, alpn: None };
    cursor.ensure(matches!(hello.version >> 8, 0x03 | 0xfe))?;
    cursor.skip(32)?;
    let session = cursor.u8()?;
    cursor.skip(session.into())?;
    hello.cipher = cursor.u16()?;
    cursor.skip(1)?;
    if cursor.is_empty() {
        return Ok(hello);
    }
    let total = cursor.u16()?;
    let mut list = cursor.sub("extensions", total.into())?;
    while !list.is_empty() {
        let kind = list.u16()?;
        let length = list.u16()?;
        let mut value = list.sub("extension", length.into())?;
        match kind {
            43 => hello.version = value.u16()?,
            16 => {
                value.skip(2)?;
                let length = value.u8()?;
                hello.alpn = Some(text(value.take(length.into())?, 32));
            }
            _ => {}
        }
    }
    Ok(hello)
}

#[cfg(test)]
pub(crate) mod testing {
    /// A small TLS 1.2 ClientHello body for `pacs.example.org` with ALPN `http/1.1`.
    pub fn client_hello_bytes() -> Vec<u8> {
        let mut bytes = vec![3, 3];
        bytes.extend([7; 32]);
        bytes.push(0); // no session
        bytes.extend([0, 6, 0x0a, 0x0a, 0xc0, 0x2f, 0x00, 0x9c]); // GREASE and two cipher suites
        bytes.extend([1, 0]); // null compression
        let mut extensions = vec![0, 0, 0, 21, 0, 19, 0, 0, 16];
        extensions.extend(b"pacs.example.org");
        extensions.extend([0, 10, 0, 4, 0, 2, 0, 29]); // x25519
        extensions.extend([0, 11, 0, 2, 1, 0]); // uncompressed points
        extensions.extend([0, 13, 0, 4, 0, 2, 4, 3]); // ecdsa_secp256r1_sha256
        extensions.extend([0, 16, 0, 11, 0, 9, 8]);
        extensions.extend(b"http/1.1");
        bytes.extend((extensions.len() as u16).to_be_bytes());
        bytes.extend(extensions);
        bytes
    }

    /// A TLS 1.2 ServerHello body.
    pub fn server_hello_bytes() -> Vec<u8> {
        let mut bytes = vec![3, 3];
        bytes.extend([9; 32]);
        bytes.extend([0, 0xc0, 0x2f, 0, 0, 6, 0, 11, 0, 2, 1, 0]);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_protocols_and_versions_are_read() {
        let hello = client_hello(&testing::client_hello_bytes(), Carrier::Tcp).unwrap();
        assert_eq!(hello.sni.as_deref(), Some("pacs.example.org"));
        assert_eq!(hello.alpn, ["http/1.1"]);
        assert_eq!(version_name(hello.version), "TLS 1.2");
        assert!(hello.ja4.unwrap().starts_with("t12d0205h1_"));
        let answer = server_hello(&testing::server_hello_bytes()).unwrap();
        assert_eq!((answer.version, answer.cipher), (0x0303, 0xc02f));
    }

    #[test]
    fn a_cut_hello_keeps_its_name_and_has_no_fingerprint() {
        let mut bytes = testing::client_hello_bytes();
        bytes.truncate(bytes.len() - 12);
        let hello = client_hello(&bytes, Carrier::Quic).unwrap();
        assert_eq!(hello.sni.as_deref(), Some("pacs.example.org"));
        assert_eq!(hello.ja4, None);
    }

    #[test]
    fn grease_is_known() {
        assert!(is_grease(0x0a0a) && is_grease(0xfafa) && !is_grease(0x0a1a) && !is_grease(0xc02f));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>) {
            let _ = client_hello(&bytes, Carrier::Dtls);
            let _ = server_hello(&bytes);
        }
    }
}
