//! A device that nobody can name stands in a zone of medical devices.

use domain::{
    alerts::Status,
    certainty::Certainty::{Guess, Likely},
    devices::Device,
    facts::Evidence,
    ids::ZoneId,
};
use hashbrown::HashMap;

use super::{Cause, Findings, Scene, is_medical};

/// A zone is medical when at least this many of its devices are, and this share.
const MIN_MEDICAL: usize = 3;

pub(super) fn find(scene: &Scene<'_>, found: &mut Findings) {
    // Sorted into zones once: a capture full of scans has tens of thousands of both.
    let mut inside: HashMap<&ZoneId, Vec<&Device>> = HashMap::new();
    for device in scene.resolved.devices {
        if let Some(zone) = &device.zone {
            inside.entry(zone).or_default().push(device);
        }
    }
    for zone in scene.zones {
        let devices = inside.get(&zone.id).map(Vec::as_slice).unwrap_or_default();
        let (all, medical) = (devices.len(), devices.iter().filter(|device| is_medical(device)).count());
        if medical < MIN_MEDICAL || medical * 3 < all {
            continue;
        }
        for device in
            devices.iter().filter(|device| device.kind.as_ref().is_none_or(|kind| kind.certainty <= Guess))
        {
            let unknown = device.is_medical.as_ref().is_none_or(|medical| medical.certainty < Likely);
            if !unknown {
                continue;
            }
            let evidence = Evidence {
                source: "zone".into(),
                said: format!("{medical} of {all} devices of the zone are medical").into(),
                frame: None,
                origin: None,
            };
            let cause = Cause {
                code: "unknown-in-medical-zone",
                key: zone.id.to_string(),
                status: Status::Check,
                certainty: Likely,
                arguments: vec![("zone", zone.name.clone().unwrap_or_else(|| zone.subnets.join(", ")))],
            };
            found.add(cause, &device.id, evidence, device.seen);
        }
    }
}
