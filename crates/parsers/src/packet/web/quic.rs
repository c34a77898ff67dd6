//! QUIC Initial packets (RFC 9000 §17.2.2, RFC 9001 §5, RFC 9369 for version 2): anybody can derive their keys, and the
//! ClientHello inside says whom the client calls. A hello may go over several packets and datagrams, in any order.

use aes::cipher::{BlockEncrypt, KeyInit};
use aes_gcm::{Aes128Gcm, aead::AeadInPlace};
use hkdf::Hkdf;
use sha2::Sha256;

use super::{
    WebMessage,
    tls::{Carrier, TlsMessage},
    tls_hello::{ClientHello, client_hello},
};
use crate::{
    cursor::{Cursor, Parse, Reason},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramParser, DatagramProtocol, DatagramSession, Probe, Side},
    },
};

/// QUIC versions 1, 2 and the last drafts, on any port.
pub const PROTOCOL: DatagramProtocol = DatagramProtocol { name: "quic", probe, parse, limit: 8 };

/// A conversation keeps the pieces of its hello.
pub const SESSION: DatagramSession =
    DatagramSession { name: "quic", parser: || Box::new(QuicFlow::default()) };

/// Longest hello put together, and most pieces of it. Today's with post-quantum keys are 2 KB in a few dozen pieces.
const MAX_HELLO: usize = 16 * 1024;
const MAX_PIECES: usize = 128;
/// Packets after which the beginning of a hello is enough.
const PATIENCE: u8 = 4;
/// QUIC packets of one datagram.
const MAX_COALESCED: usize = 4;

/// What differs between versions: salt, prefix of the key labels, packet type of Initial.
struct Version {
    salt: [u8; 20],
    label: &'static str,
    initial: u8,
}

const fn version(number: u32) -> Option<Version> {
    const V1: [u8; 20] = [
        0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc,
        0xbb, 0x7f, 0x0a,
    ];
    const V2: [u8; 20] = [
        0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9,
        0xbd, 0x2e, 0xd9,
    ];
    const DRAFT_29: [u8; 20] = [
        0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0, 0x43,
        0x90, 0xa8, 0x99,
    ];
    match number {
        1 => Some(Version { salt: V1, label: "quic", initial: 0 }),
        0x6b33_43cf => Some(Version { salt: V2, label: "quicv2", initial: 1 }),
        0xff00_001d..=0xff00_0020 => Some(Version { salt: DRAFT_29, label: "quic", initial: 0 }),
        _ => None,
    }
}

/// The clear part of an Initial packet.
struct Initial<'a> {
    version: Version,
    destination: &'a [u8],
    /// Offset of the protected packet number.
    number_at: usize,
    /// Packet number and payload together.
    length: usize,
}

fn initial(payload: &[u8]) -> Parse<Initial<'_>> {
    let mut cursor = Cursor::new("QUIC long header", payload);
    let first = cursor.u8()?;
    cursor.ensure(first & 0xc0 == 0xc0)?;
    let number = cursor.u32()?;
    let version = version(number).ok_or(cursor.error(Reason::Unsupported))?;
    cursor.ensure((first >> 4) & 3 == version.initial)?;
    let length = cursor.u8()?;
    cursor.ensure(length <= 20)?;
    let destination = cursor.take(length.into())?;
    let length = cursor.u8()?;
    cursor.ensure(length <= 20)?;
    cursor.skip(length.into())?;
    let token = integer(&mut cursor)?;
    cursor.skip(token)?;
    let length = integer(&mut cursor)?;
    cursor.ensure(length >= 20 && length <= cursor.remaining())?;
    Ok(Initial { version, destination, number_at: cursor.position(), length })
}

/// Variable-length integer (RFC 9000 §16), refused above what a datagram can hold.
fn integer(cursor: &mut Cursor<'_>) -> Parse<usize> {
    let first = cursor.u8()?;
    let mut value = u64::from(first & 0x3f);
    for _ in 1..(1u8 << (first >> 6)) {
        value = (value << 8) | u64::from(cursor.u8()?);
    }
    usize::try_from(value).ok().filter(|value| *value < 1 << 20).ok_or(cursor.error(Reason::TooLarge))
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    match initial(datagram.payload) {
        // The first of a client is padded (RFC 9000 §14.1); an answer may be shorter.
        Ok(_) if datagram.payload.len() >= 64 => Probe::Yes,
        _ => Probe::No,
    }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    QuicFlow::default().datagram(datagram, out)
}

