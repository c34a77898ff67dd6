//! Zones and physical links as JSON.

use domain::zones::{PhysicalLink, Visibility, Zone};
use serde::Serialize;
use utoipa::ToSchema;

/// A VLAN or subnet.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ZoneView {
    pub id: String,
    pub vlan: Option<u16>,
    pub subnets: Vec<String>,
    pub name: Option<String>,
    pub gateways: Vec<String>,
    pub devices: Vec<String>,
    /// `full`, `one_way`, `edge_only`, `broadcast_only` or `not_seen`.
    pub visibility: &'static str,
}

/// The stable word of a visibility.
#[must_use]
pub const fn visibility(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Full => "full",
        Visibility::OneWay => "one_way",
        Visibility::EdgeOnly => "edge_only",
        Visibility::BroadcastOnly => "broadcast_only",
        Visibility::NotSeen => "not_seen",
    }
}

impl From<&Zone> for ZoneView {
    fn from(zone: &Zone) -> Self {
        Self {
            id: zone.id.to_string(),
            vlan: zone.vlan,
            subnets: zone.subnets.clone(),
            name: zone.name.clone(),
            gateways: zone.gateways.iter().map(ToString::to_string).collect(),
            devices: zone.devices.iter().map(ToString::to_string).collect(),
            visibility: visibility(zone.visibility),
        }
    }
}

/// A physical link told by LLDP or CDP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LinkView {
    pub device: String,
    pub switch: Option<String>,
    pub switch_name: String,
    pub port: String,
}

impl From<&PhysicalLink> for LinkView {
    fn from(link: &PhysicalLink) -> Self {
        Self {
            device: link.device.to_string(),
            switch: link.switch.as_ref().map(ToString::to_string),
            switch_name: link.switch_name.clone(),
            port: link.port.clone(),
        }
    }
}
