//! Flows with hosts instead of addresses: services that answered, and peers.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use domain::{
    addresses::{AddressScope, scope},
    certainty::Certainty,
    devices::{Peer, Service},
    facts::{Attribute, Evidence, Fact},
    flows::{Flow, Opening, Transport},
    ids::DeviceId,
    observations::Observations,
    time::Span,
};

use crate::{identity::Identities, merge::opening_rank};

/// A flow between hosts.
#[derive(Clone, Copy, Debug)]
pub struct Talk<'a> {
    pub flow: &'a Flow,
    /// Positions of the hosts; `None` for peers outside and for addresses of nobody.
    pub client: Option<usize>,
    pub server: Option<usize>,
    /// That side is a public address that is no device of ours.
    pub client_outside: bool,
    pub server_outside: bool,
}

impl Talk<'_> {
    /// The server's port really answered, or the conversation was joined in its middle.
    #[must_use]
    pub fn happened(&self) -> bool {
        happened(self.flow)
    }

    /// Protocol by content, else empty.
    #[must_use]
    pub fn protocol(&self) -> &str {
        self.flow.protocol.as_deref().unwrap_or_default()
    }
}

/// Not merely tried.
fn happened(flow: &Flow) -> bool {
    match flow.opening {
        Opening::Answered | Opening::AnswerOnly | Opening::Replied => true,
        Opening::MidStream => flow.protocol.is_some() || (flow.client_packets > 0 && flow.server_packets > 0),
        Opening::Attempted | Opening::Refused => false,
    }
}

/// Every conversation, by host.
#[derive(Debug, Default)]
pub struct Traffic<'a> {
    pub talks: Vec<Talk<'a>>,
    /// Positions in `talks` for each host, as client and as server.
    pub as_client: Vec<Vec<usize>>,
    pub as_server: Vec<Vec<usize>>,
}

impl<'a> Traffic<'a> {
    /// Finds the hosts of every flow.
    #[must_use]
    pub fn new(observations: &'a Observations, identities: &Identities) -> Self {
        let count = identities.hosts.len();
        let mut traffic = Self {
            talks: Vec::new(),
            as_client: vec![Vec::new(); count],
            as_server: vec![Vec::new(); count],
        };
        for flow in &observations.flows {
            let client = identities.locator.find(flow.client, flow.seen);
            let server = identities.locator.find(flow.server, flow.seen);
            let outside = |ip: Option<IpAddr>, host: Option<usize>| {
                host.is_none() && ip.is_some_and(|ip| scope(ip) == AddressScope::Public)
            };
            let at = traffic.talks.len();
            traffic.talks.push(Talk {
                flow,
                client,
                server,
                client_outside: outside(flow.client.ip, client),
                server_outside: outside(flow.server.ip, server),
            });
            if let Some(list) = client.and_then(|host| traffic.as_client.get_mut(host)) {
                list.push(at);
            }
            if let Some(list) = server.and_then(|host| traffic.as_server.get_mut(host)) {
                list.push(at);
            }
        }
        traffic
    }

    /// Conversations that this host opened.
    pub fn of_client(&self, host: usize) -> impl Iterator<Item = &Talk<'a>> {
        self.as_client.get(host).into_iter().flatten().filter_map(|at| self.talks.get(*at))
    }

    /// Conversations that this host answered.
    pub fn of_server(&self, host: usize) -> impl Iterator<Item = &Talk<'a>> {
        self.as_server.get(host).into_iter().flatten().filter_map(|at| self.talks.get(*at))
    }

    /// Ports of the host that really answered, one row a port.
    #[must_use]
    pub fn services(&self, host: usize) -> Vec<Service> {
        let mut ports: BTreeMap<(Transport, u16), (Service, BTreeSet<IpAddr>)> = BTreeMap::new();
        for talk in self.of_server(host).filter(|talk| is_service(talk.flow)) {
            let flow = talk.flow;
            let fresh = || (service(flow), BTreeSet::new());
            let (known, clients) = ports.entry((flow.transport, flow.port)).or_insert_with(fresh);
            clients.extend(flow.client.ip);
            fold_service(known, flow);
        }
        ports
            .into_values()
            .map(|(mut service, clients)| {
                service.clients = u32::try_from(clients.len()).unwrap_or(u32::MAX).max(1);
                service
            })
            .collect()
    }

    /// Whom the host spoke with, or tried to outside the hospital, largest volume first, at most `limit`.
    #[must_use]
    pub fn peers(&self, host: usize, ids: &[DeviceId], limit: usize) -> Vec<Peer> {
        let sides = [(true, self.as_client.get(host)), (false, self.as_server.get(host))];
        let mut rows: BTreeMap<PeerKey<'_>, Peer> = BTreeMap::new();
        for (as_client, at) in
            sides.into_iter().flat_map(|(side, list)| list.into_iter().flatten().map(move |at| (side, *at)))
        {
            let tells = |talk: &&Talk<'_>| talk.happened() || (as_client && talk.server_outside);
            let Some(talk) = self.talks.get(at).filter(tells) else { continue };
            let peer = peer_of(talk, as_client, ids);
            let key = (as_client, peer.ip, talk.flow.transport, talk.flow.port, talk.protocol());
            rows.entry(key).and_modify(|known| add_peer(known, &peer)).or_insert(peer);
        }
        let mut peers: Vec<Peer> = rows.into_values().collect();
        peers.sort_by_key(|peer| std::cmp::Reverse(peer.sent_bytes + peer.received_bytes));
        peers.truncate(limit);
        peers
    }
}

