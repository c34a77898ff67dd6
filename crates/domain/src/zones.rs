//! 区画: VLANs and subnets, from traffic and ledger, and what lies between them.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{
    addresses::Vlan,
    ids::{DeviceId, ZoneId},
};

/// A VLAN or subnet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    pub id: ZoneId,
    pub vlan: Option<Vlan>,
    /// Subnets in CIDR form, from traffic (ARP, DHCP mask) or guessed as /24.
    pub subnets: Vec<String>,
    /// Name from the ledger's places, a person, or none.
    pub name: Option<String>,
    pub gateways: Vec<IpAddr>,
    pub devices: Vec<DeviceId>,
    /// How well this zone could be seen from the mirror port.
    pub visibility: Visibility,
}

/// How well the capture could see a zone. "Not seen" is never read as "not there".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Both directions of conversations between two hosts of the zone were seen.
    Full,
    /// Only one direction was seen.
    OneWay,
    /// Only what leaves or enters the zone through the gateway.
    EdgeOnly,
    /// Only broadcasts reach the mirror.
    BroadcastOnly,
    /// Known from a ledger or routing only; nothing seen.
    NotSeen,
}

/// A physical link told by LLDP or CDP.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhysicalLink {
    /// Device that hangs on the port, or the neighbouring switch.
    pub device: DeviceId,
    /// Switch as a device, when it is known as one.
    pub switch: Option<DeviceId>,
    pub switch_name: String,
    pub port: String,
}
