//! The hospital's own ledger files: .xlsx, .xlsm, .xls, .ods, .csv, .tsv in any encoding and shape.
//!
//! `open` turns bytes into a [`Workbook`] of plain cells, `guess` says which column means what, and `read_rows`
//! makes [`domain::ledger::LedgerRow`]s of it. The user's corrections live in a [`Mapping`].

pub mod addresses;
pub mod dates;
pub mod guess;
pub mod headers;
pub mod mapping;
pub mod normalise;
pub mod rows;
pub mod tables;
pub mod workbook;

mod content;
mod continuation;
mod delimited;
mod encoding;
mod ods;
mod parted;
mod values;
mod words;
mod xlsx;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod workbook_tests;

pub(crate) use encoding::{Decoded, Lost, decode};
pub use guess::{GuessedColumn, GuessedTable, Guesses, Reason, SampleCell, SampleRow, SkippedSheet, guess};
pub use mapping::{ColumnUse, Mapping, TableMapping};
pub use rows::{Fixes, ReadWarning, Reading, read_rows};
pub use workbook::{Cell, LedgerError, Lookalike, Merge, Sheet, Workbook, open};
