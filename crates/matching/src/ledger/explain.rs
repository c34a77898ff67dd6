//! The words for a result: stable reason codes for the screens, one English sentence for JSON and logs.

use domain::ledger::{Clue, ClueResult, Column, LedgerRow, RowResult, RowStatus};

use super::{assign::Outcome, compare::Comparison, index::Index};

/// Builds the result of a row from what became of it.
pub fn result(row: &LedgerRow, outcome: &Outcome, index: &Index<'_>) -> RowResult {
    let best = outcome.pairs.first().map(|pair| &pair.comparison);
    let mut status = outcome.status.unwrap_or(RowStatus::NoKey);
    let mut reasons = reasons(best, outcome);
    if status == RowStatus::Matched {
        let differs = outcome.pairs.iter().any(|p| !conflicts(&p.comparison, outcome.pairs.len()).is_empty());
        if row.retired {
            reasons.insert(0, "retired_but_seen".to_owned());
        }
        if differs || row.retired {
            status = RowStatus::Conflict;
        }
    } else if row.retired && status == RowStatus::NotSeen {
        reasons.insert(0, "retired".to_owned());
    }
    let devices: Vec<_> = outcome
        .pairs
        .iter()
        .filter_map(|pair| index.views.get(pair.comparison.device))
        .map(|view| view.device.id.clone())
        .collect();
    let why = why(row, status, outcome, best, index);
    RowResult {
        sheet: row.sheet.clone(),
        row: row.row,
        asset_no: row.asset_no.clone(),
        status,
        devices,
        clues: best.map(|c| c.clues.clone()).unwrap_or_default(),
        candidates: Vec::new(),
        quantity: row.quantity,
        reasons,
        why,
        blind: None,
        decided: None,
    }
}

/// Attributes that disagree. A row that stands for several devices cannot disagree about one device's name.
fn conflicts(comparison: &Comparison, devices: usize) -> Vec<Column> {
    let single = |column: &&Column| {
        devices <= 1
            || !matches!(
                column,
                Column::Hostname | Column::Serial | Column::Ip | Column::Mac | Column::AeTitle
            )
    };
    comparison.differing.iter().filter(single).copied().collect()
}

fn reasons(best: Option<&Comparison>, outcome: &Outcome) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    if let Some(c) = best {
        let keys = c.keys;
        let held = [
            (keys.mac, "mac"),
            (keys.serial, "serial"),
            (keys.udi, "udi_di"),
            (keys.hostname, "hostname"),
            (keys.ae_title, "ae_title"),
            (keys.ip, "ip"),
            (keys.earlier_ip, "earlier_ip"),
            (keys.range, "ip_range"),
            (keys.asset_in_name, "asset_no_in_hostname"),
            (c.mac_slip, "mac_typo"),
            (c.other_mac && !c.mac_slip, "other_mac"),
        ];
        out.extend(held.iter().filter(|(holds, _)| *holds).map(|(_, code)| (*code).to_owned()));
        let unseen =
            c.clues.iter().any(|clue| clue.column == Column::Mac && clue.agrees == ClueResult::NotSeen);
        if unseen {
            out.push("behind_router".to_owned());
        }
    }
    for reason in &outcome.reasons {
        if !out.iter().any(|known| known == reason) {
            out.push((*reason).to_owned());
        }
    }
    if outcome.pairs.len() > 1 && outcome.status == Some(RowStatus::Matched) {
        out.push("several_devices_in_row".to_owned());
    }
    out
}

const fn word(column: Column) -> &'static str {
    match column {
        Column::Mac => "MAC address",
        Column::Ip => "IP address",
        Column::Serial => "serial number",
        Column::Hostname => "host name",
        Column::AeTitle => "AE title",
        Column::Maker => "maker",
        Column::Model => "model",
        Column::Kind => "kind",
        Column::Vlan => "VLAN",
        Column::Os => "operating system",
        Column::SoftwareVersion => "software version",
        Column::UdiDi => "UDI-DI",
        Column::AssetNo => "asset number in the host name",
        _ => "attribute",
    }
}

