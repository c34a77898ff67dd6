//! IEEE 802.11 data frames in clear, bare or behind a RadioTap, Prism or AVS header.

use domain::addresses::MacAddr;

use super::frame::{Carried, Frame, llc};

/// RadioTap (radiotap.org): version 0, little-endian length.
pub(super) fn radiotap(data: &[u8]) -> Option<Frame<'_>> {
    let (header, _) = data.split_first_chunk::<4>()?;
    let [0, _, l0, l1] = *header else { return None };
    frame(data.get(usize::from(u16::from_le_bytes([l0, l1]))..)?)
}

/// AVS begins with 0x80211, then its length, big-endian; Prism with a little-endian 0x44 message and length at 4.
pub(super) fn prism_or_avs(data: &[u8]) -> Option<Frame<'_>> {
    let ([m0, m1, m2, m3, l0, l1, l2, l3], _) = data.split_first_chunk::<8>()?;
    let magic = u32::from_be_bytes([*m0, *m1, *m2, *m3]);
    let length = if magic & 0xffff_f000 == 0x8021_1000 {
        u32::from_be_bytes([*l0, *l1, *l2, *l3])
    } else {
        u32::from_le_bytes([*l0, *l1, *l2, *l3])
    };
    frame(data.get(usize::try_from(length).ok()?..)?)
}

/// A MAC frame (IEEE 802.11-2020 §9.2.3). Only data frames that are not encrypted carry something; of the others the
/// sender is kept.
pub(super) fn frame(data: &[u8]) -> Option<Frame<'_>> {
    let [control, flags, ..] = *data else { return None };
    with_control(control, flags, data)
}

/// As [`frame`], with the two bytes of the frame control field swapped.
pub(super) fn swapped(data: &[u8]) -> Option<Frame<'_>> {
    let [flags, control, ..] = *data else { return None };
    with_control(control, flags, data)
}

fn with_control(control: u8, flags: u8, data: &[u8]) -> Option<Frame<'_>> {
    let (header, rest) = data.split_first_chunk::<24>()?;
    let [_, _, _, _, addresses @ ..] = *header;
    let [a0, a1, a2, a3, a4, a5, b0, b1, b2, b3, b4, b5, c0, c1, c2, c3, c4, c5, _, _] = addresses;
    let (first, second) = (MacAddr([a0, a1, a2, a3, a4, a5]), MacAddr([b0, b1, b2, b3, b4, b5]));
    let third = MacAddr([c0, c1, c2, c3, c4, c5]);
    let (kind, subtype) = ((control >> 2) & 3, control >> 4);
    let mut out =
        Frame { source: second, destination: first, ..Frame::without_addresses(Carried::Llc(0xff), &[]) };
    if control & 3 != 0 || kind == 1 {
        return None;
    }
    // Management frames, data frames without data, and encrypted ones.
    if kind != 2 || subtype & 4 != 0 || flags & 0x40 != 0 {
        return (kind != 3).then_some(out);
    }
    let mut payload = rest;
    // To and from the distribution system (table 9-30).
    match flags & 3 {
        1 => out.destination = third,
        2 => out.source = third,
        3 => {
            let (fourth, after) = payload.split_first_chunk::<6>()?;
            (out.destination, out.source, payload) = (third, MacAddr(*fourth), after);
        }
        _ => {}
    }
    if subtype & 8 != 0 {
        // QoS control; an aggregate (A-MSDU) is not taken apart. HT control follows when the order bit is set.
        let (qos, after) = payload.split_first_chunk::<2>()?;
        if qos[0] & 0x80 != 0 {
            return Some(out);
        }
        payload = if flags & 0x80 != 0 { after.get(4..)? } else { after };
    }
    out.payload = payload;
    llc(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::{capture::LinkType, link::frame::decode};

    #[test]
    fn a_clear_frame_to_the_access_point_is_read() {
        let mut data = vec![0, 0, 8, 0, 0, 0, 0, 0]; // RadioTap, 8 bytes
        data.extend([0x88, 0x01, 0, 0]); // QoS data, to DS
        data.extend([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 3, 0, 0]); // BSSID, source, destination
        data.extend([0, 0]); // QoS control
        data.extend([0xaa, 0xaa, 3, 0, 0, 0, 8, 0, 0x45]);
        let frame = decode(LinkType::RADIOTAP, &data).expect("frame");
        assert_eq!(frame.source, MacAddr([2, 0, 0, 0, 0, 2]));
        assert_eq!(frame.destination, MacAddr([2, 0, 0, 0, 0, 3]));
        assert_eq!((frame.carried, frame.payload), (Carried::EtherType(0x0800), &[0x45][..]));
    }

    #[test]
    fn of_an_encrypted_frame_only_the_sender_is_kept() {
        let mut data = vec![0x08, 0x42, 0, 0]; // data, from DS, protected
        data.extend([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 3, 0, 0]);
        let frame = decode(LinkType::IEEE802_11, &data).expect("frame");
        assert_eq!((frame.source, frame.payload.len()), (MacAddr([2, 0, 0, 0, 0, 2]), 0));
    }
}
