//! Packets, numbers and armour of OpenPGP (RFC 9580 sections 4 and 6): bytes in, slices out, nothing believed.

/// A packet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packet<'b> {
    pub tag: u8,
    pub body: &'b [u8],
}

/// More packets than these are not looked at.
const MOST: usize = 4_096;

/// Packets one after the other, until something is odd: lengths that are only told while sending have no place in keys and signatures.
pub(super) fn packets(mut bytes: &[u8]) -> Vec<Packet<'_>> {
    let mut found = Vec::new();
    while let Some((packet, rest)) = packet(bytes).filter(|_| found.len() < MOST) {
        found.push(packet);
        bytes = rest;
    }
    found
}

fn packet(bytes: &[u8]) -> Option<(Packet<'_>, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    let (tag, length, rest) = match first {
        0xc0.. => {
            let (length, rest) = new_length(rest)?;
            (first & 0x3f, length, rest)
        }
        0x80..0xc0 => {
            let size = [1, 2, 4].get(usize::from(first & 3)).copied()?;
            let (length, rest) = rest.split_at_checked(size)?;
            ((first >> 2) & 0x0f, number(length), rest)
        }
        _ => return None,
    };
    let (body, rest) = rest.split_at_checked(length)?;
    Some((Packet { tag, body }, rest))
}

/// Lengths of one, two or five bytes.
fn new_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        0..192 => Some((usize::from(first), rest)),
        192..224 => {
            let (&second, rest) = rest.split_first()?;
            Some(((usize::from(first) - 192) * 256 + usize::from(second) + 192, rest))
        }
        255 => {
            let (length, rest) = rest.split_at_checked(4)?;
            Some((number(length), rest))
        }
        _ => None,
    }
}

/// A subpacket of a signature: its kind, whether it must be understood, its content.
pub(super) fn subpackets(mut bytes: &[u8]) -> Option<Vec<(u8, bool, &[u8])>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (&first, after) = bytes.split_first()?;
        // Two-byte lengths reach further here than in packets.
        let (length, rest) = match first {
            192..=254 => {
                let (&second, rest) = after.split_first()?;
                ((usize::from(first) - 192) * 256 + usize::from(second) + 192, rest)
            }
            _ => new_length(bytes)?,
        };
        let (body, rest) = rest.split_at_checked(length)?;
        let (&kind, content) = body.split_first()?;
        found.push((kind & 0x7f, kind & 0x80 > 0, content));
        bytes = rest;
    }
    Some(found)
}

/// Big-endian.
pub(super) fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// A number of any length: its bits, then its bytes.
pub(super) fn integer(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (bits, rest) = bytes.split_at_checked(2)?;
    rest.split_at_checked(number(bits).div_ceil(8))
}

/// The bytes with zeros before them.
pub(super) fn padded(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    let missing = length.checked_sub(bytes.len())?;
    Some([vec![0; missing], bytes.to_vec()].concat())
}

/// The binary form of every armoured block of a kind; bytes that are no text are taken as they are.
pub(super) fn unarmoured(bytes: &[u8], kind: &str) -> Vec<Vec<u8>> {
    let Ok(text) = std::str::from_utf8(bytes) else { return vec![bytes.to_vec()] };
    let (begin, end) = (format!("-----BEGIN PGP {kind}-----"), "-----END PGP ");
    let block = |part: &str| {
        let (inside, _) = part.split_once(end)?;
        // Headers end with an empty line.
        let mut lines = inside.lines().map(str::trim).skip_while(|line| !line.is_empty());
        lines.next();
        let digits: String = lines.take_while(|line| !line.starts_with('=')).collect();
        base64(&digits)
    };
    text.split(begin.as_str())
        .skip(1)
        .filter_map(|part| block(part.trim_start_matches([' ', '\t', '\r']).strip_prefix('\n')?))
        .collect()
}

fn base64(digits: &str) -> Option<Vec<u8>> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let mut out = Vec::with_capacity(digits.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in digits.trim_end_matches('=').bytes() {
        held = held << 6 | u32::from(value(byte)?);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits & 0xff) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_old_and_new() {
        let long = vec![7; 300];
        let new = [&[0xc2, 192, 108][..], &long, &[0xc2, 1, 9]].concat();
        let found = packets(&new);
        assert_eq!(found.iter().map(|one| (one.tag, one.body.len())).collect::<Vec<_>>(), [(2, 300), (2, 1)]);
        let old = [&[0x89, 1, 44][..], &long].concat();
        assert_eq!(packets(&old).first().map(|one| (one.tag, one.body.len())), Some((2, 300)));
        assert!(packets(&[0xc2, 255, 255, 255, 255, 255]).is_empty());
        assert!(packets(&[0xc2, 224, 1]).is_empty(), "partial lengths");
    }

    #[test]
    fn armour() {
        let text = b"x\n-----BEGIN PGP SIGNATURE-----\nVersion: 1\n\naGVs\nbG8=\n=abcd\n-----END PGP SIGNATURE-----\n";
        assert_eq!(unarmoured(text, "SIGNATURE"), [b"hello".to_vec()]);
        assert!(unarmoured(text, "PUBLIC KEY BLOCK").is_empty());
    }

    #[test]
    fn numbers_of_any_length() {
        assert_eq!(integer(&[0, 9, 1, 2, 3]), Some((&[1, 2][..], &[3][..])));
        assert_eq!(integer(&[0, 9, 1]), None);
        assert_eq!(padded(&[1], 3), Some(vec![0, 0, 1]));
        assert_eq!(padded(&[1, 2], 1), None);
    }
}
