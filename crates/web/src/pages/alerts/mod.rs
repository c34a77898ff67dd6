//! Alerts: what needs a person, worst first; closed ones stay to be read.

pub mod groups;
pub mod one;

use std::collections::BTreeSet;

use app::workbook::Cell;
use axum::response::Response;
use domain::{
    alerts::{Alert, AlertState, Status},
    ids::DeviceId,
};
use maud::{Markup, html};

use groups::{By, Choice, Line, lines, working};

use crate::{
    api::{findings::state, stated::iso},
    error::WebError,
    findings::Told,
    page::{Nav, Page},
    pages::devices::excel,
    parts::{
        badge, empty, head, icon, names,
        numbers::{moment, number},
    },
    t,
    view::STATUSES,
    visit::Visit,
};

/// `GET /alerts`
pub async fn list(visit: Visit) -> Response {
    let lang = visit.lang;
    let alerts = &visit.view.snapshot.alerts;
    let closed = |alert: &&Alert| matches!(alert.state, AlertState::Closed { .. });
    let choice = Choice::from_query(&visit.query);
    let open = alerts.iter().filter(|alert| !closed(alert)).count();
    let shown = choice.run(alerts.iter().filter(|alert| !closed(alert)));
    let done: Vec<_> = alerts.iter().filter(closed).collect();
    let body = html! {
        (head(None, html! { (t!(lang, "nav-alerts")) }, Some(html! { (t!(lang, "alerts-lead", n = open)) }), Some(excel::button("/alerts.xlsx"))))
        div.stack.print-wide {
            section.card data-bare aria-label=(t!(lang, "alerts-open")) {
                @if open == 0 {
                    (empty("ok", &t!(lang, "alerts-none-title"), &t!(lang, "alerts-none-text"), None))
                } @else {
                    (tools(&visit, choice))
                    @if shown.is_empty() { p.quiet.inset { (t!(lang, "alerts-none-here")) } }
                    @else { (table(&visit, &lines(choice.by, &shown))) }
                }
            }
            @if !done.is_empty() {
                section.card data-bare {
                    header.inset { h2 { (t!(lang, "alerts-closed")) } }
                    (table(&visit, &lines(By::Nothing, &done)))
                }
            }
        }
    };
    Page::new(Nav::Alerts, t!(lang, "nav-alerts"), body).answer(&visit)
}

/// What brings alerts together, how bad they are, and their order.
fn tools(visit: &Visit, choice: Choice) -> Markup {
    let lang = visit.lang;
    let link = |name: &str, value: Option<&str>| visit.query.with(name, value).link("/alerts");
    let open = || visit.view.snapshot.alerts.iter().filter(|a| !matches!(a.state, AlertState::Closed { .. }));
    let count = |status: Status| open().filter(|alert| alert.finding.status == status).count();
    html! {
        div.tools {
            nav.chips aria-label=(t!(lang, "alerts-by")) {
                @for by in By::ALL {
                    a.chip href=(link("by", (by != By::Rule).then_some(by.as_str()))) aria-current=[(by == choice.by).then_some("true")] {
                        (lang.t(&format!("alerts-by-{}", by.as_str())))
                    }
                }
            }
            nav.chips aria-label=(t!(lang, "alerts-status")) {
                @for status in STATUSES.into_iter().filter(|status| count(*status) > 0) {
                    @let here = choice.status == Some(status);
                    a.chip href=(link("status", (!here).then_some(status.as_str()))) aria-current=[here.then_some("true")] {
                        (badge::status_word(lang, status)) " " (number(count(status) as u64))
                        @if here { (icon("close")) span.sr { (t!(lang, "filter-remove")) } }
                    }
                }
                a.chip href=(link("sort", (!choice.newest_first).then_some("newest"))) aria-current=[choice.newest_first.then_some("true")] {
                    (t!(lang, "sort-first"))
                }
            }
        }
    }
}

