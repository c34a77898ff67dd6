//! Link and network layers: frames, tunnels, ARP, NDP, LLDP, CDP and the like.

/// What the link family can say.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkMessage {}
