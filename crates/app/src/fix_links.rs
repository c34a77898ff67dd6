//! Pages that tell how to mend a vulnerability: they stand in the packed feeds and are read from there when somebody looks. In memory they would
//! take as much room as a tenth of everything else.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use domain::vulnerabilities::Advice;

use crate::{error::AppError, knowledge_cache, node::Node};

/// Vulnerabilities whose pages are remembered.
const KEPT: usize = 200;

/// What was read before, by edition of the feeds and vulnerability.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<BTreeMap<(u64, String), Vec<Advice>>>);

impl Node {
    /// Pages that sources mark as telling how to mend a vulnerability, the better ones first. Nothing when no feed has any, or none was packed.
    ///
    /// # Errors
    /// [`AppError::File`] when the feeds cannot be listed; [`AppError::Interrupted`] when reading is broken off.
    pub async fn fix_links(&self, vulnerability: &str) -> Result<Vec<Advice>, AppError> {
        let (Some(known), Some(folder)) = (self.known_vulnerabilities(), self.feeds_folder().cloned()) else {
            return Ok(Vec::new());
        };
        let key = (known.edition, vulnerability.to_owned());
        let kept = || self.fix_links.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(links) = kept().get(&key) {
            return Ok(links.clone());
        }
        let wanted = vulnerability.to_owned();
        let reading = tokio::task::spawn_blocking(move || {
            knowledge_cache::advice(&folder.record_files()?, &folder.packed(), &wanted)
        });
        let links = reading.await.map_err(|_| AppError::Interrupted { doing: "reading links" })??;
        let mut kept = kept();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, links.clone());
        Ok(links)
    }
}
