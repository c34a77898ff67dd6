//! `Packages.db`, rpm's own "ndb": slots that say where the header of each package lies (rpm, `lib/backend/ndb`).

use super::{Sink, header::size};
use crate::cursor::{Cursor, Parse, Reason};

pub(super) const MAGIC: &[u8] = b"RpmP";

/// Slots lie in the first pages, after two slots' worth of header.
const PAGE: usize = 4096;
const SLOT: usize = 16;
const FILE_HEADER: usize = 32;
/// Offsets of headers count in blocks.
const BLOCK: usize = 16;

/// Hands every header of a package on.
pub(super) fn read(bytes: &[u8], sink: &mut Sink) -> Parse<()> {
    let mut head = Cursor::new("header of ndb", bytes);
    head.ensure(bytes.starts_with(MAGIC))?;
    head.skip(MAGIC.len())?;
    if head.u32_le()? != 0 {
        return Err(head.error(Reason::Unsupported));
    }
    let _generation = head.u32_le()?;
    let slots = size(head.u32_le()?).checked_mul(PAGE).ok_or(head.error(Reason::TooLarge))?;
    let mut slots = Cursor::new("slots of ndb", bytes).sub("slots of ndb", slots)?;
    slots.skip(FILE_HEADER)?;
    while slots.remaining() >= SLOT {
        let slot = slots.sub("slot of ndb", SLOT)?;
        match package(slot, bytes) {
            Ok(Some(header)) => sink.header(header),
            Ok(None) => {}
            Err(error) => sink.damage.add(error),
        }
    }
    Ok(())
}

/// The header that a slot leads to; `None` for an empty slot.
fn package<'a>(mut slot: Cursor<'_>, bytes: &'a [u8]) -> Parse<Option<&'a [u8]>> {
    let is_slot = slot.take(4)? == b"Slot";
    slot.ensure(is_slot)?;
    let (package, block) = (slot.u32_le()?, slot.u32_le()?);
    if block == 0 {
        return Ok(None);
    }
    let at = size(block).checked_mul(BLOCK).ok_or(slot.error(Reason::TooLarge))?;
    let mut blob = Cursor::new("package of ndb", bytes);
    blob.skip(at)?;
    // The number of the package stands in both places; then come generation and length.
    let is_begin = blob.take(4)? == b"BlbS" && blob.u32_le()? == package;
    blob.ensure(is_begin)?;
    blob.skip(4)?;
    let length = size(blob.u32_le()?);
    blob.take(length).map(Some)
}
