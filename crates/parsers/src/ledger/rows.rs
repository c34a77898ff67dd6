//! Tables to ledger rows: sections, totals, dittos, combined columns; what cannot be read is told by its cell.

use domain::ledger::{Column, LedgerRow, RowProblem};
use serde::Serialize;

use super::{
    addresses, continuation,
    guess::{GuessedColumn, GuessedTable, Guesses, guess},
    mapping::Mapping,
    normalise::{key, normalise},
    parted,
    tables::Merged,
    values::{Value, put},
    words,
    workbook::{Sheet, Workbook, column_letters},
};

/// Rows taken of one workbook.
const MAX_LEDGER_ROWS: usize = 50_000;

/// Something a user should know about the file, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadWarning {
    /// Stable kebab-case code: `row-not-understood`, `total-row`, `number-only-row`, `hidden-sheet` …
    pub code: String,
    pub sheet: String,
    /// As in Excel, from 1.
    pub row: Option<u32>,
    /// The text as written, shortened.
    pub text: String,
}

/// How much was put right while reading (shown, so that nothing happens in silence).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fixes {
    /// Cells in full width, half-width kana and the like.
    pub widths: u32,
    /// 〃 and 同上.
    pub dittos: u32,
    /// 和暦 and other dates converted.
    pub dates: u32,
    /// Values taken from merged cells above.
    pub merged: u32,
    /// Sections that gave rows their place.
    pub sections: u32,
    /// Headings that came again.
    pub repeated_headers: u32,
    /// Second rows of devices, put to their first.
    pub continued: u32,
}

/// A ledger as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    pub rows: Vec<LedgerRow>,
    pub warnings: Vec<ReadWarning>,
    pub fixes: Fixes,
    pub guesses: Guesses,
}

/// Reads all tables of a workbook with what users taught before.
#[must_use]
pub fn read_rows(workbook: &Workbook, mapping: &Mapping) -> Reading {
    let mut reading = Reading { guesses: guess(workbook, mapping), ..Reading::default() };
    for (code, sheet) in &workbook.warnings {
        let (code, sheet) = (code.clone(), sheet.clone());
        reading.warnings.push(ReadWarning { code, sheet, row: None, text: String::new() });
    }
    let tables = std::mem::take(&mut reading.guesses.tables);
    for table in &tables {
        if let Some(sheet) = workbook.sheets.get(table.sheet_index) {
            read_table(sheet, table, &mut reading);
        }
    }
    reading.guesses.tables = tables;
    reading
}

/// What a row of the sheet is.
enum RowSort {
    Blank,
    Section(String),
    Total,
    Note,
    Data,
}

/// What rows inherit from above.
#[derive(Default)]
pub(super) struct Above {
    section: Option<String>,
    /// Last text by column, for dittos.
    texts: Vec<String>,
    /// Last full address, for `.12`.
    pub ip: Option<std::net::IpAddr>,
}

fn read_table(sheet: &Sheet, table: &GuessedTable, reading: &mut Reading) {
    let merged = Merged::of(sheet);
    let mut above = Above { texts: vec![String::new(); table.columns.len()], ..Above::default() };
    let warn = |reading: &mut Reading, code: &str, row: usize, text: String| {
        let (code, sheet) = (code.to_owned(), sheet.name.clone());
        let text = text.chars().take(80).collect();
        reading.warnings.push(ReadWarning { code, sheet, row: Some(row as u32 + 1), text });
    };
    if sheet.hidden {
        warn(reading, "hidden-sheet", 0, String::new());
    }
    for at in table.table.first_data..table.table.end {
        if table.table.repeated.contains(&at) {
            reading.fixes.repeated_headers += 1;
            continue;
        }
        if reading.rows.len() >= MAX_LEDGER_ROWS {
            warn(reading, "too-many-rows", at, String::new());
            return;
        }
        let sort = match sort(sheet, table, at) {
            RowSort::Note | RowSort::Section(_) if table.table.is_second(sheet, &merged, at) => RowSort::Data,
            sort => sort,
        };
        match sort {
            RowSort::Blank => {}
            RowSort::Section(text) => {
                reading.fixes.sections += 1;
                above.section = Some(text);
            }
            RowSort::Total => warn(reading, "total-row", at, joined(sheet, at)),
            RowSort::Note => warn(reading, "row-not-understood", at, joined(sheet, at)),
            RowSort::Data => {
                let second = table.table.is_second(sheet, &merged, at);
                let columns = if second { &table.stacked } else { &table.columns };
                let row = read_row(sheet, columns, &merged, at, &mut above, &mut reading.fixes);
                if is_empty(&row) && !second {
                    warn(reading, "number-only-row", at, joined(sheet, at));
                } else if is_free_address(&row) {
                    warn(reading, "free-address-row", at, joined(sheet, at));
                } else if let Some(before) = reading.rows.last_mut().filter(|before| {
                    second || continuation::continues(sheet, table, &merged, at, &row, before)
                }) {
                    reading.fixes.continued += 1;
                    continuation::absorb(before, row);
                } else {
                    reading.rows.push(row);
                }
            }
        }
    }
}

