//! 製品: what a maker sells under one name, in its versions, and which devices are it.

mod lifecycle;
mod link;

use serde::{Deserialize, Serialize};

use crate::{
    date::Date,
    ids::{ProductId, SbomId, VersionId},
    time::Timestamp,
};

pub use lifecycle::{LEADS, Lifecycle, LifecycleClash, Milestone, Notice, SupportState};
pub use link::{DeviceLink, LinkGround, LinkStanding, ProductLink};

/// A product of a maker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub id: ProductId,
    /// As the maker writes itself.
    pub maker: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_ja: Option<String>,
    /// Model and type numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<String>,
    /// Names under which it was sold before, or is sold by others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_names: Vec<String>,
    /// UDI device identifiers (GS1 GTIN or HIBC).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub udi_dis: Vec<String>,
    /// `kind_id` of `signatures/kinds.csv`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// In the order of registration.
    #[serde(default)]
    pub versions: Vec<ProductVersion>,
    /// Taken off the list by a person; kept, so that it can come back.
    #[serde(default)]
    pub retired: bool,
    /// Who changed it last.
    pub by: String,
    pub changed: Timestamp,
}

impl Product {
    /// A version by id.
    #[must_use]
    pub fn version(&self, id: &VersionId) -> Option<&ProductVersion> {
        self.versions.iter().find(|version| version.id == *id)
    }

    /// Versions that are not retired.
    pub fn current(&self) -> impl Iterator<Item = &ProductVersion> {
        self.versions.iter().filter(|version| !version.retired)
    }

    /// Every name it may be called by: name, Japanese name, former names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let own = [Some(self.name.as_str()), self.name_ja.as_deref()];
        own.into_iter().flatten().chain(self.former_names.iter().map(String::as_str))
    }
}

/// A version of a product: what is looked after until when, and what is inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductVersion {
    pub id: VersionId,
    /// As the maker writes it: `B.06.18`, `2.1`.
    pub version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<Date>,
    #[serde(default)]
    pub lifecycle: Lifecycle,
    /// What the maker says of レガシー状態: whether it can no longer be protected with reasonable means. `None`: not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legacy: Option<bool>,
    /// Its bills of materials, in the order in which they were attached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sboms: Vec<SbomId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default)]
    pub retired: bool,
}
