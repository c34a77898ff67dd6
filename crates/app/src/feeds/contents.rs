//! What a file holds, found by reading it: of which source, how many records, how new.

use std::{collections::BTreeMap, path::Path};

use domain::{civil::Civil, time::Timestamp, vulnerabilities::Source};
use parsers::document::vulnerability::Entry;

use super::{feed::Feed, trouble::Trouble};
use crate::{
    advisories,
    error::AppError,
    vulnerability_feeds::{
        self,
        bounds::{Excess, most_unpacked},
    },
};

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Where it belongs; `None` when nothing in it is known.
    pub feed: Option<Feed>,
    pub records: usize,
    pub unread: usize,
    pub newest: Option<Timestamp>,
    /// Why nothing, or not everything, was read.
    pub problem: Option<String>,
    /// Bytes that came out of it.
    pub unpacked: u64,
    /// The limit that it passed.
    pub excess: Option<Excess>,
}

impl Contents {
    /// Reads a file from beginning to end; of `wanted`, no more than a file of that feed may unpack to.
    ///
    /// # Errors
    /// [`AppError::File`] when it cannot be opened.
    pub fn of(path: &Path, wanted: Option<Feed>) -> Result<Self, AppError> {
        let mut counted: BTreeMap<Feed, usize> = BTreeMap::new();
        let mut contents = Self::default();
        let (mut newest, mut asked) = (None, 0);
        let mut take = |entry: Entry| {
            let (feed, date) = told(&entry);
            asked += usize::from(matches!(entry, Entry::Asked(_)));
            let counts = !matches!(entry, Entry::Edition { .. } | Entry::Asked(_));
            *counted.entry(feed).or_default() += usize::from(counts);
            newest = newest.max(date);
        };
        let file = vulnerability_feeds::one(path, most_unpacked(wanted), &mut take)?;
        (contents.records, contents.unread) = (file.read.saturating_sub(asked), file.unread);
        let cut = file.warnings.iter().find(|warning| warning.cut);
        contents.problem = file.problem.or_else(|| cut.map(|warning| warning.what.clone()));
        (contents.unpacked, contents.excess) = (file.unpacked, file.excess);
        contents.newest = newest;
        contents.feed = counted.into_iter().max_by_key(|(_, count)| *count).map(|(feed, _)| feed);
        if contents.feed.is_none() && contents.excess.is_none() {
            contents.advisory(path)?;
        }
        Ok(contents)
    }

    /// A CSAF advisory.
    fn advisory(&mut self, path: &Path) -> Result<(), AppError> {
        let (found, _) = advisories::read_paths(&[path.to_owned()])?;
        if let [advisory] = &found[..] {
            let newest = Civil::read(&advisory.current_release);
            *self = Self { feed: Some(Feed::Csaf), records: 1, newest, ..Self::default() };
        }
        Ok(())
    }

    /// Whether the file may stand for this feed.
    ///
    /// # Errors
    /// [`Trouble::Unpacks`] when it is too much, [`Trouble::NotAFeed`] when it holds something else or breaks off, [`Trouble::Unread`] when
    /// most of it could not be read.
    pub fn expect(&self, feed: Feed, name: &str) -> Result<(), Trouble> {
        let not = |what: String| Err(Trouble::NotAFeed { name: name.to_owned(), what });
        let most = most_unpacked(Some(feed));
        let size = (self.unpacked > most).then_some(Excess::Size { megabytes: most >> 20 });
        if let Some(excess) = self.excess.clone().or(size) {
            return Err(Trouble::Unpacks { name: name.to_owned(), excess });
        }
        match (&self.problem, self.feed) {
            (Some(problem), _) => not(problem.clone()),
            (None, None) => not("nothing of it is known".to_owned()),
            (None, Some(found)) if !is_same(found, feed) => not(format!("it is of {}", found.title())),
            _ if self.unread > self.records => {
                Err(Trouble::Unread { name: name.to_owned(), unread: self.unread })
            }
            _ => Ok(()),
        }
    }
}

/// Some feeds carry the records of one source by several ways.
fn is_same(found: Feed, wanted: Feed) -> bool {
    match wanted {
        Feed::NvdApi => found == Feed::Nvd,
        Feed::Osv | Feed::Github => matches!(found, Feed::Osv | Feed::Github),
        _ => found == wanted,
    }
}

fn told(entry: &Entry) -> (Feed, Option<Timestamp>) {
    match entry {
        // Answers are as new as the question.
        Entry::Record(record) if record.answer => (Feed::OsvApi, None),
        Entry::Asked(asked) => (Feed::OsvApi, Some(asked.at)),
        Entry::Record(record) if record.source == Source::Osv && record.id.starts_with("GHSA-") => {
            (Feed::Github, record.dated())
        }
        Entry::Record(record) => (Feed::of_source(record.source), record.dated()),
        Entry::Exploited(row) => (Feed::Kev, Civil::read(&row.added)),
        Entry::Likelihood { .. } => (Feed::Epss, None),
        Entry::Alias(_) => (Feed::Jvn, None),
        Entry::Edition { source, date } => (Feed::of_source(*source), Some(*date)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/vuln");

    #[test]
    fn feeds_are_known_by_their_content() {
        for (file, feed) in [
            ("nvd-1.1.json", Feed::Nvd),
            ("nvd-2.0.json", Feed::Nvd),
            ("cve-5.jsonl", Feed::Cve),
            ("osv-pypi.yaml", Feed::Osv),
            ("osv-answers.jsonl", Feed::OsvApi),
            ("kev.json", Feed::Kev),
            ("epss.csv", Feed::Epss),
        ] {
            let contents = Contents::of(&Path::new(FIXTURES).join(file), None).unwrap();
            assert_eq!(contents.feed, Some(feed), "{file}: {contents:?}");
            assert!(contents.newest.is_some(), "{file}: {contents:?}");
            assert_eq!(contents.expect(feed, file), Ok(()));
        }
    }

    #[test]
    fn a_cut_file_is_known_however_many_warnings_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cve.jsonl");
        let good = "{\"cveMetadata\":{\"cveId\":\"CVE-2026-0001\",\"state\":\"PUBLISHED\"},\"dataType\":\"CVE_RECORD\",\"dataVersion\":\"5.1\",\"containers\":{\"cna\":{}}}\n";
        let odd: String = (0..150).map(|number| format!("{{\"unknown\": {number}x{number}}}\n")).collect();
        std::fs::write(&file, format!("{}{odd}{{\"cveMetadata\":", good.repeat(400))).unwrap();
        let contents = Contents::of(&file, None).unwrap();
        assert!(contents.problem.is_some_and(|problem| problem.contains("ends in the middle")));
    }

    #[test]
    fn a_page_that_asks_to_log_in_is_no_feed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kev.json");
        for (text, is_kev) in [
            ("<html>log in</html>", false),
            ("", false),
            ("{\"vulnerabilities\":[]}", false),
            ("{\"vulnerabilities\":[{\"cveID\":\"CVE-2024-0001\",\"dateAdded\":\"2024-01-01\"}]}", true),
            ("{\"vulnerabilities\":[{\"cveID\":\"CVE-2024-0001\",\"dateAdded\":\"2024-01-01\"}", false),
        ] {
            std::fs::write(&file, text).unwrap();
            let contents = Contents::of(&file, Some(Feed::Kev)).unwrap();
            assert_eq!(contents.expect(Feed::Kev, "kev.json").is_ok(), is_kev, "{text}: {contents:?}");
        }
    }
}
