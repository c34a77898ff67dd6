//! Frames and packets inside packets: mirrors that come over IP (ERSPAN, VXLAN, TZSP), and tunnels.
//!
//! The inner ends are endpoints of their own; so are the tunnel's ends.

use super::{
    frame::{self, Carried, Frame, ethertype},
    ip, tcp, wireless,
};

/// What an IP packet carries inside, when it is a tunnel that is opened.
#[must_use]
pub fn open<'a>(packet: &ip::Packet<'a>) -> Option<Frame<'a>> {
    match packet.protocol {
        4 | 41 | 94 => Some(Frame::without_addresses(Carried::Ip, packet.payload)),
        47 => gre(packet.payload),
        97 => packet.payload.strip_prefix(&[0x30, 0]).and_then(frame::ethernet),
        137 => frame::mpls(Frame::without_addresses(Carried::Ip, packet.payload)),
        17 => udp(&tcp::udp(packet.payload)?),
        _ => None,
    }
}

/// The ports are cheap to look at; the content decides.
fn udp<'a>(datagram: &tcp::UdpDatagram<'a>) -> Option<Frame<'a>> {
    let data = datagram.payload;
    match datagram.destination_port {
        // VXLAN (RFC 7348 §5): the I flag, reserved bits are zero, sometimes a group policy.
        4789 | 8472 | 4790 => {
            let ([flags, _, _, next, _, _, _, reserved], inner) = data.split_first_chunk::<8>()?;
            match (flags & 0x0c, next, reserved) {
                (0x08, _, 0) => sane(frame::ethernet(inner)?),
                // GPE (draft-ietf-nvo3-vxlan-gpe): next protocol 1 IPv4, 2 IPv6, 3 Ethernet.
                (0x0c, 1 | 2, _) => Some(Frame::without_addresses(Carried::Ip, inner)),
                (0x0c, 3, _) => sane(frame::ethernet(inner)?),
                _ => None,
            }
        }
        // Geneve (RFC 8926 §3.4).
        6081 => {
            let ([first, _, p0, p1, ..], rest) = data.split_first_chunk::<8>()?;
            if first >> 6 != 0 {
                return None;
            }
            carried(u16::from_be_bytes([*p0, *p1]), rest.get(usize::from(first & 0x3f) * 4..)?)
        }
        // GTP-U (3GPP TS 29.281 §5.1): version 1, G-PDU.
        2152 => {
            let ([flags, 0xff, ..], rest) = data.split_first_chunk::<8>()? else { return None };
            if flags >> 5 != 1 || flags & 0x10 == 0 {
                return None;
            }
            gtp_payload(*flags, rest)
        }
        5247 => capwap(data),
        // TZSP: version 1, received packet, Ethernet; tags until the end tag.
        37_008 => {
            let [1, 0, 0, 1, tags @ ..] = data else { return None };
            tzsp(tags)
        }
        _ => None,
    }
}

/// A tunnel that is recognised by its port only must carry something that makes sense.
fn sane(frame: Frame<'_>) -> Option<Frame<'_>> {
    let known = match frame.carried {
        Carried::EtherType(ethertype::IPV4 | ethertype::IPV6) | Carried::Ip => {
            matches!(frame.payload.first().map(|first| first >> 4), Some(4 | 6))
        }
        _ => frame.source.is_unicast(),
    };
    known.then_some(frame)
}

/// CAPWAP data (RFC 5415 §4.3): frames between an access point and its controller.
fn capwap(data: &[u8]) -> Option<Frame<'_>> {
    let ([preamble, length, _, flags, ..], _) = data.split_first_chunk::<8>()?;
    // Encrypted (preamble type 1) and fragmented packets are not opened.
    if preamble & 0x0f != 0 || *flags & 0x80 != 0 {
        return None;
    }
    let inner = data.get(usize::from(length >> 3) * 4..)?;
    let native = data.get(2).is_some_and(|third| third & 1 == 1);
    if !native {
        return sane(frame::ethernet(inner)?);
    }
    let carries = |frame: Frame<'_>| !frame.payload.is_empty() && sane(frame).is_some();
    // Some makers swap the two bytes of the frame control field.
    wireless::frame(inner)
        .filter(|frame| carries(*frame))
        .or_else(|| wireless::swapped(inner).filter(|frame| carries(*frame)))
}

fn gtp_payload(flags: u8, mut rest: &[u8]) -> Option<Frame<'_>> {
    if flags & 7 != 0 {
        let (optional, after) = rest.split_first_chunk::<4>()?;
        let mut next = optional[3];
        rest = after;
        for _ in 0..8 {
            if flags & 4 == 0 || next == 0 {
                break;
            }
            let length = usize::from(*rest.first()?).max(1) * 4;
            next = *rest.get(length - 1)?;
            rest = rest.get(length..)?;
        }
    }
    sane(Frame::without_addresses(Carried::Ip, rest))
}

fn tzsp(mut tags: &[u8]) -> Option<Frame<'_>> {
    for _ in 0..32 {
        match tags {
            [0, rest @ ..] => tags = rest,
            [1, rest @ ..] => return sane(frame::ethernet(rest)?),
            [_, length, rest @ ..] => tags = rest.get(usize::from(*length)..)?,
            _ => return None,
        }
    }
    None
}

fn carried(kind: u16, inner: &[u8]) -> Option<Frame<'_>> {
    match kind {
        ethertype::IPV4 | ethertype::IPV6 => Some(Frame::without_addresses(Carried::Ip, inner)),
        ethertype::BRIDGED => frame::ethernet(inner),
        ethertype::MPLS | ethertype::MPLS_GROUP => frame::mpls(Frame::without_addresses(Carried::Ip, inner)),
        // Frame relay over GRE, and HDLC-framed Cisco protocols carry an EtherType of their own: not opened.
        _ => None,
    }
}

