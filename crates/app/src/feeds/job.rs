//! Work on the feeds as one function, for pages that start it as a job and for whoever wants words in both languages.

use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};

use super::{
    bundle::{self, BundleTrouble, Loaded},
    feed::Feed,
    folder::Folder,
    import::{self, Imported},
    schedule,
    session::Step,
    settings::Settings,
    sync::{self, Synced},
    trouble::Trouble,
};
use crate::{clock::Clock, error::AppError};

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Fetches these feeds; those that are on when none is named.
    Sync(Vec<Feed>),
    /// Takes in files that an office or account brings.
    Import { paths: Vec<PathBuf>, by: String },
    /// Fetches what the clock says is due.
    Scheduled,
    /// Loads a bundle of somebody whom the settings trust.
    LoadBundle(PathBuf),
}

/// What was done. Feeds and files that failed are inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    Synced(Vec<Synced>),
    Imported(Vec<Imported>),
    Loaded(Box<Loaded>),
}

/// Why nothing was done; what was there stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{sentence_en}")]
pub struct Failed {
    pub sentence_ja: String,
    pub sentence_en: String,
}

impl From<Trouble> for Failed {
    fn from(trouble: Trouble) -> Self {
        Self { sentence_ja: trouble.sentence_ja(), sentence_en: trouble.to_string() }
    }
}

impl From<BundleTrouble> for Failed {
    fn from(trouble: BundleTrouble) -> Self {
        Self { sentence_ja: trouble.sentence_ja(), sentence_en: trouble.to_string() }
    }
}

impl From<AppError> for Failed {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Feeds(trouble) => trouble.into(),
            other => Self {
                sentence_ja: format!("ファイルを読めません（{other}）"),
                sentence_en: other.to_string(),
            },
        }
    }
}

impl Done {
    /// Nothing failed and nothing was kept out.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Synced(feeds) => feeds.iter().all(|one| one.failure.is_none() && one.kept_out == 0),
            Self::Imported(files) => files.iter().all(|one| one.refused.is_none() && one.unread == 0),
            Self::Loaded(_) => true,
        }
    }
}

/// Does it. Blocks: call it on a thread for such work. `stop` ends fetching after the next bytes.
///
/// # Errors
/// [`Failed`] when nothing could be done.
pub fn run(
    folder: &Folder,
    work: &Work,
    clock: Clock,
    stop: &Arc<AtomicBool>,
    told: &mut dyn FnMut(&Step),
) -> Result<Done, Failed> {
    let settings = Settings::of(folder)?;
    match work {
        Work::Sync(feeds) => {
            let feeds = if feeds.is_empty() { settings.on() } else { feeds.clone() };
            Ok(Done::Synced(sync::sync(folder, &settings, &feeds, clock, stop, told)?))
        }
        Work::Scheduled => Ok(Done::Synced(schedule::run(folder, clock, stop, told)?.unwrap_or_default())),
        Work::Import { paths, by } => {
            let mut count = 0;
            let mut step = |one: &Imported| {
                count += 1;
                told(&Step { feed: one.feed, what: one.file.clone(), done: count, total: None });
            };
            Ok(Done::Imported(import::import_by(folder, paths, Some(by), clock.now(), &mut step)?))
        }
        Work::LoadBundle(file) => {
            let what = file.display().to_string();
            let mut step = |done, total| {
                told(&Step { feed: None, what: what.clone(), done, total: Some(total) });
            };
            let trust = &settings.bundle.trust;
            Ok(Done::Loaded(Box::new(bundle::load(folder, file, trust, clock.now(), &mut step)?)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn importing_and_what_fails_in_both_languages() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        let stop = Arc::new(AtomicBool::new(false));
        let fixtures = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/vuln/kev.json"));
        let mut steps = Vec::new();
        let mut run =
            |work: &Work| run(&folder, work, Clock::System, &stop, &mut |step| steps.push(step.clone()));
        let import = |path: PathBuf| Work::Import { paths: vec![path], by: "係".into() };
        assert!(run(&import(fixtures.clone())).unwrap().is_whole());
        assert_eq!(folder.state(Feed::Kev).files["kev.json"].by.as_deref(), Some("係"));
        let failed = run(&Work::LoadBundle(fixtures)).unwrap_err();
        assert!(failed.sentence_ja.contains("持ち込みファイル") && failed.sentence_en.contains("no bundle"));
        assert!(run(&import("/nowhere".into())).unwrap_err().sentence_ja.contains("nowhere"));
        assert_eq!(steps[0].feed, Some(Feed::Kev));
    }
}
