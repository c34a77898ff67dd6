//! Related alerts as one line: by what happened, or by the device it happened to.

use std::collections::{BTreeMap, BTreeSet};

use domain::alerts::{Alert, AlertState, Status};

use crate::query::Query;

/// So many alerts of one kind become one line.
const ENOUGH: usize = 3;

/// What brings alerts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Rule,
    Device,
    Nothing,
}

impl By {
    pub const ALL: [Self; 3] = [Self::Rule, Self::Device, Self::Nothing];

    /// Stable word for addresses and locale keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Device => "device",
            Self::Nothing => "nothing",
        }
    }

    fn key(self, alert: &Alert) -> Option<String> {
        match self {
            Self::Rule => Some(alert.finding.code.clone()),
            Self::Device => alert.finding.devices.first().map(ToString::to_string),
            Self::Nothing => None,
        }
    }
}

/// What is shown and in which order, from the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    pub by: By,
    pub status: Option<Status>,
    pub newest_first: bool,
}

impl Choice {
    /// Reads the address; what is not understood is the usual.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let by = query.get("by").and_then(|word| By::ALL.into_iter().find(|by| by.as_str() == word));
        let status = query
            .get("status")
            .and_then(|word| crate::view::STATUSES.into_iter().find(|status| status.as_str() == word));
        Self { by: by.unwrap_or(By::Rule), status, newest_first: query.get("sort") == Some("newest") }
    }

    /// The alerts that are shown, in order.
    #[must_use]
    pub fn run<'a>(self, alerts: impl Iterator<Item = &'a Alert>) -> Vec<&'a Alert> {
        let mut shown: Vec<_> =
            alerts.filter(|alert| self.status.is_none_or(|status| alert.finding.status == status)).collect();
        let age = |alert: &&Alert| std::cmp::Reverse(alert.opened);
        if self.newest_first {
            shown.sort_by_key(age);
        } else {
            shown.sort_by_key(|alert| (alert.finding.status, age(alert)));
        }
        shown
    }
}

/// One line of the list: an alert, or several that belong together.
#[derive(Debug, PartialEq)]
pub enum Line<'a> {
    One(&'a Alert),
    Several { key: String, alerts: Vec<&'a Alert> },
}

/// The lines, each where its first alert stands; few of one kind stay alone at their own places.
#[must_use]
pub fn lines<'a>(by: By, alerts: &[&'a Alert]) -> Vec<Line<'a>> {
    let mut groups: BTreeMap<String, Vec<&'a Alert>> = BTreeMap::new();
    for alert in alerts {
        if let Some(key) = by.key(alert) {
            groups.entry(key).or_default().push(alert);
        }
    }
    groups.retain(|_, members| members.len() >= ENOUGH);
    let mut told = BTreeSet::new();
    let mut lines = Vec::new();
    for alert in alerts {
        let group = by.key(alert).and_then(|key| groups.get_key_value(&key));
        match group {
            None => lines.push(Line::One(alert)),
            Some((key, members)) if told.insert(key) => {
                lines.push(Line::Several { key: key.clone(), alerts: members.clone() });
            }
            Some(_) => {}
        }
    }
    lines
}

/// How many of them somebody works on.
#[must_use]
pub fn working(alerts: &[&Alert]) -> usize {
    alerts.iter().filter(|alert| matches!(alert.state, AlertState::Working { .. })).count()
}

#[cfg(test)]
mod tests {
    use domain::{
        alerts::Finding,
        certainty::Certainty,
        ids::{AlertId, DeviceId},
        time::{Span, Timestamp},
    };

    use super::*;

    fn alert(number: i64, code: &str, device: &str, status: Status) -> Alert {
        Alert {
            id: AlertId::from_tail(&number.to_string()),
            finding: Finding {
                code: code.into(),
                key: format!("{code}|{device}"),
                status,
                certainty: Certainty::Likely,
                devices: vec![DeviceId::from_tail(device)],
                arguments: Vec::new(),
                evidence: Vec::new(),
                seen: Span::default(),
                do_not_connect: false,
            },
            state: AlertState::Open,
            opened: Timestamp(number),
            changed: Timestamp(number),
        }
    }

    fn many() -> Vec<Alert> {
        let mut all: Vec<_> = (0..40).map(|n| alert(n, "smb1", &format!("d{n}"), Status::Warn)).collect();
        all.push(alert(50, "scanning-host", "d1", Status::Danger));
        all.push(alert(51, "unsupported-os", "d1", Status::Warn));
        all
    }

    #[test]
    fn forty_alerts_of_one_kind_are_one_line() {
        let all = many();
        let choice = Choice::from_query(&Query::parse(""));
        let shown = choice.run(all.iter());
        let lines = lines(choice.by, &shown);
        assert_eq!(lines.len(), 3);
        assert!(matches!(lines[0], Line::One(first) if first.finding.code == "scanning-host"), "worst first");
        assert!(matches!(&lines[2], Line::Several { key, alerts } if key == "smb1" && alerts.len() == 40));
    }

    #[test]
    fn alerts_of_one_device_come_together_and_filters_keep_working() {
        let all = many();
        let shown = Choice::from_query(&Query::parse("by=device")).run(all.iter());
        let lines = lines(By::Device, &shown);
        assert_eq!(lines.len(), 40);
        assert!(matches!(&lines[0], Line::Several { alerts, .. } if alerts.len() == 3));
        let two: Vec<_> = shown.iter().copied().filter(|a| a.finding.code != "unsupported-os").collect();
        let alone = super::lines(By::Device, &two);
        assert!(alone.iter().all(|line| matches!(line, Line::One(_))), "two of a device are no group");
        assert!(matches!(alone[0], Line::One(first) if first.finding.status == Status::Danger));
        let danger = Choice::from_query(&Query::parse("status=danger")).run(all.iter());
        assert_eq!(danger.len(), 1);
        let newest = Choice::from_query(&Query::parse("sort=newest")).run(all.iter());
        assert_eq!(newest[0].opened, Timestamp(51));
    }
}
