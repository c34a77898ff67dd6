//! 遠隔保守回線 (V8): lines by which somebody outside, or a maker's laptop inside, works on a device.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{
    certainty::Certainty,
    facts::Evidence,
    ids::{DeviceId, RemoteLineId},
    time::Span,
};

/// One line: a method between a device and a peer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RemoteLine {
    pub id: RemoteLineId,
    /// The device in the hospital that the line ends at.
    pub device: DeviceId,
    /// Stable word: `ipsec`, `openvpn`, `wireguard`, `l2tp`, `pptp`, `sstp`, `ssh`, `ssh_reverse`, `rdp`, `vnc`, `telnet`, `ftp`,
    /// `teamviewer`, `anydesk`, …, `maker_gateway`, `lte_router`, `outbound_tls`, `cloud_telemetry`.
    pub method: String,
    /// Product or maker's service name, when known: `TeamViewer`, `ServiceConnect`.
    pub service: Option<String>,
    /// Maker the service belongs to (`maker_id`), when known.
    pub maker: Option<String>,
    pub peer: LinePeer,
    pub direction: LineDirection,
    pub certainty: Certainty,
    pub evidence: Vec<Evidence>,
    pub sessions: u64,
    /// Bytes from the device to the peer, and back.
    pub sent_bytes: u64,
    pub received_bytes: u64,
    /// Longest session, microseconds.
    pub longest: i64,
    pub seen: Span,
    /// Whether a ledger row or a registered line declares it. `None`: no ledger or register to compare with.
    pub declared: Option<bool>,
    /// Who declares it: `ledger row 12`, `registered 2026-11-01`.
    pub declared_by: Option<String>,
}

/// The other end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinePeer {
    pub ip: Option<IpAddr>,
    /// Server name from SNI, certificate or DNS.
    pub name: Option<String>,
    /// The peer when it is one of the hospital's devices (maintenance laptop).
    pub device: Option<DeviceId>,
    /// It is outside the hospital.
    pub outside: bool,
}

impl LinePeer {
    /// Name, else address, else empty.
    #[must_use]
    pub fn label(&self) -> String {
        self.name.clone().or_else(|| self.ip.map(|ip| ip.to_string())).unwrap_or_default()
    }
}

/// Who opens the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineDirection {
    /// The device calls out.
    Outbound,
    /// Somebody comes in from outside.
    Inbound,
    /// Between two addresses inside (maintenance laptop, jump host).
    Inside,
}
