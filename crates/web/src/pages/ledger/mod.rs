//! The ledger against the network: totals, rows by result, what to do with each, and what could not be seen.

pub mod decide;
pub mod excel;
pub mod import;
pub mod rows;

use axum::response::Response;
use domain::ledger::{BlindSpot, RowStatus};
use maud::{Markup, html};

use crate::{
    api::ledger::blind,
    page::{Nav, Page},
    parts::{
        empty, head, icon,
        numbers::{moment, number},
        overlap,
        pager::{Pages, pager},
    },
    t,
    visit::Visit,
};

/// The tabs, with the word in the address.
pub(super) const TABS: [(&str, Option<RowStatus>); 6] = [
    ("conflict", Some(RowStatus::Conflict)),
    ("ambiguous", Some(RowStatus::Ambiguous)),
    ("only_connected", None),
    ("not_seen", Some(RowStatus::NotSeen)),
    ("no_key", Some(RowStatus::NoKey)),
    ("matched", Some(RowStatus::Matched)),
];

/// `GET /ledger`
pub async fn show(visit: Visit) -> Response {
    let lang = visit.lang;
    let snapshot = &visit.view.snapshot;
    let body = html! {
        (head(
            None,
            html! { (t!(lang, "nav-ledger")) },
            snapshot.ledger_imports.first().map(|import| html! {
                (t!(lang, "ledger-lead", file = import.file_name.clone(), when = moment(lang, snapshot.taken, import.imported), rows = import.rows))
            }),
            Some(html! {
                @if !snapshot.ledger.is_empty() { a.button href="/ledger.xlsx" { (icon("download")) (t!(lang, "ledger-filled")) } }
                @if !snapshot.picture.devices.is_empty() { a.button href="/ledger/complete.xlsx" { (icon("download")) (t!(lang, "ledger-complete")) } }
                a.button data-kind="primary" href="/ledger/import" { (icon("upload")) (t!(lang, "ledger-load")) }
            }),
        ))
        div.stack.print-wide {
            @if snapshot.ledger.is_empty() {
                (empty("ledger", &t!(lang, "home-no-ledger-title"), &t!(lang, "home-no-ledger-text"), Some(("/ledger/import", &t!(lang, "home-no-ledger-next")))))
            } @else {
                section.card aria-label=(t!(lang, "home-q-known")) { (overlap::bars(lang, &snapshot.reconciliation.totals)) (pieces(&visit)) }
                (result(&visit))
                (blind_spots(&visit, &snapshot.reconciliation.blind_spots))
            }
        }
    };
    Page::new(Nav::Ledger, t!(lang, "nav-ledger"), body)
        .with_style(overlap::style(&snapshot.reconciliation.totals))
        .answer(&visit)
}

/// How many of the pieces that rows stand for are seen, when any row states more than one.
fn pieces(visit: &Visit) -> Markup {
    let totals = &visit.view.snapshot.reconciliation.totals;
    html! { @if totals.pieces > 0 {
        p.quiet.under { (t!(visit.lang, "ledger-pieces-all", stated = number(totals.pieces.into()), seen = number(totals.pieces_seen.into()))) }
    } }
}

/// The tab that is asked for, else the first with something to decide.
fn tab(visit: &Visit) -> &'static str {
    let asked = visit.query.get("status").and_then(|word| TABS.iter().find(|(known, _)| *known == word));
    asked
        .or_else(|| TABS.iter().find(|(word, _)| rows::count(visit, word) > 0))
        .map_or("matched", |(word, _)| word)
}

fn result(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let here = tab(visit);
    let found = rows::find(visit, here);
    let pages = Pages::from_query(&visit.query, found.len());
    html! {
        section.card data-bare #rows {
            div.tools {
                nav.chips.scroll-x aria-label=(t!(lang, "ledger-tabs")) {
                    @for (word, _) in TABS {
                        a.chip href=(visit.query.with("status", Some(word)).link("/ledger")) aria-current=[(word == here).then_some("true")] {
                            (lang.t(&format!("ledger-tab-{word}"))) " " (number(rows::count(visit, word) as u64))
                        }
                    }
                }
                form.search action="/ledger" method="get" role="search" {
                    input type="hidden" name="status" value=(here);
                    (icon("search"))
                    input type="search" name="q" value=[visit.query.get("q")] aria-label=(t!(lang, "devices-search")) placeholder=(t!(lang, "devices-search"));
                }
            }
            p.explain { (lang.t(&format!("ledger-explain-{here}"))) }
            @if found.is_empty() { p.quiet.inset { (t!(lang, "ledger-none-here")) } }
            @else { (rows::table(visit, here, &found, pages)) }
            (pager(visit, pages))
        }
    }
}

fn blind_spots(visit: &Visit, spots: &[BlindSpot]) -> Markup {
    let lang = visit.lang;
    html! {
        section.card #blind {
            header { h2 { (t!(lang, "blind-title")) } span.quiet { (t!(lang, "blind-note")) } }
            @if spots.is_empty() { p.quiet { (t!(lang, "blind-none")) } }
            ul.rows { @for spot in spots.iter().take(30) {
                li {
                    (icon("eye-off"))
                    div {
                        b { (spot.zone) } " " (lang.t(&format!("ledger-blind-{}", blind(spot.reason))))
                        small { (lang.f(&format!("ledger-advice-{}", spot.advice), &[("zone", spot.zone.as_str().into())])) @if let Some(at) = &spot.at { " " (t!(lang, "ledger-advice-at", at = at.clone())) } }
                    }
                    span { (t!(lang, "blind-rows", n = spot.rows)) }
                }
            } }
        }
    }
}
