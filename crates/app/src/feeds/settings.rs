//! `feeds.toml`: which feeds are wanted, from where, by which way, and whose bundles are believed.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use serde::Deserialize;

use super::{
    feed::Feed,
    folder::{Folder, safe_name},
    trouble::Trouble,
};

/// What `kikimori feeds init` writes: every setting with its default, in both languages.
pub const DEFAULT: &str = include_str!("feeds.toml");

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    pub network: Network,
    pub bundle: Bundle,
    pub schedule: Schedule,
    nvd: Wanted,
    nvd_api: Wanted,
    cve: Wanted,
    osv: Wanted,
    osv_api: Wanted,
    github: Wanted,
    jvn: Wanted,
    kev: Wanted,
    epss: Wanted,
    csaf: Wanted,
}

/// How anything is fetched.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Network {
    /// `http://proxy:8080`; `none` for no proxy; without it `HTTPS_PROXY` and `NO_PROXY` count.
    pub proxy: Option<String>,
    /// PEM file of the authorities to trust instead of the usual ones.
    pub authorities: Option<PathBuf>,
    /// A server that says nothing for so long is gone.
    pub timeout_seconds: u64,
    /// Tries without any progress before a file is given up.
    pub attempts: u32,
    /// The longest time that a server may ask to wait.
    pub patience_seconds: u64,
}

impl Default for Network {
    fn default() -> Self {
        Self { proxy: None, authorities: None, timeout_seconds: 60, attempts: 5, patience_seconds: 600 }
    }
}

/// Whose bundles are believed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Bundle {
    /// Fingerprints of keys, as `kikimori feeds key show` prints them.
    pub trust: Vec<String>,
}

/// When `kikimori serve` fetches by itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Schedule {
    /// Until a person switches it on a page or by `kikimori feeds schedule`, which then counts.
    pub on: bool,
    /// `6h`, `1d`.
    pub every: String,
    /// Time of day in Japan, `03:10`.
    pub at: Option<String>,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { on: false, every: "1d".to_owned(), at: None }
    }
}

/// One feed. What a feed does not know of is left empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Wanted {
    /// `kikimori feeds sync` without names fetches it.
    pub on: bool,
    /// Where it is published.
    pub url: String,
    /// Fetched from here instead, when it is not empty.
    pub mirror: String,
    /// Larger files are refused.
    pub max_megabytes: Option<u64>,
    /// Seconds between two requests.
    pub pause_seconds: Option<u64>,
    /// First year that is wanted.
    pub since_year: Option<i64>,
    /// OSV: which databases.
    pub ecosystems: Vec<String>,
    /// OSV API: packages that are never asked about, by the beginning of their names: `npm/@our-company/`.
    pub private: Vec<String>,
    /// NVD API: file that holds the key (the environment variable `NVD_API_KEY` counts too).
    pub key_file: Option<PathBuf>,
    /// CSAF: whose documents.
    pub provider: Vec<Provider>,
}

/// Somebody who publishes CSAF documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Provider {
    /// Name of the folder.
    pub name: String,
    /// `…/provider-metadata.json`.
    pub metadata: String,
    /// File of OpenPGP keys that were checked by a person. Without it those that the provider names count.
    pub keys: Option<PathBuf>,
    /// Documents without a good signature are kept out.
    pub signature: Demand,
    /// Namespaces of other publishers whose documents it hands on and who are believed to have written them.
    pub speaks_for: Vec<String>,
}

/// What is asked of a signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Demand {
    /// Only documents with a good signature are taken.
    #[default]
    Required,
    /// Documents without a signature are taken when their checksum is right; a wrong signature never.
    IfThere,
}

impl Settings {
    /// Reads the text of a settings file.
    ///
    /// # Errors
    /// [`Trouble::Settings`] with the place.
    pub fn read(text: &str) -> Result<Self, Trouble> {
        toml::from_str(text).map_err(|error| Trouble::Settings { what: error.to_string().trim().to_owned() })
    }

    /// The settings of an installation; the defaults when there is no file.
    ///
    /// # Errors
    /// [`Trouble::Settings`], [`Trouble::Disk`].
    pub fn of(folder: &Folder) -> Result<Self, Trouble> {
        let path = folder.settings();
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::read(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::read(DEFAULT),
            Err(error) => Err(Trouble::disk(&path)(error)),
        }
    }

