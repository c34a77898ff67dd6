//! The CSAF documents of a feeds folder as they were read: once for all organisations. A file that did not change is not read again.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::UNIX_EPOCH,
};

use domain::statements::VexFormat;
use hashbrown::HashMap;
use parsers::document::vex::VexError;

use super::{
    delivery::{Deliveries, Delivery},
    document::Packed,
};
use crate::{
    cache_files::{self, Bounds},
    digest,
    error::AppError,
    feeds::{Feed, Folder, KeptOut},
    knowledge_cache::{self, SETTLED, Stat},
    statements::files,
    vulnerability_feeds::FeedFile,
    vulnerability_scan::LeftOut,
};

const MAGIC: &[u8] = b"kikimori statements 2\n";
/// Bytes that a kept file may have.
const LONGEST: u64 = 1 << 30;
/// What is kept of other sets of documents than the last one.
const OTHER_SETS: Bounds = Bounds { files: 3, bytes: 512 << 20 };

/// Documents, how each came, and what was kept out.
#[derive(Debug, Default)]
pub struct FedDocuments {
    pub(super) read: Vec<(Arc<Packed>, Delivery)>,
    pub(super) kept_out: Vec<KeptOut>,
    /// Files that cannot be opened.
    pub(super) lost: Vec<LeftOut>,
}

impl FedDocuments {
    /// Reads the documents of a folder; those that were read before and did not change are taken from `cache`.
    ///
    /// # Errors
    /// [`AppError::File`] when the folder cannot be listed.
    pub fn load(folder: &Folder, cache: Option<&Path>) -> Result<Self, AppError> {
        let files = folder.files(Feed::Csaf)?;
        let deliveries = Deliveries::of(folder);
        let files = files.into_iter().map(|(name, path)| (path, deliveries.one(&name))).collect();
        let place = cache.map(|cache| cache.join(place_of(&folder.root())));
        Self::of(files, deliveries.into_kept_out(), place.as_deref())
    }

    /// The same of files and how each came, beside what was kept out.
    pub(crate) fn of(
        files: Vec<(PathBuf, Delivery)>,
        kept_out: Vec<KeptOut>,
        place: Option<&Path>,
    ) -> Result<Self, AppError> {
        if files.is_empty() {
            return Ok(Self::default());
        }
        let before: Vec<Packed> =
            place.and_then(|place| cache_files::read_checked(place, MAGIC, LONGEST)).unwrap_or_default();
        let mut known: HashMap<PathBuf, Packed> =
            before.into_iter().map(|packed| (packed.file.clone(), packed)).collect();
        let (had, mut fresh) = (known.len(), 0);
        let (mut read, mut lost) = (Vec::with_capacity(files.len()), Vec::new());
        for (path, delivery) in files {
            let opened = Stat::of(&path).map_err(failed(&path)).and_then(|stat| {
                let same = known.remove(&path).filter(|packed| packed.stat == stat);
                fresh += usize::from(same.is_none());
                same.map_or_else(|| one(path.clone(), stat), Ok)
            });
            match opened {
                Ok(packed) => read.push((packed, delivery)),
                Err(error) => lost.push(lost_file(&path, &error)),
            }
        }
        if let Some(place) = place.filter(|_| fresh > 0 || had != read.len()) {
            keep(place, &read);
        }
        let read = read.into_iter().map(|(packed, delivery)| (Arc::new(packed), delivery)).collect();
        Ok(Self { read, kept_out, lost })
    }

    /// Of a folder that cannot be read nothing is known.
    pub(crate) fn unread(folder: &Folder, error: &AppError) -> Self {
        Self { lost: vec![lost_file(&folder.root(), error)], ..Self::default() }
    }

    /// There is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.read.is_empty() && self.lost.is_empty()
    }

    /// Files of which nothing is known, and why.
    pub(crate) fn unread_files(&self) -> impl Iterator<Item = (String, &str)> {
        let lost = self.lost.iter().map(|lost| (lost.file.clone(), lost.reason.as_str()));
        let problem = |(packed, _): &'_ (Arc<Packed>, Delivery)| packed.problem.is_some();
        let unread = self.read.iter().filter(move |one| problem(one));
        lost.chain(unread.map(|(packed, _)| {
            (packed.file.display().to_string(), packed.problem.as_deref().unwrap_or_default())
        }))
    }

    /// The same of the CSAF documents among files that were read as feeds and are none, and which files those are.
    ///
    /// # Errors
    /// [`AppError::File`] when one cannot be read.
    pub fn among(read: &[FeedFile]) -> Result<(Self, Vec<String>), AppError> {
        let (mut found, mut names) = (Vec::new(), Vec::new());
        for file in read.iter().filter(|file| file.read == 0) {
            let path = PathBuf::from(&file.file);
            let stat = Stat::of(&path).map_err(failed(&path))?;
            match files::open(&path)? {
                Ok(vex) if vex.format == VexFormat::Csaf => {
                    found.push((Arc::new(Packed::of(path, stat, vex)), Delivery::default()))
                }
                Err(problem @ (VexError::TooMany { .. } | VexError::TooLarge { .. })) => {
                    let unread = Packed::unread(path, stat, problem.to_string());
                    found.push((Arc::new(unread), Delivery::default()));
                }
                _ => continue,
            }
            names.push(file.file.clone());
        }
        Ok((Self { read: found, ..Self::default() }, names))
    }
}

fn lost_file(path: &Path, error: &AppError) -> LeftOut {
    LeftOut { file: path.display().to_string(), reason: error.to_string() }
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> AppError {
    let path = path.to_owned();
    move |source| AppError::File { doing: "reading", path, source }
}

fn one(path: PathBuf, stat: Stat) -> Result<Packed, AppError> {
    Ok(match files::open(&path)? {
        Ok(vex) => Packed::of(path, stat, vex),
        Err(problem) => Packed::unread(path, stat, problem.to_string()),
    })
}

/// One name for one folder.
fn place_of(root: &Path) -> String {
    let absolute = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    let digest = digest::short(format!("{}\n{}", knowledge_cache::program(), absolute.display()).as_bytes());
    format!("{digest}.statements")
}

/// A folder that cannot be written only costs time.
fn keep(place: &Path, read: &[(Packed, Delivery)]) {
    let written = cache_files::keep(place, OTHER_SETS, |file| {
        let now = file.metadata()?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        // What was touched a moment ago may change again without a sign of it.
        let settled = |packed: &&Packed| packed.stat.touched() + SETTLED <= now;
        let all: Vec<&Packed> = read.iter().map(|(packed, _)| packed).filter(settled).collect();
        cache_files::write_checked(file, MAGIC, &all)?;
        Ok(true)
    });
    if let Err(error) = written {
        tracing::warn!(place = %place.display(), %error, "statements of feeds were not kept");
    }
}
