//! What was said of bills of materials the last time: a document of the same bytes is not judged again as long as everything known about its
//! components says the same: claims of feeds, and what their CSAF documents state.
//!
//! One file for each way to ask (options, statements, program). It is never believed over content: a document is found by its digest; an answer
//! stands when no feed was touched since, or when the witness of its components ([`matching::vulnerability::Witness`]) is the same number.
//! Whatever cannot be read is judged anew; a file is written whole or not at all.

mod near;

use std::path::{Path, PathBuf};

use hashbrown::HashMap;
use matching::{
    statements::Key,
    vulnerability::{Looked, Subject},
};
pub(crate) use near::Near;
use serde::{Deserialize, Serialize};

use crate::{
    cache_files::{self, Bounds},
    digest, knowledge_cache,
    vulnerability_scan::Totals,
};

const MAGIC: &[u8] = b"kikimori verdicts 2\n";
/// What is kept of other ways to ask than the last one.
const OTHER_WAYS: Bounds = Bounds { files: 5, bytes: 512 << 20 };
/// Bytes that a file may have; documents that were not asked about are forgotten first.
const MOST_BYTES: usize = 256 << 20;
/// Bytes that what is kept of one document may unpack to.
const MOST_UNPACKED: usize = 256 << 20;
/// The fastest kind of zstandard.
const LEVEL: i32 = 1;

/// What was said of one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    /// Edition of the feeds that said it.
    edition: Option<String>,
    witness: u64,
    /// The components, packed.
    looked: Vec<u8>,
    /// Under which keys statements are about it; `None`: nobody asked for statements.
    keys: Option<Vec<Key>>,
    totals: Totals,
    /// What was written of it, packed.
    page: Vec<u8>,
}

impl Kept {
    fn bytes(&self) -> usize {
        self.looked.len() + self.page.len() + 8 * self.keys.as_ref().map_or(0, Vec::len) + 256
    }
}

/// Answers of one way to ask.
#[derive(Debug)]
pub struct Verdicts {
    place: PathBuf,
    edition: Option<String>,
    /// Statements rest on more than the witness sees: then only the edition is believed.
    by_edition_only: bool,
    before: HashMap<String, Kept>,
    now: HashMap<String, Kept>,
    changed: bool,
    most_bytes: usize,
}

impl Verdicts {
    /// What is kept in a folder for questions that are `asked` so: everything that changes an answer beside documents and feeds.
    #[must_use]
    pub fn open(folder: &Path, asked: &str, edition: Option<String>, by_edition_only: bool) -> Self {
        let name = digest::short(format!("{}\n{asked}", knowledge_cache::program()).as_bytes());
        let place = folder.join(format!("{name}.verdicts"));
        let before = read(&place).unwrap_or_default();
        let now = HashMap::with_capacity(before.len());
        Self { place, edition, by_edition_only, before, now, changed: false, most_bytes: MOST_BYTES }
    }

    /// What was said of a document, when it still stands: the page and what was counted.
    pub(crate) fn take(&mut self, document: &str, near: &mut Near<'_>) -> Option<(Vec<u8>, Totals)> {
        let mut kept = self.before.remove(document).or_else(|| self.now.remove(document))?;
        let same_feeds = kept.edition.is_some() && kept.edition == self.edition;
        if !same_feeds {
            if self.by_edition_only || witness_of(&kept, near)? != kept.witness {
                self.changed = true;
                return None;
            }
            kept.edition.clone_from(&self.edition);
            self.changed = true;
        }
        let page = cache_files::unpacked(&kept.page, MOST_UNPACKED).ok()?;
        let totals = kept.totals.clone();
        self.now.insert(document.to_owned(), kept);
        Some((page, totals))
    }

    /// Remembers what was said of a document.
    pub(crate) fn put(
        &mut self,
        document: String,
        (subjects, keys): (&[Subject], Option<Vec<Key>>),
        near: &mut Near<'_>,
        (page, totals): (&[u8], Totals),
    ) {
        let looked: Vec<Looked> = subjects.iter().map(Looked::of).collect();
        let packed = postcard::to_stdvec(&looked).ok().filter(|bytes| bytes.len() <= MOST_UNPACKED);
        let pack = |bytes: &[u8]| zstd::bulk::compress(bytes, LEVEL).ok();
        let looked = packed.and_then(|bytes| pack(&bytes));
        let page = (page.len() <= MOST_UNPACKED).then(|| pack(page)).flatten();
        let (Some(looked), Some(page)) = (looked, page) else { return };
        let Some(witness) = near.of(subjects, keys.as_deref()) else { return };
        let edition = self.edition.clone();
        self.now.insert(document, Kept { edition, witness, looked, keys, totals, page });
        self.changed = true;
    }

