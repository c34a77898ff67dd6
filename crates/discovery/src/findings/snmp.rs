//! Factory community strings: everybody may read, perhaps write.

use domain::{alerts::Status, facts::Attribute as A};

use super::{Cause, Findings, Scene, is_medical};

pub(super) fn find(scene: &Scene<'_>, found: &mut Findings) {
    for device in scene.resolved.devices {
        for fact in device.facts.iter().filter(|fact| fact.attribute == A::SnmpDefaultCommunity) {
            let medical = is_medical(device);
            let group = if medical { "medical" } else { "other" };
            let cause = Cause {
                code: "snmp-default-community",
                key: group.to_owned(),
                status: if medical { Status::Warn } else { Status::Check },
                certainty: fact.certainty,
                arguments: vec![("group", group.to_owned())],
            };
            found.add(cause, &device.id, fact.evidence.clone(), fact.seen);
        }
    }
}
