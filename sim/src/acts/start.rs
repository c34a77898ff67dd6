//! A device comes up: DHCP, address announcement, time.

use std::net::Ipv4Addr;

use super::ask;
use crate::{
    hospital::Device,
    stage::{Stage, reveals},
    talk::{dhcp, voice},
    wire::ether,
};

/// DHCP or an ARP announcement, then the clock.
pub fn start(stage: &mut Stage<'_>, device: &Device) {
    if device.behind.is_none() {
        if device.dhcp {
            lease(stage, device);
        }
        announce(stage, device);
    }
    if device.quiet {
        return;
    }
    if stage.rng.chance(60) {
        let hospital = stage.hospital;
        if let Some(server) = hospital.server("ad", device.index) {
            let now = (stage.clock / 1_000_000) as u32;
            ask(stage, device, server, (123, 123), &voice::ntp(false, now), &voice::ntp(true, now));
        }
    }
}

fn lease(stage: &mut Stage<'_>, device: &Device) {
    let id = stage.rng.next() as u32;
    let hospital = stage.hospital;
    let Some(server) = hospital.server("ad", 0) else { return };
    let whole = stage.rng.chance(50);
    let everyone = Ipv4Addr::BROADCAST;
    if whole {
        stage.shout_as(
            device.place,
            Ipv4Addr::UNSPECIFIED,
            everyone,
            (68, 67),
            &dhcp::ask(device, dhcp::DISCOVER, id, false),
        );
        stage.wait(900);
        stage.udp(
            server.place,
            device.place,
            (67, 68),
            &dhcp::answer(device, dhcp::OFFER, id, server.place.ip),
        );
        stage.shout_as(
            device.place,
            Ipv4Addr::UNSPECIFIED,
            everyone,
            (68, 67),
            &dhcp::ask(device, dhcp::REQUEST, id, false),
        );
    } else {
        stage.udp(device.place, server.place, (68, 67), &dhcp::ask(device, dhcp::REQUEST, id, true));
    }
    stage.wait(900);
    stage.udp(server.place, device.place, (67, 68), &dhcp::answer(device, dhcp::ACK, id, server.place.ip));
    if matches!(device.maker.as_str(), "axis" | "fujifilm_bi") || device.model.starts_with("CP-") {
        stage.reveal(device.place, reveals::MAKER | reveals::MODEL | reveals::KIND);
    }
}

fn announce(stage: &mut Stage<'_>, device: &Device) {
    let own = (device.place.mac, device.place.ip);
    let packet = ether::arp(false, own, (Default::default(), device.place.ip));
    stage.link(device.place, &ether::frame(device.place.mac, ether::BROADCAST, ether::ARP, &packet));
}