/// Pieces of a client's hello.
#[derive(Default)]
struct QuicFlow {
    /// Connection id of the first packet: the keys stay its own when the server has chosen another.
    first_id: Option<Vec<u8>>,
    /// Offset and bytes of CRYPTO frames, sorted.
    pieces: Vec<(usize, Vec<u8>)>,
    told: bool,
    /// Datagrams of the client so far.
    datagrams: u8,
}

impl DatagramParser for QuicFlow {
    fn datagram(&mut self, datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
        let mut rest = datagram.payload;
        let mut client = None;
        for _ in 0..MAX_COALESCED {
            let Ok(initial) = initial(rest) else { break };
            // Server packets use keys of the client's first connection id, which they do not carry: they stay closed.
            if let Some(plain) = self.open(rest, &initial) {
                client = Some(Side::Client);
                self.datagrams = self.datagrams.saturating_add(1);
                self.add(&plain);
            }
            rest = rest.get(initial.number_at + initial.length..).unwrap_or_default();
        }
        if !self.told
            && let Some(hello) = self.hello(self.datagrams >= PATIENCE)
        {
            self.told = true;
            self.pieces.clear();
            out(WebMessage::Tls(TlsMessage::ClientHello(Box::new(hello))).into());
        }
        client
    }
}

impl QuicFlow {
    fn open(&mut self, payload: &[u8], initial: &Initial<'_>) -> Option<Vec<u8>> {
        if let Some(plain) = open(payload, initial, initial.destination) {
            self.first_id.get_or_insert_with(|| initial.destination.to_vec());
            return Some(plain);
        }
        open(payload, initial, self.first_id.as_deref()?)
    }

    /// Keeps the CRYPTO frames of a packet.
    fn add(&mut self, plain: &[u8]) {
        let mut cursor = Cursor::new("QUIC frames", plain);
        let mut pieces = Vec::new();
        // Frames after one that cannot be read are not read.
        let _ = frames(&mut cursor, &mut pieces);
        for (offset, data) in pieces {
            if self.told || offset + data.len() > MAX_HELLO || self.pieces.len() >= MAX_PIECES {
                continue;
            }
            let at = self.pieces.partition_point(|(known, _)| *known < offset);
            self.pieces.insert(at, (offset, data.to_vec()));
        }
    }

    /// The hello, when its pieces go together without a hole; its beginning will do when the end does not come.
    fn hello(&self, beginning: bool) -> Option<ClientHello> {
        let mut stream = Vec::new();
        for (offset, data) in &self.pieces {
            let Some(known) = stream.len().checked_sub(*offset) else { break };
            stream.extend_from_slice(data.get(known..).unwrap_or_default());
        }
        let mut cursor = Cursor::new("QUIC handshake", &stream);
        (cursor.u8().ok()? == 1).then_some(())?;
        let length = cursor.u24().ok()? as usize;
        let length = if beginning { length.min(cursor.remaining()) } else { length };
        client_hello(cursor.take(length).ok()?, Carrier::Quic).ok()
    }
}

/// HKDF-Expand-Label of TLS 1.3 (RFC 8446 §7.1) with an empty context.
fn expand_label<const N: usize>(secret: &[u8], label: &str) -> Option<[u8; N]> {
    let mut info = (N as u16).to_be_bytes().to_vec();
    info.push(u8::try_from(label.len()).ok()?.checked_add(6)?);
    info.extend_from_slice(b"tls13 ");
    info.extend_from_slice(label.as_bytes());
    info.push(0);
    let mut key = [0; N];
    Hkdf::<Sha256>::from_prk(secret).ok()?.expand(&info, &mut key).ok()?;
    Some(key)
}