    /// Writes everything down, when anything is new. A folder that cannot be written only costs time.
    pub(crate) fn keep(self) {
        if !self.changed {
            return;
        }
        let sorted = |map: HashMap<String, Kept>| {
            let mut all: Vec<(String, Kept)> = map.into_iter().collect();
            all.sort_by(|x, y| x.0.cmp(&y.0));
            all
        };
        // Documents of this time first, then those that were not asked about, as long as there is room.
        let mut room = self.most_bytes;
        let mut all = sorted(self.now);
        all.extend(sorted(self.before));
        all.retain(|(_, kept)| {
            let fits = kept.bytes() <= room;
            room -= if fits { kept.bytes() } else { 0 };
            fits
        });
        let written = cache_files::keep(&self.place, OTHER_WAYS, |file| {
            cache_files::write_checked(file, MAGIC, &all)?;
            Ok(true)
        });
        if let Err(error) = written {
            tracing::warn!(place = %self.place.display(), %error, "verdicts were not kept");
        }
    }
}

fn witness_of(kept: &Kept, near: &mut Near<'_>) -> Option<u64> {
    let bytes = cache_files::unpacked(&kept.looked, MOST_UNPACKED).ok()?;
    let looked: Vec<Looked> = postcard::from_bytes(&bytes).ok()?;
    let subjects: Vec<Subject> = looked.into_iter().map(Looked::subject).collect();
    near.of(&subjects, kept.keys.as_deref())
}

