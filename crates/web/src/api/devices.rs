//! A device as JSON.

use std::collections::BTreeMap;

use app::{snapshot::Snapshot, standing::Standing};
use domain::{
    Label,
    devices::{AddressPeriod, Device, Maker, Other, Peer, Service, Stated},
    remote_lines::RemoteLine,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    remote_lines::RemoteLineView,
    stated::{EvidenceView, SpanView, StatedView, evidence, others, stated},
};
use knowledge::kinds::Kinds;

/// A device and everything known about it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct DeviceView {
    pub id: String,
    /// Own addresses only, `00:1b:54:10:00:01`.
    pub macs: Vec<String>,
    /// Current addresses, newest first.
    pub ips: Vec<String>,
    pub vendor: MakerView,
    pub model: StatedView<String>,
    pub kind: KindView,
    pub is_medical: StatedView<bool>,
    pub os: StatedView<String>,
    pub hostname: StatedView<String>,
    pub serial: StatedView<String>,
    pub software: StatedView<String>,
    pub department: StatedView<String>,
    pub purpose: StatedView<String>,
    pub udi_di: StatedView<String>,
    /// Maker of the network card: not evidence for the device's maker.
    pub card_maker: MakerView,
    pub services: Vec<ServiceView>,
    pub ae_titles: Vec<String>,
    /// One entry per AE title, in the same order.
    pub ae_title_evidence: Vec<StatedView<String>>,
    pub hl7_applications: Vec<String>,
    pub remote_lines: Vec<RemoteLineView>,
    pub peers: Vec<PeerView>,
    /// `router`, `dhcp_server`, `bridge`, `nat` …
    pub network_roles: Vec<String>,
    pub zone: Option<String>,
    pub vlans: Vec<u16>,
    /// The router it is seen through.
    pub behind: Option<String>,
    pub switch_port: StatedView<String>,
    pub randomised_mac: bool,
    /// `danger`, `warn`, `check`, `unknown` or `ok`.
    pub status: &'static str,
    /// `matched`, `conflict`, `ambiguous`, `missing` or `no_ledger`.
    pub in_ledger: &'static str,
    pub do_not_connect: bool,
    pub history: Vec<PeriodView>,
    pub seen: SpanView,
    pub packets: u64,
    pub bytes: u64,
}

/// A maker. `value` is the canonical English name, else the text as seen.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct MakerView {
    pub value: Option<String>,
    /// Key into `signatures/makers.csv`.
    pub id: Option<String>,
    pub name_ja: Option<String>,
    pub certainty: &'static str,
    pub evidence: Vec<EvidenceView>,
    pub others: Vec<super::stated::OtherView<String>>,
}

/// A kind. `value` is the `kind_id` of `signatures/kinds.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct KindView {
    pub value: Option<String>,
    pub name_ja: Option<String>,
    pub name_en: Option<String>,
    pub certainty: &'static str,
    pub evidence: Vec<EvidenceView>,
    pub others: Vec<super::stated::OtherView<String>>,
}

/// A port that really answered.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ServiceView {
    /// `tcp`, `udp`, `sctp`.
    pub proto: String,
    pub port: u16,
    /// By content; `null` when not recognised.
    #[schema(value_type = Option<String>)]
    pub protocol: Option<Label>,
    pub certainty: &'static str,
    pub evidence: Vec<EvidenceView>,
    pub clients: u32,
    pub seen: SpanView,
}

/// Somebody the device spoke with.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PeerView {
    pub device: Option<String>,
    pub ip: Option<String>,
    pub proto: String,
    pub port: u16,
    #[schema(value_type = Option<String>)]
    pub protocol: Option<Label>,
    /// This device opened the conversation.
    pub as_client: bool,
    pub outside: bool,
    pub connections: u64,
    pub sent_bytes: u64,
    pub received_bytes: u64,
    pub seen: SpanView,
}

/// An address and when it was used.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PeriodView {
    pub mac: Option<String>,
    pub ip: Option<String>,
    pub vlan: u16,
    pub seen: SpanView,
}

impl From<&Service> for ServiceView {
    fn from(service: &Service) -> Self {
        Self {
            proto: service.transport.label(),
            port: service.port,
            protocol: service.protocol.clone(),
            certainty: service.certainty.as_str(),
            evidence: vec![(&service.evidence).into()],
            clients: service.clients,
            seen: service.seen.into(),
        }
    }
}

impl From<&Peer> for PeerView {
    fn from(peer: &Peer) -> Self {
        Self {
            device: peer.device.as_ref().map(ToString::to_string),
            ip: peer.ip.map(|ip| ip.to_string()),
            proto: peer.transport.label(),
            port: peer.port,
            protocol: peer.protocol.clone(),
            as_client: peer.as_client,
            outside: peer.outside,
            connections: peer.connections,
            sent_bytes: peer.sent_bytes,
            received_bytes: peer.received_bytes,
            seen: peer.seen.into(),
        }
    }
}

