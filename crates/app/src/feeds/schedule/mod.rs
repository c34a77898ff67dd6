//! Fetching by the clock: off until somebody switches it on, never twice at once, with longer pauses while it fails.
//!
//! What happened stands in `DATA/feeds-schedule.json`, so that a node that starts anew, a second one and the command line all see the same.

mod rhythm;

use std::{
    fs::{self, File, TryLockError},
    sync::{Arc, atomic::AtomicBool},
};

use domain::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    feed::Feed, fetch::Client, folder::Folder, moment, session::Step, settings::Settings, sync, sync::Synced,
    trouble::Trouble,
};
use crate::{clock::Clock, digest};
use rhythm::{Past, Rhythm};

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    /// What a person switched; without it the settings count.
    switched: Option<bool>,
    /// Since when it is on.
    #[serde(with = "moment::maybe")]
    since: Option<Timestamp>,
    /// This installation's own number, so that not everybody asks at the same second.
    own: String,
    last: Option<Run>,
    /// Runs that failed, one after the other.
    failed: u32,
    /// Feeds that failed in the last run; only they are asked again until they are here.
    again: Vec<Feed>,
}

/// The last run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    #[serde(with = "moment")]
    pub began: Timestamp,
    #[serde(with = "moment")]
    pub ended: Timestamp,
    /// Nothing failed. A run that was killed has failed.
    pub good: bool,
    /// What failed, in both languages; empty when nothing did.
    pub sentence_ja: String,
    pub sentence_en: String,
}

/// How it stands, for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    pub on: bool,
    /// The words of the settings.
    pub every: String,
    pub at: Option<String>,
    /// `None` while it is off.
    #[serde(with = "moment::maybe")]
    pub next: Option<Timestamp>,
    pub last: Option<Run>,
    /// Runs that failed, one after the other.
    pub failed: u32,
}

/// How it stands.
///
/// # Errors
/// [`Trouble::Settings`], [`Trouble::Disk`].
pub fn standing(folder: &Folder, now: Timestamp) -> Result<Standing, Trouble> {
    let settings = Settings::of(folder)?;
    let kept = kept(folder);
    let next = next(&settings, &kept, now)?;
    let schedule = settings.schedule;
    Ok(Standing {
        on: kept.switched.unwrap_or(schedule.on),
        every: schedule.every,
        at: schedule.at,
        next,
        last: kept.last,
        failed: kept.failed,
    })
}

/// Switches it on or off. What was remembered of failures is forgotten.
///
/// # Errors
/// [`Trouble::Busy`] while a run is at work, [`Trouble::Disk`].
pub fn switch(folder: &Folder, on: bool, now: Timestamp) -> Result<(), Trouble> {
    let _lock = lock(folder)?;
    let mut kept = kept(folder);
    (kept.switched, kept.since, kept.failed) = (Some(on), on.then_some(now), 0);
    keep(folder, &kept)
}

/// Whether a run is due. The first look at settings that say `on` begins the time.
///
/// # Errors
/// As [`standing`].
pub fn is_due(folder: &Folder, now: Timestamp) -> Result<bool, Trouble> {
    let settings = Settings::of(folder)?;
    let mut kept = kept(folder);
    let Some(next) = next(&settings, &kept, now)? else { return Ok(false) };
    if kept.since.is_none() || kept.own.is_empty() {
        let _lock = lock(folder)?;
        kept.since = kept.since.or(Some(now));
        keep(folder, &kept)?;
    }
    // While somebody fetches by hand it waits.
    Ok(next <= now && !matches!(folder.lock(), Err(Trouble::Busy)))
}

/// Fetches what is due, one process at a time. `None`: somebody else has done it meanwhile.
///
/// # Errors
/// [`Trouble::Busy`] while somebody else is at work; what [`sync::sync`] cannot begin with, which is remembered as a failure.
pub fn run(
    folder: &Folder,
    clock: Clock,
    stop: &Arc<AtomicBool>,
    told: &mut dyn FnMut(&Step),
) -> Result<Option<Vec<Synced>>, Trouble> {
    let settings = Settings::of(folder)?;
    let client = sync::client(&settings, clock, stop)?;
    run_with(folder, &settings, clock, &client, told)
}