fn read(place: &Path) -> Option<HashMap<String, Kept>> {
    let all: Vec<(String, Kept)> = cache_files::read_checked(place, MAGIC, 2 * MOST_BYTES as u64)?;
    Some(all.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::Arc};

    use matching::vulnerability::{Coverage, Knowledge};

    use super::*;
    use crate::{
        statements::{Confirmed, FedDocuments, FedStatements, Stated, fed::delivery::Delivery},
        vulnerability_scan::{Answer, Sheet, scan_again},
    };

    const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/vuln");

    fn knowledge(feeds: &[PathBuf]) -> Knowledge {
        knowledge_cache::load(feeds, None, &mut |_| {}).unwrap().knowledge
    }

    /// Writes what the command would, and counts what is judged.
    struct Told<'k> {
        knowledge: &'k Knowledge,
        page: String,
        written: String,
        judged: usize,
        /// Nothing more can be written.
        is_full: bool,
    }

    impl<'k> Sheet<'k> for Told<'k> {
        fn answer(&mut self, answer: &Answer<'_, 'k>) {
            self.judged += 1;
            for concluded in answer.concluded.iter().filter(|one| !one.heard.is_empty()) {
                let (said, counts) = (concluded.sentences(), concluded.counts.as_str());
                self.page
                    .push_str(&format!("{} {} {counts} {said:?}\n", answer.file, concluded.vulnerability));
            }
            for judged in answer.judged {
                let told = self.knowledge.explain(answer.subject, judged);
                self.page.push_str(&format!("{} {}\n", answer.file, serde_json::to_string(&told).unwrap()));
            }
        }

        fn page(&mut self) -> Option<Vec<u8>> {
            let page = std::mem::take(&mut self.page);
            self.written.push_str(&page);
            (!self.is_full).then(|| page.into_bytes())
        }

        fn again(&mut self, page: &[u8]) -> bool {
            self.written.push_str(std::str::from_utf8(page).unwrap());
            true
        }
    }

    /// Two documents of one component each, and a cache.
    struct House {
        sboms: tempfile::TempDir,
        cache: tempfile::TempDir,
    }

    impl House {
        fn new() -> Self {
            let house = Self { sboms: tempfile::tempdir().unwrap(), cache: tempfile::tempdir().unwrap() };
            house.document("a", "pkg:golang/example.com/acme/gateway@v1.4.1");
            house.document("b", "pkg:pypi/acme-images@2.2.5");
            house
        }

        fn document(&self, name: &str, purl: &str) {
            let text = format!(
                r#"{{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{{"type":"library","name":"x","purl":"{purl}"}}]}}"#
            );
            fs::write(self.sboms.path().join(name), text).unwrap();
        }

        /// What is written with these feeds, what is counted, and how many components were judged for it.
        fn scan(&self, feeds: &[&str], edition: Option<&str>) -> (String, Totals, usize) {
            self.scan_with(feeds, edition, false, FedStatements::default())
        }

        fn scan_onto(&self, feeds: &[&str], edition: Option<&str>, is_full: bool) -> (String, Totals, usize) {
            self.scan_with(feeds, edition, is_full, FedStatements::default())
        }

        /// The same beside what documents of feeds state.
        fn scan_stated(
            &self,
            feeds: &[&str],
            edition: Option<&str>,
            fed: FedStatements,
        ) -> (String, Totals, usize) {
            self.scan_with(feeds, edition, false, fed)
        }

        fn scan_with(
            &self,
            feeds: &[&str],
            edition: Option<&str>,
            is_full: bool,
            fed: FedStatements,
        ) -> (String, Totals, usize) {
            let feeds: Vec<PathBuf> = feeds.iter().map(|feed| Path::new(FIXTURES).join(feed)).collect();
            let knowledge = knowledge(&feeds);
            let verdicts = Verdicts::open(self.cache.path(), "test", edition.map(str::to_owned), false);
            let mut told = Told {
                knowledge: &knowledge,
                page: String::new(),
                written: String::new(),
                judged: 0,
                is_full,
            };
            let (totals, _) = scan_again(
                (&knowledge, &Coverage::default()),
                &Stated::default().beside(Arc::new(fed)),
                &[self.sboms.path().to_owned()],
                Some(verdicts),
                &mut told,
            )
            .unwrap();
            (told.written, totals, told.judged)
        }

        /// The same without anything that is remembered.
        fn anew(&self, feeds: &[&str], fed: FedStatements) -> (String, Totals, usize) {
            let nothing = tempfile::tempdir().unwrap();
            let sboms = tempfile::tempdir().unwrap();
            for file in crate::folders::files(self.sboms.path()).unwrap() {
                fs::copy(&file, sboms.path().join(file.file_name().unwrap())).unwrap();
            }
            let (from, to) = (sboms.path().display().to_string(), self.sboms.path().display().to_string());
            let (written, totals, judged) =
                Self { sboms, cache: nothing }.scan_stated(feeds, Some("anew"), fed);
            (written.replace(&from, &to), totals, judged)
        }

        fn file(&self) -> PathBuf {
            crate::folders::files(self.cache.path()).unwrap().remove(0)
        }
    }

    const BOTH: &[&str] = &["osv-go.json", "osv-pypi.yaml"];

    #[test]
    fn the_second_time_is_the_first_without_judging() {
        let house = House::new();
        let (first, totals, judged) = house.scan(BOTH, Some("1"));
        assert!(judged == 2 && totals.affected == 2 && first.contains("CVE-2099-0008"), "{first}");
        assert_eq!(house.scan(BOTH, Some("1")), (first.clone(), totals.clone(), 0), "same edition");
        assert_eq!(
            house.scan(BOTH, Some("2")),
            (first.clone(), totals.clone(), 0),
            "files were touched, nothing else"
        );
        assert_eq!(house.scan(BOTH, None), (first, totals, 0), "nothing is known of editions");
    }

    #[test]
    fn what_could_not_be_written_is_judged_again() {
        let house = House::new();
        let good = House::new().scan(BOTH, Some("1")).0;
        house.scan_onto(BOTH, Some("1"), true);
        let again = house.scan(BOTH, Some("1"));
        assert_eq!((again.0.lines().count(), again.2), (good.lines().count(), 2));
    }

    #[test]
    fn only_what_changed_is_judged_again() {
        let house = House::new();
        let (first, ..) = house.scan(BOTH, Some("1"));
        house.document("a", "pkg:golang/example.com/acme/gateway@v1.4.2");
        let (changed, totals, judged) = house.scan(BOTH, Some("1"));
        assert!(judged == 1 && totals.affected == 1 && changed != first, "a document");
        let (less, totals, judged) = house.scan(&["osv-go.json"], Some("2"));
        assert!(judged == 1 && totals.affected == 0 && !less.contains("CVE-2099-0008"), "a feed: {less}");
        let (more, _, judged) = house.scan(BOTH, Some("3"));
        assert!(judged == 1 && more == changed, "and back");
        house.document("c", "pkg:pypi/acme-images@2.2.5");
        assert_eq!(house.scan(BOTH, Some("3")).2, 1, "a document more");
    }

    /// A document of a maker about its own package.
    fn stated(package: &str, cve: &str, status: &str) -> FedStatements {
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            r#"{{"document":{{"csaf_version":"2.0","publisher":{{"category":"vendor","name":"Acme"}},"tracking":{{"id":"A-1","version":"1"}}}},
            "product_tree":{{"branches":[{{"category":"vendor","name":"Acme","branches":[{{"category":"product_name","name":"Made by Acme",
            "product":{{"name":"Made by Acme","product_id":"P","product_identification_helper":{{"purl":"{package}"}}}}}}]}}]}},
            "vulnerabilities":[{{"cve":"{cve}","product_status":{{"{status}":["P"]}}}}]}}"#
        );
        let file = folder.path().join("a.json");
        fs::write(&file, text).unwrap();
        let documents = FedDocuments::of(vec![(file, Delivery::default())], Vec::new(), None).unwrap();
        let fed = FedStatements::of(&documents, &Confirmed::new());
        assert_eq!(fed.documents(), 1, "{:?}", fed.left_out());
        fed
    }

    #[test]
    fn only_what_a_changed_statement_is_near_is_judged_again() {
        let house = House::new();
        let (gateway, images) = ("pkg:golang/example.com/acme/gateway@v1.4.1", "pkg:pypi/acme-images@2.2.5");
        let (not, affected) = ("known_not_affected", "known_affected");
        let plain = house.scan(BOTH, Some("0")).0;
        let cases = [
            ("keys were not asked for", gateway, "CVE-2099-0007", not, 2),
            ("the same", gateway, "CVE-2099-0007", not, 0),
            ("another status", gateway, "CVE-2099-0007", affected, 1),
            ("another vulnerability", gateway, "CVE-2099-4242", affected, 1),
            ("another product", images, "CVE-2099-0008", not, 2),
            ("of nothing here", "pkg:npm/nothing", "CVE-2099-0008", not, 1),
        ];
        for (at, (what, package, cve, status, judged)) in cases.into_iter().enumerate() {
            let edition = if what == "the same" { at } else { at + 1 };
            let edition = Some(edition.to_string());
            let found = house.scan_stated(BOTH, edition.as_deref(), stated(package, cve, status));
            let anew = house.anew(BOTH, stated(package, cve, status));
            assert_eq!((&found.0, &found.1, found.2), (&anew.0, &anew.1, judged), "{what}");
        }
        assert_eq!(house.scan(BOTH, Some("9")).0, plain, "without documents");
    }

    #[test]
    fn damage_and_broken_writes_change_nothing() {
        let house = House::new();
        let good = house.scan(BOTH, Some("1"));
        let (place, whole) = (house.file(), fs::read(house.file()).unwrap());
        for at in (0..whole.len()).step_by(41) {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x10;
            for damaged in [&whole[..at], &flipped] {
                fs::write(&place, damaged).unwrap();
                let (written, totals, judged) = house.scan(BOTH, Some("1"));
                assert_eq!((written, totals, judged), good, "{at}");
            }
        }
        // As it lies there when the program was killed while it wrote.
        fs::write(place.with_extension("4711.part"), &whole[..whole.len() / 2]).unwrap();
        fs::write(&place, &whole).unwrap();
        assert_eq!(house.scan(BOTH, Some("1")), (good.0, good.1, 0));
    }

    #[test]
    fn a_full_file_forgets_what_was_not_asked_about() {
        let house = House::new();
        let good = house.scan(BOTH, Some("1"));
        let mut verdicts = Verdicts::open(house.cache.path(), "test", Some("1".to_owned()), false);
        let keys: Vec<String> = verdicts.before.keys().cloned().collect();
        let knowledge = knowledge(&[PathBuf::from(FIXTURES)]);
        verdicts.take(&keys[1], &mut Near::new(&knowledge, None)).unwrap();
        verdicts.most_bytes = verdicts.now.values().map(Kept::bytes).sum();
        verdicts.changed = true;
        verdicts.keep();
        let left = Verdicts::open(house.cache.path(), "test", None, false);
        assert_eq!(left.before.keys().collect::<Vec<_>>(), [&keys[1]]);
        let again = house.scan(BOTH, Some("1"));
        assert_eq!((again.0, again.1, again.2), (good.0, good.1, 1));
    }

    #[test]
    fn statements_are_believed_with_their_edition_only() {
        let house = House::new();
        house.scan(BOTH, Some("1"));
        let knowledge = knowledge(&[PathBuf::from(FIXTURES)]);
        let mut near = Near::new(&knowledge, None);
        for (edition, stands) in [("1", true), ("2", false)] {
            let mut verdicts = Verdicts::open(house.cache.path(), "test", Some(edition.to_owned()), true);
            let key = verdicts.before.keys().next().cloned().unwrap();
            assert_eq!(verdicts.take(&key, &mut near).is_some(), stands, "{edition}");
        }
        let other = Verdicts::open(house.cache.path(), "another question", Some("1".to_owned()), false);
        assert!(other.before.is_empty());
    }
}
