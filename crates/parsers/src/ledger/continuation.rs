//! One device on two rows: the second row adds addresses or remarks and has nothing of its own that names a device.

use domain::ledger::{Column, LedgerRow};

use super::{guess::GuessedTable, tables::Merged, workbook::Sheet};

/// The row at `at` belongs to the row before it, which is the one right above it: either its number is merged downwards
/// from there, or it says neither what it is nor whose.
pub(super) fn continues(
    sheet: &Sheet,
    table: &GuessedTable,
    merged: &Merged,
    at: usize,
    row: &LedgerRow,
    before: &LedgerRow,
) -> bool {
    if before.sheet != row.sheet || before.row as usize != at {
        return false;
    }
    let of = |wanted: Column| table.columns.iter().find(|column| column.column == wanted);
    let identity = [Column::AssetNo, Column::Serial, Column::Name].into_iter().find_map(of);
    let Some(identity) = identity else { return false };
    if merged.data_row(at, identity.index) != at {
        return true;
    }
    let has = |column: usize| sheet.cell(at, column).is_some_and(|cell| !cell.is_blank());
    let describes = table.columns.iter().any(|column| {
        let own = matches!(
            column.column,
            Column::AssetNo
                | Column::Name
                | Column::Maker
                | Column::Model
                | Column::Serial
                | Column::Kind
                | Column::Hostname
                | Column::UdiDi
                | Column::State
                | Column::PurchasedOn
                | Column::RetiredOn
                | Column::Location
                | Column::Department
        );
        (own || is_number(&column.header)) && has(column.index)
    });
    let adds =
        !row.ips.is_empty() || !row.macs.is_empty() || row.remarks.is_some() || !row.ae_titles.is_empty();
    let named = before.name.is_some() || before.model.is_some();
    !describes && adds && named && before.asset_no.is_some()
}

fn is_number(header: &str) -> bool {
    matches!(super::normalise::key(header).as_str(), "no" | "番号" | "項番" | "連番" | "通番")
}

/// Puts what the second row says to the first.
pub(super) fn absorb(first: &mut LedgerRow, second: LedgerRow) {
    let add = |target: &mut Option<String>, text: Option<String>| match (target.as_mut(), text) {
        (Some(known), Some(text)) if *known != text && known.len() < 2_000 => {
            known.push_str(" / ");
            known.push_str(&text);
        }
        (None, text) => *target = text,
        _ => {}
    };
    add(&mut first.remarks, second.remarks);
    add(&mut first.remote_maintenance, second.remote_maintenance);
    add(&mut first.maintenance, second.maintenance);
    let pairs = [
        (&mut first.name, second.name),
        (&mut first.kind, second.kind),
        (&mut first.maker, second.maker),
        (&mut first.model, second.model),
        (&mut first.serial, second.serial),
        (&mut first.location, second.location),
        (&mut first.department, second.department),
        (&mut first.hostname, second.hostname),
        (&mut first.os, second.os),
        (&mut first.software_version, second.software_version),
        (&mut first.udi_di, second.udi_di),
        (&mut first.purchased_on, second.purchased_on),
        (&mut first.retired_on, second.retired_on),
        (&mut first.state, second.state),
    ];
    for (target, text) in pairs {
        if target.is_none() {
            *target = text;
        }
    }
    extend(&mut first.ips, second.ips);
    extend(&mut first.ip_ranges, second.ip_ranges);
    extend(&mut first.macs, second.macs);
    extend(&mut first.ae_titles, second.ae_titles);
    first.dhcp |= second.dhcp;
    first.retired |= second.retired;
    first.vlan = first.vlan.or(second.vlan);
    first.cells.extend(second.cells);
    first.problems.extend(second.problems);
}

fn extend<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}
