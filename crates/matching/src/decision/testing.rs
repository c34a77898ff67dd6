//! Small invented devices for tests of decisions.

use domain::{
    certainty::Certainty,
    devices::{Device, Peer, Stated},
    facts::Evidence,
    flows::Transport,
    ids::{DeviceId, RemoteLineId, ZoneId},
    observations::CaptureSummary,
    remote_lines::{LineDirection, LinePeer, RemoteLine},
    time::{Span, Timestamp},
    zones::{Visibility, Zone},
};

/// When everything of these tests happened.
pub(super) fn week() -> Span {
    Span { first: Timestamp::from_parts(1_795_000_000, 0), last: Timestamp::from_parts(1_795_604_800, 0) }
}

/// A recording without a gap.
pub(super) fn watched_for_a_week() -> CaptureSummary {
    CaptureSummary { seen: Some(week()), ..CaptureSummary::default() }
}

/// A device with one address, seen for a week.
pub(super) fn device(name: &str, ip: &str) -> Device {
    Device {
        ips: vec![ip.parse().unwrap()],
        hostname: Some(stated(name)),
        seen: week(),
        ..Device::unknown(DeviceId::from_tail(name))
    }
}

/// A value that somebody said for certain.
pub(super) fn stated(value: &str) -> Stated<String> {
    let evidence = Evidence { source: "person".into(), said: value.into(), frame: None, origin: None };
    Stated::new(value.to_owned(), Certainty::Certain, evidence)
}

/// Somebody it spoke with over TCP.
pub(super) fn peer(device: Option<&str>, ip: &str, port: u16, as_client: bool) -> Peer {
    Peer {
        device: device.map(DeviceId::from_tail),
        ip: ip.parse().ok(),
        transport: Transport::Tcp,
        port,
        protocol: Some("tls".into()),
        as_client,
        outside: false,
        connections: 3,
        sent_bytes: 1_000,
        received_bytes: 1_000,
        seen: week(),
    }
}

/// A zone with one device.
pub(super) fn zone(name: &str, device: &Device, visibility: Visibility) -> Zone {
    Zone {
        id: ZoneId::from_tail(name),
        vlan: None,
        subnets: Vec::new(),
        name: None,
        gateways: Vec::new(),
        devices: vec![device.id.clone()],
        visibility,
    }
}

/// A line to somebody outside.
pub(super) fn line(device: &str, method: &str) -> RemoteLine {
    RemoteLine {
        id: RemoteLineId::from_tail(method),
        device: DeviceId::from_tail(device),
        method: method.to_owned(),
        service: None,
        maker: None,
        peer: LinePeer { ip: None, name: None, device: None, outside: true },
        direction: LineDirection::Outbound,
        certainty: Certainty::Certain,
        evidence: Vec::new(),
        sessions: 1,
        sent_bytes: 0,
        received_bytes: 0,
        longest: 0,
        seen: week(),
        declared: None,
        declared_by: None,
    }
}
