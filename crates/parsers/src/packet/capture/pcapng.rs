//! pcapng (draft-ietf-opsawg-pcapng): sections of either byte order, several interfaces, name resolution, unknown blocks.

use std::{io::Read, net::IpAddr};

use domain::time::Timestamp;

use super::{Found, LinkType, MAX_FRAME, Warnings, window::Window};

/// First bytes of every file: block type of the section header, the same in both byte orders.
pub(super) const SECTION_HEADER: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];

const INTERFACE: u32 = 1;
const OLD_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const NAMES: u32 = 4;
const STATISTICS: u32 = 5;
const ENHANCED_PACKET: u32 = 6;
const SECTION: u32 = 0x0a0d_0d0a;

/// Longest block that is read as a whole; longer ones of unknown kind are skipped without being kept.
const MAX_BLOCK: usize = MAX_FRAME + 64 * 1024;
const MAX_SKIPPED: usize = 64 * 1024 * 1024;
const MAX_INTERFACES: usize = 65_536;
const MAX_NAMES: usize = 20_000;

/// How an interface counts time.
#[derive(Clone, Copy)]
enum Scale {
    Micros,
    /// Units per microsecond.
    Finer(u64),
    /// Microseconds per unit.
    Coarser(u64),
    /// Units are 2^-n seconds.
    Binary(u32),
}

#[derive(Clone, Copy)]
struct Interface {
    link: LinkType,
    snap: u32,
    scale: Scale,
    /// `if_tsoffset`: seconds to add.
    offset: i64,
    /// Latest count of drops.
    dropped: u64,
}

impl Interface {
    fn time(&self, ticks: u64) -> Timestamp {
        let micros = match self.scale {
            Scale::Micros => ticks,
            Scale::Finer(units) => ticks / units.max(1),
            Scale::Coarser(micros) => ticks.saturating_mul(micros),
            Scale::Binary(shift) => {
                u64::try_from((u128::from(ticks) * 1_000_000) >> shift.min(127)).unwrap_or(u64::MAX)
            }
        };
        Timestamp(
            i64::try_from(micros).unwrap_or(i64::MAX).saturating_add(self.offset.saturating_mul(1_000_000)),
        )
    }
}

/// State of the section being read.
#[derive(Default)]
pub(super) struct PcapNg {
    big_endian: bool,
    interfaces: Vec<Interface>,
    /// Interfaces of earlier sections, so that numbers stay unique in the file.
    earlier: u32,
    names: Vec<(IpAddr, String)>,
    dropped_before: u64,
}

/// What became of one block.
enum Block {
    Frame(Found),
    Read,
    Broken,
}

impl PcapNg {
    /// Drops told by statistics blocks and packet options.
    pub(super) fn dropped(&self) -> u64 {
        self.interfaces
            .iter()
            .fold(self.dropped_before, |sum, interface| sum.saturating_add(interface.dropped))
    }

    pub(super) fn names(&self) -> &[(IpAddr, String)] {
        &self.names
    }

    #[inline]
    fn u32(&self, bytes: &[u8], at: usize) -> Option<u32> {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(if self.big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
    }

    fn u16(&self, bytes: &[u8], at: usize) -> Option<u16> {
        let two: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(if self.big_endian { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) })
    }

    pub(super) fn next_frame<R: Read>(
        &mut self,
        window: &mut Window<R>,
        warnings: &mut Warnings,
    ) -> Option<Found> {
        loop {
            if !window.have(12) {
                if !window.bytes().is_empty() {
                    warnings.add(
                        "truncated-file",
                        Some(window.offset()),
                        None,
                        "the file ends inside a block header",
                    );
                }
                return None;
            }
            if window.bytes().starts_with(&SECTION_HEADER) {
                self.begin_section(window.bytes());
            }
            let kind = self.u32(window.bytes(), 0)?;
            let length = self.u32(window.bytes(), 4)? as usize;
            if !Self::is_block(kind, length) {
                self.resynchronise(window, warnings)?;
                continue;
            }
            if length > MAX_BLOCK {
                if !window.skip(length as u64) {
                    warnings.add(
                        "truncated-file",
                        Some(window.offset()),
                        None,
                        "the file ends inside a block",
                    );
                }
                continue;
            }
            match self.block(kind, length, window, warnings) {
                Block::Frame(found) => return Some(found),
                Block::Read => {
                    window.take(length);
                }
                Block::Broken => self.resynchronise(window, warnings)?,
            }
        }
    }

    /// Could these be the type and length of a block? Very long ones only of kinds that we do not read.
    const fn is_block(kind: u32, length: usize) -> bool {
        let most = if is_known(kind) { MAX_BLOCK } else { MAX_SKIPPED };
        length >= 12 && length.is_multiple_of(4) && length <= most
    }

