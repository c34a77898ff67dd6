//! A second way out: a router beside the ordinary one that carries a few hosts to the outside (LTE router, maker's VPN box).

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use domain::{
    addresses::{AddressScope, Endpoint, MacAddr, Vlan, scope},
    certainty::Certainty::Likely,
    devices::Device,
    facts::{Attribute, Evidence},
    ids::RemoteLineId,
    observations::Binding,
    remote_lines::{LineDirection, LinePeer, RemoteLine},
    time::Span,
};

use crate::{resolve::Resolved, traffic::Talk};

/// Who goes out through which card.
#[derive(Default)]
struct Way {
    hosts: BTreeSet<usize>,
    seen: Option<Span>,
    sent: u64,
    received: u64,
    sessions: u64,
    frame: u64,
    peer: Option<IpAddr>,
}

/// Ways out of each VLAN beside the ordinary one: routers that carry nothing but the outside, next to one that also carries
/// the hospital's other networks.
pub(crate) fn second_ways(resolved: &Resolved<'_>) -> Vec<(Vlan, usize, BTreeSet<usize>)> {
    let inner = inner_routers(resolved);
    let mut out = Vec::new();
    for (vlan, ways) in ways(resolved) {
        let leaving: BTreeSet<usize> = ways.values().flat_map(|way| way.hosts.iter().copied()).collect();
        let ordinary = inner.iter().any(|(known, _)| *known == vlan);
        for (mac, way) in ways {
            let carries_inside = inner.iter().any(|(_, known)| *known == mac);
            let usual = carries_inside || mac.is_virtual_router() || is_usual(way.hosts.len(), leaving.len());
            let router = resolved.identities.locator.by_mac(mac).filter(|router| {
                !is_backbone(resolved, *router) && !is_partner(resolved, &inner, vlan, *router)
            });
            if ordinary && !usual {
                out.extend(router.map(|router| (vlan, router, way.hosts)));
            }
        }
    }
    out
}

/// Most of those who go out go through it: a firewall beside the core switch, not somebody's second way.
const fn is_usual(through_it: usize, leaving: usize) -> bool {
    through_it > 5 && through_it * 2 > leaving
}

/// One of the hospital's own routers: it shares an address with another one, says that it bridges or relays, or stands in
/// several networks.
fn is_backbone(resolved: &Resolved<'_>, router: usize) -> bool {
    let Some(device) = resolved.devices.get(router) else { return false };
    let told = device.facts.iter().any(|fact| {
        matches!(fact.attribute, Attribute::VirtualRouter | Attribute::LinkNeighbour)
            || (fact.attribute == Attribute::NetworkRole
                && matches!(fact.value.as_str(), "bridge" | "switch"))
    });
    let relays = device
        .facts
        .iter()
        .any(|fact| fact.attribute == Attribute::NetworkRole && fact.evidence.source == "dhcp");
    told || relays || device.vlans.len() > 1
}

/// Routers that stand in for each other are of one make and have neighbouring addresses; one may carry only answers.
const NEIGHBOURING: u32 = 3;

/// The other half of the ordinary router.
fn is_partner(resolved: &Resolved<'_>, inner: &BTreeSet<(Vlan, MacAddr)>, vlan: Vlan, router: usize) -> bool {
    let at = |host: usize| resolved.devices.get(host);
    let Some(own) = at(router) else { return false };
    let maker = |device: &Device| device.card_maker.as_ref().map(|maker| maker.value.name.clone());
    let ordinary = inner
        .iter()
        .filter(|(known, _)| *known == vlan)
        .filter_map(|(_, mac)| resolved.identities.locator.by_mac(*mac))
        .filter(|host| *host != router);
    ordinary
        .filter_map(at)
        .any(|other| maker(own).is_some() && maker(own) == maker(other) && near(own, other))
}

fn near(a: &Device, b: &Device) -> bool {
    let v4 = |device: &Device| -> Vec<u32> {
        let bits = |ip: &IpAddr| if let IpAddr::V4(v4) = ip { Some(v4.to_bits()) } else { None };
        device.ips.iter().filter_map(bits).collect()
    };
    let others = v4(b);
    v4(a).iter().any(|ip| others.iter().any(|other| ip.abs_diff(*other) <= NEIGHBOURING))
}

/// Cards that bring packets of other private networks into a VLAN.
fn inner_routers(resolved: &Resolved<'_>) -> BTreeSet<(Vlan, MacAddr)> {
    let locator = &resolved.identities.locator;
    let carried = |binding: &&Binding| {
        let Endpoint { mac: Some(mac), ip: Some(ip), vlan } = binding.endpoint else { return false };
        let owner = locator.by_ip(ip, vlan, binding.seen);
        scope(ip) == AddressScope::Private && owner.is_some() && owner != locator.by_mac(mac)
    };
    let carriers = resolved.observations.bindings.iter().filter(carried);
    let mut out: BTreeSet<(Vlan, MacAddr)> =
        carriers.filter_map(|binding| Some((binding.endpoint.vlan, binding.endpoint.mac?))).collect();
    // A mirror of one direction shows only whom they are sent to.
    for talk in resolved.traffic.talks.iter().filter(|talk| talk.server.is_some() && direct(talk)) {
        let Some(mac) = talk.flow.server.mac.filter(|mac| mac.is_unicast()) else { continue };
        if locator.by_mac(mac) != talk.server {
            out.insert((talk.flow.server.vlan, mac));
        }
    }
    out
}

/// Both ends were seen in one VLAN: the server's MAC is where the client itself sent its frames.
pub(super) fn direct(talk: &Talk<'_>) -> bool {
    talk.flow.client.vlan == talk.flow.server.vlan
}

