//! What CSAF documents of feeds state: read once for all organisations of a node, and kept packed. A file that did not change is not read again.
//!
//! Only the newest edition of a document counts. One that cannot be read makes what is known unsound; it is never taken for one that says nothing.
//! A document is known by its publisher and tracking id, whatever its file is called.

pub(crate) mod delivery;
pub(crate) mod document;
mod documents;
mod editions;
mod seen;

use std::{
    hash::BuildHasher as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use matching::statements::{DocumentName, Doubt, Key, Newest, Shelf, Shelved};

use crate::{digest, vulnerability_scan::LeftOut};
pub use delivery::Confirmed;
use delivery::KeptOuts;
use document::{Document, Opened};
pub use documents::FedDocuments;
use editions::Editions;

/// Bytes of unpacked statements (JSON; some times that in memory) that stay open from one question to the next.
const MOST_OPEN: usize = 16 << 20;

/// Every statement of the documents of a feeds folder, as it counts for whoever confirmed these providers and not those.
#[derive(Debug, Default)]
pub struct FedStatements {
    documents: Vec<Document>,
    /// Bytes of what was opened of them.
    opened: AtomicUsize,
    /// Documents by what they are about, in order.
    by_key: Arc<Vec<(Key, u32)>>,
    /// Those that are their publisher's own.
    by_name: Arc<HashMap<DocumentName, u32>>,
    statements: usize,
    left_out: Vec<LeftOut>,
    edition: String,
}

impl FedStatements {
    /// What documents state to whoever confirmed these providers.
    #[must_use]
    pub fn of(documents: &FedDocuments, confirmed: &Confirmed) -> Self {
        let left_out = |(file, why): (String, &str)| LeftOut { file, reason: why.to_owned() };
        let left_out: Vec<LeftOut> = documents.unread_files().map(left_out).collect();
        let edition = left_out.iter().map(|lost| format!("{} {}\n", lost.file, lost.reason)).collect();
        let mut made = Self { left_out, ..Self::default() };
        let (mut newest, kept_out) = (Editions::default(), KeptOuts::of(&documents.kept_out));
        for (packed, delivery) in documents.read.iter().filter(|(packed, _)| packed.problem.is_none()) {
            let mut document = Document::new(Arc::clone(packed), delivery.clone(), confirmed);
            if kept_out.shake(&document) {
                document.doubt(Doubt::Shaken);
            }
            newest.add(document);
        }
        made.arrange(newest, edition);
        made
    }

    /// The same, closed, where so much of it is open that it should be closed before something else is asked.
    #[must_use]
    pub fn relieved(&self) -> Option<Arc<Self>> {
        (self.opened.load(Ordering::Relaxed) > MOST_OPEN).then(|| Arc::new(self.closed()))
    }

    #[cfg(test)]
    pub(crate) fn crowd(&self) {
        self.opened.store(MOST_OPEN + 1, Ordering::Relaxed);
    }

    /// The same with every document closed. What was opened goes when nobody asks the old one any more.
    #[must_use]
    pub fn closed(&self) -> Self {
        Self {
            documents: self.documents.iter().map(Document::closed).collect(),
            opened: AtomicUsize::new(0),
            by_key: Arc::clone(&self.by_key),
            by_name: Arc::clone(&self.by_name),
            statements: self.statements,
            left_out: self.left_out.clone(),
            edition: self.edition.clone(),
        }
    }

    /// What a document states; it stays open.
    pub(crate) fn open<'d>(&self, document: &'d Document) -> &'d [Opened] {
        document.statements(&self.opened)
    }

    fn arrange(&mut self, newest: Editions, mut edition: String) {
        let (mut by_key, mut by_name) = (Vec::new(), HashMap::new());
        for (at, (name, mut document)) in (0..).zip(newest.into_documents()) {
            document.count();
            edition.push_str(&format!("{}\n", document.number));
            by_key.extend(document.packed.keys.iter().map(|key| (*key, at)));
            if let Some(name) = name.filter(|_| document.speaker.is_some()) {
                by_name.insert(name, at);
                // What was taken in before documents told their namespace is known by its author.
                let speaker = document.speaker.as_deref().unwrap_or_default();
                let by_author = DocumentName::of("", speaker, &document.packed.id);
                by_author.map(|name| *by_name.entry(name).or_insert(at));
            }
            self.statements += document.packed.statements;
            self.documents.push(document);
        }
        self.edition = digest::short(edition.as_bytes());
        by_key.sort_unstable();
        (self.by_key, self.by_name) = (Arc::new(by_key), Arc::new(by_name));
    }

    /// Changes whenever anything else is stated.
    #[must_use]
    pub fn edition(&self) -> &str {
        &self.edition
    }

    /// Documents that count.
    #[must_use]
    pub const fn documents(&self) -> usize {
        self.documents.len()
    }

    /// Files of which nothing is known, and why.
    #[must_use]
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// Another number whenever anything is stated otherwise of what these keys name.
    pub(crate) fn witness(&self, keys: &[Key]) -> u64 {
        let near: Vec<u64> = self.documents_near(keys).into_iter().map(|document| document.number).collect();
        FixedState::default().hash_one(near)
    }

    /// Documents that may be about a thing of one of these keys.
    pub(crate) fn documents_near(&self, keys: &[Key]) -> Vec<&Document> {
        let mut found: Vec<u32> = Vec::new();
        for key in keys {
            let from = self.by_key.partition_point(|(known, _)| known < key);
            let same = self.by_key.iter().skip(from).take_while(|(known, _)| known == key);
            found.extend(same.map(|(_, at)| *at));
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|at| self.documents.get(at as usize)).collect()
    }
}

