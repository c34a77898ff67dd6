//! Points in time. The clock itself is never read here: the time is a parameter.

use serde::{Deserialize, Serialize};

/// Microseconds since 1970-01-01T00:00:00Z. Capture clocks may be wrong or run backwards; nothing here assumes order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// From whole seconds and microseconds.
    #[must_use]
    pub const fn from_parts(seconds: i64, micros: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000).saturating_add(micros))
    }

    /// Whole seconds, rounded towards negative infinity.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Microseconds from `earlier` to `self`; negative when the clock ran backwards.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// First and last time something was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    pub first: Timestamp,
    pub last: Timestamp,
}

impl Span {
    /// A span of one moment.
    #[must_use]
    pub const fn at(time: Timestamp) -> Self {
        Self { first: time, last: time }
    }

    /// Widens the span so that it contains `time`.
    pub fn include(&mut self, time: Timestamp) {
        self.first = self.first.min(time);
        self.last = self.last.max(time);
    }

    /// Widens the span so that it contains `other`.
    pub fn merge(&mut self, other: Self) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
    }

    /// Whether the two spans share a moment.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// Spans in the order of time; those that overlap, or have at most `gap` microseconds between them, are one.
#[must_use]
pub fn joined(spans: impl IntoIterator<Item = Span>, gap: i64) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.into_iter().collect();
    spans.sort_by_key(|span| (span.first, span.last));
    let mut apart: Vec<Span> = Vec::new();
    for span in spans {
        match apart.last_mut() {
            Some(before) if span.first.since(before.last) <= gap => before.merge(span),
            _ => apart.push(span),
        }
    }
    apart
}
