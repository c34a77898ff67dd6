//! DHCP: the client names itself; an acknowledgement binds its MAC to an address; the server is a server.

use std::net::IpAddr;

use domain::{
    addresses::Endpoint,
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::{
    names::dhcp::{DhcpKind, DhcpMessage},
    sink::Context,
};

use super::{super::Facts, host};

const SOURCE: &str = "dhcp";

/// Facts of one message, about its client and, from a server, about the server.
pub fn apply(context: &Context, message: &DhcpMessage, facts: &mut Facts<'_>) {
    if let Some(client) = client(context, message) {
        if message.from_server {
            granted(client, message, facts);
        } else {
            client_says(client, message, facts);
        }
    }
    if message.from_server && matches!(message.kind, DhcpKind::Offer | DhcpKind::Ack | DhcpKind::Nak) {
        server(context, message, facts);
    }
}

/// The client by its own hardware address, never by the frame's: a relay may have sent the frame.
fn client(context: &Context, message: &DhcpMessage) -> Option<Endpoint> {
    let ip = match message.kind {
        DhcpKind::Ack | DhcpKind::BootReply => message.your_ip.or(message.client_ip),
        DhcpKind::Request | DhcpKind::Inform | DhcpKind::Release => message.client_ip,
        _ => None,
    };
    let vlan = if message.relay_ip.is_some() { 0 } else { context.sender.vlan };
    let ip = ip.map(IpAddr::V4);
    (message.client_mac.is_some() || ip.is_some()).then_some(Endpoint { mac: message.client_mac, ip, vlan })
}

fn client_says(client: Endpoint, message: &DhcpMessage, facts: &mut Facts<'_>) {
    let options = [
        (Attribute::Hostname, &message.hostname, "option 12"),
        (Attribute::Fqdn, &message.fqdn, "option 81"),
        (Attribute::DhcpVendorClass, &message.vendor_class, "option 60"),
        (Attribute::DhcpUserClass, &message.user_class, "option 77"),
        (Attribute::DhcpClientId, &message.client_id, "option 61"),
    ];
    for (attribute, value, option) in options {
        if let Some(value) = value {
            facts.say(
                client,
                attribute,
                value,
                Certain,
                SOURCE,
                &format!("{:?} {option} {value}", message.kind),
            );
        }
    }
    if !message.fingerprint.is_empty() {
        let list = message.fingerprint.iter().map(u8::to_string).collect::<Vec<_>>().join(",");
        facts.say(client, Attribute::DhcpFingerprint, &list, Certain, SOURCE, &format!("option 55 {list}"));
    }
    relay(client, message, facts);
}

/// Option 82: `circuit|remote`, either may be empty.
fn relay(client: Endpoint, message: &DhcpMessage, facts: &mut Facts<'_>) {
    let (circuit, remote) = (message.circuit_id.as_deref(), message.remote_id.as_deref());
    if circuit.is_some() || remote.is_some() {
        let value = format!("{}|{}", circuit.unwrap_or_default(), remote.unwrap_or_default());
        facts.say(client, Attribute::DhcpRelayInfo, &value, Certain, SOURCE, &format!("option 82 {value}"));
    }
}

fn granted(client: Endpoint, message: &DhcpMessage, facts: &mut Facts<'_>) {
    if let (DhcpKind::Ack | DhcpKind::BootReply, Some(ip)) = (message.kind, message.your_ip) {
        let said = match message.lease_seconds {
            Some(seconds) => format!("{:?} {ip} for {seconds} s", message.kind),
            None => format!("{:?} {ip}", message.kind),
        };
        facts.say(client, Attribute::DhcpLease, &ip.to_string(), Certain, SOURCE, &said);
    }
    if !matches!(message.kind, DhcpKind::Ack) {
        return;
    }
    if let Some(mask) = message.subnet_mask {
        facts.say(
            client,
            Attribute::SubnetMask,
            &mask.to_string(),
            Certain,
            SOURCE,
            &format!("ACK option 1 {mask}"),
        );
    }
    for router in &message.routers {
        let said = format!("ACK option 3 {router}");
        facts.say(client, Attribute::DefaultGateway, &router.to_string(), Certain, SOURCE, &said);
    }
    let names = [(Attribute::Hostname, &message.hostname, 12), (Attribute::Domain, &message.domain, 15)];
    for (attribute, value, option) in names {
        if let Some(value) = value {
            facts.say(client, attribute, value, Likely, SOURCE, &format!("ACK option {option} {value}"));
        }
    }
    relay(client, message, facts);
}

/// The server by its identifier. When a relay delivered the answer, the frame is the relay's.
fn server(context: &Context, message: &DhcpMessage, facts: &mut Facts<'_>) {
    let sender = match context.sender.ip {
        Some(IpAddr::V4(ip)) => Some(ip),
        _ => None,
    };
    let Some(id) = message.server_id.or(sender) else { return };
    let subject = if sender == Some(id) { Some(context.sender) } else { host(id) };
    let Some(subject) = subject else { return };
    let said = format!("{:?} server identifier {id}", message.kind);
    facts.say(subject, Attribute::DhcpServer, &id.to_string(), Certain, SOURCE, &said);
    if let Some(relay) = message.relay_ip.filter(|relay| sender == Some(*relay) && *relay != id) {
        facts.sender(Attribute::NetworkRole, "router", Likely, SOURCE, &format!("relays DHCP as {relay}"));
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use domain::addresses::MacAddr;
    use parsers::packet::names::NamesMessage;

    use super::{super::testing as t, *};

    const CLIENT: MacAddr = MacAddr([0, 0xa0, 0x9a, 1, 2, 3]);

    fn message(kind: DhcpKind, from_server: bool) -> DhcpMessage {
        DhcpMessage { kind, from_server, client_mac: Some(CLIENT), ..DhcpMessage::default() }
    }

    fn client_at(ip: Option<[u8; 4]>) -> Endpoint {
        Endpoint { mac: Some(CLIENT), ip: ip.map(IpAddr::from), vlan: 0 }
    }

    #[test]
    fn a_request_speaks_of_the_client_by_its_mac() {
        let request = DhcpMessage {
            hostname: Some("BSM-ICU-41".into()),
            fingerprint: vec![1, 3, 6],
            circuit_id: Some("Gi1/0/3".into()),
            requested_ip: Some(Ipv4Addr::new(10, 0, 0, 77)),
            ..message(DhcpKind::Request, false)
        };
        let said = t::about(&t::context(), &NamesMessage::Dhcp(Box::new(request)), client_at(None));
        let expected = [
            (Attribute::Hostname, "BSM-ICU-41".to_owned(), Certain),
            (Attribute::DhcpFingerprint, "1,3,6".to_owned(), Certain),
            (Attribute::DhcpRelayInfo, "Gi1/0/3|".to_owned(), Certain),
        ];
        assert_eq!(said, expected, "a requested address is not yet an address");
    }

    #[test]
    fn an_acknowledgement_through_a_relay() {
        let ack = DhcpMessage {
            your_ip: Some(Ipv4Addr::new(10, 0, 0, 77)),
            relay_ip: Some(Ipv4Addr::new(10, 0, 0, 5)),
            server_id: Some(Ipv4Addr::new(10, 9, 0, 1)),
            subnet_mask: Some(Ipv4Addr::new(255, 255, 254, 0)),
            routers: vec![Ipv4Addr::new(10, 0, 0, 1)],
            ..message(DhcpKind::Ack, true)
        };
        let ack = NamesMessage::Dhcp(Box::new(ack));
        let said = t::about(&t::context(), &ack, client_at(Some([10, 0, 0, 77])));
        assert_eq!(said[0], (Attribute::DhcpLease, "10.0.0.77".to_owned(), Certain));
        assert_eq!(said[1], (Attribute::SubnetMask, "255.255.254.0".to_owned(), Certain));
        assert_eq!(said[2], (Attribute::DefaultGateway, "10.0.0.1".to_owned(), Certain));
        let server = t::about(&t::context(), &ack, host([10, 9, 0, 1]).unwrap());
        assert_eq!(server, [(Attribute::DhcpServer, "10.9.0.1".to_owned(), Certain)]);
        t::says(&ack, &[(Attribute::NetworkRole, "router")]);
    }
}