impl Shelf for FedStatements {
    fn near(&self, keys: &[Key]) -> Vec<Shelved<'_>> {
        let near = self.documents_near(keys).into_iter();
        let opened = near.flat_map(|document| self.open(document).iter().map(move |one| (document, one)));
        let shelved = opened.map(|(document, one)| Shelved {
            statement: &one.statement,
            keys: &one.keys,
            origin: &document.delivery.origin,
            publisher: document.publisher(),
        });
        shelved.collect()
    }

    fn newest(&self, document: &DocumentName) -> Option<Newest<'_>> {
        let at = *self.by_name.get(document)?;
        let found = self.documents.get(at as usize)?;
        Some(Newest { edition: &found.edition, withdrawn: found.packed.withdrawn })
    }

    fn len(&self) -> usize {
        self.statements
    }
}

#[cfg(test)]
mod tests {
    use matching::statements::keys_of;

    use super::{super::files, *};

    #[test]
    fn what_was_opened_can_be_closed_and_says_the_same() {
        let fixture =
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/csaf-statements/aoba-infuse-gateway.json");
        let file = (fixture.into(), delivery::Delivery::default());
        let documents = FedDocuments::of(vec![file], Vec::new(), None).unwrap();
        let fed = FedStatements::of(&documents, &Confirmed::new());
        let vex = files::read_one(fixture.as_ref()).unwrap();
        let keys: Vec<Key> = vex.statements.iter().flat_map(keys_of).collect();
        let said = |fed: &FedStatements| {
            fed.near(&keys).into_iter().map(|one| one.statement.clone()).collect::<Vec<_>>()
        };
        assert_eq!(fed.opened.load(Ordering::Relaxed), 0);
        let before = said(&fed);
        let open = fed.opened.load(Ordering::Relaxed);
        assert!(open > 0 && !before.is_empty() && fed.relieved().is_none());
        assert_eq!((said(&fed), fed.opened.load(Ordering::Relaxed)), (before.clone(), open), "opened once");
        fed.crowd();
        let closed = fed.relieved().unwrap();
        assert_eq!((closed.opened.load(Ordering::Relaxed), closed.edition()), (0, fed.edition()));
        assert_eq!((closed.witness(&keys), said(&closed)), (fed.witness(&keys), before));
    }
}
