//! A remote maintenance line as JSON.

use domain::remote_lines::{LineDirection, RemoteLine};
use serde::Serialize;
use utoipa::ToSchema;

use super::stated::{EvidenceView, evidence, iso};

/// A line by which somebody works on a device from elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct RemoteLineView {
    pub id: String,
    /// Device the line ends at.
    pub device: String,
    /// `ipsec`, `openvpn`, `ssh`, `rdp`, `teamviewer`, `outbound_tls` …
    pub method: String,
    pub service: Option<String>,
    /// Maker the service belongs to (`maker_id`).
    pub maker: Option<String>,
    /// Name of the other end, else its address.
    pub peer: String,
    pub peer_ip: Option<String>,
    pub peer_device: Option<String>,
    pub peer_outside: bool,
    /// `outbound`, `inbound` or `inside`.
    pub direction: &'static str,
    /// `null` when there is neither ledger nor register to compare with.
    pub declared: Option<bool>,
    pub declared_by: Option<String>,
    pub certainty: &'static str,
    pub evidence: Vec<EvidenceView>,
    pub sessions: u64,
    pub sent_bytes: u64,
    pub received_bytes: u64,
    /// Longest session, seconds.
    pub longest_seconds: i64,
    pub first: String,
    pub last: String,
}

/// The stable word for a direction.
#[must_use]
pub const fn direction(direction: LineDirection) -> &'static str {
    match direction {
        LineDirection::Outbound => "outbound",
        LineDirection::Inbound => "inbound",
        LineDirection::Inside => "inside",
    }
}

impl From<&RemoteLine> for RemoteLineView {
    fn from(line: &RemoteLine) -> Self {
        Self {
            id: line.id.to_string(),
            device: line.device.to_string(),
            method: line.method.clone(),
            service: line.service.clone(),
            maker: line.maker.clone(),
            peer: line.peer.label(),
            peer_ip: line.peer.ip.map(|ip| ip.to_string()),
            peer_device: line.peer.device.as_ref().map(ToString::to_string),
            peer_outside: line.peer.outside,
            direction: direction(line.direction),
            declared: line.declared,
            declared_by: line.declared_by.clone(),
            certainty: line.certainty.as_str(),
            evidence: evidence(&line.evidence),
            sessions: line.sessions,
            sent_bytes: line.sent_bytes,
            received_bytes: line.received_bytes,
            longest_seconds: line.longest / 1_000_000,
            first: iso(line.seen.first),
            last: iso(line.seen.last),
        }
    }
}
