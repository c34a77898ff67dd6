//! Fingerprints of a TLS client: JA4 (FoxIO JA4 technical details) and the older JA3.
//!
//! JA4 = `a_b_c`. a: carrier, version, SNI present, counts, first ALPN; b: hash of the sorted cipher suites;
//! c: hash of the sorted extensions and the signature algorithms as offered. GREASE (RFC 8701) is left out everywhere.

use domain::hex;
use md5::{Digest, Md5};
use sha2::Sha256;

use super::{
    tls::Carrier,
    tls_hello::{Offer, is_grease},
};

/// JA4 text, for example `t13d1516h2_8daaf6152771_e5627efa2ab1`. `version` is the highest one offered.
#[must_use]
pub fn ja4(offer: &Offer, version: u16, carrier: Carrier) -> String {
    let mut ciphers = without_grease(&offer.ciphers);
    let mut extensions = without_grease(&offer.extensions);
    let carrier = match carrier {
        Carrier::Tcp => 't',
        Carrier::Dtls => 'd',
        Carrier::Quic => 'q',
    };
    let head = format!(
        "{carrier}{}{}{:02}{:02}{}",
        version_word(version),
        if offer.has_sni { 'd' } else { 'i' },
        ciphers.len().min(99),
        extensions.len().min(99),
        alpn_word(offer.first_alpn.as_deref().unwrap_or_default()),
    );
    ciphers.sort_unstable();
    extensions.retain(|kind| !matches!(kind, 0 | 16));
    extensions.sort_unstable();
    let signatures = without_grease(&offer.signatures);
    let mut tail = hex_list(&extensions);
    if !signatures.is_empty() {
        tail.push('_');
        tail.push_str(&hex_list(&signatures));
    }
    let tail = if offer.extensions.is_empty() { String::new() } else { tail };
    format!("{head}_{}_{}", hash12(&hex_list(&ciphers)), hash12(&tail))
}

/// JA3: MD5 of version, ciphers, extensions, groups and point formats as decimal lists.
#[must_use]
pub fn ja3(offer: &Offer) -> String {
    let formats: Vec<u16> = offer.point_formats.iter().copied().map(u16::from).collect();
    let line = format!(
        "{},{},{},{},{}",
        offer.legacy_version,
        decimal_list(&without_grease(&offer.ciphers)),
        decimal_list(&without_grease(&offer.extensions)),
        decimal_list(&without_grease(&offer.groups)),
        decimal_list(&formats),
    );
    hex::lower(&Md5::digest(line.as_bytes()))
}

fn without_grease(values: &[u16]) -> Vec<u16> {
    values.iter().copied().filter(|value| !is_grease(*value)).collect()
}

const fn version_word(version: u16) -> &'static str {
    match version {
        0x0304 => "13",
        0x0303 => "12",
        0x0302 => "11",
        0x0301 => "10",
        0x0300 => "s3",
        0x0002 => "s2",
        0xfeff => "d1",
        0xfefd => "d2",
        0xfefc => "d3",
        _ => "00",
    }
}

/// First and last character of the first protocol; of its hexadecimal form when either is not a letter or digit.
fn alpn_word(name: &[u8]) -> String {
    let (Some(first), Some(last)) = (name.first().copied(), name.last().copied()) else {
        return "00".to_owned();
    };
    if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() {
        return [char::from(first), char::from(last)].iter().collect();
    }
    let digits = hex::lower(name);
    digits.chars().take(1).chain(digits.chars().last()).collect()
}

fn hex_list(values: &[u16]) -> String {
    values.iter().map(|value| format!("{value:04x}")).collect::<Vec<_>>().join(",")
}

fn decimal_list(values: &[u16]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join("-")
}

fn hash12(list: &str) -> String {
    if list.is_empty() {
        return "0".repeat(12);
    }
    hex::lower(&Sha256::digest(list.as_bytes())).chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the JA4 technical details.
    #[test]
    fn the_published_example_comes_out() {
        let offer = Offer {
            legacy_version: 0x0303,
            ciphers: vec![
                0x0a0a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013,
                0xc014, 0x009c, 0x009d, 0x002f, 0x0035,
            ],
            extensions: vec![
                0x1a1a, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023,
                0x0012, 0x002b, 0xff01, 0x000b, 0x000a, 0x0015,
            ],
            signatures: vec![0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601],
            first_alpn: Some(b"h2".to_vec()),
            has_sni: true,
            ..Offer::default()
        };
        assert_eq!(ja4(&offer, 0x0304, Carrier::Tcp), "t13d1516h2_8daaf6152771_e5627efa2ab1");
        assert_eq!(ja4(&offer, 0x0304, Carrier::Quic), "q13d1516h2_8daaf6152771_e5627efa2ab1");
    }

    #[test]
    fn an_empty_offer_has_zeros() {
        let offer = Offer { legacy_version: 0x0301, ..Offer::default() };
        assert_eq!(ja4(&offer, 0x0301, Carrier::Tcp), "t10i000000_000000000000_000000000000");
    }

    #[test]
    fn protocols_that_are_not_letters_use_their_hex_form() {
        assert_eq!(alpn_word(b"h2"), "h2");
        assert_eq!(alpn_word(b"http/1.1"), "h1");
        assert_eq!(alpn_word(&[0xab]), "ab");
        assert_eq!(alpn_word(&[0x30, 0xab, 0xcd, 0x31]), "01");
        assert_eq!(alpn_word(&[0x30, 0x31, 0xab, 0xcd]), "3d");
    }

    /// The published example of the JA3 description.
    #[test]
    fn ja3_of_a_known_line() {
        let offer = Offer {
            legacy_version: 769,
            ciphers: vec![47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
            extensions: vec![0, 10, 11],
            groups: vec![23, 24, 25],
            point_formats: vec![0],
            ..Offer::default()
        };
        assert_eq!(ja3(&offer), "ada70206e40642a3e4461f35503241d5");
    }
}
