//! Excel out of any table. Every cell is text or a number: what begins with `=` stays text.

use rust_xlsxwriter::{Color, Format, FormatBorder, Workbook, XlsxError};

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    Empty,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

/// Longest text Excel takes in a cell, in characters.
const LONGEST: usize = 32_000;

/// A workbook with one sheet: bold heads, frozen, with a filter.
///
/// # Errors
/// When the sheet has more rows or columns than Excel allows.
pub fn table(sheet: &str, heads: &[String], rows: &[Vec<Cell>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(sheet)?;
    let head = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00EA_EEF2))
        .set_border_bottom(FormatBorder::Thin);
    for (column, text) in (0u16..).zip(heads) {
        page.write_string_with_format(0, column, text, &head)?;
    }
    for (line, cells) in (1u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Text(text) => {
                    let text: String = text.chars().take(LONGEST).collect();
                    page.write_string(line, column, text)?;
                }
                Cell::Number(number) => {
                    page.write_number(line, column, *number)?;
                }
                Cell::Empty => {}
            }
        }
    }
    page.set_freeze_panes(1, 0)?;
    if let (Some(last), false) = (heads.len().checked_sub(1), rows.is_empty()) {
        let last = u16::try_from(last).unwrap_or(u16::MAX);
        page.autofilter(0, 0, u32::try_from(rows.len()).unwrap_or(u32::MAX), last)?;
    }
    page.autofit();
    book.save_to_buffer()
}

/// The same as CSV (RFC 4180). A mark at its beginning says that it is UTF-8: Excel asks for it.
#[must_use]
pub fn csv(heads: &[String], rows: &[Vec<Cell>]) -> String {
    let line = |cells: Vec<String>| format!("{}\r\n", cells.join(","));
    let mut text = format!("\u{feff}{}", line(heads.iter().map(|head| csv_cell(head)).collect()));
    for row in rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => csv_cell(text),
            Cell::Number(number) => number.to_string(),
            Cell::Empty => String::new(),
        });
        text.push_str(&line(cells.collect()));
    }
    text
}

/// A cell of a CSV file. What a spreadsheet would run as a formula begins with an apostrophe.
#[must_use]
pub fn csv_cell(cell: &str) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe = if runs { format!("'{cell}") } else { cell.to_owned() };
    if safe.contains([',', '"', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_runs_nothing() {
        let row =
            vec![Cell::Text("=1+1".into()), Cell::Number(2.0), Cell::Text("a,\"b\"".into()), Cell::Empty];
        assert_eq!(csv(&["名前".into()], &[row]), "\u{feff}名前\r\n'=1+1,2,\"a,\"\"b\"\"\",\r\n");
    }

    #[test]
    fn a_formula_in_a_name_stays_text() {
        let bytes =
            table("機器", &["名前".into()], &[vec![Cell::Text("=HYPERLINK(\"http://x\")".into())]]).unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut sheet = String::new();
        std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut sheet)
            .unwrap();
        assert!(!sheet.contains("<f>"));
    }
}
