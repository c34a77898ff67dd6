//! What is inside one file: a document, several of them, or an archive. Every byte that comes out of an archive is counted, an archive inside
//! it is not opened, and what its entries are called is only ever shown.

use std::{
    io::{self, BufReader, Cursor, Read, Seek},
    rc::Rc,
};

use domain::facts::clean_value;
use parsers::document::{
    sbom::{self, MAX_BYTES, SbomError},
    unpack::Compression,
};
use tar::EntryType;

use crate::vulnerability_feeds::bounds::{Budget, Counted, Excess};

/// Entries of one archive that are looked at.
const ENTRIES: usize = 200_000;

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDocument {
    #[error(transparent)]
    Document(#[from] SbomError),
    #[error("a link; links are not followed, so name the file or copy it")]
    Link,
    #[error("the {format} archive is broken, or locked with a password")]
    BrokenArchive { format: &'static str },
    #[error("an archive inside an archive; take it out first")]
    Nested,
    #[error(transparent)]
    Excess(#[from] Excess),
}

impl NoDocument {
    /// It is something else, and no document that is missed. What is empty, a link or cannot be opened may stand for one.
    pub(super) const fn is_something_else(&self) -> bool {
        matches!(self, Self::Document(SbomError::NotASbom { .. }))
    }
}

/// What a piece is a piece of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// The file itself, or one of several documents in it.
    File,
    /// An entry of an archive.
    Entry,
    /// One of several documents in an entry.
    PartOfEntry,
}

/// A document in a file, before it is read.
#[derive(Debug)]
pub(crate) struct Piece {
    /// Entry of the archive, number of the document, or both; empty for a file that is one document.
    pub name: String,
    pub of: Of,
    pub bytes: Result<Vec<u8>, NoDocument>,
}

impl Piece {
    /// What people see, below the name of the file.
    pub(crate) fn shown(&self, file: &str) -> String {
        if self.name.is_empty() { file.to_owned() } else { format!("{file}!{}", self.name) }
    }
}

impl Of {
    const fn entry(name: &str) -> Self {
        if name.is_empty() { Self::File } else { Self::Entry }
    }
}

/// The name of an entry, as it is shown.
fn called(name: &str) -> String {
    clean_value(name.trim_start_matches("./"))
}

type Take<'t> = dyn FnMut(Piece) + 't;

/// Hands over every document of a file, of which at most so many bytes may come when it is an archive.
///
/// # Errors
/// Those of the reader. What is wrong with an archive is a piece without bytes.
pub(super) fn pieces<R: Read + Seek>(mut reader: R, most: u64, take: &mut Take<'_>) -> io::Result<()> {
    let packed = reader.seek(io::SeekFrom::End(0))?;
    reader.rewind()?;
    let budget = Rc::new(Budget::new(packed, most));
    let mut told = 0_usize;
    let mut count = |piece| {
        told += 1;
        take(piece);
    };
    let mut archive = Archive { budget, entries: 0, take: &mut count };
    match kind(&mut reader)? {
        Kind::Plain => return plain(&mut reader, archive.take),
        Kind::Tar(layer) => {
            let reader = Counted { reader: open(layer, reader)?, budget: Rc::clone(&archive.budget) };
            // Broken, or too much: the latter is told below.
            if archive.tar(reader).is_err() && archive.budget.passed().is_none() {
                archive.tell("", NoDocument::BrokenArchive { format: "tar" });
            }
        }
        Kind::Zip => match zip::ZipArchive::new(BufReader::new(&mut reader)) {
            Ok(zip) if is_spreadsheet(&zip) => {
                drop(zip);
                reader.rewind()?;
                return plain(&mut reader, archive.take);
            }
            Ok(zip) => archive.zip(zip),
            Err(_) => archive.tell("", NoDocument::BrokenArchive { format: "zip" }),
        },
    }
    if let Some(excess) = archive.budget.passed() {
        archive.tell("", excess.into());
    }
    if told == 0 {
        take(Piece { name: String::new(), of: Of::File, bytes: Err(SbomError::Empty.into()) });
    }
    Ok(())
}

enum Kind {
    Zip,
    /// With its compression.
    Tar(Option<Compression>),
    Plain,
}

/// What the first bytes say: names of files are not believed.
fn kind<R: Read + Seek>(reader: &mut R) -> io::Result<Kind> {
    let mut head = Vec::with_capacity(512);
    reader.by_ref().take(512).read_to_end(&mut head)?;
    reader.rewind()?;
    if is_zip(&head) {
        return Ok(Kind::Zip);
    }
    let layer = Compression::of(&head);
    if layer.is_some() {
        head.clear();
        // Broken compression is told by the reader of the document.
        let opened = open(layer, &mut *reader).and_then(|inside| inside.take(512).read_to_end(&mut head));
        reader.rewind()?;
        if opened.is_err() {
            return Ok(Kind::Plain);
        }
    }
    Ok(if is_tar(&head) { Kind::Tar(layer) } else { Kind::Plain })
}

fn open<'r>(layer: Option<Compression>, reader: impl Read + 'r) -> io::Result<Box<dyn Read + 'r>> {
    let reader = BufReader::new(reader);
    match layer {
        Some(layer) => layer.open(reader),
        None => Ok(Box::new(reader)),
    }
}

fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// The magic of ustar archives lies at 257.
fn is_tar(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar")
}

/// A spreadsheet is a zip file too, and is one document.
fn is_spreadsheet<R: Read + Seek>(zip: &zip::ZipArchive<R>) -> bool {
    zip.file_names().any(|name| name == "[Content_Types].xml" || name == "mimetype")
}

/// The whole of a reader, when it is no more than a document may be.
fn bounded(reader: &mut dyn Read) -> io::Result<Result<Vec<u8>, NoDocument>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    reader.take(most + 1).read_to_end(&mut bytes)?;
    let fits = bytes.len() <= MAX_BYTES;
    Ok(if fits { Ok(bytes) } else { Err(SbomError::TooLarge { limit: MAX_BYTES }.into()) })
}

fn plain(reader: &mut dyn Read, take: &mut Take<'_>) -> io::Result<()> {
    let bytes = bounded(reader)?;
    several("", bytes, take);
    Ok(())
}

/// A document, or each of those in it, which are called by their number: `1`. A list of one is that one.
fn several(entry: &str, bytes: Result<Vec<u8>, NoDocument>, take: &mut Take<'_>) {
    let parts = bytes.as_deref().ok().and_then(sbom::several);
    let bytes = match parts {
        Some(parts) if parts.len() > 1 => {
            let (above, of) = match entry {
                "" => (String::new(), Of::File),
                entry => (format!("{entry}!"), Of::PartOfEntry),
            };
            for (number, bytes) in (1..).zip(parts) {
                take(Piece { name: format!("{above}{number}"), of, bytes: Ok(bytes) });
            }
            return;
        }
        Some(mut one) => one.pop().map_or(bytes, Ok),
        None => bytes,
    };
    take(Piece { name: entry.to_owned(), of: Of::entry(entry), bytes });
}

/// An archive that is read.
struct Archive<'t, 'f> {
    budget: Rc<Budget>,
    entries: usize,
    take: &'t mut Take<'f>,
}

impl Archive<'_, '_> {
    fn tell(&mut self, name: &str, why: NoDocument) {
        let name = called(name);
        (self.take)(Piece { of: Of::entry(&name), name, bytes: Err(why) });
    }

    /// One entry more; `false`: nothing more is read.
    fn goes_on(&mut self) -> bool {
        self.entries += 1;
        if self.entries > ENTRIES {
            self.budget.refuse(Excess::Entries { entries: ENTRIES });
        }
        self.budget.passed().is_none()
    }

