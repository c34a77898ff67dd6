//! Classic pcap (draft-ietf-opsawg-pcap): microseconds and nanoseconds, both byte orders, and Kuznetzov's modified form.

use std::io::Read;

use domain::time::Timestamp;

use super::{Found, LinkType, MAX_FRAME, Warnings, window::Window};

/// Length of the file header.
pub(super) const FILE_HEADER: usize = 24;

/// Longest step between two neighbouring records that is believed while looking for a way back into a broken file.
const RESYNC_SECONDS: u32 = 7 * 24 * 3600;

/// What the file header says.
pub(super) struct Pcap {
    big_endian: bool,
    nanoseconds: bool,
    link: LinkType,
    /// 16, or 24 in modified files.
    record_header: usize,
    last_seconds: Option<u32>,
}

#[derive(Clone, Copy)]
struct Record {
    seconds: u32,
    fraction: u32,
    captured: u32,
    original: u32,
}

impl Pcap {
    /// Reads the file header; `None` when it is not one.
    pub(super) fn open(head: &[u8]) -> Option<Self> {
        let magic: [u8; 4] = head.get(..4)?.try_into().ok()?;
        let (big_endian, magic) = match u32::from_be_bytes(magic) {
            magic @ (0xa1b2_c3d4 | 0xa1b2_3c4d | 0xa1b2_cd34) => (true, magic),
            _ => (false, u32::from_le_bytes(magic)),
        };
        let (nanoseconds, record_header) = match magic {
            0xa1b2_c3d4 => (false, 16),
            0xa1b2_3c4d => (true, 16),
            0xa1b2_cd34 => (false, 24),
            _ => return None,
        };
        let mut pcap = Self { big_endian, nanoseconds, link: LinkType(0), record_header, last_seconds: None };
        // The upper bits of the link type field carry FCS information.
        pcap.link = LinkType((pcap.u32(head, 20)? & 0xffff) as u16);
        Some(pcap)
    }

    #[inline]
    fn u32(&self, bytes: &[u8], at: usize) -> Option<u32> {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(if self.big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
    }

    #[inline]
    fn record(&self, bytes: &[u8]) -> Option<Record> {
        let bytes = bytes.get(..16)?;
        Some(Record {
            seconds: self.u32(bytes, 0)?,
            fraction: self.u32(bytes, 4)?,
            captured: self.u32(bytes, 8)?,
            original: self.u32(bytes, 12)?,
        })
    }

    const fn fraction_is_valid(&self, record: Record) -> bool {
        record.fraction < if self.nanoseconds { 1_000_000_000 } else { 1_000_000 }
    }

    /// Could this be a record? Lengths, and a run of zero bytes is none.
    const fn is_record(record: Record) -> bool {
        record.captured as usize <= MAX_FRAME
            && (record.captured != 0 || record.original != 0 || record.seconds != 0 || record.fraction != 0)
    }

    /// Is this surely a record? Used only to find a way back after garbage.
    fn is_surely(&self, record: Record) -> bool {
        let near = self.last_seconds.is_none_or(|last| record.seconds.abs_diff(last) < RESYNC_SECONDS);
        near && Self::is_record(record)
            && self.fraction_is_valid(record)
            && record.captured > 0
            && record.original >= record.captured
            && record.original as usize <= MAX_FRAME
    }

    pub(super) fn next_frame<R: Read>(
        &mut self,
        window: &mut Window<R>,
        warnings: &mut Warnings,
    ) -> Option<Found> {
        loop {
            if !window.have(self.record_header) {
                return self.end(window, warnings);
            }
            let record = self.record(window.bytes())?;
            if !Self::is_record(record) {
                self.resynchronise(window, warnings)?;
                continue;
            }
            let captured = record.captured as usize;
            let total = self.record_header + captured;
            if !window.have(total) {
                return self.last_piece(record, window, warnings);
            }
            if !self.fraction_is_valid(record) && !self.followed_by_record(total, window) {
                self.resynchronise(window, warnings)?;
                continue;
            }
            self.last_seconds = Some(record.seconds);
            return Some(self.found(record, captured, total));
        }
    }

    fn found(&self, record: Record, captured: usize, total: usize) -> Found {
        let micros = if self.nanoseconds { record.fraction / 1000 } else { record.fraction };
        Found {
            skip: self.record_header,
            captured,
            total,
            time: Timestamp::from_parts(i64::from(record.seconds), i64::from(micros)),
            original_len: record.original,
            interface: 0,
            link: self.link,
        }
    }

    /// Nothing more, or a piece of a header.
    fn end<R: Read>(&self, window: &Window<R>, warnings: &mut Warnings) -> Option<Found> {
        if !window.bytes().is_empty() {
            warnings.add(
                "truncated-file",
                Some(window.offset()),
                None,
                "the file ends inside a record header",
            );
        }
        None
    }

    /// The file ends inside a frame: what is there is still a frame, cut short.
    fn last_piece<R: Read>(
        &self,
        record: Record,
        window: &mut Window<R>,
        warnings: &mut Warnings,
    ) -> Option<Found> {
        let there = window.bytes().len();
        if self.last_seconds.is_some() && !self.is_surely(record) {
            self.resynchronise(window, warnings)?;
            return None;
        }
        warnings.add("truncated-file", Some(window.offset()), None, "the file ends inside a frame");
        let captured = there - self.record_header;
        Some(self.found(Record { original: record.original.max(record.captured), ..record }, captured, there))
    }

    fn followed_by_record<R: Read>(&self, total: usize, window: &mut Window<R>) -> bool {
        window.have(total + 16);
        match window.bytes().get(total..).and_then(|next| self.record(next)) {
            Some(next) => Self::is_record(next),
            None => window.bytes().len() == total,
        }
    }

    /// Looks for the next place where two records follow each other. `None` when there is none.
    fn resynchronise<R: Read>(&self, window: &mut Window<R>, warnings: &mut Warnings) -> Option<()> {
        let zeros = window.bytes().iter().take(16).all(|byte| *byte == 0);
        let (code, detail) = if zeros {
            ("zero-bytes", "zero bytes where a record should begin; skipped to the next readable record")
        } else {
            ("garbage-block", "bytes that are no record; skipped to the next readable record")
        };
        warnings.add(code, Some(window.offset()), None, detail);
        loop {
            window.skip_junk(16);
            if !window.have(self.record_header) {
                return None;
            }
            let record = self.record(window.bytes())?;
            if self.is_surely(record) {
                let total = self.record_header + record.captured as usize;
                if window.have(total) && self.surely_followed(total, window) {
                    return Some(());
                }
            }
        }
    }

    fn surely_followed<R: Read>(&self, total: usize, window: &mut Window<R>) -> bool {
        window.have(total + 16);
        match window.bytes().get(total..).and_then(|next| self.record(next)) {
            Some(next) => self.is_surely(next),
            None => window.bytes().len() == total,
        }
    }
}
