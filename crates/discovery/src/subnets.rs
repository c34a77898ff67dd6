//! Subnets: told by DHCP masks and by directed broadcasts; else networks of 256 addresses are supposed.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, Ipv4Addr},
};

use domain::{
    addresses::{AddressScope, MacAddr, scope},
    facts::Attribute,
    observations::Observations,
};

/// Supposed where nothing is told.
const USUAL: u8 = 24;
/// Larger networks are not believed of a mere broadcast.
const WIDEST: u8 = 16;

/// All subnets that were told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subnets(BTreeSet<(u8, Ipv4Addr)>);

impl Subnets {
    /// Reads masks of leases and directed broadcasts. A mask outranks what a broadcast lets suppose.
    #[must_use]
    pub fn told(observations: &Observations) -> Self {
        let mut subnets: BTreeSet<(u8, Ipv4Addr)> = observations
            .facts
            .iter()
            .filter(|fact| fact.attribute == Attribute::SubnetMask)
            .filter_map(|fact| {
                let bits = prefix_length(fact.value.parse().ok()?)?;
                let IpAddr::V4(ip) = fact.subject.ip? else { return None };
                Some((bits, masked(ip, bits)))
            })
            .collect();
        for (broadcast, bits) in from_broadcasts(observations) {
            let network = masked(broadcast, bits);
            let known = subnets.iter().any(|(known, base)| masked(broadcast, *known) == *base);
            if !known {
                subnets.insert((bits, network));
            }
        }
        Self(subnets)
    }

    /// The subnet of an address and the length of its prefix.
    #[must_use]
    pub fn of(&self, ip: Ipv4Addr) -> (Ipv4Addr, u8) {
        let mut known = self.0.iter().rev().filter(|(bits, base)| masked(ip, *bits) == *base);
        known.next().map_or_else(|| (masked(ip, USUAL), USUAL), |(bits, base)| (*base, *bits))
    }
}

/// Addresses that frames to everybody are sent to: the last of their subnet, so nobody's own.
#[must_use]
pub fn directed_broadcasts(observations: &Observations) -> BTreeSet<IpAddr> {
    broadcasts(observations).map(|(_, ip)| IpAddr::V4(ip)).collect()
}

/// Sender and directed broadcast address.
fn broadcasts(observations: &Observations) -> impl Iterator<Item = (Option<Ipv4Addr>, Ipv4Addr)> {
    observations.flows.iter().filter_map(|flow| {
        let IpAddr::V4(to) = flow.server.ip? else { return None };
        let everybody = flow.server.mac.is_none_or(|mac| mac == MacAddr([0xff; 6]));
        let private = scope(IpAddr::V4(to)) == AddressScope::Private;
        let last = to.to_bits().trailing_ones() >= 3;
        let from = match flow.client.ip {
            Some(IpAddr::V4(from)) if scope(IpAddr::V4(from)) == AddressScope::Private => Some(from),
            _ => None,
        };
        let heard = flow.server_packets == 0;
        (everybody && private && last && heard && flow.server.mac.is_some()).then_some((from, to))
    })
}

/// The shortest prefix that holds all senders to the same broadcast address, as far as its last bits are ones.
fn from_broadcasts(observations: &Observations) -> BTreeMap<Ipv4Addr, u8> {
    let mut out: BTreeMap<Ipv4Addr, u8> = BTreeMap::new();
    for (from, to) in broadcasts(observations) {
        let Some(from) = from else { continue };
        let (from, bits) = (from.to_bits(), to.to_bits());
        let shared = (from ^ bits).leading_zeros() as u8;
        let least = 32 - bits.trailing_ones() as u8;
        if shared < least.max(WIDEST) {
            continue;
        }
        let usual = shared.min(USUAL.max(least));
        out.entry(to).and_modify(|known| *known = (*known).min(usual)).or_insert(usual);
    }
    out
}

fn masked(ip: Ipv4Addr, bits: u8) -> Ipv4Addr {
    let mask = u32::MAX.checked_shl(32 - u32::from(bits.min(32))).unwrap_or(0);
    Ipv4Addr::from_bits(ip.to_bits() & mask)
}

/// Length of a prefix from a mask of ones before zeros; `None` for others and for no network at all.
fn prefix_length(mask: Ipv4Addr) -> Option<u8> {
    let bits = mask.to_bits();
    let ones = bits.leading_ones();
    (ones + bits.trailing_zeros() == 32 && (8..=30).contains(&ones)).then_some(ones as u8)
}

#[cfg(test)]
mod tests {
    use domain::flows::Opening;

    use super::*;
    use crate::testing::{Scene, at, span};

    const EVERYBODY: &str = "ff:ff:ff:ff:ff:ff";

    fn heard(pairs: &[(&str, &str)]) -> Scene {
        let mut scene = Scene::default();
        for (from, to) in pairs {
            scene = scene.flow(
                at("00:0c:29:10:00:81", from, 0),
                at(EVERYBODY, to, 0),
                138,
                "",
                Opening::Attempted,
            );
            if let Some(flow) = scene.0.flows.last_mut() {
                flow.server_packets = 0;
            }
        }
        scene
    }

    #[test]
    fn broadcasts_tell_how_wide_a_network_is() {
        type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);
        let cases: &[Case<'_>] = &[
            (&[("10.77.0.81", "10.77.255.255")], "10.77.9.140", "10.77.0.0/16"),
            (
                &[("10.24.48.9", "10.24.55.255"), ("10.24.55.7", "10.24.55.255")],
                "10.24.50.1",
                "10.24.48.0/21",
            ),
            (&[("192.168.1.9", "192.168.1.255")], "192.168.1.77", "192.168.1.0/24"),
            (&[("192.168.1.9", "192.168.1.127")], "192.168.1.77", "192.168.1.0/25"),
            (&[], "10.1.2.3", "10.1.2.0/24"),
            (&[("10.1.0.9", "10.255.255.255")], "10.1.2.3", "10.1.2.0/24"),
        ];
        for (pairs, ip, expected) in cases {
            let (network, bits) = Subnets::told(&heard(pairs).0).of(ip.parse().expect("an address"));
            assert_eq!(format!("{network}/{bits}"), *expected, "{pairs:?}");
        }
    }

    #[test]
    fn a_lease_tells_the_mask_and_outranks() {
        let scene = heard(&[("10.9.1.9", "10.9.1.255")]).fact(
            at("18:66:da:10:00:21", "10.9.0.21", 0),
            Attribute::SubnetMask,
            "255.255.254.0",
            "dhcp",
            span(0, 1),
        );
        let (network, bits) = Subnets::told(&scene.0).of(Ipv4Addr::new(10, 9, 1, 200));
        assert_eq!((network, bits), (Ipv4Addr::new(10, 9, 0, 0), 23));
        assert_eq!(prefix_length(Ipv4Addr::new(255, 0, 255, 0)), None);
        assert_eq!(prefix_length(Ipv4Addr::new(255, 255, 255, 255)), None);
    }

    #[test]
    fn an_address_that_everybody_is_called_by_is_no_device() {
        let scene = heard(&[("10.77.0.81", "10.77.255.255")])
            .host("00:0c:29:10:00:81", "10.77.0.81", span(0, 60))
            .source(at("00:1b:54:10:00:01", "10.77.255.255", 0), 64, span(0, 60));
        let found = crate::identity::identify(&scene.0);
        let ips: Vec<_> = found.hosts.iter().flat_map(crate::identity::Host::ips).collect();
        assert_eq!(ips, [IpAddr::from([10, 77, 0, 81])]);
    }
}
