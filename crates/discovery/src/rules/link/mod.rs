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
