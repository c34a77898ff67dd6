//! What to do, in order: the maker's fix, a measure until then, a limit of the conversations, taking it off the network. A hospital does not
//! alter a device: what is done to it is asked of the maker, what is done to the network goes to the network department.

mod control;
mod drafts;
mod letter;
mod maker_says;
mod steps;

pub use control::{Control, Permit, Side, control};
pub use letter::{Letter, letter};
pub use maker_says::{MakerSays, PartFix, Said};
use serde::Serialize;
pub use steps::{Case, actions};
pub(super) use steps::{if_not, reasons};

use super::words::Both;

/// A product as it is used here.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct InUse {
    /// What makes it the same product: a product id, or maker and name.
    pub id: String,
    pub name: String,
    pub version: Option<String>,
    pub maker: Option<String>,
}

impl InUse {
    /// Name and version.
    #[must_use]
    pub fn label(&self) -> Both {
        let label = match &self.version {
            Some(version) => format!("{} {version}", self.name),
            None => self.name.clone(),
        };
        Both::new(label.clone(), label)
    }
}

/// What kind of step it is, in the order in which steps are considered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// Somebody finds out whether a device here is it.
    Identify,
    /// The maker applies the fix.
    Fix,
    /// The maker is asked whether there is one.
    AskMaker,
    /// The maker's measure until then.
    Mitigation,
    /// The conversations are limited.
    Control,
    /// It is taken off the network.
    Disconnect,
}

impl ActionKind {
    /// The stable word used in JSON and URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identify => "identify",
            Self::Fix => "fix",
            Self::AskMaker => "ask_maker",
            Self::Mitigation => "mitigation",
            Self::Control => "control",
            Self::Disconnect => "disconnect",
        }
    }
}

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// メーカー・販売店
    Maker,
    /// 医療情報部門（ネットワーク担当）
    Network,
    /// 臨床工学部門（医療機器安全管理責任者）
    ClinicalEngineering,
    /// 使用部署
    Ward,
}

impl Role {
    /// What the role is called.
    #[must_use]
    pub fn name(self) -> Both {
        match self {
            Self::Maker => Both::new("メーカー・販売店", "manufacturer or distributor"),
            Self::Network => Both::new("医療情報部門（ネットワーク担当）", "network department"),
            Self::ClinicalEngineering => Both::new("臨床工学部門", "clinical engineering department"),
            Self::Ward => Both::new("使用部署", "ward that uses it"),
        }
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Action {
    pub kind: ActionKind,
    /// Who carries it out.
    pub by: Role,
    /// Who in the hospital sees to it.
    pub seen_to_by: Role,
    pub what: Both,
    pub why: Both,
    /// Days within which it is begun.
    pub within_days: Option<u32>,
    pub if_not: Both,
    pub done_when: Both,
    /// What those who use the device watch meanwhile.
    pub watch: Both,
    /// The maker's own words, as they stand in the advisory.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub maker_says: Vec<Said>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<Control>,
}
