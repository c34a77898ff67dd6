//! `rpmdb.sqlite-wal`: what SQLite changed and did not write into the database yet (SQLite, "Database File Format", section 4).
//!
//! As SQLite itself, the log counts up to the last transaction that was finished: what stands behind it was not, or is left from before.

use super::sqlite::{MAGIC, page_size};
use crate::cursor::{Cursor, Parse, Reason};

/// The lowest bit tells the order of bytes in sums.
const LOG_MAGIC: u32 = 0x377f_0682;
const VERSION: u32 = 3_007_000;
const WHAT: &str = "log of SQLite";

/// A page as it was changed.
struct Frame<'l> {
    /// Pages count from 1.
    number: u32,
    /// Pages of the database after a transaction whose last frame this is; 0 for all others.
    pages: u32,
    content: &'l [u8],
}

/// The frames of a log, one after the other.
struct Frames<'l> {
    rest: Cursor<'l>,
    page: usize,
    /// Those of another round have other salts.
    salts: [u32; 2],
    sums: [u32; 2],
    reversed: bool,
}

/// How a log ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// At its end, or where a former round begins.
    Whole,
    /// Broken off, or a frame whose sum is wrong.
    Damaged,
}

/// Writes what a log says into the bytes of its database. Gives what a person must know of it.
pub(super) fn apply(database: &mut Vec<u8>, log: &[u8], most: usize) -> Vec<String> {
    if log.is_empty() || !database.starts_with(MAGIC) {
        return Vec::new();
    }
    match changed(database, log, most) {
        Ok(told) => told,
        Err(problem) => vec![format!(
            "changes that stand only in the log beside the database (rpmdb.sqlite-wal) are not read: {problem}. Copy the \
             folder again after the system was shut down"
        )],
    }
}

fn changed(database: &mut Vec<u8>, log: &[u8], most: usize) -> Parse<Vec<String>> {
    let mut frames = Frames::open(log)?;
    frames.rest.ensure(page_size(database)? == frames.page)?;
    let mut found = Vec::new();
    let (mut finished, mut pages) = (0, 0);
    let end = loop {
        match frames.next() {
            Ok(frame) => {
                found.push((frame.number, frame.content));
                if frame.pages > 0 {
                    (finished, pages) = (found.len(), usize::try_from(frame.pages).unwrap_or(usize::MAX));
                }
            }
            Err(end) => break end,
        }
    };
    let unfinished = found.len() - finished;
    found.truncate(finished);
    if finished > 0 {
        // Pages that neither the database nor its log has are no pages: a size alone takes no memory.
        let there = database.len().div_ceil(frames.page) + finished;
        let whole = pages.checked_mul(frames.page).filter(|whole| *whole <= most && pages <= there);
        database.resize(whole.ok_or_else(|| frames.rest.error(Reason::TooLarge))?, 0);
    }
    for (number, content) in found {
        let at = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1).saturating_mul(frames.page);
        // A page that a later transaction cut off.
        let Some(page) = database.get_mut(at..).and_then(|rest| rest.get_mut(..frames.page)) else {
            continue;
        };
        page.copy_from_slice(content);
    }
    Ok(told(finished, unfinished, end))
}

fn told(finished: usize, unfinished: usize, end: End) -> Vec<String> {
    let mut told = Vec::new();
    if finished > 0 {
        told.push(format!(
            "the database was in use: {finished} pages were read from the log beside it (rpmdb.sqlite-wal)"
        ));
    }
    // A page that changes twice in one transaction is written over in the log, whose sums are wrong until the end of it.
    if unfinished > 0 || end == End::Damaged {
        told.push(
            "what stands in the log behind the last finished change is left out: it was not finished when the files were \
             copied, or the log is damaged"
                .to_owned(),
        );
    }
    told
}

impl<'l> Frames<'l> {
    fn open(log: &'l [u8]) -> Parse<Self> {
        let mut head = Cursor::new(WHAT, log);
        let (magic, version) = (head.u32()?, head.u32()?);
        head.ensure(magic & !1 == LOG_MAGIC && version == VERSION)?;
        let page = usize::try_from(head.u32()?).unwrap_or_default();
        head.ensure(page.is_power_of_two() && (512..=0x1_0000).contains(&page))?;
        head.skip(4)?;
        let salts = [head.u32()?, head.u32()?];
        let mut frames = Self { rest: head, page, salts, sums: [0; 2], reversed: magic & 1 == 0 };
        frames.add(log.get(..24).unwrap_or_default());
        let told = [frames.rest.u32()?, frames.rest.u32()?];
        frames.rest.ensure(told == frames.sums)?;
        Ok(frames)
    }

