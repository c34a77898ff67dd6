//! `Packages`, a hash table of Berkeley DB: number of the package → its header, which mostly lies on overflow pages
//! (Berkeley DB 4 and 5, `db_page.h`; metadata of hash tables of versions 7 to 9).

use std::borrow::Cow;

use super::{Sink, header::size};
use crate::cursor::{Cursor, Parse, ParseError, Reason};

/// Where the metadata says what it is, and the number for a hash table.
const MAGIC_AT: usize = 12;
const MAGIC: u32 = 0x0006_1561;
/// Bytes of the head of a page.
const PAGE_HEADER: usize = 26;
/// Kinds of pages.
const HASH_UNSORTED: u8 = 2;
const OVERFLOW: u8 = 7;
const HASH: u8 = 13;
/// Kinds of items: in the page, and on pages of their own.
const KEY_DATA: u8 = 1;
const OFF_PAGE: u8 = 3;

/// Whether bytes are a hash table of Berkeley DB, of either byte order.
pub(super) fn is_hash(bytes: &[u8]) -> bool {
    Order::of(bytes).is_some()
}

/// Numbers stand as the machine that wrote them has them.
#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

impl Order {
    fn of(bytes: &[u8]) -> Option<Self> {
        let magic = || Some(Cursor::new("magic", bytes.get(MAGIC_AT..)?));
        if magic()?.u32_le() == Ok(MAGIC) {
            return Some(Self::Little);
        }
        (magic()?.u32() == Ok(MAGIC)).then_some(Self::Big)
    }

    fn u32(self, cursor: &mut Cursor<'_>) -> Parse<u32> {
        match self {
            Self::Little => cursor.u32_le(),
            Self::Big => cursor.u32(),
        }
    }

    fn u16(self, cursor: &mut Cursor<'_>) -> Parse<usize> {
        let number = match self {
            Self::Little => cursor.u16_le(),
            Self::Big => cursor.u16(),
        };
        number.map(usize::from)
    }
}

/// Hands every header of a package on.
pub(super) fn read(bytes: &[u8], sink: &mut Sink) -> Parse<()> {
    let mut head = Cursor::new("metadata of Berkeley DB", bytes);
    let order = Order::of(bytes).ok_or(head.error(Reason::Invalid))?;
    head.skip(MAGIC_AT + 8)?;
    let page = size(order.u32(&mut head)?);
    head.ensure((512..=0x1_0000).contains(&page) && page.is_power_of_two())?;
    if head.u8()? != 0 {
        // Encrypted.
        return Err(head.error(Reason::Unsupported));
    }
    // Kind of the page, flags, an unused byte and the list of free pages.
    head.skip(7)?;
    let last = size(order.u32(&mut head)?);
    if bytes.len() / page <= last {
        let wanted = last.saturating_add(1).saturating_mul(page);
        let reason = Reason::TooShort { wanted, had: bytes.len() };
        sink.damage.add(ParseError { what: "pages of Berkeley DB", offset: 0, reason });
    }
    let mut table = Table { bytes, page, order, seen: vec![false; bytes.len() / page + 1] };
    for number in 1..bytes.len() / page {
        if let Err(error) = table.bucket(number, sink) {
            sink.damage.add(error);
        }
    }
    Ok(())
}

struct Table<'a> {
    bytes: &'a [u8],
    page: usize,
    order: Order,
    /// Overflow pages that were looked at: each belongs to one header.
    seen: Vec<bool>,
}

/// The head of a page.
struct Head<'a> {
    whole: &'a [u8],
    next: u32,
    entries: usize,
    /// Of overflow pages: how many bytes they hold.
    length: usize,
    kind: u8,
}

impl<'a> Table<'a> {
    fn head(&self, number: usize) -> Parse<Head<'a>> {
        let begin = number.saturating_mul(self.page);
        let refuse = || ParseError { what: "page of Berkeley DB", offset: begin, reason: Reason::Invalid };
        let end = begin.checked_add(self.page).ok_or_else(refuse)?;
        let whole = self.bytes.get(begin..end).ok_or_else(refuse)?;
        let mut cursor = Cursor::new("page of Berkeley DB", whole);
        cursor.skip(16)?;
        let next = self.order.u32(&mut cursor)?;
        let (entries, length) = (self.order.u16(&mut cursor)?, self.order.u16(&mut cursor)?);
        cursor.skip(1)?;
        Ok(Head { whole, next, entries, length, kind: cursor.u8()? })
    }

    /// The pairs of a page of the hash table; all other pages hold none.
    fn bucket(&mut self, number: usize, sink: &mut Sink) -> Parse<()> {
        let head = self.head(number)?;
        if !matches!(head.kind, HASH | HASH_UNSORTED) {
            return Ok(());
        }
        let mut offsets = Cursor::new("index of a page", head.whole);
        offsets.skip(PAGE_HEADER)?;
        let mut end = head.whole.len();
        // Items are laid from the end of the page on: each ends where the one before begins.
        for _ in 0..head.entries / 2 {
            let (key, data) = (self.order.u16(&mut offsets)?, self.order.u16(&mut offsets)?);
            let (number, item) = (item(head.whole, key, end)?, item(head.whole, data, key)?);
            end = data;
            // Under the number 0 stands the next free number.
            if number == [KEY_DATA, 0, 0, 0, 0] {
                continue;
            }
            match self.value(item) {
                Ok(header) => sink.header(&header),
                Err(error) => sink.damage.add(error),
            }
        }
        Ok(())
    }

    fn value(&mut self, item: &'a [u8]) -> Parse<Cow<'a, [u8]>> {
        let mut cursor = Cursor::new("item of Berkeley DB", item);
        match cursor.u8()? {
            KEY_DATA => Ok(Cow::Borrowed(cursor.rest())),
            OFF_PAGE => {
                cursor.skip(3)?;
                let (first, length) = (self.order.u32(&mut cursor)?, self.order.u32(&mut cursor)?);
                self.overflow(first, size(length)).map(Cow::Owned)
            }
            _ => Err(cursor.error(Reason::Unsupported)),
        }
    }

    /// A header over several pages, each of which leads to the next.
    fn overflow(&mut self, first: u32, length: usize) -> Parse<Vec<u8>> {
        let mut found = Vec::new();
        let mut next = size(first);
        while found.len() < length {
            let refuse = |reason| ParseError { what: "overflow page of Berkeley DB", offset: next, reason };
            let head = self.head(next)?;
            match self.seen.get_mut(next) {
                Some(seen) if head.kind == OVERFLOW && !*seen => *seen = true,
                _ => return Err(refuse(Reason::Invalid)),
            }
            let mut page = Cursor::new("overflow page of Berkeley DB", head.whole);
            page.skip(PAGE_HEADER)?;
            let part = page.take(head.length.min(length - found.len()))?;
            if part.is_empty() {
                return Err(refuse(Reason::Invalid));
            }
            found.extend(part);
            next = size(head.next);
        }
        Ok(found)
    }
}

fn item(page: &[u8], begin: usize, end: usize) -> Parse<&[u8]> {
    let refuse = ParseError { what: "item of Berkeley DB", offset: begin, reason: Reason::Invalid };
    page.get(begin..end).filter(|item| !item.is_empty()).ok_or(refuse)
}
