//! A block of the kernel's receive ring as bytes: which frames lie in it (linux/if_packet.h, TPACKET_V3).
//!
//! The kernel fills blocks; offsets are nevertheless checked like those of any other input.

use domain::time::Timestamp;

/// A frame as it lies in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrived<'a> {
    pub time: Timestamp,
    pub data: &'a [u8],
    /// Length on the wire.
    pub original_len: u32,
    /// 802.1Q tag that the card took out of the frame: protocol and control information.
    pub vlan: Option<(u16, u16)>,
}

/// `tp_status`: `tp_vlan_tci` holds a tag.
const VLAN_VALID: u32 = 1 << 4;
/// `tp_status`: `tp_vlan_tpid` holds the tag's protocol.
const VLAN_TPID_VALID: u32 = 1 << 6;
/// Protocol of a tag that does not say its own (IEEE 802.1Q).
const TPID: u16 = 0x8100;

/// Offset of `block_status` in `tpacket_block_desc`.
pub(crate) const STATUS_AT: usize = 8;
const PACKETS_AT: usize = 12;
const FIRST_AT: usize = 16;

/// Frames of a block, in the order of arrival.
#[must_use]
pub fn frames(block: &[u8]) -> Frames<'_> {
    let left = word(block, PACKETS_AT).unwrap_or(0);
    let at = word(block, FIRST_AT).map_or(usize::MAX, |offset| offset as usize);
    Frames { block, at, left }
}

/// Iterator over the frames of a block. Ends early at an offset that points outside.
#[derive(Clone, Debug)]
pub struct Frames<'a> {
    block: &'a [u8],
    at: usize,
    left: u32,
}

impl<'a> Iterator for Frames<'a> {
    type Item = Arrived<'a>;

    fn next(&mut self) -> Option<Arrived<'a>> {
        self.left = self.left.checked_sub(1)?;
        let header = self.block.get(self.at..)?;
        let (next, seconds, nanos) = (word(header, 0)?, word(header, 4)?, word(header, 8)?);
        let (kept, original_len, status) = (word(header, 12)?, word(header, 16)?, word(header, 20)?);
        let mac = usize::from(half(header, 24)?);
        let data = header.get(mac..mac.checked_add(kept as usize)?)?;
        let tpid = if status & VLAN_TPID_VALID != 0 { half(header, 36)? } else { TPID };
        // The tag is 16 bits in a field of 32.
        let tci = (word(header, 32)? & 0xffff) as u16;
        let vlan = (status & VLAN_VALID != 0).then_some((tpid, tci));
        // Zero marks the last frame of a block.
        self.at = if next == 0 { usize::MAX } else { self.at.checked_add(next as usize)? };
        let time = Timestamp::from_parts(i64::from(seconds), i64::from(nanos / 1000));
        Some(Arrived { time, data, original_len, vlan })
    }
}

impl<'a> Arrived<'a> {
    /// The frame as it was on the wire. `scratch` takes a copy only when a tag has to be put back (IEEE 802.1Q §9: after the
    /// two addresses).
    pub fn on_the_wire<'s>(&self, scratch: &'s mut Vec<u8>) -> (&'s [u8], u32)
    where
        'a: 's,
    {
        let Some((tpid, tci)) = self.vlan else { return (self.data, self.original_len) };
        let Some((addresses, rest)) = self.data.split_at_checked(12) else {
            return (self.data, self.original_len);
        };
        scratch.clear();
        scratch.extend_from_slice(addresses);
        scratch.extend_from_slice(&tpid.to_be_bytes());
        scratch.extend_from_slice(&tci.to_be_bytes());
        scratch.extend_from_slice(rest);
        (scratch, self.original_len.saturating_add(4))
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_ne_bytes(*bytes))
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_ne_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    fn put(block: &mut [u8], at: usize, value: u32) {
        block[at..at + 4].copy_from_slice(&value.to_ne_bytes());
    }

    /// A block with two frames: the second carried VLAN 20.
    fn block() -> Vec<u8> {
        let mut block = vec![0; 512];
        put(&mut block, PACKETS_AT, 2);
        put(&mut block, FIRST_AT, 48);
        for (at, next, length, status) in [(48, 160, 60, 0), (208, 0, 20, VLAN_VALID)] {
            put(&mut block, at, next);
            put(&mut block, at + 4, 1_700_000_000);
            put(&mut block, at + 8, 5_999);
            put(&mut block, at + 12, length);
            put(&mut block, at + 16, length + 100);
            put(&mut block, at + 20, status);
            block[at + 24..at + 26].copy_from_slice(&80u16.to_ne_bytes());
            put(&mut block, at + 32, 20);
            for (n, byte) in block[at + 80..at + 80 + length as usize].iter_mut().enumerate() {
                *byte = n as u8;
            }
        }
        block
    }

    #[test]
    fn offsets_are_those_of_the_kernel_header() {
        assert_eq!(offset_of!(libc::tpacket_block_desc, hdr), STATUS_AT);
        assert_eq!(STATUS_AT + offset_of!(libc::tpacket_hdr_v1, num_pkts), PACKETS_AT);
        assert_eq!(STATUS_AT + offset_of!(libc::tpacket_hdr_v1, offset_to_first_pkt), FIRST_AT);
        assert_eq!(offset_of!(libc::tpacket3_hdr, tp_snaplen), 12);
        assert_eq!(offset_of!(libc::tpacket3_hdr, tp_status), 20);
        assert_eq!(offset_of!(libc::tpacket3_hdr, tp_mac), 24);
        let variant = offset_of!(libc::tpacket3_hdr, hv1);
        assert_eq!(variant + offset_of!(libc::tpacket_hdr_variant1, tp_vlan_tci), 32);
        assert_eq!(variant + offset_of!(libc::tpacket_hdr_variant1, tp_vlan_tpid), 36);
    }

    #[test]
    fn frames_and_the_tag_put_back() {
        let block = block();
        let all: Vec<_> = frames(&block).collect();
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].data.len(), all[0].original_len, all[0].vlan), (60, 160, None));
        assert_eq!(all[0].time, Timestamp(1_700_000_000_000_005));
        let mut scratch = Vec::new();
        let (wire, length) = all[1].on_the_wire(&mut scratch);
        assert_eq!((wire.len(), length), (24, 124));
        assert_eq!(&wire[10..18], &[10, 11, 0x81, 0, 0, 20, 12, 13]);
    }

    #[test]
    fn offsets_that_point_outside_end_the_block() {
        for at in 0..block().len() {
            let mut broken = block();
            broken[at] = 0xff;
            assert!(frames(&broken).count() <= 2, "byte {at}");
            assert!(frames(&broken[..at]).count() <= 2, "cut at {at}");
        }
        let mut many = block();
        put(&mut many, PACKETS_AT, u32::MAX);
        assert_eq!(frames(&many).count(), 2, "the last frame says so itself");
    }
}
