//! DHCP (RFC 2131, RFC 2132): how each family of systems asks for an address.

use std::net::Ipv4Addr;

use domain::addresses::MacAddr;

use crate::{
    hospital::Device,
    wire::{tcp::Stack, write::Bytes},
};

/// Message types (RFC 2132 §9.6).
pub const DISCOVER: u8 = 1;
pub const OFFER: u8 = 2;
pub const REQUEST: u8 = 3;
pub const ACK: u8 = 5;

fn head(reply: bool, id: u32, mac: MacAddr, client: Ipv4Addr, yours: Ipv4Addr) -> Bytes {
    Bytes::new()
        .u8(if reply { 2 } else { 1 })
        .u8(1)
        .u8(6)
        .u8(0)
        .u32(id)
        .u32(0)
        .raw(client.octets())
        .raw(yours.octets())
        .zeros(8)
        .raw(mac.0)
        .zeros(10 + 64 + 128)
        .u32(0x6382_5363)
}

/// A client's message with the options its system sends.
#[must_use]
pub fn ask(device: &Device, kind: u8, id: u32, renewing: bool) -> Vec<u8> {
    let mac = device.own_mac;
    let ip = device.place.ip;
    let client = if renewing { ip } else { Ipv4Addr::UNSPECIFIED };
    let mut out = head(false, id, mac, client, Ipv4Addr::UNSPECIFIED).raw([53, 1, kind]);
    if !matches!(device.stack, Stack::Embedded) || device.index.is_multiple_of(2) {
        out = out.raw([61, 7, 1]).raw(mac.0);
    }
    if kind == REQUEST && !renewing {
        out = out.raw([50, 4]).raw(ip.octets());
    }
    if !device.hostname.is_empty() && device.stack != Stack::Apple {
        out = out.u8(12).short(&device.hostname);
        if device.windows() && kind == REQUEST {
            let name = format!("{}.aobane.example", device.hostname);
            out = out.u8(81).u8(name.len() as u8 + 3).raw([0, 0, 0]).raw(name);
        }
    }
    let class = vendor_class(device);
    if !class.is_empty() {
        out = out.u8(60).short(&class);
    }
    out.raw([57, 2, 5, 0xdc]).u8(55).short(wishes(device.stack)).u8(255).zeros(8).done()
}

/// Option 60 as the system or the maker's firmware sends it.
fn vendor_class(device: &Device) -> String {
    match (device.maker.as_str(), device.stack) {
        ("axis", _) => format!("AXIS,Network Camera,{},10.12.114", device.model),
        ("canon", _) => "Canon".to_owned(),
        ("fujifilm_bi", _) => format!("Mfg=FujiXerox;Typ=MFP;Mod={};Ser={}", device.model, device.serial),
        ("zebra", Stack::Embedded) => format!("Zebra Technologies ZTC {}", device.model),
        ("cisco", _) if device.model.starts_with("CP-") => {
            format!("Cisco Systems, Inc. IP Phone {}", device.model)
        }
        ("hpe_aruba", _) => "ArubaAP".to_owned(),
        ("zebra", Stack::Linux) => "android-dhcp-11".to_owned(),
        (_, Stack::Windows10 | Stack::Windows7 | Stack::WindowsXp) => "MSFT 5.0".to_owned(),
        (_, Stack::Linux) if device.random_mac => "android-dhcp-13".to_owned(),
        (_, Stack::Linux) => "dhcpcd-9.4.1:Linux-5.15.84-v7+:armv7l:BCM2835".to_owned(),
        (_, Stack::Embedded) if device.index.is_multiple_of(3) => "udhcp 1.24.2".to_owned(),
        _ => String::new(),
    }
}

/// Option 55: in this order.
const fn wishes(stack: Stack) -> &'static [u8] {
    match stack {
        Stack::Windows10 => &[1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252],
        Stack::Windows7 => &[1, 15, 3, 6, 44, 46, 47, 31, 33, 121, 249, 43],
        Stack::WindowsXp => &[1, 15, 3, 6, 44, 46, 47, 31, 33, 43],
        Stack::Apple => &[1, 121, 3, 6, 15, 119, 252],
        Stack::Linux => &[1, 3, 6, 15, 26, 28, 51, 58, 59, 43],
        Stack::Embedded | Stack::NetworkGear => &[1, 3, 6, 12, 15, 28, 42],
    }
}

/// The server's answer; the relaying switch adds its port (option 82, RFC 3046).
#[must_use]
pub fn answer(device: &Device, kind: u8, id: u32, server: Ipv4Addr) -> Vec<u8> {
    let ip = device.place.ip;
    let [a, b, c, _] = ip.octets();
    let circuit = format!("SW-{:02}:Gi1/0/{}", device.place.switch, device.index % 48 + 1);
    head(true, id, device.own_mac, Ipv4Addr::UNSPECIFIED, ip)
        .raw([53, 1, kind, 54, 4])
        .raw(server.octets())
        .raw([51, 4, 0, 0, 0x70, 0x80, 1, 4, 255, 255, 255, 0, 3, 4, a, b, c, 1, 6, 4])
        .raw(server.octets())
        .u8(15)
        .short("aobane.example")
        .u8(82)
        .u8(circuit.len() as u8 + 2)
        .u8(1)
        .short(circuit)
        .u8(255)
        .zeros(4)
        .done()
}
