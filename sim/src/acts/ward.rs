//! Wards and theatres: monitors, pumps, ventilators, dialysis, nurse call.

use std::net::Ipv4Addr;

use crate::{
    hospital::Device,
    stage::{Stage, reveals},
    talk::{hl7, sdc, voice},
    wire::write::Bytes,
};

/// A monitor's own protocol: broadcast sign of life and a stream to the central station. Opaque but for the card's maker.
pub fn monitor(stage: &mut Stage<'_>, device: &Device) {
    let [a, b, c, _] = device.place.ip.octets();
    let beat = Bytes::new().u32(0x0102_0000).u32(device.index as u32).raw(stage.rng.noise(40)).done();
    let port = if device.maker == "fukuda_denshi" { 20_000 } else { 7_000 };
    stage.shout(device.place, Ipv4Addr::new(a, b, c, 255), (port, port), &beat);
    stage.reveal(device.place, reveals::MAKER);
    let hospital = stage.hospital;
    let central = hospital.who("hl7gw").find(|central| central.maker == device.maker);
    if let Some(central) = central {
        for _ in 0..4 {
            let wave = stage.rng.noise(180);
            stage.udp(device.place, central.place, (port + 1, port + 1), &wave);
            stage.wait(250_000);
        }
    }
}

/// IntelliVue connect indication to everyone (data export interface, UDP 24005): vendor, method, type strings.
pub fn intellivue(stage: &mut Stage<'_>, device: &Device) {
    let text = |value: &str| Bytes::new().u16(value.len() as u16 + 1).raw(value).u8(0).done();
    let body = Bytes::new().raw(text("Philips")).raw(text(&device.model)).raw(device.own_mac.0).done();
    let packet = Bytes::new().raw([0, 1, 0, 0]).u16(body.len() as u16).raw(body).done();
    stage.shout(device.place, Ipv4Addr::BROADCAST, (24_005, 24_005), &packet);
    stage.reveal(device.place, reveals::MAKER);
}

/// CARESCAPE: its network time and parameter broadcasts.
pub fn unity(stage: &mut Stage<'_>, device: &Device) {
    let [a, b, c, _] = device.place.ip.octets();
    let packet = Bytes::new()
        .raw([0, 0, 0x0f, 0xff])
        .padded(&format!("ICU|BED{:02}", device.index % 40), 32, 0)
        .raw(stage.rng.noise(120))
        .done();
    stage.shout(device.place, Ipv4Addr::new(a, b, c, 255), (7_001, 7_001), &packet);
    stage.reveal(device.place, reveals::MAKER);
}

/// The monitor of ICSMA-25-030-01: reaches for a hard-coded public address again and again.
pub fn cms8000(stage: &mut Stage<'_>, device: &Device) {
    let away = stage.hospital.outside(Ipv4Addr::new(202, 114, 4, 119));
    stage.refused(device.place, away, 515);
    if stage.rng.chance(40) {
        stage.refused(device.place, away, 2049);
    }
    stage.reveal(device.place, reveals::KIND);
}

/// Own results to the record system over HL7.
pub fn result(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(engine) = hospital.server("engine", 0).or_else(|| hospital.server("emr", 0)) else { return };
    let application = device.talk("hl7").unwrap_or_default().replace(' ', "_");
    let source = hl7::Source {
        model: device.model.clone(),
        serial: device.serial.clone(),
        maker: device.says.clone(),
    };
    let number = stage.rng.below(90_000) as u32;
    let mut tcp = stage.connect(device.place, engine.place, 2575);
    stage.say(&mut tcp, hl7::result(&application, "AOBANE", number, &source));
    stage.hear(&mut tcp, hl7::acknowledge("HCIE", number));
    stage.close(tcp);
    stage.reveal(device.place, reveals::MAKER | reveals::MODEL | reveals::KIND);
}

/// A central station speaks for its bedside monitors.
pub fn gateway(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(engine) = hospital.server("engine", 0).or_else(|| hospital.server("emr", 0)) else { return };
    let bedsides: Vec<&Device> = hospital
        .devices
        .iter()
        .filter(|d| d.maker == device.maker && d.kind == "patient_monitor_bedside")
        .collect();
    let application = device.talk("hl7gw").unwrap_or_default();
    let mut tcp = stage.connect(device.place, engine.place, 2575);
    for bedside in bedsides.iter().take(4) {
        let source = hl7::Source {
            model: bedside.model.clone(),
            serial: bedside.serial.clone(),
            maker: bedside.says.clone(),
        };
        let number = stage.rng.below(90_000) as u32;
        stage.say(&mut tcp, hl7::vitals(application, "ICU", number, Some(&source)));
        stage.hear(&mut tcp, hl7::acknowledge("HCIE", number));
        stage.wait(2_000_000);
    }
    stage.close(tcp);
    stage.reveal(device.place, reveals::KIND | reveals::MODEL);
}

/// SDC provider: hello, and a consumer reads its description.
pub fn sdc(stage: &mut Stage<'_>, device: &Device) {
    let group = Ipv4Addr::new(239, 255, 255, 250);
    stage.shout(device.place, group, (49_152, 3702), &sdc::hello(device));
    stage.reveal(device.place, reveals::KIND);
    let hospital = stage.hospital;
    let Some(consumer) = hospital.server("hl7gw", 1) else { return };
    let mut tcp = stage.connect(consumer.place, device.place, 53_200);
    stage.say(&mut tcp, sdc::get(device));
    stage.hear(&mut tcp, sdc::description(device));
    stage.close(tcp);
    stage.reveal(device.place, reveals::ALL);
}

/// Dialysis console to its central computer.
pub fn dialysis(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(central) = hospital.server("dialcentral", 0) else { return };
    let mut tcp = stage.connect(device.place, central.place, 6000);
    for _ in 0..3 {
        let bed = device.index % 60;
        stage.say(&mut tcp, format!("\u{2}D{bed:03},0230,0500,1.20,0350\u{3}\r\n"));
        stage.hear(&mut tcp, "\u{6}");
        stage.wait(5_000_000);
    }
    stage.close(tcp);
    stage.reveal(device.place, reveals::MAKER | if device.dhcp { reveals::KIND } else { 0 });
}

/// Somebody's own protocol that nobody can read.
pub fn opaque(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let port = device.talk("opaque").and_then(|port| port.parse().ok()).unwrap_or(9999);
    let Some(server) = hospital.server("emr", device.index) else { return };
    let mut tcp = stage.connect(device.place, server.place, port);
    for _ in 0..3 {
        let (a, b) = (stage.rng.noise(60), stage.rng.noise(24));
        stage.say(&mut tcp, a);
        stage.hear(&mut tcp, b);
    }
    stage.close(tcp);
}

/// A telephone or nurse-call station registers with the exchange.
pub fn phone(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(exchange) =
        hospital.devices.iter().find(|d| d.kind == "nurse_call").or_else(|| hospital.server("ad", 0))
    else {
        return;
    };
    if exchange.index == device.index {
        return;
    }
    let extension = 2000 + device.index as u32;
    let agent = device.talk("sip").unwrap_or_default();
    stage.udp(
        device.place,
        exchange.place,
        (5060, 5060),
        &voice::register(agent, device.place.ip, exchange.place.ip, extension),
    );
    stage.wait(2000);
    stage.udp(
        exchange.place,
        device.place,
        (5060, 5060),
        &voice::registered(device.place.ip, exchange.place.ip, extension),
    );
    stage.reveal(device.place, reveals::MAKER | reveals::MODEL | reveals::KIND);
}
