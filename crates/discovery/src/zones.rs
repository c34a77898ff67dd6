//! Zones: VLANs, else subnets; their gateways; and how well the mirror could see into them.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, Ipv4Addr},
};

use domain::{
    addresses::{AddressScope, Vlan, scope},
    devices::Device,
    facts::Attribute as A,
    ids::{DeviceId, ZoneId},
    observations::Observations,
    zones::{PhysicalLink, Visibility, Zone},
};

use crate::{identity::Identities, subnets::Subnets, traffic::Traffic};

/// A VLAN, or an untagged subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Vlan(Vlan),
    Subnet(Ipv4Addr, u8),
}

/// Finds zones and writes each device's own into it.
#[must_use]
pub fn find(
    observations: &Observations,
    identities: &Identities,
    traffic: &Traffic<'_>,
    devices: &mut [Device],
) -> Vec<Zone> {
    let wide = Subnets::told(observations);
    let keys: Vec<Option<Key>> = devices.iter().map(|device| key(device, &wide)).collect();
    let visibility = visibility(traffic, identities, &keys);
    let gateways = gateways(devices);
    let mut zones: BTreeMap<Key, Zone> = BTreeMap::new();
    for (device, key) in devices.iter_mut().zip(&keys) {
        let Some(key) = key else { continue };
        let zone = zones.entry(*key).or_insert_with(|| empty(*key, &visibility));
        zone.devices.push(device.id.clone());
        device.zone = Some(zone.id.clone());
        for ip in device.ips.iter().filter_map(v4).filter(|ip| belongs(*ip, device)) {
            let (network, bits) = wide.of(ip);
            let subnet = format!("{network}/{bits}");
            if !zone.subnets.contains(&subnet) {
                zone.subnets.push(subnet);
            }
            if gateways.contains(&IpAddr::V4(ip)) && !zone.gateways.contains(&IpAddr::V4(ip)) {
                zone.gateways.push(IpAddr::V4(ip));
            }
        }
    }
    shared_gateways(observations, &wide, &mut zones);
    zones
        .into_values()
        .map(|mut zone| {
            zone.devices.sort();
            zone.subnets.sort();
            zone.gateways.sort();
            zone
        })
        .collect()
}

/// Gateways that DHCP hands out or that routers share are nobody's own address; they belong to the only zone of their subnet.
fn shared_gateways(observations: &Observations, subnets: &Subnets, zones: &mut BTreeMap<Key, Zone>) {
    let told = observations
        .facts
        .iter()
        .filter(|fact| matches!(fact.attribute, A::DefaultGateway | A::VirtualRouter));
    let addresses: BTreeSet<Ipv4Addr> =
        told.flat_map(|fact| fact.value.split_whitespace().filter_map(|word| word.parse().ok())).collect();
    for ip in addresses {
        let (network, bits) = subnets.of(ip);
        let subnet = format!("{network}/{bits}");
        let mut fitting = zones.values_mut().filter(|zone| zone.subnets.contains(&subnet));
        if let (Some(zone), None) = (fitting.next(), fitting.next())
            && !zone.gateways.contains(&IpAddr::V4(ip))
        {
            zone.gateways.push(IpAddr::V4(ip));
        }
    }
}

fn empty(key: Key, visibility: &BTreeMap<Key, Visibility>) -> Zone {
    let (tail, vlan, subnets) = match key {
        Key::Vlan(vlan) => (format!("vlan-{vlan}"), Some(vlan), Vec::new()),
        Key::Subnet(ip, bits) => (format!("{ip}-{bits}"), None, vec![format!("{ip}/{bits}")]),
    };
    Zone {
        id: ZoneId::from_tail(&tail),
        vlan,
        subnets,
        name: None,
        gateways: Vec::new(),
        devices: Vec::new(),
        visibility: visibility.get(&key).copied().unwrap_or(Visibility::BroadcastOnly),
    }
}

fn v4(ip: &IpAddr) -> Option<Ipv4Addr> {
    match ip {
        IpAddr::V4(v4) if !v4.is_link_local() => Some(*v4),
        _ => None,
    }
}

/// A router has addresses in many zones; only others tell which subnets a VLAN has.
fn belongs(_ip: Ipv4Addr, device: &Device) -> bool {
    device.ips.iter().filter(|ip| ip.is_ipv4()).count() <= 1
        || !device.network_roles.iter().any(|role| role == "router")
}

/// The device's zone: its VLAN when it was seen in one only; else the subnet of its newest address.
fn key(device: &Device, wide: &Subnets) -> Option<Key> {
    let subnet = || {
        let ip = device.ips.iter().find_map(v4)?;
        let (network, bits) = wide.of(ip);
        Some(Key::Subnet(network, bits))
    };
    match device.vlans.as_slice() {
        [] => subnet(),
        _ if device.behind.is_some() => subnet(),
        _ => {
            let newest =
                device.history.iter().filter(|period| period.vlan != 0).max_by_key(|period| {
                    (period.seen.last, period.ip.is_some(), std::cmp::Reverse(period.vlan))
                });
            newest.map(|period| Key::Vlan(period.vlan))
        }
    }
}

