//! Packed knowledge kept on disk: as long as no feed and no program changed, the next start need not read every feed again; when one changed,
//! only that one is read and packed ([`packs`]), and put together with the others.
//!
//! Whatever does not fit is made anew: a cache is never an error. What can never fit again is removed.

mod kept_file;
mod origin;
mod packs;

use std::path::{Path, PathBuf};

use domain::vulnerabilities::Advice;
use matching::vulnerability::Knowledge;

pub(crate) use origin::{Origin, SETTLED, Stat, program};

use crate::{
    cache_files::{self, Bounds},
    error::AppError,
    vulnerability_feeds::FeedFile,
};
use kept_file::Kept;
use packs::Assembled;

/// Ending of kept knowledge.
const KIND: &str = "knowledge";
/// What is kept of other sets of feeds than the last one.
const OTHER_SETS: Bounds = Bounds { files: 3, bytes: 512 << 20 };
/// Packs that are kept of feeds that the last set does not have.
const OTHER_PACKS: Bounds = Bounds { files: 10_000, bytes: 256 << 20 };

/// Knowledge and where it came from.
#[derive(Debug)]
pub struct Packed {
    pub knowledge: Knowledge,
    pub files: Vec<FeedFile>,
    /// How many feeds were read; the others were packed from before.
    pub read: usize,
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
    let feeds = origin::feeds(paths)?;
    let Some(folder) = folder else { return Ok(packs::assemble(&feeds, None, told)?.into()) };
    let before = Origin::of(&feeds);
    let name = origin::name(paths.iter().map(|path| (path.as_path(), true)));
    let place = folder.join(format!("{name}.{KIND}"));
    if let Some(packed) = take(&place, &before) {
        packed.files.iter().for_each(&mut *told);
        return Ok(packed);
    }
    let mut made = packs::assemble(&feeds, Some(folder), told)?;
    let places = std::mem::take(&mut made.places);
    let mut packed = Packed::from(made);
    // What changed while it was read is read again next time.
    if origin(paths)? == before {
        let kept = keep(&place, before, &mut packed).and_then(|()| tidy(folder, &place, &places));
        if let Err(error) = kept {
            tracing::warn!(folder = %folder.display(), %error, "packed knowledge was not kept");
        }
    }
    Ok(packed)
}

impl From<Assembled> for Packed {
    fn from(made: Assembled) -> Self {
        Self { knowledge: made.knowledge, files: made.files, read: made.read, edition: None }
    }
}

/// Pages that feeds mark as telling how to mend a vulnerability, the better ones first: read from what is kept packed in a folder.
///
/// # Errors
/// [`AppError::File`] for a path that is not there.
pub fn advice(paths: &[PathBuf], folder: &Path, id: &str) -> Result<Vec<Advice>, AppError> {
    Ok(packs::advice(&origin::feeds(paths)?, folder, id))
}

/// What knowledge of these paths would be made from.
///
/// # Errors
/// [`AppError::File`] for a path that is not there.
pub(crate) fn origin(paths: &[PathBuf]) -> Result<Origin, AppError> {
    Ok(Origin::of(&origin::feeds(paths)?))
}

fn take(place: &Path, wanted: &Origin) -> Option<Packed> {
    let found = kept_file::take(place, wanted)?;
    let knowledge = postcard::from_bytes(found.body()).ok()?;
    Some(Packed { knowledge, files: found.files, read: 0, edition: Some(found.edition) })
}

fn keep(place: &Path, origin: Origin, packed: &mut Packed) -> std::io::Result<()> {
    let body = postcard::to_stdvec(&packed.knowledge).map_err(std::io::Error::other)?;
    let kept = Kept::new(origin, packed.files.clone(), body)?;
    packed.edition = Some(kept.edition());
    cache_files::put(place, |file| kept.write(file))
}

