//! Vulnerabilities as their sources tell them: one neutral record for NVD, CVE, OSV and JVN, with KEV and EPSS beside it.
//!
//! Nothing is judged here. What a source says is kept under its name; records of several sources are joined by their aliases.

mod advice;
mod asked;
mod assessment;
mod claim;
pub mod communication;
mod ecosystem;

use serde::{Deserialize, Serialize};

pub use advice::{Advice, AdviceKind};
pub use asked::Asked;
pub use assessment::{Assessment, Exploitation};
pub use claim::{Bound, Claim, Product, Range, Standing};
pub use communication::Communication;
pub use ecosystem::Ecosystem;

use crate::time::Timestamp;

/// A number of the CVE programme, as CSAF's schema wants it: `CVE`, four digits, four or more (CSAF 2.0 section 3.2.3.2).
#[must_use]
pub fn is_cve(name: &str) -> bool {
    let digits = |text: &str| text.len() >= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts = name.strip_prefix("CVE-").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(year, number)| year.len() == 4 && digits(year) && digits(number))
}

/// Who speaks. The name of a database stands beside it where one format carries many ([`Record::database`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A database in OSV form: of an ecosystem, a distribution, or GitHub.
    Osv,
    /// The national vulnerability database of the United States.
    Nvd,
    /// Configurations in NVD's form that somebody else made for records which NVD has not analysed.
    NvdAdditions,
    /// The record of the CVE programme itself, with what CISA added.
    Cve,
    /// JVN iPedia.
    Jvn,
    /// CISA's list of known exploited vulnerabilities.
    Kev,
    /// FIRST's daily probabilities.
    Epss,
    /// What a person wrote down with the form; who spoke is the record's database (`FDA`).
    Hand,
}

impl Source {
    /// Every source, in the order in which they are shown.
    pub const ALL: [Self; 8] =
        [Self::Osv, Self::Nvd, Self::NvdAdditions, Self::Cve, Self::Jvn, Self::Kev, Self::Epss, Self::Hand];

    /// The stable word used in JSON and options.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Osv => "osv",
            Self::Nvd => "nvd",
            Self::NvdAdditions => "nvd-additions",
            Self::Cve => "cve",
            Self::Jvn => "jvn",
            Self::Kev => "kev",
            Self::Epss => "epss",
            Self::Hand => "hand",
        }
    }

    /// The source of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == word)
    }
}

/// What one source says of one vulnerability.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Record {
    pub source: Source,
    /// The database inside the source: `Go`, `PyPI`, `Debian`; empty where the source is one database.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub database: String,
    /// `CVE-2021-44228`, `GO-2022-0882`, `JVNDB-2022-000001`.
    pub id: String,
    /// Other names of the same vulnerability.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The source took it back: it says nothing about any product.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Title and summary are Japanese.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub japanese: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cvss: Vec<Rating>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cwes: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
    /// Those of them that the source marks as telling how to mend it, the better first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advice: Vec<Advice>,
    /// What it asks a hospital to do, in order; of communications that a person wrote down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    #[serde(default, skip_serializing_if = "Assessment::is_empty")]
    pub assessment: Assessment,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
    /// How the source calls the makers and products that its claims name by CPE.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Alias>,
    /// It came because somebody asked about single packages: that it is here says nothing about other packages of the ecosystem.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answer: bool,
}

impl Record {
    /// A record of which only the name is known yet.
    #[must_use]
    pub fn new(source: Source, id: &str) -> Self {
        Self {
            source,
            database: String::new(),
            id: id.to_owned(),
            aliases: Vec::new(),
            withdrawn: false,
            published: None,
            modified: None,
            title: None,
            summary: None,
            japanese: false,
            cvss: Vec::new(),
            cwes: Vec::new(),
            references: Vec::new(),
            advice: Vec::new(),
            actions: Vec::new(),
            assessment: Assessment::default(),
            claims: Vec::new(),
            names: Vec::new(),
            answer: false,
        }
    }

    /// When it was last touched: what its age is counted from.
    #[must_use]
    pub fn dated(&self) -> Option<Timestamp> {
        self.modified.max(self.published)
    }
}

/// A name by which people call a maker or a product, and the CPE name that is meant: Japanese names above all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Alias {
    pub maker: String,
    /// Empty where only the maker is named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub product: String,
    /// CPE name, formatted string 2.3; of a maker alone only the vendor counts.
    pub cpe: String,
}

/// A CVSS vector and who gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rating {
    pub vector: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
}

/// One row of CISA's list: it is exploited in the wild.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Exploited {
    pub cve: String,
    /// `2021-12-10`
    pub added: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub due: String,
    pub product: String,
    pub action: String,
    /// Used in ransomware campaigns, as far as CISA knows.
    pub ransomware: bool,
}

/// How likely exploitation is within thirty days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Likelihood {
    /// 0 to 1.
    pub probability: f32,
    /// 0 to 1: the share of vulnerabilities that score lower or the same.
    pub percentile: f32,
}
