//! The header of an rpm package: an index of tags over one store of values (rpm file format, "Header").

use std::borrow::Cow;

use crate::cursor::{Cursor, Parse, Reason};

/// Bytes of one entry of the index: tag, type, offset, count.
const ENTRY: usize = 16;
/// Entries that rpm itself accepts.
const MAX_ENTRIES: usize = 0xffff;
/// No text of a header that is kept is longer.
const MAX_TEXT: usize = 4096;

/// Types of values (`rpmTagType`).
const INT32: u32 = 4;
const STRING: u32 = 6;
const STRING_ARRAY: u32 = 8;
const I18N_STRING: u32 = 9;

/// Tags that are read (`rpmTag`).
pub(super) mod tag {
    pub(crate) const NAME: u32 = 1000;
    pub(crate) const VERSION: u32 = 1001;
    pub(crate) const RELEASE: u32 = 1002;
    pub(crate) const EPOCH: u32 = 1003;
    pub(crate) const SUMMARY: u32 = 1004;
    pub(crate) const VENDOR: u32 = 1011;
    pub(crate) const LICENSE: u32 = 1014;
    pub(crate) const URL: u32 = 1020;
    pub(crate) const ARCH: u32 = 1022;
    pub(crate) const SOURCE_RPM: u32 = 1044;
    pub(crate) const DIR_INDEXES: u32 = 1116;
    pub(crate) const BASE_NAMES: u32 = 1117;
    pub(crate) const DIR_NAMES: u32 = 1118;
    pub(crate) const MODULARITY_LABEL: u32 = 5096;
}

/// A header whose index and store lie inside its bytes; what an entry points to is looked at when it is asked for.
#[derive(Clone, Copy)]
pub(super) struct Header<'a> {
    index: &'a [u8],
    store: &'a [u8],
}

impl<'a> Header<'a> {
    /// As databases hold it: the two lengths stand first, without the magic number of package files.
    pub(super) fn parse(bytes: &'a [u8]) -> Parse<Self> {
        let mut cursor = Cursor::new("header of an rpm package", bytes);
        let (entries, length) = (size(cursor.u32()?), size(cursor.u32()?));
        if entries > MAX_ENTRIES {
            return Err(cursor.error(Reason::TooLarge));
        }
        Ok(Self { index: cursor.take(entries * ENTRY)?, store: cursor.take(length)? })
    }

    /// The bytes from where a tag's values begin, and how many values there are. The first entry of a tag counts.
    fn values(&self, tag: u32, kinds: &[u32]) -> Option<(&'a [u8], usize)> {
        self.index.chunks_exact(ENTRY).find_map(|entry| {
            let mut cursor = Cursor::new("entry", entry);
            let (Ok(found), Ok(kind), Ok(offset), Ok(count)) =
                (cursor.u32(), cursor.u32(), cursor.u32(), cursor.u32())
            else {
                return None;
            };
            let is_wanted = found == tag && kinds.contains(&kind);
            is_wanted.then(|| self.store.get(size(offset)..).map(|bytes| (bytes, size(count)))).flatten()
        })
    }

    /// One text; of translated ones the first, which is the untranslated one.
    pub(super) fn text(&self, tag: u32) -> Option<Cow<'a, str>> {
        let (bytes, _) = self.values(tag, &[STRING, I18N_STRING, STRING_ARRAY])?;
        let end = memchr::memchr(0, bytes)?;
        let text = String::from_utf8_lossy(bytes.get(..end.min(MAX_TEXT))?);
        (!text.trim().is_empty()).then_some(text)
    }

    /// Texts of a list; those that are too long are empty, so that positions stay.
    pub(super) fn texts(&self, tag: u32) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
        let (bytes, count) = self.values(tag, &[STRING_ARRAY]).unwrap_or_default();
        bytes.split(|byte| *byte == 0).take(count).map(|text| {
            let text = if text.len() > MAX_TEXT { &[] } else { text };
            String::from_utf8_lossy(text)
        })
    }

    /// Numbers of a list.
    pub(super) fn numbers(&self, tag: u32) -> impl Iterator<Item = u32> + use<'a> {
        let (bytes, count) = self.values(tag, &[INT32]).unwrap_or_default();
        let four = |bytes: &[u8]| bytes.try_into().map_or(0, u32::from_be_bytes);
        bytes.chunks_exact(4).take(count).map(four)
    }
}

/// What cannot be counted here is longer than any file.
pub(super) fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A header of lists of texts and numbers.
    pub(in super::super) fn lists(texts: &[(u32, &[&str])], numbers: &[(u32, &[u32])]) -> Vec<u8> {
        let (mut index, mut store) = (Vec::new(), Vec::new());
        for (tag, values) in numbers {
            let entry = [*tag, INT32, store.len() as u32, values.len() as u32];
            index.extend(entry.map(u32::to_be_bytes).concat());
            store.extend(values.iter().flat_map(|value| value.to_be_bytes()));
        }
        for (tag, values) in texts {
            let kind = if values.len() == 1 { STRING } else { STRING_ARRAY };
            let entry = [*tag, kind, store.len() as u32, values.len() as u32];
            index.extend(entry.map(u32::to_be_bytes).concat());
            store.extend(values.iter().flat_map(|value| value.bytes().chain([0])));
        }
        let lengths = [(texts.len() + numbers.len()) as u32, store.len() as u32].map(u32::to_be_bytes);
        [lengths.concat(), index, store].concat()
    }

    /// A header of one text or number each, as rpm writes it.
    pub(in super::super) fn header(texts: &[(u32, &str)], numbers: &[(u32, u32)]) -> Vec<u8> {
        let texts: Vec<_> = texts.iter().map(|(tag, text)| (*tag, std::slice::from_ref(text))).collect();
        let numbers: Vec<_> =
            numbers.iter().map(|(tag, number)| (*tag, std::slice::from_ref(number))).collect();
        lists(&texts, &numbers)
    }

    #[test]
    fn values_are_found_by_their_tags() {
        let bytes = header(&[(tag::NAME, "acme"), (tag::VENDOR, " ")], &[(tag::EPOCH, 7)]);
        let header = Header::parse(&bytes).unwrap();
        assert_eq!(header.text(tag::NAME).as_deref(), Some("acme"));
        assert_eq!(header.text(tag::VENDOR), None);
        assert_eq!(header.text(tag::EPOCH), None, "a number is no text");
        assert_eq!(header.numbers(tag::EPOCH).collect::<Vec<_>>(), [7]);
    }

    #[test]
    fn lengths_that_cannot_be_are_refused() {
        assert!(Header::parse(&[0xff; 64]).is_err());
        assert!(Header::parse(&[0, 0, 0, 1, 0, 0, 0, 0]).is_err());
        // An entry that points behind the store, and a text without an end.
        let mut bytes = header(&[(tag::NAME, "acme")], &[]);
        *bytes.last_mut().unwrap() = b'x';
        assert_eq!(Header::parse(&bytes).unwrap().text(tag::NAME), None);
        bytes[16] = 0xff;
        assert_eq!(Header::parse(&bytes).unwrap().text(tag::NAME), None);
    }
}
