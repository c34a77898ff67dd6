//! Link headers: from a captured frame to what it carries.

use domain::addresses::{MacAddr, Vlan};

use super::wireless;
use crate::packet::capture::LinkType;

/// How the payload of a frame is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// An EtherType (IEEE 802 numbers).
    EtherType(u16),
    /// IP of either version; its first nibble tells which.
    Ip,
    /// IEEE 802.2 LLC with this destination service access point; the payload begins at the LLC header.
    Llc(u8),
    /// SNAP with an organisation's own protocol number.
    Snap(u32, u16),
}

/// A frame taken apart at the link layer.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Zero where the link type has no addresses.
    pub source: MacAddr,
    pub destination: MacAddr,
    /// The innermost tag: what the hosts' own network calls itself. 0 when untagged.
    pub vlan: Vlan,
    pub carried: Carried,
    pub payload: &'a [u8],
}

/// EtherTypes that are looked into.
pub mod ethertype {
    pub const IPV4: u16 = 0x0800;
    pub const ARP: u16 = 0x0806;
    pub const VLAN: u16 = 0x8100;
    pub const RARP: u16 = 0x8035;
    pub const IPV6: u16 = 0x86dd;
    pub const SLOW: u16 = 0x8809;
    pub const MPLS: u16 = 0x8847;
    pub const MPLS_GROUP: u16 = 0x8848;
    pub const PPPOE_DISCOVERY: u16 = 0x8863;
    pub const PPPOE: u16 = 0x8864;
    pub const EAPOL: u16 = 0x888e;
    pub const PROFINET: u16 = 0x8892;
    pub const QINQ: u16 = 0x88a8;
    pub const LLDP: u16 = 0x88cc;
    pub const QINQ_OLD: u16 = 0x9100;
    pub const QINQ_OLD_2: u16 = 0x9200;
    /// Transparent Ethernet bridging: an Ethernet frame inside GRE.
    pub const BRIDGED: u16 = 0x6558;
}

/// Nested tags and labels beyond this are not followed.
const MAX_TAGS: usize = 8;

/// Takes a frame apart. `None` when the link type is not read or the header is cut.
#[inline]
#[must_use]
pub fn decode(link: LinkType, data: &[u8]) -> Option<Frame<'_>> {
    if link == LinkType::ETHERNET { ethernet(data) } else { other(link, data) }
}

/// Link types besides Ethernet.
fn other(link: LinkType, data: &[u8]) -> Option<Frame<'_>> {
    match link {
        LinkType::LINUX_SLL => sll(data),
        LinkType::LINUX_SLL2 => sll2(data),
        LinkType::NULL => null(data, false),
        LinkType::LOOP => null(data, true),
        LinkType::PPP => ppp(data),
        LinkType::PPP_HDLC => ppp(data.get(2..).filter(|_| data.starts_with(&[0xff, 0x03])).unwrap_or(data)),
        LinkType::PPP_ETHER => pppoe(Frame::without_addresses(Carried::Ip, data)),
        LinkType::C_HDLC => {
            let (header, payload) = data.split_first_chunk::<4>()?;
            ether_type(
                Frame::without_addresses(Carried::Ip, payload),
                u16::from_be_bytes([header[2], header[3]]),
            )
        }
        LinkType::FRELAY => frame_relay(data),
        LinkType::TOKEN_RING => token_ring(data),
        LinkType::FDDI => fddi(data),
        LinkType::IEEE802_11 => wireless::frame(data),
        LinkType::RADIOTAP => wireless::radiotap(data),
        LinkType::PRISM | LinkType::AVS => wireless::prism_or_avs(data),
        _ if link.is_raw_ip() => Some(Frame::without_addresses(Carried::Ip, data)),
        _ => None,
    }
}

impl<'a> Frame<'a> {
    /// A frame of a link type without link addresses.
    pub(super) const fn without_addresses(carried: Carried, payload: &'a [u8]) -> Self {
        Self { source: MacAddr([0; 6]), destination: MacAddr([0; 6]), vlan: 0, carried, payload }
    }
}

/// Ethernet II and IEEE 802.3 (IEEE 802.3-2022 §3).
#[inline]
#[must_use]
pub fn ethernet(data: &[u8]) -> Option<Frame<'_>> {
    let ([d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5, t0, t1], payload) =
        data.split_first_chunk::<14>()?;
    let frame = Frame {
        source: MacAddr([*s0, *s1, *s2, *s3, *s4, *s5]),
        destination: MacAddr([*d0, *d1, *d2, *d3, *d4, *d5]),
        vlan: 0,
        carried: Carried::EtherType(ethertype::IPV4),
        payload,
    };
    match u16::from_be_bytes([*t0, *t1]) {
        ethertype::IPV4 => Some(frame),
        // Even when what it carries cannot be read, somebody sent it.
        kind => Some(ether_type(frame, kind).unwrap_or(Frame { carried: Carried::EtherType(kind), ..frame })),
    }
}

