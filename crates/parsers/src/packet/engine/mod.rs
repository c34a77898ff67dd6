//! Follows flows, finds the protocol of each by its content, and sums up who spoke with whom.
//!
//! Everything is bounded, so that an engine can live for months: flows, folded rows, sources, reassembly. What falls out
//! of a bound is handed to the [`Sink`] first, never lost. The engine knows protocols only by [`super::protocol`].
//!
//! **Copies of one packet.** A two-way mirror often delivers a packet twice. The same packet with the same link
//! addresses and TTL is a duplicate: it is counted and otherwise ignored, except that a copy with another VLAN tag makes its
//! sender a source on that VLAN too. The same packet behind a router (other link
//! addresses, smaller TTL, often another VLAN) is another hop: its sender is noted as a source, its flow is not counted again.

mod connection;
mod control;
mod datagram;
mod duplicates;
mod flows;
mod fragments;
mod packet;
mod probes;
mod read;
mod rows;
mod segments;
mod sharded;
mod sources;
mod stream;
mod summary;
#[cfg(test)]
mod tests;

use domain::{observations::CaptureSummary, time::Timestamp};

use self::{
    control::Said,
    duplicates::{Duplicates, Sighting},
    flows::FlowTable,
    fragments::Fragments,
    packet::Packet,
    probes::Probes,
    rows::Rows,
    sources::Sources,
    summary::Summary,
};
pub use self::{
    read::{Progress, read_capture},
    sharded::{read_capture_sharded, shard},
};
use super::{
    capture::RawFrame,
    link::{
        address::Station,
        frame::{self, Carried, Frame, ethertype},
        ip, tunnel,
    },
    medical::maker::Signatures,
    sink::Sink,
};

/// Bounds of an engine, and the signatures that it asks.
#[derive(Clone, Debug)]
pub struct Config {
    /// Flows followed at the same time; the least recently used of a sample makes room.
    pub max_flows: usize,
    /// Folded rows kept before they are handed on.
    pub max_rows: usize,
    /// (MAC, IP, VLAN) sources kept before they are handed on.
    pub max_sources: usize,
    /// Bytes per side that a stream is probed for.
    pub head: usize,
    /// Makers' own protocols.
    pub signatures: Signatures,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            max_flows: 131_072,
            max_rows: 32_768,
            max_sources: 65_536,
            head: 4096,
            signatures: Signatures::default(),
        }
    }
}

/// Frames in, messages and rows out.
pub struct Engine {
    config: Config,
    probes: Probes,
    flows: FlowTable,
    rows: Rows,
    sources: Sources,
    duplicates: Duplicates,
    fragments: Fragments,
    said: Said,
    summary: Summary,
}

/// Nested tunnels beyond this are not followed.
const MAX_NESTING: u8 = 4;

impl Engine {
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            probes: Probes::new(config.signatures.clone()),
            flows: FlowTable::new(config.max_flows),
            rows: Rows::default(),
            sources: Sources::default(),
            duplicates: Duplicates::new(),
            fragments: Fragments::default(),
            said: Said::new(),
            summary: Summary::default(),
            config,
        }
    }

    /// Takes one frame.
    pub fn frame<S: Sink>(&mut self, raw: &RawFrame<'_>, sink: &mut S) {
        self.summary.count(raw);
        match frame::decode(raw.link, raw.data) {
            Some(frame) => self.link(raw, &frame, 0, sink),
            None => self.summary.malformed += 1,
        }
        self.make_room(raw.time, sink);
    }

    /// What a link-layer frame carries, the outer one or one inside a tunnel.
    fn link<S: Sink>(&mut self, raw: &RawFrame<'_>, frame: &Frame<'_>, depth: u8, sink: &mut S) {
        self.summary.vlan(frame.vlan, frame.destination.is_group());
        let network = match frame.carried {
            Carried::EtherType(ethertype::IPV4 | ethertype::IPV6) | Carried::Ip => ip::decode(frame.payload),
            _ => return self.below_ip(raw, frame, sink),
        };
        let Some(network) = network else {
            self.summary.malformed += 1;
            return self.source_only(raw, frame);
        };
        let packet = Packet {
            number: raw.number,
            time: raw.time,
            wire_len: raw.original_len,
            sender: Station::new(frame.source, frame.vlan),
            receiver: Station::new(frame.destination, frame.vlan),
            ip: network,
        };
        self.network(raw, &packet, depth, sink);
    }

    fn network<S: Sink>(&mut self, raw: &RawFrame<'_>, packet: &Packet<'_>, depth: u8, sink: &mut S) {
        match self.duplicates.see(packet) {
            Sighting::First => {}
            Sighting::Duplicate => {
                self.summary.duplicates += 1;
                return;
            }
            Sighting::Retagged => {
                self.summary.duplicates += 1;
                return self.sources.packet(packet);
            }
            Sighting::OtherHop => return self.sources.packet(packet),
        }
        let Some(fragment) = packet.ip.fragment else { return self.whole(raw, packet, depth, sink) };
        self.sources.packet(packet);
        if let Some(payload) = self.fragments.add(&packet.ip, fragment, packet.time) {
            let ip = ip::Packet { payload: &payload, fragment: None, ..packet.ip };
            self.whole(raw, &Packet { ip, ..*packet }, depth, sink);
        }
    }

    /// A packet that is no fragment (any more), and what is inside it when it is a tunnel.
    fn whole<S: Sink>(&mut self, raw: &RawFrame<'_>, packet: &Packet<'_>, depth: u8, sink: &mut S) {
        self.transport(packet, sink);
        if packet.ip.protocol != 6
            && depth < MAX_NESTING
            && let Some(inner) = tunnel::open(&packet.ip)
        {
            let length = (inner.payload.len() + packet.ip.missing) as u32;
            self.link(&RawFrame { original_len: length, ..*raw }, &inner, depth + 1, sink);
        }
    }

    fn source_only(&mut self, raw: &RawFrame<'_>, frame: &Frame<'_>) {
        self.sources.layer_2(Station::new(frame.source, frame.vlan), raw);
    }

    /// Idle flows end; tables that are full are handed on.
    fn make_room<S: Sink>(&mut self, now: Timestamp, sink: &mut S) {
        if let Some(ended) = self.flows.sweep(now) {
            self.end_flow(ended, sink);
        }
        if self.rows.len() > self.config.max_rows {
            self.rows.hand_on(sink);
        }
        if self.sources.len() > self.config.max_sources {
            self.sources.hand_on(sink);
        }
    }

    /// Hands on all counts so far, without forgetting what is in flight. For live use, as often as results are wanted.
    pub fn checkpoint<S: Sink>(&mut self, sink: &mut S) {
        for connection in self.flows.all_mut() {
            let counts = connection.settle(&mut self.rows, &mut self.sources, &self.probes);
            self.summary.connection(counts);
        }
        self.rows.hand_on(sink);
        self.sources.hand_on(sink);
    }

    /// The capture ends: everything is handed on and forgotten.
    pub fn flush<S: Sink>(&mut self, sink: &mut S) {
        while let Some(ended) = self.flows.pop() {
            self.end_flow(ended, sink);
        }
        self.rows.hand_on(sink);
        self.sources.hand_on(sink);
    }

    /// What was seen so far. The capture reader adds what it knows (cut frames, drops, warnings).
    #[must_use]
    pub fn summary(&self, name: &str) -> CaptureSummary {
        self.summary.build(name)
    }
}
