//! Link and network layers: frames, tunnels, ARP, NDP, LLDP, CDP and the like.
//!
//! One layer or protocol, one file. [`frame`], [`ip`], [`tcp`] and [`tunnel`] take frames apart for the engine; the others
//! are messages of their own.

pub mod address;
pub mod arp;
pub mod cdp;
pub mod eapol;
pub mod frame;
pub mod icmp;
pub mod ip;
pub mod lldp;
pub mod ndp;
pub mod neighbor;
pub mod redundancy;
pub mod stp;
pub mod syn;
pub mod tcp;
pub mod tunnel;
mod wireless;

use super::protocol::DatagramProtocol;

/// What the link family can say.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkMessage {
    Arp(arp::Arp),
    Ndp(ndp::Ndp),
    Lldp(Box<neighbor::Neighbor>),
    Cdp(Box<neighbor::Neighbor>),
    Stp(stp::Stp),
    VirtualRouter(redundancy::VirtualRouter),
    Control(icmp::Control),
    Eapol(eapol::Eapol),
    /// Fingerprint of a TCP SYN (see [`syn`]).
    Syn(String),
}

/// UDP protocols of this family.
pub const DATAGRAMS: &[DatagramProtocol] = &[redundancy::HSRP, redundancy::GLBP];
