//! One component of a bill of materials, with everything the standards say about it.

use serde::{Deserialize, Serialize};

use super::{Identifier, IdentifierKind, Party, Support};
use crate::certainty::Certainty;

/// A digest of the component's bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hash {
    /// `SHA-256`, `MD5` …: the spelling of CycloneDX, whatever the document wrote.
    pub algorithm: String,
    pub value: String,
}

/// Who says the licence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LicenceRole {
    /// The component's authors say it.
    #[default]
    Declared,
    /// Whoever made the document concluded it.
    Concluded,
    /// Found in the component's files.
    Found,
}

/// A licence: an SPDX expression, an SPDX id or a free name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Licence {
    pub role: LicenceRole,
    /// Expression, id or name as written.
    pub text: String,
    /// `text` is a free name, not an id or expression.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_name: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A pointer to something outside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reference {
    /// `website`, `vcs`, `distribution`, `advisories` … in CycloneDX's words.
    pub kind: String,
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A name and a value that the standard gives no meaning to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Property {
    pub name: String,
    pub value: String,
}

/// A component: library, program, operating system, firmware, file, device.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// `bom-ref` or `SPDXID`; made up from the position when the document has none.
    pub id: String,
    /// Where the document says it: JSON pointer or line.
    pub place: String,
    /// `library`, `application`, `operating-system`, `firmware`, `device` … in CycloneDX's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Id of the component that this one is written inside of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The product of a CycloneDX document's metadata: described, but not on the list.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside_list: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<Party>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manufacturer: Option<Party>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Party>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copyright: Option<String>,
    /// `required`, `optional`, `excluded`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub download: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub licences: Vec<Licence>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<Hash>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<Property>,
    #[serde(default, skip_serializing_if = "Support::is_empty")]
    pub support: Support,
    /// How sure we are that the component is there; `None` for what a document of somebody else says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
}

impl Component {
    /// The first package URL.
    #[must_use]
    pub fn purl(&self) -> Option<&str> {
        self.identifier(IdentifierKind::Purl)
    }

    /// The first CPE name, 2.3 before 2.2.
    #[must_use]
    pub fn cpe(&self) -> Option<&str> {
        self.identifier(IdentifierKind::Cpe23).or_else(|| self.identifier(IdentifierKind::Cpe22))
    }

    /// The first identifier of a kind.
    #[must_use]
    pub fn identifier(&self, kind: IdentifierKind) -> Option<&str> {
        self.identifiers.iter().find(|identifier| identifier.kind == kind).map(|found| found.value.as_str())
    }

    /// Group and name as people write them: `org.apache.logging/log4j-core`.
    #[must_use]
    pub fn full_name(&self) -> String {
        match &self.group {
            Some(group) => format!("{group}/{}", self.name),
            None => self.name.clone(),
        }
    }

    /// Who supplies it, in the order in which the standards mean it: supplier, manufacturer, publisher, author.
    #[must_use]
    pub fn supplied_by(&self) -> Option<&str> {
        let party = self.supplier.as_ref().or(self.manufacturer.as_ref()).map(|party| party.name.as_str());
        party
            .or(self.publisher.as_deref())
            .or_else(|| self.authors.first().map(|author| author.name.as_str()))
    }
}
