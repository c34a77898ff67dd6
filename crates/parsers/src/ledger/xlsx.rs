//! Excel workbooks: .xlsx and .xlsm cell by cell (never a dense grid), .xls through the old container.

use std::{
    io::{Cursor, Read},
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, Xls, Xlsx};

use super::workbook::{self, Budget, Cell, Fits, LedgerError, Lookalike, MAX_SHEETS, Merge, Sheet, Workbook};

/// Largest unpacked size of all parts of a workbook together, in bytes.
const MAX_UNPACKED: u64 = 400 << 20;
/// Most parts in the archive.
const MAX_PARTS: usize = 5_000;
/// Merged regions kept per sheet.
const MAX_MERGES: usize = 50_000;

/// Reads a zip container: Office Open XML or OpenDocument.
pub(super) fn open_zip(file: &str, bytes: &[u8]) -> Result<Workbook, LedgerError> {
    let damaged = |detail: &dyn std::fmt::Display| LedgerError::Damaged {
        file: file.to_owned(),
        format: "an Excel workbook",
        detail: short(detail),
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    weigh(file, &mut archive).map_err(|e| match e {
        Weight::Bomb => LedgerError::Bomb { file: file.to_owned(), limit: MAX_UNPACKED },
        Weight::Broken(detail) => damaged(&detail),
    })?;
    if let Ok(part) = archive.by_name("content.xml") {
        let mut content = Vec::new();
        part.take(MAX_UNPACKED).read_to_end(&mut content).map_err(|e| damaged(&e))?;
        return workbook::open_ods(file, &content);
    }
    if archive.index_for_name("xl/workbook.xml").is_none() && archive.index_for_name("_rels/.rels").is_none()
    {
        return Err(LedgerError::NotASpreadsheet { file: file.to_owned(), what: Lookalike::Archive });
    }
    guarded(|| read_xlsx(bytes)).and_then(|result| result.map_err(|e| e.to_string())).map_err(|e| damaged(&e))
}

/// Reads the binary format of Excel 97–2003.
pub(super) fn open_xls(file: &str, bytes: &[u8]) -> Result<Workbook, LedgerError> {
    match guarded(|| read_xls(bytes)) {
        Ok(Ok(workbook)) => Ok(workbook),
        Ok(Err(calamine::XlsError::Password)) => Err(LedgerError::Encrypted { file: file.to_owned() }),
        // A protected .xlsx is wrapped into the same container.
        Ok(Err(_)) if contains_utf16(bytes, "EncryptedPackage") => {
            Err(LedgerError::Encrypted { file: file.to_owned() })
        }
        Ok(Err(e)) => {
            Err(LedgerError::Damaged { file: file.to_owned(), format: "an .xls workbook", detail: short(&e) })
        }
        Err(detail) => {
            Err(LedgerError::Damaged { file: file.to_owned(), format: "an .xls workbook", detail })
        }
    }
}

enum Weight {
    Bomb,
    Broken(String),
}

/// Unpacks every part into nothing, so that lying sizes in the directory do not matter.
fn weigh(file: &str, archive: &mut zip::ZipArchive<Cursor<&[u8]>>) -> Result<(), Weight> {
    let _ = file;
    if archive.len() > MAX_PARTS {
        return Err(Weight::Bomb);
    }
    let mut left = MAX_UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|e| Weight::Broken(short(&e)))?;
        if part.name().starts_with("xl/media/") {
            continue;
        }
        let read = std::io::copy(&mut part.take(left), &mut std::io::sink());
        left = left.saturating_sub(read.map_err(|e| Weight::Broken(short(&e)))?);
        if left == 0 {
            return Err(Weight::Bomb);
        }
    }
    Ok(())
}

/// The reader of the old formats is not ours; should hostile bytes make it panic, the file is damaged and no more.
fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| "its inner structure is broken".to_owned())
}

fn short(detail: &dyn std::fmt::Display) -> String {
    detail.to_string().chars().take(160).collect()
}

fn contains_utf16(bytes: &[u8], word: &str) -> bool {
    let needle: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(needle.len()).any(|window| window == needle.as_slice())
}

