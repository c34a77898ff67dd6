//! 判定: where each device stands, worst first, and whether the ledger knows it. Unknown is never safe (P1).

use std::collections::BTreeMap;

use domain::{
    advisories::Verdict,
    alerts::{AlertState, Status},
    devices::Device,
    ids::DeviceId,
    ledger::RowStatus,
};

use crate::snapshot::{Snapshot, SubjectJudgement};

/// What the ledger says about a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InLedger {
    /// A row is it, but attributes disagree.
    Conflict,
    /// Several rows or devices could be meant.
    Ambiguous,
    /// No row is it.
    Missing,
    /// A row is it and nothing disagrees.
    Matched,
    /// There is no ledger to compare with.
    NoLedger,
}

impl InLedger {
    /// The stable word used in JSON, URLs and locale keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Ambiguous => "ambiguous",
            Self::Missing => "missing",
            Self::Matched => "matched",
            Self::NoLedger => "no_ledger",
        }
    }
}

/// Where one device stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub status: Status,
    pub in_ledger: InLedger,
    /// Positions in `reconciliation.rows` that name this device.
    pub rows: Vec<usize>,
    /// Positions in `alerts`, open and working ones only.
    pub alerts: Vec<usize>,
    /// Positions in `judgements`.
    pub judgements: Vec<usize>,
    /// Positions in `picture.remote_lines`.
    pub lines: Vec<usize>,
    /// It must not be connected (D8).
    pub do_not_connect: bool,
}

impl Standing {
    const fn fresh(in_ledger: InLedger) -> Self {
        Self {
            status: Status::Ok,
            in_ledger,
            rows: Vec::new(),
            alerts: Vec::new(),
            judgements: Vec::new(),
            lines: Vec::new(),
            do_not_connect: false,
        }
    }

    fn at_least(&mut self, status: Status) {
        self.status = self.status.min(status);
    }
}

/// The standing of every device, in the order of `picture.devices`.
#[must_use]
pub fn standings(snapshot: &Snapshot) -> Vec<Standing> {
    let devices = &snapshot.picture.devices;
    let places: BTreeMap<&DeviceId, usize> = devices.iter().enumerate().map(|(i, d)| (&d.id, i)).collect();
    let missing = if snapshot.ledger.is_empty() { InLedger::NoLedger } else { InLedger::Missing };
    let mut all = vec![Standing::fresh(missing); devices.len()];
    from_ledger(snapshot, &places, &mut all);
    from_alerts(snapshot, &places, &mut all);
    from_judgements(snapshot, &places, &mut all);
    from_exposures(snapshot, &places, &mut all);
    for (at, line) in snapshot.picture.remote_lines.iter().enumerate() {
        if let Some(standing) = places.get(&line.device).and_then(|i| all.get_mut(*i)) {
            standing.lines.push(at);
        }
    }
    for (device, standing) in devices.iter().zip(&mut all) {
        if cannot_be_judged(device, snapshot.advisories.is_empty()) {
            standing.at_least(Status::Unknown);
        }
    }
    all
}

fn from_ledger(snapshot: &Snapshot, places: &BTreeMap<&DeviceId, usize>, all: &mut [Standing]) {
    for (at, row) in snapshot.reconciliation.rows.iter().enumerate() {
        let said = match row.status {
            RowStatus::Matched => InLedger::Matched,
            RowStatus::Conflict => InLedger::Conflict,
            RowStatus::Ambiguous => InLedger::Ambiguous,
            RowStatus::NotSeen | RowStatus::NoKey => continue,
        };
        for device in &row.devices {
            let Some(standing) = places.get(device).and_then(|i| all.get_mut(*i)) else { continue };
            standing.rows.push(at);
            let known = matches!(standing.in_ledger, InLedger::Missing | InLedger::NoLedger);
            standing.in_ledger = if known { said } else { standing.in_ledger.min(said) };
        }
    }
    for standing in all {
        if matches!(standing.in_ledger, InLedger::Conflict | InLedger::Ambiguous) {
            standing.at_least(Status::Check);
        }
    }
}

fn from_alerts(snapshot: &Snapshot, places: &BTreeMap<&DeviceId, usize>, all: &mut [Standing]) {
    for (at, alert) in snapshot.alerts.iter().enumerate() {
        if matches!(alert.state, AlertState::Closed { .. }) {
            continue;
        }
        for device in &alert.finding.devices {
            if let Some(standing) = places.get(device).and_then(|i| all.get_mut(*i)) {
                standing.alerts.push(at);
                standing.at_least(alert.finding.status);
                standing.do_not_connect |= alert.finding.do_not_connect;
            }
        }
    }
}

fn from_judgements(snapshot: &Snapshot, places: &BTreeMap<&DeviceId, usize>, all: &mut [Standing]) {
    for (at, judged) in snapshot.judgements.iter().enumerate() {
        let Some(standing) = judged.device.as_ref().and_then(|d| places.get(d)).and_then(|i| all.get_mut(*i))
        else {
            continue;
        };
        standing.judgements.push(at);
        standing.at_least(status_of(judged));
        standing.do_not_connect |=
            judged.judgement.do_not_connect && judged.judgement.verdict == Verdict::Affected;
    }
}

/// A known vulnerability concerns it: it is not fine.
fn from_exposures(snapshot: &Snapshot, places: &BTreeMap<&DeviceId, usize>, all: &mut [Standing]) {
    for concern in &snapshot.exposures.concerns {
        if concern.found.verdict != Verdict::Affected {
            continue;
        }
        for device in &concern.devices {
            if let Some(standing) = places.get(device).and_then(|at| all.get_mut(*at)) {
                standing.at_least(concern.status());
            }
        }
    }
}

/// How a judgement counts. An affected device with a critical score, or one that must be taken off, is for today.
#[must_use]
pub fn status_of(judged: &SubjectJudgement) -> Status {
    let judgement = &judged.judgement;
    match judgement.verdict {
        Verdict::Affected if judgement.do_not_connect || judgement.score.is_some_and(|s| s >= 9.0) => {
            Status::Danger
        }
        Verdict::Affected => Status::Warn,
        Verdict::UnderInvestigation => Status::Check,
        Verdict::Unknown => Status::Unknown,
        Verdict::Fixed | Verdict::NotAffected => Status::Ok,
    }
}

/// What we would need to judge it is missing: its kind or its maker; for a medical device also its model, or any advisory at all.
fn cannot_be_judged(device: &Device, no_advisories: bool) -> bool {
    let medical = device.is_medical.as_ref().map(|m| m.value);
    lacks_ground(
        medical,
        device.kind.is_some(),
        device.vendor.is_some(),
        device.model.is_some() && !no_advisories,
    )
}

const fn lacks_ground(medical: Option<bool>, kind: bool, maker: bool, model_and_advisories: bool) -> bool {
    match medical {
        None => true,
        Some(true) => !(maker && model_and_advisories),
        Some(false) => !(kind && maker),
    }
}

#[cfg(test)]
mod tests {
    use super::lacks_ground;

    #[test]
    fn what_is_not_known_is_never_fine() {
        for (medical, kind, maker, model_and_advisories, lacks) in [
            (None, true, true, true, true),
            (Some(true), true, true, true, false),
            (Some(true), true, true, false, true),
            (Some(true), true, false, true, true),
            (Some(false), true, true, false, false),
            // A record server of an unknown maker: nobody could say what is known against it.
            (Some(false), true, false, false, true),
            (Some(false), false, true, false, true),
        ] {
            assert_eq!(lacks_ground(medical, kind, maker, model_and_advisories), lacks);
        }
    }
}
