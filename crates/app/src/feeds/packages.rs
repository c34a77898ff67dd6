//! Which packages OSV's API is asked about: those of the bills of materials of this installation, or of those that somebody names.
//!
//! The list stays on this machine (no bundle carries it) and can be looked at before anything is asked.

use std::{collections::BTreeMap, fs};

use domain::{civil::Civil, time::Timestamp};
use matching::vulnerability::{Question, Questions, Withheld};
use serde::{Deserialize, Serialize};

use super::{
    disk,
    feed::Feed,
    folder::{self, Folder},
    moment,
    settings::Settings,
    state::State,
    trouble::Trouble,
};
use crate::known_vulnerabilities::STALE_DAYS;

/// More packages than this are not asked about one by one.
const MOST: usize = 200_000;

/// Packages by their key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packages {
    #[serde(with = "moment")]
    pub made: Timestamp,
    pub packages: BTreeMap<String, Question>,
    /// Components that are never asked about, by reason.
    pub withheld: BTreeMap<Withheld, usize>,
}

/// What is asked about, and what not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub ask: BTreeMap<String, Question>,
    /// The settings call so many packages our own.
    pub private: usize,
    /// So many are of databases that are here whole.
    pub whole: usize,
}

/// How asking stands, for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Who is asked.
    pub address: String,
    /// Packages that are asked about.
    pub wanted: usize,
    pub answered: usize,
    /// Without an answer the last time.
    pub failed: usize,
    /// Written in small letters only, so that an empty answer says nothing.
    pub unsure: usize,
    /// Day of the oldest answer that counts.
    pub oldest: Option<String>,
    /// Packages that the settings keep private, and components of no public ecosystem or of a registry of somebody's own.
    pub private: usize,
    pub withheld: usize,
    /// Packages of databases that are here whole.
    pub whole: usize,
    /// When the list was made.
    pub listed: Option<String>,
}

impl Packages {
    /// A list.
    ///
    /// # Errors
    /// [`Trouble::TooMany`] packages.
    pub fn of(questions: Questions, made: Timestamp) -> Result<Self, Trouble> {
        if questions.packages.len() > MOST {
            return Err(Trouble::TooMany { most: MOST });
        }
        Ok(Self { made, packages: questions.packages, withheld: questions.withheld })
    }

    /// The list that was kept last; `None` when there is none or it is broken.
    #[must_use]
    pub fn kept(folder: &Folder) -> Option<Self> {
        serde_json::from_slice(&fs::read(folder.packages()).ok()?).ok()
    }

    /// Keeps it in the place of the one before.
    ///
    /// # Errors
    /// [`Trouble::Disk`].
    pub fn keep(&self, folder: &Folder) -> Result<(), Trouble> {
        let (path, aside) = (folder.packages(), folder.part("packages")?);
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        disk::write(&path, &aside, &bytes).map_err(Trouble::disk(&path))
    }

    /// What is asked about: nothing that the settings call private, and nothing of a database that is here whole and new enough.
    #[must_use]
    pub fn chosen(&self, folder: &Folder, settings: &[String], now: Timestamp) -> Chosen {
        let private: Vec<String> =
            settings.iter().map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()).collect();
        let is_private =
            |key: &str| private.iter().any(|begin| key.to_lowercase().starts_with(begin.as_str()));
        let osv = folder.state(Feed::Osv);
        let is_whole = |question: &Question| {
            let archive = format!("{}/all.zip", folder::safe_name(&question.ecosystem));
            let fresh = |at: Timestamp| (now.seconds() - at.seconds()).div_euclid(86_400) <= STALE_DAYS;
            osv.files.contains_key(&archive) && osv.last_success.is_some_and(fresh)
        };
        let mut chosen = Chosen { ask: BTreeMap::new(), private: 0, whole: 0 };
        for (key, question) in &self.packages {
            match () {
                () if is_private(key) => chosen.private += 1,
                () if is_whole(question) => chosen.whole += 1,
                () => {
                    chosen.ask.insert(key.clone(), question.clone());
                }
            }
        }
        chosen
    }

    /// How asking stands.
    pub(super) fn standing(folder: &Folder, settings: &Settings, state: &State, now: Timestamp) -> Standing {
        let asked = state.asked.clone().unwrap_or_default();
        let list = Self::kept(folder);
        let private = settings.wanted(Feed::OsvApi).map(|wanted| &*wanted.private).unwrap_or_default();
        let chosen = list.as_ref().map(|list| list.chosen(folder, private, now));
        let (wanted, private, whole) =
            chosen.map_or((asked.wanted, 0, 0), |chosen| (chosen.ask.len(), chosen.private, chosen.whole));
        let wants = settings.wanted(Feed::OsvApi);
        let address = wants.and_then(|wants| wants.base(Feed::OsvApi).ok()).unwrap_or_default().to_owned();
        Standing {
            address,
            wanted,
            answered: asked.answered,
            failed: asked.failed,
            unsure: asked.unsure,
            oldest: asked.oldest.map(|at| Civil::utc(at).date()),
            private,
            withheld: list.as_ref().map_or(0, |list| list.withheld.values().sum()),
            whole,
            listed: list.map(|list| Civil::utc(list.made).iso()),
        }
    }
}
