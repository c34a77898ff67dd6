//! IPv4, IPv6, UDP, ICMP: headers with right checksums.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::write::Bytes;

pub const ICMP: u8 = 1;
pub const TCP: u8 = 6;
pub const UDP: u8 = 17;
pub const GRE: u8 = 47;
pub const ESP: u8 = 50;
pub const ICMPV6: u8 = 58;
pub const VRRP: u8 = 112;

/// Ones' complement sum of 16-bit words (RFC 1071), complemented.
#[must_use]
pub fn checksum(parts: &[&[u8]]) -> u16 {
    let mut sum = 0u32;
    let mut high = true;
    for byte in parts.iter().flat_map(|part| part.iter()) {
        sum += if high { u32::from(*byte) << 8 } else { u32::from(*byte) };
        high = !high;
    }
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}

/// What an IPv4 packet carries besides its payload.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    pub source: Ipv4Addr,
    pub destination: Ipv4Addr,
    pub protocol: u8,
    pub ttl: u8,
    pub id: u16,
}

/// An IPv4 packet in one piece (RFC 791), "do not fragment" set for TCP.
#[must_use]
pub fn v4(header: &Header, payload: &[u8]) -> Vec<u8> {
    v4_piece(header, payload, if header.protocol == TCP { 0x4000 } else { 0 })
}

/// One fragment: `flags_offset` is the header's flags and offset word.
#[must_use]
pub fn v4_piece(header: &Header, payload: &[u8], flags_offset: u16) -> Vec<u8> {
    let build = |sum: u16| {
        Bytes(Vec::with_capacity(20 + payload.len()))
            .u16(0x4500)
            .u16(20 + payload.len() as u16)
            .u16(header.id)
            .u16(flags_offset)
            .u8(header.ttl)
            .u8(header.protocol)
            .u16(sum)
            .raw(header.source.octets())
            .raw(header.destination.octets())
    };
    let sum = checksum(&[&build(0).0]);
    build(sum).raw(payload).done()
}

/// As many IPv4 packets as an Ethernet needs for the payload.
#[must_use]
pub fn v4_pieces(header: &Header, payload: &[u8]) -> Vec<Vec<u8>> {
    const MOST: usize = 1480;
    if payload.len() <= MOST {
        return vec![v4(header, payload)];
    }
    let last = payload.len().div_ceil(MOST) - 1;
    payload
        .chunks(MOST)
        .enumerate()
        .map(|(n, chunk)| v4_piece(header, chunk, (n * MOST / 8) as u16 | if n < last { 0x2000 } else { 0 }))
        .collect()
}

fn pseudo(header: &Header, length: usize) -> Vec<u8> {
    Bytes::new()
        .raw(header.source.octets())
        .raw(header.destination.octets())
        .u8(0)
        .u8(header.protocol)
        .u16(length as u16)
        .done()
}

/// Checksum of a TCP or UDP segment over the IPv4 pseudo header.
#[must_use]
pub fn transport_sum(header: &Header, segment: &[u8]) -> u16 {
    checksum(&[&pseudo(header, segment.len()), segment])
}

/// A UDP datagram (RFC 768).
#[must_use]
pub fn udp(header: &Header, ports: (u16, u16), payload: &[u8]) -> Vec<u8> {
    let build = |sum: u16| {
        Bytes(Vec::with_capacity(8 + payload.len()))
            .u16(ports.0)
            .u16(ports.1)
            .u16(8 + payload.len() as u16)
            .u16(sum)
            .raw(payload)
            .done()
    };
    let sum = transport_sum(header, &build(0));
    build(if sum == 0 { 0xffff } else { sum })
}

/// An ICMP message (RFC 792): type, code, rest of header, data.
#[must_use]
pub fn icmp(kind: u8, code: u8, rest: u32, data: &[u8]) -> Vec<u8> {
    let build = |sum: u16| Bytes::new().u8(kind).u8(code).u16(sum).u32(rest).raw(data).done();
    let sum = checksum(&[&build(0)]);
    build(sum)
}

/// An IPv6 packet (RFC 8200 §3).
#[must_use]
pub fn v6(source: Ipv6Addr, destination: Ipv6Addr, next: u8, hops: u8, payload: &[u8]) -> Vec<u8> {
    Bytes(Vec::with_capacity(40 + payload.len()))
        .u32(0x6000_0000)
        .u16(payload.len() as u16)
        .u8(next)
        .u8(hops)
        .raw(source.octets())
        .raw(destination.octets())
        .raw(payload)
        .done()
}

fn v6_sum(source: Ipv6Addr, destination: Ipv6Addr, next: u8, message: &[u8]) -> u16 {
    let tail = Bytes::new().u32(message.len() as u32).zeros(3).u8(next).done();
    checksum(&[&source.octets(), &destination.octets(), &tail, message])
}

/// A UDP datagram over IPv6 (RFC 8200 §8.1).
#[must_use]
pub fn udp6(source: Ipv6Addr, destination: Ipv6Addr, ports: (u16, u16), payload: &[u8]) -> Vec<u8> {
    let build = |sum: u16| {
        Bytes::new().u16(ports.0).u16(ports.1).u16(8 + payload.len() as u16).u16(sum).raw(payload).done()
    };
    build(v6_sum(source, destination, UDP, &build(0)))
}

/// An ICMPv6 message (RFC 4443 §2.1).
#[must_use]
pub fn icmp6(source: Ipv6Addr, destination: Ipv6Addr, kind: u8, body: &[u8]) -> Vec<u8> {
    let build = |sum: u16| Bytes::new().u8(kind).u8(0).u16(sum).raw(body).done();
    build(v6_sum(source, destination, ICMPV6, &build(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksum_of_the_standards_example() {
        // RFC 1071 §3: 0001 f203 f4f5 f6f7 sums to ddf2
        assert_eq!(checksum(&[&[0, 1, 0xf2, 3, 0xf4, 0xf5, 0xf6, 0xf7]]), !0xddf2);
    }

    #[test]
    fn pieces_cover_the_payload() {
        let header = Header {
            source: Ipv4Addr::new(10, 0, 0, 1),
            destination: Ipv4Addr::new(10, 0, 0, 2),
            protocol: UDP,
            ttl: 64,
            id: 1,
        };
        let pieces = v4_pieces(&header, &[7; 4000]);
        assert_eq!(pieces.len(), 3);
        assert_eq!(pieces.iter().map(|piece| piece.len() - 20).sum::<usize>(), 4000);
        assert!(pieces.iter().all(|piece| checksum(&[&piece[..20]]) == 0));
    }
}
