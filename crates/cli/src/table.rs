//! Tables for terminals and CSV for spreadsheets. Japanese characters take two columns.

use std::fmt::Write as _;

use app::workbook::csv_cell;

/// Rows of text under headings.
#[derive(Clone, Debug, Default)]
pub struct Table {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Longest cell shown on a terminal, in columns.
const WIDEST: usize = 44;

impl Table {
    /// An empty table.
    pub fn new(headings: &[&str]) -> Self {
        Self { headings: headings.iter().map(|&h| h.to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Aligned text.
    pub fn as_text(&self) -> String {
        let shown: Vec<Vec<String>> = std::iter::once(&self.headings)
            .chain(&self.rows)
            .map(|row| row.iter().map(|cell| cut(cell)).collect())
            .collect();
        let columns = self.headings.len();
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                shown.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0)
            })
            .collect();
        let mut text = String::new();
        for row in &shown {
            let mut line = String::new();
            for (cell, wide) in row.iter().zip(&widths) {
                let gap = wide.saturating_sub(width(cell)) + 2;
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', gap));
            }
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text
    }

    /// CSV (RFC 4180). Cells that a spreadsheet would run as a formula begin with an apostrophe.
    pub fn as_csv(&self) -> String {
        let mut text = String::new();
        for row in std::iter::once(&self.headings).chain(&self.rows) {
            let cells: Vec<String> = row.iter().map(|cell| csv_cell(cell)).collect();
            let _ = writeln!(text, "{}", cells.join(","));
        }
        text
    }
}

fn cut(cell: &str) -> String {
    let clean: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if width(&clean) <= WIDEST {
        return clean;
    }
    let mut out = String::new();
    for c in clean.chars() {
        if width(&out) + char_width(c) >= WIDEST {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// East Asian wide and full-width characters take two columns (Unicode Standard Annex 11, the blocks that occur here).
const fn char_width(c: char) -> usize {
    match c as u32 {
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6 => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_lines_up() {
        let mut table = Table::new(&["kind", "ip"]);
        table.row(vec!["輸液ポンプ".into(), "10.0.0.1".into()]);
        table.row(vec!["CT".into(), "10.0.0.2".into()]);
        assert_eq!(table.as_text(), "kind        ip\n輸液ポンプ  10.0.0.1\nCT          10.0.0.2\n");
    }

    #[test]
    fn formulas_are_defused_and_quotes_doubled() {
        let mut table = Table::new(&["a"]);
        table.row(vec!["=cmd()".into()]);
        table.row(vec!["say \"x\", y".into()]);
        assert_eq!(table.as_csv(), "a\n'=cmd()\n\"say \"\"x\"\", y\"\n");
    }

    #[test]
    fn terminal_escapes_of_a_hostile_host_name_do_nothing() {
        let mut table = Table::new(&["host"]);
        table.row(vec!["\u{1b}[31mred".into()]);
        assert!(!table.as_text().contains('\u{1b}'));
    }
}
