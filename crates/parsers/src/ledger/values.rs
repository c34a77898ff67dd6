//! One cell into its row: each meaning has its own reading, and what cannot be read is told by the cell's name.

use domain::ledger::{Column, LedgerRow, RowProblem};

use super::{
    addresses, dates,
    guess::{GuessedColumn, as_date},
    rows::{Above, Fixes},
    words,
    workbook::Cell,
};

/// A cell of a row, normalised and as it was, with its name (`G12`).
pub(super) struct Value<'a> {
    pub text: &'a str,
    pub cell: &'a Cell,
    pub place: String,
}

/// Puts a cell into the row, both parts of a combined one.
pub(super) fn put(
    row: &mut LedgerRow,
    column: &GuessedColumn,
    value: &Value<'_>,
    above: &mut Above,
    fixes: &mut Fixes,
) {
    match column.second {
        None => put_one(row, column.column, value, above, fixes),
        Some(second) => {
            let (first, rest) = split(value.text, column.column, second);
            let part = |text| Value { text, cell: value.cell, place: value.place.clone() };
            put_one(row, column.column, &part(first), above, fixes);
            if !rest.is_empty() {
                put_one(row, second, &part(rest), above, fixes);
            }
        }
    }
}

/// Splits a combined cell: addresses are found by themselves; otherwise at a slash, bracket, line break or blank.
fn split(text: &str, first: Column, second: Column) -> (&str, &str) {
    let address = |c| matches!(c, Column::Ip | Column::Mac);
    if address(first) && address(second) {
        return (text, text);
    }
    if let Some(inner) = text.strip_suffix(')')
        && let Some((before, inside)) = inner.rsplit_once('(')
    {
        return (before.trim(), inside.trim());
    }
    for separator in ["/", "\n", "・", "、", " "] {
        if let Some((before, after)) = text.split_once(separator) {
            return (before.trim(), after.trim());
        }
    }
    (text, "")
}

fn put_one(row: &mut LedgerRow, column: Column, value: &Value<'_>, above: &mut Above, fixes: &mut Fixes) {
    let text = value.text;
    if text.is_empty() {
        return;
    }
    match column {
        Column::Ip => put_ip(row, value, above),
        Column::Mac => put_mac(row, value),
        Column::PurchasedOn | Column::RetiredOn => put_date(row, column, value, fixes),
        Column::Vlan => {
            let digits: String =
                text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            match digits.parse::<u16>() {
                Ok(vlan) if (1..=4094).contains(&vlan) => row.vlan = Some(vlan),
                _ if words::says_none(text) => {}
                _ => problem(row, value, "bad-vlan"),
            }
        }
        Column::AeTitle => put_ae_titles(row, text),
        Column::Remarks => join(&mut row.remarks, text),
        Column::Location => join(&mut row.location, text),
        Column::Department => join(&mut row.department, text),
        Column::Kind => join(&mut row.kind, text),
        Column::Maintenance => join(&mut row.maintenance, text),
        Column::RemoteMaintenance => join(&mut row.remote_maintenance, text),
        Column::State => {
            row.retired |= words::says_retired(text);
            set(&mut row.state, text);
        }
        Column::Jmdn => {
            if row.kind.is_none() && text.parse::<u64>().is_err() {
                row.kind = Some(text.to_owned());
            }
        }
        Column::Quantity => match pieces(text) {
            Some(pieces) => row.quantity = Some(pieces),
            None if words::says_none(text) => {}
            None => problem(row, value, "bad-quantity"),
        },
        Column::Contact | Column::Other => {}
        Column::AssetNo => set_known(&mut row.asset_no, text),
        Column::Name => set_known(&mut row.name, text),
        Column::Maker => set_known(&mut row.maker, text),
        Column::Model => set_known(&mut row.model, text),
        Column::Serial => set_known(&mut row.serial, text),
        Column::Hostname => set_known(&mut row.hostname, text),
        Column::Os => set_known(&mut row.os, text),
        Column::SoftwareVersion => set_known(&mut row.software_version, text),
        Column::UdiDi => set_known(&mut row.udi_di, text),
    }
}

/// Most pieces a row may stand for; larger numbers are something else.
const MAX_PIECES: u32 = 10_000;

