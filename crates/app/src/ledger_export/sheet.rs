//! Writing cells: looks, notes, and no text that a spreadsheet could take for a formula.

use parsers::ledger::{Cell, Merge};
use rust_xlsxwriter::{Color, Format, FormatAlign, Note, Worksheet, XlsxError};

/// Most characters of a cell in Excel.
const MAX_CELL: usize = 32_000;
/// Excel's last row and column, from 0.
const LAST: (u32, u16) = (1_048_575, 16_383);

/// How a cell is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    /// Was empty, and was learned.
    Filled,
    /// Differs from the network.
    Differs,
    Unknown,
}

/// A sheet being written.
pub(super) struct Out<'a> {
    sheet: &'a mut Worksheet,
}

impl<'a> Out<'a> {
    pub(super) fn new(sheet: &'a mut Worksheet, name: &str) -> Result<Self, XlsxError> {
        sheet.set_name(sheet_name(name))?;
        Ok(Self { sheet })
    }

    pub(super) fn hide(&mut self) {
        self.sheet.set_hidden(true);
    }

    /// Keeps a merged region. Overlapping ones, which damaged files have, are left out.
    pub(super) fn merge(&mut self, merge: &Merge) {
        let (Ok(first), Ok(last)) = (u16::try_from(merge.first_column), u16::try_from(merge.last_column))
        else {
            return;
        };
        if merge.last_row <= LAST.0 && last <= LAST.1 {
            let _ = self.sheet.merge_range(merge.first_row, first, merge.last_row, last, "", &Format::new());
        }
    }

    /// A cell as it was: number, date or text.
    pub(super) fn cell(&mut self, row: u32, column: u16, cell: &Cell, mark: Mark) -> Result<(), XlsxError> {
        match (cell.number, &cell.date) {
            (Some(number), Some(_)) => {
                let format = look(mark).set_num_format("yyyy-mm-dd");
                self.sheet.write_number_with_format(row, column, number, &format)?;
            }
            (Some(number), None) if number.is_finite() => {
                self.sheet.write_number_with_format(row, column, number, &look(mark))?;
            }
            _ => self.text(row, column, &cell.text, mark)?,
        }
        Ok(())
    }

    /// Text stays text: what begins like a formula keeps a leading apostrophe in Excel, also after editing.
    pub(super) fn text(&mut self, row: u32, column: u16, text: &str, mark: Mark) -> Result<(), XlsxError> {
        let text: String =
            text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(MAX_CELL).collect();
        let mut format = look(mark);
        if text.starts_with(['=', '+', '-', '@', '\t', '\n']) {
            format = format.set_quote_prefix();
        }
        if text.contains('\n') {
            format = format.set_text_wrap();
        }
        self.sheet.write_string_with_format(row, column, text, &format)?;
        Ok(())
    }

    pub(super) fn heading(&mut self, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        let format = Format::new()
            .set_bold()
            .set_align(FormatAlign::VerticalCenter)
            .set_background_color(Color::RGB(0x00DC_E6F1));
        self.sheet.write_string_with_format(row, column, text, &format)?;
        Ok(())
    }

    /// A row of headings that stays in view, with filters.
    pub(super) fn head(&mut self, row: u32, headings: &[&str]) -> Result<(), XlsxError> {
        for (column, text) in headings.iter().enumerate() {
            self.heading(row, column as u16, text)?;
            self.sheet.set_column_width(column as u16, 18)?;
        }
        self.sheet.set_freeze_panes(row + 1, 0)?;
        if let Some(last) = headings.len().checked_sub(1) {
            self.sheet.autofilter(row, 0, row, last as u16)?;
        }
        Ok(())
    }

    pub(super) fn line(&mut self, row: u32, texts: &[String]) -> Result<(), XlsxError> {
        for (column, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            self.text(row, column as u16, text, Mark::None)?;
        }
        Ok(())
    }

    pub(super) fn note(&mut self, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        let note = Note::new(text).set_author("Kikimori").add_author_prefix(false).set_width(320);
        self.sheet.insert_note(row, column, &note)?;
        Ok(())
    }
}

fn look(mark: Mark) -> Format {
    match mark {
        Mark::None => Format::new(),
        Mark::Filled => Format::new().set_background_color(Color::RGB(0x00E2_F0D9)),
        Mark::Differs => Format::new().set_background_color(Color::RGB(0x00FF_F2CC)),
        Mark::Unknown => Format::new().set_background_color(Color::RGB(0x00ED_EDED)),
    }
}

/// A name that Excel takes: at most 31 characters, none of `[]:*?/\`, no apostrophe at the ends.
fn sheet_name(name: &str) -> String {
    let clean: String =
        name.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { '_' } else { c }).collect();
    let clean: String = clean.trim_matches('\'').chars().take(31).collect();
    if clean.trim().is_empty() { "Sheet".to_owned() } else { clean }
}
