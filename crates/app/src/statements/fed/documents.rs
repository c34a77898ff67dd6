//! The CSAF documents of a feeds folder as they were read: once for all organisations. A file that did not change is not read again.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::statements::VexFormat;
use parsers::document::vex::VexError;

use super::{
    delivery::{Deliveries, Delivery},
    document::Packed,
    seen::{self, Seen},
};
use crate::{
    error::AppError,
    feeds::{Feed, Folder, KeptOut},
    knowledge_cache::Stat,
    statements::files,
    vulnerability_feeds::FeedFile,
    vulnerability_scan::LeftOut,
};

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
        let place = cache.map(|cache| seen::place(cache, "kept", &[folder.root()]));
        let state = deliveries.into_state();
        let mut made = Self::of(files, state.kept_out.clone(), place.as_deref())?;
        let (forged, read): (Vec<_>, Vec<_>) =
            made.read.into_iter().partition(|(packed, _)| state.is_forged(&packed.sha256));
        made.read = read;
        let told = |(packed, _): &(Arc<Packed>, Delivery)| LeftOut {
            file: packed.file.display().to_string(),
            reason: "the same bytes failed the check of their signature".to_owned(),
        };
        made.lost.extend(forged.iter().map(told));
        Ok(made)
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
        let mut seen = Seen::before(place);
        let (mut deliveries, mut lost) = (Vec::with_capacity(files.len()), Vec::new());
        for (path, delivery) in files {
            match seen.look(&path, one) {
                Ok(()) => deliveries.push(delivery),
                Err(error) => lost.push(lost_file(&path, &error)),
            }
        }
        let pairs = seen.kept().into_iter().zip(deliveries);
        let read = pairs.filter_map(|(packed, delivery)| Some((Arc::new(packed?), delivery))).collect();
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

    /// The same of the CSAF documents among files that were read as feeds and are none, and which files those are. `named` is where the files
    /// lie: that one is no such document, either, is remembered in `cache`.
    ///
    /// # Errors
    /// [`AppError::File`] when one cannot be read.
    pub fn among(
        read: &[FeedFile],
        named: &[PathBuf],
        cache: Option<&Path>,
    ) -> Result<(Self, Vec<String>), AppError> {
        let place = cache.map(|cache| seen::place(cache, "among", named));
        let mut seen = Seen::before(place.as_deref());
        read.iter()
            .filter(|file| file.read == 0)
            .try_for_each(|file| seen.look(Path::new(&file.file), csaf))?;
        let found: Vec<Packed> = seen.kept().into_iter().flatten().collect();
        let names = found.iter().map(|packed| packed.file.display().to_string()).collect();
        let read = found.into_iter().map(|packed| (Arc::new(packed), Delivery::default())).collect();
        Ok((Self { read, ..Self::default() }, names))
    }
}

fn lost_file(path: &Path, error: &AppError) -> LeftOut {
    LeftOut { file: path.display().to_string(), reason: error.to_string() }
}

fn one(path: PathBuf, stat: Stat) -> Result<Option<Packed>, AppError> {
    Ok(Some(match files::open(&path)? {
        Ok(vex) => Packed::of(path, stat, vex),
        Err(problem) => Packed::unread(path, stat, problem.to_string()),
    }))
}

/// Of a file that may be anything.
fn csaf(path: PathBuf, stat: Stat) -> Result<Option<Packed>, AppError> {
    Ok(match files::open(&path)? {
        Ok(vex) if vex.format == VexFormat::Csaf => Some(Packed::of(path, stat, vex)),
        Err(problem @ (VexError::TooMany { .. } | VexError::TooLarge { .. })) => {
            Some(Packed::unread(path, stat, problem.to_string()))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, File},
        time::{Duration, UNIX_EPOCH},
    };

    use super::*;

    const CSAF: &str = r#"{"document":{"category":"csaf_vex","csaf_version":"2.0","title":"t","publisher":{"category":"vendor","name":"Acme","namespace":"https://acme.example"},
        "tracking":{"id":"A-1","current_release_date":"2024-01-01T00:00:00Z","initial_release_date":"2024-01-01T00:00:00Z","version":"1","status":"final","revision_history":[]}}}"#;

    /// A file that was touched long ago, at the given second.
    fn lay(to: &Path, text: &str, second: u64) {
        fs::write(to, format!("{text:2000}")).unwrap();
        let long_ago = UNIX_EPOCH + Duration::from_secs(1_000_000_000 + second);
        File::options().write(true).open(to).unwrap().set_modified(long_ago).unwrap();
    }

    #[test]
    fn a_file_that_states_nothing_is_read_again_when_it_changed_only() {
        let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let file = folder.path().join("large.json");
        let named = [folder.path().to_owned()];
        let shown = file.display().to_string();
        let read = [FeedFile { file: shown.clone(), left_out: 1, ..FeedFile::default() }];
        let among = |cache| FedDocuments::among(&read, &named, cache).unwrap().1;
        lay(&file, "dear colleagues", 0);
        assert!(among(Some(cache.path())).is_empty());
        // Nothing tells that it is another: as with packed feeds.
        lay(&file, CSAF, 0);
        assert!(among(Some(cache.path())).is_empty(), "not read");
        assert_eq!(among(None), [&*shown], "nothing is kept without a cache");
        let elsewhere = tempfile::tempdir().unwrap();
        assert_eq!(among(Some(elsewhere.path())), [&*shown]);
        lay(&file, CSAF, 1);
        for round in ["changed", "packed"] {
            assert_eq!(among(Some(cache.path())), [&*shown], "{round}");
        }
        // The same files under another name, and of another kind of reading, share nothing.
        lay(&file, "dear colleagues", 1);
        let place = seen::place(cache.path(), "kept", &named);
        let kept =
            FedDocuments::of(vec![(file.clone(), Delivery::default())], Vec::new(), Some(&place)).unwrap();
        assert_eq!(kept.unread_files().count(), 1, "of a feed's own documents it is told");
        // What was touched a moment ago may change again without a sign of it.
        fs::write(&file, "x").unwrap();
        assert!(among(Some(cache.path())).is_empty());
        let kept: Option<Vec<seen::File>> = seen::read(&seen::place(cache.path(), "among", &named));
        assert_eq!(kept.map(|kept| kept.len()), Some(0));
    }
}
