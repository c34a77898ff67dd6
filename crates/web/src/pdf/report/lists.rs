//! Tables of the report: what is dangerous, remote maintenance (2-②), the ledger with its outcome, devices without a row (2-①).

use domain::{
    alerts::{Alert, AlertState},
    ids::DeviceId,
    ledger::{LedgerRow, RowResult, RowStatus},
    remote_lines::{LineDirection, RemoteLine},
};

use super::super::{
    flow::Flow,
    map::{device_columns, device_row},
    page::{Ink, Style},
    table::{Cell, Column, Looks, table},
};
use crate::{
    badge_words,
    findings::Told,
    locale::Lang,
    parts::{
        names,
        numbers::{bytes, full_date, number},
    },
    t,
    view::View,
};

const WIDE: Looks = Looks { size: 7.5, lines: 2 };

fn columns<const N: usize>(lang: Lang, keys: [(&str, f32); N]) -> Vec<Column> {
    keys.map(|(key, share)| Column { title: lang.t(key).into_owned(), share }).into()
}

/// Alerts that are not closed, worst first.
fn open_alerts(view: &View) -> Vec<&Alert> {
    let mut open: Vec<_> = view
        .snapshot
        .alerts
        .iter()
        .filter(|alert| !matches!(alert.state, AlertState::Closed { .. }))
        .collect();
    open.sort_by_key(|alert| alert.finding.status);
    open
}

/// The worst few, for the first page; as many as leave room for the decision.
pub fn worst(flow: &mut Flow<'_>) {
    let (lang, view) = (flow.lang, flow.view);
    super::summary::section(flow, &lang.t("report-dangers"));
    let open = open_alerts(view);
    if open.is_empty() {
        flow.paragraph(Style::new(9.0), &t!(lang, "print-no-danger"));
        return;
    }
    let looks = Looks { size: 8.0, lines: 2 };
    let titles = [("column-status", 14.0), ("alert-what", 50.0), ("report-next", 40.0)];
    let rows = open.iter().take(6).map(|alert| {
        let told = Told::new(lang, view, &alert.finding);
        vec![
            Cell::status(lang, alert.finding.status),
            Cell::new(told.say("what")),
            Cell::new(told.say("task")),
        ]
    });
    table(flow, looks, &columns(lang, titles), rows);
    if open.len() > 6 {
        flow.paragraph(Style::new(8.0).ink(Ink::QUIET), &t!(lang, "print-more-dangers", n = open.len() - 6));
    }
}

/// Every open alert with its reason and devices.
pub fn dangers(flow: &mut Flow<'_>) {
    let (lang, view) = (flow.lang, flow.view);
    flow.heading(&lang.t("print-dangers"));
    let open = open_alerts(view);
    if open.is_empty() {
        flow.paragraph(Style::new(9.0), &t!(lang, "print-no-danger"));
        return;
    }
    let titles = [
        ("column-status", 11.0),
        ("column-name", 20.0),
        ("alert-what", 32.0),
        ("story-why", 32.0),
        ("report-next", 25.0),
    ];
    let rows = open.iter().map(|alert| {
        let told = Told::new(lang, view, &alert.finding);
        vec![
            Cell::status(lang, alert.finding.status),
            Cell::new(some_names(lang, view, &alert.finding.devices)),
            Cell::new(told.say("what")),
            Cell::new(told.say("why")),
            Cell::new(told.say("task")),
        ]
    });
    table(flow, Looks { size: 7.5, lines: 4 }, &columns(lang, titles), rows);
}

/// Up to three names, and how many more.
fn some_names(lang: Lang, view: &View, ids: &[DeviceId]) -> String {
    let mut words: Vec<_> = ids.iter().take(3).map(|id| names::plain(lang, view, id)).collect();
    if ids.len() > 3 {
        words.push(format!("+{}", ids.len() - 3));
    }
    words.join("、")
}

/// Remote maintenance: every line with both ends, way, amounts and who declares it.
pub fn lines(flow: &mut Flow<'_>) {
    let (lang, view) = (flow.lang, flow.view);
    flow.heading(&lang.t("report-list-lines"));
    let lines = &view.snapshot.picture.remote_lines;
    if lines.is_empty() {
        flow.paragraph(Style::new(9.0), &t!(lang, "lines-none-text"));
        return;
    }
    flow.paragraph(Style::new(8.5).ink(Ink::QUIET), &t!(lang, "print-lines-note"));
    let titles = [
        ("line-device", 20.0),
        ("column-ip", 12.0),
        ("line-method", 15.0),
        ("line-peer", 20.0),
        ("line-direction", 13.0),
        ("line-amount", 17.0),
        ("print-period", 21.0),
        ("line-register", 19.0),
    ];
    table(flow, WIDE, &columns(lang, titles), lines.iter().map(|line| line_row(lang, view, line)));
}

