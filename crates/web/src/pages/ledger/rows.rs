//! Rows of one result: what the ledger says, the device it may be, why, and the answer.

use domain::{
    devices::Device,
    ids::DeviceId,
    ledger::{Clue, LedgerRow, RowDecision, RowResult, RowStatus},
};
use maud::{Markup, html};

use super::TABS;
use crate::{
    api::ledger::{blind, column, decision},
    pages::device::ledger::clue_badge,
    parts::{badge, names, pager::Pages},
    t,
    value_words::{Heard, heard},
    visit::Visit,
};

/// A line of the table: a ledger row, or a device no row claims.
pub enum Line<'v> {
    Row(&'v RowResult),
    Device(&'v DeviceId),
}

fn status(word: &str) -> Option<RowStatus> {
    TABS.iter().find_map(|(known, status)| (*known == word).then_some(*status)).flatten()
}

/// How many lines a tab has.
#[must_use]
pub fn count(visit: &Visit, word: &str) -> usize {
    let reconciliation = &visit.view.snapshot.reconciliation;
    match status(word) {
        Some(status) => reconciliation.rows.iter().filter(|row| row.status == status).count(),
        None => reconciliation.only_connected.len(),
    }
}

/// The lines of a tab that match the search.
#[must_use]
pub fn find<'v>(visit: &'v Visit, word: &str) -> Vec<Line<'v>> {
    let reconciliation = &visit.view.snapshot.reconciliation;
    let wanted = visit.query.get("q").map(str::to_lowercase);
    let admits = |text: &str| wanted.as_ref().is_none_or(|wanted| text.contains(wanted.as_str()));
    match status(word) {
        Some(status) => {
            let rows = reconciliation.rows.iter().filter(|row| row.status == status);
            let mut rows: Vec<_> = rows.filter(|row| admits(&row_text(visit, row))).collect();
            rows.sort_by_key(|row| row.decided.is_some());
            rows.into_iter().map(Line::Row).collect()
        }
        None => {
            let mut ids: Vec<_> = reconciliation.only_connected.iter().collect();
            let key =
                |id: &DeviceId| visit.view.device(id).map(|(_, e)| (e.group, e.standing.status, e.ip_key));
            ids.retain(|id| {
                visit.view.device(id).is_some_and(|(_, entry)| admits(&entry.text)) || admits(id.as_str())
            });
            ids.sort_by_key(|id| key(id));
            ids.into_iter().map(Line::Device).collect()
        }
    }
}

fn row_text(visit: &Visit, row: &RowResult) -> String {
    let mut text = row.asset_no.clone().unwrap_or_default();
    if let Some(ledger) = visit.view.ledger_row(&row.sheet, row.row) {
        for part in [&ledger.name, &ledger.model, &ledger.maker, &ledger.location].into_iter().flatten() {
            text.push('\n');
            text.push_str(part);
        }
        for ip in &ledger.ips {
            text.push_str(&ip.to_string());
        }
    }
    text.to_lowercase()
}