/// Takes off header and payload protection (RFC 9001 §5.3, §5.4) with the client's Initial keys.
fn open(payload: &[u8], initial: &Initial<'_>, id: &[u8]) -> Option<Vec<u8>> {
    let (secret, _) = Hkdf::<Sha256>::extract(Some(&initial.version.salt), id);
    let client: [u8; 32] = expand_label(&secret, "client in")?;
    let label = initial.version.label;
    let key: [u8; 16] = expand_label(&client, &format!("{label} key"))?;
    let mut nonce: [u8; 12] = expand_label(&client, &format!("{label} iv"))?;
    let mask_key: [u8; 16] = expand_label(&client, &format!("{label} hp"))?;

    let at = initial.number_at;
    let sample: [u8; 16] = payload.get(at + 4..at + 20)?.try_into().ok()?;
    let mut mask = sample.into();
    aes::Aes128::new(&mask_key.into()).encrypt_block(&mut mask);
    let [first_mask, number_mask @ ..]: [u8; 16] = mask.into();

    let mut header = payload.get(..at + 4)?.to_vec();
    let first = header.first_mut()?;
    *first ^= first_mask & 0x0f;
    let number_length = usize::from(*first & 3) + 1;
    header.truncate(at + number_length);
    let mut number: u32 = 0;
    for (byte, mask) in header.iter_mut().skip(at).zip(number_mask) {
        *byte ^= mask;
        number = (number << 8) | u32::from(*byte);
    }
    for (byte, number) in nonce.iter_mut().skip(8).zip(number.to_be_bytes()) {
        *byte ^= number;
    }
    let mut plain = payload.get(at + number_length..at + initial.length)?.to_vec();
    Aes128Gcm::new(&key.into()).decrypt_in_place(&nonce.into(), &header, &mut plain).ok()?;
    Some(plain)
}