    /// One feed; `None` for what nobody fetches.
    #[must_use]
    pub const fn wanted(&self, feed: Feed) -> Option<&Wanted> {
        Some(match feed {
            Feed::Nvd => &self.nvd,
            Feed::NvdApi => &self.nvd_api,
            Feed::Cve => &self.cve,
            Feed::Osv => &self.osv,
            Feed::OsvApi => &self.osv_api,
            Feed::Github => &self.github,
            Feed::Jvn => &self.jvn,
            Feed::Kev => &self.kev,
            Feed::Epss => &self.epss,
            Feed::Csaf => &self.csaf,
            Feed::Hand => return None,
        })
    }

    /// Whose CSAF documents are known.
    pub(super) fn providers(&self) -> &[Provider] {
        &self.csaf.provider
    }

    /// For which publishers each provider may speak beside itself, by its folder.
    pub(crate) fn speaks_for(&self) -> BTreeMap<String, Vec<String>> {
        let named = |one: &Provider| (safe_name(&one.name), one.speaks_for.clone());
        self.providers().iter().map(named).collect()
    }

    /// Feeds that are fetched when nobody names any.
    #[must_use]
    pub fn on(&self) -> Vec<Feed> {
        Feed::ALL.into_iter().filter(|feed| self.wanted(*feed).is_some_and(|wanted| wanted.on)).collect()
    }
}

impl Wanted {
    /// Where it is fetched, without a slash at its end.
    ///
    /// # Errors
    /// [`Trouble::Settings`] when neither address nor mirror is set.
    pub(super) fn base(&self, feed: Feed) -> Result<&str, Trouble> {
        let chosen = if self.mirror.trim().is_empty() { &self.url } else { &self.mirror };
        let chosen = chosen.trim().trim_end_matches('/');
        if chosen.is_empty() {
            let what = format!("[{}] url is empty", feed.as_str());
            return Err(Trouble::Settings { what });
        }
        Ok(chosen)
    }

    /// Largest file in bytes.
    pub(super) fn most(&self, default_megabytes: u64) -> u64 {
        self.max_megabytes.unwrap_or(default_megabytes).saturating_mul(1 << 20)
    }

    /// Time between two requests.
    pub(super) fn pause(&self, default_seconds: u64) -> Duration {
        Duration::from_secs(self.pause_seconds.unwrap_or(default_seconds))
    }
}

/// Writes the default settings; a file that is there stays.
///
/// # Errors
/// [`Trouble::Disk`].
pub fn init(folder: &Folder) -> Result<bool, Trouble> {
    let path = folder.settings();
    if path.exists() {
        return Ok(false);
    }
    folder.put(&path, DEFAULT.as_bytes())?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_file_is_readable_and_complete() {
        let settings = Settings::read(DEFAULT).unwrap();
        assert_eq!(settings.network, Network::default());
        assert!(settings.bundle.trust.is_empty(), "nobody is believed until somebody says so");
        for feed in Feed::ALL {
            let Some(wanted) = settings.wanted(feed) else { continue };
            assert!(feed == Feed::Csaf || wanted.base(feed).unwrap().starts_with("https://"), "{feed:?}");
        }
        let on = settings.on();
        assert!(
            on.contains(&Feed::Kev)
                && on.contains(&Feed::Jvn)
                && !on.contains(&Feed::NvdApi)
                && !on.contains(&Feed::OsvApi),
            "{on:?}"
        );
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        let trouble = Settings::read("[kev]\nonn = true\n").unwrap_err();
        assert!(trouble.to_string().contains("line 2"), "{trouble}");
        assert!(Settings::read("[kev]\non = \"yes\"").is_err());
    }

    #[test]
    fn a_mirror_takes_the_place_of_the_publisher() {
        let settings = Settings::read("[kev]\nurl = 'https://a/x'\nmirror = 'https://m/x/'").unwrap();
        assert_eq!(settings.wanted(Feed::Kev).unwrap().base(Feed::Kev).unwrap(), "https://m/x");
        assert!(settings.wanted(Feed::Osv).unwrap().base(Feed::Osv).is_err());
    }
}
