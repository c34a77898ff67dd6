//! Where a statement of a feed comes from: who delivered its document or brought it by hand, and what speaks against relying on it.

use domain::{
    civil::{Civil, JST},
    time::Timestamp,
};
use serde::Serialize;

use super::conclude::Weight;

/// Who brought a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Origin {
    /// The provider of the settings that delivered or signed it. `None`: it was brought by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Office or account that brought it by hand, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brought_by: Option<String>,
    /// When it came.
    #[serde(skip_serializing_if = "Option::is_none", with = "domain::civil::written::option")]
    pub taken: Option<Timestamp>,
    /// Why it makes nothing better.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
}

/// Why a document makes nothing better. Whatever it says is worse is heard all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "why")]
pub enum Doubt {
    /// Its provider lists it no more.
    Unlisted {
        #[serde(with = "domain::civil::written")]
        since: Timestamp,
    },
    /// A newer edition of it is known to exist, and cannot be used.
    Shaken,
    /// Nobody confirmed that its provider is who it says it is.
    Unconfirmed,
    /// Its provider is somebody else than its publisher.
    HandedOn,
}

impl Doubt {
    /// Why its statements do not count.
    pub(super) fn weight(self) -> Weight {
        match self {
            Self::Unlisted { since } => Weight::Unlisted { since: Civil::at(since, JST).date() },
            Self::Shaken => Weight::Shaken,
            Self::Unconfirmed => Weight::Unconfirmed,
            Self::HandedOn => Weight::HandedOn,
        }
    }
}
