//! `rpmdb.sqlite`: the table `Packages` of a database of SQLite, walked page by page (SQLite, "Database File Format").
//!
//! Only what this table needs is known: tables, no indexes, no queries. See decision 0020 for why this is no library.

use std::borrow::Cow;

use super::{Damage, Sink, header::size};
use crate::cursor::{Cursor, Parse, ParseError, Reason};

pub(super) const MAGIC: &[u8] = b"SQLite format 3\0";

/// Bytes of the file's header, which page 1 begins with.
const FILE_HEADER: usize = 100;
/// Kinds of pages of tables.
const INTERIOR: u8 = 0x05;
const LEAF: u8 = 0x0d;
/// Reads the first columns of a row only.
const COLUMNS: usize = 5;

/// Hands every header of a package on.
pub(super) fn read(bytes: &[u8], sink: &mut Sink) -> Parse<()> {
    let mut book = Book::open(bytes)?;
    let mut root = None;
    let mut schema = Damage::default();
    book.table(1, &mut schema, &mut |row| {
        // type, name, tbl_name, rootpage, sql
        let columns = columns(row).unwrap_or_default();
        if columns.first() == Some(&Value::Bytes(b"table"))
            && columns.get(1) == Some(&Value::Bytes(b"Packages"))
            && let Some(Value::Number(page)) = columns.get(3)
        {
            root = u32::try_from(*page).ok();
        }
    });
    let missing = ParseError { what: "table Packages of SQLite", offset: 0, reason: Reason::Invalid };
    // Damage of the schema matters only where it hides the table.
    let root = root.ok_or_else(|| schema.first().unwrap_or(missing))?;
    let mut damage = Damage::default();
    book.table(root, &mut damage, &mut |row| {
        // hnum, which is the number of the row and left out, and blob
        match columns(row).map(|columns| columns.get(1).copied()) {
            Some(Some(Value::Bytes(blob))) => sink.header(blob),
            _ => sink.damage.add(ParseError { what: "row of Packages", ..missing }),
        }
    });
    sink.damage.join(damage);
    Ok(())
}

/// Bytes of a page, as the header of a database tells them.
pub(super) fn page_size(bytes: &[u8]) -> Parse<usize> {
    Book::open(bytes).map(|book| book.page)
}

/// A database, of which every page is looked at once: pages that lead in a circle end there.
struct Book<'a> {
    bytes: &'a [u8],
    page: usize,
    /// Bytes of a page that hold content; the rest is reserved.
    usable: usize,
    seen: Vec<bool>,
}

impl<'a> Book<'a> {
    fn open(bytes: &'a [u8]) -> Parse<Self> {
        let mut cursor = Cursor::new("header of SQLite", bytes);
        cursor.ensure(bytes.starts_with(MAGIC))?;
        cursor.skip(MAGIC.len())?;
        let page = match cursor.u16()? {
            1 => 0x1_0000,
            page if page >= 512 && page.is_power_of_two() => usize::from(page),
            _ => return Err(cursor.error(Reason::Invalid)),
        };
        cursor.skip(2)?;
        let usable = page - usize::from(cursor.u8()?);
        cursor.ensure(usable >= 480)?;
        Ok(Self { bytes, page, usable, seen: vec![false; bytes.len() / page + 1] })
    }

