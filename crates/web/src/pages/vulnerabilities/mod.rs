//! 脆弱性: what is known against what is here. First what is known and how old that is, then the rows, brought together.

pub mod chain;
pub mod effect;
pub mod excel;
mod fixes;
pub mod knowing;
pub mod one;
pub mod select;
pub mod steps;
pub mod summary;
pub mod week;
pub mod words;

use app::exposures::{Concern, Reason, Standing, State};
use axum::response::Response;
use domain::advisories::Verdict;
use maud::{Markup, html};

use crate::{
    page::{Nav, Page},
    pages::devices::excel::button,
    parts::{
        badge, empty, head, icon, names,
        numbers::number,
        pager::{Pages, pager},
        tables::{Tile, search, tiles},
    },
    t,
    visit::Visit,
};

use self::select::{By, FILTERS, Group, SORTS, Selection};

/// Rows shown of one group that was opened; the others are behind its filter.
const MOST_OPEN: usize = 50;

/// `GET /vulnerabilities`
pub async fn list(visit: Visit) -> Response {
    let lang = visit.lang;
    let exposures = &visit.view.snapshot.exposures;
    let selection = Selection::from_query(&visit.query);
    let groups = selection.run(&visit.view);
    let pages = Pages::from_query(&visit.query, groups.len());
    let shown: Vec<_> = groups.iter().skip(pages.skip()).take(pages.size).collect();
    let body = html! {
        (head(
            None,
            html! { (t!(lang, "nav-vulnerabilities")) },
            Some(html! { (t!(lang, "vulnerabilities-lead")) }),
            Some(html! {
                a.button href="/feeds" { (icon("download")) (t!(lang, "nav-feeds")) }
                (button(&visit.query.link("/vulnerabilities.xlsx")))
                a.button href=(visit.query.link("/vulnerabilities.pdf")) { (icon("report")) (t!(lang, "weak-paper-list-button")) }
            }),
        ))
        div.stack.print-wide {
            (knowing::line(&visit))
            @if exposures.standings.is_empty() {
                (empty("shield", &t!(lang, "vulnerabilities-empty-title"), &t!(lang, "vulnerabilities-empty-text"), Some(("/sboms#take-in", &t!(lang, "vulnerabilities-empty-next")))))
            } @else {
                (states(&visit))
                (week::card(&visit))
                section.card data-bare aria-label=(t!(lang, "nav-vulnerabilities")) {
                    (tools(&visit, &selection))
                    @if shown.is_empty() {
                        (empty("search", &t!(lang, "vulnerabilities-none-title"), &t!(lang, "vulnerabilities-none-text"), Some(("/vulnerabilities", &t!(lang, "vulnerabilities-none-next")))))
                    } @else { (table(&visit, &selection, &shown)) }
                    (pager(&visit, pages))
                }
            }
        }
    };
    Page::new(Nav::Vulnerabilities, t!(lang, "nav-vulnerabilities"), body).answer(&visit)
}

/// Where products and devices stand, as of a day. Each count is a filter.
fn states(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let standings = &visit.view.snapshot.exposures.standings;
    let count = |state: State| standings.iter().filter(|standing| standing.state == state).count();
    let tile = |state: State| {
        let status = Some(words::state_status(state)).filter(|_| state != State::NothingKnown);
        Tile::new(words::state_word(lang, state), Some(("state", state.as_str())), count(state), status)
    };
    html! {
        (tiles(visit, &["state"], "unit-things", &State::ALL.map(tile)))
        p.quiet { (t!(lang, "vulnerabilities-counted", n = number(standings.len() as u64), devices = number(select::affected_devices(&visit.view) as u64))) }
    }
}

fn tools(visit: &Visit, selection: &Selection) -> Markup {
    let lang = visit.lang;
    let link = |name: &str, value: Option<&str>| {
        visit.query.with("open", None).with(name, value).link("/vulnerabilities")
    };
    html! {
        div.tools {
            nav.chips aria-label=(t!(lang, "vulnerabilities-by")) {
                @for by in By::ALL {
                    a.chip href=(link("by", (by != By::default()).then_some(by.as_str()))) aria-current=[(by == selection.by).then_some("true")] {
                        (lang.t(&format!("vulnerabilities-by-{}", by.as_str())))
                    }
                }
            }
            (search(visit, &t!(lang, "vulnerabilities-search")))
            div.chips.scroll-x {
                @for name in FILTERS {
                    @if let Some(value) = visit.query.get(name) {
                        a.chip aria-current="true" href=(link(name, None)) {
                            (chip_words(visit, name, value)) (icon("close")) span.sr { (t!(lang, "filter-remove")) }
                        }
                    }
                }
                (offers(visit))
            }
            div.actions { (order(visit, selection)) }
        }
    }
}

