//! One pack for each feed: read anew only when the feed changed, taken from the cache otherwise, and put together in the order of feeds.
//!
//! Small files share a pack with their neighbours, so that a folder of a hundred thousand of them is no hundred thousand packs. Where one pack
//! ends depends on the files themselves: a file more or less changes its own pack and no other.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError, mpsc},
};

use domain::vulnerabilities::Advice;
use matching::vulnerability::{Assembler, Builder, Knowledge, Pack};

use super::{
    kept_file::{self, Kept},
    origin::{self, FeedPath, Origin},
};
use crate::{
    cache_files, digest,
    error::AppError,
    vulnerability_feeds::{self, FeedFile},
};

/// Ending of a kept pack.
pub(super) const KIND: &str = "pack";
/// Bytes from which on a file has a pack of its own.
const LARGE: u64 = 256 << 10;
/// Files and bytes that one pack is made from at most.
const MOST_FILES: usize = 2_000;
const MOST_BYTES: u64 = 8 << 20;
/// One of so many small files ends a pack.
const ENDS: u8 = 64;
/// Packs that wait for their turn.
const WAITING: usize = 2;
/// The fastest kind of zstandard.
const LEVEL: i32 = 1;

/// Everything that feeds said.
pub(super) struct Assembled {
    pub knowledge: Knowledge,
    pub files: Vec<FeedFile>,
    /// How many files were read, the others being packed from before.
    pub read: usize,
    /// Where the packs lie.
    pub places: Vec<PathBuf>,
}

/// Reads what changed, on all processors, and puts everything together.
///
/// # Errors
/// [`AppError::File`] when a feed cannot be opened.
pub(super) fn assemble(
    feeds: &[FeedPath],
    folder: Option<&Path>,
    told: &mut dyn FnMut(&FeedFile),
) -> Result<Assembled, AppError> {
    assemble_by(std::thread::available_parallelism().map_or(1, NonZeroUsize::get), feeds, folder, told)
}

/// So many readers; what they packed is put together in the order of feeds, so that their number changes nothing.
fn assemble_by(
    readers: usize,
    feeds: &[FeedPath],
    folder: Option<&Path>,
    told: &mut dyn FnMut(&FeedFile),
) -> Result<Assembled, AppError> {
    let groups = groups(feeds);
    let (sender, turns) = mpsc::sync_channel(WAITING);
    let next = Turns { folder, next: Mutex::new((groups.iter(), sender)) };
    let (mut assembler, mut files, mut read, mut places) = (Assembler::default(), Vec::new(), 0, Vec::new());
    let taken = std::thread::scope(|scope| {
        for _ in 0..readers.clamp(1, 16) {
            scope.spawn(|| while next.take().is_some() {});
        }
        // The receivers come in the order of groups. Behind the first failure they are dropped, and no reader takes a turn any more.
        turns.into_iter().take(groups.len()).try_for_each(|turn: mpsc::Receiver<_>| {
            let packed: Packed =
                turn.recv().unwrap_or(Err(AppError::Interrupted { doing: "reading feeds" }))?;
            assembler.add(&packed.pack);
            packed.files.iter().for_each(&mut *told);
            read += packed.read;
            files.extend(packed.files);
            places.extend(packed.place);
            Ok(())
        })
    });
    taken.map(|()| Assembled { knowledge: assembler.finish(), files, read, places })
}

/// Cuts the list of feeds into what is packed together.
fn groups(feeds: &[FeedPath]) -> Vec<&[FeedPath]> {
    let mut bytes = 0;
    let mut files = 0;
    let mut next_is_large = feeds.iter().skip(1).map(|next| next.stat.bytes >= LARGE).chain([true]);
    let ends = |feed: &FeedPath| {
        (bytes, files) = (bytes + feed.stat.bytes, files + 1);
        let mark = digest::short(feed.path.as_os_str().as_encoded_bytes());
        let marked =
            u8::from_str_radix(mark.get(..2).unwrap_or_default(), 16).is_ok_and(|mark| mark % ENDS == 0);
        let full = files >= MOST_FILES || bytes >= MOST_BYTES;
        let end = next_is_large.next() != Some(false) || feed.stat.bytes >= LARGE || marked || full;
        if end {
            (bytes, files) = (0, 0);
        }
        end
    };
    feeds.split_inclusive(ends).collect()
}

/// The pack of a group.
struct Packed {
    pack: Pack,
    files: Vec<FeedFile>,
    read: usize,
    place: Option<PathBuf>,
}

type Turn = mpsc::Receiver<Result<Packed, AppError>>;

/// Groups that are still to be packed, and where the one who puts together gets their receivers.
struct Turns<'f> {
    folder: Option<&'f Path>,
    next: Mutex<(std::slice::Iter<'f, &'f [FeedPath]>, mpsc::SyncSender<Turn>)>,
}

impl Turns<'_> {
    /// Packs the next group. The earliest that is not handed over is always in somebody's hands: nobody waits for ever. `None`: nothing is
    /// left to do.
    fn take(&self) -> Option<()> {
        let (group, sender) = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let group = *next.0.next()?;
            let (sender, receiver) = mpsc::sync_channel(1);
            next.1.send(receiver).ok()?;
            (group, sender)
        };
        // Nobody listens any more: somebody else failed.
        drop(sender.send(packed(group, self.folder)));
        Some(())
    }
}

fn packed(group: &[FeedPath], folder: Option<&Path>) -> Result<Packed, AppError> {
    let Some(folder) = folder else { return read(group, None) };
    let place = place_of(group, folder);
    let before = Origin::of(group);
    if let Some(found) = kept_file::take(&place, &before)
        && let Some(pack) = unpack(found.body())
    {
        return Ok(Packed { pack, files: found.files, read: 0, place: Some(place) });
    }
    let packed = read(group, Some(place.clone()))?;
    // What changed while it was read is read again next time.
    if before.still_is()
        && let Err(error) = keep(&place, before, &packed)
    {
        tracing::warn!(folder = %folder.display(), %error, "a packed feed was not kept");
    }
    Ok(packed)
}

