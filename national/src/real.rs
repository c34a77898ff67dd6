//! The case of real documents and feeds, read as everywhere else.

use std::path::PathBuf;

use anyhow::Result;
use app::{knowledge_cache, sboms};
use matching::vulnerability::subjects;

use crate::case::Case;

/// Reads feeds and documents. What could not be read is told on standard error and counted.
///
/// # Errors
/// When a path cannot be opened.
pub fn case(feeds: &[PathBuf], documents: &[PathBuf], most_documents: usize) -> Result<Case> {
    let mut unread = 0;
    let knowledge = knowledge_cache::load(feeds, None, &mut |file| {
        if let Some(problem) = &file.problem {
            eprintln!("{}: {problem}", file.file);
            unread += 1;
        }
    })?;
    let mut case = Case::new(knowledge.knowledge);
    case.unread = unread;
    sboms::each(documents, false, &mut |looked| match looked.outcome {
        Ok(_) if case.around.len() >= most_documents => {}
        Ok((sbom, _)) => case.add(subjects(&sbom)),
        Err(problem) => {
            eprintln!("{}: {problem}", looked.file);
            case.unread += 1;
        }
    })?;
    Ok(case)
}
