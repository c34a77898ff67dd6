//! The parts of a list as a tree, opened where one looks: one part, what stands above it, what stands under it and one level more.

use app::{open_sboms::OpenSbom, sbom_library::KeptSbom};
use maud::{Markup, html};

use crate::{
    parts::{
        icon,
        numbers::number,
        pager::{Pages, pager},
    },
    t,
    visit::Visit,
};

/// Parts of the second level drawn under each part of the first.
const SECOND: usize = 25;
/// Steps back to the top that are drawn.
const STEPS: usize = 12;

/// The card. `at` of the address is the part looked at; without it, the tops.
pub fn card(visit: &Visit, kept: &KeptSbom, document: &OpenSbom) -> Markup {
    let lang = visit.lang;
    let at: Option<usize> = visit.query.get("at").and_then(|at| at.parse().ok());
    let at = at.filter(|at| *at < document.sbom.components.len());
    let under = at.map_or_else(|| document.tree.tops(), |at| document.tree.below(at));
    let pages = Pages::from_query(&visit.query, under.len());
    html! {
        section.card aria-label=(t!(lang, "sbom-view-tree")) {
            header { h2 { (t!(lang, "sbom-view-tree")) } span.quiet { (t!(lang, "tree-explained")) } }
            @if let Some(at) = at { (way(visit, kept, document, at)) }
            @if under.is_empty() { p.quiet { (t!(lang, "tree-nothing-under")) } }
            ul.tree { @for part in under.iter().skip(pages.skip()).take(pages.size) { li {
                (node(visit, kept, document, *part))
                (second(visit, kept, document, *part))
            } } }
            @if under.len() > pages.size { (pager(visit, pages)) }
        }
    }
}

/// One part: a link to its page, and how many stand under it.
fn node(visit: &Visit, kept: &KeptSbom, document: &OpenSbom, at: usize) -> Markup {
    let lang = visit.lang;
    let Some(component) = document.sbom.components.get(at) else { return html! {} };
    let below = document.tree.below(at).len();
    html! {
        a href={ "/sboms/" (kept.id) "/parts/" (at) } { (component.full_name()) }
        @match &component.version { Some(version) => { " " (version) }, None => { " " span.missing { (t!(lang, "version-unknown-short")) } } }
        @if below > 0 { " " a.quiet href={ "/sboms/" (kept.id) "?view=tree&at=" (at) } { (t!(lang, "tree-under-n", n = number(below as u64))) } }
    }
}

fn second(visit: &Visit, kept: &KeptSbom, document: &OpenSbom, at: usize) -> Markup {
    let lang = visit.lang;
    let below = document.tree.below(at);
    if below.is_empty() {
        return html! {};
    }
    html! {
        ul { @for part in below.iter().take(SECOND) { li { (node(visit, kept, document, *part)) } }
            @if below.len() > SECOND { li { a href={ "/sboms/" (kept.id) "?view=tree&at=" (at) } { (t!(lang, "and-more", n = below.len() - SECOND)) } } }
        }
    }
}

/// From the top to the part looked at: the first part above each, circles cut.
fn way(visit: &Visit, kept: &KeptSbom, document: &OpenSbom, at: usize) -> Markup {
    let mut steps = vec![at];
    while let Some(above) = steps.last().and_then(|last| document.tree.above(*last).first()) {
        if steps.contains(above) || steps.len() >= STEPS {
            break;
        }
        steps.push(*above);
    }
    html! {
        p.crumbs {
            a href={ "/sboms/" (kept.id) "?view=tree" } { (icon("home")) (t!(visit.lang, "tree-top")) }
            @for step in steps.iter().rev() { @if let Some(component) = document.sbom.components.get(*step) {
                " ／ " a href={ "/sboms/" (kept.id) "?view=tree&at=" (step) } aria-current=[(*step == at).then_some("location")] { (component.full_name()) }
            } }
        }
    }
}
