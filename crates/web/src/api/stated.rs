//! How a value, its certainty and its evidence look in JSON.

use std::sync::Arc;

use domain::{
    Label,
    certainty::Certainty,
    devices::{Other, Stated},
    facts::Evidence,
    time::{Span, Timestamp},
};
use serde::Serialize;
use utoipa::ToSchema;

/// Where a statement comes from.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct EvidenceView {
    /// Protocol or document kind: `dicom`, `dhcp`, `oui`, `ledger`, `person` …
    #[schema(value_type = String)]
    pub source: Label,
    /// What it said, in short.
    #[schema(value_type = String)]
    pub said: Arc<str>,
    /// Frame number in the capture, from 1.
    pub frame: Option<u64>,
    /// Capture, document or person.
    #[schema(value_type = Option<String>)]
    pub origin: Option<Arc<str>>,
}

impl From<&Evidence> for EvidenceView {
    fn from(evidence: &Evidence) -> Self {
        Self {
            source: evidence.source.clone(),
            said: evidence.said.clone(),
            frame: evidence.frame,
            origin: evidence.origin.clone(),
        }
    }
}

/// A value that lost against a stronger one.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct OtherView<T> {
    pub value: T,
    pub certainty: &'static str,
    pub evidence: EvidenceView,
}

/// A value with certainty and evidence. `value` is `null` and `certainty` is `unknown` when nothing is known.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct StatedView<T> {
    pub value: Option<T>,
    /// `unknown`, `guess`, `likely`, `certain` or `confirmed` (by a person).
    pub certainty: &'static str,
    pub evidence: Vec<EvidenceView>,
    pub others: Vec<OtherView<T>>,
}

impl<T> StatedView<T> {
    /// Nothing is known.
    #[must_use]
    pub fn unknown() -> Self {
        Self { value: None, certainty: Certainty::Unknown.as_str(), evidence: Vec::new(), others: Vec::new() }
    }
}

/// A stated value, or unknown.
#[must_use]
pub fn stated<T: Clone>(value: Option<&Stated<T>>) -> StatedView<T> {
    value.map_or_else(StatedView::unknown, |stated| stated_as(stated, Clone::clone))
}

/// A stated value, shown through `show`.
#[must_use]
pub fn stated_as<T, U>(value: &Stated<T>, show: impl Fn(&T) -> U) -> StatedView<U> {
    StatedView {
        value: Some(show(&value.value)),
        certainty: value.certainty.as_str(),
        evidence: evidence(&value.evidence),
        others: others(&value.others, show),
    }
}

/// The weaker values.
pub fn others<T, U>(others: &[Other<T>], show: impl Fn(&T) -> U) -> Vec<OtherView<U>> {
    others
        .iter()
        .map(|other| OtherView {
            value: show(&other.value),
            certainty: other.certainty.as_str(),
            evidence: (&other.evidence).into(),
        })
        .collect()
}

/// Every piece of evidence.
#[must_use]
pub fn evidence(all: &[Evidence]) -> Vec<EvidenceView> {
    all.iter().map(Into::into).collect()
}

/// First and last time, RFC 3339 in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SpanView {
    pub first: String,
    pub last: String,
}

impl From<Span> for SpanView {
    fn from(span: Span) -> Self {
        Self { first: iso(span.first), last: iso(span.last) }
    }
}

/// RFC 3339 in UTC, whole seconds.
#[must_use]
pub fn iso(time: Timestamp) -> String {
    domain::civil::Civil::utc(time).iso()
}
