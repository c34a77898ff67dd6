//! A second way out: a router beside the ordinary one that carries a few hosts to the outside (LTE router, maker's VPN box).

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use domain::{
    addresses::{AddressScope, Endpoint, MacAddr, Vlan, scope},
    certainty::Certainty::Likely,
    devices::Device,
    facts::Evidence,
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
        let ordinary = inner.iter().any(|(known, _)| *known == vlan);
        for (mac, way) in ways {
            let carries_inside = inner.iter().any(|(_, known)| *known == mac);
            if ordinary && !carries_inside && !mac.is_virtual_router() {
                out.extend(resolved.identities.locator.by_mac(mac).map(|router| (vlan, router, way.hosts)));
            }
        }
    }
    out
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
        evidence: vec![Evidence { source: "routing".into(), said, frame: Some(way.frame), origin: None }],
        sessions: way.sessions,
        sent_bytes: way.sent,
        received_bytes: way.received,
        longest: 0,
        seen: way.seen.unwrap_or_default(),
        declared: None,
        declared_by: None,
    }
}
