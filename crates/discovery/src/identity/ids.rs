//! Device ids: from the strongest address, and carried over from the picture before.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use domain::{addresses::MacAddr, devices::Device, ids::DeviceId};

use super::hosts::Host;

/// An id for each host, in the same order. The same host has the same id in the next picture, although an address changed.
#[must_use]
pub fn assign(hosts: &[Host], previous: &[Device]) -> Vec<DeviceId> {
    let mut by_mac: BTreeMap<MacAddr, &DeviceId> = BTreeMap::new();
    let mut by_ip: BTreeMap<IpAddr, &DeviceId> = BTreeMap::new();
    for device in previous {
        for mac in &device.macs {
            by_mac.entry(*mac).or_insert(&device.id);
        }
        if device.macs.is_empty() {
            for ip in &device.ips {
                by_ip.entry(*ip).or_insert(&device.id);
            }
        }
    }
    let mut used: BTreeSet<DeviceId> = BTreeSet::new();
    let mut out: Vec<Option<DeviceId>> = Vec::with_capacity(hosts.len());
    for host in hosts {
        let known = host.macs.iter().find_map(|mac| by_mac.get(mac)).copied();
        let by_address = || host.ips().iter().find_map(|ip| by_ip.get(ip)).copied();
        let carried = known.or_else(|| if host.macs.is_empty() { by_address() } else { None });
        out.push(carried.filter(|id| used.insert((*id).clone())).cloned());
    }
    out.into_iter().zip(hosts).map(|(id, host)| id.unwrap_or_else(|| fresh(host, &mut used))).collect()
}

fn fresh(host: &Host, used: &mut BTreeSet<DeviceId>) -> DeviceId {
    let tail = strongest(host);
    (0u32..)
        .map(
            |n| if n == 0 { DeviceId::from_tail(&tail) } else { DeviceId::from_tail(&format!("{tail}-{n}")) },
        )
        .find(|id| used.insert(id.clone()))
        .unwrap_or_else(|| DeviceId::from_tail(&tail))
}

/// A maker-given MAC, else any MAC, else the first IP address.
fn strongest(host: &Host) -> String {
    let mac = host.macs.iter().find(|mac| !mac.is_local()).or_else(|| host.macs.first());
    match (mac, host.periods.iter().find_map(|period| period.ip)) {
        (Some(mac), _) => mac.to_string(),
        (None, Some(ip)) => format!("ip-{ip}"),
        (None, None) => "unknown".into(),
    }
}