/// Addresses that DHCP or router advertisements hand out as gateway, and own addresses of hosts that route.
fn gateways(devices: &[Device]) -> BTreeSet<IpAddr> {
    let told =
        devices.iter().flat_map(|device| &device.facts).filter(|fact| fact.attribute == A::DefaultGateway);
    let mut out: BTreeSet<IpAddr> = told.filter_map(|fact| fact.value.parse().ok()).collect();
    for device in devices.iter().filter(|device| device.network_roles.iter().any(|role| role == "router")) {
        out.extend(device.ips.iter().filter(|ip| scope(**ip) == AddressScope::Private));
    }
    out
}

/// What was seen inside each zone: whole conversations, halves of them, only what crosses the edge, or broadcasts alone.
fn visibility(
    traffic: &Traffic<'_>,
    identities: &Identities,
    keys: &[Option<Key>],
) -> BTreeMap<Key, Visibility> {
    let mut out: BTreeMap<Key, Visibility> = BTreeMap::new();
    let rank = |visibility: Visibility| match visibility {
        Visibility::Full => 4,
        Visibility::OneWay => 2,
        Visibility::EdgeOnly => 3,
        Visibility::BroadcastOnly => 1,
        Visibility::NotSeen => 0,
    };
    let key = |host: Option<usize>| host.and_then(|host| keys.get(host).copied().flatten());
    let routes = |host: Option<usize>| {
        host.and_then(|host| identities.hosts.get(host)).is_some_and(|host| host.routes)
    };
    for talk in traffic.talks.iter().filter(|talk| talk.happened()) {
        let group = talk.flow.server.ip.is_some_and(|ip| scope(ip) == AddressScope::NotAHost);
        let both = talk.flow.client_packets > 0 && talk.flow.server_packets > 0;
        let inside = key(talk.client) == key(talk.server)
            && talk.server.is_some()
            && !routes(talk.client)
            && !routes(talk.server);
        let seen = match (group, both, inside) {
            (true, ..) => Visibility::BroadcastOnly,
            (_, false, _) => Visibility::OneWay,
            (_, true, true) => Visibility::Full,
            (_, true, false) => Visibility::EdgeOnly,
        };
        for key in [key(talk.client), key(talk.server)].into_iter().flatten() {
            let known = out.entry(key).or_insert(seen);
            if rank(seen) > rank(*known) {
                *known = seen;
            }
        }
    }
    out
}

/// `switch|port`. Where the switch has no name, a circuit of DHCP option 82 (RFC 3046, 3.1) may carry it: `SW-03:Gi1/0/27`.
fn switch_and_port(told: &str) -> Option<(&str, &str)> {
    let (switch, port) = told.split_once('|')?;
    match port.split_once(':') {
        Some((name, rest)) if switch.is_empty() && !name.contains('/') && rest.contains('/') => {
            Some((name, rest))
        }
        _ => Some((switch, port)),
    }
}

/// Physical links that LLDP, CDP or DHCP option 82 told.
#[must_use]
pub fn links(devices: &[Device]) -> Vec<PhysicalLink> {
    let mut names: BTreeMap<String, DeviceId> = BTreeMap::new();
    for device in devices {
        let told = device.facts.iter().filter(|fact| fact.attribute == A::LinkNeighbour);
        for part in
            told.flat_map(|fact| fact.value.split('|').take(2).map(str::to_lowercase).collect::<Vec<_>>())
        {
            names.entry(part).or_insert_with(|| device.id.clone());
        }
        if let Some(name) = &device.hostname {
            names.entry(name.value.to_lowercase()).or_insert_with(|| device.id.clone());
        }
    }
    devices
        .iter()
        .filter_map(|device| {
            let (switch_name, port) = switch_and_port(&device.switch_port.as_ref()?.value)?;
            Some(PhysicalLink {
                device: device.id.clone(),
                switch: names.get(&switch_name.to_lowercase()).cloned(),
                switch_name: switch_name.to_owned(),
                port: port.to_owned(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::switch_and_port;

    #[test]
    fn a_circuit_may_name_its_switch() {
        for (told, expected) in [
            ("|SW-03:Gi1/0/27", Some(("SW-03", "Gi1/0/27"))),
            ("core|Gi1/0/1", Some(("core", "Gi1/0/1"))),
            ("|Gi1/0/1:100", Some(("", "Gi1/0/1:100"))),
            ("no port", None),
        ] {
            assert_eq!(switch_and_port(told), expected, "{told}");
        }
    }
}
