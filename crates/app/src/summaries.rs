//! What JVN writes about a vulnerability in full: read from its files when somebody looks. Titles are kept in memory, summaries would take
//! more room than everything else.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufReader, Read as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use domain::vulnerabilities::Source;
use parsers::document::vulnerability::Entry;

use crate::{error::AppError, feeds::Feed, node::Node, vulnerability_feeds};

/// Files that are larger are not searched.
const LARGEST: u64 = 256 << 20;
/// Records of one vulnerability that are shown.
const MOST: usize = 3;
/// Summaries that are remembered.
const KEPT: usize = 200;
/// Bytes that are looked at together.
const WINDOW: usize = 1 << 20;

/// A record of JVN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// `JVNDB-2099-000001`
    pub record: String,
    /// Every CVE that the record deals with.
    pub covers: Vec<String>,
    /// `None`: the record has no words beside its title, or its file could not be searched.
    pub text: Option<String>,
}

/// Summaries that were read before, by edition of the feeds and record.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<BTreeMap<(u64, String), Option<String>>>);

impl Node {
    /// What JVN says about a vulnerability, of every record that deals with it.
    ///
    /// # Errors
    /// [`AppError::Interrupted`] when searching is broken off. A file that cannot be read only leaves the summary out.
    pub async fn summaries(&self, vulnerability: &str) -> Result<Vec<Summary>, AppError> {
        let (Some(known), Some(folder)) = (self.known_vulnerabilities(), self.feeds_folder()) else {
            return Ok(Vec::new());
        };
        let knowledge = &known.knowledge;
        let records = knowledge
            .records_of(vulnerability)
            .into_iter()
            .filter(|record| knowledge.source(*record) == Source::Jvn && !knowledge.is_withdrawn(*record));
        let mut found: Vec<Summary> = Vec::new();
        for record in records {
            let id = knowledge.id(record).to_owned();
            if found.len() == MOST || found.iter().any(|summary| summary.record == id) {
                continue;
            }
            let mut covers: Vec<String> = knowledge
                .aliases(record)
                .filter(|name| name.starts_with("CVE-"))
                .map(str::to_owned)
                .collect();
            covers.sort();
            covers.dedup();
            found.push(Summary { record: id, covers, text: None });
        }
        for summary in &mut found {
            let key = (known.edition, summary.record.clone());
            let kept = || self.summaries.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(text) = kept().get(&key) {
                summary.text.clone_from(text);
                continue;
            }
            let files = folder.files(Feed::Jvn).unwrap_or_default();
            let wanted = summary.record.clone();
            let searching = tokio::task::spawn_blocking(move || search(files, &wanted));
            summary.text =
                searching.await.map_err(|_| AppError::Interrupted { doing: "reading a summary" })?;
            let mut kept = kept();
            if kept.len() >= KEPT {
                kept.clear();
            }
            kept.insert(key, summary.text.clone());
        }
        Ok(found)
    }
}

/// The summary of a record; files whose name has its year come first.
fn search(mut files: Vec<(String, PathBuf)>, record: &str) -> Option<String> {
    let year = record.split('-').nth(1).unwrap_or_default();
    files.sort_by_key(|(name, _)| (!name.contains(year), name.clone()));
    files.into_iter().find_map(|(_, path)| {
        let small = std::fs::metadata(&path).is_ok_and(|known| known.len() <= LARGEST);
        (small && mentions(&path, record)).then(|| read(path, record)).flatten()
    })
}

/// Whether a file can hold the record: what is packed can always.
fn mentions(path: &Path, record: &str) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let mut file = BufReader::new(file);
    let mut window: Vec<u8> = Vec::with_capacity(WINDOW + record.len());
    let mut start = true;
    loop {
        let before = window.len();
        let Ok(count) = file.by_ref().take(WINDOW as u64).read_to_end(&mut window) else { return false };
        if std::mem::take(&mut start) {
            let packed: [&[u8]; 3] = [b"PK", b"\x1f\x8b", b"\x28\xb5\x2f\xfd"];
            if packed.iter().any(|magic| window.starts_with(magic)) {
                return true;
            }
        }
        if contains(&window, record.as_bytes()) {
            return true;
        }
        if count == 0 {
            return false;
        }
        // What a record's name may have begun with.
        let from = (before + count).saturating_sub(record.len());
        window.drain(..from);
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    let (Some(first), length) = (wanted.first(), wanted.len()) else { return false };
    let starts = bytes.iter().enumerate().filter(|(_, byte)| *byte == first);
    starts.into_iter().any(|(at, _)| bytes.get(at..at + length) == Some(wanted))
}

/// The longest summary under this id: an overview has a shorter one than the record itself.
fn read(path: PathBuf, record: &str) -> Option<String> {
    let mut found: Option<String> = None;
    let mut take = |entry: Entry| {
        if let Entry::Record(own) = entry {
            let longer = |text: &String| text.len() > found.as_ref().map_or(0, String::len);
            if own.id == record && own.summary.as_ref().is_some_and(longer) {
                found = own.summary;
            }
        }
    };
    vulnerability_feeds::each(&[path], &mut take, &mut |_| {}).ok()?;
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture(name: &str) -> (String, PathBuf) {
        let path = format!("{}/../../fixtures/vuln/{name}", env!("CARGO_MANIFEST_DIR"));
        (name.to_owned(), PathBuf::from(path))
    }

    #[test]
    fn the_record_with_more_words_is_found_in_any_file() {
        let files = vec![fixture("jvn-overview.rdf"), fixture("jvn-oka.json"), fixture("jvn-detail.rdf")];
        let text = search(files.clone(), "JVNDB-2099-000002").unwrap();
        assert!(text.contains("輸液ポンプ KP-100"), "{text}");
        assert!(search(files.clone(), "JVNDB-2099-000004").unwrap().contains("SQL インジェクション"));
        assert_eq!(search(files, "JVNDB-2099-777777"), None);
    }

    #[test]
    fn a_name_over_the_end_of_a_window_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        for gap in [0, WINDOW - 5, WINDOW, 2 * WINDOW - 1] {
            let text = format!("{}JVNDB-2099-000001 and more", "x".repeat(gap));
            std::fs::write(&path, text).unwrap();
            assert!(mentions(&path, "JVNDB-2099-000001"), "{gap}");
            assert!(!mentions(&path, "JVNDB-2099-000002"), "{gap}");
        }
    }
}
