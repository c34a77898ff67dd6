//! One file per thing the product does. The only orchestration and outside I/O.

pub mod ledger_export;
pub mod snapshot;
pub mod standing;
pub mod today;
pub mod workbook;