fn ways(resolved: &Resolved<'_>) -> BTreeMap<Vlan, BTreeMap<MacAddr, Way>> {
    let mut ways: BTreeMap<Vlan, BTreeMap<MacAddr, Way>> = BTreeMap::new();
    for talk in
        resolved.traffic.talks.iter().filter(|talk| talk.server_outside && talk.happened() && direct(talk))
    {
        let (Some(client), Some(mac)) = (talk.client, talk.flow.server.mac.filter(|mac| mac.is_unicast()))
        else {
            continue;
        };
        let own_card =
            talk.flow.client.mac.and_then(|mac| resolved.identities.locator.by_mac(mac)) == Some(client);
        if !own_card {
            continue;
        }
        let way = ways.entry(talk.flow.client.vlan).or_default().entry(mac).or_default();
        way.hosts.insert(client);
        way.sent += talk.flow.client_bytes;
        way.received += talk.flow.server_bytes;
        way.sessions += talk.flow.connections;
        way.frame = talk.flow.frame;
        way.peer = way.peer.or(talk.flow.server.ip);
        match &mut way.seen {
            Some(seen) => seen.merge(talk.flow.seen),
            None => way.seen = Some(talk.flow.seen),
        }
    }
    ways
}

/// One line for each second way, ending at the router.
pub(super) fn find(resolved: &Resolved<'_>) -> Vec<RemoteLine> {
    let ways = ways(resolved);
    second_ways(resolved)
        .into_iter()
        .filter_map(|(vlan, router, _)| {
            let device = resolved.devices.get(router)?;
            let way =
                ways.get(&vlan)?.iter().find(|(mac, _)| device.macs.contains(mac)).map(|(_, way)| way)?;
            Some(line(device, vlan, way))
        })
        .collect()
}

fn line(device: &Device, vlan: Vlan, way: &Way) -> RemoteLine {
    let tail = device.id.as_str().trim_start_matches("dev_");
    let said =
        format!("{} hosts reach the outside through it, the others of VLAN {vlan} do not", way.hosts.len());
    RemoteLine {
        id: RemoteLineId::from_tail(&format!("{tail}-lte-router-{vlan}")),
        device: device.id.clone(),
        method: "lte_router".into(),
        service: None,
        maker: None,
        peer: LinePeer { ip: way.peer, name: None, device: None, outside: true },
        direction: LineDirection::Outbound,
        certainty: Likely,
        evidence: vec![Evidence {
            source: "routing".into(),
            said: said.into(),
            frame: Some(way.frame),
            origin: None,
        }],
        sessions: way.sessions,
        sent_bytes: way.sent,
        received_bytes: way.received,
        longest: 0,
        seen: way.seen.unwrap_or_default(),
        declared: None,
        declared_by: None,
    }
}

#[cfg(test)]
mod tests {
    use domain::{facts::Attribute, picture::Picture};
    use knowledge::Knowledge;

    use crate::{
        resolve,
        testing::{Scene, at, span},
    };

    const CORE: &str = "00:1b:54:10:00:01";
    const OTHER: &str = "00:1e:42:10:00:09";

    /// Twelve hosts that go out by the core switch, which also brings another network; some go out by another router.
    fn scene(through_other: usize) -> Scene {
        let mut scene = Scene::default()
            .host(CORE, "10.20.0.2", span(0, 60))
            .host(OTHER, "10.20.0.250", span(0, 60))
            .source(at(CORE, "10.10.0.9", 0), 63, span(0, 60));
        for n in 0..12 {
            let (mac, ip) = (format!("18:66:da:10:00:{n:02x}"), format!("10.20.0.{}", 20 + n));
            let router = if n < through_other { OTHER } else { CORE };
            scene = scene.host(&mac, &ip, span(0, 60)).talk(
                at(&mac, &ip, 0),
                at(router, "203.0.113.10", 0),
                443,
                "tls",
            );
        }
        scene
    }

    fn picture(scene: &Scene) -> Picture {
        resolve::resolve(&scene.0, Knowledge::built_in(), &[], None)
    }

    fn warned(picture: &Picture) -> bool {
        picture.findings.iter().any(|finding| finding.code == "two-default-gateways")
    }

    #[test]
    fn a_router_of_few_beside_the_usual_one_is_a_second_way() {
        let picture = picture(&scene(2));
        assert!(picture.remote_lines.iter().any(|line| line.method == "lte_router"));
        assert!(warned(&picture));
    }

    #[test]
    fn the_other_half_of_a_router_pair_is_no_second_way() {
        let own = at(OTHER, "10.20.0.250", 0);
        let pair = scene(2).fact(own, Attribute::VirtualRouter, "hsrp 20 10.20.0.1", "hsrp", span(0, 60));
        assert!(!warned(&picture(&pair)), "HSRP");
        let told = scene(2).fact(own, Attribute::LinkNeighbour, "SW2|00:1e|Gi1|bridge", "cdp", span(0, 60));
        assert!(!warned(&picture(&told)), "CDP");
        let relay = scene(2).fact(own, Attribute::NetworkRole, "router", "dhcp", span(0, 60));
        assert!(!warned(&picture(&relay)), "DHCP relay");
    }

    #[test]
    fn a_silent_twin_with_the_next_address_is_no_second_way() {
        let twin = "00:1b:54:10:00:02";
        let mut scene = scene(0).host(twin, "10.20.0.3", span(0, 60));
        for n in 0..3 {
            let client = at(&format!("18:66:da:10:00:{n:02x}"), &format!("10.20.0.{}", 20 + n), 0);
            scene = scene.talk(client, at(twin, "203.0.113.77", 0), 443, "tls");
        }
        assert!(!warned(&picture(&scene)));
    }

    #[test]
    fn a_firewall_that_most_go_through_is_no_second_way() {
        assert!(!warned(&picture(&scene(9))));
    }
}