/// GRE (RFC 2784, RFC 2890), NVGRE (RFC 7637), ERSPAN types I to III (draft-foschiano-erspan), PPTP's version 1 (RFC 2637).
fn gre(data: &[u8]) -> Option<Frame<'_>> {
    let ([flags, version, k0, k1], mut rest) = data.split_first_chunk::<4>()?;
    let kind = u16::from_be_bytes([*k0, *k1]);
    if version & 7 == 1 {
        // Enhanced: key always, sequence and acknowledgement when flagged; clear PPP inside.
        let skip = 4 + usize::from(flags & 0x10 != 0) * 4 + usize::from(version & 0x80 != 0) * 4;
        return if kind == 0x880b { frame::ppp(rest.get(skip..)?) } else { None };
    }
    // Checksum, key and sequence number, four bytes each.
    let sequence = flags & 0x10 != 0;
    for bit in [0x80, 0x20, 0x10] {
        if flags & bit != 0 {
            rest = rest.get(4..)?;
        }
    }
    match kind {
        // ERSPAN I has neither sequence number nor header of its own; II has eight bytes.
        0x88be if !sequence => frame::ethernet(rest),
        0x88be => {
            let ([v0, v1, ..], inner) = rest.split_first_chunk::<8>()?;
            mirrored(inner, u16::from_be_bytes([*v0, *v1]) & 0x0fff)
        }
        // ERSPAN III: twelve bytes, eight more with the O flag.
        0x22eb => {
            let (header, inner) = rest.split_first_chunk::<12>()?;
            let [v0, v1, .., last] = *header;
            let inner = if last & 1 == 1 { inner.get(8..)? } else { inner };
            mirrored(inner, u16::from_be_bytes([v0, v1]) & 0x0fff)
        }
        kind => carried(kind, rest),
    }
}

/// A mirrored frame. Its own tag wins; else the mirror says on which VLAN it was.
fn mirrored(inner: &[u8], vlan: u16) -> Option<Frame<'_>> {
    let mut frame = frame::ethernet(inner)?;
    if frame.vlan == 0 {
        frame.vlan = vlan;
    }
    Some(frame)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const INNER: [u8; 15] = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x08, 0, 0x45];

    fn packet(protocol: u8, payload: &[u8]) -> Vec<u8> {
        let mut data = vec![0x45, 0, 0, (20 + payload.len()) as u8, 0, 0, 0, 0, 64, protocol, 0, 0];
        data.extend([10, 0, 0, 1, 10, 0, 0, 2]);
        data.extend(payload);
        data
    }

    fn opened(protocol: u8, header: &[u8]) -> Option<(u8, u16)> {
        let data = packet(protocol, &[header, &INNER].concat());
        let frame = open(&ip::decode(&data)?)?;
        assert_eq!(frame.payload, &[0x45]);
        Some((frame.source.0[5], frame.vlan))
    }

    #[test]
    fn mirrors_over_ip_are_opened() {
        let udp = |port: u16, header: &[u8]| {
            let length = (8 + header.len() + INNER.len()) as u16;
            [&[0xc0, 0][..], &port.to_be_bytes(), &length.to_be_bytes(), &[0, 0], header].concat()
        };
        assert_eq!(opened(47, &[0, 0, 0x88, 0xbe]), Some((1, 0)), "ERSPAN I");
        assert_eq!(
            opened(47, &[0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, 30, 0, 1, 0, 0, 0, 0]),
            Some((1, 30)),
            "II"
        );
        let third = [0x10, 0, 0x22, 0xeb, 0, 0, 0, 1, 0x20, 40, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(opened(47, &third), Some((1, 40)), "ERSPAN III");
        assert_eq!(opened(47, &[0x20, 0, 0x65, 0x58, 0, 0, 7, 0]), Some((1, 0)), "NVGRE");
        assert_eq!(opened(17, &udp(4789, &[8, 0, 0, 0, 0, 0, 7, 0])), Some((1, 0)), "VXLAN");
        assert_eq!(opened(17, &udp(6081, &[0, 0, 0x65, 0x58, 0, 0, 7, 0])), Some((1, 0)), "Geneve");
        assert_eq!(opened(17, &udp(37_008, &[1, 0, 0, 1, 10, 1, 5, 1])), Some((1, 0)), "TZSP");
    }

    #[test]
    fn tunnels_of_packets_are_opened() {
        for (what, protocol, header) in [
            ("IP in IP", 4, &[][..]),
            ("GRE", 47, &[0, 0, 8, 0]),
            ("GTP-U", 17, &[0xc0, 0, 0x08, 0x68, 0, 17, 0, 0, 0x30, 0xff, 0, 1, 0, 0, 0, 1]),
        ] {
            let data = packet(protocol, &[header, &[0x45]].concat());
            let frame = open(&ip::decode(&data).expect("packet")).expect(what);
            assert_eq!((frame.carried, frame.payload), (Carried::Ip, &[0x45][..]), "{what}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(protocol in prop::sample::select(vec![4u8, 17, 41, 47, 97, 137]), payload in proptest::collection::vec(any::<u8>(), 0..64)) {
            let data = packet(protocol, &payload);
            let _ = ip::decode(&data).and_then(|packet| open(&packet).map(|frame| frame.vlan));
        }
    }
}
