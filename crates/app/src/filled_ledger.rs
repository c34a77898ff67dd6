//! The hospital's own ledger file, given back with what was learned filled in.

use domain::ids::OrgId;
use parsers::ledger::{open, read_rows};

use crate::{
    error::AppError,
    ledger_export::{Language, Source, own_layout},
    node::Node,
};

impl Node {
    /// The last imported file's name without its ending, and the workbook to send; `None` before the first import.
    ///
    /// # Errors
    /// [`AppError::Store`] when the file cannot be read, [`AppError::Unreadable`] when the workbook cannot be made.
    pub async fn filled_ledger(
        &self,
        org: &OrgId,
        language: Language,
    ) -> Result<Option<(String, Vec<u8>)>, AppError> {
        let Some((name, bytes, mapping)) = self.ledger_file(org).await? else { return Ok(None) };
        let snapshot = self.snapshot(org)?;
        let now = self.now();
        let filling = move || {
            let workbook = open(&name, &bytes)?;
            let guesses = read_rows(&workbook, &mapping).guesses;
            let source = Source {
                rows: &snapshot.ledger,
                reconciliation: &snapshot.reconciliation,
                picture: &snapshot.picture,
            };
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned();
            own_layout(&workbook, &guesses, &source, language, now)
                .map(|filled| Some((stem, filled)))
                .map_err(|error| AppError::Unreadable { file: name.clone(), reason: error.to_string() })
        };
        tokio::task::spawn_blocking(filling)
            .await
            .map_err(|_| AppError::Interrupted { doing: "filling in the ledger" })?
    }
}
