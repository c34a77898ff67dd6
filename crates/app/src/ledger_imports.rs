//! Importing a ledger in two steps: the guess is shown on the hospital's own rows, corrected, and then taken in.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use domain::{
    ids::{LedgerImportId, OrgId},
    ledger::LedgerRow,
    time::Timestamp,
};
pub use parsers::ledger::{ColumnUse, GuessedColumn, GuessedTable, SampleCell};
use parsers::ledger::{Mapping, Reading};
use serde::{Deserialize, Serialize};
use store::{files::File, records::Noun};

use crate::{digest, error::AppError, ledgers, node::Node, snapshot::LedgerImport};

/// The one stored mapping: everything users taught about headings.
const MAPPING_KEY: &str = "mapping";
/// Files waiting for confirmation at the same time.
const WAITING: usize = 16;

/// An import as kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredImport {
    pub file_name: String,
    pub sha256: String,
    pub imported: Timestamp,
    pub by: String,
    pub rows: Vec<LedgerRow>,
}

impl StoredImport {
    pub(crate) fn view(&self) -> LedgerImport {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        LedgerImport {
            file_name: self.file_name.clone(),
            imported: self.imported,
            rows: count(self.rows.len()),
            problems: count(self.rows.iter().map(|row| row.problems.len()).sum()),
        }
    }
}

/// A file that was looked at and waits for a yes.
#[derive(Clone, Debug)]
pub struct Preview {
    pub id: LedgerImportId,
    pub file_name: String,
    pub reading: Reading,
    pub mapping: Mapping,
    bytes: Vec<u8>,
}

/// Files waiting for confirmation, the oldest leaves first.
#[derive(Debug, Default)]
pub(crate) struct Previews {
    waiting: Mutex<BTreeMap<(OrgId, LedgerImportId), Preview>>,
}

impl Previews {
    fn put(&self, org: &OrgId, preview: Preview) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        while waiting.len() >= WAITING {
            waiting.pop_first();
        }
        waiting.insert((org.clone(), preview.id.clone()), preview);
    }

    fn get(&self, org: &OrgId, id: &LedgerImportId) -> Result<Preview, AppError> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let found = waiting.get(&(org.clone(), id.clone())).cloned();
        found.ok_or_else(|| AppError::NotFound { what: "ledger file", id: id.to_string() })
    }
}

impl Node {
    /// Looks at a ledger file with what was taught before; nothing is taken in yet.
    ///
    /// # Errors
    /// [`AppError::Ledger`] when it is no spreadsheet.
    pub async fn preview_ledger(
        &self,
        org: &OrgId,
        file_name: &str,
        bytes: Vec<u8>,
    ) -> Result<Preview, AppError> {
        let mapping: Mapping =
            self.store.get(org, Noun::LedgerMappings, MAPPING_KEY).await?.unwrap_or_default();
        self.look(org, file_name, bytes, mapping)
    }

    /// Looks at it again with corrected columns.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the file no longer waits.
    pub fn correct_preview(
        &self,
        org: &OrgId,
        id: &LedgerImportId,
        mapping: Mapping,
    ) -> Result<Preview, AppError> {
        let preview = self.previews.get(org, id)?;
        self.look(org, &preview.file_name, preview.bytes, mapping)
    }

    /// A file that waits.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it no longer waits.
    pub fn preview(&self, org: &OrgId, id: &LedgerImportId) -> Result<Preview, AppError> {
        self.previews.get(org, id)
    }

    fn look(
        &self,
        org: &OrgId,
        file_name: &str,
        bytes: Vec<u8>,
        mapping: Mapping,
    ) -> Result<Preview, AppError> {
        let reading = ledgers::read_bytes(file_name, &bytes, &mapping)?;
        let id = LedgerImportId::from_tail(&digest::short(&bytes));
        let preview = Preview { id, file_name: file_name.to_owned(), reading, mapping, bytes };
        self.previews.put(org, preview.clone());
        Ok(preview)
    }

    /// Takes the file in, remembers its columns for the next one, and compares with the network.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the file no longer waits.
    pub async fn confirm_ledger(
        &self,
        org: &OrgId,
        id: &LedgerImportId,
        by: &str,
    ) -> Result<LedgerImport, AppError> {
        let preview = self.previews.get(org, id)?;
        let now = self.now();
        let sha256 = digest::sha256(&preview.bytes);
        let import = StoredImport {
            file_name: preview.file_name.clone(),
            sha256: sha256.clone(),
            imported: now,
            by: by.to_owned(),
            rows: preview.reading.rows,
        };
        let file = File { sha256, name: preview.file_name, received: now, body: preview.bytes };
        self.store.put_file(org, &file).await?;
        self.store.put(org, Noun::LedgerMappings, MAPPING_KEY, now, &preview.mapping).await?;
        self.store.put(org, Noun::LedgerImports, &format!("{:020}", now.0), now, &import).await?;
        self.refresh(org).await?;
        Ok(import.view())
    }

    /// The last import's file as the hospital gave it, for filling in; `None` before the first import.
    ///
    /// # Errors
    /// [`AppError::Store`] when it cannot be read.
    pub async fn ledger_file(&self, org: &OrgId) -> Result<Option<(String, Vec<u8>, Mapping)>, AppError> {
        let imports: Vec<store::records::Record<StoredImport>> =
            self.store.all(org, Noun::LedgerImports).await?;
        let Some(last) = imports.last() else { return Ok(None) };
        let mapping = self.store.get(org, Noun::LedgerMappings, MAPPING_KEY).await?.unwrap_or_default();
        let file = self.store.file(org, &last.value.sha256).await?;
        Ok(file.map(|file| (last.value.file_name.clone(), file.body, mapping)))
    }

    /// Takes the last import back: the one before it counts again. `false` when there was none.
    ///
    /// # Errors
    /// [`AppError::Store`] when it cannot be removed.
    pub async fn undo_import(&self, org: &OrgId) -> Result<bool, AppError> {
        let imports: Vec<store::records::Record<StoredImport>> =
            self.store.all(org, Noun::LedgerImports).await?;
        let Some(last) = imports.last() else { return Ok(false) };
        let removed = self.store.remove(org, Noun::LedgerImports, &last.id).await?;
        self.refresh(org).await?;
        Ok(removed)
    }
}