    fn tar(&mut self, reader: impl Read) -> io::Result<()> {
        let mut tar = tar::Archive::new(reader);
        for entry in tar.entries()? {
            let mut entry = entry?;
            if !self.goes_on() {
                return Ok(());
            }
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            match entry.header().entry_type() {
                EntryType::Regular | EntryType::Continuous => {
                    let bytes = bounded(&mut entry)?;
                    self.entry(&name, bytes);
                }
                EntryType::Directory | EntryType::XGlobalHeader => {}
                EntryType::Symlink | EntryType::Link => self.tell(&name, NoDocument::Link),
                _ => {
                    let what = "no ordinary file".to_owned();
                    self.tell(&name, SbomError::NotASbom { what }.into());
                }
            }
        }
        // What packs the archive has its checksum at its end.
        io::copy(&mut tar.into_inner(), &mut io::sink())?;
        Ok(())
    }

    fn zip<R: Read + Seek>(&mut self, mut zip: zip::ZipArchive<R>) {
        for at in 0..zip.len() {
            if !self.goes_on() {
                return;
            }
            let name = zip.name_for_index(at).unwrap_or_default().to_owned();
            let broken = NoDocument::BrokenArchive { format: "zip" };
            match zip.by_index(at) {
                Ok(entry) if entry.is_dir() => {}
                Ok(entry) if entry.is_symlink() => self.tell(&name, NoDocument::Link),
                Ok(entry) => {
                    let mut counted = Counted { reader: entry, budget: Rc::clone(&self.budget) };
                    let bytes = bounded(&mut counted).unwrap_or(Err(broken));
                    self.entry(&name, bytes);
                }
                Err(_) => self.tell(&name, broken),
            }
        }
    }

    fn entry(&mut self, name: &str, bytes: Result<Vec<u8>, NoDocument>) {
        match bytes.and_then(|bytes| self.opened(bytes)) {
            Ok(bytes) => several(&called(name), Ok(bytes), self.take),
            // That there is too much in it is told of the whole.
            Err(_) if self.budget.passed().is_some() => {}
            Err(why) => self.tell(name, why),
        }
    }

