//! Which addresses are a MAC's own, and which a router merely carried.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use domain::addresses::{AddressScope, MacAddr, scope};

use super::claims::{Claim, Claims, MacClaims};

/// The decision for every MAC.
#[derive(Clone, Debug, Default)]
pub struct Owned {
    pub macs: BTreeMap<MacAddr, BTreeSet<IpAddr>>,
    /// MACs that carry packets of others.
    pub routers: BTreeSet<MacAddr>,
}

impl Owned {
    /// Whether the address is the MAC's own.
    #[must_use]
    pub fn has(&self, mac: MacAddr, ip: IpAddr) -> bool {
        self.macs.get(&mac).is_some_and(|ips| ips.contains(&ip))
    }
}

/// Most addresses that a host has without anything vouching for them.
const MAX_UNVOUCHED: usize = 3;
/// From this many vouched addresses on, those it never used itself are proxy answers.
const PROXY_FROM: usize = 8;

/// Decides for all MACs.
#[must_use]
pub fn decide(claims: &Claims) -> Owned {
    let vouched = vouched_owners(claims);
    let inside_is_public = !has_private(claims);
    let mut owned = Owned::default();
    for (mac, known) in &claims.macs {
        let context = MacContext::new(*mac, known, claims, &vouched, inside_is_public);
        let ips: BTreeSet<IpAddr> =
            known.ips.iter().filter(|(ip, claim)| context.owns(**ip, claim)).map(|(ip, _)| *ip).collect();
        if context.is_router(&ips) {
            owned.routers.insert(*mac);
        }
        owned.macs.insert(*mac, ips);
    }
    owned
}

/// The packet was sent by this very station: its TTL is one that stacks start with.
const fn is_fresh(ttl: u8) -> bool {
    matches!(ttl, 30 | 32 | 60 | 64 | 100 | 128 | 200 | 255) || ttl <= 4
}

/// A TTL one to ten below one that stacks start with: it came through routers.
const fn is_worn(ttl: u8) -> bool {
    matches!(ttl, 22..=29 | 50..=59 | 61..=63 | 118..=127 | 245..=254)
}

fn vouched_owners(claims: &Claims) -> BTreeMap<IpAddr, BTreeSet<MacAddr>> {
    let mut owners: BTreeMap<IpAddr, BTreeSet<MacAddr>> = BTreeMap::new();
    for (mac, known) in &claims.macs {
        for (ip, _) in known.ips.iter().filter(|(_, claim)| claim.vouched.is_some()) {
            owners.entry(*ip).or_default().insert(*mac);
        }
    }
    owners
}

fn has_private(claims: &Claims) -> bool {
    let by_mac = claims.macs.values().flat_map(|mac| mac.ips.keys());
    by_mac.chain(claims.bare_ips.keys()).any(|ip| ip.is_ipv4() && scope(*ip) == AddressScope::Private)
}

struct MacContext<'a> {
    mac: MacAddr,
    claims: &'a Claims,
    known: &'a MacClaims,
    vouched: &'a BTreeMap<IpAddr, BTreeSet<MacAddr>>,
    /// No private address anywhere: hosts inside have public ones.
    inside_is_public: bool,
    /// Own addresses somebody vouched for.
    vouched_count: usize,
    /// Private IPv4 addresses that nobody vouched for.
    unvouched_count: usize,
    /// Packets of others came through with a worn TTL: here the TTL tells own from carried.
    ttl_tells: bool,
    gateway: bool,
}

impl<'a> MacContext<'a> {
    fn new(
        mac: MacAddr,
        known: &'a MacClaims,
        claims: &'a Claims,
        vouched: &'a BTreeMap<IpAddr, BTreeSet<MacAddr>>,
        inside_is_public: bool,
    ) -> Self {
        let v4 = || known.ips.iter().filter(|(ip, _)| ip.is_ipv4());
        let unvouched = |ip: &IpAddr, claim: &Claim| claim.vouched.is_none() && !vouched.contains_key(ip);
        Self {
            mac,
            claims,
            known,
            vouched,
            inside_is_public,
            vouched_count: v4().filter(|(_, claim)| claim.vouched.is_some()).count(),
            unvouched_count: v4()
                .filter(|(ip, claim)| scope(**ip) == AddressScope::Private && unvouched(ip, claim))
                .count(),
            ttl_tells: known.ips.values().any(|claim| is_worn(claim.ttl.1)),
            gateway: known.says_router
                || v4().any(|(ip, claim)| claim.vouched.is_some() && claims.gateways.contains(ip)),
        }
    }

