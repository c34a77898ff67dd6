//! What a user said about columns, remembered by the shape of the headings, so that the next file needs no questions.

use std::collections::BTreeMap;

use domain::ledger::Column;
use serde::{Deserialize, Serialize};

use super::{normalise::key, tables::Table};

/// What one column is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnUse {
    pub column: Column,
    /// The second meaning of a combined column (`メーカー/型式`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Column>,
}

/// The corrected columns of one shape of table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableMapping {
    /// By heading key and how many equal headings stand to its left (`mac#0`).
    pub columns: BTreeMap<String, ColumnUse>,
    /// This table is no ledger.
    #[serde(default)]
    pub ignore: bool,
}

/// Everything a user taught, by signature of the headings. Serialises to JSON; empty at first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub tables: BTreeMap<String, TableMapping>,
}

impl Mapping {
    /// Remembers what a column of a table means.
    pub fn set(&mut self, table: &Table, column: usize, use_as: ColumnUse) {
        let name = column_key(table, column);
        self.tables.entry(table.signature.clone()).or_default().columns.insert(name, use_as);
    }

    /// Remembers the same by what a guess shows to the user: signature and [`column_key`] of the column.
    pub fn set_by_key(&mut self, signature: &str, column_key: &str, use_as: ColumnUse) {
        self.tables.entry(signature.to_owned()).or_default().columns.insert(column_key.to_owned(), use_as);
    }

    /// Remembers that a table is no ledger, or that it is one after all.
    pub fn ignore(&mut self, signature: &str, ignore: bool) {
        self.tables.entry(signature.to_owned()).or_default().ignore = ignore;
    }

    /// What was said about a column.
    #[must_use]
    pub fn column(&self, table: &Table, column: usize) -> Option<ColumnUse> {
        self.tables.get(&table.signature)?.columns.get(&column_key(table, column)).copied()
    }

    /// Whether the user said that this table is no ledger; `None` when nothing was said.
    #[must_use]
    pub fn ignored(&self, signature: &str) -> Option<bool> {
        self.tables.get(signature).map(|table| table.ignore)
    }
}

/// Names a column within its table, so that an inserted column does not shift the others' meaning.
#[must_use]
pub fn column_key(table: &Table, column: usize) -> String {
    let name = |at: usize| table.columns.get(at).map(|c| key(&c.text)).unwrap_or_default();
    let own = name(column);
    if own.is_empty() {
        return format!("@{column}");
    }
    let before = (0..column).filter(|at| name(*at) == own).count();
    format!("{own}#{before}")
}
