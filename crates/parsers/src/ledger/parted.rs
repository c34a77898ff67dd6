//! Addresses written over several columns: one octet each, or the part of the network and the part of the device.

use std::net::Ipv4Addr;

use domain::ledger::Column;

use super::{
    guess::{GuessedColumn, Reason},
    normalise::{key, normalise},
    tables::Table,
    workbook::{Cell, Sheet},
};

/// Rows looked at.
const SAMPLE: usize = 200;
/// Columns an address may be written over.
const SPANS: [usize; 3] = [4, 2, 3];

/// Finds such columns: the first becomes the address column with all of them, the others mean nothing alone.
pub(super) fn join(sheet: &Sheet, table: &Table, columns: &mut [GuessedColumn]) {
    let mut at = 0;
    while at < columns.len() {
        let span = SPANS.into_iter().find(|span| is_parted(sheet, table, columns.get(at..at + span)));
        let Some(span) = span else {
            at += 1;
            continue;
        };
        for (index, column) in columns.iter_mut().skip(at).take(span).enumerate() {
            column.column = if index == 0 { Column::Ip } else { Column::Other };
            column.second = None;
            column.reason = Reason::Content;
            column.parts = if index == 0 { span } else { 1 };
        }
        at += span;
    }
}

/// The columns together hold addresses, none of them does alone, and a heading speaks of addresses.
fn is_parted(sheet: &Sheet, table: &Table, columns: Option<&[GuessedColumn]>) -> bool {
    let Some(columns) = columns else { return false };
    let by_person = columns.iter().any(|column| column.reason == Reason::Person);
    let halves = matches!(columns, [first, second]
        if key(&first.header).contains("ネットワク") && key(&second.header).contains("ホスト"));
    if by_person || !(halves || columns.iter().any(speaks_of_addresses)) {
        return false;
    }
    let (mut whole, mut filled) = (0_usize, 0_usize);
    let rows = sheet.rows.iter().enumerate().take(table.end).skip(table.first_data);
    for (_, row) in rows.filter(|(at, _)| !table.repeated.contains(at)).take(SAMPLE) {
        let parts: Vec<String> =
            columns.iter().filter_map(|column| row.get(column.index)).map(part).collect();
        if parts.iter().all(String::is_empty) {
            continue;
        }
        filled += 1;
        let alone = parts.iter().any(|part| part.parse::<Ipv4Addr>().is_ok());
        let complete = parts.len() == columns.len() && parts.iter().all(|part| !part.is_empty());
        whole += usize::from(!alone && complete && parts.join(".").parse::<Ipv4Addr>().is_ok());
    }
    filled > 0 && whole * 10 >= filled * 6
}

fn speaks_of_addresses(column: &GuessedColumn) -> bool {
    let header = key(&column.header);
    column.column == Column::Ip
        || ["オクテット", "ネットワク部", "ホスト部", "ネットワクアドレス", "セグメント", "ip"]
            .iter()
            .any(|word| header.contains(word))
}

/// One part without the dots at its ends; `007` is 7.
pub(super) fn part(cell: &Cell) -> String {
    let text = normalise(&cell.text);
    let octet =
        |octet: &str| octet.trim().parse::<u16>().map_or_else(|_| octet.to_owned(), |n| n.to_string());
    text.trim_matches(['.', ' ']).split('.').map(octet).collect::<Vec<_>>().join(".")
}
