//! What is dangerous without any baseline. One rule a file; one finding a rule and cause, with all its devices.

mod addresses;
mod beacon;
mod internet;
mod legacy;
mod medical_zone;
mod patient_data;
mod remote;
mod scanning;
mod snmp;
mod systems;
mod unencrypted;

use std::collections::BTreeMap;

use domain::{
    alerts::{Finding, Status},
    certainty::Certainty,
    devices::Device,
    facts::Evidence,
    ids::DeviceId,
    remote_lines::RemoteLine,
    time::Span,
    zones::Zone,
};

pub use self::remote::undeclared;
pub(crate) use crate::remote_lines::is_medical;
use crate::{outside::Outside, resolve::Resolved};

/// Pieces of evidence kept in a finding.
const MAX_EVIDENCE: usize = 8;

/// Everything a rule looks at.
pub(crate) struct Scene<'a> {
    pub resolved: &'a Resolved<'a>,
    pub outside: Outside,
    pub zones: &'a [Zone],
}

/// Applies every rule. Lines are judged by [`undeclared`] later, when a ledger or register has been compared.
#[must_use]
pub fn find(resolved: &Resolved<'_>, zones: &[Zone], lines: &[RemoteLine]) -> Vec<Finding> {
    let scene = Scene { resolved, outside: Outside::new(resolved.observations, resolved.identities), zones };
    let mut found = Findings::default();
    beacon::find(&scene, &mut found);
    internet::find(&scene, &mut found);
    patient_data::find(&scene, &mut found);
    unencrypted::find(&scene, &mut found);
    legacy::find(&scene, &mut found);
    snmp::find(&scene, &mut found);
    systems::find(&scene, &mut found);
    addresses::find(&scene, &mut found);
    medical_zone::find(&scene, &mut found);
    scanning::find(&scene, &mut found);
    let mut out = found.into_vec();
    out.extend(undeclared(lines));
    out.sort_by(|a, b| (a.status, &a.key).cmp(&(b.status, &b.key)));
    out
}

/// A finding in the making: rule, cause, how bad and how sure.
pub(crate) struct Cause<'a> {
    pub code: &'a str,
    /// What makes it the same finding next time, after the code.
    pub key: String,
    pub status: Status,
    pub certainty: Certainty,
    pub arguments: Vec<(&'a str, String)>,
}

/// Findings by key; devices and evidence of the same cause come together.
#[derive(Default)]
pub(crate) struct Findings(BTreeMap<String, Finding>);

impl Findings {
    /// Adds a device to the finding of this cause.
    pub fn add(&mut self, cause: Cause<'_>, device: &DeviceId, evidence: Evidence, seen: Span) {
        let key = format!("{}|{}", cause.code, cause.key);
        let finding = self.0.entry(key.clone()).or_insert_with(|| Finding {
            code: cause.code.to_owned(),
            key,
            status: cause.status,
            certainty: cause.certainty,
            devices: Vec::new(),
            arguments: cause.arguments.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            evidence: Vec::new(),
            seen,
            do_not_connect: false,
        });
        finding.status = finding.status.min(cause.status);
        finding.certainty = finding.certainty.max(cause.certainty);
        finding.seen.merge(seen);
        if !finding.devices.contains(device) {
            finding.devices.push(device.clone());
        }
        if finding.evidence.len() < MAX_EVIDENCE && !finding.evidence.contains(&evidence) {
            finding.evidence.push(evidence);
        }
    }

    /// The devices of this finding must not be connected.
    pub fn forbid(&mut self, code: &str, key: &str) {
        if let Some(finding) = self.0.get_mut(&format!("{code}|{key}")) {
            finding.do_not_connect = true;
        }
    }

    /// All findings, worst first.
    pub fn into_findings(self) -> Vec<Finding> {
        let mut out = self.into_vec();
        out.sort_by(|a, b| (a.status, &a.key).cmp(&(b.status, &b.key)));
        out
    }

    fn into_vec(self) -> Vec<Finding> {
        self.0
            .into_values()
            .map(|mut finding| {
                finding.devices.sort();
                finding
            })
            .collect()
    }
}

/// Certainty that it is a medical device.
pub(crate) fn medical_certainty(device: &Device) -> Certainty {
    device.is_medical.as_ref().map_or(Certainty::Unknown, |medical| medical.certainty.min(Certainty::Certain))
}
