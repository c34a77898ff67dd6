//! Hexadecimal digits: how checksums, tokens and fingerprints are written everywhere.

/// Two lower-case digits a byte.
#[must_use]
pub fn lower(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0f]);
    halves.filter_map(|half| char::from_digit(u32::from(half), 16)).collect()
}

/// The bytes of digits of either case. `None` for anything else, an odd number of digits included.
#[must_use]
pub fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = text.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| u8::try_from(high * 16 + low).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(bytes(&lower(&all)), Some(all));
        assert_eq!(lower(&[0, 0x7f, 0xff]), "007fff");
        assert_eq!(bytes("007FfF"), Some(vec![0, 0x7f, 0xff]));
        assert_eq!(bytes(""), Some(Vec::new()));
        for odd in ["0", "zz", "０１", "+1", "0 1"] {
            assert_eq!(bytes(odd), None, "{odd}");
        }
    }
}
