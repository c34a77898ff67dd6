//! .csv, .tsv and the like (RFC 4180 and what is found in practice): own reader, because blank lines count as Excel rows.

use super::{
    encoding,
    workbook::{Budget, Cell, Fits, LedgerError, Lookalike, MAX_TEXT, Sheet, Workbook},
};

/// Reads text in any Japanese encoding, any usual delimiter. The sheet is named after the file.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Workbook, LedgerError> {
    let encoding::Decoded { text, encoding, lost, .. } = encoding::decode(bytes);
    let controls =
        text.chars().take(4_000).filter(|c| c.is_control() && !matches!(c, '\r' | '\n' | '\t')).count();
    if controls > 8 {
        return Err(LedgerError::NotASpreadsheet { file: file.to_owned(), what: Lookalike::Binary });
    }
    if text.trim_start().starts_with('<') {
        return Err(LedgerError::NotASpreadsheet { file: file.to_owned(), what: Lookalike::Markup });
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut workbook = Workbook { encoding: Some(encoding.to_owned()), ..Workbook::default() };
    let mut sheet = Sheet { name: stem.to_owned(), ..Sheet::default() };
    if lost.is_some() {
        workbook.warn("encoding-replaced", stem);
    }
    let (delimiter, body) = delimiter(&text);
    let mut budget = Budget::default();
    records(body, delimiter, |row, column, field| match budget.take(row, column, field.len()) {
        Fits::Yes => {
            if !field.trim().is_empty() {
                sheet.put(row, column, Cell::text(field));
            }
            true
        }
        Fits::Skip(code) => {
            workbook.warn(code, stem);
            true
        }
        Fits::Stop(code) => {
            workbook.warn(code, stem);
            false
        }
    });
    workbook.sheets.push(sheet);
    Ok(workbook)
}

/// The delimiter that occurs on most lines; Excel's `sep=;` line is obeyed and, as Excel does, not shown as a row.
fn delimiter(text: &str) -> (char, &str) {
    if let Some(rest) = text.strip_prefix("sep=")
        && let Some(c) = rest.chars().next()
    {
        let body = rest.split_once('\n').map_or("", |(_, body)| body);
        return (c, body);
    }
    let mut best = (0, ',');
    for candidate in [',', '\t', ';', '|'] {
        let score: usize =
            text.lines().take(60).map(|line| usize::from(outside_quotes(line, candidate) > 1)).sum();
        if score > best.0 {
            best = (score, candidate);
        }
    }
    if best.0 == 0 && text.contains('\t') && !text.contains(',') {
        best.1 = '\t';
    }
    (best.1, text)
}

fn outside_quotes(line: &str, wanted: char) -> usize {
    let mut quoted = false;
    line.chars()
        .filter(|&c| {
            quoted ^= c == '"';
            !quoted && c == wanted
        })
        .count()
}

/// Calls `field(row, column, text)` for each field, rows from 0; stops when it answers `false`.
fn records(text: &str, delimiter: char, mut field: impl FnMut(usize, usize, &str) -> bool) {
    let (mut row, mut column) = (0, 0);
    let mut value = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                value.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if value.trim().is_empty() => {
                value.clear();
                quoted = true;
            }
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' | '\r' if !quoted => {
                if !field(row, column, &value) {
                    return;
                }
                value.clear();
                row += 1;
                column = 0;
            }
            c if c == delimiter && !quoted => {
                if !field(row, column, &value) {
                    return;
                }
                value.clear();
                column += 1;
            }
            c if value.len() < MAX_TEXT * 4 => value.push(c),
            _ => {}
        }
    }
    field(row, column, &value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(text: &str) -> Vec<Vec<String>> {
        let workbook = read("x.csv", text.as_bytes()).unwrap();
        workbook.sheets[0].rows.iter().map(|r| r.iter().map(|c| c.text.clone()).collect()).collect()
    }

    #[test]
    fn quotes_and_blank_lines_keep_their_rows() {
        assert_eq!(
            grid("a,b,c\r\n\r\n\"1\n2\",\"say \"\"x\"\"\",3\n"),
            [vec!["a", "b", "c"], vec![], vec!["1\n2", "say \"x\"", "3"]]
        );
    }

    #[test]
    fn delimiters_are_found() {
        assert_eq!(grid("a;b;c\n1,5;2;3\n2;2;2\n")[1], ["1,5", "2", "3"]);
        assert_eq!(grid("a\tb\tc\n1\t2\t3\n")[1], ["1", "2", "3"]);
        assert_eq!(grid("sep=|\na|b\n")[0], ["a", "b"]);
    }

    #[test]
    fn pages_and_binaries_are_refused() {
        assert!(read("x.csv", b"<html><table>").is_err());
        assert!(read("x.csv", &[0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17]).is_err());
    }
}