    /// Without its own compression, which counts, too.
    fn opened(&self, mut bytes: Vec<u8>) -> Result<Vec<u8>, NoDocument> {
        if let Some(layer) = Compression::of(&bytes) {
            let broken = |_| SbomError::Compression { format: layer.name() };
            let reader = layer.open(&*bytes).map_err(broken)?;
            let inside =
                bounded(&mut Counted { reader, budget: Rc::clone(&self.budget) }).map_err(broken)??;
            bytes = inside;
        }
        let is_nested = Compression::of(&bytes).is_some() || is_tar(&bytes) || is_zip(&bytes);
        let is_sheet = || zip::ZipArchive::new(Cursor::new(&*bytes)).is_ok_and(|zip| is_spreadsheet(&zip));
        if is_nested && !is_sheet() { Err(NoDocument::Nested) } else { Ok(bytes) }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    const ONE: &str = r#"{"bomFormat":"CycloneDX","components":[{"name":"a"}]}"#;

    /// Of each piece its name and what is wrong with it.
    fn found(bytes: &[u8], most: u64) -> Vec<(String, Option<NoDocument>)> {
        let mut found = Vec::new();
        pieces(Cursor::new(bytes), most, &mut |piece| found.push((piece.name, piece.bytes.err()))).unwrap();
        found
    }

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn tar(files: &[(&str, EntryType, &[u8])]) -> Vec<u8> {
        let mut tar = tar::Builder::new(Vec::new());
        for (name, kind, bytes) in files {
            let mut header = tar::Header::new_ustar();
            header.set_size(bytes.len() as u64);
            header.set_entry_type(*kind);
            // As a stranger writes it: the builder itself refuses `..`.
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            tar.append(&header, *bytes).unwrap();
        }
        tar.into_inner().unwrap()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    }

    #[test]
    fn every_entry_is_handed_over_or_named() {
        let two = format!("{ONE}\n{ONE}\n");
        let packed = gzip(ONE.as_bytes());
        let inner = zip(&[("a.json", ONE.as_bytes())]);
        let files: [(&str, &[u8]); 5] = [
            ("lists/a.json", ONE.as_bytes()),
            ("../../etc/b.jsonl", two.as_bytes()),
            ("c.json.gz", &packed),
            ("d.zip", &inner),
            ("read me.txt", b"dear colleagues"),
        ];
        let expected = [
            ("lists/a.json", None),
            ("../../etc/b.jsonl!1", None),
            ("../../etc/b.jsonl!2", None),
            ("c.json.gz", None),
            ("d.zip", Some(NoDocument::Nested)),
            ("read me.txt", None),
        ];
        let expected = expected.map(|(name, why)| (name.to_owned(), why));
        assert_eq!(found(&zip(&files), 1 << 20), expected);
        let plain = tar(&files.map(|(name, bytes)| (name, EntryType::Regular, bytes)));
        for packed in [plain.clone(), gzip(&plain), zstd::encode_all(&*plain, 1).unwrap()] {
            assert_eq!(found(&packed, 1 << 20), expected);
        }
    }

    #[test]
    fn links_are_named_and_folders_are_not() {
        let archive = tar(&[
            ("folder/", EntryType::Directory, b""),
            ("pax", EntryType::XGlobalHeader, b""),
            ("link.json", EntryType::Symlink, b""),
            ("hard.json", EntryType::Link, b""),
            ("device", EntryType::Char, b""),
            ("a\u{1b}[2J.json", EntryType::Regular, ONE.as_bytes()),
        ]);
        let names: Vec<_> =
            found(&archive, 1 << 20).into_iter().map(|(name, why)| (name, why.is_some())).collect();
        let expected = [("link.json", true), ("hard.json", true), ("device", true), ("a [2J.json", false)];
        assert_eq!(names, expected.map(|(name, left_out)| (name.to_owned(), left_out)));
    }

    #[test]
    fn what_is_broken_or_too_much_is_told() {
        let good = gzip(&tar(&[("a.json", EntryType::Regular, ONE.as_bytes())]));
        for cut in [good.len() / 2, good.len() - 4] {
            let (_, why) = found(&good[..cut], 1 << 20).pop().unwrap();
            assert!(matches!(why, Some(NoDocument::BrokenArchive { format: "tar" })), "{cut}: {why:?}");
        }
        let whole = zip(&[("a.json", ONE.as_bytes())]);
        let (_, why) = found(&whole[..whole.len() - 9], 1 << 20).pop().unwrap();
        assert!(matches!(why, Some(NoDocument::BrokenArchive { format: "zip" })), "{why:?}");
        let nothing = vec![b' '; 65 << 20];
        for bomb in [
            zip(&[("a.json", &nothing)]),
            gzip(&tar(&[("a.json", EntryType::Regular, &nothing)])),
            zip(&[("a.json.gz", &gzip(&nothing))]),
        ] {
            let told = found(&bomb, 1 << 30);
            assert!(matches!(&*told, [(_, Some(NoDocument::Excess(Excess::Times { .. })))]), "{told:?}");
        }
        let many = tar(&[("a", EntryType::Regular, ONE.as_bytes()), ("b", EntryType::Regular, &[0; 9000])]);
        let last = found(&many, 8000).pop();
        assert!(matches!(last, Some((_, Some(NoDocument::Excess(Excess::Size { .. }))))), "{last:?}");
    }

    proptest::proptest! {
        #[test]
        fn damaged_archives_never_panic(at in 0_usize..3000, byte: u8, cut in 0_usize..3000) {
            for archive in [
                zip(&[("a.json", ONE.as_bytes()), ("b.json", b"[")]),
                tar(&[("a.json", EntryType::Regular, ONE.as_bytes()), ("l", EntryType::Link, b"")]),
            ] {
                let mut archive = archive;
                let length = archive.len();
                archive[at % length] = byte;
                found(&archive[..cut % (length + 1)], 1 << 20);
            }
        }
    }
}