    fn owns(&self, ip: IpAddr, claim: &Claim) -> bool {
        if self.mac.is_virtual_router() || self.claims.virtual_ips.contains(&ip) {
            return false;
        }
        if is_link_local(ip) || eui64_mac(ip) == Some(self.mac) {
            return true;
        }
        if claim.vouched.is_some() {
            return self.owns_vouched(ip, claim);
        }
        if self.vouched.contains_key(&ip) {
            // Another card is vouched for. Two cards may have used it one after the other, if this one has nothing else.
            return is_fresh(claim.ttl.1) && self.known.ips.len() == 1 && !self.overlaps_vouched(ip, claim);
        }
        match scope(ip) {
            AddressScope::NotAHost => false,
            AddressScope::Public => self.owns_public(ip, claim),
            AddressScope::Private => self.owns_private(claim),
        }
    }

    fn owns_vouched(&self, ip: IpAddr, claim: &Claim) -> bool {
        if claim.source.is_some() && is_worn(claim.ttl.1) && self.known.ips.len() > 1 {
            return false;
        }
        let others = self.vouched.get(&ip).map_or(0, BTreeSet::len) > 1;
        claim.source.is_some()
            || (self.vouched_count < PROXY_FROM && !(others && self.gateway))
            || self.claims.gateways.contains(&ip)
    }

    fn overlaps_vouched(&self, ip: IpAddr, claim: &Claim) -> bool {
        let owners = self.vouched.get(&ip).into_iter().flatten();
        let theirs = owners.filter_map(|mac| self.claims.macs.get(mac)?.ips.get(&ip));
        theirs.map(Claim::seen).any(|seen| seen.overlaps(claim.seen()))
    }

    fn owns_public(&self, ip: IpAddr, claim: &Claim) -> bool {
        let alone = self.known.ips.keys().filter(|other| other.is_ipv4() == ip.is_ipv4()).count() == 1;
        let v6_of_own = ip.is_ipv6() && self.owns_v6_prefix(ip);
        let carries = self.gateway || self.ttl_tells;
        !is_worn(claim.ttl.1) && !carries && (v6_of_own || (alone && self.inside_is_public))
    }

    /// A global IPv6 address beside the same host's link-local one, and few of them: its own.
    fn owns_v6_prefix(&self, ip: IpAddr) -> bool {
        let prefix = |ip: &IpAddr| {
            if let IpAddr::V6(v6) = ip { v6.octets().first_chunk::<8>().copied() } else { None }
        };
        let mut globals: BTreeSet<Option<[u8; 8]>> = BTreeSet::new();
        globals.extend(self.known.ips.keys().filter(|ip| ip.is_ipv6() && !is_link_local(**ip)).map(prefix));
        globals.len() <= 2 && globals.contains(&prefix(&ip))
    }

    fn owns_private(&self, claim: &Claim) -> bool {
        let alone = self.unvouched_count <= 1 && self.vouched_count == 0;
        if is_worn(claim.ttl.1) {
            return false;
        }
        if self.ttl_tells {
            return is_fresh(claim.ttl.1) && self.unvouched_count.min(self.fresh_count()) <= 8;
        }
        if claim.ttl == (0, 0) {
            return alone && !self.gateway;
        }
        if self.gateway || self.carries_public() {
            return alone;
        }
        if self.vouched_count > 0 { self.unvouched_count <= 1 } else { self.unvouched_count <= MAX_UNVOUCHED }
    }

    fn fresh_count(&self) -> usize {
        self.known.ips.values().filter(|claim| is_fresh(claim.ttl.1)).count()
    }

    fn carries_public(&self) -> bool {
        !self.inside_is_public
            && self.known.ips.iter().any(|(ip, claim)| {
                ip.is_ipv4() && scope(*ip) == AddressScope::Public && claim.vouched.is_none()
            })
    }

    fn is_router(&self, own: &BTreeSet<IpAddr>) -> bool {
        let carried = |(ip, claim): (&IpAddr, &Claim)| {
            claim.source.is_some() && !own.contains(ip) && !self.vouched_elsewhere_same_vlan(*ip, claim)
        };
        self.gateway || self.mac.is_virtual_router() || self.known.ips.iter().any(carried)
    }

    /// The address belongs to another card in the same VLAN: a conflict or a reuse, not routing.
    fn vouched_elsewhere_same_vlan(&self, ip: IpAddr, claim: &Claim) -> bool {
        let owners = self.vouched.get(&ip).into_iter().flatten().filter(|mac| **mac != self.mac);
        owners.filter_map(|mac| self.claims.macs.get(mac)?.ips.get(&ip)).any(|other| {
            !is_worn(claim.ttl.1) && other.vlans.keys().any(|vlan| claim.vlans.contains_key(vlan))
        })
    }
}

/// IPv4 169.254/16 and IPv6 fe80::/10 are never routed.
#[must_use]
pub fn is_link_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

/// The MAC inside a modified EUI-64 interface identifier (RFC 4291 appendix A).
#[must_use]
pub fn eui64_mac(ip: IpAddr) -> Option<MacAddr> {
    let IpAddr::V6(v6) = ip else { return None };
    let [.., a, b, c, 0xff, 0xfe, d, e, f] = v6.octets() else { return None };
    let mac = MacAddr([a ^ 2, b, c, d, e, f]);
    mac.is_unicast().then_some(mac)
}
