//! Facts from the remote family: tunnels and remote support seen by content.

use domain::{certainty::Certainty, facts::Attribute};
use parsers::packet::{
    remote::RemoteMessage,
    sink::{Context, SenderRole},
};

use super::Facts;

/// Turns one message into facts.
pub fn apply(context: &Context, message: &RemoteMessage, facts: &mut Facts<'_>) {
    let source = message.method;
    let certainty = if message.sure { Certainty::Certain } else { Certainty::Likely };
    say(context, message.method, message.product.as_deref(), certainty, source, &message.said, facts);
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
