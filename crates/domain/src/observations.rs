//! What one or many captures said, folded. Mergeable; this is what sensors send and what devices are resolved from.

use serde::{Deserialize, Serialize};

use crate::{
    addresses::{Endpoint, MacAddr, Vlan},
    facts::Fact,
    flows::Flow,
    time::{Span, joined},
};

/// Everything resolved devices are made of. Merging in any order gives the same devices.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Observations {
    pub facts: Vec<Fact>,
    pub bindings: Vec<Binding>,
    pub flows: Vec<Flow>,
    pub summaries: Vec<CaptureSummary>,
}

/// An (MAC, IP, VLAN) triple seen as the source of frames.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Binding {
    /// `ip` is `None` for pure layer-2 speakers. `mac` is `None` for captures without link addresses.
    pub endpoint: Endpoint,
    pub packets: u64,
    pub bytes: u64,
    pub seen: Span,
    /// The times at which it was seen, when hours lie between them. Empty: all of `seen`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<Span>,
    /// Smallest and largest IPv4 TTL / IPv6 hop limit seen; 0,0 when there is no IP.
    pub ttl: (u8, u8),
    /// First frame number.
    pub frame: u64,
}

impl Binding {
    /// A longer time, in microseconds, in which nothing was seen of it lies between two times. Captures of two days are two times, also when
    /// another mirror recorded in between.
    pub const ABSENT: i64 = 6 * 3_600 * 1_000_000;
    /// Most times that are kept, the newest.
    const MOST_TIMES: usize = 64;

    /// The times at which it was seen.
    #[must_use]
    pub fn times(&self) -> &[Span] {
        if self.times.is_empty() { std::slice::from_ref(&self.seen) } else { &self.times }
    }

    /// Adds the times of another row of the same source. The order of adding does not matter as long as no time had to be forgotten; after that a late
    /// row may leave one time shorter than it was, never longer.
    pub fn see(&mut self, more: &Self) {
        let both = self.times().iter().chain(more.times()).copied();
        let mut times = joined(both, Self::ABSENT);
        times.drain(..times.len().saturating_sub(Self::MOST_TIMES));
        self.times = if times.len() > 1 { times } else { Vec::new() };
        self.seen.merge(more.seen);
    }
}

/// How a capture went: what could be read, what could not, what was visible.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CaptureSummary {
    /// File name without folder, or `sensor:interface`.
    pub name: String,
    /// A span of live watching: those of one name and day are one capture.
    #[serde(default)]
    pub live: bool,
    pub packets: u64,
    pub bytes: u64,
    /// Frames that a two-way mirror delivered twice; not counted in flows.
    pub duplicates: u64,
    /// Packets the kernel or the card dropped, when known.
    pub dropped: u64,
    /// Frames cut by the snap length.
    pub cut: u64,
    /// Frames with something unreadable in a header.
    pub malformed: u64,
    /// TCP connections in which only one direction was seen.
    pub one_way_connections: u64,
    pub two_way_connections: u64,
    pub seen: Option<Span>,
    pub vlans: Vec<Vlan>,
    /// MAC of broadcasts and group frames seen per VLAN tells which segments reach the mirror port.
    pub broadcast_vlans: Vec<Vlan>,
    pub warnings: Vec<CaptureWarning>,
    /// Link types of the interfaces, names as in the tcpdump.org registry.
    pub link_types: Vec<String>,
    /// Sensor's own addresses, so that it is not taken for a finding.
    pub own_macs: Vec<MacAddr>,
}

impl CaptureSummary {
    /// Day of the first packet since 1970-01-01 UTC; `None` without packets.
    #[must_use]
    pub fn day(&self) -> Option<i64> {
        self.seen.map(|seen| seen.first.0.div_euclid(86_400_000_000))
    }

    /// Adds the counts of another summary, and joins spans and sets. The order of adding does not matter.
    pub fn absorb(&mut self, more: Self) {
        self.packets += more.packets;
        self.bytes += more.bytes;
        self.duplicates += more.duplicates;
        self.dropped += more.dropped;
        self.cut += more.cut;
        self.malformed += more.malformed;
        self.one_way_connections += more.one_way_connections;
        self.two_way_connections += more.two_way_connections;
        self.seen = match (self.seen, more.seen) {
            (Some(a), Some(b)) => Some(Span { first: a.first.min(b.first), last: a.last.max(b.last) }),
            (a, b) => a.or(b),
        };
        union(&mut self.vlans, more.vlans);
        union(&mut self.broadcast_vlans, more.broadcast_vlans);
        union(&mut self.link_types, more.link_types);
        union(&mut self.own_macs, more.own_macs);
        more.warnings.into_iter().for_each(|warning| warning.count_in(&mut self.warnings));
        self.warnings.sort_by(|a, b| (&a.code, &a.detail).cmp(&(&b.code, &b.detail)));
    }
}

fn union<T: Ord>(into: &mut Vec<T>, more: Vec<T>) {
    into.extend(more);
    into.sort_unstable();
    into.dedup();
}

/// Something odd in a capture, with its place. Reading went on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptureWarning {
    /// Stable kebab-case code: `truncated-file`, `snap-length`, `garbage-block`, `clock-backwards` …
    pub code: String,
    /// Byte offset in the (uncompressed) file, when there is one.
    pub offset: Option<u64>,
    /// Frame number from 1, when there is one.
    pub frame: Option<u64>,
    /// English detail for the log; screens translate by `code`.
    pub detail: String,
    pub count: u64,
}

impl CaptureWarning {
    /// Most different warnings kept in a list.
    const MOST: usize = 256;

    /// Counts a warning that is in the list already, else keeps it, up to [`Self::MOST`] different ones.
    pub fn count_in(self, warnings: &mut Vec<Self>) {
        let same = |known: &&mut Self| known.code == self.code && known.detail == self.detail;
        if let Some(known) = warnings.iter_mut().find(same) {
            known.count = known.count.saturating_add(self.count);
        } else if warnings.len() < Self::MOST {
            warnings.push(self);
        }
    }
}
