//! Ledgers given back: the hospital's own file with what was learned filled in, and a complete one of every device.

use domain::ids::OrgId;
use parsers::ledger::{open, read_rows};

use crate::{
    error::AppError,
    ledger_export::{Language, Source, complete_ledger, own_layout},
    node::Node,
    snapshot::Snapshot,
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
            let source = source(&snapshot);
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned();
            own_layout(&workbook, &guesses, &source, language, now)
                .map(|filled| Some((stem, filled)))
                .map_err(|error| AppError::Unreadable { file: name.clone(), reason: error.to_string() })
        };
        tokio::task::spawn_blocking(filling)
            .await
            .map_err(|_| AppError::Interrupted { doing: "filling in the ledger" })?
    }

    /// A workbook of every device with its ledger row, and of the rows that were not seen.
    ///
    /// # Errors
    /// [`AppError::Unreadable`] when the workbook cannot be made.
    pub async fn complete_ledger(&self, org: &OrgId, language: Language) -> Result<Vec<u8>, AppError> {
        let snapshot = self.snapshot(org)?;
        let now = self.now();
        tokio::task::spawn_blocking(move || complete_ledger(&source(&snapshot), language, now))
            .await
            .map_err(|_| AppError::Interrupted { doing: "writing the ledger" })?
            .map_err(|error| AppError::Unreadable { file: "ledger".into(), reason: error.to_string() })
    }
}

fn source(snapshot: &Snapshot) -> Source<'_> {
    Source {
        rows: &snapshot.ledger,
        reconciliation: &snapshot.reconciliation,
        picture: &snapshot.picture,
        kinds: &snapshot.kinds,
    }
}
