//! What persons decide about ledger rows: accept, link by hand, retire, ignore. Each can be taken back.

use domain::{
    ids::OrgId,
    ledger::{LedgerRow, RowDecision},
    time::Timestamp,
};
use matching::ledger::{Decision, row_key};
use serde::{Deserialize, Serialize};
use store::records::Noun;

use crate::{digest, error::AppError, node::Node};

/// A decision as kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredDecision {
    row_key: String,
    decision: RowDecision,
    by: String,
    at: Timestamp,
}

impl StoredDecision {
    pub(crate) fn decision(self) -> Decision {
        Decision { row_key: self.row_key, decision: self.decision }
    }
}

impl Node {
    /// Keeps a decision about the row at this place; it survives the next capture and the next import.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such row.
    pub async fn decide_row(
        &self,
        org: &OrgId,
        sheet: &str,
        row: u32,
        decision: RowDecision,
        by: &str,
    ) -> Result<(), AppError> {
        let row_key = row_key(&self.ledger_row(org, sheet, row)?);
        let id = digest::short(row_key.as_bytes());
        let stored = StoredDecision { row_key, decision, by: by.to_owned(), at: self.now() };
        self.store.put(org, Noun::RowDecisions, &id, self.now(), &stored).await?;
        self.refresh(org).await?;
        Ok(())
    }

    /// Takes the decision about a row back. `false` when there was none.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such row.
    pub async fn undecide_row(&self, org: &OrgId, sheet: &str, row: u32) -> Result<bool, AppError> {
        let key = row_key(&self.ledger_row(org, sheet, row)?);
        let removed = self.store.remove(org, Noun::RowDecisions, &digest::short(key.as_bytes())).await?;
        self.refresh(org).await?;
        Ok(removed)
    }

    fn ledger_row(&self, org: &OrgId, sheet: &str, row: u32) -> Result<LedgerRow, AppError> {
        let snapshot = self.snapshot(org)?;
        let found = snapshot.ledger.iter().find(|r| r.sheet == sheet && r.row == row).cloned();
        found.ok_or_else(|| AppError::NotFound { what: "ledger row", id: format!("{sheet} {row}") })
    }
}
