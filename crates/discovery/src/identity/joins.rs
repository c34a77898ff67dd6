//! Several cards of one device become one host: only on strong evidence, since two devices in one row is the worse error.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use domain::{
    addresses::{MacAddr, Vlan},
    facts::{Attribute, Fact},
    observations::Observations,
};

use super::hosts::Host;

/// Ports of one switch have addresses this near to its own.
const PORT_DISTANCE: u64 = 64;

/// Joins hosts. Order of the remaining hosts is kept.
pub fn join(hosts: &mut Vec<Host>, observations: &Observations) {
    let at: BTreeMap<MacAddr, usize> =
        hosts.iter().enumerate().flat_map(|(i, host)| host.macs.iter().map(move |mac| (*mac, i))).collect();
    let mut groups = Groups::new(hosts.len());
    chassis(observations, &at, &mut groups);
    ports_of_bridges(hosts, observations, &at, &mut groups);
    same_identity(hosts, observations, &at, &mut groups);
    virtual_routers(hosts, observations, &mut groups);
    speakers_by_arp(hosts, observations, &at, &mut groups);
    apply(hosts, &groups);
}

/// Union of positions; the smallest leads.
struct Groups(Vec<usize>);

impl Groups {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn leader(&self, mut at: usize) -> usize {
        while let Some(&up) = self.0.get(at) {
            if up == at {
                break;
            }
            at = up;
        }
        at
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.leader(a), self.leader(b));
        let (low, high) = (a.min(b), a.max(b));
        if let Some(slot) = self.0.get_mut(high) {
            *slot = low;
        }
    }
}

fn apply(hosts: &mut Vec<Host>, groups: &Groups) {
    let mut merged: Vec<Option<Host>> = std::mem::take(hosts).into_iter().map(Some).collect();
    for at in 0..merged.len() {
        let leader = groups.leader(at);
        if leader == at {
            continue;
        }
        let Some(host) = merged.get_mut(at).and_then(Option::take) else { continue };
        if let Some(Some(into)) = merged.get_mut(leader) {
            into.absorb(host);
        }
    }
    hosts.extend(merged.into_iter().flatten());
}

/// LLDP and CDP name the chassis whatever port they are sent from: `system name|chassis|port|capabilities`.
fn chassis(observations: &Observations, at: &BTreeMap<MacAddr, usize>, groups: &mut Groups) {
    let mut by_chassis: BTreeMap<&str, usize> = BTreeMap::new();
    for fact in of(observations, Attribute::LinkNeighbour) {
        let Some(host) = fact.subject.mac.and_then(|mac| at.get(&mac)).copied() else { continue };
        let Some(chassis) = fact.value.split('|').nth(1).map(str::trim).filter(|c| c.len() >= 4) else {
            continue;
        };
        match by_chassis.get(chassis) {
            Some(other) => groups.unite(*other, host),
            None => {
                by_chassis.insert(chassis, host);
            }
        }
        if let Some(base) = chassis.parse::<MacAddr>().ok().and_then(|mac| at.get(&mac)) {
            groups.unite(*base, host);
        }
    }
}

/// A bridge sends spanning-tree frames from its ports, whose addresses follow its own.
fn ports_of_bridges(
    hosts: &[Host],
    observations: &Observations,
    at: &BTreeMap<MacAddr, usize>,
    groups: &mut Groups,
) {
    let bridges: BTreeSet<MacAddr> = of(observations, Attribute::NetworkRole)
        .filter(|fact| fact.value == "bridge")
        .chain(of(observations, Attribute::LinkNeighbour))
        .filter_map(|fact| fact.subject.mac)
        .collect();
    let mut last: Option<MacAddr> = None;
    for mac in bridges {
        let near = last.filter(|last| mac.to_u64() - last.to_u64() <= PORT_DISTANCE && !mac.is_local());
        if let (Some(a), Some(b)) = (near.and_then(|last| at.get(&last)), at.get(&mac)) {
            let bare = |host: &usize| hosts.get(*host).is_some_and(|host| host.ips().is_empty());
            if bare(a) || bare(b) {
                groups.unite(*a, *b);
            }
        }
        last = Some(mac);
    }
}

