//! IP fragments put together again, in bounded memory.

use domain::time::Timestamp;
use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::packet::link::{address::Address, ip};

/// Datagrams that wait for more of their fragments, and fragments of one of them.
const MAX_DATAGRAMS: usize = 256;
const MAX_PIECES: usize = 64;

/// Largest datagram (RFC 791 §3.1).
const MAX_LENGTH: usize = 65_535;

/// Fragments that come later than this belong to another datagram (RFC 8200 §4.5 says 60 s; hosts use 30 s).
const TIMEOUT: u64 = 30_000_000;

type Key = (Address, Address, u8, u32);

struct Partial {
    pieces: Vec<(usize, Vec<u8>)>,
    /// Known when the last fragment was seen.
    total: Option<usize>,
    have: usize,
    since: Timestamp,
}

/// Datagrams in pieces.
#[derive(Default)]
pub(super) struct Fragments {
    waiting: HashMap<Key, Partial, RandomState>,
}

impl Fragments {
    /// Takes a fragment; gives the whole payload when this was the last missing piece. Of overlapping pieces the
    /// first is kept.
    pub(super) fn add(
        &mut self,
        packet: &ip::Packet<'_>,
        fragment: ip::Fragment,
        now: Timestamp,
    ) -> Option<Vec<u8>> {
        let end = fragment.offset.checked_add(packet.payload.len()).filter(|end| *end <= MAX_LENGTH)?;
        if packet.missing > 0 || packet.payload.is_empty() {
            return None;
        }
        let key = (packet.source, packet.destination, packet.protocol, fragment.id);
        if self.waiting.get(&key).is_some_and(|partial| now.0.abs_diff(partial.since.0) > TIMEOUT) {
            self.waiting.remove(&key);
        }
        if self.waiting.len() >= MAX_DATAGRAMS && !self.waiting.contains_key(&key) {
            let oldest =
                self.waiting.iter().min_by_key(|(key, partial)| (partial.since, **key)).map(|(key, _)| *key);
            self.waiting.remove(&oldest?);
        }
        let partial = self.waiting.entry(key).or_insert_with(|| Partial {
            pieces: Vec::new(),
            total: None,
            have: 0,
            since: now,
        });
        let overlaps = |(at, piece): &(usize, Vec<u8>)| *at < end && fragment.offset < at + piece.len();
        if partial.pieces.iter().any(overlaps) || partial.pieces.len() >= MAX_PIECES {
            return None;
        }
        partial.pieces.push((fragment.offset, packet.payload.to_vec()));
        partial.have += packet.payload.len();
        if !fragment.more {
            partial.total = Some(end);
        }
        if partial.total != Some(partial.have) {
            return None;
        }
        let mut whole = self.waiting.remove(&key)?;
        whole.pieces.sort_unstable_by_key(|(at, _)| *at);
        Some(whole.pieces.into_iter().flat_map(|(_, piece)| piece).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(offset: usize, more: bool, payload: &[u8]) -> (ip::Packet<'_>, ip::Fragment) {
        let fragment = ip::Fragment { id: 7, offset, more };
        let packet = ip::Packet {
            source: Address(1),
            destination: Address(2),
            protocol: 17,
            ttl: 64,
            mark: 0,
            fragment: Some(fragment),
            payload,
            missing: 0,
            version: 4,
            options: 0,
            dont_fragment: false,
        };
        (packet, fragment)
    }

    #[test]
    fn pieces_in_any_order_make_one_datagram() {
        let mut fragments = Fragments::default();
        let mut add = |offset, more, payload: &[u8]| {
            let (packet, fragment) = piece(offset, more, payload);
            fragments.add(&packet, fragment, Timestamp(0))
        };
        assert_eq!(add(16, false, b"end"), None);
        assert_eq!(add(0, true, b"01234567"), None);
        assert_eq!(add(0, true, b"overlaps"), None);
        assert_eq!(add(8, true, b"89abcdef").as_deref(), Some(&b"0123456789abcdefend"[..]));
    }

    #[test]
    fn memory_is_bounded() {
        let mut fragments = Fragments::default();
        for id in 0..2 * MAX_DATAGRAMS as u32 {
            let (packet, fragment) = piece(0, true, b"01234567");
            fragments.add(&packet, ip::Fragment { id, ..fragment }, Timestamp(i64::from(id)));
        }
        assert_eq!(fragments.waiting.len(), MAX_DATAGRAMS);
    }
}
