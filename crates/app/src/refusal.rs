//! Why a request makes no sense, as values: pages say it in their language, `Display` says it in English for the command line.

use domain::vulnerabilities::communication::Fault;
use parsers::document::{csaf::CsafError, sbom::SbomError, vex::VexError, vulnerability::hand::TableFault};

use crate::feeds::Disproved;

use crate::sboms::NoDocument;

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
    #[error("`{answer}` is no answer to this question of the decision table")]
    NoSuchAnswer { answer: String },
    #[error("an answer that outranks the program needs its reason")]
    OverruleNeedsReason,
    #[error("medical or not is true or false")]
    MedicalYesOrNo,
    #[error("{file} is not one of {known}")]
    NoSuchTable { file: String, known: String },
    #[error("{file} has no column {column}; its columns are {columns}")]
    NoSuchColumn { file: String, column: String, columns: &'static str },
    /// `needs` is what the table asks of a row, in English.
    #[error("{file}, {cells}: {needs}")]
    RowUnusable { file: String, cells: String, needs: String },
    #[error("a product needs a maker and a name")]
    ProductNeedsName,
    #[error("{name} of this maker is registered already")]
    ProductTwice { name: String },
    #[error("{udi} is no UDI-DI: 12 to 14 digits (GS1), or a code that begins with + (HIBC)")]
    OddUdi { udi: String },
    #[error("a version needs its text, as the maker writes it")]
    VersionNeedsText,
    #[error("version {version} is registered already")]
    VersionTwice { version: String },
    #[error("`{text}` is no date; write it like 2027-03-31")]
    NoDate { text: String },
    #[error(
        "end of support (EOS) is the same day as end of life (EOL); limited support needs time in between, so that hospitals can plan the replacement"
    )]
    SupportEndsWithLife,
    #[error("end of support (EOS) is before end of life (EOL); it must be later")]
    SupportEndsBeforeLife,
    #[error("limited support must end after end of life (EOL) and not after end of support (EOS)")]
    LimitedSupportOutside,
    #[error("{file}: {why}")]
    NotASbom { file: String, why: NoDocument },
    /// Of each document and entry, why.
    #[error("{file}: none of {} files in it is a bill of materials: {}", inside.len(), names(inside))]
    NoSbomInside { file: String, inside: Vec<Refusal> },
    #[error("{file}: {why}")]
    NotVex { file: String, why: VexError },
    #[error("{file}: {why}")]
    NotAdvisory { file: String, why: CsafError },
    #[error("{file}: {why}")]
    Disproved { file: String, why: Disproved },
    #[error("whether a provider's words count needs a name and how it was found out")]
    ProviderNeedsReason,
    #[error("this provider says something else about itself now; look at it again")]
    ProviderChanged,
    #[error("nobody confirmed this provider, or that was taken back already")]
    ProviderNotConfirmed,
    #[error("{file}: more than {limit} MiB are not kept")]
    SbomTooLarge { file: String, limit: usize },
    #[error("{file}: more than {limit} bills of materials in one file are not kept")]
    SbomsTooMany { file: String, limit: usize },
    /// It is one of several lists to be merged.
    #[error("{file} could not be read to its end: the merged list would not be the whole product")]
    SbomNotWhole { file: String },
    #[error("{file}: {reason}")]
    NothingToMake { file: String, reason: String },
    #[error(transparent)]
    Task(#[from] crate::tasks::TaskProblem),
    #[error(transparent)]
    Decision(#[from] crate::statements::DecisionProblem),
    /// Of a communication; `more` further faults of the same one are not named.
    #[error("{place}: {fault}{}", if *more > 0 { format!(" ({more} more)") } else { String::new() })]
    Communication { place: String, fault: Fault, more: usize },
    #[error("taking a communication back needs a reason")]
    CommunicationNeedsReason,
    #[error("{issuer} {id} is written down already; change that one")]
    CommunicationTwice { issuer: String, id: String },
    #[error("somebody changed this communication meanwhile; look at it and change it again")]
    CommunicationChanged,
    #[error("{0}")]
    CommunicationTable(TableFault),
    #[error("{file}: {why}")]
    CommunicationForm { file: String, why: String },
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
            Self::NoSuchAnswer { .. } => "refusal-no-such-answer",
            Self::OverruleNeedsReason => "refusal-overrule-needs-reason",
            Self::MedicalYesOrNo => "refusal-medical-yes-or-no",
            Self::NoSuchTable { .. } => "refusal-no-such-table",
            Self::NoSuchColumn { .. } => "refusal-no-such-column",
            Self::RowUnusable { file, .. } => row_needs(file.as_bytes()),
            Self::ProductNeedsName => "refusal-product-needs-name",
            Self::ProductTwice { .. } => "refusal-product-twice",
            Self::OddUdi { .. } => "refusal-odd-udi",
            Self::VersionNeedsText => "refusal-version-needs-text",
            Self::VersionTwice { .. } => "refusal-version-twice",
            Self::NoDate { .. } => "refusal-no-date",
            Self::SupportEndsWithLife => "refusal-support-ends-with-life",
            Self::SupportEndsBeforeLife => "refusal-support-ends-before-life",
            Self::LimitedSupportOutside => "refusal-limited-support-outside",
            Self::NotASbom { why, .. } => no_sbom(why),
            Self::NoSbomInside { .. } => "refusal-no-sbom-inside",
            Self::NotVex { why, .. } => no_vex(why),
            Self::NotAdvisory { why, .. } => why.code(),
            Self::Disproved { why, .. } if why.signature => "refusal-disproved-signature",
            Self::Disproved { .. } => "refusal-disproved-checksum",
            Self::ProviderNeedsReason => "refusal-provider-needs-reason",
            Self::ProviderChanged => "refusal-provider-changed",
            Self::ProviderNotConfirmed => "refusal-provider-not-confirmed",
            Self::SbomTooLarge { .. } => "refusal-sbom-too-large",
            Self::SbomNotWhole { .. } => "refusal-sbom-not-whole",
            Self::SbomsTooMany { .. } => "refusal-sboms-too-many",
            Self::NothingToMake { .. } => "refusal-nothing-to-make",
            Self::Task(problem) => problem.code(),
            Self::Decision(problem) => problem.code(),
            Self::Communication { fault, .. } => communication(fault),
            Self::CommunicationNeedsReason => "refusal-communication-needs-reason",
            Self::CommunicationTwice { .. } => "refusal-communication-twice",
            Self::CommunicationChanged => "refusal-communication-changed",
            Self::CommunicationTable(fault) => communication_table(fault),
            Self::CommunicationForm { .. } => "refusal-communications-form",
            Self::RowsOfNoTable { .. } => "refusal-rows-of-no-table",
            Self::NotCsv { .. } => "refusal-not-csv",
        }
    }

    /// What the sentence is filled with.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::OverruleNeedsReason
            | Self::AlertNeedsReason
            | Self::ShortToken
            | Self::MedicalYesOrNo
            | Self::ProductNeedsName
            | Self::VersionNeedsText
            | Self::SupportEndsWithLife
            | Self::SupportEndsBeforeLife
            | Self::LimitedSupportOutside
            | Self::CommunicationNeedsReason
            | Self::CommunicationChanged
            | Self::ProviderNeedsReason
            | Self::ProviderChanged
            | Self::ProviderNotConfirmed
            | Self::Task(_)
            | Self::Decision(_) => Vec::new(),
            Self::Communication { place, fault, .. } => {
                let mut values = vec![("place", place.clone())];
                values.extend(fault_values(fault));
                values
            }
            Self::CommunicationTwice { issuer, id } => {
                vec![("issuer", issuer.clone()), ("id", id.clone())]
            }
            Self::CommunicationTable(fault) => table_values(fault),
            Self::CommunicationForm { file, why } => vec![("file", file.clone()), ("why", why.clone())],
            Self::ProductTwice { name } => vec![("name", name.clone())],
            Self::OddUdi { udi } => vec![("udi", udi.clone())],
            Self::VersionTwice { version } => vec![("version", version.clone())],
            Self::NoDate { text } => vec![("text", text.clone())],
            Self::NotASbom { file, why } => {
                let (format, line) = match why {
                    NoDocument::Document(SbomError::Broken { format, line, .. }) => (*format, *line),
                    NoDocument::Document(SbomError::Compression { format })
                    | NoDocument::BrokenArchive { format } => (*format, 0),
                    _ => ("", 0),
                };
                vec![("file", file.clone()), ("format", format.to_owned()), ("line", line.to_string())]
            }
            Self::NoSbomInside { file, inside } => {
                vec![("file", file.clone()), ("n", inside.len().to_string()), ("names", names(inside))]
            }
            Self::NotVex { file, why } => {
                let (format, line) = match why {
                    VexError::Broken { format, line, .. } => (*format, *line),
                    VexError::Compression { format } => (*format, 0),
                    _ => ("", 0),
                };
                vec![("file", file.clone()), ("format", format.to_owned()), ("line", line.to_string())]
            }
            Self::NotAdvisory { why, .. } => why.values(),
            Self::Disproved { why, .. } => vec![("file", why.place.clone()), ("text", why.day.clone())],
            Self::SbomTooLarge { file, limit } | Self::SbomsTooMany { file, limit } => {
                vec![("file", file.clone()), ("limit", limit.to_string())]
            }
            Self::SbomNotWhole { file } | Self::NothingToMake { file, .. } => vec![("file", file.clone())],
            Self::NoCaptures { folder } => vec![("file", folder.clone())],
            Self::NotCorrectable { attribute } => vec![("attribute", (*attribute).to_owned())],
            Self::UnknownKind { kind } => vec![("kind", kind.clone())],
            Self::NoSuchAnswer { answer } => vec![("answer", answer.clone())],
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

