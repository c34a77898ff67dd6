//! The parts of a list, flat: searched, narrowed, sorted and paged by the server.

use std::collections::BTreeMap;

use app::{open_sboms::OpenSbom, sbom_library::KeptSbom};
use domain::{date::Date, sbom::Component};
use maud::{Markup, html};

use crate::{
    pages::products::words,
    parts::{
        empty, icon,
        numbers::number,
        pager::{Pages, pager},
        tables::{or_unknown, search, sort_head},
    },
    query::Query,
    t,
    visit::Visit,
};

/// Values offered for one filter.
const OFFERED: usize = 40;
/// Filters whose values are offered.
const OFFERS: [&str; 3] = ["licence", "supplier", "kind"];

/// The card.
pub fn card(visit: &Visit, kept: &KeptSbom, document: &OpenSbom) -> Markup {
    let lang = visit.lang;
    let today = words::today(visit);
    let mut found = select(&visit.query, document, today);
    sort(&visit.query, document, &mut found);
    let pages = Pages::from_query(&visit.query, found.len());
    let shown = found.iter().skip(pages.skip()).take(pages.size);
    html! {
        section.card data-bare aria-label=(t!(lang, "sbom-view-parts")) {
            div.tools {
                (search(visit, &t!(lang, "parts-search")))
                (chips(visit, document, today))
            }
            @if found.is_empty() { (empty("search", &t!(lang, "parts-not-found"), &t!(lang, "parts-not-found-text"), Some((&format!("/sboms/{}", kept.id), &t!(lang, "parts-show-all"))))) }
            @else {
                div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "sbom-view-parts")) { table.cards data-keys {
                    thead { tr {
                        (sort_head(visit, "name", &t!(lang, "part-name"), false))
                        (sort_head(visit, "version", &t!(lang, "product-version"), false))
                        (sort_head(visit, "supplier", &t!(lang, "part-supplier"), false))
                        (sort_head(visit, "licence", &t!(lang, "part-licence"), false))
                        th { (t!(lang, "part-identifier")) }
                        (sort_head(visit, "support", &t!(lang, "product-end-of-support"), true))
                    } }
                    tbody { @for at in shown { @if let Some(component) = document.sbom.components.get(*at) { (row(visit, kept, *at, component, today)) } } }
                } }
            }
            (pager(visit, pages))
        }
    }
}

fn row(visit: &Visit, kept: &KeptSbom, at: usize, component: &Component, today: Date) -> Markup {
    let lang = visit.lang;
    let identifier = component.purl().or_else(|| component.cpe());
    html! {
        tr {
            th scope="row" { a href={ "/sboms/" (kept.id) "/parts/" (at) } { b { (component.full_name()) } @if let Some(kind) = &component.kind { small { (kind_word(visit, kind)) } } } }
            td data-card="end" { (or_unknown(lang, component.version.as_deref())) }
            td data-card="line" { (or_unknown(lang, component.supplied_by())) }
            td { (or_unknown(lang, component.licences.first().map(|licence| licence.text.as_str()))) }
            td { @match identifier { Some(text) => code.long { (text) }, None => span.missing { (t!(lang, "part-no-identifier")) } } }
            td data-extra {
                @if component.support.has_ended(today) == Some(true) { span.badge data-status="warn" { (icon("alert")) (t!(lang, "support-ended")) } }
                (or_unknown(lang, component.support.end_of_support.as_deref()))
            }
        }
    }
}

/// The kind of a part in words; the document's own word when it is new to us.
pub fn kind_word(visit: &Visit, kind: &str) -> String {
    let key = format!("part-kind-{}", kind.to_lowercase().replace([' ', '_'], "-"));
    visit.lang.find(&key).map_or_else(|| kind.to_owned(), std::borrow::Cow::into_owned)
}

/// Positions of the parts that the address asks for.
pub fn select(query: &Query, document: &OpenSbom, today: Date) -> Vec<usize> {
    let words = words::asked(query);
    let admits = |component: &Component| {
        let same = |name: &str| {
            query.get(name).is_none_or(|wanted| values(name, component).any(|value| value == wanted))
        };
        let missing = match query.get("missing") {
            Some("version") => component.version.as_deref().unwrap_or_default().trim().is_empty(),
            Some("identifier") => component.identifiers.is_empty(),
            _ => true,
        };
        let support =
            query.get("support") != Some("ended") || component.support.has_ended(today) == Some(true);
        OFFERS.iter().all(|name| same(name)) && missing && support && matches(component, &words)
    };
    let all = document.sbom.components.iter().enumerate();
    all.filter(|(_, component)| admits(component)).map(|(at, _)| at).collect()
}

