//! What is remembered of a feed between two runs: `state.json` in its folder.

use std::collections::{BTreeMap, BTreeSet};

use domain::{civil::Civil, time::Timestamp};
use parsers::document::csaf;
use serde::{Deserialize, Serialize};

use super::{moment, proof::Proof, trouble::Trouble};

/// What is remembered of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// When everything that the source had was here.
    #[serde(with = "moment::maybe", skip_serializing_if = "Option::is_none")]
    pub last_success: Option<Timestamp>,
    /// Why the last run failed. A success clears it; that somebody put a file there does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_failure: Option<Failure>,
    /// Where the next run goes on, in the feed's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Files by their name below the folder.
    pub files: BTreeMap<String, KeptFile>,
    /// What was fetched and not taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kept_out: Vec<KeptOut>,
    /// Digests of documents whose signature turned out to be of somebody else: nothing is judged by them any more.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub distrusted: BTreeSet<String>,
    /// Files that somebody put here by hand, which no bundle takes away.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub own: BTreeSet<String>,
    /// Packages about which the source was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asking>,
    /// Providers of documents as they say who they are, by the name of their folder.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub providers: BTreeMap<String, KnownProvider>,
    /// The bundle that brought this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundle: Option<String>,
}

/// A provider as its metadata says (CSAF 2.0 section 7.1.7).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct KnownProvider {
    /// Where the metadata were fetched: this address a person wrote.
    pub url: String,
    pub name: String,
    pub namespace: String,
}

/// How asking about single packages went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asking {
    /// Packages that were to be asked about the last time.
    pub wanted: usize,
    /// Of these, answered: this time, or before and kept.
    pub answered: usize,
    /// Of these, without an answer this time.
    pub failed: usize,
    /// Of these, written in small letters only, so that an empty answer says nothing.
    pub unsure: usize,
    /// The oldest answer that counts for one of these.
    #[serde(with = "moment::maybe", skip_serializing_if = "Option::is_none")]
    pub oldest: Option<Timestamp>,
}

/// Why the last run came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    #[serde(with = "moment")]
    pub at: Timestamp,
    #[serde(flatten)]
    pub why: Trouble,
}

/// A file as it was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptFile {
    /// Where it came from; empty when it was put there by hand.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// What the source calls this edition: its checksum, date or number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// Lower-case hexadecimal.
    pub sha256: String,
    pub bytes: u64,
    /// Records, rows or scores inside.
    pub records: usize,
    /// Records inside that could not be read.
    #[serde(skip_serializing_if = "is_none")]
    pub unread: usize,
    /// Date of the newest record or of the whole file.
    #[serde(with = "moment::maybe", skip_serializing_if = "Option::is_none")]
    pub newest: Option<Timestamp>,
    #[serde(with = "moment::maybe", skip_serializing_if = "Option::is_none")]
    pub taken: Option<Timestamp>,
    /// Whether the publisher's signature was checked; `None` for feeds that have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// Since when its provider lists it no more. A listing that failed says nothing.
    #[serde(with = "moment::maybe", skip_serializing_if = "Option::is_none")]
    pub unlisted: Option<Timestamp>,
    /// Office or account that put it there by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_none(number: &usize) -> bool {
    *number == 0
}

/// Something that was fetched and not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptOut {
    #[serde(rename = "document")]
    pub name: String,
    #[serde(flatten)]
    pub why: Trouble,
    /// Which document it is, where it could be read: the file may be called otherwise elsewhere.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub told: Option<Box<Told>>,
}

/// What a CSAF document tells of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    pub namespace: String,
    pub publisher: String,
    pub id: String,
    pub version: String,
    /// Date of this edition, as it says.
    pub released: String,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

impl KeptOut {
    /// Of these bytes.
    pub(super) fn of(name: String, why: Trouble, bytes: Option<&[u8]>) -> Self {
        Self { name, why, told: bytes.and_then(Told::of).map(Box::new) }
    }
}

impl Told {
    /// `None`: it is no CSAF document, or has no id.
    fn of(bytes: &[u8]) -> Option<Self> {
        let document = csaf::read(bytes).ok().filter(|document| !document.id.is_empty())?;
        let dates = [document.current_release, document.initial_release];
        Some(Self {
            released: dates.into_iter().find(|date| Civil::read(date).is_some()).unwrap_or_default(),
            namespace: document.publisher_namespace,
            publisher: document.publisher,
            id: document.id,
            version: document.revision,
            sha256: document.sha256,
        })
    }
}

impl State {
    /// Records of all files.
    #[must_use]
    pub fn records(&self) -> usize {
        self.files.values().map(|file| file.records).sum()
    }

    /// Date of the newest record that can be: what is dated in the days to come says nothing.
    #[must_use]
    pub fn newest(&self, now: Timestamp) -> Option<Timestamp> {
        self.files
            .values()
            .filter_map(|file| file.newest)
            .filter(|time| !moment::is_to_come(*time, now))
            .max()
    }

    /// Somebody here put the file there: no source and no bundle has it.
    #[must_use]
    pub fn is_own(&self, name: &str) -> bool {
        let by_hand = |file: &KeptFile| file.url.is_empty() && self.bundle.is_none();
        self.own.contains(name) || self.files.get(name).is_none_or(by_hand)
    }

    /// Of two states of one feed the greater one is better: fetched whole more lately, or else with newer records.
    #[must_use]
    pub fn edition(&self, now: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
        (self.last_success, self.newest(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_comes_back() {
        let file = KeptFile { sha256: "ab".into(), bytes: 2, records: 1, ..KeptFile::default() };
        let state = State {
            last_success: Some(Timestamp::from_parts(1_795_133_520, 0)),
            last_failure: Some(Failure {
                at: Timestamp::from_parts(1_795_133_520, 0),
                why: Trouble::Status { url: "https://a.example/".into(), status: 503 },
            }),
            cursor: Some("2026".into()),
            files: BTreeMap::from([("a.json".to_owned(), file)]),
            kept_out: vec![KeptOut {
                name: "b.json".into(),
                why: Trouble::WrongHash { name: "b".into() },
                told: None,
            }],
            ..State::default()
        };
        let text = serde_json::to_string(&state).unwrap();
        assert!(text.contains("\"2026-11-20T00:12:00Z\""), "{text}");
        assert_eq!(serde_json::from_str::<State>(&text).unwrap(), state);
        assert_eq!(state.newest(Timestamp(0)), None);
    }
}
