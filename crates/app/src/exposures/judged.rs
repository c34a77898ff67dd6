//! What was judged before: as long as the feeds stay the same, only what is new is judged.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::ids::{OrgId, SbomId};
use hashbrown::HashMap;
use matching::vulnerability::Subject;

use super::found::{Found, JudgedSbom, of_sbom, of_subject};
use crate::{error::AppError, known_vulnerabilities::Known, node::Node, sbom_library::KeptSbom};

/// Answers by what was asked, all of one edition of the feeds.
#[derive(Debug, Default)]
pub(crate) struct Judged(Mutex<Answers>);

#[derive(Debug, Default)]
struct Answers {
    edition: u64,
    sboms: BTreeMap<(OrgId, SbomId), Arc<JudgedSbom>>,
    subjects: HashMap<String, Arc<Vec<Found>>>,
}

/// Answers about devices that are remembered.
const MOST: usize = 50_000;

impl Judged {
    fn with<T>(&self, known: &Known, ask: impl FnOnce(&mut Answers) -> T) -> T {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.edition != known.edition || answers.subjects.len() > MOST {
            *answers = Answers { edition: known.edition, ..Answers::default() };
        }
        ask(&mut answers)
    }

    /// What is open about a thing.
    pub(crate) fn subject(&self, known: &Known, subject: &Subject) -> Arc<Vec<Found>> {
        let key = subject.key();
        if let Some(found) = self.with(known, |answers| answers.subjects.get(&key).cloned()) {
            return found;
        }
        let found = Arc::new(of_subject(&known.knowledge, subject));
        self.with(known, |answers| answers.subjects.insert(key, Arc::clone(&found)));
        found
    }
}

impl Node {
    /// What is open about the parts of bills of materials. Documents that no longer read are left out with a word in the log: their
    /// versions stand as unknown.
    pub(crate) async fn judge_sboms(
        &self,
        org: &OrgId,
        kept: &[KeptSbom],
        known: &Arc<Known>,
    ) -> Result<BTreeMap<SbomId, Arc<JudgedSbom>>, AppError> {
        let mut made = BTreeMap::new();
        for id in kept.iter().filter(|kept| !kept.versions.is_empty()).map(|kept| &kept.id) {
            let key = (org.clone(), id.clone());
            if let Some(judged) = self.judged.with(known, |answers| answers.sboms.get(&key).cloned()) {
                made.insert(id.clone(), judged);
                continue;
            }
            let open = match self.sbom(org, id).await {
                Ok(open) => open,
                Err(AppError::Store(error)) => return Err(error.into()),
                Err(error) => {
                    tracing::warn!(%id, %error, "a bill of materials cannot be judged");
                    continue;
                }
            };
            let (source, document) = (Arc::clone(known), id.clone());
            let now = self.now();
            let judging = tokio::task::spawn_blocking(move || {
                of_sbom(&source.knowledge, &source.coverage(now), &document, &open.sbom)
            });
            let judged =
                Arc::new(judging.await.map_err(|_| AppError::Interrupted { doing: "judging components" })?);
            self.judged.with(known, |answers| answers.sboms.insert(key, Arc::clone(&judged)));
            made.insert(id.clone(), judged);
        }
        Ok(made)
    }
}
