//! One host for each set of own addresses; hosts behind a router have an IP address only.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use domain::{
    addresses::{AddressScope, MacAddr, Vlan, scope},
    devices::AddressPeriod,
    time::Span,
};

use super::{
    claims::{Claim, Claims, MacClaims},
    ownership::{Owned, eui64_mac},
};

/// A host: what a device is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Host {
    pub macs: BTreeSet<MacAddr>,
    /// Every own address with its time, first seen first.
    pub periods: Vec<AddressPeriod>,
    /// Carries packets of others.
    pub routes: bool,
    /// Sends packets of hosts behind it under its own address: their TTL is one less than any stack starts with.
    pub translates: bool,
    /// MAC of the router it is seen through.
    pub behind: Option<MacAddr>,
    pub seen: Option<Span>,
    pub packets: u64,
    pub bytes: u64,
}

impl Host {
    /// Own IP addresses, each once, in order.
    #[must_use]
    pub fn ips(&self) -> BTreeSet<IpAddr> {
        self.periods.iter().filter_map(|period| period.ip).collect()
    }

    /// VLANs it was seen in; untagged is none.
    #[must_use]
    pub fn vlans(&self) -> BTreeSet<Vlan> {
        self.periods.iter().map(|period| period.vlan).filter(|vlan| *vlan != 0).collect()
    }

    fn add(&mut self, mac: Option<MacAddr>, ip: Option<IpAddr>, claim: &Claim) {
        self.packets += claim.packets;
        self.bytes += claim.bytes;
        for (vlan, seen) in &claim.vlans {
            self.periods.push(AddressPeriod { mac, ip, vlan: *vlan, seen: *seen });
            match &mut self.seen {
                Some(span) => span.merge(*seen),
                None => self.seen = Some(*seen),
            }
        }
    }

    /// Takes over everything of another host.
    pub(super) fn absorb(&mut self, other: Self) {
        self.macs.extend(other.macs);
        self.periods.extend(other.periods);
        self.routes |= other.routes;
        self.translates |= other.translates;
        if !self.macs.is_empty() {
            self.behind = None;
        }
        self.packets += other.packets;
        self.bytes += other.bytes;
        match (&mut self.seen, other.seen) {
            (Some(span), Some(more)) => span.merge(more),
            (None, more) => self.seen = more,
            (Some(_), None) => {}
        }
        self.sort();
    }

    fn sort(&mut self) {
        self.periods.sort_by_key(|p| (p.seen.first, p.seen.last, p.mac, p.ip, p.vlan));
        self.periods.dedup();
    }
}

/// Builds hosts in the order of their strongest address.
#[must_use]
pub fn build(claims: &Claims, owned: &Owned) -> Vec<Host> {
    let mut hosts: Vec<Host> = claims
        .macs
        .iter()
        .filter(|(mac, known)| is_station(**mac, known, claims))
        .map(|(mac, known)| of_mac(*mac, known, owned))
        .collect();
    let taken: BTreeSet<IpAddr> = owned.macs.values().flatten().copied().collect();
    hosts.extend(behind_routers(claims, &taken));
    hosts.extend(without_link_addresses(claims, &taken));
    hosts
}

/// A unicast card that is no shared router address, no sensor, and was there.
fn is_station(mac: MacAddr, known: &MacClaims, claims: &Claims) -> bool {
    let seen = known.present || !known.ips.is_empty();
    mac.is_unicast() && !mac.is_virtual_router() && !claims.own.contains(&mac) && seen
}

fn of_mac(mac: MacAddr, known: &MacClaims, owned: &Owned) -> Host {
    let mut host = Host { routes: owned.routers.contains(&mac), ..Host::default() };
    host.macs.insert(mac);
    for (ip, claim) in known.ips.iter().filter(|(ip, _)| owned.has(mac, **ip)) {
        host.add(Some(mac), Some(*ip), claim);
        host.translates |= is_translated(*ip, claim);
    }
    if host.periods.is_empty() || host.seen.is_none() {
        host.add(Some(mac), None, &known.bare);
    } else {
        host.packets += known.bare.packets;
        host.bytes += known.bare.bytes;
        if let (Some(seen), Some(bare)) = (&mut host.seen, known.bare.source) {
            seen.merge(bare);
        }
    }
    if host.seen.is_none() {
        // A router that only carries.
        host.seen = known.ips.values().filter_map(|claim| claim.source).reduce(|mut a, b| {
            a.merge(b);
            a
        });
        for vlan in known.ips.values().flat_map(|claim| claim.vlans.iter()) {
            host.periods.push(AddressPeriod { mac: Some(mac), ip: None, vlan: *vlan.0, seen: *vlan.1 });
        }
        host.periods.dedup_by_key(|period| period.vlan);
    }
    host.sort();
    host
}

/// Packets under a card's own address that have passed one router: that router is the card's owner.
fn is_translated(ip: IpAddr, claim: &Claim) -> bool {
    let worn = |ttl: u8| matches!(ttl, 63 | 127);
    ip.is_ipv4()
        && claim.vouched.is_some()
        && claim.source.is_some()
        && (worn(claim.ttl.0) || worn(claim.ttl.1))
}

/// Private addresses that only ever came through a router.
fn behind_routers(claims: &Claims, taken: &BTreeSet<IpAddr>) -> Vec<Host> {
    let mut carried: BTreeMap<IpAddr, Vec<(MacAddr, &Claim)>> = BTreeMap::new();
    for (mac, known) in claims.macs.iter().filter(|(mac, _)| !claims.own.contains(*mac)) {
        for (ip, claim) in &known.ips {
            let free = !taken.contains(ip) && !claims.virtual_ips.contains(ip);
            let private = scope(*ip) == AddressScope::Private;
            let known_card = eui64_mac(*ip).is_some_and(|mac| claims.macs.contains_key(&mac));
            let proxied = claim.source.is_none() && claim.vouched.is_some();
            if free && private && !known_card && !proxied {
                carried.entry(*ip).or_default().push((*mac, claim));
            }
        }
    }
    carried
        .into_iter()
        .map(|(ip, by)| {
            let router = by.iter().max_by_key(|(mac, claim)| (claim.packets, std::cmp::Reverse(*mac)));
            let mut host = Host { behind: router.map(|(mac, _)| *mac), ..Host::default() };
            let told = claims.told.get(&ip).filter(|mac| !claims.macs.contains_key(*mac));
            host.macs.extend(told);
            by.iter().for_each(|(_, claim)| host.add(told.copied(), Some(ip), claim));
            host.sort();
            host
        })
        .collect()
}

/// Captures without link addresses: one host an address. Public ones are peers.
fn without_link_addresses(claims: &Claims, taken: &BTreeSet<IpAddr>) -> Vec<Host> {
    let by_mac: BTreeSet<IpAddr> = claims.macs.values().flat_map(|mac| mac.ips.keys().copied()).collect();
    claims
        .bare_ips
        .iter()
        .filter(|(ip, _)| {
            scope(**ip) == AddressScope::Private && !taken.contains(*ip) && !by_mac.contains(*ip)
        })
        .map(|(ip, claim)| {
            let mut host = Host::default();
            host.add(None, Some(*ip), claim);
            host
        })
        .collect()
}
