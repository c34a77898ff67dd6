//! Names of components that other lists know: package URL, CPE, SWID, content identifiers.

use serde::{Deserialize, Serialize};

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

    /// What is visibly wrong with the text, for warnings. Light: the schemes themselves are judged elsewhere.
    #[must_use]
    pub fn problem(&self) -> Option<&'static str> {
        match self.kind {
            IdentifierKind::Purl => purl_problem(&self.value),
            IdentifierKind::Cpe22 if !self.value.to_ascii_lowercase().starts_with("cpe:/") => {
                Some("a CPE 2.2 name begins with cpe:/")
            }
            IdentifierKind::Cpe23 => cpe23_problem(&self.value),
            _ => None,
        }
    }
}

/// Package URL: `pkg:type/name`, with optional namespace, version, qualifiers and subpath (ECMA-427).
fn purl_problem(value: &str) -> Option<&'static str> {
    let Some(rest) = value.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("pkg:")).and(value.get(4..))
    else {
        return Some("a package URL begins with pkg:");
    };
    if value.contains(char::is_whitespace) {
        return Some("a package URL has no spaces");
    }
    let Some((kind, name)) = rest.trim_start_matches('/').split_once('/') else {
        return Some("a package URL has a type and a name");
    };
    let typed = !kind.is_empty()
        && kind.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'))
        && !kind.starts_with(|c: char| c.is_ascii_digit());
    let end = name.find(['?', '#']).unwrap_or(name.len());
    let path = name.get(..end).unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let named = last.rfind('@').map_or(last, |at| last.get(..at).unwrap_or_default());
    if !typed {
        Some("the type of the package URL is not a word")
    } else if named.is_empty() {
        Some("the package URL has no name")
    } else {
        None
    }
}

/// Formatted string binding of NISTIR 7695: prefix and eleven fields, colons in values are escaped.
fn cpe23_problem(value: &str) -> Option<&'static str> {
    if !value.to_ascii_lowercase().starts_with("cpe:2.3:") {
        return Some("a CPE 2.3 name begins with cpe:2.3:");
    }
    let mut escaped = false;
    let mut colons = 0;
    for c in value.chars() {
        match c {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            ':' if !escaped => colons += 1,
            _ => {}
        }
        escaped = false;
    }
    if colons != 12 {
        return Some("a CPE 2.3 name has eleven fields after cpe:2.3");
    }
    let part = value.split(':').nth(2).unwrap_or_default();
    (!matches!(part, "a" | "o" | "h" | "*" | "-" | "A" | "O" | "H"))
        .then_some("the part of a CPE name is a, o or h")
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
            (IdentifierKind::Purl, "pkg:npm/a b", false),
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