fn run_with(
    folder: &Folder,
    settings: &Settings,
    clock: Clock,
    client: &Client,
    told: &mut dyn FnMut(&Step),
) -> Result<Option<Vec<Synced>>, Trouble> {
    let _lock = lock(folder)?;
    let (began, before) = (clock.now(), kept(folder));
    if next(settings, &before, began)?.is_none_or(|next| next > began) {
        return Ok(None);
    }
    let wanted = settings.on();
    let mut feeds = before.again.clone();
    feeds.retain(|feed| wanted.contains(feed));
    // Written before anything is asked: a run that is killed counts as one that failed, and is not begun again at once.
    let mut kept = Kept { failed: before.failed.saturating_add(1), ..before.clone() };
    kept.last = Some(Run::broken(began, began, "it was cut off", "途中で終わりました"));
    keep(folder, &kept)?;
    let feeds = if feeds.is_empty() { wanted } else { feeds };
    let outcome = sync::sync_with(folder, settings, &feeds, clock, client, told);
    if matches!(outcome, Err(Trouble::Busy)) {
        keep(folder, &before)?;
        return Err(Trouble::Busy);
    }
    let (last, again) = Run::of(began, clock.now(), &outcome);
    kept.failed = if last.good { 0 } else { kept.failed };
    (kept.last, kept.again) = (Some(last), again);
    keep(folder, &kept)?;
    outcome.map(Some)
}

impl Run {
    fn broken(began: Timestamp, ended: Timestamp, en: &str, ja: &str) -> Self {
        Self { began, ended, good: false, sentence_ja: ja.to_owned(), sentence_en: en.to_owned() }
    }

    /// What came of it, and which feeds are to be asked again.
    fn of(began: Timestamp, ended: Timestamp, outcome: &Result<Vec<Synced>, Trouble>) -> (Self, Vec<Feed>) {
        let done = match outcome {
            Ok(done) => done,
            Err(why) => {
                return (Self::broken(began, ended, &why.to_string(), &why.sentence_ja()), Vec::new());
            }
        };
        let failed: Vec<_> = done.iter().filter_map(|one| Some((one.feed, one.failure.as_ref()?))).collect();
        let joined = |word: &dyn Fn(&super::status::FailureStatus) -> String, between: &str| {
            let one = |(feed, why): &(Feed, &_)| format!("{}: {}", feed.title(), word(why));
            failed.iter().map(one).collect::<Vec<_>>().join(between)
        };
        let run = Self {
            began,
            ended,
            good: failed.is_empty(),
            sentence_ja: joined(&|why| why.sentence_ja.clone(), "。"),
            sentence_en: joined(&|why| why.sentence_en.clone(), "; "),
        };
        (run, failed.iter().map(|(feed, _)| *feed).collect())
    }
}

/// `None` while it is off.
fn next(settings: &Settings, kept: &Kept, now: Timestamp) -> Result<Option<Timestamp>, Trouble> {
    let schedule = &settings.schedule;
    let rhythm = Rhythm::read(&schedule.every, schedule.at.as_deref())?;
    if !kept.switched.unwrap_or(schedule.on) {
        return Ok(None);
    }
    let last = kept.last.as_ref().map(|run| Span { first: run.began, last: run.ended });
    let past = Past { since: kept.since.unwrap_or(now), last, failed: kept.failed };
    Ok(Some(rhythm.next(past, part(kept))))
}

/// This installation's thousandth for this run: another one each time.
fn part(kept: &Kept) -> i64 {
    let began = kept.last.as_ref().map(|run| run.began.0);
    let digits = digest::sha256(format!("{} {began:?}", kept.own).as_bytes());
    i64::from_str_radix(digits.get(..8).unwrap_or_default(), 16).unwrap_or_default() % 1_000
}

fn kept(folder: &Folder) -> Kept {
    let text = fs::read(folder.schedule()).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

fn keep(folder: &Folder, kept: &Kept) -> Result<(), Trouble> {
    let own = if kept.own.is_empty() { fresh() } else { kept.own.clone() };
    let kept = Kept { own, ..kept.clone() };
    folder.put(&folder.schedule(), &serde_json::to_vec_pretty(&kept).unwrap_or_default())
}

/// Random digits; without randomness all installations ask at the same second, which is no harm to this one.
fn fresh() -> String {
    let mut bytes = [0; 8];
    match ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut bytes) {
        Ok(()) => domain::hex::lower(&bytes),
        Err(_) => "0".to_owned(),
    }
}

/// As long as it lives no other process begins a run or switches it.
fn lock(folder: &Folder) -> Result<File, Trouble> {
    let path = folder.work().join("schedule-lock");
    fs::create_dir_all(folder.work()).map_err(Trouble::disk(&path))?;
    let file = File::create(&path).map_err(Trouble::disk(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Trouble::Busy),
        Err(TryLockError::Error(error)) => Err(Trouble::disk(&path)(error)),
    }
}

#[cfg(test)]
mod tests;
