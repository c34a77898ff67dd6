//! Software bills of materials: one neutral model for SPDX, CycloneDX, SWID tags and tables filled by hand.
//!
//! What a document says is kept in its own words; nothing is judged here. Absence is `None`, never a default.

mod component;
mod identifier;
mod licence;
mod support;

use serde::{Deserialize, Serialize};

pub use component::{Component, Hash, Licence, LicenceRole, Property, Reference};
pub use identifier::{Identifier, IdentifierKind};
pub use licence::{LicenceExpression, LicenceProblem};
pub use support::{Support, SupportClash};

/// The standard a document is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standard {
    Spdx,
    #[serde(rename = "cyclonedx")]
    CycloneDx,
    Swid,
    /// A table of components in a spreadsheet or CSV file.
    Table,
    /// Made by Kikimori from lock files, file systems or by hand.
    #[default]
    Own,
}

/// How the document is written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    #[default]
    Json,
    Xml,
    Yaml,
    TagValue,
    RdfXml,
    JsonLd,
    Spreadsheet,
    Csv,
    Protobuf,
}

/// Standard, version and encoding of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SbomFormat {
    pub standard: Standard,
    /// As the document says: `2.3`, `1.6`; empty when it does not say.
    pub version: String,
    pub encoding: Encoding,
}

impl std::fmt::Display for SbomFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let standard = match self.standard {
            Standard::Spdx => "SPDX",
            Standard::CycloneDx => "CycloneDX",
            Standard::Swid => "SWID",
            Standard::Table => "table",
            Standard::Own => "Kikimori",
        };
        let encoding = match self.encoding {
            Encoding::Json => "JSON",
            Encoding::Xml => "XML",
            Encoding::Yaml => "YAML",
            Encoding::TagValue => "tag-value",
            Encoding::RdfXml => "RDF/XML",
            Encoding::JsonLd => "JSON-LD",
            Encoding::Spreadsheet => "spreadsheet",
            Encoding::Csv => "CSV",
            Encoding::Protobuf => "protobuf",
        };
        f.write_str(standard)?;
        if !self.version.is_empty() {
            write!(f, " {}", self.version)?;
        }
        write!(f, " {encoding}")
    }
}

/// A person, organisation or program that made or supplied something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Party {
    pub kind: PartyKind,
    pub name: String,
    /// Mail address, telephone or web page as given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<String>,
}

/// What kind of party.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyKind {
    #[default]
    Organisation,
    Person,
    Tool,
}

/// `from` stands in this relation to `to`. Names are those of SPDX 2.3 section 11 (`DEPENDS_ON`, `CONTAINS` …).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Relation {
    pub from: String,
    pub kind: String,
    pub to: String,
    /// What a kind of `OTHER` means, in the document's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Relation {
    /// A relation without further words.
    #[must_use]
    pub fn new(from: impl Into<String>, kind: impl Into<String>, to: impl Into<String>) -> Self {
        Self { from: from.into(), kind: kind.into(), to: to.into(), comment: None }
    }
}

/// A file that the document lists beside its components.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    pub id: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<Hash>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub licences: Vec<Licence>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copyright: Option<String>,
}

/// The text of a licence that is not on the SPDX licence list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceText {
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub text: String,
}

/// A vulnerability that the document itself tells, with its VEX analysis.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldVulnerability {
    pub id: String,
    /// Its names in other databases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `affected`, `not_affected`, `exploitable`, `in_triage` … in the document's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// When the analysis was last touched, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub analysed: Option<String>,
    /// What the maker says to do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub responses: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommendation: Option<String>,
    /// Scores in the document's words: method and vector or number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cwes: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<Property>,
    /// Ids of the components concerned, with the versions named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affects: Vec<Affected>,
}

/// A component that a told vulnerability names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    pub component: String,
    /// Version or range, and its status, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<(String, String)>,
}

/// A service that the product uses or offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    pub id: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<Party>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub endpoints: Vec<String>,
}

/// What was odd, and where: JSON pointer, or line of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SbomWarning {
    pub place: String,
    pub what: String,
    /// In how many further places the same was seen.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl std::fmt::Display for SbomWarning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.what)?;
        if self.more > 0 {
            write!(f, " (and {} more places)", self.more)?;
        }
        Ok(())
    }
}

/// A field that was read but that this model has no place for: told, so that nothing is lost in silence.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnreadField {
    /// Path with `*` for the position in lists: `/components/*/modelCard`.
    pub path: String,
    pub count: usize,
}

/// A software bill of materials.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sbom {
    pub format: SbomFormat,
    /// Name of the document or product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Serial number or namespace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// As written, usually RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Who made the document; tools too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Party>,
    /// Who supplies what the document describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<Party>,
    /// Who makes what the document describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manufacturer: Option<Party>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_licence: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Phases of the life cycle in which the document was made (design, build …).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lifecycles: Vec<String>,
    /// Ids of the components that the document is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub primary: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileEntry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Service>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub licence_texts: Vec<LicenceText>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vulnerabilities: Vec<ToldVulnerability>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<Property>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<SbomWarning>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<UnreadField>,
}

/// Warning of a document behind whose end more follows.
pub const REST_NOT_READ: &str = "something follows after the end of the document; it was not read";

impl Sbom {
    /// The file holds more than was read: the list is not known to be whole.
    #[must_use]
    pub fn has_rest(&self) -> bool {
        self.warnings.iter().any(|warning| warning.what == REST_NOT_READ)
    }

    /// How many packages the document lists: every SPDX package; every CycloneDX component at any depth, but not the
    /// product in its metadata, which is what the list is about and not on it.
    #[must_use]
    pub fn packages(&self) -> usize {
        self.components.iter().filter(|component| !component.outside_list).count()
    }

    /// The component with this id.
    #[must_use]
    pub fn component(&self, id: &str) -> Option<&Component> {
        self.components.iter().find(|component| component.id == id)
    }

    /// Everything told while reading, as lines: warnings first, then fields without a place in the model.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        let unread = self.unread.iter().map(|field| {
            format!("{}: this field has no place in the model ({} times)", field.path, field.count)
        });
        self.warnings.iter().map(ToString::to_string).chain(unread).collect()
    }
}
