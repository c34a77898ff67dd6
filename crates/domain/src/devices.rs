//! A device: the resolution of its facts by rules that can be read.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{
    Label,
    addresses::{MacAddr, Vlan},
    certainty::Certainty,
    facts::{Evidence, Fact},
    flows::{Opening, Transport},
    ids::{DeviceId, ZoneId},
    time::Span,
};

/// A value with how sure we are and who says so. Disagreeing values are kept in `others`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stated<T> {
    pub value: T,
    pub certainty: Certainty,
    /// Strongest first.
    pub evidence: Vec<Evidence>,
    /// What else was said, weaker or in conflict. Strongest first.
    pub others: Vec<Other<T>>,
}

impl<T> Stated<T> {
    /// A value from one piece of evidence.
    #[must_use]
    pub fn new(value: T, certainty: Certainty, evidence: Evidence) -> Self {
        Self { value, certainty, evidence: vec![evidence], others: Vec::new() }
    }
}

/// A value that lost against a stronger one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Other<T> {
    pub value: T,
    pub certainty: Certainty,
    pub evidence: Evidence,
}

/// A maker as shown: canonical name plus the key into `signatures/makers.csv` when known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maker {
    /// `maker_id`, for example `canon_medical`; `None` when the name is not in the knowledge.
    pub id: Option<String>,
    /// Canonical English name, else the text as seen.
    pub name: String,
    /// Canonical Japanese name, when known.
    pub name_ja: Option<String>,
}

/// Device on the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Device {
    /// Derived from the strongest address, and carried over when addresses change.
    pub id: DeviceId,
    /// Own addresses only: never a router's MAC for a host behind it.
    pub macs: Vec<MacAddr>,
    /// Current addresses, newest first. Earlier ones are in `history`.
    pub ips: Vec<IpAddr>,
    pub vlans: Vec<Vlan>,
    pub zone: Option<ZoneId>,
    pub history: Vec<AddressPeriod>,
    /// Maker of the device: never merely the maker of its network card.
    pub vendor: Option<Stated<Maker>>,
    /// Maker of the network card by OUI.
    pub card_maker: Option<Stated<Maker>>,
    pub model: Option<Stated<String>>,
    /// `kind_id` of `signatures/kinds.csv`.
    pub kind: Option<Stated<String>>,
    /// `None` is unknown, and is shown as unknown.
    pub is_medical: Option<Stated<bool>>,
    pub os: Option<Stated<String>>,
    pub hostname: Option<Stated<String>>,
    pub serial: Option<Stated<String>>,
    pub software: Option<Stated<String>>,
    pub department: Option<Stated<String>>,
    pub purpose: Option<Stated<String>>,
    pub udi_di: Option<Stated<String>>,
    pub ae_titles: Vec<Stated<String>>,
    pub hl7_applications: Vec<Stated<String>>,
    /// Ports that really answered.
    pub services: Vec<Service>,
    pub peers: Vec<Peer>,
    /// What it does in the network: `router`, `dhcp_server`, `dns_server`, `bridge`, `nat`, `access_point` …
    pub network_roles: Vec<String>,
    /// The router it is seen through, when its own MAC never appears.
    pub behind: Option<DeviceId>,
    /// Its MAC is locally administered and random: the same phone may come back as another device.
    pub randomised_mac: bool,
    /// Where it hangs: switch name and port, when LLDP, CDP or DHCP option 82 tells.
    pub switch_port: Option<Stated<String>>,
    pub seen: Span,
    /// The times at which frames of it were seen, when hours lie between them. Empty: all of `seen`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<Span>,
    pub packets: u64,
    pub bytes: u64,
    /// Every folded fact about it, for the evidence page.
    pub facts: Vec<Fact>,
}

impl Device {
    /// A device of which nothing is known.
    #[must_use]
    pub fn unknown(id: DeviceId) -> Self {
        Self {
            id,
            macs: Vec::new(),
            ips: Vec::new(),
            vlans: Vec::new(),
            zone: None,
            history: Vec::new(),
            vendor: None,
            card_maker: None,
            model: None,
            kind: None,
            is_medical: None,
            os: None,
            hostname: None,
            serial: None,
            software: None,
            department: None,
            purpose: None,
            udi_di: None,
            ae_titles: Vec::new(),
            hl7_applications: Vec::new(),
            services: Vec::new(),
            peers: Vec::new(),
            network_roles: Vec::new(),
            behind: None,
            randomised_mac: false,
            switch_port: None,
            seen: Span::default(),
            times: Vec::new(),
            packets: 0,
            bytes: 0,
            facts: Vec::new(),
        }
    }
}

/// An address and when it was used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddressPeriod {
    pub mac: Option<MacAddr>,
    pub ip: Option<IpAddr>,
    pub vlan: Vlan,
    pub seen: Span,
}

/// A port that answered on a device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Service {
    pub transport: Transport,
    pub port: u16,
    /// By content; `None` when not recognised (never guessed from the number alone).
    pub protocol: Option<Label>,
    pub certainty: Certainty,
    pub clients: u32,
    pub opening: Opening,
    pub seen: Span,
    pub evidence: Evidence,
}

/// Somebody the device spoke with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Peer {
    /// `None` for addresses outside that are not devices of ours.
    pub device: Option<DeviceId>,
    pub ip: Option<IpAddr>,
    pub transport: Transport,
    pub port: u16,
    pub protocol: Option<Label>,
    /// Whether this device opened the conversation.
    pub as_client: bool,
    /// The other side is outside the hospital.
    pub outside: bool,
    pub connections: u64,
    pub sent_bytes: u64,
    pub received_bytes: u64,
    pub seen: Span,
}
