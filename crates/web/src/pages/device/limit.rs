//! 通信を絞る下書き: the conversations that a device needs as far as they were seen, to show and to take along.

use app::{
    limits::{Control, limit},
    workbook,
};
use axum::{extract::Path, response::Response};
use domain::{devices::Device, ids::DeviceId};
use maud::{Markup, html};

use crate::{
    error::WebError,
    limit::{self as words, address, check, direction, place, watched},
    pages::{devices::excel, sboms::export::file, vulnerabilities::week::say},
    parts::{icon, names, numbers::number},
    t,
    visit::Visit,
};

/// Rows that are shown at once; files have all.
const MOST: usize = 100;

/// The card on a device's page; nothing when it was seen to speak with nobody.
#[must_use]
pub fn card(visit: &Visit, device: &Device) -> Markup {
    let lang = visit.lang;
    let Some(control) = limit(&visit.view.snapshot.picture, &device.id) else { return html! {} };
    html! {
        section.card #limit {
            header { h2 { (t!(lang, "limit-title")) } span.quiet { (t!(lang, "limit-n", n = control.permits.len())) } }
            p { (t!(lang, "limit-lead")) }
            details.more { summary { (t!(lang, "limit-open")) } (table(visit, &control)) }
            (buttons(visit, &device.id))
        }
    }
}

/// The table with what has to be said about it.
#[must_use]
pub fn table(visit: &Visit, control: &Control) -> Markup {
    let lang = visit.lang;
    html! {
        p.quiet { (watched(lang, control)) }
        div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "limit-title")) { table.cards {
            thead { tr {
                @for key in ["limit-direction", "limit-peer", "limit-port", "limit-count", "limit-last", "limit-check"] { th scope="col" { (lang.t(key)) } }
            } }
            tbody { @for permit in control.permits.iter().take(MOST) {
                @let peer = control.peer(permit);
                tr {
                    td { (direction(lang, control, permit)) }
                    th scope="row" {
                        @match &peer.device { Some(id) => (names::link(lang, &visit.view, id)), None => (t!(lang, "limit-nobody")) }
                        small { code { (address(peer)) } }
                    }
                    td { code { (place(permit)) } @if let Some(protocol) = &permit.protocol { small { (protocol) } } }
                    td { (number(permit.connections)) }
                    td { (crate::parts::numbers::moment(lang, visit.view.snapshot.taken, permit.last_seen)) }
                    td { @if check(lang, permit).is_empty() { "—" } @else { span.missing { (check(lang, permit)) } } }
                }
            } }
        } }
        @if control.permits.len() > MOST { p.quiet { (t!(lang, "and-more", n = number((control.permits.len() - MOST) as u64))) } }
        ul.notes { @for remark in &control.remarks { li { (say(lang, remark)) } } }
    }
}

/// The files.
#[must_use]
pub fn buttons(visit: &Visit, device: &DeviceId) -> Markup {
    let lang = visit.lang;
    let file = |ending: &str| format!("/devices/{device}/limit.{ending}");
    html! {
        p.actions.under {
            (excel::button(&file("xlsx")))
            a.button href=(file("csv")) { (icon("download")) "CSV" }
            a.button href=(file("txt")) { (icon("download")) (t!(lang, "limit-request-button")) }
        }
    }
}

fn of(visit: &Visit, id: &str) -> Result<Control, WebError> {
    let id = DeviceId::parse(id).ok_or(WebError::NotFound("device"))?;
    limit(&visit.view.snapshot.picture, &id).ok_or(WebError::NotFound("device"))
}

/// `GET /devices/{id}/limit.xlsx`
///
/// # Errors
/// When there is no such device or it was seen to speak with nobody.
pub async fn xlsx(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let control = of(&visit, &id)?;
    excel::send(
        &t!(lang, "limit-sheet"),
        "kikimori-limit.xlsx",
        &words::heads(lang),
        &words::rows(lang, &control),
    )
}

/// `GET /devices/{id}/limit.csv`
///
/// # Errors
/// As [`xlsx`].
pub async fn csv(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let control = of(&visit, &id)?;
    let text = workbook::csv(&words::heads(lang), &words::rows(lang, &control));
    Ok(file("kikimori-limit.csv", "text/csv; charset=utf-8", text.into_bytes()))
}

/// `GET /devices/{id}/limit.txt`: for whoever looks after the network.
///
/// # Errors
/// As [`xlsx`].
pub async fn text(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let control = of(&visit, &id)?;
    let text = words::request(visit.lang, &control);
    Ok(file("kikimori-limit.txt", "text/plain; charset=utf-8", text.into_bytes()))
}