/// Follows tags, lengths and PPPoE until something that carries a protocol.
fn ether_type<'a>(mut frame: Frame<'a>, mut kind: u16) -> Option<Frame<'a>> {
    for _ in 0..MAX_TAGS {
        match kind {
            // No type at all, as some capturing machines write their own packets.
            0 if matches!(frame.payload.first(), Some(0x45 | 0x60)) => {
                frame.carried = Carried::Ip;
                return Some(frame);
            }
            // A length: IEEE 802.3 with LLC. The payload may be followed by padding.
            0..=1500 => {
                frame.payload = frame.payload.get(..usize::from(kind)).unwrap_or(frame.payload);
                return llc(frame);
            }
            ethertype::VLAN | ethertype::QINQ | ethertype::QINQ_OLD | ethertype::QINQ_OLD_2 => {
                let ([t0, t1, k0, k1], rest) = frame.payload.split_first_chunk::<4>()?;
                let vlan = u16::from_be_bytes([*t0, *t1]) & 0x0fff;
                // VID 0 is a priority tag: it names no VLAN.
                if vlan != 0 {
                    frame.vlan = vlan;
                }
                frame.payload = rest;
                kind = u16::from_be_bytes([*k0, *k1]);
            }
            ethertype::PPPOE => return pppoe(frame),
            ethertype::MPLS | ethertype::MPLS_GROUP => return mpls(frame),
            _ => {
                frame.carried = Carried::EtherType(kind);
                return Some(frame);
            }
        }
    }
    None
}

/// IEEE 802.2 LLC, with SNAP (IEEE 802-2014 §9.2).
pub(super) fn llc<'a>(mut frame: Frame<'a>) -> Option<Frame<'a>> {
    if let Some(([0xaa, 0xaa, 0x03, o0, o1, o2, k0, k1], rest)) = frame.payload.split_first_chunk::<8>() {
        let oui = u32::from_be_bytes([0, *o0, *o1, *o2]);
        let kind = u16::from_be_bytes([*k0, *k1]);
        frame.payload = rest;
        // 00-00-00 is plain encapsulation (RFC 1042), 00-00-f8 that of IEEE 802.1H.
        if oui == 0 || oui == 0xf8 {
            return if kind > 1500 { ether_type(frame, kind) } else { None };
        }
        frame.carried = Carried::Snap(oui, kind);
        return Some(frame);
    }
    let dsap = *frame.payload.first()?;
    if dsap == 0x06 {
        // IP directly over LLC.
        frame.payload = frame.payload.get(3..)?;
        frame.carried = Carried::Ip;
    } else {
        frame.carried = Carried::Llc(dsap);
    }
    Some(frame)
}

/// MPLS label stack (RFC 3032): skipped to its bottom; what follows is IP, or Ethernet behind a control word (RFC 4448).
pub(super) fn mpls<'a>(mut frame: Frame<'a>) -> Option<Frame<'a>> {
    for _ in 0..MAX_TAGS {
        let (label, rest) = frame.payload.split_first_chunk::<4>()?;
        frame.payload = rest;
        if label[2] & 1 == 0 {
            continue;
        }
        return match rest.first()? >> 4 {
            4 | 6 => {
                frame.carried = Carried::Ip;
                Some(frame)
            }
            0 => ethernet(rest.get(4..)?),
            _ => ethernet(rest),
        };
    }
    None
}

/// PPPoE session (RFC 2516 §4): six bytes, then PPP.
fn pppoe<'a>(frame: Frame<'a>) -> Option<Frame<'a>> {
    let ([0x11, 0x00, _, _, l0, l1], rest) = frame.payload.split_first_chunk::<6>()? else { return None };
    let inner = ppp(rest.get(..usize::from(u16::from_be_bytes([*l0, *l1]))).unwrap_or(rest))?;
    Some(Frame { carried: inner.carried, payload: inner.payload, ..frame })
}

/// PPP (RFC 1661 §2), with or without address and control field; protocol field of one or two bytes.
pub(super) fn ppp(data: &[u8]) -> Option<Frame<'_>> {
    let data = data.strip_prefix(&[0xff, 0x03]).unwrap_or(data);
    let (protocol, payload) = match data {
        [first, rest @ ..] if first & 1 == 1 => (u16::from(*first), rest),
        [first, second, rest @ ..] => (u16::from_be_bytes([*first, *second]), rest),
        _ => return None,
    };
    match protocol {
        0x21 | 0x57 => Some(Frame::without_addresses(Carried::Ip, payload)),
        0x281 | 0x283 => mpls(Frame::without_addresses(Carried::Ip, payload)),
        _ => None,
    }
}

