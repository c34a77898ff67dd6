//! Protocols that carry patient data leave the site.

use domain::{alerts::Status, certainty::Certainty::Certain};

use super::{Cause, Findings, Scene};
use crate::traffic::evidence;

const PATIENT: &[&str] =
    &["dicom", "hl7", "fhir", "astm", "poct1a", "poct1-a", "sdc", "ieee11073", "dicomweb"];

pub(super) fn find(scene: &Scene<'_>, found: &mut Findings) {
    let crossing = |talk: &&crate::traffic::Talk<'_>| {
        (talk.client_outside != talk.server_outside) && talk.happened() && PATIENT.contains(&talk.protocol())
    };
    for talk in scene.resolved.traffic.talks.iter().filter(crossing) {
        let (host, ip) = if talk.server_outside {
            (talk.client, talk.flow.server.ip)
        } else {
            (talk.server, talk.flow.client.ip)
        };
        let (Some(device), Some(ip)) = (host.and_then(|host| scene.resolved.devices.get(host)), ip) else {
            continue;
        };
        let label = scene.outside.name(ip).map_or_else(|| ip.to_string(), str::to_owned);
        let cause = Cause {
            code: "patient-data-leaves",
            key: format!("{}|{label}", talk.protocol()),
            status: Status::Danger,
            certainty: Certain,
            arguments: vec![("protocol", talk.protocol().to_owned()), ("peer", label)],
        };
        found.add(cause, &device.id, evidence(talk.flow), talk.flow.seen);
    }
}
