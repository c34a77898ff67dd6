//! Certainty grades of knowledge rows.

use domain::certainty::Certainty;
use serde::Deserialize;

/// A official source · B two sources · C one secondary source · D unchecked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Grade {
    A,
    B,
    C,
    #[default]
    #[serde(other)]
    D,
}

impl Grade {
    /// May decide a value (A, B).
    #[must_use]
    pub const fn may_decide(self) -> bool {
        matches!(self, Self::A | Self::B)
    }

    /// The most that a conclusion from this row alone may claim.
    #[must_use]
    pub const fn ceiling(self) -> Certainty {
        match self {
            Self::A => Certainty::Certain,
            Self::B => Certainty::Likely,
            Self::C | Self::D => Certainty::Guess,
        }
    }

    /// The letter.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }
}
