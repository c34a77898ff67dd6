//! `DATA/feeds/`: one folder a feed with its files as they came and `state.json`. `DATA/feeds-work/` beside it holds what is not whole yet.

use std::{
    fs::{self, File, TryLockError},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::{disk, feed::Feed, state::State, trouble::Trouble};
use crate::{digest, error::AppError, folders};

/// Name of the file that remembers a feed.
pub(super) const STATE: &str = "state.json";

/// The feeds of one installation.
#[derive(Clone, Debug)]
pub struct Folder {
    data: PathBuf,
}

/// As long as it lives nobody else changes the folder.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Folder {
    /// In the data folder of the product. Nothing is made yet.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self { data: data.to_owned() }
    }

    /// The feeds.
    #[must_use]
    pub fn root(&self) -> PathBuf {
        self.data.join("feeds")
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> PathBuf {
        self.data.join("feeds.toml")
    }

    /// What is remembered of fetching by the clock.
    pub(super) fn schedule(&self) -> PathBuf {
        self.data.join("feeds-schedule.json")
    }

    /// Which packages OSV is asked about. It stays here: bundles carry what is below [`Self::root`].
    pub(super) fn packages(&self) -> PathBuf {
        self.data.join("feeds-packages.json")
    }

    /// Where what was read is kept packed. It can always be made anew.
    #[must_use]
    pub fn packed(&self) -> PathBuf {
        self.data.join("feeds-packed")
    }

    /// Keys of a CSAF provider that were fetched, each named by its fingerprint.
    pub(super) fn keys(&self, provider: &str) -> PathBuf {
        self.data.join("feeds-keys").join(provider)
    }

    /// What is not whole yet.
    pub(super) fn work(&self) -> PathBuf {
        self.data.join("feeds-work")
    }

    /// Where an exchange of the whole folder may have been cut.
    pub(super) fn aside(&self) -> PathBuf {
        self.work().join("aside")
    }

    /// The folder of one feed.
    #[must_use]
    pub fn feed(&self, feed: Feed) -> PathBuf {
        self.root().join(feed.as_str())
    }

    /// Keeps others from changing the folder, and ends what a power cut left half done.
    ///
    /// # Errors
    /// [`Trouble::Busy`] when another run is at work; [`Trouble::Disk`].
    pub(super) fn lock(&self) -> Result<Lock, Trouble> {
        let work = self.work();
        fs::create_dir_all(&work).map_err(Trouble::disk(&work))?;
        let path = work.join("lock");
        let file = File::create(&path).map_err(Trouble::disk(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Trouble::Busy),
            Err(TryLockError::Error(error)) => return Err(Trouble::disk(&path)(error)),
        }
        disk::recover(&self.root(), &self.aside()).map_err(Trouble::disk(&self.aside()))?;
        fs::create_dir_all(self.root()).map_err(Trouble::disk(&self.root()))?;
        Ok(Lock { _file: file })
    }

    /// What is remembered of a feed; nothing when nothing is there or the file is broken.
    #[must_use]
    pub fn state(&self, feed: Feed) -> State {
        self.known_state(feed).unwrap_or_default()
    }

    /// The same; `None` when something was remembered that cannot be read now.
    #[must_use]
    pub fn known_state(&self, feed: Feed) -> Option<State> {
        match fs::read(self.feed(feed).join(STATE)) {
            Ok(text) => serde_json::from_slice(&text).ok(),
            Err(error) if error.kind() == ErrorKind::NotFound => Some(State::default()),
            Err(_) => None,
        }
    }

    /// Remembers.
    pub(super) fn keep_state(&self, feed: Feed, state: &State) -> Result<(), Trouble> {
        let path = self.feed(feed).join(STATE);
        let bytes = serde_json::to_vec_pretty(state).unwrap_or_default();
        self.put(&path, &bytes)
    }

    /// Writes a file below the feeds in one step.
    pub(super) fn put(&self, path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
        let aside = self.part("put")?;
        let folder = path.parent().unwrap_or(path);
        fs::create_dir_all(folder).map_err(Trouble::disk(folder))?;
        disk::write(path, &aside, bytes).map_err(Trouble::disk(path))
    }

    /// A place for something unfinished, the same for the same name.
    pub(super) fn part(&self, name: &str) -> Result<PathBuf, Trouble> {
        let parts = self.work().join("parts");
        fs::create_dir_all(&parts).map_err(Trouble::disk(&parts))?;
        let short: String = digest::sha256(name.as_bytes()).chars().take(24).collect();
        Ok(parts.join(short))
    }

    /// Files of a feed by their name below its folder, in the order of names.
    ///
    /// # Errors
    /// [`AppError::File`] when the folder cannot be listed.
    pub fn files(&self, feed: Feed) -> Result<Vec<(String, PathBuf)>, AppError> {
        let root = self.feed(feed);
        if !root.exists() {
            return Ok(Vec::new());
        }
        let named = |path: PathBuf| {
            let name = path.strip_prefix(&root).ok()?.to_str()?.to_owned();
            (name != STATE).then_some((name, path))
        };
        Ok(folders::files(&root)?.into_iter().filter_map(named).collect())
    }

    /// Every file that is read as a vulnerability feed.
    ///
    /// # Errors
    /// [`AppError::File`] when a folder cannot be listed.
    pub fn record_files(&self) -> Result<Vec<PathBuf>, AppError> {
        let mut found = Vec::new();
        for feed in Feed::ALL.into_iter().filter(|feed| feed.has_records()) {
            found.extend(self.files(feed)?.into_iter().map(|(_, path)| path));
        }
        Ok(found)
    }
}

/// A name below a folder that leads nowhere else and that every file system takes: parts of letters, digits, `.`, `_`, `-` and others
/// that are no sign of a path, none of them hidden.
pub(super) fn is_safe(name: &str) -> bool {
    let safe = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '=' | '@' | ' '))
    };
    name.len() <= 200 && name != STATE && name.split('/').all(safe)
}

/// A safe name that resembles the given one.
pub(crate) fn safe_name(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '_' };
    let mut cut: String = name.chars().map(plain).collect();
    while cut.len() > 150 {
        cut.remove(0);
    }
    let cut = cut.trim_start_matches('.');
    if cut.is_empty() || cut == STATE { format!("file-{cut}") } else { cut.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_else() {
        for name in ["a.json", "cisa/icsma-25-030-01.json", "版.json", "a b+c.zip"] {
            assert!(is_safe(name), "{name}");
        }
        for name in ["", "/a", "a/", "../a", "a/../b", ".a", "a//b", "state.json", "a\\b", "a\0b", "C:a"] {
            assert!(!is_safe(name), "{name}");
        }
        for name in ["", "..", "../../etc/passwd", "state.json", &"長".repeat(300), "a?b=c"] {
            assert!(is_safe(&safe_name(name)), "{name}");
        }
    }

    #[test]
    fn one_at_a_time() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        let lock = folder.lock().unwrap();
        assert_eq!(folder.lock().unwrap_err(), Trouble::Busy);
        drop(lock);
        folder.lock().unwrap();
    }

    #[test]
    fn a_broken_state_is_no_state_and_no_feed() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        folder.put(&folder.feed(Feed::Kev).join("kev.json"), b"{}").unwrap();
        folder.put(&folder.feed(Feed::Kev).join(STATE), b"{").unwrap();
        assert_eq!(folder.state(Feed::Kev), State::default());
        assert_eq!(folder.record_files().unwrap(), [folder.feed(Feed::Kev).join("kev.json")]);
        assert!(folder.files(Feed::Osv).unwrap().is_empty());
    }
}