/// Filters that can be added.
fn offers(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let plain = [
        ("verdict", "affected", "vulnerability-verdict-affected"),
        ("verdict", "cannot_tell", "vulnerability-verdict-cannot_tell"),
        ("exploited", "yes", "filter-exploited"),
        ("here", "yes", "filter-here"),
        ("fix", "yes", "filter-fix"),
    ];
    let link = |name: &str, value: &str| {
        visit.query.with("open", None).with(name, Some(value)).link("/vulnerabilities")
    };
    html! {
        @for (name, value, words) in plain {
            @if visit.query.get(name).is_none() { a.chip href=(link(name, value)) { (icon("plus")) (lang.t(words)) } }
        }
        @if visit.query.get("severity").is_none() {
            details.menu {
                summary.chip { (icon("plus")) (t!(lang, "severity-head")) }
                div.choices { @for (word, count) in select::severities(&visit.view) {
                    a href=(link("severity", word)) { (lang.t(&format!("severity-word-{word}"))) " " span.count { (number(count as u64)) } }
                } }
            }
        }
    }
}

fn chip_words(visit: &Visit, name: &str, value: &str) -> String {
    let lang = visit.lang;
    match name {
        "q" => t!(lang, "filter-q", q = value),
        "verdict" => {
            lang.find(&format!("vulnerability-verdict-{value}")).map_or_else(|| value.to_owned(), Into::into)
        }
        "severity" => {
            lang.find(&format!("severity-word-{value}")).map_or_else(|| value.to_owned(), Into::into)
        }
        "exploited" => t!(lang, "filter-exploited").into_owned(),
        "here" => t!(lang, "filter-here").into_owned(),
        "fix" => t!(lang, if value == "no" { "filter-fix-no" } else { "filter-fix" }).into_owned(),
        "thing" => {
            let thing = visit.view.exposed.things.iter().find(|thing| thing.key == value);
            thing.map_or_else(|| value.to_owned(), |thing| thing.name(lang).to_owned())
        }
        "device" => domain::ids::DeviceId::parse(value)
            .map_or_else(|| value.to_owned(), |id| names::plain(lang, &visit.view, &id)),
        _ => value.to_owned(),
    }
}

fn order(visit: &Visit, selection: &Selection) -> Markup {
    let lang = visit.lang;
    html! {
        details.menu {
            summary.button { (t!(lang, "sort")) "：" (lang.t(&format!("vulnerabilities-sort-{}", selection.sort()))) }
            div.choices { @for sort in SORTS {
                a href=(visit.query.with("sort", Some(sort)).with("dir", None).link("/vulnerabilities")) aria-current=[(sort == selection.sort()).then_some("true")] {
                    (lang.t(&format!("vulnerabilities-sort-{sort}")))
                }
            } }
        }
    }
}

fn table(visit: &Visit, selection: &Selection, groups: &[&Group<'_>]) -> Markup {
    let lang = visit.lang;
    html! {
        div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "nav-vulnerabilities")) { table.cards data-keys {
            thead { tr {
                th scope="col" { (lang.t(&format!("vulnerabilities-head-{}", selection.by.as_str()))) }
                th scope="col" { (t!(lang, "vulnerability-standing")) }
                th scope="col" { (t!(lang, "severity-head")) }
                th scope="col" data-extra { (t!(lang, "vulnerability-devices")) }
                th scope="col" { (t!(lang, "vulnerability-next")) }
            } }
            tbody { @for group in groups {
                @match group.rows.as_slice() {
                    [(_, only)] if selection.by != By::Device && selection.by != By::Product => (row(visit, only, false)),
                    _ => (several(visit, selection, group)),
                }
            } }
        } }
    }
}

/// One line for rows that belong together; its link opens and closes it, and the address keeps that.
fn several(visit: &Visit, selection: &Selection, group: &Group<'_>) -> Markup {
    let lang = visit.lang;
    let open = visit.query.all("open").any(|key| key == group.key);
    let query =
        if open { visit.query.without("open", &group.key) } else { visit.query.and("open", &group.key) };
    let affected = group.count(Verdict::Affected);
    let unclear = group.count(Verdict::Unknown) + group.count(Verdict::UnderInvestigation);
    let exploited = group.exploited();
    let opens = !group.rows.is_empty();
    let anchor = format!(
        "group-{}",
        group.rows.first().map_or(group.key.as_str(), |(_, concern)| concern.id.as_str())
    );
    html! {
        tr.group[opens] id=(anchor) {
            th scope="row" {
                @if opens { a href={ (query.link("/vulnerabilities")) "#" (anchor) } aria-expanded=(open) { b { (group_name(visit, selection, group)) } } }
                @else { b { (group_name(visit, selection, group)) } }
                small { (told(visit, selection, group, affected, unclear, exploited)) }
            }
            td data-card="end" { (standing(visit, group)) }
            td { @if let Some(first) = group.first() {
                (words::severity(lang, first))
                small { @if exploited > 0 { (t!(lang, "exploited-n", n = exploited)) } @else { (words::exploitation(visit, first)) } }
            } @else { "—" } }
            td data-extra { (t!(lang, "n-devices", n = group.devices)) }
            td.prose data-card="line" { (group_next(visit, group)) }
        }
        @if open { @for (_, concern) in group.rows.iter().take(MOST_OPEN) { (row(visit, concern, true)) } }
        @if open && group.rows.len() > MOST_OPEN {
            tr data-inside { td colspan="5" { a href=(only(visit, selection, group)) { (t!(lang, "vulnerabilities-all-rows", n = number(group.rows.len() as u64))) } } }
        }
    }
}

