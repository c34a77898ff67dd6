//! Packed knowledge kept on disk: as long as no feed and no program changed, the next start need not read every feed again.
//!
//! A file is a head in JSON (what it was made from, and what became of every feed), a checksum, and the columns. It is written beside its place and
//! then moved, so that it is whole or not there. Whatever does not fit is made anew: a cache is never an error.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use matching::vulnerability::Knowledge;
use serde::{Deserialize, Serialize};

use crate::{
    cache_files, digest,
    error::AppError,
    folders,
    vulnerability_feeds::{self, FeedFile},
};

const MAGIC: &[u8] = b"kikimori knowledge 1\n";
/// Sets of feeds that are kept.
const KEPT: usize = 4;
/// A file that was touched so shortly before may change again without a sign of it.
pub(crate) const SETTLED: Duration = Duration::from_secs(2);

/// Size and time of last change of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stat {
    bytes: u64,
    seconds: u64,
    nanos: u32,
}

impl Stat {
    /// When it was changed last.
    pub(crate) const fn touched(&self) -> Duration {
        Duration::new(self.seconds, self.nanos)
    }
}

/// What knowledge is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    program: Option<Stat>,
    feeds: Vec<(PathBuf, Stat)>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    origin: Origin,
    files: Vec<FeedFile>,
    checksum: u32,
}

/// Knowledge and where it came from.
#[derive(Debug)]
pub struct Packed {
    pub knowledge: Knowledge,
    pub files: Vec<FeedFile>,
    /// It was kept from before: no feed was read.
    pub kept: bool,
    /// The same for the same feeds and program, as long as nobody touches them. `None`: nothing is kept.
    pub edition: Option<String>,
}

/// Loads every feed, or what was kept of exactly these feeds in `folder`.
///
/// # Errors
/// [`AppError::File`] when a path of feeds cannot be opened. A folder that cannot be written only costs time.
pub fn load(
    paths: &[PathBuf],
    folder: Option<&Path>,
    told: &mut dyn FnMut(&FeedFile),
) -> Result<Packed, AppError> {
    let Some(folder) = folder else { return read(paths, told) };
    let before = origin(paths)?;
    let place = folder.join(name(paths));
    if let Some(packed) = take(&place, &before) {
        packed.files.iter().for_each(&mut *told);
        return Ok(packed);
    }
    let mut packed = read(paths, told)?;
    // What changed while it was read is read again next time.
    if origin(paths)? == before {
        let kept = cache_files::keep(&place, KEPT, |file| write(file, &before, &mut packed));
        if let Err(error) = kept {
            tracing::warn!(folder = %folder.display(), %error, "packed knowledge was not kept");
        }
    }
    Ok(packed)
}

fn read(paths: &[PathBuf], told: &mut dyn FnMut(&FeedFile)) -> Result<Packed, AppError> {
    let (knowledge, files) = vulnerability_feeds::load(paths, told)?;
    Ok(Packed { knowledge, files, kept: false, edition: None })
}

/// One name for one list of paths.
fn name(paths: &[PathBuf]) -> String {
    let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    let list: Vec<String> = paths.iter().map(|path| absolute(path).display().to_string()).collect();
    let digest = digest::short(list.join("\n").as_bytes());
    format!("{digest}.knowledge")
}

pub(crate) fn origin(paths: &[PathBuf]) -> Result<Origin, AppError> {
    let mut feeds = Vec::new();
    for path in paths {
        for file in folders::files(path)? {
            let stat = stat(&file).map_err(|source| AppError::File {
                doing: "reading",
                path: file.clone(),
                source,
            })?;
            feeds.push((file, stat));
        }
    }
    let program = std::env::current_exe().and_then(|path| stat(&path)).ok();
    Ok(Origin { program, feeds })
}

/// The running program; another build judges anew.
pub(crate) fn program() -> String {
    format!("{:?}", std::env::current_exe().and_then(|path| stat(&path)).ok())
}

pub(crate) fn stat(path: &Path) -> std::io::Result<Stat> {
    let known = fs::metadata(path)?;
    let changed = known.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(Stat { bytes: known.len(), seconds: changed.as_secs(), nanos: changed.subsec_nanos() })
}

