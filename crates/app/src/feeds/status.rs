//! How every feed stands: for a page, the command line, and for whoever asks whether what is known is enough.

use std::fs;

use domain::{civil::Civil, time::Timestamp};
use serde::Serialize;

use super::{
    feed::Feed,
    folder::Folder,
    moment,
    packages::{Packages, Standing},
    settings::Settings,
    state::{KeptFile, KeptOut, State},
    trouble::Trouble,
};
use crate::{error::AppError, known_vulnerabilities::STALE_DAYS};

/// How one feed stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedStatus {
    pub feed: Feed,
    pub title: &'static str,
    /// The settings want it.
    pub on: bool,
    pub files: usize,
    pub bytes: u64,
    pub records: usize,
    pub unread: usize,
    /// When everything that the source had was here, in UTC.
    pub last_success: Option<String>,
    /// Date of the newest record.
    pub newest: Option<String>,
    /// Days since the last success, or since the newest record where nobody fetched it.
    pub age_days: Option<i64>,
    pub failure: Option<FailureStatus>,
    pub kept_out: Vec<KeptOut>,
    /// Documents that are used although nobody checked their publisher's signature, and why not.
    pub unchecked: Vec<KeptOut>,
    /// Documents that their provider lists no more, and since when.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unlisted: Vec<Unlisted>,
    /// Packages about which the source is asked; `None` for sources that are fetched whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packages: Option<Standing>,
    /// The bundle that brought it.
    pub bundle: Option<String>,
}

/// A document that stays although its provider lists it no more: it ends no finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unlisted {
    pub document: String,
    /// In UTC.
    pub since: String,
}

/// Why the last run came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailureStatus {
    pub at: String,
    pub sentence_ja: String,
    pub sentence_en: String,
}

impl FeedStatus {
    /// Something of it is here, the last run did not fail, every record was read, and nothing was kept out.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        let is_here = self.files > 0 || self.has_nothing_to_ask();
        self.failure.is_none() && is_here && self.unread == 0 && self.kept_out.is_empty()
    }

    /// The source is asked about single packages, and there was none to ask about.
    #[must_use]
    pub const fn has_nothing_to_ask(&self) -> bool {
        matches!(&self.packages, Some(packages) if packages.wanted == 0) && self.last_success.is_some()
    }

    /// Something of it is here, and it is too old to say that there is nothing.
    #[must_use]
    pub fn is_old(&self) -> bool {
        self.files > 0 && self.age_days.is_none_or(|days| days > STALE_DAYS)
    }

    /// What is newer is not here: it could not be fetched the last time, documents that are followed were not asked for in a long time, or some of
    /// them were kept out.
    /// (How old records are tells [`matching::vulnerability::Coverage`]. A document that somebody put here grows old without harm.)
    #[must_use]
    pub fn is_behind(&self) -> bool {
        let followed = !self.feed.has_records() && self.last_success.is_some();
        let kept_out = self.kept_out.iter().any(|one| !matches!(one.why, Trouble::NotPublic { .. }));
        self.failure.is_some() || followed && (self.is_old() || kept_out)
    }

    /// The settings want it or something of it is here.
    #[must_use]
    pub const fn concerns(&self) -> bool {
        self.on || self.files > 0 || self.failure.is_some()
    }
}

/// Every feed, in the order in which they are shown.
///
/// # Errors
/// [`AppError::File`] when a folder cannot be listed, [`AppError::Feeds`] when the settings cannot be read.
pub fn status(folder: &Folder, now: Timestamp) -> Result<Vec<FeedStatus>, AppError> {
    let settings = Settings::of(folder)?;
    Feed::ALL.into_iter().map(|feed| one(folder, &settings, feed, now)).collect()
}

fn one(folder: &Folder, settings: &Settings, feed: Feed, now: Timestamp) -> Result<FeedStatus, AppError> {
    let state = folder.state(feed);
    let files = folder.files(feed)?;
    let bytes = files.iter().filter_map(|(_, path)| fs::metadata(path).ok()).map(|about| about.len()).sum();
    let newest = state.newest(now);
    let packages = (feed == Feed::OsvApi).then(|| Packages::standing(folder, settings, &state, now));
    Ok(FeedStatus {
        packages,
        feed,
        title: feed.title(),
        on: settings.wanted(feed).is_some_and(|wanted| wanted.on),
        files: files.len(),
        bytes,
        records: state.records(),
        unread: state.files.values().map(|file| file.unread).sum(),
        last_success: state.last_success.map(|time| Civil::utc(time).iso()),
        newest: newest.map(|time| Civil::utc(time).date()),
        age_days: state.last_success.or(newest).and_then(|since| age(since, now)),
        failure: failure(&state),
        unchecked: unchecked(&state),
        unlisted: unlisted(&state),
        kept_out: state.kept_out,
        bundle: state.bundle,
    })
}

