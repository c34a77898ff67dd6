//! A medical device lets itself be operated without encryption: Telnet, FTP, VNC.

use domain::{alerts::Status, facts::Attribute as A};

use super::{Cause, Findings, Scene, is_medical};

/// Services that are a finding, and whether there is not even a password.
const SERVICES: &[(&str, Status)] = &[
    ("telnet server", Status::Warn),
    ("ftp server", Status::Warn),
    ("vnc server", Status::Warn),
    ("vnc_no_auth server", Status::Danger),
    ("rsh server", Status::Warn),
    ("tftp server", Status::Warn),
    ("rdp_standard_security server", Status::Warn),
];

pub(super) fn find(scene: &Scene<'_>, found: &mut Findings) {
    for device in scene.resolved.devices.iter().filter(|device| is_medical(device)) {
        for fact in device.facts.iter().filter(|fact| fact.attribute == A::Unencrypted) {
            let Some((value, status)) = SERVICES.iter().find(|(value, _)| *value == fact.value) else {
                continue;
            };
            let protocol = value.trim_end_matches(" server");
            let cause = Cause {
                code: "unencrypted-access",
                key: protocol.to_owned(),
                status: *status,
                certainty: fact.certainty,
                arguments: vec![("protocol", protocol.to_owned())],
            };
            found.add(cause, &device.id, fact.evidence.clone(), fact.seen);
        }
    }
}
