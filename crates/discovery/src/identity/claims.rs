//! Who was seen with which address: sources of frames, owners by ARP and DHCP, and servers that answered out of sight.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use domain::{
    addresses::{AddressScope, Endpoint, MacAddr, Vlan, scope},
    facts::{Attribute, Fact},
    flows::{Flow, Opening, Transport},
    observations::{Binding, Observations},
    time::Span,
};

use crate::subnets::directed_broadcasts;

/// One (MAC, IP) pair, over all VLANs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claim {
    /// ARP, NDP or a DHCP lease says that the MAC owns the address; VLANs and time of that.
    pub vouched: Option<Span>,
    /// Seen as the source of packets.
    pub source: Option<Span>,
    /// Smallest and largest TTL as a source; `(0, 0)` when unknown.
    pub ttl: (u8, u8),
    pub vlans: BTreeMap<Vlan, Span>,
    pub packets: u64,
    pub bytes: u64,
}

impl Claim {
    /// First to last time that the pair was seen in any way.
    #[must_use]
    pub fn seen(&self) -> Span {
        let mut spans = self.vlans.values().copied();
        let mut seen = spans.next().unwrap_or_default();
        spans.for_each(|span| seen.merge(span));
        seen
    }

    fn touch(&mut self, vlan: Vlan, seen: Span) {
        self.vlans.entry(vlan).and_modify(|span| span.merge(seen)).or_insert(seen);
    }
}

/// Everything claimed for one MAC.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MacClaims {
    pub ips: BTreeMap<IpAddr, Claim>,
    /// Frames without a host's IP address: ARP, DHCP discovery, LLDP …
    pub bare: Claim,
    /// It said of itself that it routes.
    pub says_router: bool,
    /// It sent frames, or the network spoke of it as of a present client.
    pub present: bool,
}

/// All claims of a set of observations.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    pub macs: BTreeMap<MacAddr, MacClaims>,
    /// Addresses in captures without link addresses.
    pub bare_ips: BTreeMap<IpAddr, Claim>,
    /// Addresses that DHCP or router advertisements named as gateways.
    pub gateways: BTreeSet<IpAddr>,
    /// Addresses of VRRP/HSRP groups: nobody's own.
    pub virtual_ips: BTreeSet<IpAddr>,
    /// MACs that hosts told inside their messages: known even behind a router.
    pub told: BTreeMap<IpAddr, MacAddr>,
    /// Addresses that everybody is called by.
    pub broadcasts: BTreeSet<IpAddr>,
    /// The sensors' own cards.
    pub own: BTreeSet<MacAddr>,
}

/// Reads bindings, facts and flows.
#[must_use]
pub fn collect(observations: &Observations) -> Claims {
    let mut claims = Claims {
        broadcasts: nobodys(observations),
        own: observations.summaries.iter().flat_map(|summary| summary.own_macs.iter().copied()).collect(),
        ..Claims::default()
    };
    observations.bindings.iter().for_each(|binding| claims.binding(binding));
    observations.facts.iter().for_each(|fact| claims.fact(fact));
    let known: BTreeSet<IpAddr> = claims.known_ips();
    observations.flows.iter().for_each(|flow| claims.flow(flow, &known));
    for claim in claims.macs.values_mut().flat_map(|mac| mac.ips.values_mut()) {
        if let Some(seen) = claim.vouched.filter(|_| claim.vlans.is_empty()) {
            claim.touch(0, seen);
        }
    }
    claims
}

/// Directed broadcast addresses, unless somebody answers to one by ARP: a mask of another time.
fn nobodys(observations: &Observations) -> BTreeSet<IpAddr> {
    let mut out = directed_broadcasts(observations);
    for fact in observations.facts.iter().filter(|fact| fact.attribute == Attribute::ArpOwner) {
        if let Ok(ip) = fact.value.parse() {
            out.remove(&ip);
        }
    }
    out
}

impl Claims {
    fn known_ips(&self) -> BTreeSet<IpAddr> {
        let by_mac = self.macs.values().flat_map(|mac| mac.ips.keys().copied());
        by_mac.chain(self.bare_ips.keys().copied()).collect()
    }

    fn entry(&mut self, endpoint: Endpoint) -> Option<&mut Claim> {
        let host_ip =
            endpoint.ip.filter(|ip| scope(*ip) != AddressScope::NotAHost && !self.broadcasts.contains(ip));
        match (endpoint.mac.filter(|mac| mac.is_unicast()), host_ip) {
            (Some(mac), Some(ip)) => Some(self.macs.entry(mac).or_default().ips.entry(ip).or_default()),
            (Some(mac), None) => Some(&mut self.macs.entry(mac).or_default().bare),
            (None, Some(ip)) if endpoint.mac.is_none() => Some(self.bare_ips.entry(ip).or_default()),
            (None, _) => None,
        }
    }

