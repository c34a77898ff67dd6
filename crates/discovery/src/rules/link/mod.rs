//! Facts from the link family: ARP, NDP, LLDP, CDP, STP, VRRP, HSRP, EAPOL, TCP fingerprints.
//!
//! One rule a file. The sender of LLDP and CDP is the switch, phone or access point that it describes.

mod address_owner;
mod forwarding;
mod neighbor;

use domain::{certainty::Certainty, facts::Attribute};
use parsers::packet::{
    link::{LinkMessage, eapol::EapolRole},
    sink::Context,
};

use super::Facts;

/// Turns one message into facts.
pub fn apply(context: &Context, message: &LinkMessage, facts: &mut Facts<'_>) {
    match message {
        LinkMessage::Arp(arp) => address_owner::arp(context, arp, facts),
        LinkMessage::Ndp(ndp) => address_owner::ndp(context, ndp, facts),
        LinkMessage::Lldp(told) => neighbor::told(context, "lldp", told, facts),
        LinkMessage::Cdp(told) => neighbor::told(context, "cdp", told, facts),
        LinkMessage::Stp(stp) => forwarding::bridge(stp, facts),
        LinkMessage::VirtualRouter(router) => forwarding::virtual_router(context, router, facts),
        LinkMessage::Control(control) => forwarding::control(context, *control, facts),
        LinkMessage::Eapol(eapol) => {
            let (role, side) = match eapol.role {
                EapolRole::Supplicant => ("supplicant", "asks to be let in"),
                EapolRole::Authenticator => ("authenticator", "guards a port"),
            };
            let said = match eapol.method {
                Some(method) => format!("EAPOL: {side}, EAP method {method}"),
                None => format!("EAPOL: {side}"),
            };
            facts.sender(Attribute::Eapol, role, Certainty::Certain, "eapol", &said);
            if role == "authenticator" {
                facts.sender(Attribute::NetworkRole, "bridge", Certainty::Likely, "eapol", &said);
            }
        }
        LinkMessage::Syn(fingerprint) => {
            let said = format!("TCP SYN {fingerprint}");
            facts.sender(Attribute::TcpFingerprint, fingerprint, Certainty::Certain, "tcp", &said);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use domain::{
        addresses::{Endpoint, MacAddr},
        facts::Fact,
        time::Timestamp,
    };
    use parsers::packet::{
        link::{arp::Arp, eapol::Eapol, neighbor::Neighbor, redundancy::VirtualRouter},
        sink::SenderRole,
    };

    use super::*;

    const MAC: MacAddr = MacAddr([0x00, 0x1b, 0x54, 0x10, 0x00, 0x01]);

    /// `attribute value` of every fact, with the subject's IP where it has one.
    fn facts(message: &LinkMessage) -> Vec<String> {
        let context = Context {
            frame: 1,
            time: Timestamp(0),
            sender: Endpoint { mac: Some(MAC), ip: None, vlan: 10 },
            receiver: Endpoint::default(),
            sender_port: 0,
            receiver_port: 0,
            transport: None,
            sender_role: SenderRole::Unknown,
        };
        let mut out = Vec::new();
        let mut keep = |fact: Fact| {
            let ip = fact.subject.ip.map(|ip| format!("{ip} ")).unwrap_or_default();
            out.push(format!("{ip}{} {}", fact.attribute.as_str(), fact.value));
        };
        apply(&context, message, &mut Facts::new(&context, &mut keep));
        out
    }

    fn arp(sender_ip: [u8; 4]) -> LinkMessage {
        LinkMessage::Arp(Arp {
            operation: 1,
            sender_mac: MAC,
            sender_ip: sender_ip.into(),
            target_mac: MacAddr([0; 6]),
            target_ip: Ipv4Addr::new(10, 0, 0, 9),
        })
    }

    #[test]
    fn an_arp_sender_owns_its_address_but_a_probe_owns_nothing() {
        assert_eq!(facts(&arp([10, 0, 0, 1])), ["10.0.0.1 arp_owner 10.0.0.1"]);
        assert!(facts(&arp([0, 0, 0, 0])).is_empty());
    }

    #[test]
    fn a_switch_describes_itself() {
        let told = Neighbor {
            chassis: Some("00:1b:54:10:00:01".into()),
            port: Some("Gi1/0/7".into()),
            system_name: Some("floor-sw1".into()),
            capabilities: vec!["bridge"],
            management: vec![IpAddr::from([10, 0, 0, 7])],
            serial: Some("SN1".into()),
            ..Neighbor::default()
        };
        let neighbour = "link_neighbour floor-sw1|00:1b:54:10:00:01|Gi1/0/7|bridge";
        assert_eq!(
            facts(&LinkMessage::Lldp(told.into())),
            [
                neighbour.to_owned(),
                format!("10.0.0.7 {neighbour}"),
                "hostname floor-sw1".to_owned(),
                "serial SN1".to_owned(),
                "network_role bridge".to_owned(),
            ]
        );
    }

    #[test]
    fn routers_and_ports_say_what_they_are() {
        let router = VirtualRouter {
            protocol: "hsrp",
            group: 7,
            priority: 100,
            active: Some(true),
            addresses: vec![IpAddr::from([10, 0, 0, 254])],
        };
        assert_eq!(
            facts(&LinkMessage::VirtualRouter(router)),
            [
                "network_role router",
                "virtual_router hsrp 7 10.0.0.254",
                "10.0.0.254 virtual_router hsrp 7 10.0.0.254",
            ]
        );
        let port = Eapol { role: EapolRole::Supplicant, method: Some(13), result: None };
        assert_eq!(facts(&LinkMessage::Eapol(port)), ["eapol supplicant"]);
    }
}