/// Linux cooked capture: the sender's address is there, the receiver's is not.
fn sll(data: &[u8]) -> Option<Frame<'_>> {
    let (header, payload) = data.split_first_chunk::<16>()?;
    let [_, _, h0, h1, _, l1, a0, a1, a2, a3, a4, a5, _, _, k0, k1] = *header;
    let source = if l1 == 6 { MacAddr([a0, a1, a2, a3, a4, a5]) } else { MacAddr::default() };
    let kind = u16::from_be_bytes([k0, k1]);
    cooked(
        Frame { source, ..Frame::without_addresses(Carried::Ip, payload) },
        u16::from_be_bytes([h0, h1]),
        kind,
    )
}

/// Linux cooked capture, version 2.
fn sll2(data: &[u8]) -> Option<Frame<'_>> {
    let (header, payload) = data.split_first_chunk::<20>()?;
    let [k0, k1, _, _, _, _, _, _, h0, h1, _, l, a0, a1, a2, a3, a4, a5, ..] = *header;
    let source = if l == 6 { MacAddr([a0, a1, a2, a3, a4, a5]) } else { MacAddr::default() };
    let kind = u16::from_be_bytes([k0, k1]);
    cooked(
        Frame { source, ..Frame::without_addresses(Carried::Ip, payload) },
        u16::from_be_bytes([h0, h1]),
        kind,
    )
}

/// `hardware` is an ARPHRD number, `kind` an EtherType or a Linux pseudo type (1 raw 802.3, 4 LLC).
fn cooked<'a>(frame: Frame<'a>, hardware: u16, kind: u16) -> Option<Frame<'a>> {
    match (hardware, kind) {
        (803, _) => wireless::radiotap(frame.payload),
        (801, _) => wireless::frame(frame.payload),
        (_, 4) => llc(frame),
        (_, 0..=1500) => None,
        (_, kind) => ether_type(frame, kind),
    }
}

/// BSD loopback: an address family in the byte order of the capturing machine, or big-endian for `LOOP`.
fn null(data: &[u8], big_endian: bool) -> Option<Frame<'_>> {
    let (family, payload) = data.split_first_chunk::<4>()?;
    let family = if big_endian || family[0] == 0 && family[1] == 0 {
        u32::from_be_bytes(*family)
    } else {
        u32::from_le_bytes(*family)
    };
    // AF_INET, and AF_INET6 of the BSDs, macOS and Linux.
    matches!(family, 2 | 10 | 24 | 28 | 30).then_some(Frame::without_addresses(Carried::Ip, payload))
}

/// Frame relay with RFC 2427 encapsulation, or Cisco's own with an EtherType.
fn frame_relay(data: &[u8]) -> Option<Frame<'_>> {
    let header = data.iter().take(4).position(|byte| byte & 1 == 1)? + 1;
    let rest = data.get(header..)?;
    match rest {
        [0x03, 0xcc | 0x8e, payload @ ..] => Some(Frame::without_addresses(Carried::Ip, payload)),
        [0x03, 0x00, 0x80, 0, 0, 0, k0, k1, payload @ ..] | [0x03, 0x80, 0, 0, 0, k0, k1, payload @ ..] => {
            ether_type(Frame::without_addresses(Carried::Ip, payload), u16::from_be_bytes([*k0, *k1]))
        }
        [k0, k1, payload @ ..] if *k0 > 5 => {
            ether_type(Frame::without_addresses(Carried::Ip, payload), u16::from_be_bytes([*k0, *k1]))
        }
        _ => None,
    }
}

/// Token ring (IEEE 802.5): frame control, addresses, perhaps source routing, LLC.
fn token_ring(data: &[u8]) -> Option<Frame<'_>> {
    let (header, mut payload) = data.split_first_chunk::<14>()?;
    let [_, control, d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5] = *header;
    if s0 & 0x80 != 0 {
        payload = payload.get(usize::from(*payload.first()? & 0x1f)..)?;
    }
    if control & 0xc0 != 0x40 {
        return None;
    }
    let source = MacAddr([s0 & 0x7f, s1, s2, s3, s4, s5]);
    let destination = MacAddr([d0, d1, d2, d3, d4, d5]);
    llc(Frame { source, destination, ..Frame::without_addresses(Carried::Ip, payload) })
}

