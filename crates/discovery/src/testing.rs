//! Hand-made observations for tests: what a capture would have said, without a capture.

use domain::{
    addresses::{Endpoint, Vlan},
    certainty::Certainty,
    facts::{Attribute, Evidence, Fact},
    flows::{Flow, Opening, Transport},
    observations::{Binding, Observations},
    time::{Span, Timestamp},
};

/// Builds observations step by step.
#[derive(Default)]
pub struct Scene(pub Observations);

/// An endpoint from texts; empty is none.
pub fn at(mac: &str, ip: &str, vlan: Vlan) -> Endpoint {
    Endpoint { mac: mac.parse().ok(), ip: ip.parse().ok(), vlan }
}

/// Seconds from and to.
pub fn span(from: i64, to: i64) -> Span {
    Span { first: Timestamp::from_parts(from, 0), last: Timestamp::from_parts(to, 0) }
}

impl Scene {
    /// Packets from an endpoint with this TTL.
    pub fn source(mut self, from: Endpoint, ttl: u8, seen: Span) -> Self {
        self.0.bindings.push(Binding {
            endpoint: from,
            packets: 10,
            bytes: 1000,
            seen,
            times: Vec::new(),
            ttl: (ttl, ttl),
            frame: 1,
        });
        self
    }

    /// A statement about an endpoint.
    pub fn fact(
        mut self,
        subject: Endpoint,
        attribute: Attribute,
        value: &str,
        source: &str,
        seen: Span,
    ) -> Self {
        self.0.facts.push(Fact {
            subject,
            attribute,
            value: value.into(),
            certainty: Certainty::Certain,
            seen,
            count: 1,
            evidence: Evidence { source: source.into(), said: value.into(), frame: Some(1), origin: None },
        });
        self
    }

    /// ARP from the owner itself, and packets with a fresh TTL.
    pub fn host(self, mac: &str, ip: &str, seen: Span) -> Self {
        let own = at(mac, ip, 0);
        self.source(own, 64, seen).fact(own, Attribute::ArpOwner, ip, "arp", seen)
    }

    /// An answered TCP conversation.
    pub fn talk(self, client: Endpoint, server: Endpoint, port: u16, protocol: &str) -> Self {
        self.flow(client, server, port, protocol, Opening::Answered)
    }

    /// A TCP conversation.
    pub fn flow(
        mut self,
        client: Endpoint,
        server: Endpoint,
        port: u16,
        protocol: &str,
        opening: Opening,
    ) -> Self {
        self.0.flows.push(Flow {
            client,
            server,
            transport: Transport::Tcp,
            port,
            protocol: (!protocol.is_empty()).then(|| protocol.into()),
            opening,
            connections: 1,
            client_packets: 6,
            client_bytes: 600,
            server_packets: 6,
            server_bytes: 900,
            longest: 1_000_000,
            seen: span(0, 60),
            frame: 1,
        });
        self
    }
}
