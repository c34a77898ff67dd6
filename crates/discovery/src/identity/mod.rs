//! Identity through time: addresses to hosts. Neither MAC nor IP alone is identity.
//!
//! 1. [`claims`]: who was seen with which address, and how well that is vouched for,
//! 2. [`ownership`]: which of them are its own, and which a router merely carried,
//! 3. [`hosts`]: one host per set of own addresses; hosts behind a router have no MAC,
//! 4. [`joins`]: several cards of one device become one host,
//! 5. [`locate`]: which host an endpoint meant at a time,
//! 6. [`conflicts`]: one address, two devices, at the same time.

pub mod claims;
pub mod conflicts;
pub mod hosts;
pub mod ids;
pub mod joins;
pub mod locate;
pub mod ownership;

use domain::observations::Observations;

pub use self::{conflicts::AddressConflict, hosts::Host, locate::Locator};

/// All hosts, and how to find them.
#[derive(Debug)]
pub struct Identities {
    pub hosts: Vec<Host>,
    pub locator: Locator,
    pub conflicts: Vec<AddressConflict>,
}

/// Resolves the addresses of a whole set of observations.
#[must_use]
pub fn identify(observations: &Observations) -> Identities {
    let claims = claims::collect(observations);
    let owned = ownership::decide(&claims);
    let mut hosts = hosts::build(&claims, &owned);
    joins::join(&mut hosts, observations);
    let locator = Locator::new(&hosts);
    let conflicts = conflicts::find(&hosts, &claims);
    Identities { hosts, locator, conflicts }
}

#[cfg(test)]
mod tests {
    use domain::{addresses::MacAddr, facts::Attribute};

    use super::*;
    use crate::testing::{Scene, at, span};

    const ROUTER: &str = "00:1b:54:10:00:01";
    const A: &str = "00:a0:9a:10:00:41";
    const B: &str = "18:66:da:10:00:21";