/// VRRP and HSRP are spoken from the shared MAC with the router's own address of each VLAN. Addresses with the same last
/// octet are one router's; when there is one such router and one switch that routes, they are the same box.
fn virtual_routers(hosts: &[Host], observations: &Observations, groups: &mut Groups) {
    let speakers: BTreeSet<IpAddr> =
        of(observations, Attribute::VirtualRouter).filter_map(|fact| fact.subject.ip).collect();
    let mut by_octet: BTreeMap<u8, Vec<usize>> = BTreeMap::new();
    for (index, host) in hosts.iter().enumerate().filter(|(_, host)| host.macs.is_empty()) {
        let behind_shared = host.behind.is_some_and(MacAddr::is_virtual_router);
        for ip in host.ips().intersection(&speakers).filter(|_| behind_shared) {
            if let IpAddr::V4(v4) = ip {
                let [.., last] = v4.octets();
                by_octet.entry(last).or_default().push(index);
            }
        }
    }
    for list in by_octet.values() {
        for pair in list.windows(2) {
            if let [a, b] = pair {
                groups.unite(*a, *b);
            }
        }
    }
    let told: BTreeSet<MacAddr> =
        of(observations, Attribute::LinkNeighbour).filter_map(|fact| fact.subject.mac).collect();
    let mut boxes = hosts
        .iter()
        .enumerate()
        .filter(|(_, host)| host.routes && host.macs.iter().any(|mac| told.contains(mac)));
    if let (Some((switch, _)), None, [only]) =
        (boxes.next(), boxes.next(), by_octet.values().collect::<Vec<_>>().as_slice())
        && let Some(first) = only.first()
    {
        groups.unite(switch, *first);
    }
}

/// A router that speaks VRRP or HSRP from the shared MAC asks for its neighbours by ARP from its own card, with the same
/// address: that card's host is the speaker.
fn speakers_by_arp(
    hosts: &[Host],
    observations: &Observations,
    at: &BTreeMap<MacAddr, usize>,
    groups: &mut Groups,
) {
    let shared = |host: &Host| host.macs.is_empty() && host.behind.is_some_and(MacAddr::is_virtual_router);
    let mut speakers: BTreeMap<(IpAddr, Vlan), usize> = BTreeMap::new();
    for (index, host) in hosts.iter().enumerate().filter(|(_, host)| shared(host)) {
        for period in &host.periods {
            speakers.extend(period.ip.map(|ip| ((ip, period.vlan), index)));
        }
    }
    for fact in of(observations, Attribute::ArpOwner) {
        let (Some(mac), Ok(ip)) = (fact.subject.mac, fact.value.parse::<IpAddr>()) else { continue };
        if let (Some(own), Some(speaker)) = (at.get(&mac), speakers.get(&(ip, fact.subject.vlan))) {
            groups.unite(*own, *speaker);
        }
    }
}

/// The same own name together with the same serial number or AE title: one device with two cards.
fn same_identity(
    hosts: &[Host],
    observations: &Observations,
    at: &BTreeMap<MacAddr, usize>,
    groups: &mut Groups,
) {
    let mut names: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let mut marks: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for fact in &observations.facts {
        let own = |mac: &MacAddr| at.get(mac).copied();
        let Some(host) = fact.subject.mac.as_ref().and_then(own) else { continue };
        let theirs = hosts.get(host).is_some_and(|host| host.routes && host.behind.is_none());
        match fact.attribute {
            Attribute::Hostname | Attribute::SnmpSysName if !theirs => {
                names.entry(host).or_default().insert(fact.value.to_lowercase());
            }
            Attribute::Serial if fact.value.len() >= 4 && !theirs => {
                marks.entry(host).or_default().insert(&fact.value);
            }
            _ => {}
        }
    }
    let mut first: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for (host, names) in &names {
        for mark in marks.get(host).into_iter().flatten() {
            for name in names {
                let other = *first.entry((name.clone(), mark)).or_insert(*host);
                if other != *host {
                    groups.unite(other, *host);
                }
            }
        }
    }
}

fn of(observations: &Observations, attribute: Attribute) -> impl Iterator<Item = &Fact> {
    observations.facts.iter().filter(move |fact| fact.attribute == attribute)
}
