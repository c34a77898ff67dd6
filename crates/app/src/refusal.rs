//! Why a request makes no sense, as values: pages say it in their language, `Display` says it in English for the command line.

/// What was asked for and cannot be done. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{folder}: no capture files (.pcap, .pcapng, .cap, also .gz and .zst)")]
    NoCaptures { folder: String },
    #[error("closing an alert needs a reason")]
    AlertNeedsReason,
    #[error("a sensor token needs at least 32 characters")]
    ShortToken,
    #[error("{attribute} cannot be corrected by hand")]
    NotCorrectable { attribute: &'static str },
    #[error("{kind} is not a kind; choose one of the list, or teach it first")]
    UnknownKind { kind: String },
    #[error("medical or not is true or false")]
    MedicalYesOrNo,
    #[error("{file} is not one of {known}")]
    NoSuchTable { file: String, known: String },
    #[error("{file} has no column {column}; its columns are {columns}")]
    NoSuchColumn { file: String, column: String, columns: &'static str },
    /// `needs` is what the table asks of a row, in English.
    #[error("{file}, {cells}: {needs}")]
    RowUnusable { file: String, cells: String, needs: String },
    #[error("{file}: a line like `# makers.csv` must say which file the rows belong to")]
    RowsOfNoTable { file: String },
    #[error("{file}, {table}, line {line}: not readable as CSV")]
    NotCsv { file: String, table: String, line: u64 },
}

impl Refusal {
    /// Stable kebab-case code: the key of the sentence in `locales/`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoCaptures { .. } => "refusal-no-captures",
            Self::AlertNeedsReason => "refusal-alert-needs-reason",
            Self::ShortToken => "refusal-short-token",
            Self::NotCorrectable { .. } => "refusal-not-correctable",
            Self::UnknownKind { .. } => "refusal-unknown-kind",
            Self::MedicalYesOrNo => "refusal-medical-yes-or-no",
            Self::NoSuchTable { .. } => "refusal-no-such-table",
            Self::NoSuchColumn { .. } => "refusal-no-such-column",
            Self::RowUnusable { file, .. } => row_needs(file.as_bytes()),
            Self::RowsOfNoTable { .. } => "refusal-rows-of-no-table",
            Self::NotCsv { .. } => "refusal-not-csv",
        }
    }

    /// What the sentence is filled with.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::AlertNeedsReason | Self::ShortToken | Self::MedicalYesOrNo => Vec::new(),
            Self::NoCaptures { folder } => vec![("file", folder.clone())],
            Self::NotCorrectable { attribute } => vec![("attribute", (*attribute).to_owned())],
            Self::UnknownKind { kind } => vec![("kind", kind.clone())],
            Self::NoSuchTable { file, known } => vec![("file", file.clone()), ("known", known.clone())],
            Self::NoSuchColumn { file, column, columns } => {
                vec![("file", file.clone()), ("column", column.clone()), ("columns", (*columns).to_owned())]
            }
            Self::RowUnusable { file, cells, .. } => vec![("file", file.clone()), ("cells", cells.clone())],
            Self::RowsOfNoTable { file } => vec![("file", file.clone())],
            Self::NotCsv { file, table, line } => {
                vec![("file", file.clone()), ("table", table.clone()), ("line", line.to_string())]
            }
        }
    }
}

/// Each teachable table asks something else of a row.
const fn row_needs(file: &[u8]) -> &'static str {
    match file {
        b"makers.csv" => "refusal-row-maker",
        b"kinds.csv" => "refusal-row-kind",
        b"oui_medical.csv" => "refusal-row-address",
        b"remote_services.csv" => "refusal-row-service",
        _ => "refusal-row-other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_values_do_not_depend_on_the_sentence() {
        let refusal = Refusal::RowUnusable {
            file: "oui_medical.csv".into(),
            cells: "zz".into(),
            needs: "not hexadecimal".into(),
        };
        assert_eq!(refusal.code(), "refusal-row-address");
        assert_eq!(refusal.values(), [("file", "oui_medical.csv".to_owned()), ("cells", "zz".to_owned())]);
        assert_eq!(refusal.to_string(), "oui_medical.csv, zz: not hexadecimal");
    }
}
