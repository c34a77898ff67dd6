//! A person's word (P4): a correction outranks every rule and survives the next capture and import.

use serde::{Deserialize, Serialize};

use crate::{addresses::MacAddr, facts::Attribute, ids::CorrectionId, time::Timestamp};

/// What a person decided about a device or a ledger row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    pub id: CorrectionId,
    pub subject: CorrectionSubject,
    pub attribute: Attribute,
    /// `None` means: we do not know, whatever the rules say.
    pub value: Option<String>,
    pub by: String,
    pub at: Timestamp,
    pub reason: String,
}

/// Which device is meant. Addresses, not ids: they survive re-resolution.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionSubject {
    Mac(MacAddr),
    Ip(std::net::IpAddr),
}