/// The table of one page.
#[must_use]
pub fn table(visit: &Visit, word: &str, lines: &[Line<'_>], pages: Pages) -> Markup {
    let lang = visit.lang;
    html! {
        div.table { table.cards.pairs data-keys {
            thead { tr { th { (t!(lang, "ledger-row")) } th { (t!(lang, "ledger-device")) } th { (t!(lang, "ledger-clue")) } th { (t!(lang, "ledger-answer")) } } }
            tbody { @for line in lines.iter().skip(pages.skip()).take(pages.size) {
                @match line {
                    Line::Row(row) => (row_line(visit, word, row)),
                    Line::Device(id) => (device_line(visit, id)),
                }
            } }
        } }
    }
}

fn row_line(visit: &Visit, word: &str, row: &RowResult) -> Markup {
    let ledger = visit.view.ledger_row(&row.sheet, row.row);
    html! {
        tr {
            th scope="row" { (ledger_words(visit, row, ledger)) }
            td data-card="line" colspan=[(!row.candidates.is_empty()).then_some("2")] {
                @for id in row.devices.iter().take(3) {
                    @if let Some((device, entry)) = visit.view.device(id) {
                        (names::title(visit.lang, device, entry))
                        @if let Some(ip) = device.ips.first() { small { code { (ip) } } }
                    }
                }
                @if row.devices.is_empty() && row.candidates.is_empty() { "—" }
                (pieces(visit, row))
                (candidates(visit, row))
            }
            @if row.candidates.is_empty() { td data-card="line" { (why(visit, row)) } }
            td data-card="end" { (answer(visit, word, row)) }
        }
    }
}

fn ledger_words(visit: &Visit, row: &RowResult, ledger: Option<&LedgerRow>) -> Markup {
    let lang = visit.lang;
    html! {
        b { (ledger.and_then(|l| l.name.as_deref().or(l.kind.as_deref())).unwrap_or("—")) }
        small.quiet {
            @if let Some(ledger) = ledger {
                @for part in [&ledger.maker, &ledger.model, &ledger.location].into_iter().flatten() { (part) "・" }
            }
            (t!(lang, "compare-ledger-row", sheet = row.sheet.clone(), row = row.row.to_string()))
            @if let Some(asset) = &row.asset_no { "・" (asset) }
        }
    }
}

/// How many of the pieces that the row stands for are seen.
fn pieces(visit: &Visit, row: &RowResult) -> Markup {
    let Some(stated) = row.quantity.filter(|pieces| *pieces > 1) else { return html! {} };
    html! { small.quiet { (t!(visit.lang, "ledger-pieces", stated = stated, seen = row.pieces_seen().min(stated))) } }
}

/// Devices that may be what the row means, with why, and one button each.
fn candidates(visit: &Visit, row: &RowResult) -> Markup {
    let lang = visit.lang;
    html! {
        @if !row.candidates.is_empty() {
            p.quiet { (t!(lang, "ledger-candidates", n = row.candidates.iter().filter(|candidate| candidate.rank == 1).count())) }
            ol.candidates { @for candidate in &row.candidates {
                @if let Some((device, entry)) = visit.view.device(&candidate.device) { li {
                    (names::title(lang, device, entry))
                    @if let Some(ip) = device.ips.first() { small { code { (ip) } } }
                    small { @for (at, clue) in candidate.clues.iter().enumerate() {
                        @if at > 0 { (t!(lang, "list-dot")) }
                        (lang.t(&format!("ledger-column-{}", column(clue.column)))) " "
                        (heard(lang, &visit.view.snapshot.kinds, clue, Some(device)).map(|heard| heard.value).unwrap_or_default())
                    } }
                    @if let Some(address) = address(device) {
                        form method="post" action="/ledger/rows/decide" {
                            (place(visit, row))
                            input type="hidden" name="address" value=(address);
                            button name="decision" value="link" { (t!(lang, "decide-link-this")) }
                        }
                    }
                } }
            } }
        }
    }
}

/// What a decision holds on to: the MAC address, else the IP address.
fn address(device: &Device) -> Option<String> {
    let mac = device.macs.first().map(ToString::to_string);
    mac.or_else(|| device.ips.first().map(ToString::to_string))
}

/// Which row a form is about, and where to go back to.
fn place(visit: &Visit, row: &RowResult) -> Markup {
    html! {
        input type="hidden" name="token" value=(visit.token());
        input type="hidden" name="sheet" value=(row.sheet);
        input type="hidden" name="row" value=(row.row);
        input type="hidden" name="back" value=(visit.query.link("/ledger"));
    }
}

/// Reasons first, then each attribute that disagrees with both values.
fn why(visit: &Visit, row: &RowResult) -> Markup {
    let lang = visit.lang;
    let device = row.devices.first().and_then(|id| visit.view.device(id)).map(|(device, _)| device);
    html! {
        @for reason in row.reasons.iter().take(3) { div { (lang.find(&format!("ledger-reason-{reason}")).unwrap_or_else(|| reason.clone().into())) } }
        @if let Some(reason) = row.blind { small { (lang.t(&format!("ledger-blind-{}", blind(reason)))) } }
        @for clue in row.clues.iter().filter(|clue| clue.agrees == domain::ledger::ClueResult::Different) {
            div.clue {
                (clue_badge(visit, clue.agrees)) " " (lang.t(&format!("ledger-column-{}", column(clue.column))))
                small { (differs(visit, clue, device)) }
            }
        }
        @if row.reasons.is_empty() && row.clues.is_empty() && row.blind.is_none() { span.quiet { (t!(lang, "ledger-no-clue")) } }
    }
}

/// Both values, and who says the network's.
fn differs(visit: &Visit, clue: &Clue, device: Option<&Device>) -> String {
    let lang = visit.lang;
    let ledger = clue.ledger.as_str();
    match heard(lang, &visit.view.snapshot.kinds, clue, device) {
        Some(Heard { value, sources }) if !sources.is_empty() => {
            t!(lang, "ledger-clue-differs-said", ledger = ledger, network = value, sources = sources)
        }
        Some(Heard { value, .. }) => t!(lang, "ledger-clue-differs", ledger = ledger, network = value),
        None => t!(lang, "ledger-clue-not-seen", ledger = ledger),
    }
}

fn answer(visit: &Visit, word: &str, row: &RowResult) -> Markup {
    let lang = visit.lang;
    let hidden = place(visit, row);
    let form = |body: Markup| html! { form method="post" action="/ledger/rows/decide" { (hidden) (body) } };
    let button =
        |value: &str, words: &str| html! { button name="decision" value=(value) { (lang.t(words)) } };
    // A form for each answer: Enter in a field must not give another one.
    html! {
        div.answer {
            @if let Some(decided) = &row.decided {
                span.badge data-status="ok" { (lang.t(&format!("decision-{}", decision(decided)))) (decided_more(decided)) }
                (form(html! { button data-kind="quiet" name="decision" value="undo" { (t!(lang, "undo")) } }))
            } @else {
                @match word {
                    "conflict" | "ambiguous" => (form(button("accept", "decide-same"))),
                    "not_seen" | "no_key" => (form(button("retire", "decide-retire"))),
                    _ => {},
                }
                details.menu {
                    summary.button data-kind="quiet" { (t!(lang, "decide-other")) }
                    div {
                        (form(html! {
                            label.field { span { (t!(lang, "decide-link-to")) } input name="address" placeholder="10.10.20.12" maxlength="60"; }
                            (button("link", "decide-link"))
                        }))
                        (form(html! {
                            label.field { span { (t!(lang, "decide-ignore-why")) } input name="reason" maxlength="100"; }
                            label.field { span { (t!(lang, "decide-ignore-until")) } input type="date" name="until"; }
                            (button("ignore", "decide-ignore"))
                        }))
                        @if !matches!(word, "not_seen" | "no_key") { (form(button("retire", "decide-retire"))) }
                    }
                }
            }
        }
    }
}

fn decided_more(decided: &RowDecision) -> Markup {
    match decided {
        RowDecision::Linked { address } => html! { " " (address) },
        RowDecision::Ignored { reason, until } => {
            html! { " " (reason) @if let Some(until) = until { " 〜" (until) } }
        }
        RowDecision::Retired { on } => html! { " " (on) },
        RowDecision::Accepted => html! {},
    }
}

fn device_line(visit: &Visit, id: &DeviceId) -> Markup {
    let lang = visit.lang;
    let Some((device, entry)) = visit.view.device(id) else { return html! {} };
    html! {
        tr {
            th scope="row" { span.missing { (t!(lang, "ledger-no-row")) } }
            td data-card="line" { (names::title(lang, device, entry)) @if let Some(ip) = device.ips.first() { small { code { (ip) } } } }
            td data-card="line" { (badge::status(lang, entry.standing.status)) " " (lang.t(&format!("group-{}", entry.group.as_str()))) @if let Some(place) = &entry.place { small { (place) } } }
            td data-card="end" { a.button href={ "/devices/" (id) } { (t!(lang, "ledger-look")) } }
        }
    }
}
