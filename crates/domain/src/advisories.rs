//! 注意喚起 (advisories) and verdicts about devices and ledger rows.

use serde::{Deserialize, Serialize};

use crate::sbom::Hash;

/// The answer to "does this concern us?". There is no default: unknown is a value of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Affected,
    /// 判定できない: the product is concerned, but the version or model is missing or unreadable.
    Unknown,
    UnderInvestigation,
    Fixed,
    NotAffected,
}

impl Verdict {
    /// The stable word used in JSON and URLs: `affected`, `cannot_tell`, `under_investigation`, `fixed`, `not_affected`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Affected => "affected",
            Self::Unknown => "cannot_tell",
            Self::UnderInvestigation => "under_investigation",
            Self::Fixed => "fixed",
            Self::NotAffected => "not_affected",
        }
    }
}

/// A security advisory as far as judging and showing needs it. Raw bytes are kept elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Advisory {
    /// `ICSMA-25-030-01`
    pub id: String,
    pub title: String,
    pub publisher: String,
    /// `vendor`, `coordinator`, `user` …; empty when not told.
    #[serde(default)]
    pub publisher_category: String,
    /// The publisher's address; empty when not told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub publisher_namespace: String,
    /// ISO 8601 as written.
    pub initial_release: String,
    pub current_release: String,
    pub revision: String,
    /// BCP 47, when stated.
    pub language: Option<String>,
    /// The issuer took it back or points to another one instead: it says nothing about any product.
    #[serde(default)]
    pub withdrawn: bool,
    /// Every product of the product tree, flattened, with the branch path that leads to it.
    pub products: Vec<AdvisoryProduct>,
    pub vulnerabilities: Vec<AdvisoryVulnerability>,
    /// `title` and text of the document notes, for prose evidence.
    pub notes: Vec<AdvisoryNote>,
    pub references: Vec<(String, String)>,
    /// What was odd while reading, with JSON pointer.
    pub warnings: Vec<String>,
    /// Hash of the file, lower-case SHA-256 hex.
    pub sha256: String,
}

/// The numbers of a document's version: `10` is later than `9`, `1.10.0` later than `1.9.3` (CSAF 2.0 section 3.1.11).
#[must_use]
pub fn revision(text: &str) -> Vec<u64> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
}

/// A leaf, relationship or full product name of a CSAF product tree.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AdvisoryProduct {
    /// `product_id` as referenced by statuses and remediations.
    pub id: String,
    pub name: String,
    /// Branches from root to leaf: category and name.
    pub path: Vec<(String, String)>,
    pub cpe: Option<String>,
    pub purls: Vec<String>,
    pub model_numbers: Vec<String>,
    pub serial_numbers: Vec<String>,
    pub skus: Vec<String>,
    /// UDI-DI or other identifiers by `x_generic_uris`.
    pub uris: Vec<String>,
    /// Digests of its files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<Hash>,
    /// Where its bills of materials are to be had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sbom_urls: Vec<String>,
    /// For relationships (2.0) and product paths (2.1): category, product reference, relates-to reference.
    pub relationship: Option<(String, String, String)>,
}

/// A vulnerability in an advisory.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AdvisoryVulnerability {
    pub cve: Option<String>,
    pub title: Option<String>,
    pub cwe: Option<String>,
    pub notes: Vec<AdvisoryNote>,
    /// Highest CVSS base score and its vector.
    pub score: Option<(f32, String)>,
    /// Status word as in CSAF (`known_affected`, `fixed` …) and product id.
    pub statuses: Vec<(String, String)>,
    pub remediations: Vec<AdvisoryRemediation>,
    pub flags: Vec<(String, Vec<String>)>,
    /// Names beside the CVE: system and text.
    #[serde(default)]
    pub ids: Vec<(String, String)>,
    /// Category (`impact`, `exploit_status`, `target_set`), text and products.
    #[serde(default)]
    pub threats: Vec<(String, String, Vec<String>)>,
}

/// A note with its title and category.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AdvisoryNote {
    pub category: String,
    pub title: String,
    pub text: String,
}

/// What the maker says to do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AdvisoryRemediation {
    pub category: String,
    pub details: String,
    pub url: Option<String>,
    pub products: Vec<String>,
    /// From when it is to be had, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// What has to be started anew: `none`, `vulnerable_component`, `service`, `parent`, `dependencies`, `connected`, `machine`, `zone`, `system`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart: Option<String>,
}

/// A judgement with its ground.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    pub advisory: String,
    /// Hash of its file: two publishers may have given the same id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
    pub verdict: Verdict,
    /// English sentence for JSON; screens build their own from `grounds`.
    pub why: String,
    /// In order of weight.
    pub grounds: Vec<Ground>,
    /// What to do, from the remediations that apply to the deciding product.
    pub remediations: Vec<AdvisoryRemediation>,
    pub cves: Vec<String>,
    /// Highest score among the vulnerabilities that apply.
    pub score: Option<f32>,
    /// The advice is to take it off the network.
    pub do_not_connect: bool,
}

/// What decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ground {
    /// Stable code: `leaf`, `version-range`, `alias`, `relabel`, `udi-di`, `prose`, `exclusion`, `remediation`, `missing-version`, `missing-model`, …
    pub code: String,
    /// Product id or JSON pointer in the advisory, when there is one.
    pub place: Option<String>,
    /// The words in the advisory, shortened.
    pub advisory_says: String,
    /// The words of the row or device.
    pub subject_says: String,
}
