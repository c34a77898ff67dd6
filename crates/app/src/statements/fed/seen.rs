//! Files that were looked at for statements, and kept packed: as long as size, time of last change and program are the same, none is read again,
//! neither what states something nor what is something else.

use std::{
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::document::Packed;
use crate::{
    cache_files::{self, Bounds},
    digest,
    error::AppError,
    knowledge_cache::{self, SETTLED, Stat},
};

const MAGIC: &[u8] = b"kikimori statements 3\n";
/// Bytes that a kept file may have.
const LONGEST: u64 = 1 << 30;
/// What is kept of other sets of documents than the last one.
const OTHER_SETS: Bounds = Bounds { files: 3, bytes: 512 << 20 };

/// A file as it was looked at.
#[derive(Serialize, Deserialize)]
pub(super) struct File {
    path: PathBuf,
    stat: Stat,
    /// `None`: it is something else.
    packed: Option<Packed>,
}

/// What is looked at, beside what was there the last time.
pub(super) struct Seen<'p> {
    place: Option<&'p Path>,
    before: HashMap<PathBuf, File>,
    had: usize,
    fresh: bool,
    files: Vec<File>,
}

impl<'p> Seen<'p> {
    /// With what lies at a place.
    pub(super) fn before(place: Option<&'p Path>) -> Self {
        let before = place.and_then(read).unwrap_or_default();
        let before: HashMap<PathBuf, File> =
            before.into_iter().map(|file| (file.path.clone(), file)).collect();
        Self { place, had: before.len(), before, fresh: false, files: Vec::new() }
    }

    /// One file more, read only when it is not as it was.
    ///
    /// # Errors
    /// [`AppError::File`] when it cannot be looked at, and those of the reader.
    pub(super) fn look(
        &mut self,
        path: &Path,
        reader: impl FnOnce(PathBuf, Stat) -> Result<Option<Packed>, AppError>,
    ) -> Result<(), AppError> {
        let failed = |source| AppError::File { doing: "reading", path: path.to_owned(), source };
        let stat = Stat::of(path).map_err(failed)?;
        let same = self.before.remove(path).filter(|file| file.stat == stat);
        let file = match same {
            Some(file) => file,
            None => {
                self.fresh = true;
                File { path: path.to_owned(), stat, packed: reader(path.to_owned(), stat)? }
            }
        };
        self.files.push(file);
        Ok(())
    }

    /// What was seen, in order, kept for the next time. A folder that cannot be written only costs time.
    pub(super) fn kept(self) -> Vec<Option<Packed>> {
        if let Some(place) = self.place.filter(|_| self.fresh || self.had != self.files.len())
            && let Err(error) = keep(place, &self.files)
        {
            tracing::warn!(place = %place.display(), %error, "statements of feeds were not kept");
        }
        self.files.into_iter().map(|file| file.packed).collect()
    }
}

/// What lies at a place.
pub(super) fn read(place: &Path) -> Option<Vec<File>> {
    cache_files::read_checked(place, MAGIC, LONGEST)
}

fn keep(place: &Path, files: &[File]) -> std::io::Result<()> {
    cache_files::keep(place, OTHER_SETS, |written| {
        let now = written.metadata()?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        // What was touched a moment ago may change again without a sign of it.
        let settled: Vec<&File> = files.iter().filter(|file| file.stat.touched() + SETTLED <= now).collect();
        cache_files::write_checked(written, MAGIC, &settled)?;
        Ok(true)
    })
}

/// One place for what was named, for one kind of reading, by this program.
pub(super) fn place(cache: &Path, kind: &str, named: &[PathBuf]) -> PathBuf {
    let mut text = format!("{}\n{kind}", knowledge_cache::program());
    for path in named {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        text.push_str(&format!("\n{} {}", path.display(), absolute.display()));
    }
    cache.join(format!("{}.statements", digest::short(text.as_bytes())))
}
