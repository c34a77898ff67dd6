//! DHCPv6: the client names itself, behind a relay by what the relay saw.

use std::net::{IpAddr, Ipv6Addr};

use domain::{
    addresses::{Endpoint, MacAddr},
    certainty::Certainty::{Certain, Guess},
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
        // Computers copied from one disk image share the DUID, and the MAC in it is the model's.
        facts.say(client, Attribute::OwnMac, &mac.to_string(), Guess, SOURCE, &format!("DUID {mac}"));
    }
}

fn client(context: &Context, message: &Dhcpv6Message) -> Option<Endpoint> {
    match (message.relayed, message.from_server) {
        (false, false) => Some(context.sender),
        (false, true) => {
            Some(context.receiver).filter(|receiver| receiver.mac.is_some_and(|mac| !mac.is_group()))
        }
        (true, _) => {
            let mac = message.link_mac.or_else(|| message.peer.and_then(mac_of_link_local));
            let ip = message.peer.map(IpAddr::V6);
            mac.map(|mac| Endpoint { mac: Some(mac), ip, vlan: 0 })
        }
    }
}

/// The MAC in an EUI-64 interface identifier (RFC 4291 appendix A); `None` for random identifiers.
fn mac_of_link_local(ip: Ipv6Addr) -> Option<MacAddr> {
    let [0xfe, 0x80, .., a, b, c, 0xff, 0xfe, d, e, f] = ip.octets() else { return None };
    Some(MacAddr([a ^ 2, b, c, d, e, f])).filter(|mac| mac.is_unicast())
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

    #[test]
    fn a_link_local_address_may_hold_the_mac() {
        let mac = Some(MacAddr([0, 0x1b, 0x54, 1, 2, 3]));
        assert_eq!(mac_of_link_local("fe80::21b:54ff:fe01:203".parse().unwrap()), mac);
        assert_eq!(mac_of_link_local("fe80::1".parse().unwrap()), None);
    }
}
