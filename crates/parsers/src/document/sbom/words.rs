//! Words that the standards spell differently: hash algorithms, kinds of components, parties.

use domain::sbom::{Hash, Party, PartyKind};

/// Hash algorithms as CycloneDX spells them, with the number of hexadecimal digits (0: any).
pub(super) const ALGORITHMS: &[(&str, usize)] = &[
    ("MD2", 32),
    ("MD4", 32),
    ("MD5", 32),
    ("MD6", 0),
    ("ADLER32", 8),
    ("SHA-1", 40),
    ("SHA-224", 56),
    ("SHA-256", 64),
    ("SHA-384", 96),
    ("SHA-512", 128),
    ("SHA3-224", 56),
    ("SHA3-256", 64),
    ("SHA3-384", 96),
    ("SHA3-512", 128),
    ("BLAKE2b-256", 64),
    ("BLAKE2b-384", 96),
    ("BLAKE2b-512", 128),
    ("BLAKE3", 0),
    ("Streebog-256", 64),
    ("Streebog-512", 128),
];

/// The spelling of CycloneDX for an algorithm of any spelling; unknown ones stay as they are.
pub(in crate::document) fn algorithm(text: &str) -> String {
    let last = text.rsplit(['#', '_']).next().filter(|_| text.contains("checksumAlgorithm")).unwrap_or(text);
    let key = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).flat_map(char::to_lowercase).collect()
    };
    let wanted = key(last);
    ALGORITHMS
        .iter()
        .find(|(name, _)| key(name) == wanted)
        .map_or_else(|| last.to_owned(), |(name, _)| (*name).to_owned())
}

/// The spelling of SPDX 2.3 for an algorithm; `None` for one that it does not have.
pub(super) fn spdx_algorithm(algorithm: &str) -> Option<String> {
    ALGORITHMS.iter().find(|(name, _)| *name == algorithm && !name.starts_with("Streebog"))?;
    // `SHA-256` is written `SHA256`, but `SHA3-256` and `BLAKE2b-256` keep their hyphen.
    Some(algorithm.strip_prefix("SHA-").map_or_else(|| algorithm.to_owned(), |digits| format!("SHA{digits}")))
        .filter(|name| name != "SHA3-224")
}

/// What is visibly wrong with a digest.
pub(super) fn hash_problem(hash: &Hash) -> Option<&'static str> {
    let Some((_, digits)) = ALGORITHMS.iter().find(|(name, _)| *name == hash.algorithm) else {
        return Some("the hash algorithm is not known");
    };
    if !hash.value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Some("the hash has characters that are no hexadecimal digits")
    } else if *digits != 0 && hash.value.len() != *digits {
        Some("the hash has the wrong length for its algorithm")
    } else {
        None
    }
}

/// `Organization: ACME (mail)`, `Person: …`, `Tool: …` of SPDX 2.
pub(super) fn party(text: &str) -> Option<Party> {
    let text = text.trim();
    if is_nothing(text) {
        return None;
    }
    let (kind, rest) = match text.split_once(':') {
        Some((kind, rest)) if kind.trim().eq_ignore_ascii_case("organization") => {
            (PartyKind::Organisation, rest)
        }
        Some((kind, rest)) if kind.trim().eq_ignore_ascii_case("person") => (PartyKind::Person, rest),
        Some((kind, rest)) if kind.trim().eq_ignore_ascii_case("tool") => (PartyKind::Tool, rest),
        _ => (PartyKind::Organisation, text),
    };
    let rest = rest.trim();
    let (name, contact) = match rest.strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        Some((name, contact)) if kind != PartyKind::Tool && (contact.is_empty() || contact.contains('@')) => {
            (name.trim(), contact.trim())
        }
        _ => (rest, ""),
    };
    if is_nothing(name) {
        return None;
    }
    let contacts = if contact.is_empty() { Vec::new() } else { vec![contact.to_owned()] };
    Some(Party { kind, name: name.to_owned(), contacts })
}

/// SPDX's words for "we do not say".
pub(super) fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || text == "NOASSERTION"
        || text == "NONE"
        || text.ends_with("#noassertion")
        || text.ends_with("#none")
}

/// The text unless it is one of SPDX's words for "we do not say".
pub(super) fn said(text: Option<String>) -> Option<String> {
    text.filter(|text| !is_nothing(text))
}

/// Kinds of components in CycloneDX, and purposes in SPDX 3 that are called otherwise.
pub(super) const PURPOSES: [(&str, &str); 3] = [
    ("device-driver", "deviceDriver"),
    ("machine-learning-model", "model"),
    ("operating-system", "operatingSystem"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (given, wanted) in [
            ("SHA256", "SHA-256"),
            ("sha1", "SHA-1"),
            ("BLAKE2b-512", "BLAKE2b-512"),
            ("blake2b512", "BLAKE2b-512"),
            ("http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "SHA-256"),
            ("CRC", "CRC"),
        ] {
            assert_eq!(algorithm(given), wanted);
        }
    }

    #[test]
    fn parties() {
        let party = |text| super::party(text).map(|p| (p.kind, p.name, p.contacts.len()));
        assert_eq!(party("Organization: ACME (a@b.c)"), Some((PartyKind::Organisation, "ACME".into(), 1)));
        assert_eq!(party("Person: Jane ()"), Some((PartyKind::Person, "Jane".into(), 0)));
        assert_eq!(party("Tool: syft-0.60.1"), Some((PartyKind::Tool, "syft-0.60.1".into(), 0)));
        assert_eq!(party("Microsoft"), Some((PartyKind::Organisation, "Microsoft".into(), 0)));
        assert_eq!(party("NOASSERTION"), None);
        assert_eq!(party("Organization: NOASSERTION"), None);
    }
}
