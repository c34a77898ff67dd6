//! Makers' own protocols by signatures that are data: ports, and bytes at a place (`signatures/protocols.csv`).
//!
//! Asked only where no protocol of our own says yes. What matches is named; nothing of the content is kept.

use std::sync::Arc;

use crate::packet::{medical::MedicalMessage, message::Message, protocol::Side};

/// How to recognise one protocol. What it means is the business of whoever made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Word by which the statement is found again.
    pub id: Arc<str>,
    /// UDP; else TCP.
    pub udp: bool,
    /// None: on any port.
    pub ports: Vec<u16>,
    /// Who sends the bytes: whoever sends to one of the ports (client), from one (server), or either.
    pub sender: Option<Side>,
    pub offset: usize,
    /// What has to stand there, and which bits of it count.
    pub bytes: Vec<u8>,
    pub mask: Vec<u8>,
    /// Length of the datagram, or of the first bytes of one side.
    pub min_length: usize,
    pub max_length: usize,
    /// Must (or must not) go to a group.
    pub to_group: Option<bool>,
    /// The device is who receives the bytes; else who sends them.
    pub about_receiver: bool,
}

/// A protocol was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MakerProtocol {
    /// [`Signature::id`]
    pub id: Arc<str>,
    /// The device is the message's receiver.
    pub about_receiver: bool,
}

/// What one side said first, and to whom.
#[derive(Clone, Copy, Debug)]
pub struct Spoken<'a> {
    pub udp: bool,
    pub payload: &'a [u8],
    pub sender_port: u16,
    pub receiver_port: u16,
    pub to_group: bool,
}

/// Signatures in the order in which they are asked; cheap to copy.
#[derive(Clone, Debug, Default)]
pub struct Signatures(Arc<[Signature]>);

impl Signature {
    /// Whether the port is the sender's or the receiver's as the signature wants it. Without ports the side is unknown.
    fn side(&self, spoken: &Spoken<'_>) -> Option<Option<Side>> {
        if self.ports.is_empty() {
            return Some(None);
        }
        let to = self.ports.contains(&spoken.receiver_port) && self.sender != Some(Side::Server);
        let from = self.ports.contains(&spoken.sender_port) && self.sender != Some(Side::Client);
        match (to, from) {
            (true, false) => Some(Some(Side::Client)),
            (false, true) => Some(Some(Side::Server)),
            (true, true) => Some(None),
            (false, false) => None,
        }
    }

    fn content(&self, payload: &[u8]) -> bool {
        let Some(rest) = payload.get(self.offset..) else { return false };
        let same = |(byte, (wanted, mask)): (&u8, (&u8, &u8))| byte & mask == wanted & mask;
        (self.min_length..=self.max_length).contains(&payload.len())
            && rest.len() >= self.bytes.len()
            && rest.iter().zip(self.bytes.iter().zip(&self.mask)).all(same)
    }

    fn is(&self, spoken: &Spoken<'_>) -> Option<Option<Side>> {
        let group = self.to_group.is_none_or(|wanted| wanted == spoken.to_group);
        let side = (self.udp == spoken.udp && group).then(|| self.side(spoken)).flatten()?;
        self.content(spoken.payload).then_some(side)
    }
}

impl Signatures {
    /// In the order in which they are to be asked.
    #[must_use]
    pub fn new(signatures: Vec<Signature>) -> Self {
        Self(signatures.into())
    }

    /// The first that fits, and the sender's side when a port tells it.
    #[must_use]
    pub fn find(&self, spoken: &Spoken<'_>) -> Option<(MakerProtocol, Option<Side>)> {
        self.0.iter().find_map(|signature| {
            let side = signature.is(spoken)?;
            let Signature { id, about_receiver, .. } = signature;
            Some((MakerProtocol { id: id.clone(), about_receiver: *about_receiver }, side))
        })
    }

    /// Whether more bytes, or those of the other side, could still be one of these between two TCP ports. What has no port must
    /// be met at once: not every unknown stream is waited for.
    #[must_use]
    pub fn wait_for(&self, ports: (u16, u16)) -> bool {
        let either =
            |signature: &Signature| signature.ports.contains(&ports.0) || signature.ports.contains(&ports.1);
        self.0.iter().any(|signature| !signature.udp && either(signature))
    }
}

impl From<MakerProtocol> for Message {
    fn from(protocol: MakerProtocol) -> Self {
        MedicalMessage::Maker(protocol).into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn signature(ports: &[u16], sender: Option<Side>, bytes: &[u8]) -> Signature {
        Signature {
            id: "x".into(),
            udp: true,
            ports: ports.to_vec(),
            sender,
            offset: 1,
            bytes: bytes.to_vec(),
            mask: vec![0xf0; bytes.len()],
            min_length: 3,
            max_length: 5,
            to_group: Some(false),
            about_receiver: false,
        }
    }

    fn spoken(payload: &[u8], sender_port: u16, receiver_port: u16) -> Spoken<'_> {
        Spoken { udp: true, payload, sender_port, receiver_port, to_group: false }
    }

    #[test]
    fn ports_sides_places_masks_and_lengths() {
        let all = Signatures::new(vec![signature(&[7000], Some(Side::Client), &[0x10, 0x20])]);
        let side = |spoken: &Spoken<'_>| all.find(spoken).map(|(_, side)| side);
        assert_eq!(side(&spoken(&[9, 0x1f, 0x2e], 5, 7000)), Some(Some(Side::Client)));
        assert_eq!(side(&spoken(&[9, 0x1f, 0x2e], 7000, 5)), None, "the server's side");
        assert_eq!(side(&spoken(&[9, 0x1f, 0x3e], 5, 7000)), None, "other bits");
        assert_eq!(side(&spoken(&[9, 0x1f], 5, 7000)), None, "too short");
        assert_eq!(side(&spoken(&[9, 0x1f, 0x2e, 0, 0, 0], 5, 7000)), None, "too long");
        assert_eq!(side(&Spoken { to_group: true, ..spoken(&[9, 0x1f, 0x2e], 5, 7000) }), None);
        assert_eq!(side(&Spoken { udp: false, ..spoken(&[9, 0x1f, 0x2e], 5, 7000) }), None);
    }

    #[test]
    fn without_ports_the_side_is_unknown() {
        let all = Signatures::new(vec![signature(&[], None, &[0x10])]);
        assert_eq!(all.find(&spoken(&[0, 0x11, 0], 1, 2)).map(|(_, side)| side), Some(None));
    }

    proptest! {
        #[test]
        fn any_bytes(payload: Vec<u8>, offset: usize, bytes: Vec<u8>, mask: Vec<u8>) {
            let odd = Signature { offset, mask, max_length: usize::MAX, ..signature(&[2], None, &bytes) };
            let _ = Signatures::new(vec![odd]).find(&spoken(&payload, 1, 2));
        }
    }
}
