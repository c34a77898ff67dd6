//! ARP and IPv6 neighbour discovery: which link address owns which IP address.

use std::net::IpAddr;

use domain::{
    addresses::{AddressScope, Endpoint, MacAddr, scope},
    certainty::Certainty,
    facts::Attribute,
};
use parsers::packet::{
    link::{
        arp::Arp,
        ndp::{Ndp, RouterAdvertisement},
    },
    sink::Context,
};

use super::Facts;

/// The sender names itself; a unicast reply also repeats whom it answers.
pub fn arp(context: &Context, arp: &Arp, facts: &mut Facts<'_>) {
    let vlan = context.sender.vlan;
    // Somebody else's frame (proxy, wireless controller, forgery): the statement is second-hand.
    let own = context.sender.mac.is_none_or(|mac| mac == arp.sender_mac);
    let certainty = if own { Certainty::Certain } else { Certainty::Likely };
    let said = match (arp.operation, arp.sender_ip == arp.target_ip) {
        (_, true) => format!("ARP: {} announces {}", arp.sender_mac, arp.sender_ip),
        (2, _) => format!("ARP reply: {} is at {}", arp.sender_ip, arp.sender_mac),
        _ => format!("ARP: {} at {} asks for {}", arp.sender_ip, arp.sender_mac, arp.target_ip),
    };
    owner(arp.sender_mac, arp.sender_ip.into(), vlan, certainty, "arp", &said, facts);
    if arp.operation == 2 && context.receiver.mac == Some(arp.target_mac) && arp.target_ip != arp.sender_ip {
        let said = format!("ARP reply to {} at {}", arp.target_ip, arp.target_mac);
        owner(arp.target_mac, arp.target_ip.into(), vlan, Certainty::Likely, "arp", &said, facts);
    }
}

/// Neighbours name themselves; routers also say that they are routers.
pub fn ndp(context: &Context, ndp: &Ndp, facts: &mut Facts<'_>) {
    match ndp {
        Ndp::Neighbor { address, mac, router } => {
            let said = format!("NDP: {address} is at {mac}");
            owner(*mac, (*address).into(), context.sender.vlan, Certainty::Certain, "ndp", &said, facts);
            if *router {
                let said = format!("NDP: {address} says that it is a router");
                facts.sender(Attribute::NetworkRole, "router", Certainty::Certain, "ndp", &said);
            }
        }
        Ndp::RouterAdvertisement(told) => advertisement(context, told, facts),
        Ndp::Redirect { target, destination } => {
            let said = format!("NDP redirect: {destination} is reached through {target}");
            facts.sender(Attribute::NetworkRole, "router", Certainty::Certain, "ndp", &said);
        }
    }
}

fn advertisement(context: &Context, told: &RouterAdvertisement, facts: &mut Facts<'_>) {
    let prefixes: Vec<_> =
        told.prefixes.iter().map(|(prefix, length)| format!("{prefix}/{length}")).collect();
    let said =
        format!("IPv6 router advertisement: lifetime {} s, prefixes {}", told.lifetime, prefixes.join(" "));
    facts.sender(Attribute::NetworkRole, "router", Certainty::Certain, "ndp", &said);
    let Some(ip) = context.sender.ip else { return };
    if told.lifetime > 0 {
        facts.sender(Attribute::DefaultGateway, &ip.to_string(), Certainty::Certain, "ndp", &said);
    }
    if let Some(mac) = told.mac {
        owner(mac, ip, context.sender.vlan, Certainty::Certain, "ndp", &said, facts);
    }
}

fn owner(
    mac: MacAddr,
    ip: IpAddr,
    vlan: u16,
    certainty: Certainty,
    source: &str,
    said: &str,
    facts: &mut Facts<'_>,
) {
    if mac.is_unicast() && scope(ip) != AddressScope::NotAHost {
        let subject = Endpoint { mac: Some(mac), ip: Some(ip), vlan };
        facts.say(subject, Attribute::ArpOwner, &ip.to_string(), certainty, source, said);
    }
}