fn take(place: &Path, wanted: &Origin) -> Option<Packed> {
    let bytes = fs::read(place).ok()?;
    let rest = bytes.strip_prefix(MAGIC)?;
    let (length, rest) = rest.split_first_chunk::<8>()?;
    let (head, body) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let edition = Some(digest::sha256(head));
    let head: Head = serde_json::from_slice(head).ok()?;
    if head.origin != *wanted || head.checksum != crc32fast::hash(body) {
        return None;
    }
    Some(Packed { knowledge: postcard::from_bytes(body).ok()?, files: head.files, kept: true, edition })
}

/// Writes the file; whether every feed had been left alone for a while by the clock of the same disk.
fn write(file: &mut File, origin: &Origin, packed: &mut Packed) -> std::io::Result<bool> {
    let body = postcard::to_stdvec(&packed.knowledge).map_err(std::io::Error::other)?;
    let head = Head { origin: origin.clone(), files: packed.files.clone(), checksum: crc32fast::hash(&body) };
    let head = serde_json::to_vec(&head)?;
    packed.edition = Some(digest::sha256(&head));
    file.write_all(MAGIC)?;
    file.write_all(&(head.len() as u64).to_le_bytes())?;
    file.write_all(&head)?;
    file.write_all(&body)?;
    let now = file.metadata()?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(origin.feeds.iter().all(|(_, stat)| stat.touched() + SETTLED <= now))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/vuln");

    /// The fixtures in a folder of their own, touched long ago.
    fn feeds() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in folders::files(Path::new(FIXTURES)).unwrap() {
            settle(&file, &folder.path().join(file.file_name().unwrap()));
        }
        folder
    }

    fn settle(from: &Path, to: &Path) {
        fs::copy(from, to).unwrap();
        let long_ago = UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        File::options().write(true).open(to).unwrap().set_modified(long_ago).unwrap();
    }

    fn loaded(feeds: &Path, cache: &Path) -> Packed {
        load(&[feeds.to_owned()], Some(cache), &mut |_| {}).unwrap()
    }

    #[test]
    fn what_was_kept_is_the_same_knowledge() {
        let (feeds, cache) = (feeds(), tempfile::tempdir().unwrap());
        let first = loaded(feeds.path(), cache.path());
        let second = loaded(feeds.path(), cache.path());
        assert_eq!((first.kept, second.kept), (false, true));
        assert!(first.knowledge == second.knowledge && first.files == second.files);
    }

    #[test]
    fn a_changed_added_or_removed_feed_is_read_anew() {
        let (feeds, cache) = (feeds(), tempfile::tempdir().unwrap());
        loaded(feeds.path(), cache.path());
        fs::write(feeds.path().join("kev.json"), "{\"vulnerabilities\":[]}").unwrap();
        assert!(!loaded(feeds.path(), cache.path()).kept, "changed");
        assert!(!loaded(feeds.path(), cache.path()).kept, "touched a moment ago: it may change again");
        fs::remove_file(feeds.path().join("kev.json")).unwrap();
        assert!(!loaded(feeds.path(), cache.path()).kept, "removed");
        assert!(loaded(feeds.path(), cache.path()).kept);
        settle(&Path::new(FIXTURES).join("kev.json"), &feeds.path().join("kev-2.json"));
        let last = loaded(feeds.path(), cache.path());
        assert!(!last.kept && last.knowledge.exploited("CVE-2099-0001").is_some(), "added");
    }

    #[test]
    fn a_damaged_file_is_made_anew() {
        let (feeds, cache) = (feeds(), tempfile::tempdir().unwrap());
        let good = loaded(feeds.path(), cache.path());
        let place = folders::files(cache.path()).unwrap().remove(0);
        let whole = fs::read(&place).unwrap();
        for at in (0..whole.len()).step_by(97) {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x10;
            for damaged in [&whole[..at], &flipped] {
                fs::write(&place, damaged).unwrap();
                assert!(loaded(feeds.path(), cache.path()).knowledge == good.knowledge, "{at}");
            }
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_only_costs_time() {
        let feeds = feeds();
        let nowhere = feeds.path().join("kev.json");
        let first = loaded(feeds.path(), &nowhere);
        assert!(!first.kept && first.knowledge.record_count() > 0);
    }
}
