//! Excel out: the hospital's own workbook with what was learned filled in, and a complete ledger of all devices.

mod sheet;
mod words;

use std::collections::BTreeMap;

use domain::{
    devices::Device,
    ids::DeviceId,
    ledger::{ClueResult, Column, LedgerRow, Reconciliation, RowResult, RowStatus},
    picture::Picture,
    time::Timestamp,
};
use knowledge::kinds::Kinds;
use parsers::ledger::{GuessedTable, Guesses, Sheet, Workbook};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};
use thiserror::Error;

use sheet::{Mark, Out};
pub use words::Language;

/// Most characters of a note.
const MAX_NOTE: usize = 600;

/// A workbook could not be written.
#[derive(Debug, Error)]
#[error("the Excel file “{what}” could not be made: {source}")]
pub struct ExportError {
    what: &'static str,
    #[source]
    source: XlsxError,
}

/// What an export is made of.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub rows: &'a [LedgerRow],
    pub reconciliation: &'a Reconciliation,
    pub picture: &'a Picture,
    /// Built-in and taught kinds, for their names.
    pub kinds: &'a Kinds,
}

/// The hospital's own layout: same sheets, columns, order and values. Empty cells are filled and marked, differing ones
/// marked and not overwritten; result and reason stand at the right; a last sheet lists devices that no row knows.
///
/// # Errors
/// [`ExportError`] when the file cannot be assembled.
pub fn own_layout(
    workbook: &Workbook,
    guesses: &Guesses,
    source: &Source<'_>,
    language: Language,
    now: Timestamp,
) -> Result<Vec<u8>, ExportError> {
    let make = || {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.set_properties(&properties(now)?);
        for (index, sheet) in workbook.sheets.iter().enumerate() {
            let tables: Vec<&GuessedTable> =
                guesses.tables.iter().filter(|t| t.sheet_index == index).collect();
            let mut out = Out::new(book.add_worksheet(), &sheet.name)?;
            // The first sheet is the active one, which Excel must be able to show.
            if sheet.hidden && index > 0 {
                out.hide();
            }
            copy(&mut out, sheet)?;
            for table in tables {
                fill_table(&mut out, sheet, table, source, language)?;
            }
        }
        unknown_devices(&mut book, workbook, source, language)?;
        book.save_to_buffer()
    };
    make().map_err(|source| ExportError { what: "ledger in the hospital's layout", source })
}

/// One table of every device, with its ledger row, and one of the rows that were not seen.
///
/// # Errors
/// [`ExportError`] when the file cannot be assembled.
pub fn complete_ledger(
    source: &Source<'_>,
    language: Language,
    now: Timestamp,
) -> Result<Vec<u8>, ExportError> {
    let make = || {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.set_properties(&properties(now)?);
        let mut rows_of: BTreeMap<&DeviceId, Vec<usize>> = BTreeMap::new();
        for (at, result) in source.reconciliation.rows.iter().enumerate() {
            if matches!(result.status, RowStatus::Matched | RowStatus::Conflict) {
                for device in &result.devices {
                    rows_of.entry(device).or_default().push(at);
                }
            }
        }
        let mut out = Out::new(book.add_worksheet(), language.pick("全機器", "All devices"))?;
        out.head(0, &words::device_headings(language))?;
        for (at, device) in source.picture.devices.iter().enumerate() {
            let found = rows_of.get(&device.id).and_then(|list| list.first());
            let row = found.and_then(|at| source.rows.get(*at));
            let result = found.and_then(|at| source.reconciliation.rows.get(*at));
            out.line(at as u32 + 1, &words::device_line(device, row, result, source.kinds, language))?;
        }
        let mut out = Out::new(book.add_worksheet(), language.pick("台帳だけの行", "Only in the ledger"))?;
        out.head(0, &words::row_headings(language))?;
        let unseen = source.rows.iter().zip(&source.reconciliation.rows);
        let unseen =
            unseen.filter(|(_, r)| !matches!(r.status, RowStatus::Matched | RowStatus::Conflict)).enumerate();
        for (at, (row, result)) in unseen {
            out.line(at as u32 + 1, &words::row_line(row, result, language))?;
        }
        book.save_to_buffer()
    };
    make().map_err(|source| ExportError { what: "complete ledger", source })
}

fn properties(now: Timestamp) -> Result<DocProperties, XlsxError> {
    let made = ExcelDateTime::from_timestamp(now.seconds())?;
    Ok(DocProperties::new().set_creation_datetime(&made))
}

/// Every cell and merged region as it was.
fn copy(out: &mut Out<'_>, sheet: &Sheet) -> Result<(), XlsxError> {
    for merge in &sheet.merges {
        out.merge(merge);
    }
    for (row, cells) in sheet.rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty()) {
            out.cell(row as u32, column as u16, cell, Mark::None)?;
        }
    }
    Ok(())
}

