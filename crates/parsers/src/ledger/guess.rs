//! Which column means what: headings first, contents as witness, a user's word above both.

use std::collections::BTreeMap;

use domain::{certainty::Certainty, ledger::Column};
use serde::Serialize;

use super::{
    content::{self, Look},
    dates,
    mapping::{ColumnUse, Mapping, column_key},
    normalise::{key, normalise},
    parted,
    tables::{self, Merged, Table},
    workbook::{Cell, Sheet, Workbook, column_letters},
};

/// Rows shown to the user.
const SAMPLE_ROWS: usize = 5;

/// Why a column is taken for what it is. Screens turn it into a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A user said so.
    Person,
    /// The heading is a known word.
    Header,
    /// The heading contains a known word.
    HeaderPart,
    /// The values look so.
    Content,
    /// The heading says so and the values too.
    HeaderAndContent,
    /// The values contradict the heading, and were believed.
    ContentContradicts,
    /// Another column is better for this meaning.
    Duplicate,
    /// Running numbers.
    Counting,
    Unknown,
}

/// One column of a table as guessed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GuessedColumn {
    /// From 0.
    pub index: usize,
    pub letter: String,
    pub header: String,
    /// Key for [`Mapping::set_by_key`].
    pub key: String,
    pub column: Column,
    pub second: Option<Column>,
    pub certainty: Certainty,
    pub reason: Reason,
    /// Data rows with a value.
    pub filled: usize,
    /// Columns, with this one, that an address is written over.
    pub parts: usize,
}

/// A cell of a sample row and what it becomes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SampleCell {
    pub text: String,
    /// `2012-03-30` for `H24.3.30`; `None` when nothing changes.
    pub converted: Option<String>,
}

/// One of the user's own rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SampleRow {
    /// As in Excel, from 1.
    pub row: u32,
    pub cells: Vec<SampleCell>,
}

/// A table that is taken for a ledger.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GuessedTable {
    pub sheet: String,
    pub sheet_index: usize,
    pub hidden: bool,
    /// Heading rows as in Excel, from 1; `None` when there are none.
    pub header_rows: Option<(u32, u32)>,
    pub signature: String,
    pub columns: Vec<GuessedColumn>,
    /// Of the second row of each device; empty when devices have one row.
    pub stacked: Vec<GuessedColumn>,
    pub samples: Vec<SampleRow>,
    /// The columns were remembered from an earlier file.
    pub remembered: bool,
    #[serde(skip)]
    pub table: Table,
}

/// A sheet or table that is not taken for a ledger.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SkippedSheet {
    pub sheet: String,
    /// Stable code: `blank`, `no-heading`, `not-a-ledger`, `ignored`, `sheet-name`.
    pub code: &'static str,
    /// Set when a table was found there, so that a user can say that it is a ledger after all.
    pub signature: Option<String>,
}

/// What was found in a workbook.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Guesses {
    pub tables: Vec<GuessedTable>,
    pub skipped: Vec<SkippedSheet>,
}

/// Guesses every table of a workbook.
#[must_use]
pub fn guess(workbook: &Workbook, mapping: &Mapping) -> Guesses {
    let mut out = Guesses::default();
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        let skip = |code, signature| SkippedSheet { sheet: sheet.name.clone(), code, signature };
        if sheet.rows.is_empty() {
            out.skipped.push(skip("blank", None));
            continue;
        }
        let merged = Merged::of(sheet);
        let tables = tables::find(sheet, &merged);
        if tables.is_empty() {
            out.skipped.push(skip("no-heading", None));
        }
        for table in tables {
            let columns = columns(sheet, &merged, &table, mapping);
            let said = mapping.ignored(&table.signature);
            let code = match said {
                Some(true) => Some("ignored"),
                Some(false) => None,
                None => no_ledger(&sheet.name, &columns),
            };
            if let Some(code) = code {
                out.skipped.push(skip(code, Some(table.signature.clone())));
                continue;
            }
            out.tables.push(GuessedTable {
                sheet: sheet.name.clone(),
                sheet_index: index,
                hidden: sheet.hidden,
                header_rows: table.header.map(|(first, last)| (first as u32 + 1, last as u32 + 1)),
                signature: table.signature.clone(),
                samples: samples(sheet, &table, &columns),
                stacked: second_columns(&table),
                remembered: columns.iter().any(|c| c.reason == Reason::Person),
                columns,
                table,
            });
        }
    }
    out
}