/// `5`, `5台`, `計5台`, `5 (予備1)`, `5.0`, `一式`: the first number, when it is a count.
fn pieces(text: &str) -> Option<u32> {
    if text.starts_with("一式") {
        return Some(1);
    }
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(digits.len());
    let (number, rest) = digits.split_at_checked(end)?;
    let fraction = rest
        .strip_prefix('.')
        .map(|rest| rest.trim_start_matches('0').starts_with(|c: char| c.is_ascii_digit()));
    let pieces = number.replace(',', "").parse().ok().filter(|pieces| (1..=MAX_PIECES).contains(pieces))?;
    (fraction != Some(true)).then_some(pieces)
}

fn problem(row: &mut LedgerRow, value: &Value<'_>, code: &str) {
    let text = value.cell.text.chars().take(120).collect();
    row.problems.push(RowProblem { cell: value.place.clone(), code: code.to_owned(), text });
}

fn put_ip(row: &mut LedgerRow, value: &Value<'_>, above: &mut Above) {
    let found = addresses::ips(value.text, above.ip);
    if let Some(ip) = found.ips.last().or(found.ranges.last().map(|(_, last)| last)) {
        above.ip = Some(*ip);
    }
    row.dhcp |= found.dhcp;
    for ip in found.ips {
        if !row.ips.contains(&ip) {
            row.ips.push(ip);
        }
    }
    row.ip_ranges.extend(found.ranges);
    match found.problem {
        // A cell for both kinds of address may hold a MAC only.
        Some("bad-ip") if !addresses::macs(value.text).is_empty() => {}
        Some(code) => problem(row, value, code),
        None => {}
    }
}

fn put_mac(row: &mut LedgerRow, value: &Value<'_>) {
    // Excel takes 001865100022 for a number and drops its zeros.
    let number = value.cell.number.filter(|n| n.fract() == 0.0 && (1e6..1e12).contains(n));
    let padded = number.map(|n| format!("{:012}", n as u64));
    let text = padded.as_deref().unwrap_or(value.text);
    for mac in addresses::macs(text) {
        if !row.macs.contains(&mac) {
            row.macs.push(mac);
        }
    }
    let holds_ip = !addresses::ips(value.text, None).ips.is_empty();
    if let Some(code) = addresses::mac_problem(text).filter(|_| !holds_ip) {
        problem(row, value, code);
    }
}

fn put_date(row: &mut LedgerRow, column: Column, value: &Value<'_>, fixes: &mut Fixes) {
    let date = as_date(value.cell).or_else(|| dates::date(value.text));
    if column == Column::RetiredOn {
        row.retired |= date.is_some()
            || words::says_retired(value.text)
            || matches!(value.text, "済" | "○" | "〇" | "◯" | "●" | "✓" | "有");
    }
    match date {
        Some(date) => {
            fixes.dates += u32::from(date != value.cell.text);
            let target =
                if column == Column::RetiredOn { &mut row.retired_on } else { &mut row.purchased_on };
            target.get_or_insert(date);
        }
        None if words::says_none(value.text) || column == Column::RetiredOn && row.retired => {}
        None => problem(row, value, "bad-date"),
    }
}

/// AE titles are at most 16 characters (DICOM PS3.5 §6.2); several stand in one cell.
fn put_ae_titles(row: &mut LedgerRow, text: &str) {
    if words::says_none(text) {
        return;
    }
    for part in text.split(['/', '、', ',', ';', '\n', '・', ' ']) {
        let title = part.trim();
        let fine = !title.is_empty() && title.len() <= 16 && title.is_ascii();
        if fine && !row.ae_titles.iter().any(|known| known == title) && row.ae_titles.len() < 16 {
            row.ae_titles.push(title.to_owned());
        }
    }
}

fn set(target: &mut Option<String>, text: &str) {
    target.get_or_insert_with(|| text.replace('\n', " "));
}

fn set_known(target: &mut Option<String>, text: &str) {
    if !words::says_none(text) {
        set(target, text);
    }
}

fn join(target: &mut Option<String>, text: &str) {
    let text = text.replace('\n', " ");
    match target {
        Some(known) if known.len() < 2_000 => {
            known.push_str(" / ");
            known.push_str(&text);
        }
        Some(_) => {}
        None => *target = Some(text),
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn quantities_as_people_write_them() {
        for (text, expected) in [
            ("5", Some(5)),
            ("5台", Some(5)),
            ("計 12 台", Some(12)),
            ("1式", Some(1)),
            ("5.0", Some(5)),
            ("1,200", Some(1_200)),
            ("3(予備1)", Some(3)),
            ("2.5", None),
            ("0", None),
            ("一式", Some(1)),
            ("多数", None),
            ("99999999999999999999", None),
            ("２台", None),
        ] {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }
}
