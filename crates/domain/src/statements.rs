//! What somebody states about a vulnerability and a product (VEX): status, reason, who, when, on what ground, until when.
//!
//! Nothing is judged here. A statement keeps the words of its document; which one counts is decided in `matching::statements`.

mod declaration;
mod ground;
mod justification;
mod product;

use serde::{Deserialize, Serialize};

pub use declaration::{Declaration, Declared};
pub use ground::Ground;
pub use justification::Justification;
pub use product::{Product, Subject};

use crate::{advisories::Verdict, ids::StatementId, time::Timestamp};

/// In which capacity somebody speaks about a product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Whoever it is, or a body that speaks of products of others.
    #[default]
    Other,
    /// Whoever runs it.
    Hospital,
    /// Whoever is paid to keep it running.
    Supporter,
    /// Whoever packs or sells it.
    Distributor,
    /// Whoever makes it.
    Maker,
}

impl Role {
    /// Every role; the one that knows the product best comes last.
    pub const ALL: [Self; 5] = [Self::Other, Self::Hospital, Self::Supporter, Self::Distributor, Self::Maker];

    /// The stable word used in JSON and options.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Other => "other",
            Self::Hospital => "hospital",
            Self::Supporter => "supporter",
            Self::Distributor => "distributor",
            Self::Maker => "maker",
        }
    }

    /// The role of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// What the author does or advises (CycloneDX `response`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    CanNotFix,
    WillNotFix,
    Update,
    Rollback,
    WorkaroundAvailable,
}

impl Response {
    /// Every response.
    pub const ALL: [Self; 5] =
        [Self::CanNotFix, Self::WillNotFix, Self::Update, Self::Rollback, Self::WorkaroundAvailable];

    /// CycloneDX's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CanNotFix => "can_not_fix",
            Self::WillNotFix => "will_not_fix",
            Self::Update => "update",
            Self::Rollback => "rollback",
            Self::WorkaroundAvailable => "workaround_available",
        }
    }

    /// The response of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|response| response.as_str() == word)
    }
}

/// What a hospital does about something that concerns it. The product stays affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// Something in front of it keeps the danger away.
    Mitigated,
    /// The hospital lives with it, knowingly.
    RiskAccepted,
}

impl Treatment {
    /// The stable word used in JSON and options.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mitigated => "mitigated",
            Self::RiskAccepted => "risk_accepted",
        }
    }
}

/// The format a statement was read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VexFormat {
    OpenVex,
    Csaf,
    CycloneDx,
    /// Kikimori's own JSON, or a decision made on a page.
    #[default]
    Own,
}

impl VexFormat {
    /// As people write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenVex => "OpenVEX",
            Self::Csaf => "CSAF",
            Self::CycloneDx => "CycloneDX",
            Self::Own => "Kikimori",
        }
    }
}

/// The document that says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Document {
    pub format: VexFormat,
    pub id: String,
    /// Revision of the document, as it says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Lower-case hex of the file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sha256: String,
    /// Address of its publisher, where the document tells one: with the id it names the document (CSAF 2.0 section 3.2.1.12.4).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// JSON pointer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// Taken back: kept and shown, and counts no more.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Withdrawal {
    pub by: String,
    #[serde(with = "crate::civil::written")]
    pub at: Timestamp,
    pub reason: String,
}

/// One statement: a vulnerability, the products that it is about, and how they stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    pub id: StatementId,
    /// `CVE-2021-44228`
    pub vulnerability: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    pub subjects: Vec<Subject>,
    /// Never [`Verdict::Unknown`]: who cannot tell states nothing.
    pub status: Verdict,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<Justification>,
    /// Why it does no harm, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<String>,
    /// What to do, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Further words about the status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub responses: Vec<Response>,
    /// Only with [`Verdict::Affected`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treatment: Option<Treatment>,
    /// Organisation or office, as the document or the person says.
    pub author: String,
    #[serde(default)]
    pub role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::civil::written::option")]
    pub said_at: Option<Timestamp>,
    /// Counts until then.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::civil::written::option")]
    pub valid_until: Option<Timestamp>,
    /// All of them must hold, or it counts no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grounds: Vec<Ground>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

impl Statement {
    /// A statement that says only how a vulnerability stands, about nothing yet.
    #[must_use]
    pub fn new(id: StatementId, vulnerability: &str, status: Verdict) -> Self {
        Self {
            id,
            vulnerability: vulnerability.to_owned(),
            aliases: Vec::new(),
            subjects: Vec::new(),
            status,
            justification: None,
            impact: None,
            action: None,
            note: None,
            responses: Vec::new(),
            treatment: None,
            author: String::new(),
            role: Role::Other,
            said_at: None,
            valid_until: None,
            grounds: Vec::new(),
            document: None,
            withdrawn: None,
        }
    }

    /// Every name of its vulnerability.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.vulnerability.as_str()).chain(self.aliases.iter().map(String::as_str))
    }

    /// It names a vulnerability and a product, and says how they stand.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.vulnerability.trim().is_empty()
            && self.status != Verdict::Unknown
            && self.subjects.iter().any(|subject| !subject.product.is_nameless())
    }

    /// It says why. A record that stays the same is a condition, no reason.
    #[must_use]
    pub fn has_reason(&self) -> bool {
        let reasons = |ground: &Ground| !matches!(ground, Ground::RecordUnchanged { .. });
        self.justification.is_some() || self.impact.is_some() || self.grounds.iter().any(reasons)
    }
}

/// The statuses that a statement may have, in the words of OpenVEX.
#[must_use]
pub fn status_named(word: &str) -> Option<Verdict> {
    [Verdict::Affected, Verdict::Fixed, Verdict::NotAffected, Verdict::UnderInvestigation]
        .into_iter()
        .find(|verdict| verdict.as_str() == word)
}
