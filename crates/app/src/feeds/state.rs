//! What is remembered of a feed between two runs: `state.json` in its folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use domain::{
    civil::{Civil, JST},
    time::Timestamp,
};
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
    /// Documents whose signature turned out to be of somebody else, by their digest: nothing is judged by them any more.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub forged: BTreeMap<String, KeptOut>,
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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
    #[serde(with = "moment::maybe", skip_serializing_if = "Option::is_none", default)]
    pub at: Option<Timestamp>,
}

/// A check that a document failed: these very bytes are not what its publisher published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disproved {
    /// Which file it was, below the folder of its provider where one delivered it.
    pub place: String,
    /// The day on which it was checked, in Japan.
    pub day: String,
    /// The signature was wrong; else the checksum.
    pub signature: bool,
}

impl std::error::Error for Disproved {}

impl fmt::Display for Disproved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, Self { place, day, .. }) = (if self.signature { "signature" } else { "checksum" }, self);
        write!(
            f,
            "this very document failed the check of its {what} on {day} (as {place}): fetch it from its publisher again, and import it \
             together with its signature"
        )
    }
}

impl Disproved {
    /// The sentence in Japanese.
    pub(super) fn sentence_ja(&self) -> String {
        let (what, Self { place, day, .. }) = (if self.signature { "署名" } else { "チェックサム" }, self);
        format!(
            "この文書（{place}）は、{day}に{what}の確認で不一致になったものと同じです。発行元から取り直し、署名のファイルと一緒に取り込んでください"
        )
    }
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
    pub(super) fn of(name: String, why: Trouble, bytes: Option<&[u8]>, at: Timestamp) -> Self {
        Self { name, why, told: bytes.and_then(Told::of).map(Box::new), at: Some(at) }
    }

    /// The check that it failed. `None`: it was not checked, or is kept out for something else.
    pub(super) fn disproved(&self) -> Option<Disproved> {
        let signature = match &self.why {
            Trouble::WrongSignature { .. } => true,
            Trouble::WrongHash { .. } => false,
            _ => return None,
        };
        let day = self.at.map_or_else(|| "?".to_owned(), |at| Civil::at(at, JST).date());
        Some(Disproved { place: self.name.clone(), day, signature })
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

    /// The check that a document of this digest failed. What was proved to be its publisher's since did not fail.
    #[must_use]
    pub fn disproved(&self, sha256: &str) -> Option<Disproved> {
        let is_it = |one: &&KeptOut| one.told.as_ref().is_some_and(|told| told.sha256 == sha256);
        let failed = self.forged.get(sha256).into_iter().chain(self.kept_out.iter().filter(is_it));
        failed.filter_map(KeptOut::disproved).next().filter(|_| !self.is_proved(sha256))
    }

    /// Nothing is judged by it any more.
    pub(crate) fn is_forged(&self, sha256: &str) -> bool {
        self.forged.contains_key(sha256) && !self.is_proved(sha256)
    }

    pub(crate) fn is_proved(&self, sha256: &str) -> bool {
        let is_good = |file: &KeptFile| matches!(file.proof, Some(Proof::Good { .. }));
        self.files.values().any(|file| file.sha256 == sha256 && is_good(file))
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
                at: None,
            }],
            ..State::default()
        };
        let text = serde_json::to_string(&state).unwrap();
        assert!(text.contains("\"2026-11-20T00:12:00Z\""), "{text}");
        assert_eq!(serde_json::from_str::<State>(&text).unwrap(), state);
        assert_eq!(state.newest(Timestamp(0)), None);
    }
}