    fn next(&mut self) -> Result<Frame<'l>, End> {
        if self.rest.is_empty() {
            return Err(End::Whole);
        }
        let start = self.rest.rest();
        let (number, pages, salts, sums) = self.head().map_err(|_| End::Damaged)?;
        if salts != self.salts {
            return Err(End::Whole);
        }
        let content = self.rest.take(self.page).map_err(|_| End::Damaged)?;
        self.add(start.get(..8).unwrap_or_default());
        self.add(content);
        if sums != self.sums || number == 0 {
            return Err(End::Damaged);
        }
        Ok(Frame { number, pages, content })
    }

    fn head(&mut self) -> Parse<(u32, u32, [u32; 2], [u32; 2])> {
        let mut four = || self.rest.u32();
        Ok((four()?, four()?, [four()?, four()?], [four()?, four()?]))
    }

    /// The sums run over everything before (section 4.2).
    fn add(&mut self, bytes: &[u8]) {
        let number = |four: &[u8]| {
            let four = four.try_into().unwrap_or_default();
            if self.reversed { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) }
        };
        let [mut first, mut second] = self.sums;
        for eight in bytes.chunks_exact(8) {
            let (one, two) = eight.split_at(4);
            first = first.wrapping_add(number(one)).wrapping_add(second);
            second = second.wrapping_add(number(two)).wrapping_add(first);
        }
        self.sums = [first, second];
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::{
            MAX_BYTES,
            tests::{database, read_at},
        },
        *,
    };

    fn with(log: &[u8]) -> (Vec<String>, Vec<String>) {
        let mut whole = database("rpmdb.sqlite");
        let told = apply(&mut whole, log, MAX_BYTES);
        let found = read_at("rpmdb.sqlite", &whole).unwrap();
        let mut names: Vec<String> = found.components.iter().map(|package| package.name.clone()).collect();
        names.sort();
        (names, told.into_iter().chain(found.warnings).collect())
    }

    const BEFORE: [&str; 6] = ["acme", "acme", "acme-js", "acme-libs", "acme-libs", "acme-many"];
    const AFTER: [&str; 6] = ["acme", "acme", "acme-libs", "acme-libs", "acme-many", "acme-more"];

    #[test]
    fn finished_changes_count_and_others_do_not() {
        let log = database("rpmdb.sqlite-wal");
        let (names, told) = with(&log);
        assert_eq!(names, AFTER);
        assert!(
            told[0].contains("pages were read from the log") && told[1].contains("it was not finished"),
            "{told:?}"
        );
        assert_eq!(told.len(), 2, "{told:?}");
        let (names, told) = with(b"");
        assert_eq!((names, told), (BEFORE.map(str::to_owned).to_vec(), Vec::new()));
    }

    #[test]
    fn a_damaged_log_counts_as_far_as_its_sums_are_right() {
        let mut log = database("rpmdb.sqlite-wal");
        let frame = 24 + usize::try_from(u32::from_be_bytes(log[8..12].try_into().unwrap())).unwrap();
        let end = log.len();
        // In the frame behind the last finished one, in the first one, in the header, in its salts.
        for (at, wanted, words) in [
            (end - 1, AFTER, "or the log is damaged"),
            (32 + 30, BEFORE, "or the log is damaged"),
            (0, BEFORE, "are not read"),
            (17, BEFORE, "are not read"),
        ] {
            log[at] ^= 1;
            let (names, told) = with(&log);
            assert_eq!(names, wanted, "{at}");
            assert!(told.iter().any(|told| told.contains(words)), "{at}: {told:?}");
            log[at] ^= 1;
        }
        // A former round's frames have another salt; that is no damage.
        log[32 + 8] ^= 1;
        assert_eq!(with(&log), (BEFORE.map(str::to_owned).to_vec(), Vec::new()));
        log[32 + 8] ^= 1;
        let (names, told) = with(&log[..end - frame / 2]);
        assert!(names == AFTER && told.iter().any(|told| told.contains("is damaged")), "{told:?}");
        assert!(with(&log[..31]).1[0].contains("are not read"));
    }

    #[test]
    fn a_size_alone_takes_no_memory() {
        let mut log = database("rpmdb.sqlite-wal");
        let page = usize::try_from(u32::from_be_bytes(log[8..12].try_into().unwrap())).unwrap();
        log.truncate(32 + 24 + page);
        log[32 + 4..32 + 8].copy_from_slice(&100_000_u32.to_be_bytes());
        // The sum is made right again.
        let mut frames = Frames::open(&log).unwrap();
        frames.add(&log[32..40]);
        frames.add(&log[56..]);
        let sums = frames.sums;
        for (at, sum) in [(48, sums[0]), (52, sums[1])] {
            log[at..at + 4].copy_from_slice(&sum.to_be_bytes());
        }
        let (names, told) = with(&log);
        assert!(names == BEFORE && told[0].contains("larger than allowed"), "{told:?}");
    }

    proptest! {
        #[test]
        fn never_panics_on_damaged_logs(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
            end in any::<prop::sample::Index>(),
        ) {
            static WHOLE: std::sync::OnceLock<[Vec<u8>; 2]> = std::sync::OnceLock::new();
            let [whole, log] = WHOLE.get_or_init(|| [database("rpmdb.sqlite"), database("rpmdb.sqlite-wal")]);
            let mut log = log.clone();
            for (at, byte) in changes {
                let at = at.index(log.len().min(200));
                log[at] = byte;
            }
            log.truncate(end.index(log.len()).max(60));
            let mut whole = whole.clone();
            let _ = apply(&mut whole, &log, MAX_BYTES);
            prop_assert!(whole.len() <= MAX_BYTES);
        }
    }
}
