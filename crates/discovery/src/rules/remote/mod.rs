//! Facts from the remote family: tunnels and remote support seen by content.

use domain::{certainty::Certainty, facts::Attribute};
use parsers::packet::{
    remote::RemoteMessage,
    sink::{Context, SenderRole},
};

use super::Facts;

/// Protocols of this family that are no remote lines themselves: wireless control and ways through NAT.
const HELPERS: &[&str] = &["capwap", "stun", "turn"];

/// Turns one message into facts.
pub fn apply(context: &Context, message: &RemoteMessage, facts: &mut Facts<'_>) {
    let source = message.method;
    let certainty = if message.sure { Certainty::Certain } else { Certainty::Likely };
    if !HELPERS.contains(&message.method) {
        say(context, message.method, message.product.as_deref(), certainty, source, &message.said, facts);
    }
    let about = [
        (Attribute::Hostname, &message.host_name, "host name"),
        (Attribute::Vendor, &message.vendor, "vendor"),
        (Attribute::Model, &message.model, "model"),
        (Attribute::Serial, &message.serial, "serial number"),
        (Attribute::SoftwareVersion, &message.software, "software"),
    ];
    for (attribute, value, word) in about {
        if let Some(value) = value {
            let certainty =
                if attribute == Attribute::Vendor { Certainty::Likely } else { Certainty::Certain };
            facts.sender(attribute, value, certainty, source, &format!("{source} {word} {value}"));
        }
    }
    if let Some(role) = message.network_role {
        facts.sender(Attribute::NetworkRole, role, Certainty::Certain, source, &message.said);
    }
}

/// States a remote protocol of both ends: `openvpn client`, and with a product `anydesk client|AnyDesk`.
/// The other end is one inference weaker.
pub fn say(
    context: &Context,
    method: &str,
    product: Option<&str>,
    certainty: Certainty,
    source: &str,
    said: &str,
    facts: &mut Facts<'_>,
) {
    let (own, other) = match context.sender_role {
        SenderRole::Client => ("client", "server"),
        SenderRole::Server => ("server", "client"),
        SenderRole::Unknown => ("peer", "peer"),
    };
    let value = |side: &str| match product {
        Some(product) => format!("{method} {side}|{product}"),
        None => format!("{method} {side}"),
    };
    facts.sender(Attribute::RemoteProtocol, &value(own), certainty, source, said);
    facts.receiver(Attribute::RemoteProtocol, &value(other), certainty.min(Certainty::Likely), source, said);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::web::testing::said;

    #[test]
    fn a_tunnel_is_said_of_both_ends() {
        let message = RemoteMessage::certain("openvpn", "session start of a client");
        assert_eq!(
            said(SenderRole::Client, message),
            ["1 remote_protocol openvpn client", "2 remote_protocol openvpn server"]
        );
    }

    #[test]
    fn an_access_point_is_described_and_is_no_remote_line() {
        let mut message = RemoteMessage::certain("capwap", "control message 1");
        message.model = Some("AP-12".into());
        message.network_role = Some("access_point");
        assert_eq!(said(SenderRole::Client, message), ["1 model AP-12", "1 network_role access_point"]);
    }
}
