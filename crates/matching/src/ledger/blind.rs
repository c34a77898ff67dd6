//! Blind spots: which rows could not have been seen from where the capture was taken, and where to mirror next.

use std::{collections::BTreeMap, net::IpAddr};

use domain::{
    ledger::{BlindReason, BlindSpot, LedgerRow, RowResult, RowStatus},
    picture::Picture,
    zones::{Visibility, Zone},
};

/// Marks rows that are not seen and says where they lie.
pub fn mark(rows: &[LedgerRow], results: &mut [RowResult], picture: &Picture) -> Vec<BlindSpot> {
    let zones: Vec<(Vec<(IpAddr, u32)>, &Zone)> =
        picture.zones.iter().map(|z| (z.subnets.iter().filter_map(|s| subnet(s)).collect(), z)).collect();
    let any_full = picture.zones.iter().any(|z| z.visibility == Visibility::Full);
    let mut spots: BTreeMap<String, BlindSpot> = BTreeMap::new();
    for (row, result) in rows.iter().zip(results) {
        if result.status == RowStatus::NoKey {
            result.blind = Some(BlindReason::NoAddress);
        }
        if result.status != RowStatus::NotSeen {
            continue;
        }
        let ip = row.ips.first().copied().or(row.ip_ranges.first().map(|(first, _)| *first));
        let zone = zones
            .iter()
            .filter(|(subnets, z)| match ip {
                Some(ip) => subnets.iter().any(|s| contains(*s, ip)),
                None => row.vlan.is_some() && z.vlan == row.vlan,
            })
            .max_by_key(|(subnets, _)| subnets.iter().map(|(_, bits)| *bits).max())
            .map(|(_, zone)| *zone);
        let blind = match (zone, ip) {
            (Some(zone), _) => reason(zone.visibility),
            (None, Some(_)) => Some(BlindReason::ZoneNeverSeen),
            (None, None) if row.vlan.is_some() => Some(BlindReason::ZoneNeverSeen),
            (None, None) if row.macs.is_empty() && row.hostname.is_none() && row.ae_titles.is_empty() => {
                Some(BlindReason::NoAddress)
            }
            (None, None) => (!any_full).then_some(BlindReason::ZonePartlySeen),
        };
        let Some(blind) = blind else { continue };
        result.blind = Some(blind);
        result.reasons.push("blind_spot".into());
        let named =
            zone.map(zone_name).or_else(|| ip.map(around)).or_else(|| row.vlan.map(|v| format!("VLAN {v}")));
        if let Some(name) = named.filter(|_| blind != BlindReason::NoAddress) {
            let spot = spots.entry(name.clone()).or_insert_with(|| BlindSpot {
                zone: name,
                reason: blind,
                rows: 0,
                advice: advice(zone, blind, row.vlan.is_some()).to_owned(),
                at: zone.and_then(|z| place(z, picture)).or_else(|| core_switch(picture)),
            });
            spot.rows += 1;
        }
    }
    let mut spots: Vec<BlindSpot> = spots.into_values().collect();
    spots.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.zone.cmp(&b.zone)));
    spots
}

const fn reason(visibility: Visibility) -> Option<BlindReason> {
    match visibility {
        Visibility::Full => None,
        Visibility::OneWay | Visibility::EdgeOnly | Visibility::BroadcastOnly => {
            Some(BlindReason::ZonePartlySeen)
        }
        Visibility::NotSeen => Some(BlindReason::ZoneNeverSeen),
    }
}

fn advice(zone: Option<&Zone>, blind: BlindReason, vlan_known: bool) -> &'static str {
    match (zone.map(|z| z.visibility), blind) {
        (Some(Visibility::OneWay), _) => "mirror-both-directions",
        (Some(Visibility::EdgeOnly | Visibility::BroadcastOnly), _) => "mirror-access-switch",
        (Some(_), _) => "add-vlan-to-mirror",
        (None, _) if vlan_known => "add-vlan-to-mirror",
        (None, _) => "mirror-gateway-port",
    }
}

fn zone_name(zone: &Zone) -> String {
    zone.subnets
        .first()
        .cloned()
        .or_else(|| zone.vlan.map(|v| format!("VLAN {v}")))
        .unwrap_or_else(|| zone.id.to_string())
}

/// The /24 (or /64) around an address of which no zone is known.
fn around(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// The switch most of the zone's devices hang on, else its gateway.
fn place(zone: &Zone, picture: &Picture) -> Option<String> {
    let mut switches: BTreeMap<&str, usize> = BTreeMap::new();
    for link in picture.links.iter().filter(|link| zone.devices.contains(&link.device)) {
        *switches.entry(link.switch_name.as_str()).or_default() += 1;
    }
    let most = switches.into_iter().max_by_key(|(_, count)| *count).map(|(name, _)| name.to_owned());
    most.or_else(|| zone.gateways.first().map(ToString::to_string))
}

/// A switch that told its name, the one most devices are linked to.
fn core_switch(picture: &Picture) -> Option<String> {
    let mut switches: BTreeMap<&str, usize> = BTreeMap::new();
    for link in &picture.links {
        *switches.entry(link.switch_name.as_str()).or_default() += 1;
    }
    switches.into_iter().max_by_key(|(_, count)| *count).map(|(name, _)| name.to_owned())
}

fn subnet(text: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = text.split_once('/')?;
    Some((address.parse().ok()?, bits.parse().ok()?))
}

fn contains((network, bits): (IpAddr, u32), ip: IpAddr) -> bool {
    match (network, ip) {
        (IpAddr::V4(network), IpAddr::V4(ip)) => {
            let mask = u32::MAX.checked_shl(32u32.saturating_sub(bits)).unwrap_or(0);
            u32::from(network) & mask == u32::from(ip) & mask
        }
        (IpAddr::V6(network), IpAddr::V6(ip)) => {
            let mask = u128::MAX.checked_shl(128u32.saturating_sub(bits)).unwrap_or(0);
            u128::from(network) & mask == u128::from(ip) & mask
        }
        _ => false,
    }
}
