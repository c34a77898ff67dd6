//! Ethernet II, IEEE 802.3 LLC, 802.1Q tags and ARP.

use std::net::Ipv4Addr;

use domain::addresses::{MacAddr, Vlan};

use super::write::Bytes;

pub const BROADCAST: MacAddr = MacAddr([0xff; 6]);
pub const IPV4: u16 = 0x0800;
pub const ARP: u16 = 0x0806;
pub const IPV6: u16 = 0x86dd;
pub const LLDP: u16 = 0x88cc;

/// An Ethernet II frame without checksum, filled to 60 bytes as a card does.
#[must_use]
pub fn frame(source: MacAddr, destination: MacAddr, ethertype: u16, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(payload.len().max(46) + 18);
    out.extend_from_slice(&destination.0);
    out.extend_from_slice(&source.0);
    out.extend_from_slice(&ethertype.to_be_bytes());
    out.extend_from_slice(payload);
    out.resize(out.len().max(60), 0);
    out
}

/// An IEEE 802.3 frame with a length field: STP and CDP travel so. `payload` begins with the LLC header.
#[must_use]
pub fn llc(source: MacAddr, destination: MacAddr, payload: &[u8]) -> Vec<u8> {
    frame(source, destination, payload.len() as u16, payload)
}

/// The frame with a VLAN tag (IEEE 802.1Q §9.6); VLAN 0 leaves it untagged.
#[must_use]
pub fn tagged(frame: &[u8], vlan: Vlan) -> Vec<u8> {
    let (Some(head), Some(rest), true) = (frame.get(..12), frame.get(12..), vlan > 0) else {
        return frame.to_vec();
    };
    Bytes(Vec::with_capacity(frame.len() + 4)).raw(head).u16(0x8100).u16(vlan).raw(rest).done()
}

/// An ARP packet (RFC 826). An announcement has the same address on both sides.
#[must_use]
pub fn arp(reply: bool, sender: (MacAddr, Ipv4Addr), target: (MacAddr, Ipv4Addr)) -> Vec<u8> {
    Bytes::new()
        .u16(1)
        .u16(IPV4)
        .u8(6)
        .u8(4)
        .u16(if reply { 2 } else { 1 })
        .raw(sender.0.0)
        .raw(sender.1.octets())
        .raw(target.0.0)
        .raw(target.1.octets())
        .done()
}

/// Group address of an IPv4 multicast (RFC 1112 §6.4).
#[must_use]
pub const fn group(ip: Ipv4Addr) -> MacAddr {
    let [_, b, c, d] = ip.octets();
    MacAddr([0x01, 0x00, 0x5e, b & 0x7f, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_between_source_and_type() {
        let plain = frame(MacAddr([2, 0, 0, 0, 0, 1]), BROADCAST, ARP, &[1, 2, 3]);
        assert_eq!(plain.len(), 60);
        let tagged = tagged(&plain, 30);
        assert_eq!(tagged[12..18], [0x81, 0, 0, 30, 0x08, 0x06]);
        assert_eq!(super::tagged(&plain, 0), plain);
    }
}
