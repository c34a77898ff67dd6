//! Which host an endpoint meant at a time.

use std::net::IpAddr;

use domain::{
    addresses::{AddressScope, Endpoint, MacAddr, Vlan, scope},
    time::Span,
};
use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::hosts::Host;

/// One use of an IP address.
#[derive(Clone, Copy, Debug)]
struct Use {
    host: usize,
    vlan: Vlan,
    seen: Span,
}

/// Finds hosts by address.
#[derive(Clone, Debug, Default)]
pub struct Locator {
    macs: HashMap<MacAddr, usize, FixedState>,
    ips: HashMap<IpAddr, Vec<Use>, FixedState>,
}

impl Locator {
    /// Indexes the hosts; positions in the slice are the answers.
    #[must_use]
    pub fn new(hosts: &[Host]) -> Self {
        let mut locator = Self::default();
        for (index, host) in hosts.iter().enumerate() {
            for mac in &host.macs {
                locator.macs.insert(*mac, index);
            }
            for period in &host.periods {
                if let Some(ip) = period.ip {
                    let used = Use { host: index, vlan: period.vlan, seen: period.seen };
                    locator.ips.entry(ip).or_default().push(used);
                }
            }
        }
        locator
    }

    /// The host that has this card.
    #[must_use]
    pub fn by_mac(&self, mac: MacAddr) -> Option<usize> {
        self.macs.get(&mac).copied()
    }

    /// The host that used this address: in the VLAN and at the time asked for, if several did.
    #[must_use]
    pub fn by_ip(&self, ip: IpAddr, vlan: Vlan, seen: Span) -> Option<usize> {
        let uses = self.ips.get(&ip)?;
        let rank = |used: &&Use| (used.vlan == vlan, used.seen.overlaps(seen), used.seen.last);
        uses.iter().max_by_key(rank).map(|used| used.host)
    }

    /// The host that used the address last, when several did one after the other in one VLAN.
    #[must_use]
    pub fn last_user(&self, ip: IpAddr) -> Option<usize> {
        let uses = self.ips.get(&ip)?;
        let vlan = uses.first().map(|used| used.vlan);
        if uses.iter().any(|used| Some(used.vlan) != vlan) {
            return None;
        }
        uses.iter().max_by_key(|used| (used.seen.last, std::cmp::Reverse(used.host))).map(|used| used.host)
    }

    /// The host an endpoint meant. `None` for peers outside and addresses of nobody.
    #[must_use]
    pub fn find(&self, endpoint: Endpoint, seen: Span) -> Option<usize> {
        let card = endpoint.mac.and_then(|mac| self.by_mac(mac));
        let Some(ip) = endpoint.ip.filter(|ip| scope(*ip) != AddressScope::NotAHost) else { return card };
        if let Some(host) = card {
            let own = self.ips.get(&ip).is_some_and(|uses| uses.iter().any(|used| used.host == host));
            if own {
                return Some(host);
            }
        }
        self.by_ip(ip, endpoint.vlan, seen)
    }
}
