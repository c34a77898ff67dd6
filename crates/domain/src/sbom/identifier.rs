//! Names of components that other lists know: package URL, CPE, SWID, content identifiers.

use serde::{Deserialize, Serialize};

use crate::{cpe::Cpe, purl::Purl};

/// What kind of identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentifierKind {
    Purl,
    Cpe22,
    Cpe23,
    Swid,
    Gitoid,
    Swhid,
    /// Anything else the document calls an identifier; the value begins with its name and a colon.
    Other,
}

/// An identifier as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Identifier {
    pub kind: IdentifierKind,
    pub value: String,
}

impl Identifier {
    /// An identifier of this kind.
    #[must_use]
    pub fn new(kind: IdentifierKind, value: &str) -> Self {
        Self { kind, value: value.to_owned() }
    }

    /// What is wrong with the text, for warnings: it is no identifier of its kind, or breaks a rule of it.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        match self.kind {
            IdentifierKind::Purl => match Purl::read(&self.value) {
                Ok((_, broken)) => broken.map(|error| error.to_string()),
                Err(error) => Some(error.to_string()),
            },
            IdentifierKind::Cpe22 | IdentifierKind::Cpe23 => {
                Cpe::parse(&self.value).err().map(|error| error.to_string())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_faults_are_found_and_sound_names_pass() {
        let cases = [
            (IdentifierKind::Purl, "pkg:npm/%40angular/core@1.0.0", true),
            (IdentifierKind::Purl, "pkg:deb/debian/curl@7.50.3-1?arch=i386", true),
            (IdentifierKind::Purl, "pkg:npm", false),
            (IdentifierKind::Purl, "npm/x", false),
            (IdentifierKind::Purl, "pkg:npm/@1.0", false),
            (IdentifierKind::Purl, "ｐｋｇ", false),
            (IdentifierKind::Cpe23, "cpe:2.3:a:gnu:glibc:2.11.1:*:*:*:*:*:*:*", true),
            (IdentifierKind::Cpe23, r"cpe:2.3:a:x:y\:z:1:*:*:*:*:*:*:*", true),
            (IdentifierKind::Cpe23, "cpe:2.3:a:gnu", false),
            (IdentifierKind::Cpe22, "cpe:/a:gnu:glibc", true),
            (IdentifierKind::Cpe22, "gnu:glibc", false),
        ];
        for (kind, value, sound) in cases {
            assert_eq!(Identifier::new(kind, value).problem().is_none(), sound, "{value}");
        }
    }
}
