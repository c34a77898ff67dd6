//! A spreadsheet as plain cells, whatever file it came from, within bounds that hostile files cannot exceed.

use thiserror::Error;

use super::{delimited, ods, xlsx};

/// Largest file taken, in bytes.
pub const MAX_FILE: usize = 64 << 20;
/// Rows kept per sheet.
pub const MAX_ROWS: usize = 100_000;
/// Columns kept per sheet.
pub const MAX_COLUMNS: usize = 300;
/// Cells kept per workbook.
pub const MAX_CELLS: usize = 3_000_000;
/// Characters kept of one cell.
pub const MAX_TEXT: usize = 8_000;
/// Bytes of text kept per workbook.
pub const MAX_TOTAL_TEXT: usize = 128 << 20;
/// Sheets kept per workbook.
pub const MAX_SHEETS: usize = 200;

/// Why a file cannot be read as a ledger: what it is, where, and what to do next.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum LedgerError {
    #[error("“{file}” is empty: choose the ledger file again")]
    Empty { file: String },
    #[error(
        "“{file}” is {size} bytes, larger than {limit}: split the workbook or save only the ledger sheets"
    )]
    TooLarge { file: String, size: u64, limit: u64 },
    #[error(
        "“{file}” unpacks to more than {limit} bytes, as a damaged or hostile file does: save it anew in Excel"
    )]
    Bomb { file: String, limit: u64 },
    #[error("“{file}” is protected by a password: save a copy without password and load that")]
    Encrypted { file: String },
    #[error(
        "“{file}” cannot be read as {format} ({detail}): open it in Excel and save it again as .xlsx or .csv"
    )]
    Damaged { file: String, format: &'static str, detail: String },
    #[error("“{file}” is not a spreadsheet (it looks like {what}): load .xlsx, .xls, .ods or .csv")]
    NotASpreadsheet { file: String, what: Lookalike },
}

/// What a file that is no spreadsheet looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookalike {
    Pdf,
    Picture,
    Compressed,
    Archive,
    Markup,
    Binary,
}

impl Lookalike {
    /// Stable word for the texts of the pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Picture => "picture",
            Self::Compressed => "compressed",
            Self::Archive => "archive",
            Self::Markup => "markup",
            Self::Binary => "binary",
        }
    }
}

impl std::fmt::Display for Lookalike {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Pdf => "a PDF",
            Self::Picture => "a picture",
            Self::Compressed => "a compressed file",
            Self::Archive => "a zip archive",
            Self::Markup => "a web page or XML file",
            Self::Binary => "a binary file",
        })
    }
}

impl LedgerError {
    /// Stable kebab-case code for the texts of the pages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "ledger-file-empty",
            Self::TooLarge { .. } => "ledger-file-too-large",
            Self::Bomb { .. } => "ledger-file-bomb",
            Self::Encrypted { .. } => "ledger-file-encrypted",
            Self::Damaged { .. } => "ledger-file-damaged",
            Self::NotASpreadsheet { .. } => "ledger-file-not-a-spreadsheet",
        }
    }

    /// What the text of [`Self::code`] is filled with: `file`, and `mb` (largest size) or `what` (a [`Lookalike`]).
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let megabytes = |bytes: u64| (bytes >> 20).to_string();
        match self {
            Self::Empty { file } | Self::Encrypted { file } => vec![("file", file.clone())],
            Self::Damaged { file, format, .. } => {
                vec![("file", file.clone()), ("format", (*format).to_owned())]
            }
            Self::TooLarge { file, limit, .. } | Self::Bomb { file, limit } => {
                vec![("file", file.clone()), ("mb", megabytes(*limit))]
            }
            Self::NotASpreadsheet { file, what } => {
                vec![("file", file.clone()), ("what", what.as_str().to_owned())]
            }
        }
    }
}

/// One cell: what Excel shows, and the number or date beneath it. Formulas: the value last calculated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub text: String,
    pub number: Option<f64>,
    /// ISO 8601 date, when the cell is formatted as a date.
    pub date: Option<String>,
}

impl Cell {
    /// A text cell, cut at [`MAX_TEXT`] characters.
    #[must_use]
    pub fn text(text: &str) -> Self {
        let cut = text.char_indices().nth(MAX_TEXT).map_or(text, |(at, _)| text.get(..at).unwrap_or(text));
        Self { text: cut.to_owned(), number: None, date: None }
    }

    /// A number as Excel would show it without a format.
    #[must_use]
    pub fn number(value: f64) -> Self {
        Self { text: value.to_string(), number: Some(value), date: None }
    }

    /// Nothing to read: blank, or an error value such as `#N/A`.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let text = self.text.trim();
        text.is_empty() || (text.starts_with('#') && text.ends_with(['!', '?', 'A']) && text.len() <= 8)
    }
}

/// A merged region, rows and columns from 0, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    pub first_row: u32,
    pub first_column: u32,
    pub last_row: u32,
    pub last_column: u32,
}

/// One sheet. Row 0 here is row 1 in Excel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
    pub rows: Vec<Vec<Cell>>,
    pub merges: Vec<Merge>,
}

