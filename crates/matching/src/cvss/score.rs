//! A score in tenths, so that scores are equal when they print the same, and its word.

use std::fmt;

use super::Version;

/// 0.0 to 10.0 in steps of 0.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Score(u8);

impl Score {
    pub(super) const MAX: Self = Self(100);

    /// Takes tenths; what lies outside of the scale becomes its end.
    pub(super) const fn of_tenths(tenths: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 0..=100 first"
        )]
        Self(tenths.clamp(0.0, 100.0) as u8)
    }

    /// The number of tenths: 98 for 9.8.
    #[must_use]
    pub const fn tenths(self) -> u8 {
        self.0
    }

    /// As a number: 9.8.
    #[must_use]
    pub fn value(self) -> f64 {
        f64::from(self.0) / 10.0
    }

    /// The word of the qualitative scale: v3.1 §5, v4.0 §6. v2 has none of its own; NVD's has three words.
    #[must_use]
    pub const fn severity(self, version: Version) -> Severity {
        match (version, self.0) {
            (Version::V2, ..=39) => Severity::Low,
            (Version::V2, ..=69) => Severity::Medium,
            (Version::V2, _) => Severity::High,
            (_, 0) => Severity::None,
            (_, ..=39) => Severity::Low,
            (_, ..=69) => Severity::Medium,
            (_, ..=89) => Severity::High,
            _ => Severity::Critical,
        }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// How bad, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    None,
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    /// The specification's own word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
            Self::Critical => "Critical",
        }
    }
}
