//! Tunnels and remote support: IPsec, OpenVPN, WireGuard, L2TP, PPTP, SSTP, TeamViewer, AnyDesk …
//!
//! One protocol, one file: bytes to a message, with tests beside it. This file only lists them. Services that are known
//! only by a server name need no parser: discovery reads those from SNI and certificates.

pub mod capwap;
pub mod ike;
pub mod l2tp;
pub mod magic;
pub mod openvpn;
pub mod pptp;
pub mod stun;
pub mod wireguard;

use super::protocol::{DatagramProtocol, StreamProtocol};

/// A tunnel or remote support protocol that showed itself by its content. No field can name a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemoteMessage {
    /// Word of `domain::remote_lines::RemoteLine::method`.
    pub method: &'static str,
    /// What was recognised, in short: shown as evidence.
    pub said: String,
    /// The content leaves no doubt. Otherwise it is one inference away.
    pub sure: bool,
    /// Product, when the protocol or its vendor ids name it.
    pub product: Option<String>,
    /// The sender's own words about itself.
    pub host_name: Option<String>,
    pub vendor: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
    pub software: Option<String>,
    /// Part the sender plays in the network (`access_point` …), when the protocol tells.
    pub network_role: Option<&'static str>,
}

impl RemoteMessage {
    /// A protocol that showed itself without doubt.
    #[must_use]
    pub fn certain(method: &'static str, said: impl Into<String>) -> Self {
        Self { method, said: said.into(), sure: true, ..Self::default() }
    }

    /// A protocol recognised by its shape.
    #[must_use]
    pub fn likely(method: &'static str, said: impl Into<String>) -> Self {
        Self { method, said: said.into(), ..Self::default() }
    }

    /// The same with its product.
    #[must_use]
    pub fn of(mut self, product: &str) -> Self {
        self.product = Some(product.to_owned());
        self
    }
}

/// TCP protocols of this family, most specific probe first.
pub const STREAMS: &[StreamProtocol] =
    &[pptp::PROTOCOL, openvpn::STREAM, magic::TEAMVIEWER, magic::NOMACHINE, magic::RADMIN, magic::DAMEWARE];

/// UDP protocols of this family, most specific probe first.
pub const DATAGRAMS: &[DatagramProtocol] = &[
    wireguard::PROTOCOL,
    ike::PROTOCOL,
    l2tp::PROTOCOL,
    capwap::PROTOCOL,
    openvpn::PROTOCOL,
    stun::PROTOCOL,
    magic::TAILSCALE_UDP,
    magic::TEAMVIEWER_UDP,
    magic::ANYDESK_UDP,
    magic::MERAKI_UDP,
    magic::NEBULA_UDP,
    magic::ZEROTIER_UDP,
    magic::RUSTDESK_UDP,
];