fn joined(sheet: &Sheet, row: usize) -> String {
    let cells = sheet.rows.get(row).into_iter().flatten();
    cells.map(|c| normalise(&c.text)).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ")
}

fn sort(sheet: &Sheet, table: &GuessedTable, at: usize) -> RowSort {
    let Some(row) = sheet.rows.get(at) else { return RowSort::Blank };
    let filled: Vec<(usize, String)> = row
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_blank())
        .map(|(column, cell)| (column, normalise(&cell.text)))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let Some((column, first)) = filled.first() else { return RowSort::Blank };
    let total = filled.iter().take(3).any(|(_, text)| {
        matches!(
            key(text).as_str(),
            "合計" | "小計" | "総計" | "計" | "total" | "subtotal" | "総合計" | "累計" | "grandtotal"
        ) || ["合計", "小計", "総計"].iter().any(|w| text.starts_with(w) && text.chars().count() <= 14)
    });
    if total && !has_address(table, &filled) {
        return RowSort::Total;
    }
    if ["※", "注)", "注:", "*注", "(注"].iter().any(|mark| first.starts_with(mark)) && filled.len() <= 2
    {
        return RowSort::Note;
    }
    if filled.len() == 1 {
        let meaning = table.columns.get(*column).map_or(Column::Other, |c| c.column);
        let keyed =
            matches!(meaning, Column::Ip | Column::Mac | Column::Hostname | Column::Serial | Column::AeTitle);
        return match place(first) {
            Some(place) if !keyed || (bracketed(first) && !has_address(table, &filled)) => {
                RowSort::Section(place)
            }
            _ if keyed => RowSort::Data,
            // Prepared lines with a running number only.
            _ if meaning == Column::Other && first.parse::<u32>().is_ok() => RowSort::Blank,
            _ if meaning == Column::AssetNo || meaning == Column::Name => RowSort::Data,
            _ => RowSort::Note,
        };
    }
    if filled.len() <= 3 && bracketed(first) && !has_address(table, &filled) {
        return place(first).map_or(RowSort::Data, RowSort::Section);
    }
    RowSort::Data
}

fn has_address(table: &GuessedTable, filled: &[(usize, String)]) -> bool {
    filled.iter().any(|(column, text)| match table.columns.get(*column).map(|c| c.column) {
        Some(Column::Ip) => !addresses::ips(text, None).ips.is_empty(),
        Some(Column::Mac) => !addresses::macs(text).is_empty(),
        _ => false,
    })
}

const MARKS: [char; 24] = [
    '【', '】', '■', '□', '◆', '◇', '●', '○', '▼', '▽', '▲', '★', '☆', '<', '>', '[', ']', '《', '》', '〈',
    '〉', '〔', '〕', '◎',
];

fn bracketed(text: &str) -> bool {
    text.starts_with(MARKS) || text.starts_with("==") || text.starts_with("--")
}

/// The place a section row names: marked by brackets or bullets, or ending as departments and wards do.
fn place(text: &str) -> Option<String> {
    let plain = text.trim_matches(|c: char| MARKS.contains(&c) || matches!(c, '=' | '-' | ' ' | ':')).trim();
    if plain.is_empty() || plain.chars().count() > 30 {
        return None;
    }
    let marked = plain.len() < text.len() && bracketed(text);
    const ENDS: [&str; 17] = [
        "科",
        "部",
        "室",
        "課",
        "係",
        "病棟",
        "センター",
        "センタ",
        "階",
        "棟",
        "外来",
        "ICU",
        "HCU",
        "NICU",
        "CCU",
        "部門",
        "検査室",
    ];
    let named = ENDS.iter().any(|end| plain.ends_with(end)) || plain.ends_with('F');
    (marked || named).then(|| plain.to_owned())
}

fn is_empty(row: &LedgerRow) -> bool {
    row.name.is_none()
        && row.ips.is_empty()
        && row.ip_ranges.is_empty()
        && row.macs.is_empty()
        && row.serial.is_none()
        && row.hostname.is_none()
        && row.ae_titles.is_empty()
        && row.model.is_none()
        && row.maker.is_none()
        && row.problems.is_empty()
}

