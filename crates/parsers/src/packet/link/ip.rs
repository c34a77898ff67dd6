//! IPv4 (RFC 791) and IPv6 (RFC 8200) headers, with options, extension headers and fragment fields.

use super::address::Address;

/// Place of a fragment in its datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragment {
    pub id: u32,
    /// Bytes from the start of the datagram's payload.
    pub offset: usize,
    pub more: bool,
}

/// An IP packet taken apart.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    pub source: Address,
    pub destination: Address,
    /// IP protocol number of the payload, behind extension headers.
    pub protocol: u8,
    /// TTL or hop limit.
    pub ttl: u8,
    /// IPv4 identification, flags and offset: the same in every copy of this packet. 0 for IPv6.
    pub mark: u32,
    pub fragment: Option<Fragment>,
    /// Padding is cut off; shorter than the header says when the capture cut the packet.
    pub payload: &'a [u8],
    /// Bytes of payload that the header promises and the capture does not have.
    pub missing: usize,
    pub version: u8,
    /// For IPv4 SYN fingerprints: header length beyond 20 bytes; IPv6: flow label is set.
    pub options: u8,
    pub dont_fragment: bool,
}

/// Extension headers beyond this are not followed.
const MAX_EXTENSIONS: usize = 8;

/// Takes an IP packet of either version apart.
#[inline]
#[must_use]
pub fn decode(data: &[u8]) -> Option<Packet<'_>> {
    match data.first()? >> 4 {
        4 => v4(data),
        6 => v6(data),
        _ => None,
    }
}

/// An IPv4 packet.
#[inline]
#[must_use]
pub fn v4(data: &[u8]) -> Option<Packet<'_>> {
    let (header, _) = data.split_first_chunk::<20>()?;
    let [first, _, l0, l1, i0, i1, f0, f1, ttl, protocol, _, _, s0, s1, s2, s3, d0, d1, d2, d3] = *header;
    let header_len = usize::from(first & 0x0f) * 4;
    if first >> 4 != 4 || header_len < 20 {
        return None;
    }
    let total = match usize::from(u16::from_be_bytes([l0, l1])) {
        // Segmentation offload on the capturing machine leaves the length empty.
        0 => data.len(),
        total => total,
    };
    let payload = data.get(header_len..total.min(data.len()))?;
    let flags = u16::from_be_bytes([f0, f1]);
    let fragment = (flags & 0x3fff != 0).then(|| Fragment {
        id: u32::from(u16::from_be_bytes([i0, i1])),
        offset: usize::from(flags & 0x1fff) * 8,
        more: flags & 0x2000 != 0,
    });
    Some(Packet {
        source: Address::v4([s0, s1, s2, s3]),
        destination: Address::v4([d0, d1, d2, d3]),
        protocol,
        ttl,
        mark: u32::from_be_bytes([i0, i1, f0, f1]),
        fragment,
        payload,
        missing: total.saturating_sub(data.len()),
        version: 4,
        options: (header_len - 20) as u8,
        dont_fragment: flags & 0x4000 != 0,
    })
}

/// An IPv6 packet.
#[must_use]
pub fn v6(data: &[u8]) -> Option<Packet<'_>> {
    let (header, rest) = data.split_first_chunk::<40>()?;
    let ([v, f0, f1, f2, l0, l1, next, ttl], addresses) = header.split_first_chunk::<8>()?;
    let (source, destination) = addresses.split_first_chunk::<16>()?;
    let destination = destination.first_chunk::<16>()?;
    if v >> 4 != 6 {
        return None;
    }
    let length = match usize::from(u16::from_be_bytes([*l0, *l1])) {
        0 => rest.len(),
        length => length,
    };
    let mut packet = Packet {
        source: Address::v6(*source),
        destination: Address::v6(*destination),
        protocol: *next,
        ttl: *ttl,
        mark: 0,
        fragment: None,
        payload: rest.get(..length).unwrap_or(rest),
        missing: length.saturating_sub(rest.len()),
        version: 6,
        options: u8::from(*f0 & 0x0f != 0 || *f1 != 0 || *f2 != 0),
        dont_fragment: true,
    };
    extensions(&mut packet);
    Some(packet)
}

/// Hop-by-hop, routing, fragment, destination options, authentication (RFC 8200 §4, RFC 4302).
fn extensions(packet: &mut Packet<'_>) {
    for _ in 0..MAX_EXTENSIONS {
        let Some([next, length, o0, o1, i0, i1, i2, i3]) = packet.payload.first_chunk::<8>().copied() else {
            return;
        };
        let skip = match packet.protocol {
            0 | 43 | 60 | 135 | 139 | 140 => (usize::from(length) + 1) * 8,
            51 => (usize::from(length) + 2) * 4,
            44 => {
                let offset = u16::from_be_bytes([o0, o1]);
                if offset & 0xfff9 != 0 {
                    packet.fragment = Some(Fragment {
                        id: u32::from_be_bytes([i0, i1, i2, i3]),
                        offset: usize::from(offset & 0xfff8),
                        more: offset & 1 == 1,
                    });
                }
                packet.mark = u32::from_be_bytes([i0, i1, i2, i3]);
                8
            }
            _ => return,
        };
        let Some(rest) = packet.payload.get(skip..) else { return };
        packet.payload = rest;
        packet.protocol = next;
        // Behind a later fragment's header there is no further header.
        if packet.fragment.is_some_and(|fragment| fragment.offset > 0) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn options_padding_and_missing_bytes() {
        let mut data =
            vec![0x46, 0, 0, 27, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 1, 1, 1, 0, 1, 2, 3];
        let whole = v4(&data).expect("packet");
        assert_eq!((whole.payload, whole.missing, whole.options), (&[1, 2, 3][..], 0, 4));
        data.extend([0; 10]);
        assert_eq!(v4(&data).expect("padded").payload, &[1, 2, 3]);
        data.truncate(25);
        let cut = v4(&data).expect("cut");
        assert_eq!((cut.payload, cut.missing), (&[1][..], 2));
    }

    #[test]
    fn extension_headers_are_followed_to_the_fragment() {
        let mut data = vec![0x60, 0, 0, 0, 0, 20, 0, 1];
        data.extend([0x20; 32]);
        data.extend([44, 0, 0, 0, 0, 0, 0, 0]); // hop by hop
        data.extend([17, 0, 0x05, 0xa9, 0, 0, 0, 7]); // fragment at 1448, more follow
        data.extend([1, 2, 3, 4]);
        let packet = v6(&data).expect("packet");
        assert_eq!(packet.protocol, 17);
        assert_eq!(packet.fragment, Some(Fragment { id: 7, offset: 1448, more: true }));
        assert_eq!(packet.payload, &[1, 2, 3, 4]);
    }

    proptest! {
        #[test]
        fn never_panics(data in proptest::collection::vec(any::<u8>(), 0..128)) {
            let _ = decode(&data);
        }
    }
}
