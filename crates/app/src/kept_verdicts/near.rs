//! Everything that is known and stated near a document, as one number: while it stays the same, so does every judgement of it.

use std::{hash::BuildHasher as _, sync::Arc};

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use matching::{
    statements::Key,
    vulnerability::{Knowledge, Subject, Witness},
};

use crate::statements::fed::{FedStatements, document::Document};

/// Reads the numbers; what was read of a component or CSAF document is remembered.
pub(crate) struct Near<'k> {
    witness: Witness<'k>,
    fed: Option<Arc<FedStatements>>,
    documents: HashMap<u64, u64>,
}

impl<'k> Near<'k> {
    /// Of what feeds know, and of what their CSAF documents state.
    pub(crate) fn new(knowledge: &'k Knowledge, fed: Option<Arc<FedStatements>>) -> Self {
        let fed = fed.filter(|fed| fed.documents() > 0);
        Self { witness: Witness::new(knowledge), fed, documents: HashMap::new() }
    }

    /// Goes by the same documents, closed.
    pub(crate) fn relieve(&mut self, fed: &Arc<FedStatements>) {
        if let Some(crowded) = &mut self.fed {
            crowded.clone_from(fed);
        }
    }

    /// Somebody states something: keys are asked for.
    pub(crate) const fn wants_keys(&self) -> bool {
        self.fed.is_some()
    }

    /// Of components and of the keys under which statements are about them. `None`: without keys nobody can tell.
    pub(crate) fn of(&mut self, subjects: &[Subject], keys: Option<&[Key]>) -> Option<u64> {
        let known = self.witness.of(subjects);
        let Some(fed) = self.fed.clone() else { return Some(known) };
        let documents: Vec<u64> =
            fed.documents_near(keys?).into_iter().map(|document| self.document(&fed, document)).collect();
        // Of what nobody states anything, everything is as if there were no documents.
        Some(if documents.is_empty() { known } else { FixedState::default().hash_one((known, documents)) })
    }

    /// What it states, and everything that is known of the vulnerabilities that it names.
    fn document(&mut self, fed: &FedStatements, document: &Document) -> u64 {
        if let Some(known) = self.documents.get(&document.number) {
            return *known;
        }
        let named = fed.open(document).iter().flat_map(|opened| opened.statement.names());
        let vulnerabilities: Vec<u64> = named.map(|name| self.witness.vulnerability(name)).collect();
        let made = FixedState::default().hash_one((document.number, vulnerabilities));
        self.documents.insert(document.number, made);
        made
    }
}
