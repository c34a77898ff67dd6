//! The ledger row beside the network: what agrees, what does not, and which is right.

use domain::{
    devices::Device,
    ledger::{Clue, ClueResult, RowResult},
};
use maud::{Markup, html};

use crate::{
    api::ledger::column,
    parts::{badge, numbers::ago},
    t,
    value_words::heard,
    view::Entry,
    visit::Visit,
};

/// The card: nothing to compare, agreement, or a choice for the first disagreement.
#[must_use]
pub fn card(visit: &Visit, device: &Device, entry: &Entry) -> Markup {
    let lang = visit.lang;
    let rows: Vec<_> = entry
        .standing
        .rows
        .iter()
        .filter_map(|at| visit.view.snapshot.reconciliation.rows.get(*at))
        .collect();
    html! {
        section.card #ledger {
            header { h2 { (t!(lang, "device-ledger")) } span { (badge::in_ledger(lang, entry.standing.in_ledger)) } }
            @match rows.first() {
                None => p.quiet {
                    @if visit.view.snapshot.ledger.is_empty() { (t!(lang, "device-no-ledger")) " " a href="/ledger/import" { (t!(lang, "ledger-load")) } }
                    @else { (t!(lang, "device-not-in-ledger")) " " a href={ "/ledger?status=only_connected&q=" (device.id) } { (t!(lang, "device-link-row")) } }
                },
                Some(row) => {
                    @if rows.len() > 1 { p.quiet { (t!(lang, "device-several-rows", n = rows.len())) } }
                    @for clue in row.clues.iter().filter(|clue| clue.agrees == ClueResult::Different) { (choice(visit, device, row, clue)) }
                    (agreement(visit, device, row))
                }
            }
        }
    }
}

/// Both values side by side, the network's first.
fn choice(visit: &Visit, device: &Device, row: &RowResult, clue: &Clue) -> Markup {
    let lang = visit.lang;
    let attribute = lang.t(&format!("ledger-column-{}", column(clue.column)));
    let heard = heard(lang, &visit.view.snapshot.kinds, clue, Some(device));
    let (network, sources) = heard.map(|heard| (heard.value, heard.sources)).unwrap_or_default();
    html! {
        form.choice-form method="post" action={ "/ledger/rows/decide" } {
            h3 { (t!(lang, "device-which-right", attribute = attribute.clone())) }
            p.quiet { (t!(lang, "device-choice-stays")) }
            input type="hidden" name="token" value=(visit.token());
            input type="hidden" name="sheet" value=(row.sheet);
            input type="hidden" name="row" value=(row.row);
            input type="hidden" name="back" value={ "/devices/" (device.id) };
            div.compare {
                label {
                    input type="radio" name="decision" value="accept" checked;
                    b { (t!(lang, "compare-network")) } code { (network) }
                    small {
                        @if !sources.is_empty() { (t!(lang, "compare-network-says", sources = sources)) "・" }
                        (t!(lang, "compare-network-seen", when = ago(lang, visit.view.snapshot.taken, device.seen.last)))
                    }
                }
                label {
                    input type="radio" name="decision" value="keep";
                    b { (t!(lang, "compare-ledger")) } code { (clue.ledger) }
                    small { (t!(lang, "compare-ledger-row", sheet = row.sheet.clone(), row = row.row.to_string())) }
                }
            }
            p.actions.under { button data-kind="primary" type="submit" { (t!(lang, "compare-decide")) } }
        }
    }
}

fn agreement(visit: &Visit, device: &Device, row: &RowResult) -> Markup {
    let lang = visit.lang;
    let kinds = &visit.view.snapshot.kinds;
    html! {
        p.quiet.under { (t!(lang, "device-row-is", sheet = row.sheet.clone(), row = row.row.to_string(), asset = row.asset_no.clone().unwrap_or_else(|| "—".into()))) }
        table.clues { tbody {
            @for clue in &row.clues {
                tr {
                    th scope="row" { (lang.t(&format!("ledger-column-{}", column(clue.column)))) }
                    td { (clue.ledger) }
                    td { (heard(lang, kinds, clue, Some(device)).map_or_else(|| "—".to_owned(), |heard| heard.value)) }
                    td { (clue_badge(visit, clue.agrees)) }
                }
            }
        } }
    }
}

/// Same, similar, different, or not seen.
#[must_use]
pub fn clue_badge(visit: &Visit, result: ClueResult) -> Markup {
    use domain::alerts::Status;
    let (status, key) = match result {
        ClueResult::Same => (Status::Ok, "clue-same"),
        ClueResult::Similar => (Status::Ok, "clue-similar"),
        ClueResult::Different => (Status::Check, "clue-different"),
        ClueResult::NotSeen => (Status::Unknown, "clue-not-seen"),
    };
    badge::badge(status, &visit.lang.t(key))
}
