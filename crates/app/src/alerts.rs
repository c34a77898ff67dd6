//! Findings that live: opened, worked on, closed with a reason, and back when it happens again. No storms.

use std::collections::BTreeMap;

use domain::{
    alerts::{Alert, AlertState, Finding},
    ids::AlertId,
    time::Timestamp,
};

use crate::digest;

/// What the next picture makes of the alerts there are.
///
/// A finding keeps its alert as long as its key is the same, whatever devices come and go. A closed alert stays closed while
/// nothing new happened: it opens again when its term has ended, or when devices are concerned that were not before.
/// An open alert whose cause is gone stays until a person closes it: "it stopped by itself" is not "it was looked at".
#[must_use]
pub fn merge(known: &[Alert], findings: Vec<Finding>, now: Timestamp) -> Vec<Alert> {
    let mut alerts: BTreeMap<String, Alert> =
        known.iter().map(|alert| (alert.finding.key.clone(), alert.clone())).collect();
    for finding in findings {
        match alerts.get_mut(&finding.key) {
            Some(alert) => renew(alert, finding, now),
            None => {
                let alert = Alert {
                    id: id_of(&finding.key),
                    state: AlertState::Open,
                    opened: now,
                    changed: now,
                    finding,
                };
                alerts.insert(alert.finding.key.clone(), alert);
            }
        }
    }
    let mut alerts: Vec<Alert> = alerts.into_values().collect();
    alerts.sort_by(|a, b| order(a).cmp(&order(b)));
    alerts
}

fn renew(alert: &mut Alert, finding: Finding, now: Timestamp) {
    let closed_term = match &alert.state {
        AlertState::Closed { until, .. } => Some(*until),
        AlertState::Open | AlertState::Working { .. } => None,
    };
    let new_devices = finding.devices.iter().any(|device| !alert.finding.devices.contains(device));
    let ended = closed_term.flatten().is_some_and(|until| until <= now);
    if closed_term.is_some() && (ended || new_devices) {
        alert.state = AlertState::Open;
        alert.changed = now;
    }
    if alert.finding != finding {
        let first = alert.finding.seen.first.min(finding.seen.first);
        alert.finding = finding;
        alert.finding.seen.first = first;
    }
}

/// Open before working before closed; worst first; newest change first; then by key.
fn order(alert: &Alert) -> (u8, domain::alerts::Status, std::cmp::Reverse<Timestamp>, &str) {
    let state = match alert.state {
        AlertState::Open => 0,
        AlertState::Working { .. } => 1,
        AlertState::Closed { .. } => 2,
    };
    (state, alert.finding.status, std::cmp::Reverse(alert.opened), &alert.finding.key)
}

/// The same finding has the same alert id on every node.
fn id_of(key: &str) -> AlertId {
    AlertId::from_tail(&digest::short(key.as_bytes()))
}

#[cfg(test)]
mod tests {
    use domain::{alerts::Status, certainty::Certainty, ids::DeviceId, time::Span};

    use super::*;

    fn finding(key: &str, devices: &[&str]) -> Finding {
        Finding {
            code: key.split('|').next().unwrap_or_default().into(),
            key: key.into(),
            status: Status::Warn,
            certainty: Certainty::Certain,
            devices: devices.iter().map(|d| DeviceId::from_tail(d)).collect(),
            arguments: vec![],
            evidence: vec![],
            seen: Span::at(Timestamp(1)),
            do_not_connect: false,
        }
    }

    fn closed(until: Option<i64>) -> AlertState {
        AlertState::Closed { by: "係".into(), reason: "確認済み".into(), until: until.map(Timestamp) }
    }

    #[test]
    fn the_same_finding_is_one_alert() {
        let first = merge(&[], vec![finding("smb1|x", &["a"])], Timestamp(1));
        let second = merge(&first, vec![finding("smb1|x", &["a", "b"])], Timestamp(2));
        assert_eq!(second.len(), 1);
        assert_eq!(second.first().map(|a| (a.opened, a.finding.devices.len())), Some((Timestamp(1), 2)));
    }

    #[test]
    fn a_closed_alert_opens_again_only_for_something_new() {
        let mut alerts = merge(&[], vec![finding("smb1|x", &["a"])], Timestamp(1));
        for (until, devices, now, opens) in [
            (None, vec!["a"], 5, false),
            (None, vec!["a", "b"], 5, true),
            (Some(9), vec!["a"], 5, false),
            (Some(4), vec!["a"], 5, true),
        ] {
            if let Some(alert) = alerts.first_mut() {
                alert.state = closed(until);
            }
            let next = merge(&alerts, vec![finding("smb1|x", &devices)], Timestamp(now));
            assert_eq!(
                next.first().map(|a| a.state == AlertState::Open),
                Some(opens),
                "{until:?} {devices:?}"
            );
        }
    }

    #[test]
    fn an_open_alert_stays_when_its_cause_is_gone() {
        let alerts = merge(&[], vec![finding("smb1|x", &["a"])], Timestamp(1));
        assert_eq!(merge(&alerts, vec![], Timestamp(2)), alerts);
    }
}
