//! What a decision rests on, as data: it carries over to another version for as long as all of it still holds.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// One thing a decision rests on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "on")]
pub enum Ground {
    /// The component has this name and version.
    ComponentUnchanged { name: String, version: String },
    /// The component's file has this digest.
    FileUnchanged { algorithm: String, value: String },
    /// No component of this name is on the list.
    ComponentAbsent { name: String },
    /// Somebody looked at the code of the version that was decided about. Another version must be looked at again.
    CodeNotReachable,
    /// It is set up so that it does no harm. The setting outlives the version, but has to be looked at by a date.
    Configuration { setting: String },
    /// What feeds say of the vulnerability is the same: digest of the claims that concerned the component, or when the record was last touched.
    RecordUnchanged {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        digest: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::civil::written::option")]
        dated: Option<Timestamp>,
    },
}

impl Ground {
    /// The stable word used in JSON and options.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::ComponentUnchanged { .. } => "component_unchanged",
            Self::FileUnchanged { .. } => "file_unchanged",
            Self::ComponentAbsent { .. } => "component_absent",
            Self::CodeNotReachable => "code_not_reachable",
            Self::Configuration { .. } => "configuration",
            Self::RecordUnchanged { .. } => "record_unchanged",
        }
    }
}
