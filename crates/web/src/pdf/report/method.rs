//! How the report came about and what could not be seen. "Not seen" is never "not there".

use super::super::{
    flow::Flow,
    page::{Ink, Style},
    table::{Cell, Column, Looks, table},
};
use crate::{
    api::ledger::blind,
    parts::numbers::{full_date, number},
    t,
};

/// Parts of the hospital that no sensor reaches, and where to mirror next.
pub fn blind_spots(flow: &mut Flow<'_>) {
    let lang = flow.lang;
    let spots = &flow.view.snapshot.reconciliation.blind_spots;
    flow.heading(&lang.t("blind-title"));
    if spots.is_empty() {
        let key = if flow.view.snapshot.ledger.is_empty() { "print-blind-no-ledger" } else { "blind-none" };
        flow.paragraph(Style::new(9.0), &lang.t(key));
        return;
    }
    flow.paragraph(Style::new(8.5).ink(Ink::UNKNOWN), &t!(lang, "blind-note"));
    let columns = [("filter-zone", 20.0), ("story-why", 36.0), ("report-next", 44.0), ("print-rows", 12.0)]
        .map(|(key, share)| Column { title: lang.t(key).into_owned(), share });
    let rows = spots.iter().map(|spot| {
        let mut advice =
            lang.f(&format!("ledger-advice-{}", spot.advice), &[("zone", spot.zone.as_str().into())]);
        if let Some(at) = &spot.at {
            advice.push(' ');
            advice.push_str(&t!(lang, "ledger-advice-at", at = at.clone()));
        }
        vec![
            Cell::bold(spot.zone.clone()),
            Cell::new(lang.t(&format!("ledger-blind-{}", blind(spot.reason)))),
            Cell::new(advice),
            Cell::new(number(spot.rows.into())),
        ]
    });
    table(flow, Looks { size: 8.0, lines: 3 }, &columns, rows);
}

/// What was listened to, how much of it could be read, and what the words mean.
pub fn method(flow: &mut Flow<'_>) {
    let lang = flow.lang;
    flow.heading(&lang.t("print-method"));
    let style = Style::new(9.0);
    for key in ["print-method-passive", "print-method-limits", "print-method-words", "print-method-people"] {
        flow.paragraph(style, &lang.t(key));
    }
    captures(flow);
    sensors(flow);
}

fn captures(flow: &mut Flow<'_>) {
    let (lang, view) = (flow.lang, flow.view);
    let captures = &view.snapshot.captures;
    flow.heading(&lang.t("print-captures"));
    if captures.is_empty() {
        flow.paragraph(Style::new(9.0), &t!(lang, "print-no-captures"));
        return;
    }
    let columns = [
        ("print-capture", 32.0),
        ("print-period", 32.0),
        ("print-packets", 16.0),
        ("print-lost", 12.0),
        ("print-cut", 12.0),
        ("print-one-way", 16.0),
    ]
    .map(|(key, share)| Column { title: lang.t(key).into_owned(), share });
    let rows = captures.iter().map(|capture| {
        let summary = &capture.summary;
        let period = capture.seen.map_or_else(
            || "—".to_owned(),
            |seen| format!("{} – {}", full_date(lang, seen.first), full_date(lang, seen.last)),
        );
        let all = summary.one_way_connections + summary.two_way_connections;
        let one_way = (summary.one_way_connections * 100).checked_div(all);
        vec![
            Cell::new(capture.name.clone()),
            Cell::new(period),
            Cell::new(number(capture.packets)),
            Cell::new(number(summary.dropped)),
            Cell::new(number(summary.cut)),
            Cell::new(one_way.map_or_else(|| "—".to_owned(), |percent| format!("{percent}%"))),
        ]
    });
    table(flow, Looks { size: 8.0, lines: 2 }, &columns, rows);
}

fn sensors(flow: &mut Flow<'_>) {
    let (lang, view) = (flow.lang, flow.view);
    let sensors = &view.snapshot.sensors;
    if sensors.is_empty() {
        return;
    }
    let columns = [
        ("print-sensor", 30.0),
        ("column-place", 40.0),
        ("print-packets", 20.0),
        ("print-lost", 20.0),
        ("column-seen", 30.0),
    ]
    .map(|(key, share)| Column { title: lang.t(key).into_owned(), share });
    let rows = sensors.iter().map(|sensor| {
        let last = sensor.last_packet.map_or_else(|| "—".to_owned(), |time| full_date(lang, time));
        vec![
            Cell::new(sensor.name.clone()),
            Cell::new(sensor.place.clone()),
            Cell::new(number(sensor.packets)),
            Cell::new(number(sensor.dropped)),
            Cell::new(last),
        ]
    });
    table(flow, Looks { size: 8.0, lines: 2 }, &columns, rows);
}
