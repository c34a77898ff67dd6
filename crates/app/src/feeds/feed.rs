//! The feeds there are: their words, folders and names.

use domain::vulnerabilities::Source;
use serde::{Deserialize, Serialize};

/// Something that is fetched, kept and told of on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feed {
    /// NVD's files: one a year, and what was modified.
    Nvd,
    /// NVD's API 2.0.
    NvdApi,
    Cve,
    Osv,
    /// OSV's API, asked about the packages of this installation's products.
    OsvApi,
    Github,
    Jvn,
    Kev,
    Epss,
    Csaf,
    /// What people wrote down with the form.
    Hand,
}

impl Feed {
    /// Every feed, in the order in which they are fetched and shown.
    pub const ALL: [Self; 11] = [
        Self::Kev,
        Self::Epss,
        Self::Jvn,
        Self::Nvd,
        Self::NvdApi,
        Self::Cve,
        Self::Osv,
        Self::OsvApi,
        Self::Github,
        Self::Csaf,
        Self::Hand,
    ];

    /// The word in settings and options, and the name of the folder.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nvd => "nvd",
            Self::NvdApi => "nvd-api",
            Self::Cve => "cve",
            Self::Osv => "osv",
            Self::OsvApi => "osv-api",
            Self::Github => "github",
            Self::Jvn => "jvn",
            Self::Kev => "kev",
            Self::Epss => "epss",
            Self::Csaf => "csaf",
            Self::Hand => "hand",
        }
    }

    /// The feed of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|feed| feed.as_str() == word)
    }

    /// How people call it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Nvd => "NVD (files)",
            Self::NvdApi => "NVD (API 2.0)",
            Self::Cve => "CVE",
            Self::Osv => "OSV",
            Self::OsvApi => "OSV (API)",
            Self::Github => "GitHub advisories",
            Self::Jvn => "JVN iPedia",
            Self::Kev => "CISA KEV",
            Self::Epss => "EPSS",
            Self::Csaf => "CSAF",
            Self::Hand => "FDA and others, by hand",
        }
    }

    /// Its files are read as a vulnerability feed; those of the others are advisories.
    #[must_use]
    pub const fn has_records(self) -> bool {
        !matches!(self, Self::Csaf)
    }

    /// A new file replaces every older one: each holds everything.
    #[must_use]
    pub const fn is_one_file(self) -> bool {
        matches!(self, Self::Kev | Self::Epss)
    }

    /// Where records of a source belong when only their content is known.
    #[must_use]
    pub const fn of_source(source: Source) -> Self {
        match source {
            Source::Nvd | Source::NvdAdditions => Self::Nvd,
            Source::Cve => Self::Cve,
            Source::Osv => Self::Osv,
            Source::Jvn => Self::Jvn,
            Source::Kev => Self::Kev,
            Source::Epss => Self::Epss,
            Source::Hand => Self::Hand,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_one_feed_each() {
        for feed in Feed::ALL {
            assert_eq!(Feed::named(feed.as_str()), Some(feed));
            assert_eq!(serde_json::to_value(feed).unwrap(), feed.as_str());
        }
        assert_eq!(Feed::named("usenet"), None);
    }
}
