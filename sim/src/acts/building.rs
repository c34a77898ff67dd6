//! Network gear, cameras, power and the building.

use std::net::Ipv4Addr;

use super::ask;
use crate::{
    hospital::Device,
    stage::{Stage, reveals},
    talk::{neighbours, plant, snmp as agent, voice},
    wire::{
        ether,
        ip::{self, Header},
    },
};

/// The management station reads the system group.
pub fn snmp(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(station) = hospital.server("nms", 0) else { return };
    let community = if device.index.is_multiple_of(5) { "public" } else { "ZZUSERro" };
    let id = stage.rng.next() as u32 >> 1;
    let port = stage.client_port();
    let answer = agent::response(
        community,
        id,
        &device.extra,
        agent::object_id(&device.maker),
        &device.hostname,
        &format!("{}F EPS", device.index % 8 + 1),
    );
    ask(stage, station, device, (port, 161), &agent::get(community, id), &answer);
    let model =
        device.extra.contains(&device.model) || device.extra.contains(&device.model.replace("AIR-AP", ""));
    stage.reveal(device.place, reveals::MAKER | reveals::KIND | if model { reveals::MODEL } else { 0 });
}

/// LLDP to the neighbour.
pub fn lldp(stage: &mut Stage<'_>, device: &Device) {
    let description = if device.extra.is_empty() { device.model.as_str() } else { device.extra.as_str() };
    let unit = neighbours::lldp(device, description);
    stage.link(device.place, &ether::frame(device.own_mac, neighbours::LLDP_GROUP, ether::LLDP, &unit));
    stage.reveal(device.place, reveals::MAKER | reveals::KIND);
}

/// CDP to the neighbour.
pub fn cdp(stage: &mut Stage<'_>, device: &Device) {
    let software = if device.extra.is_empty() { device.software.as_str() } else { device.extra.as_str() };
    let packet = neighbours::cdp(device, software);
    stage.link(device.place, &ether::llc(device.own_mac, neighbours::CDP_GROUP, &packet));
    stage.reveal(device.place, reveals::MAKER | reveals::MODEL | reveals::KIND);
}

/// Spanning tree.
pub fn stp(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let root = hospital.devices.get(hospital.core).map_or(device.own_mac, |core| core.own_mac);
    let packet = neighbours::stp(root, device.own_mac);
    stage.link(device.place, &ether::llc(device.own_mac, neighbours::STP_GROUP, &packet));
    stage.reveal(device.place, reveals::KIND);
}

/// The core advertises the virtual gateway of each network.
pub fn vrrp(stage: &mut Stage<'_>, core: &Device) {
    let hospital = stage.hospital;
    for zone in hospital
        .zones
        .iter()
        .filter(|zone| zone.vlan < crate::hospital::build::ANNEX || zone.vlan >= 300)
        .take(40)
    {
        let [a, b, c] = zone.net;
        let mac = Stage::gateway(zone.vlan);
        let [.., group] = mac.0;
        let message = neighbours::vrrp(group, Ipv4Addr::new(a, b, c, 1));
        let header = Header {
            source: Ipv4Addr::new(a, b, c, 2),
            destination: neighbours::VRRP_GROUP,
            protocol: ip::VRRP,
            ttl: 255,
            id: 0,
        };
        let packet = ip::v4(&header, &message);
        let frame = ether::frame(mac, ether::group(neighbours::VRRP_GROUP), ether::IPV4, &packet);
        stage.link_of_core(zone.vlan, &frame);
        // Its own address on this network, beside the virtual one.
        let own = (core.own_mac, Ipv4Addr::new(a, b, c, 2));
        let announcement = ether::arp(false, own, (Default::default(), own.1));
        stage.link_of_core(zone.vlan, &ether::frame(own.0, ether::BROADCAST, ether::ARP, &announcement));
    }
}

/// A log line to the management station.
pub fn syslog(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(station) = hospital.server("nms", 0) else { return };
    let host = if device.hostname.is_empty() { device.place.ip.to_string() } else { device.hostname.clone() };
    let line = voice::syslog(&host, "%LINK-3-UPDOWN: Interface GigabitEthernet1/0/7, changed state to up");
    stage.udp(device.place, station.place, (514, 514), &line);
}

/// I-Am to everyone, then the workstation reads vendor and model.
pub fn bacnet(stage: &mut Stage<'_>, device: &Device) {
    let [a, b, c, _] = device.place.ip.octets();
    let number = 1000 + device.index as u32;
    let everyone = Ipv4Addr::new(a, b, c, 255);
    stage.shout(
        device.place,
        everyone,
        (47_808, 47_808),
        &plant::i_am(number, plant::bacnet_vendor(&device.maker)),
    );
    stage.reveal(device.place, reveals::MAKER | reveals::KIND);
    let hospital = stage.hospital;
    let Some(station) = hospital.server("nms", 0) else { return };
    let (vendor, model) = device.talk("bacnet").and_then(|text| text.split_once(':')).unwrap_or_default();
    for (property, text) in [(121, vendor), (70, model)] {
        let answer = plant::read_answer(number, property, text);
        ask(stage, station, device, (47_808, 47_808), &plant::read(number, property), &answer);
    }
    stage.reveal(device.place, reveals::MODEL);
}

/// The station asks a controller who it is.
pub fn modbus(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(station) = hospital.server("nms", 0) else { return };
    let (vendor, product) = device.talk("modbus").and_then(|text| text.split_once(':')).unwrap_or_default();
    let mut tcp = stage.connect(station.place, device.place, 502);
    stage.say(&mut tcp, plant::modbus_ask());
    stage.hear(&mut tcp, plant::modbus_answer(vendor, product, &device.software));
    stage.close(tcp);
    if !device.maker.is_empty() {
        stage.reveal(device.place, reveals::MAKER | reveals::MODEL);
    }
}

/// The recorder takes a camera's picture.
pub fn camera(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(recorder) = hospital.server("file", 1) else { return };
    let mut tcp = stage.connect(recorder.place, device.place, 554);
    stage.say(&mut tcp, voice::describe(device.place.ip));
    let server = if device.maker == "axis" { "GStreamer RTSP server" } else { "i-PRO RTSP Server" };
    stage.hear(&mut tcp, voice::described(server));
    stage.close(tcp);
    stage.reveal(device.place, reveals::MAKER | reveals::KIND);
}
