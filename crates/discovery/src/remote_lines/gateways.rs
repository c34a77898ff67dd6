//! A second way out: a router beside the ordinary one that carries a few hosts to the outside (LTE router, maker's VPN box).

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    addresses::{MacAddr, Vlan},
    certainty::Certainty::Likely,
    devices::Device,
    facts::Evidence,
    ids::RemoteLineId,
    remote_lines::{LineDirection, LinePeer, RemoteLine},
    time::Span,
};

use crate::resolve::Resolved;

/// Who goes out through which card.
#[derive(Default)]
struct Way {
    hosts: BTreeSet<usize>,
    seen: Option<Span>,
    sent: u64,
    received: u64,
    sessions: u64,
    frame: u64,
}

/// Ways out of each VLAN other than the one that most hosts take.
pub(crate) fn second_ways(resolved: &Resolved<'_>) -> Vec<(Vlan, usize, BTreeSet<usize>)> {
    ways(resolved)
        .into_iter()
        .flat_map(|(vlan, ways)| {
            let main = ways
                .iter()
                .max_by_key(|(mac, way)| (way.hosts.len(), std::cmp::Reverse(**mac)))
                .map(|(mac, _)| *mac);
            let total: usize = ways.values().map(|way| way.hosts.len()).sum();
            ways.into_iter()
                .filter(move |(mac, way)| {
                    main.is_some_and(|main| !siblings(main, *mac))
                        && way.hosts.len() * 3 <= total
                        && total >= 3
                })
                .filter_map(move |(mac, way)| {
                    Some((vlan, resolved.identities.locator.by_mac(mac)?, way.hosts))
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Two routers of one maker with neighbouring addresses share the work; they are one way.
fn siblings(a: MacAddr, b: MacAddr) -> bool {
    a == b || a.is_virtual_router() || b.is_virtual_router() || a.to_u64() >> 24 == b.to_u64() >> 24
}

fn ways(resolved: &Resolved<'_>) -> BTreeMap<Vlan, BTreeMap<MacAddr, Way>> {
    let mut ways: BTreeMap<Vlan, BTreeMap<MacAddr, Way>> = BTreeMap::new();
    for talk in resolved.traffic.talks.iter().filter(|talk| talk.server_outside && talk.happened()) {
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
        id: RemoteLineId::from_tail(&format!("{tail}-lte-router")),
        device: device.id.clone(),
        method: "lte_router".into(),
        service: None,
        maker: None,
        peer: LinePeer { ip: None, name: None, device: None, outside: true },
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
