//! LLDP (IEEE 802.1AB), CDP, STP (IEEE 802.1D) and VRRP (RFC 9568): network gear talking to its neighbours.

use std::net::Ipv4Addr;

use domain::addresses::MacAddr;

use crate::{
    hospital::Device,
    wire::{ip::checksum, write::Bytes},
};

pub const LLDP_GROUP: MacAddr = MacAddr([0x01, 0x80, 0xc2, 0, 0, 0x0e]);
pub const STP_GROUP: MacAddr = MacAddr([0x01, 0x80, 0xc2, 0, 0, 0]);
pub const CDP_GROUP: MacAddr = MacAddr([0x01, 0, 0x0c, 0xcc, 0xcc, 0xcc]);
pub const VRRP_GROUP: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 18);

fn lldp_tlv(kind: u16, value: impl AsRef<[u8]>) -> Vec<u8> {
    let value = value.as_ref();
    Bytes::new().u16((kind << 9) | value.len() as u16).raw(value).done()
}

/// An LLDP data unit.
#[must_use]
pub fn lldp(device: &Device, description: &str) -> Vec<u8> {
    let capability = if device.kind == "wireless_ap" { 0x08 } else { 0x04 };
    let name = if device.hostname.is_empty() { device.model.clone() } else { device.hostname.clone() };
    let address = Bytes::new().raw([5, 1]).raw(device.place.ip.octets()).raw([2, 0, 0, 0, 1, 0]).done();
    [
        lldp_tlv(1, [vec![4], device.own_mac.0.to_vec()].concat()),
        lldp_tlv(2, [vec![5], b"Gi1/0/1".to_vec()].concat()),
        lldp_tlv(3, [0, 120]),
        lldp_tlv(5, name),
        lldp_tlv(6, description),
        lldp_tlv(7, [0, capability, 0, capability]),
        lldp_tlv(8, address),
        lldp_tlv(0, []),
    ]
    .concat()
}

/// A CDP packet with its LLC/SNAP header.
#[must_use]
pub fn cdp(device: &Device, software: &str) -> Vec<u8> {
    let tlv = |kind: u16, value: &[u8]| Bytes::new().u16(kind).u16(value.len() as u16 + 4).raw(value).done();
    let name = if device.hostname.is_empty() { device.model.as_str() } else { device.hostname.as_str() };
    let address = Bytes::new().u32(1).raw([1, 1, 0xcc, 0, 4]).raw(device.place.ip.octets()).done();
    let capability: u32 = if device.kind == "ip_phone" { 0x90 } else { 0x28 };
    let platform = if device.kind == "ip_phone" {
        format!("Cisco IP Phone {}", device.model.trim_start_matches("CP-"))
    } else {
        format!("cisco {}", device.model)
    };
    let body = [
        tlv(1, name.as_bytes()),
        tlv(2, &address),
        tlv(3, b"GigabitEthernet1/0/1"),
        tlv(4, &capability.to_be_bytes()),
        tlv(5, software.as_bytes()),
        tlv(6, platform.as_bytes()),
    ]
    .concat();
    // The checksum of an odd packet counts the last byte as a low byte (Cisco's way).
    let mut summed = vec![2, 180, 0, 0];
    summed.extend_from_slice(&body);
    if summed.len() % 2 == 1
        && let Some(last) = summed.pop()
    {
        summed.extend([0, last]);
    }
    let sum = checksum(&[&summed]);
    Bytes::new().raw([0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 0]).raw([2, 180]).u16(sum).raw(body).done()
}

/// A spanning tree configuration message behind LLC.
#[must_use]
pub fn stp(root: MacAddr, bridge: MacAddr) -> Vec<u8> {
    Bytes::new()
        .raw([0x42, 0x42, 3])
        .raw([0, 0, 0, 0, 0])
        .u16(0x1000)
        .raw(root.0)
        .u32(4)
        .u16(0x8000)
        .raw(bridge.0)
        .u16(0x8001)
        .raw([0, 0, 20, 0, 2, 0, 15, 0])
        .done()
}

/// A VRRP version 2 advertisement.
#[must_use]
pub fn vrrp(group: u8, virtual_ip: Ipv4Addr) -> Vec<u8> {
    let build = |sum: u16| {
        Bytes::new().raw([0x21, group, 110, 1, 0, 1]).u16(sum).raw(virtual_ip.octets()).zeros(8).done()
    };
    build(checksum(&[&build(0)]))
}
