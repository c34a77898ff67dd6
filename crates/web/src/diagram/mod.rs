//! The network map as pure functions from a picture: model, geometry, SVG, draw.io.

use domain::zones::Zone;

/// What a zone is called: its name, else VLAN, else subnet.
#[must_use]
pub fn zone_label(zone: &Zone) -> String {
    zone.name
        .clone()
        .or_else(|| zone.vlan.filter(|vlan| *vlan > 0).map(|vlan| format!("VLAN {vlan}")))
        .or_else(|| zone.subnets.first().cloned())
        .unwrap_or_else(|| zone.id.to_string())
}
