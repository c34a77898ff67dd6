//! Where the tables of a sheet are: headings in one or two lines, repeated headings, several tables below each other.

use std::collections::{BTreeSet, HashMap};

use domain::{hex, ledger::Column};
use sha2::{Digest, Sha256};

use super::{
    addresses, content, dates,
    headers::{HeaderMatch, is_known, understand},
    normalise::{key, normalise},
    workbook::Sheet,
};

/// Merged cells followed per sheet.
const MAX_MERGED: usize = 200_000;

/// One heading as the sheet shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderCell {
    /// Lines joined by a space.
    pub text: String,
    pub matched: Option<HeaderMatch>,
}

/// A table in a sheet. Rows from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// First and last heading row; `None` for a table without headings.
    pub header: Option<(usize, usize)>,
    pub first_data: usize,
    /// Exclusive.
    pub end: usize,
    /// By column.
    pub columns: Vec<HeaderCell>,
    /// Headings of the second row of each device, by column; empty when devices have one row.
    pub stacked: Vec<HeaderCell>,
    /// Heading rows that come again inside the table.
    pub repeated: BTreeSet<usize>,
    /// Names the shape of the headings: the same headings give the same signature in the next file.
    pub signature: String,
}

/// Which cell a merged cell shows.
pub struct Merged {
    origins: HashMap<(usize, usize), (usize, usize)>,
    /// Columns that merged cells of a row reach to.
    reach: HashMap<usize, usize>,
}

impl Table {
    /// The row is the second one of a device: the columns that have one heading for both rows say nothing there.
    #[must_use]
    pub fn is_second(&self, sheet: &Sheet, merged: &Merged, at: usize) -> bool {
        if self.stacked.is_empty() || at <= self.first_data {
            return false;
        }
        let both = self.columns.iter().enumerate().filter(|(column, header)| {
            !header.text.is_empty() && self.stacked.get(*column).is_none_or(|lower| lower.text.is_empty())
        });
        let mut says_nothing = both
            .map(|(column, _)| merged.data_row(at, column) != at || sheet.text(at, column).trim().is_empty());
        says_nothing.clone().count() > 0 && says_nothing.all(|nothing| nothing)
    }
}

impl Merged {
    /// Follows the merged regions of a sheet, as far as the sheet has rows.
    #[must_use]
    pub fn of(sheet: &Sheet) -> Self {
        let (mut origins, mut reach) = (HashMap::new(), HashMap::new());
        let (height, width) = (sheet.rows.len(), sheet.width());
        for merge in &sheet.merges {
            let origin = (merge.first_row as usize, merge.first_column as usize);
            for row in origin.0..=(merge.last_row as usize).min(height.saturating_sub(1)) {
                for column in origin.1..=(merge.last_column as usize).min(width.saturating_sub(1)) {
                    if origins.len() >= MAX_MERGED {
                        return Self { origins, reach };
                    }
                    if (row, column) != origin {
                        origins.insert((row, column), origin);
                    }
                    let far: &mut usize = reach.entry(row).or_default();
                    *far = (*far).max(column + 1);
                }
            }
        }
        Self { origins, reach }
    }

    /// The cell whose value is shown at a place, in any direction.
    #[must_use]
    pub fn origin(&self, row: usize, column: usize) -> (usize, usize) {
        self.origins.get(&(row, column)).copied().unwrap_or((row, column))
    }

    /// The same for data rows: a value merged downwards belongs to each row, one merged sideways to its first column.
    #[must_use]
    pub fn data_row(&self, row: usize, column: usize) -> usize {
        match self.origins.get(&(row, column)) {
            Some((origin, same)) if *same == column => *origin,
            _ => row,
        }
    }
}

/// Finds the tables of a sheet, top to bottom.
#[must_use]
pub fn find(sheet: &Sheet, merged: &Merged) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut row = 0;
    while row < sheet.rows.len() {
        let Some(Heading { last, columns, stacked }) = header_at(sheet, merged, row) else {
            row += 1;
            continue;
        };
        let signature = signature(&columns);
        match tables.last_mut() {
            Some(table) if table.signature == signature => {
                table.repeated.extend(row..=last);
            }
            _ => {
                if let Some(before) = tables.last_mut() {
                    before.end = row;
                }
                tables.push(Table {
                    header: Some((row, last)),
                    first_data: last + 1,
                    end: sheet.rows.len(),
                    columns,
                    stacked,
                    repeated: BTreeSet::new(),
                    signature,
                });
            }
        }
        row = last + 1;
    }
    if tables.is_empty() { headless(sheet).into_iter().collect() } else { tables }
}