/// FDDI (ANSI X3.139): frame control, addresses, LLC.
fn fddi(data: &[u8]) -> Option<Frame<'_>> {
    let (header, payload) = data.split_first_chunk::<13>()?;
    let [control, d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5] = *header;
    if control & 0x70 != 0x50 {
        return None;
    }
    let (destination, source) = (MacAddr([d0, d1, d2, d3, d4, d5]), MacAddr([s0, s1, s2, s3, s4, s5]));
    llc(Frame { source, destination, ..Frame::without_addresses(Carried::Ip, payload) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Destination, source, as every frame below begins.
    const ADDRESSES: [u8; 12] = [2, 0, 0, 0, 0, 2, 0, 0x1b, 0x54, 0x10, 0, 1];

    /// What it is, bytes behind the addresses, protocol, VLAN and payload.
    type Case<'a> = (&'a str, &'a [u8], Carried, Vlan, &'a [u8]);

    fn with_addresses(rest: &[u8]) -> Vec<u8> {
        [&ADDRESSES[..], rest].concat()
    }

    #[test]
    fn tags_lengths_and_labels() {
        let cases: &[Case<'_>] = &[
            ("plain IPv4", &[0x08, 0x00, 0x45], Carried::EtherType(ethertype::IPV4), 0, &[0x45]),
            ("802.1Q", &[0x81, 0, 0x60, 0x0a, 0x08, 0x06, 7], Carried::EtherType(ethertype::ARP), 10, &[7]),
            (
                "802.1ad: the inner tag is the customer's own VLAN",
                &[0x88, 0xa8, 0, 100, 0x81, 0, 0, 20, 0x86, 0xdd, 0x60],
                Carried::EtherType(ethertype::IPV6),
                20,
                &[0x60],
            ),
            (
                "priority tag names no VLAN",
                &[0x81, 0, 0xe0, 0, 0x08, 0, 0x45],
                Carried::EtherType(0x0800),
                0,
                &[0x45],
            ),
            ("LLC, padding cut", &[0, 3, 0x42, 0x42, 3, 0, 0, 0], Carried::Llc(0x42), 0, &[0x42, 0x42, 3]),
            (
                "SNAP of Cisco",
                &[0, 9, 0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 0, 1],
                Carried::Snap(0x0c, 0x2000),
                0,
                &[1],
            ),
            ("RFC 1042", &[0, 9, 0xaa, 0xaa, 3, 0, 0, 0, 8, 0, 0x45], Carried::EtherType(0x0800), 0, &[0x45]),
            ("two MPLS labels", &[0x88, 0x47, 0, 0, 0, 1, 0, 0, 1, 1, 0x45], Carried::Ip, 0, &[0x45]),
            ("PPPoE", &[0x88, 0x64, 0x11, 0, 0, 1, 0, 3, 0, 0x21, 0x45, 9], Carried::Ip, 0, &[0x45]),
        ];
        for (what, bytes, carried, vlan, payload) in cases {
            let data = with_addresses(bytes);
            let frame = decode(LinkType::ETHERNET, &data).expect(what);
            assert_eq!((frame.carried, frame.vlan, frame.payload), (*carried, *vlan, *payload), "{what}");
            assert_eq!(frame.source, MacAddr([0, 0x1b, 0x54, 0x10, 0, 1]), "{what}");
        }
    }

    #[test]
    fn link_types_without_ethernet() {
        let cases: &[(&str, LinkType, &[u8])] = &[
            ("raw", LinkType::RAW, &[0x45]),
            ("OpenBSD raw", LinkType(14), &[0x45]),
            ("null, little-endian", LinkType::NULL, &[2, 0, 0, 0, 0x45]),
            ("null, big-endian", LinkType::NULL, &[0, 0, 0, 30, 0x45]),
            ("loop", LinkType::LOOP, &[0, 0, 0, 24, 0x45]),
            ("PPP", LinkType::PPP, &[0xff, 3, 0, 0x21, 0x45]),
            ("PPP, compressed", LinkType::PPP_HDLC, &[0x57, 0x45]),
        ];
        for (what, link, data) in cases {
            let frame = decode(*link, data).expect(what);
            assert_eq!((frame.carried, frame.payload), (Carried::Ip, &[0x45][..]), "{what}");
        }
    }

    #[test]
    fn cooked_captures_keep_the_sender() {
        let sll = [0, 0, 0, 1, 0, 6, 0, 0x1b, 0x54, 0x10, 0, 1, 0, 0, 8, 6, 9];
        let sll2 = [8, 6, 0, 0, 0, 0, 0, 2, 0, 1, 4, 6, 0, 0x1b, 0x54, 0x10, 0, 1, 0, 0, 9];
        for (link, data) in [(LinkType::LINUX_SLL, &sll[..]), (LinkType::LINUX_SLL2, &sll2[..])] {
            let frame = decode(link, data).expect("cooked");
            assert_eq!(frame.source, MacAddr([0, 0x1b, 0x54, 0x10, 0, 1]));
            assert_eq!((frame.carried, frame.payload), (Carried::EtherType(ethertype::ARP), &[9][..]));
        }
    }

    proptest! {
        #[test]
        fn never_panics(link in 0u16..300, data in proptest::collection::vec(any::<u8>(), 0..96)) {
            let _ = decode(LinkType(link), &data);
        }
    }
}
