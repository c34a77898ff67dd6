//! The truth as JSON, in the spirit of the laboratory captures' oracle.

use serde_json::{Value, json};

use crate::{
    hospital::{Device, Hospital, NAME},
    stage::{Heard, reveals},
    talk::PATIENT_MARKS,
};

/// Everything that is true about the hospital, with what the mirror port could know.
#[must_use]
pub fn json(hospital: &Hospital, heard: &[Heard]) -> Value {
    let silent = Heard::default();
    let devices: Vec<Value> = hospital
        .devices
        .iter()
        .map(|device| self::device(device, heard.get(device.index).unwrap_or(&silent)))
        .collect();
    let lines: Vec<Value> = hospital
        .lines
        .iter()
        .map(|line| {
            json!({
                "device": id(line.device),
                "method": line.method,
                "peer": line.peer,
                "name": line.name,
                "declared": line.declared,
            })
        })
        .collect();
    json!({
        "note": "Fictional hospital. Product names are public facts; the hospital, its people, serials and addresses are invented.",
        "hospital": NAME,
        "seed": hospital.seed,
        "devices": devices,
        "remote_lines": lines,
        "must_not_appear": PATIENT_MARKS,
    })
}

/// A device's name in the truth.
#[must_use]
pub fn id(index: usize) -> String {
    format!("sim{index:05}")
}

fn device(device: &Device, heard: &Heard) -> Value {
    let some = |text: &str| if text.is_empty() { Value::Null } else { Value::from(text) };
    let mac = device.behind.is_none().then(|| device.own_mac.to_string());
    json!({
        "id": id(device.index),
        "mac": mac,
        "ip": device.place.ip,
        "vlan": device.place.vlan,
        "hostname": some(&device.hostname),
        "kind": some(&device.kind),
        "maker": some(&device.maker),
        "model": some(&device.model),
        "serial": some(&device.serial),
        "software": some(&device.software),
        "os": device.os(),
        "ae_title": some(&device.ae_title),
        "department": some(device.department),
        "location": some(&device.location),
        "is_medical": device.medical,
        "dhcp": device.dhcp,
        "behind": device.behind.map(id),
        "random_mac": device.random_mac,
        "days": device.days,
        "frames_sent": heard.sent,
        "frames_addressed": heard.addressed,
        "reveals": {
            "maker": heard.revealed & reveals::MAKER != 0,
            "model": heard.revealed & reveals::MODEL != 0,
            "kind": heard.revealed & reveals::KIND != 0,
            "serial": heard.revealed & reveals::SERIAL != 0,
        },
    })
}
