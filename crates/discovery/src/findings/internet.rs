//! A medical device speaks to the internet; stronger when to an address that nobody looked up by name.

use domain::alerts::Status;

use super::{Cause, Findings, Scene, is_medical, medical_certainty};
use crate::traffic::evidence;

pub(super) fn find(scene: &Scene<'_>, found: &mut Findings) {
    for talk in scene.resolved.traffic.talks.iter().filter(|talk| talk.server_outside) {
        let Some(device) = talk.client.and_then(|host| scene.resolved.devices.get(host)) else { continue };
        let Some(ip) = talk.flow.server.ip.filter(|_| is_medical(device)) else { continue };
        if matches!(talk.protocol(), "ntp" | "dns") {
            continue;
        }
        let name = scene.outside.name(ip).map(str::to_owned);
        let named = scene.outside.get(ip).is_some_and(|it| it.has_name);
        let hard_coded = !named;
        let label = name.unwrap_or_else(|| ip.to_string());
        let (code, status) = match (hard_coded, talk.happened()) {
            (true, true) => ("medical-hard-coded-address", Status::Danger),
            (true, false) => ("medical-hard-coded-address", Status::Warn),
            (false, _) => ("medical-to-internet", Status::Warn),
        };
        let cause = Cause {
            code,
            key: label.clone(),
            status,
            certainty: medical_certainty(device),
            arguments: vec![("peer", label), ("address", ip.to_string())],
        };
        found.add(cause, &device.id, evidence(talk.flow), talk.flow.seen);
    }
}