/// Why a table is no device ledger, if it is none.
fn no_ledger(sheet: &str, columns: &[GuessedColumn]) -> Option<&'static str> {
    let has = |wanted: &[Column]| {
        columns.iter().any(|c| wanted.contains(&c.column) || c.second.is_some_and(|s| wanted.contains(&s)))
    };
    let address = has(&[Column::Ip, Column::Mac]);
    let named = key(sheet);
    let any = |words: &[&str]| words.iter().any(|w| named.contains(&key(w)));
    if any(&["記入例", "記入要領", "変更履歴", "改訂履歴", "凡例", "入力規則", "プルダウン"])
        || (!address
            && any(&[
                "集計",
                "ピボット",
                "pivot",
                "summary",
                "点検",
                "修理",
                "貸出",
                "マスタ",
                "履歴",
                "連絡先",
                "業者一覧",
            ]))
    {
        return Some("sheet-name");
    }
    let identity = has(&[Column::AssetNo, Column::Serial, Column::Hostname, Column::AeTitle]);
    let described = has(&[Column::Name, Column::Kind, Column::Model, Column::Maker]);
    let device =
        address || (identity && described) || (has(&[Column::Name]) && has(&[Column::Model, Column::Maker]));
    (!device).then_some("not-a-ledger")
}

/// Columns of the second rows, by their headings alone.
fn second_columns(table: &Table) -> Vec<GuessedColumn> {
    let headings = table.stacked.iter().enumerate().filter(|(_, heading)| !heading.text.is_empty());
    let one = |(index, heading): (usize, &tables::HeaderCell)| GuessedColumn {
        index,
        letter: column_letters(index),
        header: heading.text.clone(),
        key: column_key(table, index),
        column: heading.matched.map_or(Column::Other, |m| m.column),
        second: heading.matched.and_then(|m| m.second),
        certainty: Certainty::Likely,
        reason: Reason::Header,
        filled: 0,
        parts: 1,
    };
    headings.map(one).collect()
}

fn columns(sheet: &Sheet, merged: &Merged, table: &Table, mapping: &Mapping) -> Vec<GuessedColumn> {
    let width = table.columns.len().max(widest(sheet, table));
    let mut out: Vec<(GuessedColumn, u8)> = (0..width)
        .map(|index| {
            let first = data_rows_at(sheet, table).filter(|(at, _)| !table.is_second(sheet, merged, *at));
            let look = content::look(first.filter_map(|(_, row)| row.get(index)));
            let (said, certainty, reason, rank) = one(table, index, &look, mapping);
            let header = table.columns.get(index).map(|c| c.text.clone()).unwrap_or_default();
            let filled =
                data_rows(sheet, table).filter(|r| r.get(index).is_some_and(|c| !c.is_blank())).count();
            let guessed = GuessedColumn {
                index,
                letter: column_letters(index),
                header,
                key: column_key(table, index),
                column: said.column,
                second: said.second,
                certainty,
                reason,
                filled,
                parts: 1,
            };
            (guessed, rank)
        })
        .collect();
    settle(&mut out);
    let mut columns: Vec<GuessedColumn> = out.into_iter().map(|(column, _)| column).collect();
    parted::join(sheet, table, &mut columns);
    columns
}

fn data_rows<'a>(sheet: &'a Sheet, table: &'a Table) -> impl Iterator<Item = &'a Vec<Cell>> {
    data_rows_at(sheet, table).map(|(_, row)| row)
}

fn data_rows_at<'a>(sheet: &'a Sheet, table: &'a Table) -> impl Iterator<Item = (usize, &'a Vec<Cell>)> {
    let rows = sheet.rows.iter().enumerate().take(table.end).skip(table.first_data);
    rows.filter(|(at, _)| !table.repeated.contains(at))
}

fn widest(sheet: &Sheet, table: &Table) -> usize {
    data_rows(sheet, table).map(Vec::len).max().unwrap_or(0).min(table.columns.len() + 5)
}