fn read(group: &[FeedPath], place: Option<PathBuf>) -> Result<Packed, AppError> {
    let mut builder = Builder::default();
    let read = |feed: &FeedPath| vulnerability_feeds::pack(&feed.path, feed.named, &mut builder);
    let files = group.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Packed { pack: builder.pack(), files, read: group.len(), place })
}

fn keep(place: &Path, origin: Origin, packed: &Packed) -> std::io::Result<()> {
    let columns = postcard::to_stdvec(&packed.pack).map_err(std::io::Error::other)?;
    let columns = zstd::bulk::compress(&columns, LEVEL)?;
    let advice = zstd::bulk::compress(packed.pack.advice().as_bytes(), LEVEL)?;
    let kept = Kept::new(origin, packed.files.clone(), joined(&columns, &advice))?;
    cache_files::put(place, |file| kept.write(file))
}

/// The columns, and behind them what is read only when somebody looks; before them how long they are.
fn joined(columns: &[u8], advice: &[u8]) -> Vec<u8> {
    [&(columns.len() as u64).to_le_bytes(), columns, advice].concat()
}

/// The two parts of a body.
fn parted(body: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = body.split_first_chunk::<8>()?;
    rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)
}

fn unpack(body: &[u8]) -> Option<Pack> {
    postcard::from_bytes(&zstd::stream::decode_all(parted(body)?.0).ok()?).ok()
}

/// Bytes of pages that one pack may have.
const MOST_ADVICE: usize = 256 << 20;

/// Feeds up to so many bytes are read again for their pages when they are not packed: they came a moment ago.
const FRESH: u64 = 32 << 20;

/// Pages that these feeds have for a vulnerability, by their packs. A large feed that is not packed as it is now says nothing.
pub(super) fn advice(feeds: &[FeedPath], folder: &Path, id: &str) -> Vec<Advice> {
    let of_group = |group: &&[FeedPath]| {
        let small = group.iter().map(|feed| feed.stat.bytes).sum::<u64>() <= FRESH;
        kept_advice(group, folder, id).unwrap_or_else(|| match small.then(|| packed(group, Some(folder))) {
            Some(Ok(read)) => Pack::advice_of(read.pack.advice(), id),
            Some(Err(_)) | None => Vec::new(),
        })
    };
    Advice::best(groups(feeds).iter().flat_map(of_group).collect())
}

/// By the pack of a group; `None` when there is none.
fn kept_advice(group: &[FeedPath], folder: &Path, id: &str) -> Option<Vec<Advice>> {
    let found = kept_file::take(&place_of(group, folder), &Origin::of(group))?;
    let lines = cache_files::unpacked(parted(found.body())?.1, MOST_ADVICE).ok()?;
    Some(Pack::advice_of(std::str::from_utf8(&lines).ok()?, id))
}

/// Where the pack of a group lies.
fn place_of(group: &[FeedPath], folder: &Path) -> PathBuf {
    let name = origin::name(group.iter().map(|feed| (feed.path.as_path(), feed.named)));
    folder.join(format!("{name}.{KIND}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/vuln");

    #[test]
    fn the_number_of_readers_and_reading_again_change_nothing() {
        let feeds = origin::feeds(&[PathBuf::from(FIXTURES)]).unwrap();
        let by = |readers| {
            let made = assemble_by(readers, &feeds, None, &mut |_| {}).unwrap();
            (postcard::to_stdvec(&made.knowledge).unwrap(), made.files)
        };
        let one = by(1);
        assert!(one.1.len() > 5, "{:?}", one.1);
        for readers in [1, 2, 3, 16] {
            assert!(by(readers) == one, "{readers}");
        }
    }

    #[test]
    fn a_feed_that_is_gone_ends_every_reader() {
        let mut feeds = origin::feeds(&[PathBuf::from(FIXTURES)]).unwrap();
        feeds.iter_mut().for_each(|feed| feed.stat.bytes = LARGE);
        feeds[1].path = PathBuf::from("/nowhere/at/all");
        assert!(matches!(assemble_by(3, &feeds, None, &mut |_| {}), Err(AppError::File { .. })));
    }

    #[test]
    fn a_file_more_or_less_changes_its_own_pack_only() {
        let template = origin::feeds(&[PathBuf::from(FIXTURES)]).unwrap().remove(0);
        let feed = |at: usize| {
            let mut feed = template.clone();
            feed.path = PathBuf::from(format!("/feeds/osv/{at:05}.json"));
            feed.stat.bytes = if at % 1_000 == 999 { LARGE } else { 3_000 };
            feed
        };
        let names = |feeds: &[FeedPath]| -> Vec<Vec<PathBuf>> {
            let of = |group: &&[FeedPath]| group.iter().map(|feed| feed.path.clone()).collect();
            groups(feeds).iter().map(of).collect()
        };
        let mut feeds: Vec<FeedPath> = (0..10_000).map(feed).collect();
        let before = names(&feeds);
        assert!((100..300).contains(&before.len()), "{}", before.len());
        assert_eq!(before.concat(), feeds.iter().map(|feed| feed.path.clone()).collect::<Vec<_>>());
        let large = |group: &Vec<PathBuf>| group.len() == 1 && group[0].ends_with("00999.json");
        assert!(before.iter().any(large), "a large file is alone");
        feeds.remove(4_321);
        let after = names(&feeds);
        assert!(after.iter().filter(|group| !before.contains(group)).count() <= 2);
    }
}