fn fill_table(
    out: &mut Out<'_>,
    sheet: &Sheet,
    table: &GuessedTable,
    source: &Source<'_>,
    language: Language,
) -> Result<(), XlsxError> {
    let devices = source.picture.by_id();
    let right = sheet.width() as u16;
    if let Some((_, last)) = table.header_rows {
        for (offset, heading) in words::result_headings(language).iter().enumerate() {
            out.heading(last - 1, right + offset as u16, heading)?;
        }
    }
    let lines = table.table.first_data as u32 + 1..=table.table.end as u32;
    let results = source.reconciliation.rows.iter().zip(source.rows);
    for (result, row) in results.filter(|(r, _)| r.sheet == sheet.name && lines.contains(&r.row)) {
        let at = result.row - 1;
        out.text(at, right, words::status(result, language), mark_of(result.status))?;
        out.text(at, right + 1, &words::reasons(result, language), Mark::None)?;
        let found: Vec<&Device> = result.devices.iter().filter_map(|id| devices.get(id).copied()).collect();
        out.text(at, right + 2, &words::addresses(&found), Mark::None)?;
        if !matches!(result.status, RowStatus::Matched | RowStatus::Conflict) {
            continue;
        }
        if let [device] = found.as_slice() {
            fill_row(out, sheet, table, &Filling { row, result, device, kinds: source.kinds, language })?;
        }
    }
    Ok(())
}

const fn mark_of(status: RowStatus) -> Mark {
    match status {
        RowStatus::Matched => Mark::None,
        RowStatus::Conflict | RowStatus::Ambiguous => Mark::Differs,
        RowStatus::NotSeen | RowStatus::NoKey => Mark::Unknown,
    }
}

struct Filling<'a> {
    row: &'a LedgerRow,
    result: &'a RowResult,
    device: &'a Device,
    kinds: &'a Kinds,
    language: Language,
}

fn fill_row(
    out: &mut Out<'_>,
    sheet: &Sheet,
    table: &GuessedTable,
    filling: &Filling<'_>,
) -> Result<(), XlsxError> {
    let at = filling.row.row - 1;
    for column in &table.columns {
        let place = (at, column.index as u16);
        let blank = sheet.cell(at as usize, column.index).is_none_or(parsers::ledger::Cell::is_blank);
        let learned = words::learned(filling, column.column);
        // One column for one meaning: with two IP columns only the first is filled.
        let first =
            table.columns.iter().find(|c| c.column == column.column).is_some_and(|c| c.index == column.index);
        let empty_everywhere = table
            .columns
            .iter()
            .filter(|c| c.column == column.column)
            .all(|c| sheet.cell(at as usize, c.index).is_none_or(parsers::ledger::Cell::is_blank));
        match learned {
            Some((value, said)) if blank && first && empty_everywhere && column.second.is_none() => {
                out.text(place.0, place.1, &value, Mark::Filled)?;
                out.note(
                    place.0,
                    place.1,
                    &note(filling.language.pick("ネットワークから記入", "Filled from the network"), &said),
                )?;
            }
            _ if !blank => mark_difference(out, sheet, column.column, place, filling)?,
            _ => {}
        }
    }
    Ok(())
}

fn mark_difference(
    out: &mut Out<'_>,
    sheet: &Sheet,
    column: Column,
    place: (u32, u16),
    filling: &Filling<'_>,
) -> Result<(), XlsxError> {
    let clue = filling.result.clues.iter().find(|c| c.column == column && c.agrees == ClueResult::Different);
    let Some(clue) = clue else { return Ok(()) };
    if let Some(cell) = sheet.cell(place.0 as usize, usize::from(place.1)) {
        out.cell(place.0, place.1, cell, Mark::Differs)?;
    }
    let network = clue.network.as_deref().unwrap_or("?");
    let said = words::learned(filling, column).map(|(_, said)| said).unwrap_or_default();
    let text =
        format!("{}: {network}\n{said}", filling.language.pick("ネットワークでは", "The network shows"));
    out.note(place.0, place.1, &note(&text, ""))
}

fn note(head: &str, said: &str) -> String {
    format!("{head}\n{said}").trim().chars().take(MAX_NOTE).collect()
}

/// The sheet of devices that no row knows, under a name that the workbook does not use yet.
fn unknown_devices(
    book: &mut rust_xlsxwriter::Workbook,
    workbook: &Workbook,
    source: &Source<'_>,
    language: Language,
) -> Result<(), XlsxError> {
    let base = language.pick("台帳にない機器", "Not in the ledger");
    let taken = |name: &str| workbook.sheets.iter().any(|s| s.name == name);
    let name = std::iter::once(base.to_owned())
        .chain((2..100).map(|n| format!("{base} ({n})")))
        .find(|name| !taken(name))
        .unwrap_or_else(|| base.to_owned());
    let devices = source.picture.by_id();
    let mut out = Out::new(book.add_worksheet(), &name)?;
    out.head(0, &words::device_headings(language))?;
    let unknown = source.reconciliation.only_connected.iter().filter_map(|id| devices.get(id));
    for (at, device) in unknown.enumerate() {
        out.line(at as u32 + 1, &words::device_line(device, None, None, source.kinds, language))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
