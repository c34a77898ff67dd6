//! Reading the data files: built-in text and a user's own rows of the same shape.

use serde::de::DeserializeOwned;

/// A user's own file: same name and columns as a built-in one; missing columns are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalFile {
    pub name: String,
    pub text: String,
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableWarning {
    pub file: String,
    /// Line number from 1, the header being line 1.
    pub line: u64,
    pub reason: String,
}

/// A row that cannot be taught.
#[derive(Debug, thiserror::Error)]
#[error("{file}, line {line}: {reason}")]
pub struct TableError {
    pub file: String,
    pub line: u64,
    pub reason: String,
}

/// A row type: says whether a row has what it needs.
pub(crate) trait Row: DeserializeOwned {
    /// The reason why the row cannot be used.
    fn problem(&self) -> Option<&'static str>;
}

/// All files of one load, local ones first.
pub(crate) struct Tables<'a> {
    local: &'a [LocalFile],
    built_in: &'a [(&'static str, &'static str)],
    warnings: &'a mut Vec<TableWarning>,
}

impl<'a> Tables<'a> {
    pub(crate) fn new(
        local: &'a [LocalFile],
        built_in: &'a [(&'static str, &'static str)],
        warnings: &'a mut Vec<TableWarning>,
    ) -> Self {
        Self { local, built_in, warnings }
    }

    /// Rows of one table: the user's, then the built-in ones.
    pub(crate) fn rows<R: Row>(&mut self, name: &str) -> Vec<R> {
        let mut rows = Vec::new();
        for file in self.local.iter().filter(|file| file.name == name) {
            read(name, &file.text, &mut rows, self.warnings);
        }
        for (_, text) in self.built_in.iter().filter(|(built_in, _)| *built_in == name) {
            read(name, text, &mut rows, self.warnings);
        }
        rows
    }
}

fn read<R: Row>(name: &str, text: &str, rows: &mut Vec<R>, warnings: &mut Vec<TableWarning>) {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    for record in reader.records() {
        let (line, outcome) = match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let row = record.deserialize::<R>(Some(&headers)).map_err(|e| e.to_string());
                (line, row.and_then(|row| row.problem().map_or(Ok(row), |reason| Err(reason.to_owned()))))
            }
            Err(error) => (error.position().map_or(0, csv::Position::line), Err(error.to_string())),
        };
        match outcome {
            Ok(row) => rows.push(row),
            Err(reason) => warnings.push(TableWarning { file: name.to_owned(), line, reason }),
        }
    }
}

/// Splits a `;`-separated cell.
pub(crate) fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty())
}
