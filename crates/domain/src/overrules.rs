//! A person's answer to a question of the medical decision table, for one device or all of a kind: it outranks what is supposed.

use serde::{Deserialize, Serialize};

use crate::{corrections::CorrectionSubject, ids::OverruleId, time::Timestamp};

/// What a person may answer. Whether something is exploited elsewhere is told by the sources alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// What can happen to a patient.
    Effect,
    /// Whether care stops without it.
    Care,
    /// From where it can be reached.
    Exposure,
    /// Whether there is a safe measure until it is mended.
    Interim,
}

impl Question {
    /// Every question.
    pub const ALL: [Self; 4] = [Self::Effect, Self::Care, Self::Exposure, Self::Interim];

    /// The stable word used in JSON, options and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Effect => "effect",
            Self::Care => "care",
            Self::Exposure => "exposure",
            Self::Interim => "interim",
        }
    }

    /// Its key in the medical table.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Effect => "PE",
            Self::Care => "CS",
            Self::Exposure => "EXP",
            Self::Interim => "IM",
        }
    }

    /// The question of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|question| question.as_str() == word)
    }
}

/// What is answered about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverruleSubject {
    /// One device, by an address: it survives re-resolution.
    Device(CorrectionSubject),
    /// Every device of a kind, by `kind_id`.
    Kind(String),
}

/// An answer with who, when and why. There is one of each subject and question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overrule {
    pub id: OverruleId,
    pub subject: OverruleSubject,
    pub question: Question,
    /// As the table names its answers: `critical`, `degraded`, `open`, `yes`.
    pub answer: String,
    /// Department or role.
    pub by: String,
    pub at: Timestamp,
    pub reason: String,
}
