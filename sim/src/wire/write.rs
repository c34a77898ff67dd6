//! A growing byte string with the few ways protocols write numbers.

/// Bytes being written, big-endian unless the name says otherwise.
#[derive(Clone, Debug, Default)]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    #[must_use]
    pub fn u8(mut self, value: u8) -> Self {
        self.0.push(value);
        self
    }

    #[must_use]
    pub fn u16(mut self, value: u16) -> Self {
        self.0.extend_from_slice(&value.to_be_bytes());
        self
    }

    #[must_use]
    pub fn u24(mut self, value: usize) -> Self {
        let [.., a, b, c] = (value as u32).to_be_bytes();
        self.0.extend_from_slice(&[a, b, c]);
        self
    }

    #[must_use]
    pub fn u32(mut self, value: u32) -> Self {
        self.0.extend_from_slice(&value.to_be_bytes());
        self
    }

    #[must_use]
    pub fn u64(mut self, value: u64) -> Self {
        self.0.extend_from_slice(&value.to_be_bytes());
        self
    }

    #[must_use]
    pub fn le16(mut self, value: u16) -> Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    #[must_use]
    pub fn le32(mut self, value: u32) -> Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    #[must_use]
    pub fn le64(mut self, value: u64) -> Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    #[must_use]
    pub fn raw(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.0.extend_from_slice(bytes.as_ref());
        self
    }

    #[must_use]
    pub fn zeros(mut self, count: usize) -> Self {
        self.0.resize(self.0.len() + count, 0);
        self
    }

    /// Text in exactly `width` bytes, cut or filled.
    #[must_use]
    pub fn padded(mut self, text: &str, width: usize, fill: u8) -> Self {
        let end = self.0.len() + width;
        self.0.extend(text.bytes().take(width));
        self.0.resize(end, fill);
        self
    }

    /// One length byte, then the bytes.
    #[must_use]
    pub fn short(self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.u8(bytes.len() as u8).raw(bytes)
    }

    /// Two length bytes, then the bytes.
    #[must_use]
    pub fn long(self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.u16(bytes.len() as u16).raw(bytes)
    }

    /// UTF-16, little-endian.
    #[must_use]
    pub fn utf16(mut self, text: &str) -> Self {
        self.0.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        self
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn done(self) -> Vec<u8> {
        self.0
    }
}

/// ASN.1 tag, definite length, contents (X.690 §8.1).
#[must_use]
pub fn tlv(tag: u8, contents: impl AsRef<[u8]>) -> Vec<u8> {
    let contents = contents.as_ref();
    let length = contents.len();
    let head = Bytes::new().u8(tag);
    let head = match length {
        0..=0x7f => head.u8(length as u8),
        0x80..=0xff => head.u8(0x81).u8(length as u8),
        _ => head.u8(0x82).u16(length as u16),
    };
    head.raw(contents).done()
}

/// ASN.1 object identifier (X.690 §8.19).
#[must_use]
pub fn oid(text: &str) -> Vec<u8> {
    let mut arcs = text.split('.').filter_map(|arc| arc.parse::<u64>().ok());
    let first = arcs.next().unwrap_or(1) * 40 + arcs.next().unwrap_or(3);
    let mut out = Vec::new();
    for arc in std::iter::once(first).chain(arcs) {
        let mut septets = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            septets.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        out.extend(septets.iter().rev());
    }
    tlv(6, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_identifiers() {
        assert_eq!(oid("1.3.6.1.4.1.318"), [6, 7, 0x2b, 6, 1, 4, 1, 0x82, 0x3e]);
        assert_eq!(tlv(4, [0; 200]).get(..3), Some(&[4, 0x81, 200][..]));
    }
}