/// One or two heading rows.
struct Heading {
    last: usize,
    columns: Vec<HeaderCell>,
    stacked: Vec<HeaderCell>,
}

/// A heading row, or two.
fn header_at(sheet: &Sheet, merged: &Merged, row: usize) -> Option<Heading> {
    // Nearly every row is data; most show it by an address, a number or a date.
    let digits = |text: &str| text.chars().filter(|c| matches!(c, '0'..='9' | '０'..='９')).take(6).count();
    if sheet.rows.get(row)?.iter().any(|cell| digits(&cell.text) >= 6) {
        return None;
    }
    let one = line(sheet, merged, row);
    if !may_be_header(&one) {
        return None;
    }
    let single: Vec<HeaderCell> = one.iter().map(|text| heading(text, "")).collect();
    let below = line(sheet, merged, row + 1);
    if let Some(stacked) = stacked(merged, row, &single, &below) {
        return Some(Heading { last: row + 1, columns: single, stacked });
    }
    if row + 1 < sheet.rows.len() && is_second_line(sheet, merged, row, &below) {
        let width = one.len().max(below.len());
        let double: Vec<HeaderCell> = (0..width)
            .map(|c| heading(below.get(c).map_or("", String::as_str), one.get(c).map_or("", String::as_str)))
            .collect();
        if meanings(&double) >= meanings(&single).max(3) {
            return Some(Heading { last: row + 1, columns: double, stacked: Vec::new() });
        }
    }
    is_header(&single).then_some(Heading { last: row, columns: single, stacked: Vec::new() })
}

/// Two heading rows that each mean something else in the same columns: every device has two rows.
fn stacked(merged: &Merged, row: usize, upper: &[HeaderCell], below: &[String]) -> Option<Vec<HeaderCell>> {
    let own = |column: usize| merged.origin(row + 1, column).0 > row;
    let lower: Vec<HeaderCell> = below
        .iter()
        .enumerate()
        .map(|(column, text)| heading(if own(column) { text } else { "" }, ""))
        .collect();
    let spread = |column: usize| {
        merged.origin(row, column) != (row, column) || merged.origin(row, column + 1) == (row, column)
    };
    let differ = |(column, (upper, lower)): (usize, (&HeaderCell, &HeaderCell))| {
        let said = |cell: &HeaderCell| cell.matched.filter(|m| m.exact && m.column != Column::Other);
        !spread(column) && matches!((said(upper), said(lower)), (Some(a), Some(b)) if a.column != b.column)
    };
    let different = upper.iter().zip(&lower).enumerate().filter(|pair| differ(*pair)).count();
    let for_both = upper.iter().enumerate().any(|(column, header)| {
        !header.text.is_empty() && lower.get(column).is_none_or(|lower| lower.text.is_empty())
    });
    (different >= 2 && for_both && is_header(upper)).then_some(lower)
}

/// The texts of a row as shown, merged cells followed to the left and upwards.
fn line(sheet: &Sheet, merged: &Merged, row: usize) -> Vec<String> {
    let width = sheet.rows.get(row).map_or(0, Vec::len).max(merged.reach.get(&row).copied().unwrap_or(0));
    (0..width)
        .map(|column| {
            let (r, c) = merged.origin(row, column);
            normalise(sheet.text(r, c)).replace('\n', " ")
        })
        .collect()
}

/// Cheap look: several short texts, at least one of them a known heading, none of them an address.
fn may_be_header(line: &[String]) -> bool {
    let filled: BTreeSet<&str> = line.iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
    filled.len() >= 2
        && filled.iter().all(|text| text.chars().count() <= 40)
        && filled.iter().any(|text| is_known(text))
        && !filled.iter().any(|text| is_data(text))
}

fn is_data(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (digits >= 4 && (!addresses::macs(text).is_empty() || !addresses::ips(text, None).ips.is_empty()))
        || (digits > 0 && (dates::date(text).is_some() || text.parse::<f64>().is_ok()))
}

fn is_second_line(sheet: &Sheet, merged: &Merged, row: usize, below: &[String]) -> bool {
    let mut own = 0;
    let mut known = 0;
    for (column, text) in below.iter().enumerate() {
        let comes_from_above = merged.origin(row + 1, column).0 <= row;
        if text.is_empty() || comes_from_above {
            continue;
        }
        if is_data(text) || text.chars().count() > 30 {
            return false;
        }
        own += 1;
        let above_is_group = merged.origin(row, column) != (row, column)
            || sheet.text(row, column).is_empty()
            || merged.origin(row, column + 1) == (row, column);
        known +=
            usize::from(understand(text).is_some_and(|m| m.exact) || (above_is_group && short_word(text)));
    }
    let any = below.iter().any(|t| understand(t).is_some_and(|m| m.exact)) || own > 0 && known == own;
    own > 0 && any && known * 2 > own
}

