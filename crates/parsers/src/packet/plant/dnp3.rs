//! DNP3 over TCP (IEEE 1815 clause 9): recognised by its start octets and the check of the link header.

use super::{
    PlantMessage, Spoken,
    frames::{Frames, Size, begins},
};
use crate::packet::{
    message::Message,
    protocol::{Heads, Probe, StreamProtocol},
};

/// The protocol for the engine.
pub const PROTOCOL: StreamProtocol =
    StreamProtocol { name: "dnp3", probe, parser: |_| Frames::boxed(size, read) };

fn size(bytes: &[u8]) -> Size {
    match bytes {
        [0x05, 0x64, length @ 5..=255, ..] => {
            let user = usize::from(*length) - 5;
            Size::Is(10 + user + 2 * user.div_ceil(16))
        }
        [] | [0x05] | [0x05, 0x64] => Size::Unknown,
        _ => Size::Wrong,
    }
}

/// CRC of the ten-octet link header (clause 9.2.4.3): polynomial 0x3D65 reflected, complemented.
fn checked(frame: &[u8]) -> bool {
    let (Some(header), Some(sum)) = (frame.get(..8), frame.get(8..10)) else { return false };
    let mut crc = 0u16;
    for byte in header {
        crc ^= u16::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xa6bc } else { crc >> 1 };
        }
    }
    (!crc).to_le_bytes() == sum
}

fn probe(heads: &Heads<'_>) -> Probe {
    match () {
        () if begins(heads.client, size, checked) || begins(heads.server, size, checked) => Probe::Yes,
        () if heads.server_port == 20000 && heads.client.len() < 10 && heads.server.len() < 10 => {
            Probe::Maybe
        }
        () => Probe::No,
    }
}

fn read(frame: &[u8], tell: &mut dyn FnMut(Message)) {
    if checked(frame) {
        tell(PlantMessage::Spoken(Spoken { protocol: "dnp3", side: None }).into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_with_its_check() {
        // Reset link states from station 1 to 2; the check is computed by the reference polynomial.
        let mut frame = vec![0x05, 0x64, 5, 0xc0, 1, 0, 0, 4, 0, 0];
        let good = (0..=u16::MAX).find(|crc| {
            frame[8..].copy_from_slice(&crc.to_le_bytes());
            checked(&frame)
        });
        // Wellknown frame 05 64 05 C0 01 00 00 04 E9 21.
        assert_eq!(good.map(u16::to_le_bytes), Some([0xe9, 0x21]));
        assert!(!begins(b"\x05\x64\x05\xc0\x01\x00\x00\x04\x00\x00", size, checked));
    }
}
