//! What CSAF documents of feeds state: read once for all organisations of a node, and kept packed. A file that did not change is not read again.
//!
//! Only the newest edition of a document counts. One that cannot be read makes what is known unsound; it is never taken for one that says nothing.
//! A document is known by its publisher and tracking id, whatever its file is called.

pub(crate) mod delivery;
pub(crate) mod document;
mod editions;

use std::{
    hash::BuildHasher as _,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use domain::statements::VexFormat;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use matching::statements::{DocumentName, Doubt, Key, Newest, Shelf, Shelved};
use parsers::document::vex::VexError;

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
use delivery::{Deliveries, Delivery, KeptOuts};
use document::{Document, Packed};
use editions::Editions;

const MAGIC: &[u8] = b"kikimori statements 2\n";
/// Bytes that a kept file may have.
const LONGEST: u64 = 1 << 30;
/// What is kept of other sets of documents than the last one.
const OTHER_SETS: Bounds = Bounds { files: 3, bytes: 512 << 20 };

/// Every statement of the documents of a feeds folder.
#[derive(Debug, Default)]
pub struct FedStatements {
    documents: Vec<Document>,
    /// Documents by what they are about, in order.
    by_key: Vec<(Key, u32)>,
    /// Those that are their publisher's own.
    by_name: HashMap<DocumentName, u32>,
    statements: usize,
    left_out: Vec<LeftOut>,
    edition: String,
}

impl FedStatements {
    /// Reads the documents of a folder; those that were read before and did not change are taken from `cache`.
    ///
    /// # Errors
    /// [`AppError::File`] when the folder cannot be listed.
    pub fn load(folder: &Folder, cache: Option<&Path>) -> Result<Self, AppError> {
        let files = folder.files(Feed::Csaf)?;
        let deliveries = Deliveries::of(folder);
        let files = files.into_iter().map(|(name, path)| (path, deliveries.one(&name))).collect();
        let place = cache.map(|cache| cache.join(place_of(&folder.root())));
        Self::of(files, deliveries.kept_out(), place.as_deref())
    }

    /// The same of files and how each came, beside what was kept out.
    pub(crate) fn of(
        files: Vec<(PathBuf, Delivery)>,
        kept_out: &[KeptOut],
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
        Ok(Self::put_together(read, kept_out, lost))
    }

    /// Of a folder that cannot be read nothing is known.
    pub(crate) fn unread(folder: &Folder, error: &AppError) -> Self {
        Self::put_together(Vec::new(), &[], vec![lost_file(&folder.root(), error)])
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
                    found.push((Packed::of(path, stat, vex), Delivery::default()))
                }
                Err(problem @ (VexError::TooMany { .. } | VexError::TooLarge { .. })) => {
                    let unread = Packed::unread(path, stat, problem.to_string());
                    found.push((unread, Delivery::default()));
                }
                _ => continue,
            }
            names.push(file.file.clone());
        }
        Ok((Self::put_together(found, &[], Vec::new()), names))
    }

    fn put_together(read: Vec<(Packed, Delivery)>, kept_out: &[KeptOut], lost: Vec<LeftOut>) -> Self {
        let mut made = Self { left_out: lost, ..Self::default() };
        let (mut newest, kept_out) = (Editions::default(), KeptOuts::of(kept_out));
        let mut edition: String = made.left_out.iter().map(|lost| format!("{}\n", lost.file)).collect();
        for (packed, delivery) in read {
            if let Some(problem) = packed.problem {
                edition.push_str(&format!("{} {}\n", packed.file.display(), packed.digest));
                made.left_out.push(LeftOut { file: packed.file.display().to_string(), reason: problem });
                continue;
            }
            let mut document = Document::new(packed, delivery);
            if kept_out.shake(&document) {
                document.doubt(Doubt::Shaken);
            }
            newest.add(document);
        }
        for (at, (name, mut document)) in (0..).zip(newest.into_documents()) {
            document.count();
            edition.push_str(&format!("{}\n", document.number));
            made.by_key.extend(document.packed.keys.iter().map(|key| (*key, at)));
            if let Some(name) = name.filter(|_| document.speaker.is_some()) {
                made.by_name.insert(name, at);
                // What was taken in before documents told their namespace is known by its author.
                let speaker = document.speaker.as_deref().unwrap_or_default();
                let by_author = DocumentName::of("", speaker, &document.packed.id);
                by_author.map(|name| *made.by_name.entry(name).or_insert(at));
            }
            made.statements += document.packed.statements;
            made.documents.push(document);
        }
        made.edition = digest::short(edition.as_bytes());
        made.by_key.sort_unstable();
        made
    }

    /// Changes whenever anything else is stated.
    #[must_use]
    pub fn edition(&self) -> &str {
        &self.edition
    }

    /// Documents that count.
    #[must_use]
    pub const fn documents(&self) -> usize {
        self.documents.len()
    }

    /// Files of which nothing is known, and why.
    #[must_use]
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// Another number whenever anything is stated otherwise of what these keys name.
    pub(crate) fn witness(&self, keys: &[Key]) -> u64 {
        let near: Vec<u64> = self.documents_near(keys).into_iter().map(|document| document.number).collect();
        FixedState::default().hash_one(near)
    }

    /// Documents that may be about a thing of one of these keys.
    pub(crate) fn documents_near(&self, keys: &[Key]) -> Vec<&Document> {
        let mut found: Vec<u32> = Vec::new();
        for key in keys {
            let from = self.by_key.partition_point(|(known, _)| known < key);
            let same = self.by_key.iter().skip(from).take_while(|(known, _)| known == key);
            found.extend(same.map(|(_, at)| *at));
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|at| self.documents.get(at as usize)).collect()
    }
}

impl Shelf for FedStatements {
    fn near(&self, keys: &[Key]) -> Vec<Shelved<'_>> {
        let near = self.documents_near(keys).into_iter();
        let opened = near.flat_map(|document| document.statements().iter().map(move |one| (document, one)));
        let shelved = opened.map(|(document, one)| Shelved {
            statement: &one.statement,
            keys: &one.keys,
            origin: &document.delivery.origin,
            publisher: document.publisher(),
        });
        shelved.collect()
    }

    fn newest(&self, document: &DocumentName) -> Option<Newest<'_>> {
        let at = *self.by_name.get(document)?;
        let found = self.documents.get(at as usize)?;
        Some(Newest { edition: &found.edition, withdrawn: found.packed.withdrawn })
    }

    fn len(&self) -> usize {
        self.statements
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
