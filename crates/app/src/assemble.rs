//! From what was said to what is shown: the one order in which the engines are asked. Pure: the same inputs give the same result.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    advisories::{Advisory, Verdict},
    alerts::{Alert, Finding},
    corrections::Correction,
    ids::DeviceId,
    ledger::{LedgerRow, Reconciliation, RowStatus},
    observations::Observations,
    picture::Picture,
    time::Timestamp,
};
use knowledge::Knowledge;
use matching::{
    advisory::{Catalogue, Subject},
    ledger::{Decision, Decisions, RegisteredLine, declare_lines, reconcile},
};

use crate::{alerts, clock::day, related, snapshot::SubjectJudgement};

/// Everything that decides what is shown.
#[derive(Debug)]
pub struct Inputs<'a> {
    pub observations: &'a Observations,
    pub knowledge: &'a Knowledge,
    pub corrections: &'a [Correction],
    /// The picture before, so that devices keep their ids and changes are found.
    pub previous: Option<&'a Picture>,
    pub rows: &'a [LedgerRow],
    pub decisions: &'a [Decision],
    pub lines: &'a [LineRegistration],
    pub advisories: &'a [Advisory],
    pub alerts: &'a [Alert],
    pub now: Timestamp,
}

/// A remote line that a person registered. Addresses, not ids: they survive re-resolution.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LineRegistration {
    /// MAC or IP of the device, as shown.
    pub device: String,
    /// Method word; `None` covers every method.
    pub method: Option<String>,
    /// Contract, maker's desk or permission number: what the hospital knows about it.
    pub note: String,
    pub by: String,
    pub at: Timestamp,
}

/// What the engines concluded.
#[derive(Clone, Debug)]
pub struct Assembled {
    pub picture: Picture,
    pub reconciliation: Reconciliation,
    pub judgements: Vec<SubjectJudgement>,
    /// Every alert there is, with the changed ones changed.
    pub alerts: Vec<Alert>,
}

/// Asks the engines in order: devices, ledger, lines, advisories, alerts.
#[must_use]
pub fn assemble(inputs: &Inputs<'_>) -> Assembled {
    let (mut picture, reconciliation) = place(inputs);
    let registered = registered(inputs.lines, &picture);
    declare_lines(&mut picture.remote_lines, inputs.rows, &reconciliation, &registered);
    picture.findings.extend(discovery::undeclared(&picture.remote_lines));
    let judgements = judge(inputs, &picture, &reconciliation);
    let mut findings: Vec<Finding> = picture.findings.clone();
    if let Some(previous) = inputs.previous {
        findings.extend(news(previous, &picture));
    }
    findings.extend(affected(&judgements, &picture));
    related::fold(&mut findings, &picture.remote_lines);
    let alerts = alerts::merge(inputs.alerts, findings, inputs.now);
    Assembled { picture, reconciliation, judgements, alerts }
}

/// Devices, and which row of the ledger is which of them.
#[must_use]
pub fn place(inputs: &Inputs<'_>) -> (Picture, Reconciliation) {
    let picture =
        discovery::resolve(inputs.observations, inputs.knowledge, inputs.corrections, inputs.previous);
    let today = day(inputs.now);
    let decisions = Decisions { list: inputs.decisions, today: &today };
    let reconciliation = reconcile(inputs.rows, &picture, inputs.knowledge, &decisions);
    (picture, reconciliation)
}

/// Silence that counts as gone, in microseconds: a day and a half, so that a device switched off overnight is no news.
const SILENCE: i64 = 36 * 3_600 * 1_000_000;

/// What is new, and who is gone. Observations only grow, so a device is gone when it has been silent for [`SILENCE`].
fn news(before: &Picture, now: &Picture) -> Vec<Finding> {
    let mut findings = discovery::compare(before, now);
    findings.retain(|finding| finding.code != VANISHED);
    let gone = discovery::compare(&heard_lately(before), &heard_lately(now));
    findings.extend(gone.into_iter().filter(|finding| finding.code == VANISHED));
    findings
}

/// Code of the finding about devices that are gone.
const VANISHED: &str = "device-vanished";