    fn binding(&mut self, binding: &Binding) {
        let Some(claim) = self.entry(binding.endpoint) else { return };
        claim.packets += binding.packets;
        claim.bytes += binding.bytes;
        claim.ttl = match (claim.ttl, binding.ttl) {
            ((0, 0), other) | (other, (0, 0)) => other,
            ((a, b), (c, d)) => (a.min(c), b.max(d)),
        };
        match &mut claim.source {
            Some(span) => span.merge(binding.seen),
            None => claim.source = Some(binding.seen),
        }
        claim.touch(binding.endpoint.vlan, binding.seen);
        if let Some(mac) = binding.endpoint.mac.and_then(|mac| self.macs.get_mut(&mac)) {
            mac.present = true;
        }
    }

    fn fact(&mut self, fact: &Fact) {
        match fact.attribute {
            Attribute::ArpOwner | Attribute::DhcpLease => self.vouch(fact),
            Attribute::OwnMac => self.told(fact),
            Attribute::DefaultGateway => self.gateways.extend(fact.value.parse::<IpAddr>()),
            Attribute::VirtualRouter => {
                self.virtual_ips
                    .extend(fact.value.split_whitespace().filter_map(|w| w.parse::<IpAddr>().ok()));
                self.router(fact);
            }
            Attribute::NetworkRole if matches!(fact.value.as_str(), "router" | "nat") => self.router(fact),
            _ if tells_presence(&fact.evidence.source) => self.presence(fact),
            _ => {}
        }
    }

    fn vouch(&mut self, fact: &Fact) {
        let mac = fact.subject.mac.or_else(|| fact.value.parse().ok());
        let ip = fact.value.parse::<IpAddr>().ok().or(fact.subject.ip);
        let (Some(mac), Some(ip)) = (mac, ip) else { return };
        let Some(claim) = self.entry(Endpoint { mac: Some(mac), ip: Some(ip), vlan: fact.subject.vlan })
        else {
            return;
        };
        match &mut claim.vouched {
            Some(span) => span.merge(fact.seen),
            None => claim.vouched = Some(fact.seen),
        }
        // A lease is told where the server or relay stands, which may be another VLAN than the client's.
        if fact.attribute == Attribute::ArpOwner {
            claim.touch(fact.subject.vlan, fact.seen);
        }
        if let Some(mac) = self.macs.get_mut(&mac) {
            mac.present = true;
        }
    }

    fn told(&mut self, fact: &Fact) {
        let mac = fact.value.parse::<MacAddr>().ok().filter(|mac| mac.is_unicast());
        if let (Some(mac), Some(ip)) = (mac, fact.subject.ip) {
            self.told.entry(ip).or_insert(mac);
        }
    }

    fn router(&mut self, fact: &Fact) {
        if let Some(mac) = fact.subject.mac.filter(|mac| mac.is_unicast()) {
            self.macs.entry(mac).or_default().says_router = true;
        }
    }

    /// A client that a relay or server speaks of is there, although its own frames were not seen.
    fn presence(&mut self, fact: &Fact) {
        let Some(mac) = fact.subject.mac.filter(|mac| mac.is_unicast()) else { return };
        let claims = self.macs.entry(mac).or_default();
        claims.present = true;
        if fact.subject.ip.is_none_or(|ip| scope(ip) == AddressScope::NotAHost) {
            claims.bare.touch(fact.subject.vlan, fact.seen);
        }
    }

    /// One-way mirrors show only half of a conversation. A server that was spoken to at length, or a client that was
    /// answered, is there. A target that never answered is not.
    fn flow(&mut self, flow: &Flow, known: &BTreeSet<IpAddr>) {
        let recognised =
            flow.transport == Transport::Tcp && flow.protocol.is_some() && flow.opening == Opening::MidStream;
        let server = flow.server_packets == 0 && recognised && flow.client_packets >= 3;
        let client = flow.client_packets == 0
            && flow.server_packets >= 2
            && (flow.opening == Opening::AnswerOnly || recognised);
        for (wanted, endpoint) in [(server, flow.server), (client, flow.client)] {
            let unseen =
                endpoint.ip.is_some_and(|ip| scope(ip) == AddressScope::Private && !known.contains(&ip));
            if wanted
                && unseen
                && let Some(claim) = self.entry(endpoint)
            {
                claim.touch(endpoint.vlan, flow.seen);
            }
        }
    }
}

/// Sources whose facts name the station itself, not merely the next hop of a frame.
fn tells_presence(source: &str) -> bool {
    matches!(source, "dhcp" | "dhcpv6" | "arp" | "ndp" | "lldp" | "cdp" | "eapol" | "stp")
}
