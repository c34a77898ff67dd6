//! Bills of materials from files, folders and archives, one at a time: memory holds a single document.

mod numbered;
mod pieces;

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use domain::sbom::{Sbom, SbomWarning};
use parsers::document::sbom;

use crate::{error::AppError, folders, vulnerability_feeds::bounds};
pub(crate) use numbered::{MOST, inside, whole};
pub use numbered::{Numbered, of_file};
pub use pieces::NoDocument;
use pieces::Of;

/// A file that was looked at.
pub struct Looked {
    /// Path; for entries of archives the archive, `!` and the entry.
    pub file: String,
    /// With everything in which it departs from its standard, when that was asked for.
    pub outcome: Result<(Sbom, Vec<SbomWarning>), NoDocument>,
    /// The person named this file itself, it was not merely found in a folder or archive.
    pub named: bool,
}

/// A file before it is read.
pub struct Unread {
    pub file: String,
    /// Its bytes, or why there are none.
    pub bytes: Result<Vec<u8>, NoDocument>,
    pub named: bool,
}

/// Looks at every file, in the order of names, and hands each to `take`.
///
/// # Errors
/// [`AppError::File`] when a path cannot be opened.
pub fn each(paths: &[PathBuf], strictly: bool, take: &mut dyn FnMut(Looked)) -> Result<(), AppError> {
    each_unread(paths, &mut |Unread { file, bytes, named }| {
        take(Looked { file, outcome: bytes.and_then(|bytes| read(&bytes, strictly)), named });
    })
}

/// As [`each`], and nothing is read.
///
/// # Errors
/// [`AppError::File`] when a path cannot be opened.
pub fn each_unread(paths: &[PathBuf], take: &mut dyn FnMut(Unread)) -> Result<(), AppError> {
    // All of them before the first is read: one that is not there is told before anything else is.
    let below = paths.iter().map(|path| folders::below(path)).collect::<Result<Vec<_>, _>>()?;
    for (path, below) in paths.iter().zip(below) {
        let named = !path.is_dir();
        below.files.iter().try_for_each(|file| visit(file, named, take))?;
        for link in below.links {
            take(Unread { file: link.display().to_string(), bytes: Err(NoDocument::Link), named: false });
        }
    }
    Ok(())
}

pub(crate) fn read(bytes: &[u8], strictly: bool) -> Result<(Sbom, Vec<SbomWarning>), NoDocument> {
    let read =
        if strictly { sbom::read_strictly(bytes) } else { sbom::read(bytes).map(|sbom| (sbom, Vec::new())) };
    Ok(read?)
}

fn visit(path: &Path, named: bool, take: &mut dyn FnMut(Unread)) -> Result<(), AppError> {
    let failed = |source| AppError::File { doing: "reading", path: path.to_owned(), source };
    let (file, shown) = (File::open(path).map_err(failed)?, path.display().to_string());
    let taken = pieces::pieces(file, bounds::most_unpacked(None), &mut |piece| {
        // Who names an archive does not name what is in it.
        let named = named && piece.of == Of::File;
        take(Unread { file: piece.shown(&shown), bytes: piece.bytes, named });
    });
    taken.map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_document_of_a_file_with_several() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("all.jsonl");
        let one = |name: &str| {
            format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{{"name":"{name}"}}]}}"#)
        };
        std::fs::write(&path, format!("{}\n{}\n", one("a"), one("b"))).unwrap();
        let mut found = Vec::new();
        each(&[path], false, &mut |Looked { file, outcome, named }| {
            found.push((file.rsplit('!').next().map(str::to_owned), outcome.unwrap().0.packages(), named));
        })
        .unwrap();
        assert_eq!(found, [(Some("1".to_owned()), 1, true), (Some("2".to_owned()), 1, true)]);
    }
}
