//! Alerts: what needs a person, worst first; closed ones stay to be read.

pub mod one;

use app::workbook::Cell;
use axum::response::Response;
use domain::alerts::{Alert, AlertState};
use maud::{Markup, html};

use crate::{
    api::{findings::state, stated::iso},
    error::WebError,
    findings::Told,
    page::{Nav, Page},
    pages::devices::excel,
    parts::{badge, empty, head, names, numbers::moment},
    t,
    visit::Visit,
};

/// `GET /alerts`
pub async fn list(visit: Visit) -> Response {
    let lang = visit.lang;
    let alerts = &visit.view.snapshot.alerts;
    let closed = |alert: &&Alert| matches!(alert.state, AlertState::Closed { .. });
    let mut open: Vec<_> = alerts.iter().filter(|alert| !closed(alert)).collect();
    open.sort_by_key(|alert| (alert.finding.status, std::cmp::Reverse(alert.opened)));
    let done: Vec<_> = alerts.iter().filter(closed).collect();
    let body = html! {
        (head(None, html! { (t!(lang, "nav-alerts")) }, Some(html! { (t!(lang, "alerts-lead", n = open.len())) }), Some(excel::button("/alerts.xlsx"))))
        div.stack {
            section.card data-bare aria-label=(t!(lang, "alerts-open")) {
                @if open.is_empty() {
                    (empty("ok", &t!(lang, "alerts-none-title"), &t!(lang, "alerts-none-text"), None))
                } @else { (table(&visit, &open)) }
            }
            @if !done.is_empty() {
                section.card data-bare {
                    header.inset { h2 { (t!(lang, "alerts-closed")) } }
                    (table(&visit, &done))
                }
            }
        }
    };
    Page::new(Nav::Alerts, t!(lang, "nav-alerts"), body).answer(&visit)
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

fn table(visit: &Visit, alerts: &[&Alert]) -> Markup {
    let lang = visit.lang;
    html! {
        table.cards data-keys {
            thead { tr {
                th { (t!(lang, "alert-what")) } th { (t!(lang, "column-status")) } th { (t!(lang, "alert-devices")) }
                th { (t!(lang, "fact-certainty")) } th { (t!(lang, "alert-since")) } th { (t!(lang, "alert-state")) }
            } }
            tbody { @for alert in alerts {
                @let told = Told::new(lang, &visit.view, &alert.finding);
                tr {
                    th scope="row" { a href={ "/alerts/" (alert.id) } { b { (told.say("title")) } } small { (told.say("what")) } }
                    td data-card="end" { (badge::status(lang, alert.finding.status)) }
                    td data-card="line" { (t!(lang, "n-devices", n = alert.finding.devices.len())) }
                    td { (badge::certainty(lang, alert.finding.certainty)) }
                    td { (moment(lang, visit.view.snapshot.taken, alert.opened)) }
                    td { (lang.t(&format!("alert-state-{}", state(&alert.state)))) }
                }
            } }
        }
    }
}
