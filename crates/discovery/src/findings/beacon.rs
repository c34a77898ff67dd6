//! Patient monitors that call hard-coded public addresses (CISA ICSMA-25-030-01): trying is enough, answered or not.

use domain::{alerts::Status, certainty::Certainty};

use super::{Cause, Findings, Scene};
use crate::traffic::evidence;

pub(super) fn find(scene: &Scene<'_>, found: &mut Findings) {
    let knowledge = scene.resolved.knowledge;
    let known: Vec<(std::net::IpAddr, &str)> = knowledge
        .banners
        .of("pattern", "destination_ip")
        .flat_map(|banner| {
            let model = banner.model_or_kind.as_deref().unwrap_or_default();
            banner
                .value
                .split(|c: char| !(c.is_ascii_digit() || c == '.'))
                .filter_map(move |part| Some((part.parse().ok()?, model)))
                .collect::<Vec<_>>()
        })
        .collect();
    for talk in &scene.resolved.traffic.talks {
        let (Some(device), Some(ip)) =
            (talk.client.and_then(|host| scene.resolved.devices.get(host)), talk.flow.server.ip)
        else {
            continue;
        };
        let Some((_, model)) = known.iter().find(|(known, _)| *known == ip) else { continue };
        let cause = Cause {
            code: "backdoor-address",
            key: device.id.to_string(),
            status: Status::Danger,
            certainty: Certainty::Likely,
            arguments: vec![
                ("peer", ip.to_string()),
                ("product", (*model).to_owned()),
                ("advisory", "ICSMA-25-030-01".into()),
            ],
        };
        found.add(cause, &device.id, evidence(talk.flow), talk.flow.seen);
        found.forbid("backdoor-address", device.id.as_str());
    }
}
