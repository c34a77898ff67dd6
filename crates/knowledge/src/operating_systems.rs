//! When makers of operating systems stop mending them.

use serde::Deserialize;

use crate::{Grade, names::words, table::Row};

/// A row of `os_support.csv`; dates are ISO 8601, empty when unknown.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct OsRelease {
    pub family: String,
    pub name: String,
    #[serde(default)]
    pub cycle: String,
    #[serde(default)]
    pub release_date: String,
    #[serde(default, rename = "security_support_end")]
    pub security_end: String,
    #[serde(default, rename = "extended_security_end")]
    pub extended_end: String,
    #[serde(default, rename = "certainty")]
    pub grade: Grade,
    #[serde(default)]
    pub source: String,
}

impl Row for OsRelease {
    fn problem(&self) -> Option<&'static str> {
        (self.family.is_empty() || self.name.is_empty()).then_some("a release needs family and name")
    }
}

/// When support of a product name ends, over all editions that the name may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportEnd {
    /// Earliest end among editions, ISO 8601.
    pub earliest: String,
    /// Latest end, extended support included.
    pub latest: String,
}

/// All releases.
#[derive(Debug)]
pub struct OperatingSystems {
    rows: Vec<(String, OsRelease)>,
}

impl OperatingSystems {
    pub(crate) fn new(rows: Vec<OsRelease>) -> Self {
        Self { rows: rows.into_iter().map(|row| (words(&row.name), row)).collect() }
    }

    /// Releases that a text such as `Windows 7`, `Windows 10 1607` or `Debian 12` may mean: those whose name begins with all its words.
    #[must_use]
    pub fn releases(&self, text: &str) -> Vec<&OsRelease> {
        let wanted = words(text);
        if wanted.is_empty() || !wanted.contains(|c: char| c.is_ascii_digit() || c == 'x' || c == 'v') {
            return Vec::new();
        }
        let begins = |name: &str| {
            name.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        self.rows.iter().filter(|(name, _)| begins(name)).map(|(_, row)| row).collect()
    }

    /// When support ends. `None` when the text is not known or a release has no date: unknown, not supported forever.
    #[must_use]
    pub fn support_end(&self, text: &str) -> Option<SupportEnd> {
        let releases = self.releases(text);
        let ends: Vec<&str> =
            releases.iter().map(|r| r.security_end.as_str()).filter(|d| !d.is_empty()).collect();
        let extended = releases.iter().map(|r| r.extended_end.as_str()).filter(|d| !d.is_empty());
        let earliest = ends.iter().min()?.to_string();
        let latest = ends.iter().copied().chain(extended).max()?.to_owned();
        Some(SupportEnd { earliest, latest })
    }
}

#[cfg(test)]
mod tests {
    use crate::Knowledge;

    #[test]
    fn ends_of_support() {
        let systems = &Knowledge::built_in().operating_systems;
        assert!(
            systems
                .support_end("Windows 7")
                .is_some_and(|end| end.latest.starts_with("2020") || end.latest.starts_with("2023"))
        );
        assert!(systems.support_end("Windows XP").is_some_and(|end| end.earliest.starts_with("2014")));
        assert!(systems.support_end("Windows 10").is_some_and(|end| end.earliest < end.latest));
        assert!(systems.support_end("Windows").is_none(), "too vague");
        assert!(systems.support_end("Debian 12").is_some());
        assert!(systems.support_end("an unknown system 3").is_none());
    }
}
