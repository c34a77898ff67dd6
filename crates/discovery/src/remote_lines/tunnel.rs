//! Tunnels: IPsec, OpenVPN, WireGuard, L2TP, PPTP, SSTP and the like, across the edge.

use domain::{
    certainty::Certainty::{Certain, Likely},
    flows::Transport,
    remote_lines::LineDirection,
};

use super::{Scene, Sighting};

/// Sees a tunnel between a host of ours and an address outside.
pub(super) fn see(scene: &Scene<'_>) -> Option<Sighting> {
    let talk = scene.talk;
    let method = method(talk.protocol(), talk.flow.transport)?;
    let (direction, device_is_client) = match (talk.client_outside, talk.server_outside) {
        (false, true) => (LineDirection::Outbound, true),
        (true, false) => (LineDirection::Inbound, false),
        _ => return None,
    };
    let peer = if device_is_client { talk.flow.server.ip } else { talk.flow.client.ip };
    if peer.and_then(|ip| scene.outside.name(ip)).is_some_and(is_carrier) {
        return None;
    }
    let certainty = if talk.flow.protocol.is_some() { Certain } else { Likely };
    Some(Sighting::new(method, certainty, direction, device_is_client))
}

/// Mobile carriers' gateways (3GPP TS 23.003 §19.4.2.9): a telephone calling over the hospital's wireless network.
fn is_carrier(name: &str) -> bool {
    name.ends_with(".3gppnetwork.org")
}

fn method(protocol: &str, transport: Transport) -> Option<&'static str> {
    Some(match (protocol, transport) {
        ("ike" | "ipsec" | "esp" | "ah" | "isakmp" | "ipsec-nat-t", _) | (_, Transport::Ip(50 | 51)) => {
            "ipsec"
        }
        ("openvpn", _) => "openvpn",
        ("wireguard", _) => "wireguard",
        ("l2tp", _) | (_, Transport::Ip(115)) => "l2tp",
        ("pptp", _) | (_, Transport::Ip(47)) => "pptp",
        ("sstp", _) => "sstp",
        ("softether", _) => "softether",
        ("tailscale", _) => "tailscale",
        ("zerotier", _) => "zerotier",
        ("forticlient" | "fortinet", _) => "sslvpn",
        _ => return None,
    })
}
