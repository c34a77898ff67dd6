//! 報告「何がつながっているか」: one A4 for the director, with the inspector's two lists behind it.

use axum::response::Response;
use domain::alerts::{AlertState, Status};
use maud::{Markup, html};

use crate::{
    badge_words,
    findings::Told,
    kinds::Group,
    page::{Nav, Page},
    parts::{
        badge, charts, head, icon, names,
        numbers::{full_date, number},
    },
    t,
    visit::Visit,
};

/// `GET /report`
pub async fn show(visit: Visit) -> Response {
    let lang = visit.lang;
    let body = html! {
        div.noprint { (head(
            None,
            html! { (t!(lang, "nav-report")) },
            Some(html! { (t!(lang, "report-lead")) }),
            Some(html! {
                a.button href="/devices.xlsx" { (icon("download")) (t!(lang, "report-devices-excel")) }
                a.button href="/remote-lines.xlsx" { (icon("download")) (t!(lang, "report-lines-excel")) }
                a.button data-kind="primary" href="/report.pdf" { (icon("printer")) "PDF" }
            }),
        )) }
        (sheet(&visit))
        (lists(&visit))
    };
    Page::new(Nav::Report, t!(lang, "nav-report"), body).answer(&visit)
}

fn sheet(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let counts = &visit.view.counts;
    let snapshot = &visit.view.snapshot;
    let totals = &snapshot.reconciliation.totals;
    let percent = (u64::from(totals.known) * 100).checked_div(u64::from(totals.connected)).unwrap_or(0);
    html! {
        article.sheet {
            header {
                div { p.quiet { (t!(lang, "report-to", org = snapshot.org_name.clone())) } h1 { (t!(lang, "report-title")) } }
                div { (full_date(lang, snapshot.taken)) br; (t!(lang, "report-from")) }
            }
            p.lead { strong { (t!(lang, "report-sentence", n = number(counts.devices as u64), known = number(totals.known.into()), danger = counts.status(Status::Danger))) } " " (t!(lang, "report-passive")) }
            div.tiles {
                div.tile { span { (t!(lang, "report-known")) } b { (percent) span.unit { "%" } } small { (t!(lang, "report-known-of", known = number(totals.known.into()), n = number(totals.connected.into()))) } }
                div.tile data-status="danger" { span { (icon("danger")) (t!(lang, "status-danger")) } b { (counts.status(Status::Danger)) span.unit { (t!(lang, "unit-devices", n = counts.status(Status::Danger))) } } small { (t!(lang, "report-alerts", n = counts.open_alerts)) } }
                div.tile data-status="unknown" { span { (icon("unknown")) (t!(lang, "report-unknown")) } b { (number(counts.status(Status::Unknown) as u64)) span.unit { (t!(lang, "unit-devices", n = counts.status(Status::Unknown))) } } small { (t!(lang, "report-unknown-note")) } }
                div.tile { span { (t!(lang, "nav-lines")) } b { (counts.lines) span.unit { (t!(lang, "unit-lines", n = counts.lines)) } } small { (t!(lang, "report-undeclared", n = counts.undeclared_lines)) } }
            }
            div.columns {
                section { h2 { (t!(lang, "report-what")) } (charts::bars(&t!(lang, "report-what"), &by_group(visit))) }
                section { h2 { (t!(lang, "report-standing")) } (charts::shares(lang, counts, 20, false)) p.quiet.under { (t!(lang, "home-unknown-note")) } }
            }
            (dangers(visit))
            div.decide {
                div {
                    h2 { (t!(lang, "report-decide")) }
                    ul { @for key in ["report-decide-1", "report-decide-2", "report-decide-3"] { li { (lang.t(key)) } } }
                    p.quiet { (t!(lang, "report-evidence")) }
                }
                div.stamps { @for key in ["report-stamp-director", "report-stamp-office", "report-stamp-author"] { div { span { (lang.t(key)) } } } }
            }
        }
    }
}

fn by_group(visit: &Visit) -> Vec<(String, u64, bool)> {
    let count = |group: Group| visit.view.entries.iter().filter(|entry| entry.group == group).count() as u64;
    [Group::Medical, Group::Office, Group::Network, Group::Plant, Group::Unknown]
        .map(|group| {
            (
                visit.lang.t(&format!("group-{}", group.as_str())).into_owned(),
                count(group),
                group == Group::Unknown,
            )
        })
        .to_vec()
}

fn dangers(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let mut open: Vec<_> = visit
        .view
        .snapshot
        .alerts
        .iter()
        .filter(|alert| !matches!(alert.state, AlertState::Closed { .. }))
        .collect();
    open.sort_by_key(|alert| alert.finding.status);
    html! {
        section {
            h2 { (t!(lang, "report-dangers")) }
            @if open.is_empty() { p { (t!(lang, "home-no-tasks-text")) } }
            @else { div.scroll tabindex="0" role="region" aria-label=(t!(lang, "report-dangers")) { table {
                thead { tr { th { (t!(lang, "column-status")) } th { (t!(lang, "alert-what")) } th { (t!(lang, "story-why")) } th { (t!(lang, "report-next")) } } }
                tbody { @for alert in open.iter().take(5) {
                    @let told = Told::new(lang, &visit.view, &alert.finding);
                    tr { td { (badge::status(lang, alert.finding.status)) } td { (told.say("what")) } td { (told.say("why")) } td { (told.say("task")) } }
                } }
            } } }
        }
    }
}

/// The two lists the Ministry's checklist asks for: devices (2-①) and remote maintenance (2-②).
fn lists(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let medical = visit
        .view
        .entries
        .iter()
        .filter(|entry| entry.medical == Some(true))
        .filter_map(|e| Some((e, visit.view.of(e)?)));
    let lines = &visit.view.snapshot.picture.remote_lines;
    html! {
        section.card.gap.annex {
            header { h2 { (t!(lang, "report-list-devices")) } a.noprint href="/devices?group=medical" { (t!(lang, "show-all")) } }
            table { thead { tr { th { (t!(lang, "column-name")) } th { (t!(lang, "column-make")) } th { (t!(lang, "column-place")) } th { (t!(lang, "column-ip")) } th { (t!(lang, "column-ledger")) } } }
                tbody { @for (entry, device) in medical.take(1_000) { tr {
                    td { (entry.name(lang)) } td { (crate::view::make(lang, device)) } td { (entry.place.as_deref().unwrap_or("—")) }
                    td { code { (device.ips.first().map(ToString::to_string).unwrap_or_default()) } } td { (badge::in_ledger(lang, entry.standing.in_ledger)) }
                } } }
            }
        }
        section.card.gap.annex {
            header { h2 { (t!(lang, "report-list-lines")) } a.noprint href="/remote-lines" { (t!(lang, "show-all")) } }
            @if lines.is_empty() { p { (t!(lang, "lines-none-text")) } }
            @else { table { thead { tr { th { (t!(lang, "line-device")) } th { (t!(lang, "line-method")) } th { (t!(lang, "line-peer")) } th { (t!(lang, "line-register")) } } }
                tbody { @for line in lines { tr {
                    td { (names::plain(lang, &visit.view, &line.device)) } td { (badge_words::protocol(lang, line.service.as_deref().unwrap_or(&line.method))) } td { (line.peer.label()) }
                    td { (crate::pages::device::side::declared(visit, line.declared)) " " (line.declared_by.as_deref().map(|by| crate::value_words::declared_by(lang, by)).unwrap_or_default()) }
                } } }
            } }
        }
    }
}