impl Sheet {
    /// The cell at a place, when the file has one.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.rows.get(row)?.get(column)
    }

    /// Text at a place, empty when there is none.
    #[must_use]
    pub fn text(&self, row: usize, column: usize) -> &str {
        self.cell(row, column).map_or("", |cell| cell.text.as_str())
    }

    /// Number of columns of the widest row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    pub(super) fn put(&mut self, row: usize, column: usize, cell: Cell) {
        while self.rows.len() <= row {
            self.rows.push(Vec::new());
        }
        if let Some(cells) = self.rows.get_mut(row) {
            while cells.len() < column {
                cells.push(Cell::default());
            }
            match cells.get_mut(column) {
                Some(place) => *place = cell,
                None => cells.push(cell),
            }
        }
    }
}

/// A file read into cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workbook {
    /// Without folder.
    pub file_name: String,
    pub sheets: Vec<Sheet>,
    /// Character encoding of a text file: `UTF-8`, `Shift_JIS` …
    pub encoding: Option<String>,
    /// Stable codes of what was left out or odd: `too-many-rows`, `encoding-replaced` …, with the sheet name.
    pub warnings: Vec<(String, String)>,
}

/// How much of the bounds a workbook has used up.
#[derive(Debug, Default)]
pub(super) struct Budget {
    cells: usize,
    text: usize,
}

/// Answer of [`Budget::take`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fits {
    Yes,
    /// This cell lies outside; later ones may be inside.
    Skip(&'static str),
    /// No more of this workbook.
    Stop(&'static str),
}

impl Budget {
    pub(super) fn take(&mut self, row: usize, column: usize, text: usize) -> Fits {
        if row >= MAX_ROWS {
            return Fits::Skip("too-many-rows");
        }
        if column >= MAX_COLUMNS {
            return Fits::Skip("too-many-columns");
        }
        self.cells += 1 + column / 8;
        self.text += text.min(MAX_TEXT);
        if self.cells > MAX_CELLS || self.text > MAX_TOTAL_TEXT {
            return Fits::Stop("too-many-cells");
        }
        Fits::Yes
    }
}

impl Workbook {
    pub(super) fn warn(&mut self, code: &str, sheet: &str) {
        if !self.warnings.iter().any(|(c, s)| c == code && s == sheet) {
            self.warnings.push((code.to_owned(), sheet.to_owned()));
        }
    }
}

/// Reads a file. The content decides what it is; the name only names the sheet of a text file.
///
/// # Errors
/// [`LedgerError`] when the file is no spreadsheet, is damaged, protected or too large.
pub fn open(file_name: &str, bytes: &[u8]) -> Result<Workbook, LedgerError> {
    let file = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name).to_owned();
    if bytes.len() > MAX_FILE {
        return Err(LedgerError::TooLarge { file, size: bytes.len() as u64, limit: MAX_FILE as u64 });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(LedgerError::Empty { file });
    }
    let mut workbook = match bytes {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => xlsx::open_zip(&file, bytes)?,
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => xlsx::open_xls(&file, bytes)?,
        [b'%', b'P', b'D', b'F', ..] => {
            return Err(LedgerError::NotASpreadsheet { file, what: Lookalike::Pdf });
        }
        [0xff, 0xd8, 0xff, ..] | [0x89, b'P', b'N', b'G', ..] => {
            return Err(LedgerError::NotASpreadsheet { file, what: Lookalike::Picture });
        }
        [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            return Err(LedgerError::NotASpreadsheet { file, what: Lookalike::Compressed });
        }
        _ => delimited::read(&file, bytes)?,
    };
    workbook.file_name = file;
    for sheet in &mut workbook.sheets {
        trim(sheet);
    }
    Ok(workbook)
}

/// Removes blank cells and rows at the end; they carry only formats.
fn trim(sheet: &mut Sheet) {
    for row in &mut sheet.rows {
        while row.last().is_some_and(|cell| cell.text.trim().is_empty()) {
            row.pop();
        }
    }
    while sheet.rows.last().is_some_and(Vec::is_empty) {
        sheet.rows.pop();
    }
}

/// Column letters as Excel shows them: 0 is `A`.
#[must_use]
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = (rest - 1) % 26;
        letters.push(char::from(b'A' + digit as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Reads an OpenDocument sheet; here so that the dispatcher in `xlsx` needs no knowledge of it.
pub(super) fn open_ods(file: &str, content: &[u8]) -> Result<Workbook, LedgerError> {
    ods::read(file, content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_excel() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_letters(column), letters);
        }
    }

    #[test]
    fn what_is_no_spreadsheet_is_said_so() {
        assert_eq!(open("a.csv", b" \n").unwrap_err().code(), "ledger-file-empty");
        assert_eq!(open("a.pdf", b"%PDF-1.7").unwrap_err().code(), "ledger-file-not-a-spreadsheet");
        assert_eq!(open("a.xlsx", b"PK\x03\x04garbage").unwrap_err().code(), "ledger-file-damaged");
        let message = open("x/台帳.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1junk").unwrap_err().to_string();
        assert!(message.contains("台帳.xls") && message.contains("save it again"), "{message}");
    }
}
