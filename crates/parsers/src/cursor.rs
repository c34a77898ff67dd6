//! A reader over bytes that cannot overrun: every read says what it wanted and where it failed.

use std::fmt;

/// Why bytes could not be read as what they claimed to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Structure being read, as the standard calls it.
    pub what: &'static str,
    /// Byte offset inside that structure's buffer.
    pub offset: usize,
    pub reason: Reason,
}

/// The closed set of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The bytes end too early: wanted and had.
    TooShort { wanted: usize, had: usize },
    /// A length, type or magic number that cannot be.
    Invalid,
    /// Right structure, but a version we do not read.
    Unsupported,
    /// Longer or deeper than the bound we set against hostile input.
    TooLarge,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, offset, reason } = self;
        match reason {
            Reason::TooShort { wanted, had } => {
                write!(f, "{what} at byte {offset}: needs {wanted} bytes, {had} are there")
            }
            Reason::Invalid => write!(f, "{what} at byte {offset}: a value that cannot be"),
            Reason::Unsupported => write!(f, "{what} at byte {offset}: a version that is not read"),
            Reason::TooLarge => write!(f, "{what} at byte {offset}: larger than allowed"),
        }
    }
}

impl std::error::Error for ParseError {}

/// Result of a bounded read.
pub type Parse<T> = Result<T, ParseError>;

/// Position in a byte slice. Multi-byte reads are big-endian unless the name says `le`.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a> {
    what: &'static str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// Starts at the first byte. `what` names the structure in errors.
    #[must_use]
    pub const fn new(what: &'static str, bytes: &'a [u8]) -> Self {
        Self { what, bytes, at: 0 }
    }

    /// Bytes not yet read.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// How many bytes are not yet read.
    #[must_use]
    pub const fn remaining(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }

    /// Nothing left.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.remaining() == 0
    }

    /// Bytes read so far.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.at
    }

    /// An error at the current position.
    #[must_use]
    pub const fn error(&self, reason: Reason) -> ParseError {
        ParseError { what: self.what, offset: self.at, reason }
    }

    /// `Err(Invalid)` at the current position unless `condition` holds.
    pub const fn ensure(&self, condition: bool) -> Parse<()> {
        if condition { Ok(()) } else { Err(self.error(Reason::Invalid)) }
    }

    /// The next `count` bytes.
    #[inline]
    pub fn take(&mut self, count: usize) -> Parse<&'a [u8]> {
        let end = self.at.checked_add(count).ok_or(self.error(Reason::TooLarge))?;
        match self.bytes.get(self.at..end) {
            Some(bytes) => {
                self.at = end;
                Ok(bytes)
            }
            None => Err(self.error(Reason::TooShort { wanted: count, had: self.remaining() })),
        }
    }

    /// A cursor over the next `count` bytes, named for its own errors.
    pub fn sub(&mut self, what: &'static str, count: usize) -> Parse<Cursor<'a>> {
        Ok(Cursor::new(what, self.take(count)?))
    }

    /// The next `N` bytes as an array.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Parse<[u8; N]> {
        let bytes = self.take(N)?;
        <[u8; N]>::try_from(bytes).map_err(|_| self.error(Reason::Invalid))
    }

    /// Skips `count` bytes.
    #[inline]
    pub fn skip(&mut self, count: usize) -> Parse<()> {
        self.take(count).map(|_| ())
    }

    /// Looks at the next byte without reading it.
    #[must_use]
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// One octet.
    #[inline]
    pub fn u8(&mut self) -> Parse<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// 16 bits, network order.
    #[inline]
    pub fn u16(&mut self) -> Parse<u16> {
        self.array().map(u16::from_be_bytes)
    }

    /// 24 bits, network order.
    pub fn u24(&mut self) -> Parse<u32> {
        self.array().map(|[a, b, c]| u32::from_be_bytes([0, a, b, c]))
    }

    /// 32 bits, network order.
    #[inline]
    pub fn u32(&mut self) -> Parse<u32> {
        self.array().map(u32::from_be_bytes)
    }

    /// 64 bits, network order.
    pub fn u64(&mut self) -> Parse<u64> {
        self.array().map(u64::from_be_bytes)
    }

    /// 16 bits, little-endian.
    #[inline]
    pub fn u16_le(&mut self) -> Parse<u16> {
        self.array().map(u16::from_le_bytes)
    }

    /// 32 bits, little-endian.
    #[inline]
    pub fn u32_le(&mut self) -> Parse<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// 64 bits, little-endian.
    pub fn u64_le(&mut self) -> Parse<u64> {
        self.array().map(u64::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_in_order_and_stops_at_the_end() {
        let mut cursor = Cursor::new("test", &[1, 0, 2, 3, 0, 0, 0]);
        assert_eq!(cursor.u8(), Ok(1));
        assert_eq!(cursor.u16(), Ok(2));
        assert_eq!(cursor.u32_le(), Ok(3));
        assert!(cursor.is_empty());
        let error = ParseError { what: "test", offset: 7, reason: Reason::TooShort { wanted: 1, had: 0 } };
        assert_eq!(cursor.u8(), Err(error));
    }

    #[test]
    fn a_huge_length_is_an_error_not_a_panic() {
        let mut cursor = Cursor::new("test", &[0; 4]);
        assert!(cursor.skip(1).is_ok());
        assert!(cursor.take(usize::MAX).is_err());
        assert!(cursor.sub("inner", usize::MAX - 1).is_err());
    }
}
