//! Base64 (RFC 4648 §4) of bounded length, as it stands in header fields.

/// Most characters read.
const MAX: usize = 8 * 1024;

/// Bytes of a word; what follows its end (padding, blanks, a comma) is not looked at. `None` without any.
#[must_use]
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    decode_within(text, MAX)
}

/// As [`decode`], and not more than so many characters are read.
#[must_use]
pub fn decode_within(text: &[u8], most: usize) -> Option<Vec<u8>> {
    let (mut out, mut bits, mut held) = (Vec::new(), 0u32, 0u32);
    for byte in text.iter().take(most) {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        held = (held << 6 | u32::from(six)) & 0x00ff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
        }
    }
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn examples_of_the_standard() {
        for (text, bytes) in [("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmFy, next", "foobar")] {
            assert_eq!(decode(text.as_bytes()).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(decode(b""), None);
        assert_eq!(decode(b"="), None);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text: Vec<u8>) {
            let _ = decode(&text);
        }
    }
}
