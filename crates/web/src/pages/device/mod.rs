//! One device: what is known and why, whom it speaks with, what is wrong, and how to correct it.

pub mod advisories;
pub mod change;
pub mod correct;
pub mod facts;
pub mod label;
pub mod ledger;
pub mod limit;
pub mod parts;
pub mod peers;
pub mod side;
pub mod vulnerabilities;

use axum::{extract::Path, response::Response};
use domain::{alerts::Status, devices::Device, ids::DeviceId};
use maud::{Markup, html};

use crate::{
    error::WebError,
    findings::Told,
    page::{Nav, Page},
    parts::{badge, head, icon, names},
    t,
    view::{Entry, make},
    visit::Visit,
};

/// `GET /devices/{id}`
///
/// # Errors
/// When there is no such device.
pub async fn show(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let id = DeviceId::parse(&id).ok_or(WebError::NotFound("device"))?;
    let (device, entry) = visit.view.device(&id).ok_or(WebError::NotFound("device"))?;
    let name = entry.name(lang);
    let body = html! {
        (title(&visit, device, entry))
        div.columns {
            div.stack {
                (first_alert(&visit, entry))
                (facts::card(&visit, device))
                (ledger::card(&visit, device, entry))
                (peers::card(&visit, device, entry))
                (vulnerabilities::card(&visit, device))
                (limit::card(&visit, device))
                (advisories::card(&visit, entry))
                (parts::card(&visit, device))
            }
            div.stack {
                (side::stop(&visit, device, entry))
                (side::ports(&visit, device))
                (side::lines(&visit, entry))
                (correct::form(&visit, device))
                (side::history(&visit, device, entry))
            }
        }
    };
    Ok(Page::new(Nav::Devices, name, body).answer(&visit))
}

fn title(visit: &Visit, device: &Device, entry: &Entry) -> Markup {
    let lang = visit.lang;
    head(
        Some(html! {
            a href="/devices" { (t!(lang, "nav-devices")) }
            @if let Some(zone) = device.zone.as_ref().and_then(|id| visit.view.zone(id)) {
                " ／ " a href={ "/devices?zone=" (zone.id) } { (crate::diagram::zone_label(zone)) }
            }
        }),
        html! {
            (icon(entry.icon)) (entry.name(lang)) " " (badge::status(lang, entry.standing.status))
            @if entry.standing.do_not_connect { " " (names::stop(lang)) }
        },
        Some(html! {
            span { (make(lang, device)) }
            @if let Some(place) = &entry.place { span { "　／　" (place) } }
            @if let Some(ip) = device.ips.first() { span { "　／　" code { (ip) } } }
        }),
        Some(html! {
            a.button href="#correct" { (icon("edit")) (t!(lang, "device-correct")) }
            a.button href={ "/map?device=" (device.id) } { (icon("map")) (t!(lang, "device-on-map")) }
            a.button data-kind="danger" href={ "/devices/" (device.id) "/label" } { (icon("stop")) (t!(lang, "device-label")) }
        }),
    )
}

/// The worst open alert, told with what to do now.
fn first_alert(visit: &Visit, entry: &Entry) -> Markup {
    let lang = visit.lang;
    let alerts = entry.standing.alerts.iter().filter_map(|at| visit.view.snapshot.alerts.get(*at));
    let mut alerts: Vec<_> = alerts.collect();
    alerts.sort_by_key(|alert| alert.finding.status);
    let Some(alert) = alerts.first() else { return html! {} };
    let told = Told::new(lang, &visit.view, &alert.finding);
    let status = alert.finding.status;
    html! {
        section.alert data-status=(status.as_str()) {
            h2 { (icon(badge::status_icon(status))) (told.say("title")) }
            p { (told.say("what")) " " (told.say("why")) }
            @if let Some(step) = told.steps().first() { p { b { (t!(lang, "alert-now")) } (step) } }
            p.actions.under {
                a.button data-kind=[(status == Status::Danger).then_some("primary")] href={ "/alerts/" (alert.id) } { (t!(lang, "task-steps")) }
                @if alerts.len() > 1 { a href="#history" { (t!(lang, "device-more-alerts", n = alerts.len() - 1)) } }
            }
        }
    }
}