    fn ips(found: &Identities, mac: &str) -> Vec<String> {
        let mac: MacAddr = mac.parse().expect("a MAC");
        let host = found.locator.by_mac(mac).and_then(|index| found.hosts.get(index)).expect("a host");
        host.ips().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_host_behind_a_router_has_no_mac_and_the_outside_is_no_host() {
        let scene = Scene::default()
            .host(ROUTER, "10.77.0.1", span(0, 60))
            .host(A, "10.77.0.10", span(0, 60))
            .source(at(ROUTER, "10.78.0.20", 0), 63, span(0, 60))
            .source(at(ROUTER, "203.0.113.10", 0), 53, span(0, 60));
        let found = identify(&scene.0);
        assert_eq!(found.hosts.len(), 3);
        assert_eq!(ips(&found, ROUTER), ["10.77.0.1"]);
        let behind = found.hosts.iter().find(|host| host.macs.is_empty()).expect("the host behind");
        assert_eq!(behind.behind, ROUTER.parse().ok());
        assert!(found.locator.find(at(ROUTER, "203.0.113.10", 0), span(0, 1)).is_none());
    }

    #[test]
    fn a_router_whose_copies_keep_the_ttl_still_carries() {
        let mut scene = Scene::default().host(ROUTER, "10.77.0.1", span(0, 60));
        for last in 2..40 {
            scene = scene.source(at(ROUTER, &format!("10.80.0.{last}"), 0), 64, span(0, 60));
        }
        let found = identify(&scene.0);
        assert_eq!(ips(&found, ROUTER), ["10.77.0.1"]);
        assert_eq!(found.hosts.len(), 39);
    }

    #[test]
    fn a_lease_given_to_another_is_two_devices_and_no_conflict() {
        let scene = Scene::default().host(A, "10.0.0.5", span(0, 10)).host(B, "10.0.0.5", span(20, 30));
        let found = identify(&scene.0);
        assert_eq!(found.hosts.len(), 2);
        assert!(found.conflicts.is_empty());
        assert_ne!(
            found.locator.find(at("", "10.0.0.5", 0), span(5, 6)),
            found.locator.find(at("", "10.0.0.5", 0), span(25, 26)),
        );
    }

    #[test]
    fn one_address_at_the_same_time_is_a_conflict_but_not_across_vlans() {
        let scene = Scene::default().host(A, "10.0.0.5", span(0, 30)).host(B, "10.0.0.5", span(20, 40));
        assert_eq!(identify(&scene.0).conflicts.len(), 1);
        let apart = Scene::default().source(at(A, "10.0.0.5", 10), 64, span(0, 9)).source(
            at(B, "10.0.0.5", 20),
            64,
            span(0, 9),
        );
        let found = identify(&apart.0);
        assert!(found.conflicts.is_empty());
        assert_eq!((ips(&found, A).len(), ips(&found, B).len()), (1, 1));
    }

    #[test]
    fn a_shared_router_address_is_nobodys_own() {
        let shared = "00:00:5e:00:01:0a";
        let scene = Scene::default()
            .source(at(shared, "10.0.0.2", 0), 255, span(0, 9))
            .fact(at(shared, "10.0.0.2", 0), Attribute::VirtualRouter, "vrrp 10 10.0.0.1", "vrrp", span(0, 9))
            .fact(at(shared, "10.0.0.1", 0), Attribute::ArpOwner, "10.0.0.1", "arp", span(0, 9))
            .source(at(shared, "10.9.0.7", 0), 63, span(0, 9));
        let found = identify(&scene.0);
        assert!(found.hosts.iter().all(|host| host.macs.is_empty()));
        let seen: Vec<_> = found.hosts.iter().flat_map(Host::ips).map(|ip| ip.to_string()).collect();
        assert_eq!(seen, ["10.0.0.2", "10.9.0.7"], "the shared address 10.0.0.1 is no device");
    }

    #[test]
    fn a_speaker_of_a_shared_address_is_the_card_that_asks_with_its_own() {
        let (shared, own) = ("00:00:0c:07:ac:14", "00:1b:54:10:00:01");
        let mut scene = Scene::default().source(at(own, "", 0), 0, span(0, 60));
        for vlan in 10..20 {
            let ip = format!("10.0.{vlan}.2");
            scene = scene
                .source(at(shared, &ip, vlan), 1, span(0, 60))
                .fact(
                    at(shared, &ip, vlan),
                    Attribute::VirtualRouter,
                    &format!("hsrp {vlan} 10.0.{vlan}.1"),
                    "hsrp",
                    span(0, 60),
                )
                .fact(at(own, &ip, vlan), Attribute::ArpOwner, &ip, "arp", span(0, 60));
        }
        let found = identify(&scene.0);
        assert_eq!(found.hosts.len(), 1, "{:?}", found.hosts);
        assert_eq!(ips(&found, own).len(), 10);
    }

    #[test]
    fn ports_of_one_switch_are_one_device() {
        let (one, two) = ("00:1b:54:10:00:05", "00:1b:54:10:00:06");
        let told = "SW-3|00:1b:54:10:00:01|Gi1|bridge";
        let scene = Scene::default()
            .source(at(one, "", 0), 0, span(0, 9))
            .source(at(two, "", 0), 0, span(0, 9))
            .fact(at(one, "", 0), Attribute::LinkNeighbour, told, "lldp", span(0, 9))
            .fact(at(two, "", 0), Attribute::LinkNeighbour, told, "lldp", span(0, 9));
        let found = identify(&scene.0);
        assert_eq!(found.hosts.len(), 1);
    }

    #[test]
    fn a_target_that_never_answered_is_no_device() {
        use domain::flows::Opening;
        let scene = Scene::default().host(A, "10.0.0.5", span(0, 9)).flow(
            at(A, "10.0.0.5", 0),
            at(B, "10.0.0.77", 0),
            104,
            "",
            Opening::Attempted,
        );
        assert_eq!(identify(&scene.0).hosts.len(), 1);
    }

    #[test]
    fn a_relayed_client_is_known_by_its_lease() {
        let scene = Scene::default()
            .host(ROUTER, "10.77.0.1", span(0, 60))
            .source(at(ROUTER, "10.78.0.20", 0), 63, span(0, 60))
            .fact(at(A, "10.78.0.20", 0), Attribute::DhcpLease, "10.78.0.20", "dhcp", span(0, 1));
        let found = identify(&scene.0);
        assert_eq!(ips(&found, A), ["10.78.0.20"]);
        assert_eq!(found.hosts.len(), 2);
    }

    #[test]
    fn own_ipv6_addresses_belong_to_the_card() {
        let scene = Scene::default()
            .host(A, "10.0.0.5", span(0, 9))
            .source(at(A, "fe80::2a0:9aff:fe10:41", 0), 255, span(0, 9))
            .source(at(A, "2001:db8:1::77aa:1", 0), 64, span(0, 9));
        assert_eq!(ips(&identify(&scene.0), A).len(), 3);
    }
}