type PeerKey<'a> = (bool, Option<IpAddr>, Transport, u16, &'a str);

fn peer_of(talk: &Talk<'_>, as_client: bool, ids: &[DeviceId]) -> Peer {
    let flow = talk.flow;
    let (host, ip, outside) = if as_client {
        (talk.server, flow.server.ip, talk.server_outside)
    } else {
        (talk.client, flow.client.ip, talk.client_outside)
    };
    let (sent, received) = if as_client {
        (flow.client_bytes, flow.server_bytes)
    } else {
        (flow.server_bytes, flow.client_bytes)
    };
    Peer {
        device: host.and_then(|host| ids.get(host)).cloned(),
        ip,
        transport: flow.transport,
        port: flow.port,
        protocol: flow.protocol.clone(),
        as_client,
        outside,
        connections: flow.connections,
        sent_bytes: sent,
        received_bytes: received,
        seen: flow.seen,
    }
}

fn add_peer(known: &mut Peer, more: &Peer) {
    known.connections += more.connections;
    known.sent_bytes += more.sent_bytes;
    known.received_bytes += more.received_bytes;
    known.seen.merge(more.seen);
}

/// The port answered. UDP to a group or without reply is no service; a UDP protocol known by content is.
fn is_service(flow: &Flow) -> bool {
    match flow.opening {
        Opening::Answered | Opening::AnswerOnly | Opening::Replied => flow.port != 0,
        Opening::MidStream => flow.port != 0 && flow.protocol.is_some() && flow.server_packets > 0,
        Opening::Attempted | Opening::Refused => false,
    }
}

fn service(flow: &Flow) -> Service {
    Service {
        transport: flow.transport,
        port: flow.port,
        protocol: flow.protocol.clone(),
        certainty: certainty(flow.opening),
        clients: 0,
        opening: flow.opening,
        seen: flow.seen,
        evidence: evidence(flow),
    }
}

fn fold_service(known: &mut Service, flow: &Flow) {
    if known.protocol.is_none() {
        known.protocol.clone_from(&flow.protocol);
    }
    if opening_rank(flow.opening) > opening_rank(known.opening) {
        known.opening = flow.opening;
        known.certainty = certainty(flow.opening);
        known.evidence = evidence(flow);
    }
    let mut seen = known.seen;
    seen.merge(flow.seen);
    known.seen = seen;
}

const fn certainty(opening: Opening) -> Certainty {
    match opening {
        Opening::Answered | Opening::AnswerOnly | Opening::Replied => Certainty::Certain,
        _ => Certainty::Likely,
    }
}

/// Evidence that points at the flow's first frame.
#[must_use]
pub fn evidence(flow: &Flow) -> Evidence {
    let side = |endpoint: domain::addresses::Endpoint| {
        endpoint.ip.map_or_else(|| "?".to_owned(), |ip| ip.to_string())
    };
    let protocol = flow.protocol.as_deref().unwrap_or("?");
    Evidence {
        source: "flow".into(),
        said: format!(
            "{} → {} {} {} ({protocol}) ×{}",
            side(flow.client),
            side(flow.server),
            flow.transport.label(),
            flow.port,
            flow.connections
        )
        .into(),
        frame: Some(flow.frame),
        origin: None,
    }
}

/// Services that a host announces by multicast: the port is open, although nobody was seen to ask it alone.
const ANNOUNCED: &[(Attribute, &[&str], u16, &str)] = &[
    (Attribute::MdnsService, &["mdns"], 5353, "mdns"),
    (Attribute::UpnpServer, &["ssdp"], 1900, "ssdp"),
    (Attribute::WsdType, &["ws-discovery", "sdc"], 3702, "ws-discovery"),
    (Attribute::NetbiosRole, &["netbios-browser"], 138, "netbios-dgm"),
];

/// Adds announced services to those that answered.
pub fn add_announced(services: &mut Vec<Service>, facts: &[&Fact]) {
    for (attribute, sources, port, protocol) in ANNOUNCED {
        let announced = facts
            .iter()
            .find(|fact| fact.attribute == *attribute && sources.contains(&fact.evidence.source.as_str()));
        let known = services.iter().any(|s| s.transport == Transport::Udp && s.port == *port);
        if let Some(fact) = announced.filter(|_| !known) {
            services.push(Service {
                transport: Transport::Udp,
                port: *port,
                protocol: Some((*protocol).into()),
                certainty: Certainty::Likely,
                clients: 0,
                opening: Opening::MidStream,
                seen: fact.seen,
                evidence: fact.evidence.clone(),
            });
        }
    }
}

/// From first to last of several spans.
#[must_use]
pub fn whole(spans: impl Iterator<Item = Span>) -> Option<Span> {
    spans.reduce(|mut all, span| {
        all.merge(span);
        all
    })
}