/// Removes what was made by another program or from feeds that are no more so, and of the rest what is too much.
fn tidy(folder: &Path, place: &Path, packs: &[PathBuf]) -> std::io::Result<()> {
    let in_use = |path: &Path| path == place || packs.iter().any(|pack| pack == path);
    for (path, _) in cache_files::of_folder(folder)? {
        let ours = path.extension().is_some_and(|ending| ending == KIND || ending == packs::KIND);
        let fits = || kept_file::origin(&path).is_some_and(|origin| origin.still_is());
        if ours && !in_use(&path) && !fits() {
            cache_files::remove(&path)?;
        }
    }
    cache_files::forget(folder, KIND, OTHER_SETS, &in_use)?;
    cache_files::forget(folder, packs::KIND, OTHER_PACKS, &in_use)
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, File},
        time::{Duration, UNIX_EPOCH},
    };

    use domain::vulnerabilities::AdviceKind;
    use proptest::prelude::*;

    use super::*;
    use crate::folders;

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
        lay(to, &fs::read(from).unwrap(), 0);
    }

    /// A file that was touched long ago, at the given second.
    fn lay(to: &Path, bytes: &[u8], second: u64) {
        fs::write(to, bytes).unwrap();
        let long_ago = UNIX_EPOCH + Duration::from_secs(1_000_000_000 + second);
        File::options().write(true).open(to).unwrap().set_modified(long_ago).unwrap();
    }

    fn loaded(feeds: &Path, cache: &Path) -> Packed {
        load(&[feeds.to_owned()], Some(cache), &mut |_| {}).unwrap()
    }

    fn of_kind(cache: &Path, kind: &str) -> Vec<PathBuf> {
        let mut files = folders::files(cache).unwrap();
        files.retain(|path| path.extension().is_some_and(|ending| ending == kind));
        files
    }

    #[test]
    fn what_was_kept_is_the_same_knowledge() {
        let (feeds, cache) = (feeds(), tempfile::tempdir().unwrap());
        let first = loaded(feeds.path(), cache.path());
        let second = loaded(feeds.path(), cache.path());
        assert_eq!((first.read, second.read), (15, 0));
        assert!(first.knowledge == second.knowledge && first.files == second.files);
        assert!(first.edition.is_some() && first.edition == second.edition);
        fs::remove_file(&of_kind(cache.path(), KIND)[0]).unwrap();
        let third = loaded(feeds.path(), cache.path());
        assert!(third.read == 0 && third.knowledge == first.knowledge && third.edition == first.edition);
    }

    #[test]
    fn pages_about_fixes_are_read_from_the_packs() {
        let (feeds, cache) = (feeds(), tempfile::tempdir().unwrap());
        let (reference, id) = ("https://www.example.org/fix", "CVE-2099-0777");
        let cve = format!(
            "{{\"dataType\":\"CVE_RECORD\",\"dataVersion\":\"5.1\",\"cveMetadata\":{{\"cveId\":\"{id}\",\"state\":\"PUBLISHED\"}},\
             \"containers\":{{\"cna\":{{\"references\":[{{\"url\":\"{reference}\",\"tags\":[\"patch\"]}},{{\"url\":\"https://other.example/\"}}]}}}}}}\n"
        );
        lay(&feeds.path().join("fix.jsonl"), cve.as_bytes(), 0);
        let paths = [feeds.path().to_owned()];
        let known = || advice(&paths, cache.path(), id).unwrap();
        let expected = [Advice { kind: AdviceKind::Patch, url: reference.to_owned() }];
        assert_eq!(known(), expected, "nothing was packed yet");
        loaded(feeds.path(), cache.path());
        assert_eq!(known(), expected);
        assert!(
            advice(&paths, cache.path(), "CVE-2099-077").unwrap().is_empty(),
            "a name that begins the same"
        );
        lay(&feeds.path().join("fix.jsonl"), b"{}", 1);
        assert!(known().is_empty(), "the feed changed");
    }

    #[test]
    fn a_changed_added_or_removed_feed_is_read_anew() {
        let (feeds, cache) = (feeds(), tempfile::tempdir().unwrap());
        let read = || loaded(feeds.path(), cache.path()).read;
        read();
        fs::write(feeds.path().join("kev.json"), "{\"vulnerabilities\":[]}").unwrap();
        assert!(read() > 0, "changed");
        assert!(read() > 0, "touched a moment ago: it may change again");
        fs::remove_file(feeds.path().join("kev.json")).unwrap();
        read();
        assert_eq!(read(), 0, "removed");
        settle(&Path::new(FIXTURES).join("kev.json"), &feeds.path().join("kev-2.json"));
        let last = loaded(feeds.path(), cache.path());
        assert!(last.read > 0 && last.knowledge.exploited("CVE-2099-0001").is_some(), "added");
    }

    #[test]
    fn only_the_large_feed_that_changed_is_read() {
        let (feeds, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let write = |name: &str, second| {
            let mut bytes = fs::read(Path::new(FIXTURES).join(name)).unwrap();
            bytes.extend([b'\n'; 300_000]);
            lay(&feeds.path().join(name), &bytes, second);
        };
        ["kev.json", "nvd-1.1.json", "osv-go.json"].iter().for_each(|name| write(name, 0));
        settle(&Path::new(FIXTURES).join("epss.csv"), &feeds.path().join("epss.csv"));
        assert_eq!(loaded(feeds.path(), cache.path()).read, 4);
        write("kev.json", 1);
        let again = loaded(feeds.path(), cache.path());
        let alone = load(&[feeds.path().to_owned()], None, &mut |_| {}).unwrap();
        assert_eq!((again.read, alone.read), (1, 4));
        assert!(again.knowledge == alone.knowledge && again.files == alone.files);
        assert_eq!((of_kind(cache.path(), KIND).len(), of_kind(cache.path(), packs::KIND).len()), (1, 4));
        // Another list of the same files shares their packs.
        let other =
            load(&[feeds.path().to_owned(), feeds.path().join("kev.json")], Some(cache.path()), &mut |_| {});
        assert_eq!(other.unwrap().read, 1, "only the one that is named now");
    }

    #[test]
    fn what_can_never_be_used_again_is_removed() {
        let (first, second) = (feeds(), feeds());
        let cache = tempfile::tempdir().unwrap();
        loaded(first.path(), cache.path());
        let packs_of_one = of_kind(cache.path(), packs::KIND).len();
        fs::write(cache.path().join("0123456789abcdef.knowledge"), "kikimori knowledge 1\nof an old program")
            .unwrap();
        fs::write(cache.path().join("theirs.txt"), "not ours").unwrap();
        loaded(second.path(), cache.path());
        assert_eq!(of_kind(cache.path(), KIND).len(), 2, "both can be used");
        drop(first);
        fs::remove_file(second.path().join("kev.json")).unwrap();
        loaded(second.path(), cache.path());
        assert_eq!(of_kind(cache.path(), KIND).len(), 1);
        assert!(of_kind(cache.path(), packs::KIND).len() <= packs_of_one);
        assert!(cache.path().join("theirs.txt").exists());
    }

    #[test]
    fn a_damaged_file_is_made_anew() {
        let (feeds, cache) = (feeds(), tempfile::tempdir().unwrap());
        let good = loaded(feeds.path(), cache.path());
        let whole = of_kind(cache.path(), KIND).remove(0);
        for place in folders::files(cache.path()).unwrap() {
            let bytes = fs::read(&place).unwrap();
            for at in (0..bytes.len()).step_by(211) {
                let mut flipped = bytes.clone();
                flipped[at] ^= 0x10;
                for damaged in [&bytes[..at], &flipped] {
                    drop(fs::remove_file(&whole));
                    fs::write(&place, damaged).unwrap();
                    let again = loaded(feeds.path(), cache.path());
                    assert!(again.knowledge == good.knowledge && again.files == good.files, "{at}");
                }
            }
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_only_costs_time() {
        let feeds = feeds();
        let nowhere = feeds.path().join("kev.json");
        let first = loaded(feeds.path(), &nowhere);
        assert!(first.read == 15 && first.knowledge.record_count() > 0);
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        /// Which fixture is laid down, and how many times 90,000 bytes it is longer than it need be.
        Lay(usize, usize),
        /// A fixture that is cut in the middle: what is read of it is less.
        Break(usize),
        Remove(usize),
        /// A kept file is lost.
        Forget(usize),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            4 => (0..15_usize, 0..4_usize).prop_map(|(at, times)| Step::Lay(at, times)),
            1 => (0..15_usize).prop_map(Step::Break),
            2 => (0..15_usize).prop_map(Step::Remove),
            1 => (0..99_usize).prop_map(Step::Forget),
        ];
        prop::collection::vec(step, 1..10)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Whatever was changed, and whatever was kept from before: it is what reading every feed gives, byte by byte.
        #[test]
        fn packs_of_before_and_a_whole_reading_are_the_same(steps in steps()) {
            let (feeds, cache) = (feeds(), tempfile::tempdir().unwrap());
            let names = folders::files(Path::new(FIXTURES)).unwrap();
            loaded(feeds.path(), cache.path());
            for (second, step) in (1..).zip(steps) {
                let file = |at: usize| {
                    let place = feeds.path().join(names[at].file_name().unwrap());
                    (place, fs::read(&names[at]).unwrap())
                };
                match step {
                    Step::Lay(at, times) => {
                        let (place, mut bytes) = file(at);
                        bytes.extend(std::iter::repeat_n(b'\n', times * 90_000));
                        lay(&place, &bytes, second);
                    }
                    Step::Break(at) => {
                        let (place, bytes) = file(at);
                        lay(&place, &bytes[..bytes.len() / 2], second);
                    }
                    Step::Remove(at) => drop(fs::remove_file(file(at).0)),
                    Step::Forget(at) => {
                        let kept = folders::files(cache.path()).unwrap();
                        fs::remove_file(&kept[at % kept.len()]).unwrap();
                    }
                }
                let kept = loaded(feeds.path(), cache.path());
                let whole = load(&[feeds.path().to_owned()], None, &mut |_| {}).unwrap();
                let bytes = |packed: &Packed| postcard::to_stdvec(&packed.knowledge).unwrap();
                prop_assert!(bytes(&kept) == bytes(&whole), "{:?}", step);
                prop_assert_eq!(&kept.files, &whole.files);
            }
        }
    }
}
