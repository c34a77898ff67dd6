//! Who forwards: bridges by spanning tree, routers by redundancy protocols and ICMP.

use std::net::IpAddr;

use domain::{addresses::Endpoint, certainty::Certainty, facts::Attribute};
use parsers::packet::{
    link::{icmp::Control, redundancy::VirtualRouter, stp::Stp},
    sink::Context,
};

use super::Facts;

/// Only bridges send BPDUs.
pub fn bridge(stp: &Stp, facts: &mut Facts<'_>) {
    let said = format!("BPDU of bridge {}, root {}, port {:#06x}", stp.bridge, stp.root, stp.port);
    facts.sender(Attribute::NetworkRole, "bridge", Certainty::Certain, "stp", &said);
    // A port has an address of its own; the bridge's is the same on all its ports (IEEE 802.1D-2004 §7.12.5).
    facts.sender(Attribute::OwnMac, &stp.bridge.to_string(), Certainty::Certain, "stp", &said);
}

/// A member of a group of routers that share addresses.
pub fn virtual_router(context: &Context, router: &VirtualRouter, facts: &mut Facts<'_>) {
    let (protocol, group) = (router.protocol, router.group);
    let said = format!("{} group {group}, priority {}", protocol.to_uppercase(), router.priority);
    facts.sender(Attribute::NetworkRole, "router", Certainty::Certain, protocol, &said);
    if router.addresses.is_empty() {
        facts.sender(
            Attribute::VirtualRouter,
            &format!("{protocol} {group}"),
            Certainty::Certain,
            protocol,
            &said,
        );
    }
    for address in &router.addresses {
        let value = format!("{protocol} {group} {address}");
        facts.sender(Attribute::VirtualRouter, &value, Certainty::Certain, protocol, &said);
        // The shared address itself is not one device's.
        let shared = Endpoint { mac: None, ip: Some(*address), vlan: context.sender.vlan };
        facts.say(shared, Attribute::VirtualRouter, &value, Certainty::Certain, protocol, &said);
    }
}

/// ICMP and IGMP messages that only forwarding devices send.
pub fn control(context: &Context, control: Control, facts: &mut Facts<'_>) {
    let router = Attribute::NetworkRole;
    match control {
        Control::Redirect { gateway, destination } => {
            let said = format!("ICMP redirect: {destination} is reached through {gateway}");
            facts.sender(router, "router", Certainty::Certain, "icmp", &said);
            let gateway = Endpoint { mac: None, ip: Some(IpAddr::V4(gateway)), vlan: context.sender.vlan };
            facts.say(gateway, router, "router", Certainty::Likely, "icmp", &said);
        }
        Control::TimeExceeded => {
            facts.sender(router, "router", Certainty::Certain, "icmp", "ICMP time exceeded in transit");
        }
        Control::Unreachable { code } => {
            let said = format!("ICMP unreachable, code {code}, about another host");
            facts.sender(router, "router", Certainty::Likely, "icmp", &said);
        }
        Control::RouterAdvertisement => {
            facts.sender(router, "router", Certainty::Certain, "icmp", "ICMP router advertisement");
        }
        Control::MembershipQuery => {
            let said = "IGMP membership query";
            facts.sender(router, "multicast_querier", Certainty::Certain, "igmp", said);
        }
    }
}
