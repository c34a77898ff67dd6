//! Making a bundle: a signed list, then every content that whoever loads it does not have yet.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use domain::{hex, time::Timestamp};

use super::super::{
    contents::Contents, disk, feed::Feed, folder::Folder, state::KeptFile, state::State, trouble::Trouble,
};
use super::{
    BundleTrouble, Summary,
    key::SigningKey,
    manifest::{Base, MAGIC, Manifest, Part},
    read,
};
use crate::digest;

/// What to make.
#[derive(Debug)]
pub struct Order<'a> {
    pub key: &'a SigningKey,
    /// Only what is new since this bundle, which whoever loads the new one has loaded.
    pub since: Option<&'a Path>,
    pub now: Timestamp,
    /// Days until it is not loaded any more.
    pub valid_days: i64,
}

/// Writes a bundle of everything that is here. A file that is there is replaced when the new one is whole.
///
/// # Errors
/// [`BundleTrouble`].
pub fn make(folder: &Folder, out: &Path, order: &Order<'_>) -> Result<Summary, BundleTrouble> {
    let _lock = folder.lock()?;
    let mut feeds = BTreeMap::new();
    let mut sources: BTreeMap<String, PathBuf> = BTreeMap::new();
    for feed in Feed::ALL {
        let state = collect(folder, feed, &mut sources)?;
        if !state.files.is_empty() {
            feeds.insert(feed, state);
        }
    }
    if feeds.is_empty() {
        return Err(BundleTrouble::Empty);
    }
    let (base, known) = match order.since {
        Some(path) => since(path, order.key)?,
        None => (None, BTreeSet::new()),
    };
    let packed = folder.part("bundle being made")?;
    let parts = pack(&sources, &known, &packed)?;
    let manifest = Manifest {
        created: order.now,
        expires: Timestamp(order.now.0.saturating_add(order.valid_days.saturating_mul(86_400_000_000))),
        key: hex::lower(&order.key.public().0),
        base,
        feeds,
        parts,
    };
    let summary = write(out, &manifest, order.key, &packed)?;
    drop(fs::remove_file(packed));
    Ok(summary)
}

/// What is remembered of a feed, with what lies in its folder: files that somebody put there are looked at, those that are gone are forgotten.
fn collect(
    folder: &Folder,
    feed: Feed,
    sources: &mut BTreeMap<String, PathBuf>,
) -> Result<State, BundleTrouble> {
    let mut state = folder.state(feed);
    let here = folder.files(feed).map_err(listing)?;
    state.files.retain(|name, _| here.iter().any(|(known, _)| known == name));
    for (name, path) in here {
        let (sha256, bytes) = digest::of_file(&path).map_err(Trouble::disk(&path))?;
        match state.files.get(&name) {
            Some(file) if file.sha256 != sha256 => {
                return Err(BundleTrouble::Changed { file: path.display().to_string() });
            }
            Some(_) => {}
            None => {
                let file = looked_at(&path, &sha256, bytes)?;
                state.files.insert(name, file);
            }
        }
        sources.insert(sha256, path);
    }
    // What failed and what was kept out travels with the files: a bundle makes nothing better than it is.
    state.bundle = None;
    state.own.clear();
    Ok(state)
}

fn looked_at(path: &Path, sha256: &str, bytes: u64) -> Result<KeptFile, BundleTrouble> {
    let contents = Contents::of(path, None).map_err(listing)?;
    Ok(KeptFile {
        sha256: sha256.to_owned(),
        bytes,
        records: contents.records,
        unread: contents.unread,
        newest: contents.newest,
        ..KeptFile::default()
    })
}

fn listing(error: crate::error::AppError) -> BundleTrouble {
    Trouble::Disk { path: String::new(), what: error.to_string() }.into()
}

/// The bundle before, which must be whole and our own.
fn since(path: &Path, key: &SigningKey) -> Result<(Option<Base>, BTreeSet<String>), BundleTrouble> {
    let mut reader = BufReader::new(File::open(path).map_err(Trouble::disk(path))?);
    let (manifest, id) = read::manifest(&mut reader, &[key.public().fingerprint()])?;
    let known = manifest.contents().into_iter().map(str::to_owned).collect();
    Ok((Some(Base { id, created: manifest.created }), known))
}

/// Every content once, packed where that makes it smaller.
fn pack(
    sources: &BTreeMap<String, PathBuf>,
    known: &BTreeSet<String>,
    packed: &Path,
) -> Result<Vec<Part>, Trouble> {
    let mut out = BufWriter::new(File::create(packed).map_err(Trouble::disk(packed))?);
    let mut parts = Vec::new();
    for (sha256, path) in sources.iter().filter(|(sha256, _)| !known.contains(*sha256)) {
        let part = one(sha256, path, &mut out).map_err(Trouble::disk(path))?;
        parts.push(part);
    }
    out.flush().map_err(Trouble::disk(packed))?;
    Ok(parts)
}

/// Files whose name says that they are packed stay as they are.
fn one(sha256: &str, path: &Path, out: &mut impl Write) -> io::Result<Part> {
    let is_packed = path
        .extension()
        .and_then(|end| end.to_str())
        .is_some_and(|end| matches!(end.to_ascii_lowercase().as_str(), "gz" | "zip" | "zst" | "xz" | "bz2"));
    let bytes = fs::metadata(path)?.len();
    let mut counted = Counted { inner: out, hasher: sha2::Digest::new(), bytes: 0 };
    let mut reader = BufReader::new(File::open(path)?);
    if is_packed {
        io::copy(&mut reader, &mut counted)?;
    } else {
        zstd::stream::copy_encode(&mut reader, &mut counted, 9)?;
    }
    let packed_sha256 = hex::lower(&sha2::Digest::finalize(counted.hasher));
    Ok(Part {
        sha256: sha256.to_owned(),
        bytes,
        packed_sha256,
        packed_bytes: counted.bytes,
        zstd: !is_packed,
    })
}

/// Counts and sums what passes.
struct Counted<'w, W: Write> {
    inner: &'w mut W,
    hasher: sha2::Sha256,
    bytes: u64,
}

impl<W: Write> Write for Counted<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        sha2::Digest::update(&mut self.hasher, bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Beginning, length of the list, list, signature, contents.
fn write(out: &Path, manifest: &Manifest, key: &SigningKey, packed: &Path) -> Result<Summary, BundleTrouble> {
    let list = manifest.bytes();
    let length = u32::try_from(list.len())
        .map_err(|_| BundleTrouble::Broken { what: "the list is too long".to_owned() })?;
    let mut aside = out.as_os_str().to_owned();
    aside.push(".part");
    let aside = PathBuf::from(aside);
    let whole = || -> io::Result<()> {
        let mut file = BufWriter::new(File::create(&aside)?);
        file.write_all(MAGIC)?;
        file.write_all(&length.to_be_bytes())?;
        file.write_all(&list)?;
        file.write_all(&key.sign(&list))?;
        io::copy(&mut File::open(packed)?, &mut file)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&aside, out)?;
        disk::sync_folder(
            out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")),
        )
    };
    whole().map_err(Trouble::disk(out))?;
    Ok(Summary::of(manifest, Manifest::id(&list), &key.public()))
}