fn read_xlsx(bytes: &[u8]) -> Result<Workbook, calamine::XlsxError> {
    let mut source: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let mut out = Workbook::default();
    let mut budget = Budget::default();
    let sheets = source.sheets_metadata().to_vec();
    for meta in sheets.iter().filter(|s| s.typ == SheetType::WorkSheet).take(MAX_SHEETS) {
        let mut sheet = new_sheet(meta);
        if let Some(Ok(merges)) = source.worksheet_merge_cells(&meta.name) {
            sheet.merges = merges.iter().take(MAX_MERGES).map(merge).collect();
        }
        let mut reader = match source.worksheet_cells_reader(&meta.name) {
            Ok(reader) => reader,
            Err(_) => {
                out.warn("sheet-unreadable", &meta.name);
                continue;
            }
        };
        loop {
            let cell = match reader.next_cell() {
                Ok(Some(cell)) => cell,
                Ok(None) => break,
                Err(_) => {
                    out.warn("sheet-cut", &meta.name);
                    break;
                }
            };
            let (row, column) = cell.get_position();
            let value = match cell.get_value() {
                DataRef::SharedString(text) => Cell::text(&unescape(text)),
                other => convert(&Data::from(other.clone())),
            };
            if value.text.is_empty() {
                continue;
            }
            match budget.take(row as usize, column as usize, value.text.len()) {
                Fits::Yes => sheet.put(row as usize, column as usize, value),
                Fits::Skip(code) => out.warn(code, &meta.name),
                Fits::Stop(code) => {
                    out.warn(code, &meta.name);
                    break;
                }
            }
        }
        out.sheets.push(sheet);
    }
    Ok(out)
}

fn read_xls(bytes: &[u8]) -> Result<Workbook, calamine::XlsError> {
    let mut source: Xls<_> = Xls::new(Cursor::new(bytes))?;
    let mut out = Workbook::default();
    let mut budget = Budget::default();
    let sheets = source.sheets_metadata().to_vec();
    for meta in sheets.iter().filter(|s| s.typ == SheetType::WorkSheet).take(MAX_SHEETS) {
        let mut sheet = new_sheet(meta);
        if let Some(merges) = source.worksheet_merge_cells(&meta.name) {
            sheet.merges = merges.iter().take(MAX_MERGES).map(merge).collect();
        }
        let range = source.worksheet_range(&meta.name)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let (row, column) = (row + first_row as usize, column + first_column as usize);
            let cell = convert(value);
            match budget.take(row, column, cell.text.len()) {
                Fits::Yes => sheet.put(row, column, cell),
                Fits::Skip(code) => out.warn(code, &meta.name),
                Fits::Stop(code) => {
                    out.warn(code, &meta.name);
                    break;
                }
            }
        }
        out.sheets.push(sheet);
    }
    Ok(out)
}

fn new_sheet(meta: &calamine::Sheet) -> Sheet {
    Sheet {
        name: meta.name.chars().take(100).collect(),
        hidden: meta.visible != SheetVisible::Visible,
        ..Sheet::default()
    }
}

const fn merge(region: &Dimensions) -> Merge {
    Merge {
        first_row: region.start.0,
        first_column: region.start.1,
        last_row: region.end.0,
        last_column: region.end.1,
    }
}

fn convert(value: &Data) -> Cell {
    match value {
        Data::Int(v) => Cell { text: v.to_string(), number: Some(*v as f64), date: None },
        Data::Float(v) => Cell::number(*v),
        Data::String(text) | Data::DurationIso(text) => Cell::text(&unescape(text)),
        Data::Bool(v) => Cell::text(if *v { "TRUE" } else { "FALSE" }),
        Data::DateTime(v) => date(v),
        Data::DateTimeIso(text) => {
            let day = text.split('T').next().unwrap_or(text).to_owned();
            Cell { text: day.clone(), number: None, date: Some(day) }
        }
        Data::Error(e) => Cell::text(&e.to_string()),
        Data::Empty => Cell::default(),
    }
}

/// Excel's `_x000D_` stands for a control character.
fn unescape(text: &str) -> String {
    text.replace("_x000D_", "").replace("_x000A_", "\n")
}

fn date(value: &ExcelDateTime) -> Cell {
    let serial = value.as_f64();
    if value.is_duration() || !(1.0..=2_958_465.0).contains(&serial) {
        return Cell::number(serial);
    }
    let (year, month, day, ..) = value.to_ymd_hms_milli();
    let iso = format!("{year:04}-{month:02}-{day:02}");
    Cell { text: iso.clone(), number: Some(serial), date: Some(iso) }
}
