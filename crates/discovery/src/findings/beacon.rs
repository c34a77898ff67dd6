//! Patient monitors that call hard-coded public addresses (CISA ICSMA-25-030-01): trying is enough, answered or not.

use domain::{alerts::Status, certainty::Certainty};

use super::{Cause, Findings, Scene};
use crate::traffic::evidence;

pub(super) fn find(scene: &Scene<'_>, found: &mut Findings) {
    for talk in &scene.resolved.traffic.talks {
        let (Some(device), Some(ip)) =
            (talk.client.and_then(|host| scene.resolved.devices.get(host)), talk.flow.server.ip)
        else {
            continue;
        };
        let Some(banner) = scene.resolved.knowledge.banners.of_destination(ip) else { continue };
        let cause = Cause {
            code: "backdoor-address",
            key: device.id.to_string(),
            status: Status::Danger,
            certainty: Certainty::Likely,
            arguments: vec![
                ("peer", ip.to_string()),
                ("product", banner.model_or_kind.clone().unwrap_or_default()),
                ("advisory", "ICSMA-25-030-01".into()),
            ],
        };
        found.add(cause, &device.id, evidence(talk.flow), talk.flow.seen);
        found.forbid("backdoor-address", device.id.as_str());
    }
}