/// 有線, 無線, 1, 第1オクテット, 西暦 … under a group heading.
fn short_word(text: &str) -> bool {
    let word = key(text);
    let bare = word.trim_start_matches('第').trim_end_matches("オクテット");
    if bare.chars().count() == 1 && bare.chars().all(|c| c.is_ascii_digit()) {
        return true;
    }
    matches!(
        word.as_str(),
        "有線"
            | "無線"
            | "主"
            | "副"
            | "西暦"
            | "和暦"
            | "契約"
            | "有無"
            | "名称"
            | "番号"
            | "棟"
            | "階"
            | "室"
            | "年月日"
    )
}

/// A heading of one or two lines: the lower line decides when it is understood.
fn heading(lower: &str, upper: &str) -> HeaderCell {
    let text = match (upper.is_empty() || upper == lower, lower.is_empty()) {
        (true, _) => lower.to_owned(),
        (false, true) => upper.to_owned(),
        (false, false) => format!("{upper} {lower}"),
    };
    let whole = key(&text);
    let understood = |t: &str| understand(t).filter(|_| !t.is_empty());
    let joined = understand(&whole).filter(|m| m.exact);
    let matched = joined.or_else(|| understood(lower).filter(|m| m.exact && m.column != Column::Other));
    let matched =
        matched.or_else(|| understood(upper)).or_else(|| understood(lower)).or_else(|| understood(&text));
    HeaderCell { text, matched }
}

/// Number of different meanings.
fn meanings(columns: &[HeaderCell]) -> usize {
    let all: BTreeSet<Column> =
        columns.iter().filter_map(|c| c.matched).map(|m| m.column).filter(|c| *c != Column::Other).collect();
    all.len()
}

fn is_header(columns: &[HeaderCell]) -> bool {
    let filled = columns.iter().filter(|c| !c.text.is_empty()).count();
    let exact = columns.iter().filter(|c| c.matched.is_some_and(|m| m.exact)).count();
    let known = columns.iter().filter(|c| c.matched.is_some()).count();
    let has =
        |wanted: &[Column]| columns.iter().filter_map(|c| c.matched).any(|m| wanted.contains(&m.column));
    let address = has(&[Column::Ip, Column::Mac]);
    let named = has(&[Column::AssetNo, Column::Serial, Column::Hostname]) && has(&[Column::Name]);
    let enough = meanings(columns) >= 3 || (meanings(columns) == 2 && (address || named));
    enough && exact >= 2 && known * 2 >= filled
}

/// A list without any heading we know: columns whose values are addresses. A line of words above them is its heading.
fn headless(sheet: &Sheet) -> Option<Table> {
    let width = sheet.width().min(40);
    let telling = (0..width).find(|column| {
        let look = content::look(sheet.rows.iter().filter_map(|row| row.get(*column)));
        look.filled >= 3 && (look.mac >= 0.5 || look.ip >= 0.5)
    })?;
    let first = (0..sheet.rows.len()).find(|row| is_data(&normalise(sheet.text(*row, telling))))?;
    let header = first.checked_sub(1).filter(|row| !sheet.text(*row, telling).trim().is_empty());
    let columns: Vec<HeaderCell> = (0..width)
        .map(|column| header.map_or("", |row| sheet.text(row, column)))
        .map(|text| HeaderCell { text: normalise(text), matched: None })
        .collect();
    let signature = if header.is_some() { signature(&columns) } else { format!("headless-{width}") };
    Some(Table {
        header: header.map(|row| (row, row)),
        first_data: header.map_or(0, |_| first),
        end: sheet.rows.len(),
        columns,
        stacked: Vec::new(),
        repeated: BTreeSet::new(),
        signature,
    })
}

fn signature(columns: &[HeaderCell]) -> String {
    let mut hash = Sha256::new();
    for column in columns.iter().rev().skip_while(|c| c.text.is_empty()).collect::<Vec<_>>().iter().rev() {
        hash.update(key(&column.text).as_bytes());
        hash.update(b"|");
    }
    hex::lower(&hash.finalize()).chars().take(16).collect()
}