    /// The bytes of a page that was not looked at before; pages count from 1.
    fn turn(&mut self, number: u32) -> Parse<&'a [u8]> {
        let at = size(number).wrapping_sub(1);
        let refuse =
            |reason| ParseError { what: "page of SQLite", offset: at.saturating_mul(self.page), reason };
        let begin = at.checked_mul(self.page).ok_or_else(|| refuse(Reason::Invalid))?;
        let page = self.bytes.get(begin..).filter(|rest| !rest.is_empty());
        let page = page.and_then(|rest| rest.get(..self.usable)).ok_or_else(|| refuse(Reason::Invalid))?;
        match self.seen.get_mut(at) {
            Some(seen) if !*seen => *seen = true,
            _ => return Err(refuse(Reason::Invalid)),
        }
        Ok(page)
    }

    /// Every row of a table, in the order of the file's tree.
    fn table(&mut self, root: u32, damage: &mut Damage, take: &mut dyn FnMut(&[u8])) {
        let mut waiting = vec![root];
        while let Some(number) = waiting.pop() {
            if let Err(error) = self.node(number, &mut waiting, damage, take) {
                damage.add(error);
            }
        }
    }

    fn node(
        &mut self,
        number: u32,
        waiting: &mut Vec<u32>,
        damage: &mut Damage,
        take: &mut dyn FnMut(&[u8]),
    ) -> Parse<()> {
        let page = self.turn(number)?;
        let mut head = Cursor::new("page of a table", page);
        head.skip(if number == 1 { FILE_HEADER } else { 0 })?;
        let kind = head.u8()?;
        head.skip(2)?;
        let cells = usize::from(head.u16()?);
        head.skip(3)?;
        match kind {
            INTERIOR => {
                let right = head.u32()?;
                let children = pointers(head, cells)?;
                waiting.push(right);
                for at in children.rev() {
                    waiting.push(cell(page, at)?.u32()?);
                }
                Ok(())
            }
            LEAF => {
                for at in pointers(head, cells)? {
                    match cell(page, at).and_then(|cell| self.row(cell)) {
                        Ok(row) => take(&row),
                        Err(error) => damage.add(error),
                    }
                }
                Ok(())
            }
            _ => Err(head.error(Reason::Invalid)),
        }
    }

    /// The content of a cell, whose end may lie on pages of its own ("Cell Payload Overflow Pages").
    fn row(&mut self, mut cell: Cursor<'a>) -> Parse<Cow<'a, [u8]>> {
        let whole = usize::try_from(varint(&mut cell)?).unwrap_or(usize::MAX);
        varint(&mut cell)?;
        let longest = self.usable - 35;
        if whole <= longest {
            return cell.take(whole).map(Cow::Borrowed);
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let here = least + (whole - least) % (self.usable - 4);
        let mut row = cell.take(if here <= longest { here } else { least })?.to_vec();
        let mut next = cell.u32()?;
        while row.len() < whole {
            let mut page = Cursor::new("overflow page of SQLite", self.turn(next)?);
            next = page.u32()?;
            row.extend(page.take((whole - row.len()).min(page.remaining()))?);
        }
        Ok(Cow::Owned(row))
    }
}

/// Where the cells of a page begin.
fn pointers(mut head: Cursor<'_>, cells: usize) -> Parse<impl DoubleEndedIterator<Item = usize>> {
    let pointers = head.take(cells * 2)?.chunks_exact(2);
    Ok(pointers.map(|two| two.try_into().map_or(0, u16::from_be_bytes)).map(usize::from))
}

fn cell(page: &[u8], at: usize) -> Parse<Cursor<'_>> {
    let mut cell = Cursor::new("cell of a table", page);
    cell.skip(at)?;
    Ok(cell)
}

/// A number of one to nine bytes, the high bits first.
fn varint(cursor: &mut Cursor<'_>) -> Parse<u64> {
    let mut value = 0;
    for _ in 0..8 {
        let byte = cursor.u8()?;
        value = value << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Ok(value << 8 | u64::from(cursor.u8()?))
}

/// A column of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Value<'r> {
    Null,
    Number(i64),
    /// Text or bytes.
    Bytes(&'r [u8]),
}

/// The first columns of a row ("Record Format"); `None` when it is none.
fn columns(row: &[u8]) -> Option<Vec<Value<'_>>> {
    let mut kinds = Cursor::new("row", row);
    let length = usize::try_from(varint(&mut kinds).ok()?).ok()?;
    let mut kinds = kinds.sub("kinds of columns", length.checked_sub(kinds.position())?).ok()?;
    let mut body = Cursor::new("columns", row.get(length..)?);
    let mut found = Vec::new();
    while !kinds.is_empty() && found.len() < COLUMNS {
        let value = match varint(&mut kinds).ok()? {
            0 => Value::Null,
            kind @ 1..=6 => {
                let bytes = body.take(match kind {
                    5 => 6,
                    6 => 8,
                    kind => usize::try_from(kind).ok()?,
                });
                Value::Number(bytes.ok()?.iter().fold(0, |value, byte| value << 8 | i64::from(*byte)))
            }
            // A fraction, which no column here is.
            7 => body.skip(8).map(|()| Value::Null).ok()?,
            8 => Value::Number(0),
            9 => Value::Number(1),
            kind => Value::Bytes(body.take(usize::try_from(kind.checked_sub(12)? / 2).ok()?).ok()?),
        };
        found.push(value);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_variable_length_are_read() {
        for (bytes, wanted) in
            [(&[0x7f][..], 0x7f), (&[0x81, 0x00], 0x80), (&[0xff; 9], u64::MAX), (&[0x80, 0x80, 0x01], 1)]
        {
            assert_eq!(varint(&mut Cursor::new("number", bytes)), Ok(wanted));
        }
        assert!(varint(&mut Cursor::new("number", &[0x80])).is_err());
    }

    #[test]
    fn columns_are_read_by_their_kinds() {
        // Length of the kinds; null, 16 bits, text of 2, bytes of 1, one.
        let row = [6, 0, 2, 17, 14, 9, 0x01, 0x02, b'a', b'b', 0xff];
        let wanted =
            [Value::Null, Value::Number(0x102), Value::Bytes(b"ab"), Value::Bytes(&[0xff]), Value::Number(1)];
        assert_eq!(columns(&row).unwrap(), wanted);
        assert_eq!(columns(&row[..8]), None);
    }
}
