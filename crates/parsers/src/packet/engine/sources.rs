//! Who sends: one row for each (MAC, IP, VLAN) that frames came from.

use domain::{
    observations::Binding,
    time::{Span, Timestamp},
};
use foldhash::fast::RandomState;
use hashbrown::HashMap;

use super::packet::Packet;
use crate::packet::{
    capture::RawFrame,
    link::address::{Address, Station},
    sink::Sink,
};

/// Counts of one source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    pub(super) packets: u64,
    pub(super) bytes: u64,
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
    /// Smallest and largest TTL.
    pub(super) ttl: (u8, u8),
    /// First frame.
    pub(super) frame: u64,
}

/// All sources.
#[derive(Default)]
pub(super) struct Sources {
    rows: HashMap<(Station, Option<Address>), Sent, RandomState>,
}

impl Sources {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// A packet that belongs to no flow that counts for it.
    pub(super) fn packet(&mut self, packet: &Packet<'_>) {
        let ttl = (packet.ip.ttl, packet.ip.ttl);
        let sent = Sent::one(packet.time, packet.number, packet.wire_len, ttl);
        self.add(packet.sender, Some(packet.ip.source), &sent);
    }

    /// A frame without an IP source.
    pub(super) fn layer_2(&mut self, sender: Station, raw: &RawFrame<'_>) {
        if sender.mac().is_unicast() {
            self.add(sender, None, &Sent::one(raw.time, raw.number, raw.original_len, (0, 0)));
        }
    }

    /// Adds counts to a source.
    pub(super) fn add(&mut self, station: Station, ip: Option<Address>, sent: &Sent) {
        self.rows.entry((station, ip)).and_modify(|row| row.merge(sent)).or_insert(*sent);
    }

    /// Hands every row on and forgets it, in a stable order.
    pub(super) fn hand_on<S: Sink>(&mut self, sink: &mut S) {
        let mut rows: Vec<_> = self.rows.drain().collect();
        rows.sort_unstable_by_key(|(key, sent)| (sent.frame, *key));
        for ((station, ip), sent) in rows {
            sink.binding(Binding {
                endpoint: station.endpoint(ip),
                packets: sent.packets,
                bytes: sent.bytes,
                seen: Span { first: sent.first, last: sent.last },
                times: Vec::new(),
                ttl: sent.ttl,
                frame: sent.frame,
            });
        }
    }
}

impl Sent {
    const fn one(time: Timestamp, frame: u64, bytes: u32, ttl: (u8, u8)) -> Self {
        Self { packets: 1, bytes: bytes as u64, first: time, last: time, ttl, frame }
    }

    fn merge(&mut self, other: &Self) {
        self.packets += other.packets;
        self.bytes += other.bytes;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.ttl = (self.ttl.0.min(other.ttl.0), self.ttl.1.max(other.ttl.1));
        self.frame = self.frame.min(other.frame);
    }
}
