//! What can fail outside: files, the database, documents. Every message says what was being done and with what.

use std::path::PathBuf;

pub use crate::refusal::Refusal;

/// A failure of one thing the product does.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("{doing} {path}: {source}", path = path.display())]
    File { doing: &'static str, path: PathBuf, source: std::io::Error },
    #[error("{file}: {reason}")]
    Unreadable { file: String, reason: String },
    #[error(transparent)]
    Ledger(#[from] parsers::ledger::LedgerError),
    #[error(transparent)]
    Store(#[from] store::StoreError),
    #[error("{what} {id} is not there")]
    NotFound { what: &'static str, id: String },
    /// The request makes no sense, and nothing was changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Fetching, taking or loading feeds; what was there stands.
    #[error(transparent)]
    Feeds(#[from] crate::feeds::Trouble),
    #[error("{doing}: the work was interrupted")]
    Interrupted { doing: &'static str },
}
