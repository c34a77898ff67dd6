//! Laboratory analysers and the systems they report to.

use crate::{
    hospital::Device,
    stage::{Stage, reveals},
    talk::{hl7, lab},
};

/// An analyser sends a result: ENQ, frames, EOT.
pub fn astm(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(lis) = hospital.server("lis", device.index) else { return };
    let name = device.talk("astm").unwrap_or_default();
    let patient = stage.rng.below(900) as u32;
    let mut tcp = stage.connect(device.place, lis.place, 5000);
    stage.say(&mut tcp, lab::ENQ);
    stage.hear(&mut tcp, lab::ACK);
    for (n, record) in lab::records(name, &device.software, &device.serial, patient).iter().enumerate() {
        stage.say(&mut tcp, lab::frame(n as u8 + 1, record));
        stage.hear(&mut tcp, lab::ACK);
    }
    stage.say(&mut tcp, lab::EOT);
    stage.close(tcp);
    stage.reveal(device.place, reveals::MODEL | reveals::KIND | reveals::SERIAL);
    stage.reveal(lis.place, reveals::KIND);
    if device.own_mac.0.first() == Some(&0) {
        stage.reveal(device.place, reveals::MAKER);
    }
}

/// A point-of-care device introduces itself and reports.
pub fn poct(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(lis) = hospital.server("lis", device.index) else { return };
    let model = device.talk("poct").unwrap_or_default();
    let mut tcp = stage.connect(device.place, lis.place, 6010);
    stage.say(&mut tcp, lab::hello(model, &device.says, &device.serial, &device.software));
    stage.hear(&mut tcp, lab::acknowledge());
    let patient = stage.rng.below(900) as u32;
    stage.say(&mut tcp, lab::observation(patient));
    stage.hear(&mut tcp, lab::acknowledge());
    stage.close(tcp);
    stage.reveal(device.place, reveals::ALL);
}

/// A serial converter: an old analyser's records come out of it on its data port.
pub fn serial_server(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(lis) = hospital.server("lis", device.index) else { return };
    let mut tcp = stage.connect(lis.place, device.place, 4001);
    stage.hear(&mut tcp, lab::ENQ);
    stage.say(&mut tcp, lab::ACK);
    stage.hear(&mut tcp, lab::EOT);
    stage.close(tcp);
    stage.reveal(device.place, reveals::MAKER);
}

/// The record system tells a department's system of an admission.
pub fn admission(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    for talk in ["lis", "ris"] {
        let Some(target) = hospital.server(talk, 0) else { continue };
        let number = stage.rng.below(900) as u32;
        let mut tcp = stage.connect(device.place, target.place, 2575);
        stage.say(
            &mut tcp,
            hl7::admission(if device.talk("emr").is_some() { "EGMAIN" } else { "HCIE" }, number),
        );
        stage.hear(&mut tcp, hl7::acknowledge(if talk == "lis" { "CLINILAN" } else { "F-RIS" }, number));
        stage.close(tcp);
    }
}