fn line_row(lang: Lang, view: &View, line: &RemoteLine) -> Vec<Cell> {
    let address =
        view.device(&line.device).and_then(|(device, _)| device.ips.first()).map(ToString::to_string);
    let direction = match line.direction {
        LineDirection::Outbound => "line-outbound",
        LineDirection::Inbound => "line-inbound",
        LineDirection::Inside => "line-inside",
    };
    let peer = match &line.peer.device {
        Some(id) => names::plain(lang, view, id),
        None => line.peer.label(),
    };
    let peer = if peer.is_empty() { lang.t("status-unknown").into_owned() } else { peer };
    let amounts = t!(
        lang,
        "line-amounts",
        sent = bytes(line.sent_bytes),
        received = bytes(line.received_bytes),
        n = line.sessions
    );
    let by =
        line.declared_by.as_deref().map(|by| crate::value_words::declared_by(lang, by)).unwrap_or_default();
    let register = match line.declared {
        Some(true) => Cell::new(format!("○ {} {by}", lang.t("line-declared"))),
        Some(false) => {
            Cell { text: format!("◆ {}", lang.t("line-undeclared")), ink: Some(Ink::DANGER), bold: true }
        }
        None => {
            Cell { text: format!("？ {}", lang.t("line-unknown")), ink: Some(Ink::UNKNOWN), bold: false }
        }
    };
    let seen = format!("{} – {}", full_date(lang, line.seen.first), full_date(lang, line.seen.last));
    vec![
        Cell::new(names::plain(lang, view, &line.device)),
        Cell::new(address.unwrap_or_else(|| "—".into())),
        Cell::new(badge_words::protocol(lang, line.service.as_deref().unwrap_or(&line.method))),
        Cell::new(peer),
        Cell::new(lang.t(direction)),
        Cell::new(amounts),
        Cell::new(seen),
        register,
    ]
}

/// The outcome for every row in one table of numbers.
const OUTCOMES: [RowStatus; 5] =
    [RowStatus::Matched, RowStatus::Conflict, RowStatus::Ambiguous, RowStatus::NotSeen, RowStatus::NoKey];

/// The ledger as the hospital wrote it, each row with what the network says; first the numbers.
pub fn ledger(flow: &mut Flow<'_>) {
    let (lang, view) = (flow.lang, flow.view);
    flow.heading(&lang.t("print-list-ledger"));
    let results = &view.snapshot.reconciliation.rows;
    if view.snapshot.ledger.is_empty() {
        flow.paragraph(Style::new(9.0), &t!(lang, "print-no-ledger"));
        return;
    }
    let counted = OUTCOMES.map(|status| {
        let count = results.iter().filter(|row| row.status == status).count();
        let key = status.as_str();
        vec![
            Cell::bold(lang.t(&format!("ledger-status-{key}"))),
            Cell::new(number(count as u64)),
            Cell::new(lang.t(&format!("print-outcome-{key}"))),
        ]
    });
    let titles = [("print-outcome", 25.0), ("print-rows", 10.0), ("print-means", 80.0)];
    table(flow, Looks { size: 8.5, lines: 2 }, &columns(lang, titles), counted);
    let titles = [
        ("print-row", 13.0),
        ("print-asset", 12.0),
        ("column-name", 18.0),
        ("column-make", 20.0),
        ("column-place", 15.0),
        ("print-ledger-address", 15.0),
        ("print-outcome", 13.0),
        ("print-network-says", 34.0),
    ];
    table(flow, WIDE, &columns(lang, titles), results.iter().map(|result| ledger_row(lang, view, result)));
}

fn ledger_row(lang: Lang, view: &View, result: &RowResult) -> Vec<Cell> {
    let empty = LedgerRow::default();
    let row = view.ledger_row(&result.sheet, result.row).unwrap_or(&empty);
    let dash = |text: Option<&str>| Cell::new(text.filter(|text| !text.is_empty()).unwrap_or("—"));
    let make =
        [row.maker.as_deref(), row.model.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let place = row.location.as_deref().or(row.department.as_deref());
    let address =
        row.ips.first().map(ToString::to_string).or_else(|| row.macs.first().map(ToString::to_string));
    let (sign, ink) = match result.status {
        RowStatus::Matched => ("○", Ink::FINE),
        RowStatus::Conflict => ("▲", Ink::WARN),
        RowStatus::Ambiguous => ("◇", Ink::ACCENT),
        RowStatus::NotSeen | RowStatus::NoKey => ("？", Ink::UNKNOWN),
    };
    let outcome = lang.t(&format!("ledger-status-{}", result.status.as_str()));
    let outcome = Cell { text: format!("{sign} {outcome}"), ink: Some(ink), bold: false };
    let mut says = Vec::new();
    if !result.devices.is_empty() {
        says.push(some_names(lang, view, &result.devices));
    }
    says.extend(
        result
            .reasons
            .iter()
            .take(2)
            .filter_map(|code| lang.find(&format!("ledger-reason-{code}")))
            .map(Into::into),
    );
    vec![
        Cell::new(format!("{} {}", result.sheet, result.row)),
        dash(row.asset_no.as_deref().or(result.asset_no.as_deref())),
        dash(row.name.as_deref()),
        dash(Some(&make)),
        dash(place),
        dash(address.as_deref()),
        outcome,
        dash(Some(&says.join("　"))),
    ]
}

/// Devices that no row claims: medical ones first, then those of unknown kind.
pub fn not_in_ledger(flow: &mut Flow<'_>) {
    let (lang, view) = (flow.lang, flow.view);
    let no_ledger = view.snapshot.ledger.is_empty();
    let title = if no_ledger { "print-list-all" } else { "print-list-missing" };
    flow.heading(&lang.t(title));
    let wanted = |entry: &&crate::view::Entry| {
        no_ledger || entry.standing.in_ledger == app::standing::InLedger::Missing
    };
    let mut entries: Vec<_> = view.entries.iter().filter(wanted).collect();
    entries.sort_by_key(|entry| {
        let rank = match entry.medical {
            Some(true) => 0,
            None => 1,
            Some(false) => 2,
        };
        (rank, entry.ip_key, entry.at)
    });
    if entries.is_empty() {
        flow.paragraph(Style::new(9.0), &t!(lang, "print-none-missing"));
        return;
    }
    let rows =
        entries.iter().filter_map(|entry| device_row(view, lang, &view.of(entry)?.id)).collect::<Vec<_>>();
    table(flow, WIDE, &device_columns(lang), rows);
}
