//! BER (ITU-T X.690 §8) as SNMP, LDAP and Kerberos use it: single-octet tags, definite lengths, no recursion of its own.

use crate::cursor::{Cursor, Parse, Reason};

/// Tag of a universal SEQUENCE.
pub const SEQUENCE: u8 = 0x30;
/// Tag of a universal SET.
pub const SET: u8 = 0x31;
/// Tag of a universal INTEGER.
pub const INTEGER: u8 = 0x02;
/// Tag of a universal OCTET STRING.
pub const OCTETS: u8 = 0x04;
/// Tag of a universal OBJECT IDENTIFIER.
pub const OID: u8 = 0x06;

/// Tag and content of the next element. High tag numbers and indefinite lengths are not used by these protocols.
pub fn element<'a>(cursor: &mut Cursor<'a>) -> Parse<(u8, &'a [u8])> {
    let tag = cursor.u8()?;
    if tag & 0x1f == 0x1f {
        return Err(cursor.error(Reason::Unsupported));
    }
    let first = cursor.u8()?;
    let length = if first < 0x80 {
        usize::from(first)
    } else {
        let count = usize::from(first & 0x7f);
        if !(1..=4).contains(&count) {
            return Err(cursor.error(Reason::Unsupported));
        }
        cursor.take(count)?.iter().fold(0usize, |length, byte| (length << 8) | usize::from(*byte))
    };
    Ok((tag, cursor.take(length)?))
}

/// Content of the next element, which must have this tag.
pub fn expect<'a>(cursor: &mut Cursor<'a>, tag: u8) -> Parse<&'a [u8]> {
    let error = cursor.error(Reason::Invalid);
    match element(cursor)? {
        (found, content) if found == tag => Ok(content),
        _ => Err(error),
    }
}

/// Content of an INTEGER as a number; longer than 8 octets is an error.
pub fn integer(cursor: &mut Cursor<'_>) -> Parse<i64> {
    let content = expect(cursor, INTEGER)?;
    number(content).ok_or(cursor.error(Reason::TooLarge))
}

/// Two's complement, most significant octet first.
#[must_use]
pub fn number(content: &[u8]) -> Option<i64> {
    let first = *content.first()?;
    if content.len() > 8 {
        return None;
    }
    let start = if first & 0x80 == 0 { 0 } else { -1 };
    Some(content.iter().fold(start, |value: i64, byte| (value << 8) | i64::from(*byte)))
}

/// Dotted text of an OBJECT IDENTIFIER; at most 64 arcs are read.
#[must_use]
pub fn oid_text(content: &[u8]) -> String {
    let mut arcs = Vec::with_capacity(16);
    let mut value: u64 = 0;
    for byte in content.iter().take(160) {
        value = (value << 7) | u64::from(byte & 0x7f);
        if value > u64::from(u32::MAX) {
            return String::new();
        }
        if byte & 0x80 == 0 {
            if arcs.is_empty() {
                let first = (value / 40).min(2);
                arcs.push(first.to_string());
                value -= first * 40;
            }
            arcs.push(value.to_string());
            value = 0;
            if arcs.len() >= 64 {
                break;
            }
        }
    }
    arcs.join(".")
}

/// Content of the first child with this tag inside a constructed element.
#[must_use]
pub fn child(content: &[u8], tag: u8) -> Option<&[u8]> {
    children(content).find(|(found, _)| *found == tag).map(|(_, content)| content)
}

/// The children of a constructed element, until one cannot be read; at most 256.
pub fn children(content: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut cursor = Cursor::new("BER", content);
    std::iter::from_fn(move || element(&mut cursor).ok()).take(256)
}

#[cfg(test)]
pub mod testing {
    //! Writes BER for samples.

    /// One element; content up to 65,535 bytes.
    pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        let mut out = vec![tag];
        match content.len() {
            n @ 0..=127 => out.push(n as u8),
            n @ 128..=255 => out.extend([0x81, n as u8]),
            n => out.extend([0x82, (n >> 8) as u8, n as u8]),
        }
        out.extend(content);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::{testing::tlv, *};

    #[test]
    fn elements_integers_and_names() {
        let bytes =
            [tlv(INTEGER, &[0xff]), tlv(OID, &[0x2b, 6, 1, 2, 1, 1, 1, 0]), tlv(OCTETS, &[7; 200])].concat();
        let mut cursor = Cursor::new("test", &bytes);
        assert_eq!(integer(&mut cursor), Ok(-1));
        assert_eq!(expect(&mut cursor, OID).map(oid_text), Ok("1.3.6.1.2.1.1.1.0".to_owned()));
        assert_eq!(expect(&mut cursor, OCTETS).map(<[u8]>::len), Ok(200));
        assert_eq!(oid_text(&[0x2b, 6, 1, 4, 1, 0x8f, 0x65]), "1.3.6.1.4.1.2021");
        assert_eq!(oid_text(&[0xff; 40]), "");
    }

    #[test]
    fn lengths_that_lie_are_errors() {
        for bytes in [&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..], &[0x30, 0x80], &[0x1f, 0x01], &[0x04, 5, 1]]
        {
            assert!(element(&mut Cursor::new("test", bytes)).is_err());
        }
    }
}
