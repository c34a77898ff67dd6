//! A bounded reader of DER (ITU-T X.690 §8, §10): definite lengths, single-byte tags, no recursion of its own.

use crate::cursor::{Cursor, Parse, Reason};

/// Tag octets used in certificates.
pub mod tag {
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const OCTET_STRING: u8 = 0x04;
    pub const OID: u8 = 0x06;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;
    pub const UTC_TIME: u8 = 0x17;
    pub const GENERALIZED_TIME: u8 = 0x18;
}

/// One element: its tag octet and its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    pub tag: u8,
    pub content: &'a [u8],
    /// Tag, length and content together.
    pub whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// A cursor over the content.
    #[must_use]
    pub const fn inside(&self) -> Cursor<'a> {
        Cursor::new("DER content", self.content)
    }
}

/// Reads the next element.
pub fn element<'a>(cursor: &mut Cursor<'a>) -> Parse<Element<'a>> {
    let start = cursor.rest();
    let at = cursor.position();
    let tag = cursor.u8()?;
    if tag & 0x1f == 0x1f {
        return Err(cursor.error(Reason::Unsupported));
    }
    let length = length(cursor)?;
    let content = cursor.take(length)?;
    let used = cursor.position().saturating_sub(at);
    Ok(Element { tag, content, whole: start.get(..used).unwrap_or_default() })
}

/// Reads the next element, which must have this tag.
pub fn expect<'a>(cursor: &mut Cursor<'a>, tag: u8) -> Parse<Element<'a>> {
    let found = element(cursor)?;
    if found.tag == tag { Ok(found) } else { Err(cursor.error(Reason::Invalid)) }
}

/// Reads the next element when it has this tag.
pub fn optional<'a>(cursor: &mut Cursor<'a>, tag: u8) -> Parse<Option<Element<'a>>> {
    if cursor.peek() == Some(tag) { element(cursor).map(Some) } else { Ok(None) }
}

fn length(cursor: &mut Cursor<'_>) -> Parse<usize> {
    let first = cursor.u8()?;
    if first < 0x80 {
        return Ok(first.into());
    }
    match first & 0x7f {
        1 => cursor.u8().map(usize::from),
        2 => cursor.u16().map(usize::from),
        3 => cursor.u24().map(|length| length as usize),
        _ => Err(cursor.error(Reason::Unsupported)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_and_long_lengths() {
        let mut bytes = vec![0x04, 0x81, 0x80];
        bytes.extend([9; 128]);
        bytes.extend([0x02, 0x01, 0x05]);
        let mut cursor = Cursor::new("test", &bytes);
        let first = element(&mut cursor).unwrap();
        assert_eq!((first.tag, first.content.len(), first.whole.len()), (tag::OCTET_STRING, 128, 131));
        assert_eq!(expect(&mut cursor, tag::INTEGER).unwrap().content, [5]);
        assert!(element(&mut cursor).is_err());
    }

    #[test]
    fn indefinite_and_huge_lengths_are_refused() {
        for bytes in [&[0x30, 0x80, 0, 0][..], &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], &[0x30, 5, 1]] {
            assert!(element(&mut Cursor::new("test", bytes)).is_err());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>) {
            let mut cursor = Cursor::new("test", &bytes);
            while element(&mut cursor).is_ok() {}
        }
    }
}
