//! VEX documents from files and folders.

use std::path::{Path, PathBuf};

use domain::{
    statements::{Declaration, Statement},
    time::Timestamp,
};
use parsers::document::vex::{self, MAX_BYTES, Vex, VexError};

use super::Stated;
use crate::{error::AppError, folders, vulnerability_scan::LeftOut};

/// Documents that were read, by file, and files that state nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    pub documents: Vec<(String, Vex)>,
    pub left_out: Vec<LeftOut>,
}

impl Read {
    /// Everything together, ready to be asked.
    #[must_use]
    pub fn stated(self, now: Timestamp) -> Stated {
        let (statements, declarations) = self.into_parts();
        Stated::new(statements, declarations, now)
    }

    /// Statements and declarations of all documents.
    #[must_use]
    pub fn into_parts(self) -> (Vec<Statement>, Vec<Declaration>) {
        let (mut statements, mut declarations) = (Vec::new(), Vec::new());
        for (_, vex) in self.documents {
            statements.extend(vex.statements);
            declarations.extend(vex.declarations);
        }
        (statements, declarations)
    }
}

/// Reads every file of paths; what lies in folders and is no VEX is left out, as is what a person named.
///
/// # Errors
/// [`AppError::File`] when a path cannot be opened.
pub fn read_paths(paths: &[PathBuf]) -> Result<Read, AppError> {
    let mut read = Read::default();
    for path in paths {
        for file in folders::files(path)? {
            let shown = file.display().to_string();
            match open(&file)? {
                Ok(vex) => read.documents.push((shown, vex)),
                Err(problem) => read.left_out.push(LeftOut { file: shown, reason: problem.to_string() }),
            }
        }
    }
    Ok(read)
}

/// Reads one file.
///
/// # Errors
/// [`AppError`] when it cannot be opened or states nothing.
pub fn read_one(path: &Path) -> Result<Vex, AppError> {
    open(path)?.map_err(|problem| AppError::Unreadable {
        file: path.display().to_string(),
        reason: problem.to_string(),
    })
}

pub(super) fn open(path: &Path) -> Result<Result<Vex, VexError>, AppError> {
    let failed = |source| AppError::File { doing: "reading", path: path.to_owned(), source };
    let length = usize::try_from(std::fs::metadata(path).map_err(failed)?.len()).unwrap_or(usize::MAX);
    if length > MAX_BYTES {
        return Ok(Err(VexError::TooLarge { limit: MAX_BYTES }));
    }
    Ok(vex::read(&std::fs::read(path).map_err(failed)?))
}
