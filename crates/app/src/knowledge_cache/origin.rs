//! Feeds as they lie on the disk, and how it is seen that one changed: by size and time of last change.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

use crate::{digest, error::AppError, folders};

/// A file that was touched so shortly before may change again without a sign of it.
pub(crate) const SETTLED: Duration = Duration::from_secs(2);

/// Size and time of last change of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stat {
    pub(super) bytes: u64,
    seconds: u64,
    nanos: u32,
}

impl Stat {
    /// Of a file that is there.
    ///
    /// # Errors
    /// When it is not, or cannot be looked at.
    pub(crate) fn of(path: &Path) -> std::io::Result<Self> {
        let known = fs::metadata(path)?;
        let changed = known.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Self { bytes: known.len(), seconds: changed.as_secs(), nanos: changed.subsec_nanos() })
    }

    /// When it was changed last.
    pub(crate) const fn touched(&self) -> Duration {
        Duration::new(self.seconds, self.nanos)
    }
}

/// A feed to be read.
#[derive(Clone, Debug)]
pub(super) struct FeedPath {
    pub path: PathBuf,
    /// A person named the file itself, not a folder above it.
    pub named: bool,
    pub stat: Stat,
}

/// What knowledge or a pack is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    program: Option<Stat>,
    /// With their absolute paths.
    feeds: Vec<(PathBuf, Stat)>,
}

/// Every feed below these paths, in the order of paths and names.
///
/// # Errors
/// [`AppError::File`] for a path that is not there.
pub(super) fn feeds(paths: &[PathBuf]) -> Result<Vec<FeedPath>, AppError> {
    let mut feeds = Vec::new();
    for path in paths {
        let named = !path.is_dir();
        for path in folders::files(path)? {
            let failed = |source| AppError::File { doing: "reading", path: path.clone(), source };
            let stat = Stat::of(&path).map_err(failed)?;
            feeds.push(FeedPath { path, named, stat });
        }
    }
    Ok(feeds)
}

impl Origin {
    pub(super) fn of(feeds: &[FeedPath]) -> Self {
        let feeds = feeds.iter().map(|feed| (absolute(&feed.path), feed.stat));
        Self { program: this_program(), feeds: feeds.collect() }
    }

    /// Nobody touched the feeds since, and the same program runs: what was made from them can still be used.
    pub(super) fn still_is(&self) -> bool {
        let same = |(path, stat): &(PathBuf, Stat)| Stat::of(path).is_ok_and(|now| now == *stat);
        self.program == this_program() && self.feeds.iter().all(same)
    }

    /// Every feed had been left alone for a while at a time since 1970 by the clock of the same disk.
    pub(super) fn is_settled(&self, now: Duration) -> bool {
        self.feeds.iter().all(|(_, stat)| stat.touched() + SETTLED <= now)
    }
}

/// One name for these paths as they were written. What is told of a feed depends on how it was named.
pub(super) fn name<'f>(paths: impl Iterator<Item = (&'f Path, bool)>) -> String {
    let line =
        |(path, named): (&Path, bool)| format!("{named} {} {}", path.display(), absolute(path).display());
    let list: Vec<String> = paths.map(line).collect();
    digest::short(list.join("\n").as_bytes())
}

/// The running program; another build judges anew.
pub(crate) fn program() -> String {
    format!("{:?}", this_program())
}

fn this_program() -> Option<Stat> {
    std::env::current_exe().and_then(|path| Stat::of(&path)).ok()
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