fn why(
    row: &LedgerRow,
    status: RowStatus,
    outcome: &Outcome,
    best: Option<&Comparison>,
    index: &Index<'_>,
) -> String {
    let mut parts: Vec<String> = Vec::new();
    match (status, best) {
        (RowStatus::Matched | RowStatus::Conflict, Some(c)) => {
            parts.push(agreement(c));
            parts.extend(disagreements(c, outcome.pairs.len()));
            if status == RowStatus::Conflict && row.retired {
                parts.push("the ledger says it is no longer in use, and it is connected".into());
            }
            if outcome.reasons.contains(&"listed_twice") {
                parts.push("the same asset number stands on another row".into());
            }
            if outcome.reasons.contains(&"ip_used_by_other") {
                parts.push("the IP address in the ledger is used by another device".into());
            }
            match (row.quantity.filter(|pieces| *pieces > 1), outcome.pairs.len()) {
                (Some(pieces), seen) => parts.push(format!("{seen} of {pieces} pieces are seen")),
                (None, seen) if seen > 1 => parts.push(format!("the row stands for {seen} devices")),
                _ => {}
            }
        }
        (RowStatus::Ambiguous, Some(c)) if outcome.reasons.contains(&"duplicate_row") => {
            parts.push(agreement(c));
            parts.push("another row claims the same device".into());
        }
        (RowStatus::Ambiguous, Some(c)) if outcome.pairs.len() > 1 => {
            parts.push(format!("{} devices are equally likely", outcome.pairs.len()));
            parts.push(agreement(c));
        }
        (RowStatus::Ambiguous, Some(c)) => {
            parts.push("perhaps this device".into());
            parts.push(agreement(c));
            parts.extend(disagreements(c, 1));
        }
        (RowStatus::NotSeen, _) => not_seen(row, outcome, index, &mut parts),
        _ if row.problems.iter().any(|p| p.code.starts_with("bad-")) => {
            parts.push("the address in the row cannot be read, and nothing else can be compared".into());
        }
        _ => parts.push("the row has no MAC, IP, host name, serial number or AE title to compare".into()),
    }
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}

fn agreement(c: &Comparison) -> String {
    const KEYS: [Column; 8] = [
        Column::Mac,
        Column::Serial,
        Column::Hostname,
        Column::AeTitle,
        Column::Ip,
        Column::AssetNo,
        Column::UdiDi,
        Column::Model,
    ];
    let agrees = |clue: &&Clue| {
        KEYS.contains(&clue.column) && matches!(clue.agrees, ClueResult::Same | ClueResult::Similar)
    };
    let words: Vec<String> = c
        .clues
        .iter()
        .filter(agrees)
        .map(|clue| match clue.network.as_deref() {
            Some(network) if clue.agrees == ClueResult::Same && network == clue.ledger => {
                format!("{} {} is the same", word(clue.column), clue.ledger)
            }
            Some(network) => format!("{} {} was seen as {network}", word(clue.column), clue.ledger),
            None => format!("{} agrees", word(clue.column)),
        })
        .collect();
    words.join("; ")
}

fn disagreements(c: &Comparison, devices: usize) -> Vec<String> {
    let conflicts = conflicts(c, devices);
    c.clues
        .iter()
        .filter(|clue| clue.agrees == ClueResult::Different && conflicts.contains(&clue.column))
        .map(|clue| {
            let network = clue.network.as_deref().unwrap_or("something else");
            let slip =
                if clue.column == Column::Mac && c.mac_slip { " (probably a typing error)" } else { "" };
            format!(
                "{} differs: the ledger says {}, the network shows {network}{slip}",
                word(clue.column),
                clue.ledger
            )
        })
        .collect()
}

fn not_seen(row: &LedgerRow, outcome: &Outcome, index: &Index<'_>, parts: &mut Vec<String>) {
    if row.retired {
        parts.push("the ledger says it is no longer in use".into());
    }
    let mut said: Vec<String> = Vec::new();
    said.extend(row.macs.first().map(|m| format!("MAC address {m}")));
    said.extend(row.ips.first().map(|ip| format!("IP address {ip}")));
    said.extend(row.ip_ranges.first().map(|(a, b)| format!("IP addresses {a} to {b}")));
    said.extend(row.hostname.as_ref().map(|h| format!("host name {h}")));
    said.extend(row.ae_titles.first().map(|t| format!("AE title {t}")));
    said.extend(row.serial.as_ref().map(|s| format!("serial number {s}")));
    if let Some(view) = outcome.instead.and_then(|at| index.views.get(at)) {
        let device = view.device;
        let name =
            device.macs.first().map(ToString::to_string).or(device.ips.first().map(ToString::to_string));
        parts.push(format!("what shows its address now is another device ({})", name.unwrap_or_default()));
        if outcome.winner.is_some() {
            parts.push("that device belongs to another row".into());
        }
    } else {
        parts.push(format!("{} was not seen", said.join(", ")));
    }
}