    /// Byte order of the section that begins here; its interfaces are numbered anew.
    fn begin_section(&mut self, bytes: &[u8]) {
        match bytes.get(8..12) {
            Some([0x1a, 0x2b, 0x3c, 0x4d]) => self.big_endian = true,
            Some([0x4d, 0x3c, 0x2b, 0x1a]) => self.big_endian = false,
            _ => {}
        }
    }

    fn block<R: Read>(
        &mut self,
        kind: u32,
        length: usize,
        window: &mut Window<R>,
        warnings: &mut Warnings,
    ) -> Block {
        if !window.have(length) {
            let there = window.bytes().len();
            warnings.add("truncated-file", Some(window.offset()), None, "the file ends inside a block");
            // A frame cut by the end of the file is still a frame.
            let piece = self.packet(kind, there + 4, window.bytes());
            return match piece {
                Some(mut found) => {
                    found.total = there;
                    found.captured = found.captured.min(there.saturating_sub(found.skip));
                    Block::Frame(found)
                }
                None => {
                    window.take(there);
                    Block::Broken
                }
            };
        }
        let bytes = window.bytes();
        if self.u32(bytes, length - 4) != Some(length as u32) {
            return Block::Broken;
        }
        let body = bytes.get(..length - 4).unwrap_or_default();
        match kind {
            SECTION => {
                self.dropped_before = self.dropped();
                self.earlier = self.earlier.saturating_add(self.interfaces.len() as u32);
                self.interfaces.clear();
            }
            INTERFACE => self.interface(body),
            NAMES => self.name_records(body),
            STATISTICS => self.statistics(body),
            _ if !is_known(kind) => {}
            _ => {
                if let Some(found) = self.packet(kind, length, body) {
                    return Block::Frame(found);
                }
                let detail = "a packet block whose lengths or interface cannot be; left out";
                warnings.add("garbage-block", Some(window.offset()), None, detail);
            }
        }
        Block::Read
    }

    /// Enhanced (§4.3), simple (§4.4) and obsolete packet block (appendix A). `bytes` may be cut at the end of the file.
    #[inline]
    fn packet(&mut self, kind: u32, length: usize, bytes: &[u8]) -> Option<Found> {
        let room = |skip: usize| length.checked_sub(skip + 4);
        let (number, ticks, captured, original, skip) = match kind {
            ENHANCED_PACKET => {
                let ticks = (u64::from(self.u32(bytes, 12)?) << 32) | u64::from(self.u32(bytes, 16)?);
                (self.u32(bytes, 8)?, Some(ticks), self.u32(bytes, 20)? as usize, self.u32(bytes, 24)?, 28)
            }
            OLD_PACKET => {
                let ticks = (u64::from(self.u32(bytes, 12)?) << 32) | u64::from(self.u32(bytes, 16)?);
                let number = u32::from(self.u16(bytes, 8)?);
                (number, Some(ticks), self.u32(bytes, 20)? as usize, self.u32(bytes, 24)?, 28)
            }
            SIMPLE_PACKET => {
                let original = self.u32(bytes, 8)?;
                let snap = self.interfaces.first().map_or(0, |interface| interface.snap);
                let captured = if snap == 0 { original } else { original.min(snap) };
                (0, None, (captured as usize).min(room(12)?), original, 12)
            }
            _ => return None,
        };
        let interface = self.interfaces.get_mut(number as usize)?;
        let padded = captured.checked_add(3)? & !3;
        let options = room(skip)?.checked_sub(captured)?;
        if captured > MAX_FRAME {
            return None;
        }
        let found = Found {
            skip,
            captured,
            total: length,
            time: ticks.map_or(Timestamp(0), |ticks| interface.time(ticks)),
            original_len: original,
            interface: self.earlier.saturating_add(number),
            link: interface.link,
        };
        if kind == ENHANCED_PACKET && options > 8 {
            self.packet_drops(number, bytes.get(skip + padded..).unwrap_or_default());
        }
        Some(found)
    }

    /// `epb_dropcount` (option 4).
    fn packet_drops(&mut self, number: u32, options: &[u8]) {
        let mut drops = 0;
        self.options(options, |this, code, value| {
            if code == 4 {
                drops = this.u64(value).unwrap_or(0);
            }
        });
        if let Some(interface) = self.interfaces.get_mut(number as usize) {
            interface.dropped = interface.dropped.saturating_add(drops);
        }
    }

    fn u64(&self, value: &[u8]) -> Option<u64> {
        let eight: [u8; 8] = value.get(..8)?.try_into().ok()?;
        Some(if self.big_endian { u64::from_be_bytes(eight) } else { u64::from_le_bytes(eight) })
    }

    fn options(&self, mut bytes: &[u8], mut each: impl FnMut(&Self, u16, &[u8])) {
        while let (Some(code), Some(length)) = (self.u16(bytes, 0), self.u16(bytes, 2)) {
            let length = usize::from(length);
            let Some(value) = bytes.get(4..4 + length) else { return };
            if code == 0 {
                return;
            }
            each(self, code, value);
            bytes = bytes.get(4 + length.next_multiple_of(4)..).unwrap_or_default();
        }
    }

