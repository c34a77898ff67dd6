//! The network map as pure functions from a picture: model (what is shown), grid (where), svg and drawio (how).

pub mod drawio;
pub mod grid;
pub mod model;
pub mod svg;

use domain::zones::Zone;

pub use model::{Colour, Filter, Model, Options};

/// What a zone is called: its name, else VLAN, else subnet.
#[must_use]
pub fn zone_label(zone: &Zone) -> String {
    zone.name
        .clone()
        .or_else(|| zone.vlan.filter(|vlan| *vlan > 0).map(|vlan| format!("VLAN {vlan}")))
        .or_else(|| zone.subnets.first().cloned())
        .unwrap_or_else(|| zone.id.to_string())
}

/// VLAN and subnet in one line, without what the label says already.
#[must_use]
pub fn zone_address(zone: &Zone) -> String {
    let label = zone_label(zone);
    let vlan =
        zone.vlan.filter(|vlan| *vlan > 0).map(|vlan| format!("VLAN {vlan}")).filter(|vlan| *vlan != label);
    let subnet = zone.subnets.first().map(|first| match zone.subnets.len() {
        1 => first.clone(),
        n => format!("{first} +{}", n - 1),
    });
    [vlan, subnet].into_iter().flatten().collect::<Vec<_>>().join("  ")
}
