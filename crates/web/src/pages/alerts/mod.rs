//! Alerts: what needs a person, worst first; closed ones stay to be read.

pub mod one;

use axum::response::Response;
use domain::alerts::{Alert, AlertState};
use maud::{Markup, html};

use crate::{
    api::findings::state,
    findings::Told,
    page::{Nav, Page},
    parts::{badge, empty, head, numbers::moment},
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
        (head(None, html! { (t!(lang, "nav-alerts")) }, Some(html! { (t!(lang, "alerts-lead", n = open.len())) }), None))
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
