//! Snoop version 2 (RFC 1761), as Solaris and some appliances write it.

use std::io::Read;

use domain::time::Timestamp;

use super::{Found, LinkType, MAX_FRAME, Warnings, window::Window};

/// Length of the file header.
pub(super) const FILE_HEADER: usize = 16;
const RECORD_HEADER: usize = 24;

/// What the file header says.
pub(super) struct Snoop {
    link: LinkType,
    dropped: u32,
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

impl Snoop {
    /// Reads the file header; `None` when it is not one.
    pub(super) fn open(head: &[u8]) -> Option<Self> {
        if !head.starts_with(b"snoop\0\0\0") || word(head, 8)? != 2 {
            return None;
        }
        // RFC 1761 data link types: 0 is IEEE 802.3, 4 Ethernet.
        let link = match word(head, 12)? {
            0 | 4 => LinkType::ETHERNET,
            2 => LinkType::TOKEN_RING,
            8 => LinkType::FDDI,
            other => LinkType((other & 0xffff) as u16 | 0x8000),
        };
        Some(Self { link, dropped: 0 })
    }

    /// Packets lost before the last record.
    pub(super) fn dropped(&self) -> u64 {
        u64::from(self.dropped)
    }

    pub(super) fn next_frame<R: Read>(
        &mut self,
        window: &mut Window<R>,
        warnings: &mut Warnings,
    ) -> Option<Found> {
        if !window.have(RECORD_HEADER) {
            if !window.bytes().is_empty() {
                warnings.add(
                    "truncated-file",
                    Some(window.offset()),
                    None,
                    "the file ends inside a record header",
                );
            }
            return None;
        }
        let head = window.bytes();
        let (original, captured, total) = (word(head, 0)?, word(head, 4)? as usize, word(head, 8)? as usize);
        self.dropped = word(head, 12)?;
        let time = Timestamp::from_parts(i64::from(word(head, 16)?), i64::from(word(head, 20)?));
        if captured > MAX_FRAME || total < RECORD_HEADER + captured || total > 2 * MAX_FRAME {
            let detail = "a record length that cannot be; the rest of the file is not read";
            warnings.add("garbage-block", Some(window.offset()), None, detail);
            return None;
        }
        let mut found = Found {
            skip: RECORD_HEADER,
            captured,
            total,
            time,
            original_len: original,
            interface: 0,
            link: self.link,
        };
        if !window.have(total) {
            warnings.add("truncated-file", Some(window.offset()), None, "the file ends inside a frame");
            found.total = window.bytes().len();
            found.captured = captured.min(found.total - RECORD_HEADER);
        }
        Some(found)
    }
}
