//! TCP (RFC 9293 §3.1) and UDP (RFC 768) headers.

/// A TCP segment.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    pub source_port: u16,
    pub destination_port: u16,
    pub sequence: u32,
    pub acknowledgment: u32,
    /// CWR … FIN, the low eight bits.
    pub flags: u8,
    pub window: u16,
    pub checksum: u16,
    pub options: &'a [u8],
    pub payload: &'a [u8],
}

pub const FIN: u8 = 1;
pub const SYN: u8 = 2;
pub const RST: u8 = 4;
pub const ACK: u8 = 16;

/// Takes a segment apart; `None` when the header is cut or its length cannot be.
#[inline]
#[must_use]
pub fn segment(data: &[u8]) -> Option<Segment<'_>> {
    let (header, _) = data.split_first_chunk::<20>()?;
    let [s0, s1, d0, d1, n0, n1, n2, n3, a0, a1, a2, a3, offset, flags, w0, w1, c0, c1, ..] = *header;
    let length = usize::from(offset >> 4) * 4;
    if length < 20 {
        return None;
    }
    Some(Segment {
        source_port: u16::from_be_bytes([s0, s1]),
        destination_port: u16::from_be_bytes([d0, d1]),
        sequence: u32::from_be_bytes([n0, n1, n2, n3]),
        acknowledgment: u32::from_be_bytes([a0, a1, a2, a3]),
        flags,
        window: u16::from_be_bytes([w0, w1]),
        checksum: u16::from_be_bytes([c0, c1]),
        options: data.get(20..length.min(data.len())).unwrap_or_default(),
        payload: data.get(length..).unwrap_or_default(),
    })
}

/// A UDP datagram.
#[derive(Clone, Copy, Debug)]
pub struct UdpDatagram<'a> {
    pub source_port: u16,
    pub destination_port: u16,
    pub checksum: u16,
    pub payload: &'a [u8],
}

/// Takes a datagram apart. A length field that is too small or too large is ignored (jumbograms, cut captures).
#[inline]
#[must_use]
pub fn udp(data: &[u8]) -> Option<UdpDatagram<'_>> {
    let ([s0, s1, d0, d1, l0, l1, c0, c1], payload) = data.split_first_chunk::<8>()?;
    let length = usize::from(u16::from_be_bytes([*l0, *l1])).saturating_sub(8);
    Some(UdpDatagram {
        source_port: u16::from_be_bytes([*s0, *s1]),
        destination_port: u16::from_be_bytes([*d0, *d1]),
        checksum: u16::from_be_bytes([*c0, *c1]),
        payload: payload.get(..length).filter(|_| length > 0).unwrap_or(payload),
    })
}