fn matches(component: &Component, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let mut text = component.full_name().to_lowercase();
    let parts = [component.version.as_deref(), component.supplied_by(), component.description.as_deref()];
    let identifiers = component.identifiers.iter().map(|identifier| identifier.value.as_str());
    for part in parts.into_iter().flatten().chain(identifiers) {
        text.push('\n');
        text.push_str(&part.to_lowercase());
    }
    words.iter().all(|word| text.contains(word))
}

/// The values of a part that a filter goes by.
fn values<'c>(name: &str, component: &'c Component) -> Box<dyn Iterator<Item = &'c str> + 'c> {
    match name {
        "licence" => Box::new(component.licences.iter().map(|licence| licence.text.as_str())),
        "supplier" => Box::new(component.supplied_by().into_iter()),
        _ => Box::new(component.kind.as_deref().into_iter()),
    }
}

fn sort(query: &Query, document: &OpenSbom, found: &mut [usize]) {
    let part = |at: &usize| document.sbom.components.get(*at);
    let text = |value: Option<&str>| value.map_or_else(|| "\u{10ffff}".to_owned(), str::to_lowercase);
    match query.get("sort") {
        Some("name") => found.sort_by_cached_key(|at| part(at).map(|c| c.full_name().to_lowercase())),
        Some("version") => found.sort_by_cached_key(|at| part(at).map(|c| text(c.version.as_deref()))),
        Some("supplier") => found.sort_by_cached_key(|at| part(at).map(|c| text(c.supplied_by()))),
        Some("licence") => {
            found
                .sort_by_cached_key(|at| part(at).map(|c| text(c.licences.first().map(|l| l.text.as_str()))));
        }
        Some("support") => {
            found.sort_by_cached_key(|at| part(at).map(|c| text(c.support.end_of_support.as_deref())));
        }
        _ => {}
    }
    if query.get("dir") == Some("down") {
        found.reverse();
    }
}

fn chips(visit: &Visit, document: &OpenSbom, today: Date) -> Markup {
    let lang = visit.lang;
    let fixed = [
        ("missing", "version", "parts-without-version"),
        ("missing", "identifier", "parts-without-identifier"),
        ("support", "ended", "parts-ended"),
    ];
    let count =
        |name: &str, value: &str| select(&Query::default().with(name, Some(value)), document, today).len();
    html! {
        div.chips.scroll-x {
            @for (name, value, words) in fixed {
                @let here = visit.query.get(name) == Some(value);
                @let n = count(name, value);
                @if here || n > 0 { a.chip aria-current=[here.then_some("true")] href=(visit.query.with(name, (!here).then_some(value)).link(&visit.path)) {
                    (lang.t(words)) " " (number(n as u64)) @if here { (icon("close")) span.sr { (t!(lang, "filter-remove")) } }
                } }
            }
            @for name in OFFERS { @match visit.query.get(name) {
                Some(value) => a.chip aria-current="true" href=(visit.query.with(name, None).link(&visit.path)) { (value) (icon("close")) span.sr { (t!(lang, "filter-remove")) } },
                None => (offer(visit, name, document)),
            } }
        }
    }
}

/// A filter that can be added: its values, the frequent ones first.
fn offer(visit: &Visit, name: &str, document: &OpenSbom) -> Markup {
    let lang = visit.lang;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for component in &document.sbom.components {
        for value in values(name, component) {
            *counts.entry(value).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    if counts.is_empty() {
        return html! {};
    }
    html! {
        details.menu {
            summary.chip { (icon("plus")) (lang.t(&format!("parts-by-{name}"))) }
            div.choices { @for (value, count) in counts.iter().take(OFFERED) {
                a href=(visit.query.with(name, Some(value)).link(&visit.path)) { @if name == "kind" { (kind_word(visit, value)) } @else { (value) } " " span.count { (number(*count as u64)) } }
            } }
        }
    }
}
