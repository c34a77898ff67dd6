//! DHCPv6: the client names itself, behind a relay by what the relay saw.

use std::net::IpAddr;

use domain::{
    addresses::Endpoint,
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::{names::dhcpv6::Dhcpv6Message, sink::Context};

use super::super::Facts;

const SOURCE: &str = "dhcpv6";

/// Facts of one message about its client, and about the server that answers.
pub fn apply(context: &Context, message: &Dhcpv6Message, facts: &mut Facts<'_>) {
    if message.from_server && !message.relayed {
        let id = context.sender.ip.map(|ip| ip.to_string()).unwrap_or_default();
        facts.sender(Attribute::DhcpServer, &id, Certain, SOURCE, "answers DHCPv6");
    }
    let Some(client) = client(context, message) else { return };
    if message.from_server {
        for address in &message.addresses {
            let value = address.to_string();
            facts.say(client, Attribute::DhcpLease, &value, Certain, SOURCE, &format!("reply {value}"));
        }
        return;
    }
    let options = [
        (Attribute::Fqdn, &message.fqdn, Certain, "option 39"),
        (Attribute::DhcpVendorClass, &message.vendor_class, Certain, "option 16"),
        (Attribute::DhcpUserClass, &message.user_class, Certain, "option 15"),
        (Attribute::DhcpClientId, &message.client_id, Certain, "DUID"),
        (Attribute::DhcpRelayInfo, &message.interface_id, Certain, "option 18"),
    ];
    for (attribute, value, certainty, option) in options {
        if let Some(value) = value {
            facts.say(client, attribute, value, certainty, SOURCE, &format!("{option} {value}"));
        }
    }
    if let Some(mac) = message.duid_mac {
        facts.say(client, Attribute::OwnMac, &mac.to_string(), Likely, SOURCE, &format!("DUID {mac}"));
    }
}

fn client(context: &Context, message: &Dhcpv6Message) -> Option<Endpoint> {
    match (message.relayed, message.from_server) {
        (false, false) => Some(context.sender),
        (false, true) => {
            Some(context.receiver).filter(|receiver| receiver.mac.is_some_and(|mac| !mac.is_group()))
        }
        (true, _) => {
            let mac = message.link_mac.or(message.duid_mac);
            let ip = message.peer.map(IpAddr::V6);
            mac.map(|mac| Endpoint { mac: Some(mac), ip, vlan: 0 })
        }
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::NamesMessage;

    use super::{super::testing as t, *};

    #[test]
    fn a_direct_client_names_itself() {
        let message = Dhcpv6Message { fqdn: Some("ct-01.kita".into()), ..Dhcpv6Message::default() };
        t::says(&NamesMessage::Dhcpv6(Box::new(message)), &[(Attribute::Fqdn, "ct-01.kita")]);
    }

    #[test]
    fn a_relay_is_not_the_client() {
        let message =
            Dhcpv6Message { relayed: true, fqdn: Some("ct-01.kita".into()), ..Dhcpv6Message::default() };
        t::says(&NamesMessage::Dhcpv6(Box::new(message)), &[]);
    }
}
