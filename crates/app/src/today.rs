//! 今日やること: what a person does first. Three tasks a day at most; the rest is counted.

use domain::{
    alerts::{AlertState, Status},
    ids::AlertId,
    ledger::RowStatus,
};

use crate::snapshot::Snapshot;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Deal with an alert.
    Alert(AlertId),
    /// Nothing was watched yet: take in a capture or place a sensor.
    Watch,
    /// There is no ledger: load the hospital's own.
    LoadLedger,
    /// There are no advisories: load them, or nothing can be judged.
    LoadAdvisories,
    /// Ledger rows and network disagree: choose.
    Conflicts(u32),
    /// Devices that cannot be judged: ask what they are.
    AskUnknown(u32),
    /// Medical devices that no ledger row claims: write them in.
    AddToLedger(u32),
}

/// Tasks for today and how many wait behind them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Today {
    pub tasks: Vec<Task>,
    pub later: usize,
}

/// Most tasks shown for a day.
pub const MOST: usize = 3;

/// Dangers first, then what makes the rest judgeable, then the ledger.
#[must_use]
pub fn today(snapshot: &Snapshot) -> Today {
    let mut tasks = Vec::new();
    if snapshot.picture.devices.is_empty() {
        tasks.push(Task::Watch);
    }
    let open = |wanted: Status| {
        snapshot
            .alerts
            .iter()
            .filter(move |alert| {
                alert.finding.status == wanted && !matches!(alert.state, AlertState::Closed { .. })
            })
            .map(|alert| Task::Alert(alert.id.clone()))
    };
    tasks.extend(open(Status::Danger));
    if snapshot.ledger.is_empty() {
        tasks.push(Task::LoadLedger);
    }
    tasks.extend(open(Status::Warn));
    if snapshot.advisories.is_empty() {
        tasks.push(Task::LoadAdvisories);
    }
    let rows = |wanted: RowStatus| {
        snapshot
            .reconciliation
            .rows
            .iter()
            .filter(|row| row.status == wanted && row.decided.is_none())
            .count()
    };
    let choices = rows(RowStatus::Conflict) + rows(RowStatus::Ambiguous);
    if choices > 0 {
        tasks.push(Task::Conflicts(count(choices)));
    }
    let unknown = snapshot.picture.devices.iter().filter(|device| device.is_medical.is_none()).count();
    if unknown > 0 {
        tasks.push(Task::AskUnknown(count(unknown)));
    }
    if !snapshot.ledger.is_empty() && !snapshot.reconciliation.only_connected.is_empty() {
        tasks.push(Task::AddToLedger(count(snapshot.reconciliation.only_connected.len())));
    }
    let later = tasks.len().saturating_sub(MOST);
    tasks.truncate(MOST);
    Today { tasks, later }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
