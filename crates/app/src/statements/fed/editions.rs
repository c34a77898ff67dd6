//! The newest edition of every document.

use std::collections::BTreeMap;

use matching::statements::{DocumentName, Doubt, Edition};

use super::document::Document;

/// The newest editions. What somebody else than its publisher handed on stands apart: it takes the place of nothing of the publisher's own.
#[derive(Debug, Default)]
pub(super) struct Editions {
    newest: BTreeMap<(DocumentName, Option<String>), Document>,
    /// Without an id nobody can tell what it is an edition of.
    unnamed: Vec<Document>,
}

impl Editions {
    /// Of the editions of one document the newest stays.
    pub(super) fn add(&mut self, mut document: Document) {
        let Some(name) = document.told_name() else { return self.unnamed.push(document) };
        let handed_on = document.speaker.is_none();
        let by = document.delivery.origin.provider.clone().unwrap_or_default();
        match self.newest.get_mut(&(name.clone(), handed_on.then(|| by.clone()))) {
            Some(known) if order(known) >= order(&document) => {
                if is_shaken(&document) && known.edition == document.edition {
                    known.doubt(Doubt::Shaken);
                }
            }
            known => {
                if known.is_some_and(|known| known.edition == document.edition && is_shaken(known)) {
                    document.doubt(Doubt::Shaken);
                }
                self.newest.insert((name, handed_on.then_some(by)), document);
            }
        }
    }

    /// All of them in an order that stays. A newer edition that somebody else handed on makes the publisher's own doubtful.
    pub(super) fn into_documents(mut self) -> Vec<(Option<DocumentName>, Document)> {
        let handed_on = self.newest.iter().filter(|((_, by), _)| by.is_some());
        let newer: Vec<(DocumentName, Edition)> =
            handed_on.map(|((name, _), document)| (name.clone(), document.edition.clone())).collect();
        for (name, edition) in newer {
            if let Some(own) = self.newest.get_mut(&(name, None)).filter(|own| own.edition < edition) {
                own.doubt(Doubt::Shaken);
            }
        }
        let named = self.newest.into_iter().map(|((name, _), document)| (Some(name), document));
        named.chain(self.unnamed.into_iter().map(|document| (None, document))).collect()
    }
}

fn is_shaken(document: &Document) -> bool {
    document.delivery.origin.doubt == Some(Doubt::Shaken)
}

/// Newer is greater; of one edition the one that is listed, then the one of a provider.
fn order(document: &Document) -> (&Edition, bool, bool, bool, &str) {
    let is_delivered = document.delivery.origin.provider.is_some();
    let (packed, listed) = (&document.packed, document.is_listed());
    (&document.edition, packed.withdrawn, listed, is_delivered, packed.digest.as_str())
}
