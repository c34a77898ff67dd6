//! Remote maintenance lines (V8): by which somebody outside, or a maker's laptop inside, works on a device.
//!
//! Each rule turns a conversation into [`Sighting`]s; one line is one device, method and peer.

mod console;
mod gateways;
mod outbound;
mod tunnel;

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use domain::{
    certainty::Certainty,
    devices::Device,
    facts::Evidence,
    ids::{DeviceId, RemoteLineId},
    remote_lines::{LineDirection, LinePeer, RemoteLine},
    time::Span,
};

pub(crate) use self::gateways::second_ways;
use crate::{
    outside::Outside,
    resolve::Resolved,
    traffic::{Talk, evidence},
};

/// What a rule saw in one conversation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sighting {
    pub method: String,
    pub service: Option<String>,
    pub maker: Option<String>,
    pub certainty: Certainty,
    pub direction: LineDirection,
    /// The end device is the conversation's client.
    pub device_is_client: bool,
    pub more_evidence: Vec<Evidence>,
}

impl Sighting {
    fn new(method: &str, certainty: Certainty, direction: LineDirection, device_is_client: bool) -> Self {
        Self {
            method: method.to_owned(),
            service: None,
            maker: None,
            certainty,
            direction,
            device_is_client,
            more_evidence: Vec::new(),
        }
    }
}

/// Surroundings of one conversation.
pub(crate) struct Scene<'a> {
    pub talk: &'a Talk<'a>,
    pub resolved: &'a Resolved<'a>,
    pub outside: &'a Outside,
    /// Hosts that open consoles on medical devices.
    pub maintainers: &'a BTreeSet<usize>,
}

impl<'a> Scene<'a> {
    /// Whether the host was seen at the console of a medical device.
    pub fn maintains_medical(&self, device: &Device) -> bool {
        self.talk.client.is_some_and(|host| {
            self.maintainers.contains(&host)
                && self.resolved.devices.get(host).is_some_and(|own| own.id == device.id)
        })
    }

    pub fn client(&self) -> Option<&'a Device> {
        self.talk.client.and_then(|host| self.resolved.devices.get(host))
    }

    pub fn server(&self) -> Option<&'a Device> {
        self.talk.server.and_then(|host| self.resolved.devices.get(host))
    }
}

/// A medical device, at least likely.
pub(crate) fn is_medical(device: &Device) -> bool {
    device.is_medical.as_ref().is_some_and(|medical| medical.value && medical.certainty >= Certainty::Likely)
}

/// Finds every line.
#[must_use]
pub fn find(resolved: &Resolved<'_>) -> Vec<RemoteLine> {
    let outside = Outside::new(resolved.observations, resolved.identities);
    let mut lines: BTreeMap<Key, RemoteLine> = BTreeMap::new();
    let second: BTreeSet<usize> = second_ways(resolved).into_iter().map(|(_, router, _)| router).collect();
    let maintainers = console::maintainers(resolved);
    for talk in resolved.traffic.talks.iter().filter(|talk| talk.happened()) {
        let scene = Scene { talk, resolved, outside: &outside, maintainers: &maintainers };
        let sighting = tunnel::see(&scene).or_else(|| console::see(&scene)).or_else(|| outbound::see(&scene));
        if let Some(mut sighting) = sighting {
            let through = talk.flow.server.mac.and_then(|mac| resolved.identities.locator.by_mac(mac));
            if talk.server_outside
                && gateways::direct(talk)
                && through.is_some_and(|router| second.contains(&router))
            {
                sighting.method = "lte_router".into();
            }
            add(&mut lines, &scene, sighting);
        }
    }
    let mut lines: Vec<RemoteLine> = lines.into_values().collect();
    lines.extend(gateways::find(resolved));
    lines.sort_by(|a, b| a.id.cmp(&b.id));
    lines
}

type Key = (DeviceId, String, Option<DeviceId>, String);

fn add(lines: &mut BTreeMap<Key, RemoteLine>, scene: &Scene<'_>, sighting: Sighting) {
    let flow = scene.talk.flow;
    let (own, other, peer_ip) = if sighting.device_is_client {
        (scene.client(), scene.server(), flow.server.ip)
    } else {
        (scene.server(), scene.client(), flow.client.ip)
    };
    let Some(device) = own else { return };
    let peer = peer(scene, other, peer_ip);
    let key = (device.id.clone(), sighting.method.clone(), peer.device.clone(), peer.label());
    let (sent, received) = if sighting.device_is_client {
        (flow.client_bytes, flow.server_bytes)
    } else {
        (flow.server_bytes, flow.client_bytes)
    };
    let line = lines.entry(key).or_insert_with(|| fresh(device, peer, &sighting, flow.seen));
    line.sessions += flow.connections.max(1);
    line.sent_bytes += sent;
    line.received_bytes += received;
    line.longest = line.longest.max(flow.longest);
    line.seen.merge(flow.seen);
    line.certainty = line.certainty.max(sighting.certainty);
    line.service = line.service.take().or(sighting.service);
    line.maker = line.maker.take().or(sighting.maker);
    let found = std::iter::once(evidence(flow)).chain(sighting.more_evidence);
    for evidence in found {
        if line.evidence.len() < 6 && !line.evidence.contains(&evidence) {
            line.evidence.push(evidence);
        }
    }
}

fn peer(scene: &Scene<'_>, other: Option<&Device>, ip: Option<IpAddr>) -> LinePeer {
    let name = match other {
        Some(device) => device.hostname.as_ref().map(|name| name.value.clone()),
        None => ip.and_then(|ip| scene.outside.name(ip)).map(str::to_owned),
    };
    LinePeer { ip, name, device: other.map(|device| device.id.clone()), outside: other.is_none() }
}

fn fresh(device: &Device, peer: LinePeer, sighting: &Sighting, seen: Span) -> RemoteLine {
    let tail = device.id.as_str().trim_start_matches("dev_").to_owned();
    let place = peer.ip.map_or_else(|| peer.label(), |ip| ip.to_string());
    RemoteLine {
        id: RemoteLineId::from_tail(&format!("{tail}-{}-{place}", sighting.method)),
        device: device.id.clone(),
        method: sighting.method.clone(),
        service: sighting.service.clone(),
        maker: sighting.maker.clone(),
        peer,
        direction: sighting.direction,
        certainty: sighting.certainty,
        evidence: Vec::new(),
        sessions: 0,
        sent_bytes: 0,
        received_bytes: 0,
        longest: 0,
        seen,
        declared: None,
        declared_by: None,
    }
}
