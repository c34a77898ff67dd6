//! A person's word outranks every rule (P4).

use domain::{
    certainty::Certainty::Confirmed,
    corrections::{Correction, CorrectionSubject},
    devices::{Device, Maker, Other, Stated},
    facts::{Attribute as A, Evidence},
};
use knowledge::Knowledge;

use crate::classify::maker;

/// Applies the corrections that mean this device, oldest first.
pub fn apply(device: &mut Device, corrections: &[Correction], knowledge: &Knowledge) {
    let mut own: Vec<&Correction> =
        corrections.iter().filter(|correction| means(device, correction)).collect();
    own.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    for correction in own {
        one(device, correction, knowledge);
    }
}

fn means(device: &Device, correction: &Correction) -> bool {
    match correction.subject {
        CorrectionSubject::Mac(mac) => device.macs.contains(&mac),
        CorrectionSubject::Ip(ip) => device.ips.contains(&ip),
    }
}

fn one(device: &mut Device, correction: &Correction, knowledge: &Knowledge) {
    let evidence = Evidence {
        source: "person".into(),
        said: correction.reason.as_str().into(),
        frame: None,
        origin: Some(correction.by.as_str().into()),
    };
    let value = correction.value.as_deref();
    let slot = match correction.attribute {
        A::Vendor => {
            let named = value.map(|text| {
                maker::recognise(knowledge, text).map_or_else(
                    || Maker { id: None, name: text.to_owned(), name_ja: None },
                    |id| maker::maker(knowledge, id),
                )
            });
            return put(&mut device.vendor, named, evidence);
        }
        A::IsMedical => {
            put(&mut device.is_medical, value.map(|text| text == "true"), evidence);
            return;
        }
        A::Kind => {
            let medical =
                value.and_then(|kind| knowledge.kinds.get(kind)).map(knowledge::kinds::Kind::is_medical);
            put(&mut device.is_medical, medical, evidence.clone());
            &mut device.kind
        }
        A::Model => &mut device.model,
        A::Os => &mut device.os,
        A::Hostname => &mut device.hostname,
        A::Serial => &mut device.serial,
        A::SoftwareVersion => &mut device.software,
        A::Department | A::Location => &mut device.department,
        A::Purpose => &mut device.purpose,
        A::UdiDi => &mut device.udi_di,
        A::SwitchPort => &mut device.switch_port,
        _ => return,
    };
    put(slot, value.map(str::to_owned), evidence);
}

/// Sets or clears a value; what the rules said stays visible.
fn put<T>(slot: &mut Option<Stated<T>>, value: Option<T>, evidence: Evidence) {
    let Some(value) = value else {
        *slot = None;
        return;
    };
    let mut stated = Stated::new(value, Confirmed, evidence);
    if let Some(before) = slot.take() {
        if let Some(evidence) = before.evidence.into_iter().next() {
            stated.others.push(Other { value: before.value, certainty: before.certainty, evidence });
        }
        stated.others.extend(before.others);
    }
    *slot = Some(stated);
}
