//! What a record says about one product: which versions are concerned.

use serde::{Deserialize, Serialize};

use crate::certainty::Certainty;

/// How versions stand to a vulnerability, in the source's own words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    Affected,
    Unaffected,
    /// The source says nothing about them.
    #[default]
    Unknown,
}

/// A product as a source names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "by")]
pub enum Product {
    /// A package of an ecosystem.
    Package {
        /// As [`super::Ecosystem::key`] writes it: `golang/github.com/argoproj/argo-cd`, `deb/debian/curl`.
        key: String,
        /// Release of the distribution: `11`, `v3.18`; empty where releases have no part in it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        release: String,
    },
    /// A CPE name, formatted string 2.3; the version attribute is `*` where ranges tell it.
    Cpe { name: String },
    /// A model by its UDI-DI, as [`crate::udi::key`] writes it.
    Udi { di: String },
    /// Maker and product in free words.
    Name { vendor: String, product: String },
}

/// Where a range ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Bound {
    pub version: String,
    /// The version itself is inside.
    pub inclusive: bool,
}

impl Bound {
    /// The version itself is inside.
    #[must_use]
    pub fn at(version: &str) -> Self {
        Self { version: version.to_owned(), inclusive: true }
    }

    /// The version itself is outside.
    #[must_use]
    pub fn beside(version: &str) -> Self {
        Self { version: version.to_owned(), inclusive: false }
    }
}

/// Versions between two bounds; without a bound the range is open there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Range {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Bound>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Bound>,
    pub standing: Standing,
    /// The upper bound is the version that mends it, not merely the end of what was looked at.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mended: bool,
}

impl Range {
    /// One version.
    #[must_use]
    pub fn exactly(version: &str, standing: Standing) -> Self {
        let bound = Some(Bound::at(version));
        Self { from: bound.clone(), to: bound, standing, mended: false }
    }

    /// Every version.
    #[must_use]
    pub const fn every(standing: Standing) -> Self {
        Self { from: None, to: None, standing, mended: false }
    }

    /// In one notation for all: `>=1.5.0, <1.5.1`, `=2.0`, `*`.
    #[must_use]
    pub fn notation(&self) -> String {
        let low = |bound: &Bound| format!("{}{}", if bound.inclusive { ">=" } else { ">" }, bound.version);
        let high = |bound: &Bound| format!("{}{}", if bound.inclusive { "<=" } else { "<" }, bound.version);
        match (&self.from, &self.to) {
            (None, None) => "*".to_owned(),
            (Some(from), Some(to)) if from == to && from.inclusive => format!("={}", from.version),
            (Some(from), Some(to)) => format!("{}, {}", low(from), high(to)),
            (Some(from), None) => low(from),
            (None, Some(to)) => high(to),
        }
    }
}

/// A product and how its versions stand.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Claim {
    pub product: Product,
    /// Name of the version scheme, where the source says it: `semver`, `maven`, `git`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scheme: String,
    /// The first range that holds a version decides.
    pub ranges: Vec<Range>,
    /// Versions in no range.
    pub otherwise: Standing,
    /// Concerned only together with one of these (CPE names): an operating system, a device.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_with: Vec<String>,
    /// How sure the ranges are: less than certain where they were read from words.
    #[serde(default = "certain", skip_serializing_if = "is_certain")]
    pub certainty: Certainty,
    /// The words that the ranges were read from, as the source has them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub wording: String,
}

const fn certain() -> Certainty {
    Certainty::Certain
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_certain(certainty: &Certainty) -> bool {
    matches!(certainty, Certainty::Certain)
}

impl Claim {
    /// What a source gives as data about a product, before any range.
    #[must_use]
    pub const fn about(product: Product) -> Self {
        Self {
            product,
            scheme: String::new(),
            ranges: Vec::new(),
            otherwise: Standing::Unknown,
            only_with: Vec::new(),
            certainty: Certainty::Certain,
            wording: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notation() {
        let range = |from, to| Range { from, to, standing: Standing::Affected, mended: false };
        let at = |version| Some(Bound::at(version));
        let beside = |version| Some(Bound::beside(version));
        for (range, expected) in [
            (range(None, None), "*"),
            (range(at("1"), beside("2")), ">=1, <2"),
            (range(beside("1"), at("2")), ">1, <=2"),
            (range(None, beside("2")), "<2"),
            (range(at("1"), None), ">=1"),
            (Range::exactly("3", Standing::Affected), "=3"),
        ] {
            assert_eq!(range.notation(), expected);
        }
    }
}