impl Refusal {
    /// The file that it is about.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::NotVex { file, .. }
            | Self::NotASbom { file, .. }
            | Self::NotAdvisory { file, .. }
            | Self::Disproved { file, .. } => Some(file),
            _ => None,
        }
    }
}

/// Why a communication cannot be kept.
const fn communication(fault: &Fault) -> &'static str {
    match fault {
        Fault::Empty(_) => "refusal-communication-empty",
        Fault::TooLong { .. } => "refusal-communication-too-long",
        Fault::TooMany { .. } => "refusal-communication-too-many",
        Fault::NoDate { .. } => "refusal-communication-no-date",
        Fault::UpdatedBefore => "refusal-communication-updated-before",
        Fault::ToCome(_) => "refusal-communication-to-come",
        Fault::Twice => "refusal-communication-two-at-once",
        Fault::NoLink(_) => "refusal-communication-no-link",
        Fault::TwoEnds { .. } => "refusal-communication-two-ends",
        Fault::NoUdi(_) => "refusal-communication-no-udi",
        Fault::NoCharacters { .. } => "refusal-communication-no-characters",
    }
}

/// Why a table of communications cannot be read.
const fn communication_table(fault: &TableFault) -> &'static str {
    match fault {
        TableFault::NoColumn(_) => "refusal-communications-no-column",
        TableFault::UnknownColumn(_) => "refusal-communications-unknown-column",
        TableFault::TwoColumns(_) => "refusal-communications-two-columns",
        TableFault::NoHead { .. } => "refusal-communications-no-head",
        TableFault::NoCharacters { .. } => "refusal-communications-no-characters",
        TableFault::NoCsv { .. } => "refusal-communications-no-csv",
        TableFault::TwoWords { .. } => "refusal-communications-two-words",
        TableFault::YesOrNo { .. } => "refusal-communications-yes-or-no",
        TableFault::TooManyRows { .. } => "refusal-communications-too-many-rows",
    }
}

