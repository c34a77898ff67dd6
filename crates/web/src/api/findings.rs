//! Findings and alerts as JSON.

use std::collections::BTreeMap;

use domain::alerts::{Alert, AlertState, Finding};
use serde::Serialize;
use utoipa::ToSchema;

use super::stated::{EvidenceView, SpanView, evidence, iso};

/// A conclusion of a rule about one or more devices.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FindingView {
    /// Stable kebab-case code.
    pub code: String,
    /// What makes it the same finding next time.
    pub key: String,
    pub status: &'static str,
    pub certainty: &'static str,
    pub devices: Vec<String>,
    pub arguments: BTreeMap<String, String>,
    pub evidence: Vec<EvidenceView>,
    pub seen: SpanView,
    pub do_not_connect: bool,
}

impl From<&Finding> for FindingView {
    fn from(finding: &Finding) -> Self {
        Self {
            code: finding.code.clone(),
            key: finding.key.clone(),
            status: finding.status.as_str(),
            certainty: finding.certainty.as_str(),
            devices: finding.devices.iter().map(ToString::to_string).collect(),
            arguments: finding.arguments.iter().cloned().collect(),
            evidence: evidence(&finding.evidence),
            seen: finding.seen.into(),
            do_not_connect: finding.do_not_connect,
        }
    }
}

/// A finding that lives.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct AlertView {
    pub id: String,
    /// `open`, `working` or `closed`.
    pub state: &'static str,
    /// Why it was closed.
    pub reason: Option<String>,
    pub opened: String,
    pub changed: String,
    pub finding: FindingView,
}

/// The stable word of an alert's state.
#[must_use]
pub const fn state(state: &AlertState) -> &'static str {
    match state {
        AlertState::Open => "open",
        AlertState::Working { .. } => "working",
        AlertState::Closed { .. } => "closed",
    }
}

impl From<&Alert> for AlertView {
    fn from(alert: &Alert) -> Self {
        let reason = match &alert.state {
            AlertState::Closed { reason, .. } => Some(reason.clone()),
            AlertState::Open | AlertState::Working { .. } => None,
        };
        Self {
            id: alert.id.to_string(),
            state: state(&alert.state),
            reason,
            opened: iso(alert.opened),
            changed: iso(alert.changed),
            finding: (&alert.finding).into(),
        }
    }
}