/// The address of the same rows one by one.
fn only(visit: &Visit, selection: &Selection, group: &Group<'_>) -> String {
    let name = match selection.by {
        By::Product => "thing",
        By::Device => "device",
        By::Cve => "cve",
        By::Part => "q",
    };
    let by = if selection.by == By::Cve { By::Part } else { By::Cve };
    visit
        .query
        .with("open", None)
        .with("by", Some(by.as_str()))
        .with(name, Some(&group.key))
        .link("/vulnerabilities")
}

fn group_name(visit: &Visit, selection: &Selection, group: &Group<'_>) -> Markup {
    let lang = visit.lang;
    match (selection.by, group.thing, group.device) {
        (By::Product, Some(thing), _) => html! { (thing.name(lang)) },
        (By::Device, _, Some(device)) => html! { (names::plain(lang, &visit.view, device)) },
        (By::Cve, ..) => html! { @if let Some(first) = group.first() { (words::title(lang, first)) } },
        _ => html! { (group.key) },
    }
}

/// What the rows say together.
fn told(
    visit: &Visit,
    selection: &Selection,
    group: &Group<'_>,
    affected: usize,
    unclear: usize,
    exploited: usize,
) -> Markup {
    let lang = visit.lang;
    let n = |count: usize| number(count as u64);
    html! {
        @match selection.by {
            By::Product => @if let Some(thing) = group.thing { (thing.maker) @if !thing.maker.is_empty() { (t!(lang, "list-dot")) } },
            By::Cve => { (group.key) (t!(lang, "list-dot")) },
            By::Device | By::Part => {},
        }
        @if group.rows.is_empty() {
            @match group.standing.map(|standing| standing.state) {
                Some(State::NothingKnown) => (t!(lang, "vulnerabilities-nothing-known")),
                _ => @if let Some(reason) = group.standing.and_then(own_reason) { (words::reason(lang, reason)) },
            }
        } @else {
            (t!(lang, "vulnerabilities-told", affected = n(affected), unclear = n(unclear)))
            @let settled = group.rows.len() - affected - unclear;
            @if settled > 0 { (t!(lang, "vulnerabilities-told-settled", n = n(settled))) }
            @if exploited > 0 { " " (t!(lang, "vulnerabilities-told-exploited", n = n(exploited))) }
        }
    }
}

fn standing(visit: &Visit, group: &Group<'_>) -> Markup {
    let lang = visit.lang;
    match (group.standing, group.rows.iter().map(|(_, concern)| concern.status()).min()) {
        (Some(standing), _) => words::state(lang, standing),
        (None, Some(status)) => {
            let verdict = group.rows.iter().map(|(_, concern)| concern.found.verdict).min();
            badge::badge(status, &words::verdict_word(lang, verdict.unwrap_or(Verdict::Unknown)))
        }
        (None, None) => html! { "—" },
    }
}

fn group_next(visit: &Visit, group: &Group<'_>) -> Markup {
    let lang = visit.lang;
    let reason = group.standing.and_then(|standing| Some((standing, own_reason(standing)?)));
    html! {
        @match (group.first(), reason) {
            (Some(first), _) => (words::next(visit, first)),
            (None, Some((standing, reason))) => (words::reason_next(visit, standing, reason)),
            (None, None) => (t!(lang, "vulnerabilities-nothing-to-do")),
        }
    }
}

/// What is missing of this thing; what is missing of all stands above the list.
fn own_reason(standing: &Standing) -> Option<Reason> {
    let own = |reason: &&Reason| !matches!(reason, Reason::NoFeeds | Reason::FeedsNotSound);
    standing.reasons.iter().find(own).or(standing.reasons.first()).copied()
}

/// One row: what it is, and what to do next.
fn row(visit: &Visit, concern: &Concern, inside: bool) -> Markup {
    let lang = visit.lang;
    let thing = visit.view.exposed.of(&concern.on);
    html! {
        tr data-inside[inside] {
            th scope="row" { a href=(words::address(concern)) {
                b { (words::title(lang, concern)) }
                small { (concern.found.vulnerability) (t!(lang, "list-dot")) (words::what(lang, concern, thing)) }
            } }
            td data-card="end" { (words::verdict(lang, concern)) }
            td { (words::severity(lang, concern)) small { (words::exploitation(visit, concern)) } }
            td data-extra { (t!(lang, "n-devices", n = concern.devices.len())) }
            td.prose data-card="line" { (words::next(visit, concern)) }
        }
    }
}