fn heard_lately(picture: &Picture) -> Picture {
    let since = picture.seen.map_or(i64::MIN, |seen| seen.last.0.saturating_sub(SILENCE));
    let mut lately = picture.clone();
    lately.devices.retain(|device| device.seen.last.0 >= since);
    lately
}

/// Registered lines by today's device ids.
fn registered(lines: &[LineRegistration], picture: &Picture) -> Vec<RegisteredLine> {
    let device_of = |address: &str| {
        let is_it = |device: &&domain::devices::Device| {
            device.macs.iter().any(|mac| mac.to_string() == address)
                || device.ips.iter().any(|ip| ip.to_string() == address)
        };
        picture.devices.iter().find(is_it).map(|device| device.id.clone())
    };
    let known = lines.iter().filter_map(|line| {
        Some(RegisteredLine {
            device: device_of(&line.device)?,
            method: line.method.clone(),
            on: day(line.at),
            note: line.note.clone(),
        })
    });
    known.collect()
}

/// Judges devices and rows against every advisory. A row that is a device is judged with it, once.
fn judge(inputs: &Inputs<'_>, picture: &Picture, reconciliation: &Reconciliation) -> Vec<SubjectJudgement> {
    let mut rows_of: BTreeMap<&DeviceId, &LedgerRow> = BTreeMap::new();
    for (row, result) in inputs.rows.iter().zip(&reconciliation.rows) {
        if matches!(result.status, RowStatus::Matched | RowStatus::Conflict) {
            for device in &result.devices {
                rows_of.entry(device).or_insert(row);
            }
        }
    }
    let catalogue = Catalogue::new(inputs.advisories, inputs.knowledge);
    let mut judgements = Vec::new();
    let mut judged_rows = BTreeSet::new();
    for device in &picture.devices {
        let row = rows_of.get(&device.id).copied();
        let subject = match row {
            Some(row) => Subject::linked(device, row, inputs.knowledge),
            None => Subject::from_device(device, inputs.knowledge),
        };
        let place = row.map(|row| (row.sheet.clone(), row.row));
        judged_rows.extend(place.clone());
        for judgement in catalogue.judge(&subject) {
            judgements.push(SubjectJudgement {
                device: Some(device.id.clone()),
                row: place.clone(),
                judgement,
            });
        }
    }
    for row in inputs.rows.iter().filter(|row| !row.retired) {
        let place = (row.sheet.clone(), row.row);
        if !judged_rows.contains(&place) {
            for judgement in catalogue.judge(&Subject::from_row(row, inputs.knowledge)) {
                judgements.push(SubjectJudgement { device: None, row: Some(place.clone()), judgement });
            }
        }
    }
    judgements
}

/// One finding per advisory that says "take it off the network" or concerns devices gravely.
fn affected(judgements: &[SubjectJudgement], picture: &Picture) -> Vec<Finding> {
    let mut findings: BTreeMap<&str, Finding> = BTreeMap::new();
    for judged in judgements.iter().filter(|j| j.judgement.verdict == Verdict::Affected) {
        let Some(device) = &judged.device else { continue };
        let judgement = &judged.judgement;
        let finding = findings.entry(&judgement.advisory).or_insert_with(|| Finding {
            code: "advisory-affects".into(),
            key: format!("advisory-affects|{}", judgement.advisory),
            status: crate::standing::status_of(judged),
            certainty: domain::certainty::Certainty::Likely,
            devices: Vec::new(),
            arguments: vec![
                ("advisory".into(), judgement.advisory.clone()),
                ("cves".into(), judgement.cves.join(", ")),
            ],
            evidence: Vec::new(),
            seen: picture.seen.unwrap_or_default(),
            do_not_connect: judgement.do_not_connect,
        });
        finding.devices.push(device.clone());
        if let Some(ground) = judgement.grounds.first() {
            finding.evidence.push(domain::facts::Evidence {
                source: "advisory".into(),
                said: ground.advisory_says.as_str().into(),
                frame: None,
                origin: Some(judgement.advisory.as_str().into()),
            });
        }
    }
    findings.into_values().collect()
}
