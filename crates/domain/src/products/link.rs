//! Which devices are which product: by what they say of themselves, or by a person's word.

use serde::{Deserialize, Serialize};

use crate::{
    certainty::Certainty,
    corrections::CorrectionSubject,
    ids::{DeviceId, ProductId, VersionId},
    time::Timestamp,
};

/// What a person decided about a device and a product. Addresses, not ids: it survives the next capture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductLink {
    pub device: CorrectionSubject,
    pub product: ProductId,
    /// `false`: it is not this product, whatever the facts say.
    pub accepted: bool,
    /// The version a person read from the device; `None`: what the device says of itself counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<VersionId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    pub by: String,
    pub at: Timestamp,
}

/// Whether a link counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkStanding {
    /// A person said so. Counts.
    Confirmed,
    /// What the device says of itself is enough. Counts until a person says otherwise.
    ByFact,
    /// It may be; a person is asked. Does not count as known, and is never taken for "not this product".
    Suggested,
    /// A person said that it is not.
    Rejected,
}

impl LinkStanding {
    /// The stable word used in JSON, URLs and locale keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::ByFact => "by_fact",
            Self::Suggested => "suggested",
            Self::Rejected => "rejected",
        }
    }

    /// The device is taken to be the product.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Confirmed | Self::ByFact)
    }
}

/// One reason for a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkGround {
    /// Stable code: `udi-di`, `model`, `leaf`, `family`, `alias`, `spelling`, `relabel` …, `person`, `version`.
    pub code: String,
    /// The words of the product.
    pub product_says: String,
    /// The words of the device or its ledger row.
    pub device_says: String,
}

/// A device and a product, as concluded from facts and from what persons said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeviceLink {
    pub device: DeviceId,
    pub product: ProductId,
    /// `None`: the device does not say its version, or says one that is not registered.
    pub version: Option<VersionId>,
    /// The version the device or its ledger row states, as written.
    pub version_seen: Option<String>,
    pub certainty: Certainty,
    pub standing: LinkStanding,
    /// In order of weight.
    pub grounds: Vec<LinkGround>,
}