impl From<&AddressPeriod> for PeriodView {
    fn from(period: &AddressPeriod) -> Self {
        Self {
            mac: period.mac.map(|mac| mac.to_string()),
            ip: period.ip.map(|ip| ip.to_string()),
            vlan: period.vlan,
            seen: period.seen.into(),
        }
    }
}

fn maker(stated: Option<&Stated<Maker>>) -> MakerView {
    let name = |maker: &Maker| maker.name.clone();
    let known = stated.map(|s| &s.value);
    MakerView {
        value: known.map(name),
        id: known.and_then(|m| m.id.clone()),
        name_ja: known.and_then(|m| m.name_ja.clone()),
        certainty: certainty(stated),
        evidence: stated.map(|s| evidence(&s.evidence)).unwrap_or_default(),
        others: stated.map(|s| others::<Maker, String>(&s.others, name)).unwrap_or_default(),
    }
}

fn kind(stated: Option<&Stated<String>>, kinds: &Kinds) -> KindView {
    let known = stated.and_then(|s| kinds.get(&s.value));
    KindView {
        value: stated.map(|s| s.value.clone()),
        name_ja: known.map(|k| k.name_ja.clone()),
        name_en: known.map(|k| k.name_en.clone()),
        certainty: certainty(stated),
        evidence: stated.map(|s| evidence(&s.evidence)).unwrap_or_default(),
        others: stated.map(|s| others(&s.others as &[Other<String>], Clone::clone)).unwrap_or_default(),
    }
}

fn certainty<T>(stated: Option<&Stated<T>>) -> &'static str {
    stated.map_or(domain::certainty::Certainty::Unknown, |s| s.certainty).as_str()
}

/// One device with what the rest of the snapshot says about it.
#[must_use]
pub fn device_view(device: &Device, standing: &Standing, lines: &[RemoteLine], kinds: &Kinds) -> DeviceView {
    DeviceView {
        id: device.id.to_string(),
        macs: texts(&device.macs),
        ips: texts(&device.ips),
        vendor: maker(device.vendor.as_ref()),
        model: stated(device.model.as_ref()),
        kind: kind(device.kind.as_ref(), kinds),
        is_medical: stated(device.is_medical.as_ref()),
        os: stated(device.os.as_ref()),
        hostname: stated(device.hostname.as_ref()),
        serial: stated(device.serial.as_ref()),
        software: stated(device.software.as_ref()),
        department: stated(device.department.as_ref()),
        purpose: stated(device.purpose.as_ref()),
        udi_di: stated(device.udi_di.as_ref()),
        card_maker: maker(device.card_maker.as_ref()),
        services: device.services.iter().map(Into::into).collect(),
        ae_titles: device.ae_titles.iter().map(|s| s.value.clone()).collect(),
        ae_title_evidence: device.ae_titles.iter().map(|s| stated(Some(s))).collect(),
        hl7_applications: device.hl7_applications.iter().map(|s| s.value.clone()).collect(),
        remote_lines: standing
            .lines
            .iter()
            .filter_map(|at| lines.get(*at))
            .map(RemoteLineView::from)
            .collect(),
        peers: device.peers.iter().map(Into::into).collect(),
        network_roles: device.network_roles.clone(),
        zone: device.zone.as_ref().map(ToString::to_string),
        vlans: device.vlans.clone(),
        behind: device.behind.as_ref().map(ToString::to_string),
        switch_port: stated(device.switch_port.as_ref()),
        randomised_mac: device.randomised_mac,
        status: standing.status.as_str(),
        in_ledger: standing.in_ledger.as_str(),
        do_not_connect: standing.do_not_connect,
        history: device.history.iter().map(Into::into).collect(),
        seen: device.seen.into(),
        packets: device.packets,
        bytes: device.bytes,
    }
}

/// Every device of a snapshot, in its order.
pub fn device_views<'a>(
    snapshot: &'a Snapshot,
    standings: &'a [Standing],
) -> impl Iterator<Item = DeviceView> + 'a {
    let lines = &snapshot.picture.remote_lines;
    snapshot
        .picture
        .devices
        .iter()
        .zip(standings)
        .map(move |(device, standing)| device_view(device, standing, lines, &snapshot.kinds))
}

/// How a device is named in the ledger view: first MAC, else first IP, else its id.
#[must_use]
pub fn addresses(snapshot: &Snapshot) -> BTreeMap<&str, String> {
    snapshot
        .picture
        .devices
        .iter()
        .map(|device| {
            let mac = device.macs.first().map(ToString::to_string);
            let address = mac.or_else(|| device.ips.first().map(ToString::to_string));
            (device.id.as_str(), address.unwrap_or_else(|| device.id.to_string()))
        })
        .collect()
}

fn texts<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}
