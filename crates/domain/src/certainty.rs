//! How sure we are of a statement.

use serde::{Deserialize, Serialize};

/// 確かさ. Ordered: a person's word outranks every rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// 不明: nothing is known.
    #[default]
    Unknown,
    /// 推定: a weak or single hint. Shown as a hint, never decides.
    Guess,
    /// ほぼ確実: good evidence with one small inference.
    Likely,
    /// 確実: the device or an authoritative source said so itself.
    Certain,
    /// 人が確認: a person said so.
    Confirmed,
}

impl Certainty {
    /// The stable word used in JSON and URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Guess => "guess",
            Self::Likely => "likely",
            Self::Certain => "certain",
            Self::Confirmed => "confirmed",
        }
    }
}
