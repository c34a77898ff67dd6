//! Copies of a packet that a two-way mirror delivered twice, recognised within a short window.
//!
//! A packet is the same when addresses, IPv4 identification, ports, sequence numbers and transport checksum (which covers
//! the payload) are the same. A retransmission has another identification or another TCP timestamp, or comes later.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;

use super::packet::Packet;

/// Copies come within microseconds to a few milliseconds.
const WINDOW_MICROS: u32 = 10_000;

/// Slots of the direct-mapped memory; 16 bytes each. A newer packet replaces an older one.
const SLOTS: usize = 4096;

/// Bits of [`Slot::hop`] that hold the VLAN.
const VLAN_BITS: u32 = 0x0fff;

/// What a packet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sighting {
    First,
    /// The same packet on the same hop.
    Duplicate,
    /// The same packet on the same hop, with another VLAN tag or without: one copy from a trunk, one from an access port.
    Retagged,
    /// The same packet before or behind a router.
    OtherHop,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    packet: u64,
    /// Link addresses and TTL, hashed, and the VLAN in the low twelve bits.
    hop: u32,
    /// Low bits of the time in microseconds.
    time: u32,
}

/// Memory of the last packets.
pub(super) struct Duplicates {
    slots: Box<[Slot; SLOTS]>,
    hasher: RandomState,
}

impl Duplicates {
    pub(super) fn new() -> Self {
        Self { slots: Box::new([Slot::default(); SLOTS]), hasher: RandomState::default() }
    }

    /// Remembers a packet and says whether it was seen a moment ago.
    #[inline]
    pub(super) fn see(&mut self, packet: &Packet<'_>) -> Sighting {
        let ip = &packet.ip;
        let addresses = ip.source.0.rotate_left(64) ^ ip.destination.0.rotate_left(32);
        let head = ip.payload.first_chunk::<20>().map_or([0; 20], |head| *head);
        let [a, b, c, d, e, f, g, h, head @ ..] = head;
        let first = u64::from_ne_bytes([a, b, c, d, e, f, g, h]);
        let [a, b, c, d, e, f, g, h, tail @ ..] = head;
        let second = u64::from_ne_bytes([a, b, c, d, e, f, g, h]);
        let marks = u64::from(ip.mark) << 32 | u64::from(u32::from_ne_bytes(tail));
        let words =
            (addresses as u64 ^ (addresses >> 64) as u64, first, second, marks, ip.payload.len() as u32);
        let hash = self.hasher.hash_one(words) | 1;
        let hop =
            self.hasher.hash_one((packet.sender.mac().to_u64(), packet.receiver.mac().to_u64(), ip.ttl));
        let hop = (hop as u32 & !VLAN_BITS) | u32::from(packet.sender.vlan());
        let time = packet.time.0 as u32;
        let Some(slot) = self.slots.get_mut((hash >> 8) as usize % SLOTS) else { return Sighting::First };
        let known = *slot;
        if known.packet == hash
            && time.wrapping_sub(known.time).min(known.time.wrapping_sub(time)) < WINDOW_MICROS
        {
            return match known.hop ^ hop {
                0 => Sighting::Duplicate,
                differs if differs & !VLAN_BITS == 0 => Sighting::Retagged,
                _ => Sighting::OtherHop,
            };
        }
        *slot = Slot { packet: hash, hop, time };
        Sighting::First
    }
}