/// Collects the CRYPTO frames of a packet (RFC 9000 §19.6).
fn frames<'a>(cursor: &mut Cursor<'a>, pieces: &mut Vec<(usize, &'a [u8])>) -> Parse<()> {
    while !cursor.is_empty() && pieces.len() < 64 {
        match cursor.u8()? {
            0 | 1 => {}
            2 | 3 => {
                for _ in 0..2 {
                    integer(cursor)?;
                }
                let ranges = integer(cursor)?;
                for _ in 0..(1 + ranges.min(64) * 2) {
                    integer(cursor)?;
                }
            }
            6 => {
                let offset = integer(cursor)?;
                let length = integer(cursor)?;
                pieces.push((offset, cursor.take(length)?));
            }
            _ => return Err(cursor.error(Reason::Unsupported)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::{
        gather::testing::{hex, one, to_server},
        tls_hello::testing::client_hello_bytes,
    };

    /// Keys of the worked example (RFC 9001 appendix A.1).
    #[test]
    fn the_published_keys_come_out() {
        let id = hex("8394c8f03e515708");
        let (secret, _) = Hkdf::<Sha256>::extract(Some(&version(1).unwrap().salt), &id);
        let client: [u8; 32] = expand_label(&secret, "client in").unwrap();
        let key: [u8; 16] = expand_label(&client, "quic key").unwrap();
        assert_eq!(key.to_vec(), hex("1f369613dd76d5467730efcbe3b1a22d"));
        let iv: [u8; 12] = expand_label(&client, "quic iv").unwrap();
        assert_eq!(iv.to_vec(), hex("fa044b2f42a3fd3b46fb255c"));
    }

    /// Protects an Initial packet the way a client does.
    fn packet(number: u32, first: u8) -> Vec<u8> {
        let message = message();
        // two CRYPTO frames out of order
        let (front, back) = message.split_at(20);
        protect(number, first, &hex("8394c8f03e515708"), &[crypto(20, back), crypto(0, front)].concat())
    }

    fn message() -> Vec<u8> {
        let body = client_hello_bytes();
        let mut message = vec![1];
        message.extend(&(body.len() as u32).to_be_bytes()[1..]);
        message.extend(body);
        message
    }

    fn crypto(offset: u8, data: &[u8]) -> Vec<u8> {
        [&[6, offset, 0x40, data.len() as u8], data].concat()
    }

    /// A packet to this connection id whose keys are those of the first one.
    fn protect(number: u32, first: u8, to: &[u8], frames: &[u8]) -> Vec<u8> {
        let mut plain = frames.to_vec();
        plain.resize(1100, 0);
        let id = hex("8394c8f03e515708");
        let version = version(number).unwrap();
        let mut header = vec![first];
        header.extend(number.to_be_bytes());
        header.push(8);
        header.extend(to);
        header.extend([0, 0]);
        header.extend((0x4000u16 | (plain.len() as u16 + 16 + 1)).to_be_bytes());
        let number_at = header.len();
        header.push(0);
        let (secret, _) = Hkdf::<Sha256>::extract(Some(&version.salt), &id);
        let client: [u8; 32] = expand_label(&secret, "client in").unwrap();
        let label = |word: &str| format!("{} {word}", version.label);
        let key: [u8; 16] = expand_label(&client, &label("key")).unwrap();
        let nonce: [u8; 12] = expand_label(&client, &label("iv")).unwrap();
        Aes128Gcm::new(&key.into()).encrypt_in_place(&nonce.into(), &header, &mut plain).unwrap();
        let mut bytes = [header, plain].concat();
        let mask_key: [u8; 16] = expand_label(&client, &label("hp")).unwrap();
        let sample: [u8; 16] = bytes[number_at + 4..number_at + 20].try_into().unwrap();
        let mut mask = sample.into();
        aes::Aes128::new(&mask_key.into()).encrypt_block(&mut mask);
        bytes[0] ^= mask[0] & 0x0f;
        bytes[number_at] ^= mask[1];
        bytes
    }

    #[test]
    fn the_name_inside_both_versions_is_read() {
        for (number, first) in [(1, 0xc0), (0x6b33_43cf, 0xd0), (0xff00_001d, 0xc0)] {
            let (side, said) = one(&PROTOCOL, &to_server(&packet(number, first), 443)).unwrap();
            assert_eq!(side, Some(Side::Client));
            assert!(format!("{said:?}").contains("pacs.example.org"), "{number:#x} {said:?}");
        }
    }

    #[test]
    fn a_hello_over_several_datagrams_in_any_order() {
        let message = message();
        let (front, back) = message.split_at(40);
        let ids = [hex("8394c8f03e515708"), hex("0102030405060708")];
        // The second goes to the id that the server chose; its keys are still those of the first.
        let first = protect(1, 0xc0, &ids[0], &crypto(0, front));
        let second = protect(1, 0xc0, &ids[1], &crypto(40, back));
        let late = protect(1, 0xc0, &ids[0], &crypto(40, back));
        for order in [[&first, &second], [&late, &first]] {
            let (mut flow, mut said) = (QuicFlow::default(), Vec::new());
            for packet in order {
                let side = flow.datagram(&to_server(packet, 443), &mut |message| said.push(message));
                assert_eq!(side, Some(Side::Client));
            }
            assert!(format!("{said:?}").contains("pacs.example.org"), "{said:?}");
            assert_eq!(said.len(), 1);
        }
    }

    #[test]
    fn packets_of_one_datagram_are_all_read() {
        let message = message();
        let (front, back) = message.split_at(40);
        let id = hex("8394c8f03e515708");
        let both =
            [protect(1, 0xc0, &id, &crypto(0, front)), protect(1, 0xc0, &id, &crypto(40, back))].concat();
        let (_, said) = one(&PROTOCOL, &to_server(&both, 443)).unwrap();
        assert!(format!("{said:?}").contains("pacs.example.org"), "{said:?}");
    }

    #[test]
    fn pieces_are_bounded() {
        let mut flow = QuicFlow::default();
        let many: Vec<u8> = (0..200).flat_map(|n| crypto(30 + n % 30, b"x")).collect();
        flow.add(&many);
        assert!(flow.pieces.len() <= MAX_PIECES);
        assert!(flow.hello(true).is_none());
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, at in 0usize..1200, value: u8, end in 0usize..1200) {
            let _ = parse(&to_server(&bytes, 443), &mut |_| {});
            let mut damaged = packet(1, 0xc0);
            if let Some(byte) = damaged.get_mut(at) { *byte = value; }
            damaged.truncate(end);
            let _ = one(&PROTOCOL, &to_server(&damaged, 443));
        }
    }
}