    /// Interface description block (§4.2).
    fn interface(&mut self, body: &[u8]) {
        let (Some(link), Some(snap)) = (self.u16(body, 8), self.u32(body, 12)) else { return };
        let (mut scale, mut offset) = (Scale::Micros, 0);
        self.options(body.get(16..).unwrap_or_default(), |this, code, value| match (code, value) {
            (9, [resolution, ..]) => scale = time_scale(*resolution),
            (14, value) => offset = this.u64(value).map_or(0, |seconds| seconds as i64),
            _ => {}
        });
        if self.interfaces.len() < MAX_INTERFACES {
            self.interfaces.push(Interface { link: LinkType(link), snap, scale, offset, dropped: 0 });
        }
    }

    /// Interface statistics block (§4.6): `isb_ifdrop` (5) and `isb_osdrop` (7) are totals so far.
    fn statistics(&mut self, body: &[u8]) {
        let Some(number) = self.u32(body, 8) else { return };
        let mut drops = 0u64;
        self.options(body.get(20..).unwrap_or_default(), |this, code, value| {
            if matches!(code, 5 | 7) {
                drops = drops.saturating_add(this.u64(value).unwrap_or(0));
            }
        });
        if let Some(interface) = self.interfaces.get_mut(number as usize) {
            interface.dropped = interface.dropped.max(drops);
        }
    }

    /// Name resolution block (§4.5).
    fn name_records(&mut self, body: &[u8]) {
        let mut bytes = body.get(8..).unwrap_or_default();
        while let (Some(kind), Some(length)) = (self.u16(bytes, 0), self.u16(bytes, 2)) {
            let length = usize::from(length);
            let Some(value) = bytes.get(4..4 + length) else { return };
            let (address, names): (IpAddr, &[u8]) = match (kind, value) {
                (0, _) => return,
                (1, [a, b, c, d, names @ ..]) => ([*a, *b, *c, *d].into(), names),
                (2, _) => match value.split_first_chunk::<16>() {
                    Some((address, names)) => ((*address).into(), names),
                    None => return,
                },
                _ => ([0; 4].into(), &[]),
            };
            for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty() && name.len() < 256) {
                if self.names.len() < MAX_NAMES {
                    self.names.push((address, String::from_utf8_lossy(name).into_owned()));
                }
            }
            bytes = bytes.get(4 + length.next_multiple_of(4)..).unwrap_or_default();
        }
    }

    /// Looks for the next place that is surely a block. `None` when there is none.
    fn resynchronise<R: Read>(&self, window: &mut Window<R>, warnings: &mut Warnings) -> Option<()> {
        if window.bytes().is_empty() {
            return Some(());
        }
        let zeros = window.bytes().iter().take(12).all(|byte| *byte == 0);
        let code = if zeros { "zero-bytes" } else { "garbage-block" };
        let detail = "bytes that are no block; skipped to the next readable block";
        warnings.add(code, Some(window.offset()), None, detail);
        loop {
            window.skip_junk(16);
            if !window.have(12) {
                window.take(12);
                return Some(());
            }
            if self.is_surely_block(window) {
                return Some(());
            }
        }
    }

    fn is_surely_block<R: Read>(&self, window: &mut Window<R>) -> bool {
        let bytes = window.bytes();
        if bytes.starts_with(&SECTION_HEADER) {
            return matches!(bytes.get(8..12), Some([0x1a, 0x2b, 0x3c, 0x4d] | [0x4d, 0x3c, 0x2b, 0x1a]));
        }
        let (Some(kind), Some(length)) = (self.u32(bytes, 0), self.u32(bytes, 4)) else { return false };
        let length = length as usize;
        is_known(kind)
            && (16..=MAX_BLOCK).contains(&length)
            && length.is_multiple_of(4)
            && window.have(length)
            && self.u32(window.bytes(), length - 4) == Some(length as u32)
    }
}

const fn is_known(kind: u32) -> bool {
    matches!(kind, SECTION | INTERFACE | OLD_PACKET | SIMPLE_PACKET | NAMES | STATISTICS | ENHANCED_PACKET)
}

/// `if_tsresol`: negative power of ten, or of two when the top bit is set.
fn time_scale(resolution: u8) -> Scale {
    let exponent = u32::from(resolution & 0x7f);
    if resolution & 0x80 != 0 {
        return Scale::Binary(exponent);
    }
    match exponent {
        6 => Scale::Micros,
        7.. => Scale::Finer(10u64.checked_pow(exponent - 6).unwrap_or(u64::MAX)),
        _ => Scale::Coarser(10u64.pow(6 - exponent)),
    }
}