/// A line of an address plan that nobody uses: 空き, 予約.
fn is_free_address(row: &LedgerRow) -> bool {
    const FREE: [&str; 10] =
        ["空き", "空", "空ip", "空きip", "空きアドレス", "未割当", "未使用", "予約", "reserved", "free"];
    let texts = [row.name.as_deref(), row.kind.as_deref(), row.remarks.as_deref(), row.state.as_deref()];
    let free = texts.into_iter().flatten().any(|text| FREE.contains(&key(text).as_str()));
    free && row.macs.is_empty() && row.asset_no.is_none() && row.serial.is_none() && row.model.is_none()
}

fn read_row(
    sheet: &Sheet,
    columns: &[GuessedColumn],
    merged: &Merged,
    at: usize,
    above: &mut Above,
    fixes: &mut Fixes,
) -> LedgerRow {
    let mut row = LedgerRow { sheet: sheet.name.clone(), row: at as u32 + 1, ..LedgerRow::default() };
    for column in columns {
        let origin = merged.data_row(at, column.index);
        let Some(cell) = sheet.cell(origin, column.index).filter(|cell| !cell.is_blank()) else { continue };
        fixes.merged += u32::from(origin != at);
        let mut text = match column.parts {
            0 | 1 => normalise(&cell.text),
            parts => address_of_parts(sheet, merged, (at, column.index), parts),
        };
        fixes.widths += u32::from(text != cell.text.trim());
        let place = format!("{}{}", column_letters(column.index), at + 1);
        let header = if column.header.is_empty() { column.letter.clone() } else { column.header.clone() };
        row.cells.push((header, cell.text.clone()));
        if words::is_ditto(&cell.text) {
            if is_key(column.column) {
                row.problems.push(RowProblem { cell: place, code: "ditto-in-key".into(), text });
                continue;
            }
            fixes.dittos += 1;
            text = above.texts.get(column.index).cloned().unwrap_or_default();
        }
        if let Some(last) = above.texts.get_mut(column.index) {
            last.clone_from(&text);
        }
        let value = Value { text: &text, cell, place };
        put(&mut row, column, &value, above, fixes);
    }
    finish(&mut row, above);
    row
}

/// The parts of an address from neighbouring columns, with dots between.
fn address_of_parts(sheet: &Sheet, merged: &Merged, (row, first): (usize, usize), parts: usize) -> String {
    let cells = (first..first + parts).filter_map(|column| sheet.cell(merged.data_row(row, column), column));
    let parts: Vec<String> = cells.map(parted::part).filter(|part| !part.is_empty()).collect();
    parts.join(".")
}

const fn is_key(column: Column) -> bool {
    matches!(
        column,
        Column::Ip | Column::Mac | Column::Serial | Column::AssetNo | Column::Hostname | Column::AeTitle
    )
}

/// What only the whole row tells: place by section, retired by its words, remote maintenance by remarks, addresses in remarks.
fn finish(row: &mut LedgerRow, above: &Above) {
    if let Some(section) = &above.section {
        let department =
            ["科", "部", "課", "係", "部門", "センター", "センタ"].iter().any(|end| section.ends_with(end));
        let target = if department { &mut row.department } else { &mut row.location };
        target.get_or_insert_with(|| section.clone());
    }
    let sheet_says = words::says_retired(&row.sheet);
    let texts = [row.name.as_deref(), row.remarks.as_deref(), row.location.as_deref()];
    let says = |text: &&str| {
        let about_another = ["旧機", "旧装置", "前機", "代替"].iter().any(|word| text.contains(word));
        words::says_retired(text) && !about_another
    };
    row.retired |= sheet_says || texts.iter().flatten().any(says);
    if row.remote_maintenance.is_none() {
        let says = [row.maintenance.as_deref(), row.remarks.as_deref()];
        row.remote_maintenance =
            says.into_iter().flatten().find(|t| words::mentions_remote(t)).map(str::to_owned);
    }
    if row.ips.is_empty()
        && row.ip_ranges.is_empty()
        && row.macs.is_empty()
        && let Some(remarks) = row.remarks.clone()
        && !["旧", "前", "変更", "接続先", "送信先", "PACS", "サーバ"]
            .iter()
            .any(|word| remarks.contains(word))
    {
        row.ips = addresses::ips(&remarks, None).ips;
        row.macs = addresses::macs(&remarks);
    }
}