/// What the sentence about a fault is filled with; `field` is the field's name.
fn fault_values(fault: &Fault) -> Vec<(&'static str, String)> {
    let mut values = vec![("field", fault.field().to_owned())];
    match fault {
        Fault::TooLong { length: count, most, .. } | Fault::TooMany { count, most, .. } => {
            values.extend([("count", count.to_string()), ("most", most.to_string())]);
        }
        Fault::NoDate { text, .. }
        | Fault::NoCharacters { text, .. }
        | Fault::NoLink(text)
        | Fault::NoUdi(text) => {
            values.push(("text", text.clone()));
        }
        Fault::TwoEnds { product } => values.push(("text", product.clone())),
        Fault::Empty(_) | Fault::UpdatedBefore | Fault::ToCome(_) | Fault::Twice => {}
    }
    values
}

fn table_values(fault: &TableFault) -> Vec<(&'static str, String)> {
    match fault {
        TableFault::NoColumn(column) | TableFault::TwoColumns(column) => {
            vec![("column", (*column).to_owned())]
        }
        TableFault::UnknownColumn(column) => vec![("column", column.clone())],
        TableFault::NoHead { row, text } => vec![("row", row.to_string()), ("text", text.clone())],
        TableFault::NoCharacters { row } | TableFault::NoCsv { row } => vec![("row", row.to_string())],
        TableFault::TwoWords { row, column } => {
            vec![("row", row.to_string()), ("column", (*column).to_owned())]
        }
        TableFault::YesOrNo { row, column, text } => {
            vec![("row", row.to_string()), ("column", (*column).to_owned()), ("text", text.clone())]
        }
        TableFault::TooManyRows { most } => vec![("most", most.to_string())],
    }
}

/// Why a file states nothing.
const fn no_vex(why: &VexError) -> &'static str {
    match why {
        VexError::Empty => "refusal-sbom-empty",
        VexError::TooLarge { .. } => "refusal-sbom-too-large-unpacked",
        VexError::Compression { .. } => "refusal-sbom-compression",
        VexError::Broken { .. } => "refusal-sbom-broken",
        VexError::TooMany { .. } => "refusal-vex-too-many",
        VexError::NotVex { .. } => "refusal-not-vex",
    }
}

/// Why a file is no bill of materials.
const fn no_sbom(why: &NoDocument) -> &'static str {
    match why {
        NoDocument::Document(SbomError::Empty) => "refusal-sbom-empty",
        NoDocument::Document(SbomError::TooLarge { .. }) | NoDocument::Excess(_) => {
            "refusal-sbom-too-large-unpacked"
        }
        NoDocument::Document(SbomError::Compression { .. }) => "refusal-sbom-compression",
        NoDocument::Document(SbomError::Broken { .. }) => "refusal-sbom-broken",
        NoDocument::Document(SbomError::NotASbom { .. }) => "refusal-not-a-sbom",
        NoDocument::Link => "refusal-sbom-link",
        NoDocument::BrokenArchive { .. } => "refusal-sbom-archive-broken",
        NoDocument::Nested => "refusal-sbom-archive-nested",
    }
}

/// The first few files that are no bill of materials.
fn names(inside: &[Refusal]) -> String {
    let named: Vec<&str> = inside.iter().filter_map(Refusal::file).take(5).collect();
    named.join(", ")
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