/// Whole days. What is still to come has no age: it is not new, it is wrong.
fn age(since: Timestamp, now: Timestamp) -> Option<i64> {
    let days = (now.seconds() - since.seconds()).div_euclid(86_400).max(0);
    (!moment::is_to_come(since, now)).then_some(days)
}

fn unchecked(state: &State) -> Vec<KeptOut> {
    let missing = |(name, file): (&String, &KeptFile)| {
        let why = file.proof.as_ref()?.missing()?.clone();
        Some(KeptOut { name: name.clone(), why, told: None, at: None })
    };
    state.files.iter().filter_map(missing).collect()
}

fn unlisted(state: &State) -> Vec<Unlisted> {
    let gone = |(name, file): (&String, &KeptFile)| {
        Some(Unlisted { document: name.clone(), since: Civil::utc(file.unlisted?).iso() })
    };
    state.files.iter().filter_map(gone).collect()
}

fn failure(state: &State) -> Option<FailureStatus> {
    let failure = state.last_failure.as_ref()?;
    Some(FailureStatus {
        at: Civil::utc(failure.at).iso(),
        sentence_ja: failure.why.sentence_ja(),
        sentence_en: failure.why.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feeds::{
        state::{Failure, KeptFile},
        trouble::Trouble,
    };

    #[test]
    fn a_failure_is_told_until_a_run_succeeds() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        let day = |day: i64| Timestamp::from_parts(day * 86_400, 0);
        let why = Trouble::Status { url: "https://a.example/kev".into(), status: 503 };
        let mut state = State { last_success: Some(day(10)), ..State::default() };
        let kev = |state: &State| {
            folder.keep_state(Feed::Kev, state).unwrap();
            status(&folder, day(12)).unwrap().into_iter().find(|one| one.feed == Feed::Kev).unwrap()
        };
        let after = kev(&state);
        assert_eq!((after.age_days, &after.failure, after.on), (Some(2), &None, true));
        assert!(!after.is_sound(), "nothing is here");
        state.last_failure = Some(Failure { at: day(9), why });
        let before = kev(&state);
        assert!(before.failure.unwrap().sentence_ja.contains("503"), "whatever was put there since");
    }

    #[test]
    fn what_could_not_be_read_is_not_sound() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        folder.put(&folder.feed(Feed::Nvd).join("nvd.json"), b"{}").unwrap();
        let nvd = |unread: usize| {
            let file = KeptFile { records: 9, unread, ..KeptFile::default() };
            let files = [("nvd.json".to_owned(), file)].into();
            folder.keep_state(Feed::Nvd, &State { files, ..State::default() }).unwrap();
            status(&folder, Timestamp(0)).unwrap().into_iter().find(|one| one.feed == Feed::Nvd).unwrap()
        };
        assert!(nvd(0).is_sound());
        assert!(!nvd(1).is_sound());
    }

    #[test]
    fn documents_that_were_kept_out_are_missing() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        let now = Timestamp::from_parts(86_400, 0);
        let is_behind = |why: Option<Trouble>| {
            let kept_out = why
                .map(|why| KeptOut { name: "example/a.json".into(), why, told: None, at: None })
                .into_iter()
                .collect();
            folder
                .keep_state(Feed::Csaf, &State { kept_out, last_success: Some(now), ..State::default() })
                .unwrap();
            let all = status(&folder, now).unwrap();
            all.iter().any(|one| one.feed == Feed::Csaf && one.is_behind())
        };
        assert!(!is_behind(None));
        assert!(is_behind(Some(Trouble::WrongHash { name: "a".into() })));
        assert!(!is_behind(Some(Trouble::NotPublic { label: "RED".into() })), "it is not for us");
    }

    #[test]
    fn what_is_still_to_come_is_not_fresh() {
        let day = |day: i64| Timestamp::from_parts(day * 86_400, 0);
        for (since, expected) in [(10, Some(2)), (12, Some(0)), (13, Some(0)), (14, None), (9_999, None)] {
            assert_eq!(age(day(since), day(12)), expected, "{since}");
        }
    }
}