/// `GET /alerts.xlsx`: every alert, closed ones too, with all devices.
///
/// # Errors
/// When there are more rows than Excel allows.
pub async fn download(visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let heads = [
        "alert-what",
        "alert-story",
        "alert-task",
        "column-status",
        "alert-devices",
        "fact-certainty",
        "alert-since",
        "alert-state",
    ]
    .map(|key| lang.t(key).into_owned());
    let row = |alert: &Alert| {
        let told = Told::new(lang, &visit.view, &alert.finding);
        let devices: Vec<_> =
            alert.finding.devices.iter().map(|id| names::plain(lang, &visit.view, id)).collect();
        [
            told.say("title"),
            told.say("what"),
            told.say("task"),
            lang.t(&format!("status-{}", alert.finding.status.as_str())).into_owned(),
            devices.join("\n"),
            lang.t(&format!("certainty-{}", alert.finding.certainty.as_str())).into_owned(),
            iso(alert.opened),
            lang.t(&format!("alert-state-{}", state(&alert.state))).into_owned(),
        ]
        .map(Cell::from)
        .to_vec()
    };
    let rows: Vec<_> = visit.view.snapshot.alerts.iter().map(row).collect();
    excel::send(&t!(lang, "nav-alerts"), "kikimori-alerts.xlsx", &heads, &rows)
}

fn table(visit: &Visit, lines: &[Line<'_>]) -> Markup {
    let lang = visit.lang;
    html! {
        table.cards data-keys {
            thead { tr {
                th { (t!(lang, "alert-what")) } th { (t!(lang, "column-status")) } th { (t!(lang, "alert-devices")) }
                th { (t!(lang, "fact-certainty")) } th { (t!(lang, "alert-since")) } th { (t!(lang, "alert-state")) }
            } }
            tbody { @for line in lines {
                @match line {
                    Line::One(alert) => (row(visit, alert, false)),
                    Line::Several { key, alerts } => (several(visit, key, alerts)),
                }
            } }
        }
    }
}

/// One line for alerts that belong together; its link opens and closes it, and the address keeps that.
fn several(visit: &Visit, key: &str, alerts: &[&Alert]) -> Markup {
    let lang = visit.lang;
    let Some(first) = alerts.first() else { return html! {} };
    let by_device = DeviceId::parse(key).and_then(|id| visit.view.device(&id));
    let title = match by_device {
        Some((_, entry)) => entry.name(lang),
        None => Told::new(lang, &visit.view, &first.finding).say("title"),
    };
    let open = visit.query.all("open").any(|opened| opened == key);
    let query = if open { visit.query.without("open", key) } else { visit.query.and("open", key) };
    let devices: BTreeSet<_> = alerts.iter().flat_map(|alert| &alert.finding.devices).collect();
    let worst = alerts.iter().map(|alert| alert.finding.status).min().unwrap_or(first.finding.status);
    let newest = alerts.iter().map(|alert| alert.opened).max().unwrap_or(first.opened);
    let working = working(alerts);
    html! {
        tr.group id={ "group-" (key) } {
            th scope="row" {
                a href={ (query.link("/alerts")) "#group-" (key) } aria-expanded=(open) { b { (title) } }
                small { (t!(lang, "alerts-several", n = alerts.len())) @if !open { (t!(lang, "list-dot")) (t!(lang, "alerts-several-open")) } }
            }
            td data-card="end" { (badge::status(lang, worst)) }
            td data-card="line" { (t!(lang, "n-devices", n = devices.len())) }
            td { "—" }
            td { (moment(lang, visit.view.snapshot.taken, newest)) }
            td { @if working > 0 { (t!(lang, "alerts-working", n = working)) } @else { (t!(lang, "alert-state-open")) } }
        }
        @if open { @for alert in alerts { (row(visit, alert, true)) } }
    }
}

fn row(visit: &Visit, alert: &Alert, inside: bool) -> Markup {
    let lang = visit.lang;
    let told = Told::new(lang, &visit.view, &alert.finding);
    html! {
        tr data-inside[inside] {
            th scope="row" { a href={ "/alerts/" (alert.id) } { b { (told.say("title")) } } small { (told.say("what")) } }
            td data-card="end" { (badge::status(lang, alert.finding.status)) }
            td data-card="line" { (t!(lang, "n-devices", n = alert.finding.devices.len())) }
            td { (badge::certainty(lang, alert.finding.certainty)) }
            td { (moment(lang, visit.view.snapshot.taken, alert.opened)) }
            td { (lang.t(&format!("alert-state-{}", state(&alert.state)))) }
        }
    }
}
