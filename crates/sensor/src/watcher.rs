//! Frames of one interface to batches. Knows no clock, no socket and no disk, so that it can be tested with frames alone.

use discovery::{collector::Collector, reading};
use domain::{
    addresses::MacAddr,
    observations::{CaptureSummary, CaptureWarning, Observations},
    time::{Span, Timestamp},
};
use parsers::packet::{
    capture::{LinkType, RawFrame},
    engine::Engine,
};

use crate::thinning::warning;

/// An engine that lives for months, and what it said since the last batch.
pub struct Watcher {
    name: String,
    link: LinkType,
    own_mac: Option<MacAddr>,
    engine: Engine,
    collector: Collector,
    /// Frames since the start.
    number: u64,
    since: Since,
    /// The engine's running totals at the last batch.
    before: CaptureSummary,
}

/// What was counted since the last batch beside the engine.
#[derive(Default)]
struct Since {
    seen: Option<Span>,
    cut: u64,
    dropped: u64,
    warnings: Vec<CaptureWarning>,
}

impl Watcher {
    /// `name` is `sensor:interface`.
    #[must_use]
    pub fn new(name: &str, link: LinkType, own_mac: Option<MacAddr>) -> Self {
        Self {
            name: name.to_owned(),
            link,
            own_mac,
            engine: Engine::new(reading::built_in()),
            collector: Collector::new(name),
            number: 0,
            since: Since::default(),
            before: CaptureSummary::default(),
        }
    }

    /// Takes a frame as it was on the wire.
    pub fn frame(&mut self, time: Timestamp, data: &[u8], original_len: u32) {
        self.number += 1;
        self.since.cut += u64::from((data.len() as u64) < u64::from(original_len));
        match &mut self.since.seen {
            Some(seen) => seen.include(time),
            None => self.since.seen = Some(Span::at(time)),
        }
        let raw = RawFrame { number: self.number, time, link: self.link, data, original_len, interface: 0 };
        self.engine.frame(&raw, &mut self.collector);
    }

    /// Frames since the start.
    #[must_use]
    pub const fn frames(&self) -> u64 {
        self.number
    }

    /// The kernel dropped frames.
    pub const fn dropped(&mut self, frames: u64) {
        self.since.dropped += frames;
    }

    /// Something the node should know of.
    pub fn note(&mut self, code: &str, detail: &str) {
        warning(code, detail, 1).count_in(&mut self.since.warnings);
    }

    /// What was said since the last batch. Conversations that go on stay in memory. An interface where nothing came is told
    /// too: a batch without packets is how the node knows that the sensor lives.
    pub fn batch(&mut self) -> Observations {
        self.engine.checkpoint(&mut self.collector);
        let total = self.engine.summary(&self.name);
        let mut summary = since_last(&total, &self.before);
        let since = std::mem::take(&mut self.since);
        summary.live = true;
        summary.seen = since.seen;
        summary.cut = since.cut;
        summary.dropped = since.dropped;
        summary.warnings.extend(since.warnings);
        summary.own_macs.extend(self.own_mac);
        self.before = total;
        self.collector.drain(summary)
    }
}

/// Counts of the engine since `before`; sets (VLANs, link types) stay those of the whole run.
fn since_last(total: &CaptureSummary, before: &CaptureSummary) -> CaptureSummary {
    CaptureSummary {
        packets: total.packets.saturating_sub(before.packets),
        bytes: total.bytes.saturating_sub(before.bytes),
        duplicates: total.duplicates.saturating_sub(before.duplicates),
        malformed: total.malformed.saturating_sub(before.malformed),
        one_way_connections: total.one_way_connections.saturating_sub(before.one_way_connections),
        two_way_connections: total.two_way_connections.saturating_sub(before.two_way_connections),
        ..total.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An ARP request (RFC 826) from a host with this number.
    pub(super) fn arp(host: u32) -> Vec<u8> {
        let [_, a, b, c] = host.to_be_bytes();
        let mac = [0x00, 0x1b, 0x54, a, b, c];
        let mut frame = vec![0xff; 6];
        frame.extend(mac);
        frame.extend([0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 1]);
        frame.extend(mac);
        frame.extend([10, a, b, c, 0, 0, 0, 0, 0, 0, 10, 0, 0, 1]);
        frame.resize(60, 0);
        frame
    }

    #[test]
    fn batches_say_what_came_since_the_last() {
        let mut watcher = Watcher::new("core:eth1", LinkType::ETHERNET, Some(MacAddr([2, 0, 0, 0, 0, 1])));
        for host in 1..4 {
            watcher.frame(Timestamp(i64::from(host)), &arp(host), 60);
        }
        watcher.dropped(5);
        watcher.note("clock-jump", "the clock was set forward by 60 s");
        let first = watcher.batch();
        let summary = &first.summaries[0];
        assert_eq!((summary.name.as_str(), summary.packets, summary.dropped), ("core:eth1", 3, 5));
        assert_eq!(summary.warnings.len(), 1);
        assert_eq!(summary.own_macs, [MacAddr([2, 0, 0, 0, 0, 1])]);
        assert_eq!(first.bindings.len(), 3);
        watcher.frame(Timestamp(9), &arp(9), 60);
        watcher.frame(Timestamp(10), &arp(9)[..40], 60);
        let second = watcher.batch();
        let summary = &second.summaries[0];
        assert_eq!((summary.packets, summary.dropped, summary.cut), (2, 0, 1));
        assert_eq!(summary.seen, Some(Span { first: Timestamp(9), last: Timestamp(10) }));
        assert!(summary.warnings.iter().all(|warning| warning.code != "clock-jump"));
        assert!(second.facts.iter().all(|fact| fact.evidence.frame >= Some(4)));
        let third = watcher.batch();
        assert_eq!((third.summaries[0].packets, third.facts.len(), third.bindings.len()), (0, 0, 0));
    }
}
