//! One address used by two devices at the same time in the same VLAN.

use std::{collections::BTreeMap, net::IpAddr};

use domain::{
    addresses::{AddressScope, MacAddr, Vlan, scope},
    time::Span,
};

use super::{claims::Claims, hosts::Host, ownership::is_link_local};

/// Two hosts, one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressConflict {
    pub ip: IpAddr,
    pub vlan: Vlan,
    /// Positions of the hosts.
    pub hosts: (usize, usize),
    pub seen: Span,
}

/// Host, its card, and when.
type Use = (usize, MacAddr, Span);

/// Finds conflicts. Virtual router addresses are shared on purpose and were sorted out before.
#[must_use]
pub fn find(hosts: &[Host], claims: &Claims) -> Vec<AddressConflict> {
    let mut uses: BTreeMap<(IpAddr, Vlan), Vec<Use>> = BTreeMap::new();
    for (index, host) in hosts.iter().enumerate() {
        for period in &host.periods {
            if let (Some(ip), Some(mac)) = (period.ip, period.mac) {
                let shared = is_link_local(ip) && ip.is_ipv4();
                if !shared && scope(ip) != AddressScope::NotAHost {
                    uses.entry((ip, period.vlan)).or_default().push((index, mac, period.seen));
                }
            }
        }
    }
    let mut found = Vec::new();
    for ((ip, vlan), uses) in uses.into_iter().filter(|(_, uses)| uses.len() > 1) {
        for (at, (host, mac, seen)) in uses.iter().enumerate() {
            let rival = uses.iter().skip(at + 1).find(|(other, rival, theirs)| {
                other != host && seen.overlaps(*theirs) && both_vouched(claims, ip, *mac, *rival)
            });
            if let Some((other, _, theirs)) = rival {
                let mut span = *seen;
                span.merge(*theirs);
                found.push(AddressConflict { ip, vlan, hosts: (*host, *other), seen: span });
            }
        }
    }
    found
}

/// Both said themselves that the address is theirs, or both sent from it and one said so.
fn both_vouched(claims: &Claims, ip: IpAddr, a: MacAddr, b: MacAddr) -> bool {
    let claim = |mac| claims.macs.get(&mac).and_then(|known| known.ips.get(&ip));
    match (claim(a), claim(b)) {
        (Some(a), Some(b)) => {
            a.vouched.is_some() && b.vouched.is_some() && (a.source.is_some() || b.source.is_some())
                || a.source.is_some() && b.source.is_some() && (a.vouched.is_some() || b.vouched.is_some())
        }
        _ => false,
    }
}
