//! What one or many captures said, folded. Mergeable; this is what sensors send and what devices are resolved from.

use serde::{Deserialize, Serialize};

use crate::{
    addresses::{Endpoint, MacAddr, Vlan},
    facts::Fact,
    flows::Flow,
    time::Span,
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
    /// Smallest and largest IPv4 TTL / IPv6 hop limit seen; 0,0 when there is no IP.
    pub ttl: (u8, u8),
    /// First frame number.
    pub frame: u64,
}

/// How a capture went: what could be read, what could not, what was visible.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CaptureSummary {
    /// File name without folder, or `sensor:interface`.
    pub name: String,
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
