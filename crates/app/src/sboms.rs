//! Bills of materials from files, folders and archives, one at a time: memory holds a single document.

use std::{
    fs::File,
    io::{BufReader, Cursor, Read, Seek as _},
    path::{Path, PathBuf},
};

use domain::sbom::{Sbom, SbomWarning};
use parsers::document::{
    sbom::{self, MAX_BYTES, SbomError},
    unpack::Compression,
};

use crate::{error::AppError, folders};

/// Entries of one archive that are looked at.
const MAX_ENTRIES: usize = 200_000;

/// A file that was looked at.
pub struct Looked {
    /// Path; for entries of archives the archive, `!` and the entry.
    pub file: String,
    /// With everything in which it departs from its standard, when that was asked for.
    pub outcome: Result<(Sbom, Vec<SbomWarning>), SbomError>,
    /// The person named this file itself, it was not merely found in a folder or archive.
    pub named: bool,
}

/// A file before it is read.
pub struct Unread {
    pub file: String,
    /// Its bytes, or why there are none.
    pub bytes: Result<Vec<u8>, SbomError>,
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
            let what = "a link; links in folders are not followed, so name the file or copy it".to_owned();
            let file = link.display().to_string();
            take(Unread { file, bytes: Err(SbomError::NotASbom { what }), named: false });
        }
    }
    Ok(())
}

pub(crate) fn read(bytes: &[u8], strictly: bool) -> Result<(Sbom, Vec<SbomWarning>), SbomError> {
    if strictly { sbom::read_strictly(bytes) } else { sbom::read(bytes).map(|sbom| (sbom, Vec::new())) }
}

fn visit(path: &Path, named: bool, take: &mut Take<'_>) -> Result<(), AppError> {
    let failed = |source| AppError::File { doing: "reading", path: path.to_owned(), source };
    let mut file = File::open(path).map_err(failed)?;
    let shown = path.display().to_string();
    match kind(&mut file).map_err(failed)? {
        Kind::Zip => zip_entries(&shown, file, named, take),
        Kind::Tar(layer) => tar_entries(&shown, open(layer, file).map_err(failed)?, take),
        Kind::Plain => {
            let bytes = whole(bounded(&mut file).map_err(failed)?);
            hand_over(shown, bytes, named, take);
            Ok(())
        }
    }
}

/// A file, or each of the documents in it, which are called by their number: `file!1`.
fn hand_over(file: String, bytes: Result<Vec<u8>, SbomError>, named: bool, take: &mut Take<'_>) {
    match bytes.as_deref().ok().and_then(sbom::several) {
        Some(documents) => {
            for (number, bytes) in (1..).zip(documents) {
                take(Unread { file: format!("{file}!{number}"), bytes: Ok(bytes), named });
            }
        }
        None => take(Unread { file, bytes, named }),
    }
}

type Take<'t> = dyn FnMut(Unread) + 't;

enum Kind {
    Zip,
    /// With its compression.
    Tar(Option<Compression>),
    Plain,
}

/// What the first bytes say: names of files are not believed.
fn kind(file: &mut File) -> std::io::Result<Kind> {
    let mut start = [0; 6];
    let count = file.read(&mut start)?;
    file.rewind()?;
    let start = start.get(..count).unwrap_or_default();
    if start.starts_with(b"PK\x03\x04") {
        return Ok(Kind::Zip);
    }
    let layer = Compression::of(start);
    let mut head = Vec::with_capacity(512);
    // Broken compression is told by the reader of the document.
    let opened = open(layer, file.try_clone()?).and_then(|reader| reader.take(512).read_to_end(&mut head));
    file.rewind()?;
    let is_tar = opened.is_ok() && head.get(257..262) == Some(b"ustar");
    Ok(if is_tar { Kind::Tar(layer) } else { Kind::Plain })
}

fn open(layer: Option<Compression>, file: File) -> std::io::Result<Box<dyn Read>> {
    let file = BufReader::new(file);
    match layer {
        Some(layer) => layer.open(file),
        None => Ok(Box::new(file)),
    }
}

/// The whole of a reader, or `None` when it is more than a document may be.
fn bounded(reader: &mut dyn Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    reader.take(most + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= MAX_BYTES).then_some(bytes))
}

fn whole(bytes: Option<Vec<u8>>) -> Result<Vec<u8>, SbomError> {
    bytes.ok_or(SbomError::TooLarge { limit: MAX_BYTES })
}

fn tar_entries(archive: &str, reader: Box<dyn Read>, take: &mut Take<'_>) -> Result<(), AppError> {
    let failed = |source| AppError::File { doing: "unpacking", path: PathBuf::from(archive), source };
    let mut tar = tar::Archive::new(reader);
    for entry in tar.entries().map_err(failed)?.take(MAX_ENTRIES) {
        let mut entry = entry.map_err(failed)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let bytes = whole(bounded(&mut entry).map_err(failed)?);
        hand_over(format!("{archive}!{}", name.trim_start_matches("./")), bytes, false, take);
    }
    Ok(())
}

/// Entries of a zip file; a spreadsheet is a zip file too and is one document.
fn zip_entries(shown: &str, mut file: File, named: bool, take: &mut Take<'_>) -> Result<(), AppError> {
    let failed =
        |source: std::io::Error| AppError::File { doing: "unpacking", path: PathBuf::from(shown), source };
    let mut zip = match zip::ZipArchive::new(BufReader::new(file.try_clone().map_err(failed)?)) {
        Ok(zip) => zip,
        Err(problem) => {
            let bytes = Err(SbomError::NotASbom { what: format!("the zip file is broken ({problem})") });
            take(Unread { file: shown.to_owned(), bytes, named });
            return Ok(());
        }
    };
    if zip.file_names().any(|name| name == "[Content_Types].xml" || name == "mimetype") {
        file.rewind().map_err(failed)?;
        let bytes = whole(bounded(&mut file).map_err(failed)?);
        take(Unread { file: shown.to_owned(), bytes, named });
        return Ok(());
    }
    for at in 0..zip.len().min(MAX_ENTRIES) {
        let Ok(mut entry) = zip.by_index(at) else { continue };
        if entry.is_dir() {
            continue;
        }
        let file = format!("{shown}!{}", entry.name());
        let bytes = bounded(&mut entry).map_err(|_| SbomError::Compression { format: "zip" }).and_then(whole);
        hand_over(file, bytes, false, take);
    }
    Ok(())
}

/// Reads the one document in a file.
///
/// # Errors
/// [`AppError`] when the file cannot be opened or holds no bill of materials.
pub fn read_one(path: &Path) -> Result<Sbom, AppError> {
    let failed = |source| AppError::File { doing: "reading", path: path.to_owned(), source };
    let bytes = bounded(&mut Cursor::new(std::fs::read(path).map_err(failed)?)).map_err(failed)?;
    let outcome = whole(bytes).and_then(|bytes| sbom::read(&bytes));
    outcome.map_err(|problem| AppError::Unreadable {
        file: path.display().to_string(),
        reason: problem.to_string(),
    })
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
