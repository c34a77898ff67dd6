//! SMB version 1 in use: the way WannaCry and its kin travel.

use domain::{alerts::Status, certainty::Certainty::Certain, facts::Attribute as A};

use super::{Cause, Findings, Scene, is_medical};

pub(super) fn find(scene: &Scene<'_>, found: &mut Findings) {
    for device in scene.resolved.devices {
        let old = |value: &str| matches!(value, "NT LM 0.12" | "SMB1" | "SMBv1" | "1.0" | "smb1");
        let told = device.facts.iter().filter(|fact| fact.attribute == A::SmbDialect && old(&fact.value));
        for fact in told {
            let medical = is_medical(device);
            let cause = Cause {
                code: "smb1",
                key: if medical { "medical" } else { "other" }.to_owned(),
                status: Status::Warn,
                certainty: Certain,
                arguments: vec![("group", if medical { "medical" } else { "other" }.to_owned())],
            };
            found.add(cause, &device.id, fact.evidence.clone(), fact.seen);
        }
    }
}
