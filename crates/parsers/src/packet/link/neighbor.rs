//! What LLDP and CDP have in common: a device that says what it is and which port it speaks from.

use std::net::IpAddr;

/// A device's announcement of itself to the other end of its cable. The sender is the switch, phone or access point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbor {
    /// MAC address, name or whatever else the device calls its chassis.
    pub chassis: Option<String>,
    pub port: Option<String>,
    pub port_description: Option<String>,
    pub system_name: Option<String>,
    pub system_description: Option<String>,
    /// What it is doing: `bridge`, `router`, `access_point`, `telephone`, `station`, `repeater`, `docsis`.
    pub capabilities: Vec<&'static str>,
    pub management: Vec<IpAddr>,
    /// Port or native VLAN.
    pub vlan: Option<u16>,
    // LLDP-MED inventory (ANSI/TIA-1057 §10.2.6), CDP platform and software version.
    pub maker: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
    pub asset: Option<String>,
    pub hardware: Option<String>,
    pub firmware: Option<String>,
    pub software: Option<String>,
}

/// Most management addresses that are kept.
pub(super) const MAX_ADDRESSES: usize = 8;

/// Text of a TLV: trimmed, control characters as spaces; `None` when nothing is left.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let text = domain::facts::clean_value(String::from_utf8_lossy(bytes).trim_matches('\0'));
    (!text.is_empty()).then_some(text)
}
