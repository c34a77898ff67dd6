//! Ledger files: looked at, confirmed, read.

use std::path::Path;

use parsers::ledger::{LedgerError, Mapping, Reading, open, read_rows};

use crate::error::AppError;

/// Larger ledger files are refused before they are read into memory.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Reads a ledger file with what was taught before about its columns.
///
/// # Errors
/// [`AppError::File`] when it cannot be read, [`AppError::Ledger`] when it is no spreadsheet.
pub fn read_file(path: &Path, mapping: &Mapping) -> Result<Reading, AppError> {
    let reading = |source| AppError::File { doing: "reading the ledger", path: path.to_owned(), source };
    let size = std::fs::metadata(path).map_err(reading)?.len();
    if size > MAX_BYTES {
        let file = path.display().to_string();
        return Err(LedgerError::TooLarge { file, size, limit: MAX_BYTES }.into());
    }
    let bytes = std::fs::read(path).map_err(reading)?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    read_bytes(&name, &bytes, mapping)
}

/// The same from bytes.
///
/// # Errors
/// [`AppError::Ledger`] when the bytes are no spreadsheet.
pub fn read_bytes(name: &str, bytes: &[u8], mapping: &Mapping) -> Result<Reading, AppError> {
    Ok(read_rows(&open(name, bytes)?, mapping))
}
