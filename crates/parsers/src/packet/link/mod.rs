//! Link and network layers: frames, tunnels, ARP, NDP, LLDP, CDP and the like.
//!
//! One layer or protocol, one file. [`frame`], [`ip`] and [`tcp`] take frames apart for the engine; the others are
//! messages of their own.

pub mod address;
pub mod frame;
pub mod ip;
pub mod tcp;
mod wireless;

use super::protocol::DatagramProtocol;

/// What the link family can say.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkMessage {}

/// UDP protocols of this family.
pub const DATAGRAMS: &[DatagramProtocol] = &[];
