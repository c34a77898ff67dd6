//! Imaging: storing, worklists, echo tests, and workstations that pass on what others made.

use crate::{
    hospital::Device,
    stage::{Stage, reveals},
    talk::dicom,
};

fn instance(stage: &mut Stage<'_>, device: &Device) -> String {
    let (uid, _) = dicom::implementation(device);
    let root: String = uid.split('.').take(4).collect::<Vec<_>>().join(".");
    format!("{root}.{}.{}.{}", device.index, stage.rng.below(1_000_000), stage.rng.between(1, 400))
}

/// Sends a few images to the archive.
pub fn store(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(archive) = hospital.server("pacs", device.index) else { return };
    send(stage, device, archive, device);
    stage.reveal(device.place, reveals::ALL);
}

/// One association from `from` to `to` with images that `maker` made.
fn send(stage: &mut Stage<'_>, from: &Device, to: &Device, maker: &Device) {
    let class = dicom::storage(&maker.extra);
    let mut tcp = stage.connect(from.place, to.place, 104);
    let calls = [class, dicom::VERIFICATION];
    stage.say(&mut tcp, dicom::request(&to.ae_title, &from.ae_title, &calls, &dicom::implementation(from)));
    stage.hear(&mut tcp, dicom::accept(&to.ae_title, &from.ae_title, 2, &dicom::implementation(to)));
    for _ in 0..stage.rng.between(1, 2) {
        let instance = instance(stage, maker);
        let patient = stage.rng.below(900) as u32;
        stage.say(&mut tcp, dicom::store(class, &instance, maker, patient, 4096));
        stage.hear(&mut tcp, dicom::stored(class, &instance));
    }
    stage.say(&mut tcp, dicom::release(false));
    stage.hear(&mut tcp, dicom::release(true));
    stage.close(tcp);
}

/// Asks for the day's patients.
pub fn worklist(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(ris) = hospital.server("ris", device.index) else { return };
    let mut tcp = stage.connect(device.place, ris.place, 11112);
    let wrong = stage.rng.chance(2);
    let called = if wrong { "WRONG_AE" } else { ris.ae_title.as_str() };
    stage.say(
        &mut tcp,
        dicom::request(called, &device.ae_title, &[dicom::WORKLIST], &dicom::implementation(device)),
    );
    if wrong {
        stage.hear(&mut tcp, dicom::reject());
        stage.close(tcp);
        return;
    }
    stage.hear(&mut tcp, dicom::accept(called, &device.ae_title, 1, &dicom::implementation(ris)));
    stage.say(&mut tcp, dicom::find(device));
    let first = stage.rng.below(900) as u32;
    stage.hear(&mut tcp, dicom::found(first..first + 3));
    stage.say(&mut tcp, dicom::release(false));
    stage.hear(&mut tcp, dicom::release(true));
    stage.close(tcp);
    stage.reveal(device.place, reveals::KIND);
    stage.reveal(ris.place, reveals::KIND);
}

/// The archive tests whether it is there.
pub fn echoed(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(archive) = hospital.server("pacs", device.index) else { return };
    let mut tcp = stage.connect(archive.place, device.place, 104);
    stage.say(
        &mut tcp,
        dicom::request(
            &device.ae_title,
            &archive.ae_title,
            &[dicom::VERIFICATION],
            &dicom::implementation(archive),
        ),
    );
    stage.hear(
        &mut tcp,
        dicom::accept(&device.ae_title, &archive.ae_title, 1, &dicom::implementation(device)),
    );
    stage.say(&mut tcp, dicom::echo(false));
    stage.hear(&mut tcp, dicom::echo(true));
    stage.say(&mut tcp, dicom::release(false));
    stage.hear(&mut tcp, dicom::release(true));
    stage.close(tcp);
}

/// A workstation or writer sends images of several modalities on: it is none of them.
pub fn forward(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(archive) = hospital.server("pacs", device.index) else { return };
    let makers: Vec<&Device> = hospital.who("modality").take(7).collect();
    for maker in makers.iter().skip(device.index % 4).take(3) {
        send(stage, device, archive, maker);
    }
}

/// The archive passes images on to a workstation.
pub fn archive(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(target) = hospital.server("forwarder", device.index) else { return };
    let makers: Vec<&Device> = hospital.who("modality").take(5).collect();
    for maker in makers {
        send(stage, device, target, maker);
    }
    stage.reveal(device.place, reveals::KIND);
}