/// The meaning of one column, before columns compete.
fn one(table: &Table, index: usize, look: &Look, mapping: &Mapping) -> (ColumnUse, Certainty, Reason, u8) {
    let only = |column| ColumnUse { column, second: None };
    if let Some(said) = mapping.column(table, index) {
        return (said, Certainty::Confirmed, Reason::Person, 0);
    }
    let header = table.columns.get(index);
    let matched = header.and_then(|c| c.matched);
    let by_content = if look.filled == 0 {
        None
    } else if look.mac >= 0.5 {
        Some(Column::Mac)
    } else if look.ip >= 0.5 {
        Some(Column::Ip)
    } else {
        None
    };
    match (matched, by_content) {
        (Some(m), Some(column)) if m.column == column || m.second == Some(column) => (
            ColumnUse { column: m.column, second: m.second },
            Certainty::Certain,
            Reason::HeaderAndContent,
            m.rank,
        ),
        (Some(m), Some(column)) if matches!(m.column, Column::Ip | Column::Mac) => {
            (only(column), Certainty::Likely, Reason::ContentContradicts, m.rank)
        }
        (Some(m), _)
            if m.column == Column::Other && m.exact && is_number_heading(header.map_or("", |h| &h.text)) =>
        {
            if look.filled > 0 && look.counting < 0.5 && by_content.is_none() {
                (only(Column::AssetNo), Certainty::Likely, Reason::Content, 5)
            } else {
                (only(Column::Other), Certainty::Certain, Reason::Counting, 0)
            }
        }
        (Some(m), Some(column)) if !m.exact && m.column != Column::Remarks => {
            (only(column), Certainty::Likely, Reason::Content, 7)
        }
        (Some(m), _) => {
            let certainty = if m.exact { Certainty::Certain } else { Certainty::Likely };
            let reason = if m.exact { Reason::Header } else { Reason::HeaderPart };
            (ColumnUse { column: m.column, second: m.second }, certainty, reason, m.rank)
        }
        (None, Some(column)) => (only(column), Certainty::Likely, Reason::Content, 7),
        (None, None) => (only(Column::Other), Certainty::Unknown, Reason::Unknown, 9),
    }
}

fn is_number_heading(header: &str) -> bool {
    matches!(key(header).as_str(), "no" | "番号" | "id")
}

/// Meanings that one column only can have: the better heading keeps it.
fn settle(columns: &mut [(GuessedColumn, u8)]) {
    let mut best: BTreeMap<Column, usize> = BTreeMap::new();
    let has_name = columns.iter().any(|(c, _)| c.column == Column::Name || c.second == Some(Column::Name));
    let has_model = columns.iter().any(|(c, _)| c.column == Column::Model || c.second == Some(Column::Model));
    for at in 0..columns.len() {
        let Some((column, _)) = columns.get(at).map(|(c, r)| (c.column, r)) else { continue };
        if !single(column) {
            continue;
        }
        let strength = |at: usize| {
            columns
                .get(at)
                .map(|(c, rank)| (c.reason == Reason::Person, c.filled > 0, u8::MAX - rank, usize::MAX - at))
        };
        let loser = match best.get(&column) {
            Some(&other) if strength(other) >= strength(at) => at,
            Some(&other) => {
                best.insert(column, at);
                other
            }
            None => {
                best.insert(column, at);
                continue;
            }
        };
        if let Some((lost, rank)) = columns.get_mut(loser) {
            // 販売名 beside 機器名 is the maker's name of the model; 端末名 beside コンピュータ名 is what people call it.
            lost.column = match column {
                Column::Name if *rank == 3 && !has_model => Column::Model,
                Column::Hostname if *rank == 2 && !has_name => Column::Name,
                _ => Column::Other,
            };
            lost.second = lost.second.filter(|_| lost.column != Column::Other);
            lost.certainty = Certainty::Likely;
            lost.reason = Reason::Duplicate;
        }
    }
}

/// Values of the others (addresses, remarks, places) are joined when there are several columns.
const fn single(column: Column) -> bool {
    !matches!(
        column,
        Column::Ip
            | Column::Mac
            | Column::AeTitle
            | Column::Remarks
            | Column::Location
            | Column::Department
            | Column::Contact
            | Column::Maintenance
            | Column::RemoteMaintenance
            | Column::Kind
            | Column::Other
    )
}

fn samples(sheet: &Sheet, table: &Table, columns: &[GuessedColumn]) -> Vec<SampleRow> {
    let rows = sheet.rows.iter().enumerate().take(table.end).skip(table.first_data);
    rows.filter(|(at, row)| !table.repeated.contains(at) && row.iter().filter(|c| !c.is_blank()).count() >= 2)
        .take(SAMPLE_ROWS)
        .map(|(at, row)| SampleRow {
            row: at as u32 + 1,
            cells: columns.iter().map(|column| sample(row.get(column.index), column.column)).collect(),
        })
        .collect()
}

fn sample(cell: Option<&Cell>, column: Column) -> SampleCell {
    let Some(cell) = cell else { return SampleCell { text: String::new(), converted: None } };
    let converted = match column {
        Column::PurchasedOn | Column::RetiredOn => as_date(cell),
        Column::Mac => {
            let macs = super::addresses::macs(&cell.text);
            (!macs.is_empty()).then(|| macs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
        }
        _ => Some(normalise(&cell.text)),
    };
    let converted = converted.filter(|c| *c != cell.text);
    SampleCell { text: cell.text.clone(), converted }
}

/// A date cell, a serial number without date format, or text.
pub(super) fn as_date(cell: &Cell) -> Option<String> {
    cell.date.clone().or_else(|| dates::date(&cell.text)).or_else(|| dates::serial(cell.number?))
}
