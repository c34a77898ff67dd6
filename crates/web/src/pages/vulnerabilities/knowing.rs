//! How far what is known can be trusted: one calm line when it is whole and new, a plain warning when it is not.

use app::exposures::Exposures;
use domain::vulnerabilities::Source;
use maud::{Markup, html};

use super::words::{day, word};
use crate::{
    locale::Lang,
    parts::{icon, numbers::number},
    t,
    visit::Visit,
};

/// The line, with the age of every source behind it.
#[must_use]
pub fn line(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let exposures = &visit.view.snapshot.exposures;
    let Some(coverage) = &exposures.coverage else {
        return html! {
            section.alert data-status="unknown" {
                h2 { (icon("unknown")) (t!(lang, "knowing-nothing")) }
                p { (t!(lang, "knowing-nothing-text")) " " a href="/feeds" { (t!(lang, "knowing-bring")) } }
            }
        };
    };
    let sources = coverage.sources.len();
    html! {
        @if exposures.sound {
            p { (icon("ok")) " " (t!(lang, "knowing-sound", n = sources, day = newest(lang, exposures))) }
        } @else {
            section.alert data-status="warn" {
                h2 { (icon("alert")) (t!(lang, "knowing-not-sound")) }
                ul { @for problem in problems(lang, exposures) { li { (problem) } } }
                p { (t!(lang, "knowing-not-sound-text")) " " a href="/feeds" { (t!(lang, "knowing-bring")) } }
            }
        }
        details.more { summary { (t!(lang, "knowing-ages")) }
            div.scroll tabindex="0" role="region" aria-label=(t!(lang, "knowing-ages")) { table.facts {
                thead { tr { th { (t!(lang, "feed")) } th { (t!(lang, "feed-newest")) } th data-num { (t!(lang, "feed-records")) } } }
                tbody { @for state in &coverage.sources { tr {
                    th scope="row" { (source(lang, state.source)) @if !state.database.is_empty() { " " small { (state.database) } } }
                    td { @match &state.newest { Some(date) => (day(lang, date)), None => span.missing { (t!(lang, "unknown-short")) } }
                        @if let Some(days) = state.age_days { small { (t!(lang, "feed-age", n = days.max(0))) } } }
                    td data-num { (number(state.records as u64)) }
                } } }
            } }
        }
    }
}

/// The day up to which the sources that carry vulnerabilities are known.
fn newest(lang: Lang, exposures: &Exposures) -> String {
    let sources = exposures.coverage.iter().flat_map(|coverage| &coverage.sources);
    let newest = sources.filter_map(|state| state.newest.as_deref()).min();
    newest.map(|date| day(lang, date)).unwrap_or_default()
}

/// What is wrong with the sources, one plain sentence each.
#[must_use]
pub fn problems(lang: Lang, exposures: &Exposures) -> Vec<String> {
    let Some(coverage) = &exposures.coverage else { return Vec::new() };
    let mut told: Vec<String> = Vec::new();
    if !coverage.missing.is_empty() {
        let names: Vec<String> = coverage.missing.iter().map(|missing| source(lang, *missing)).collect();
        told.push(t!(lang, "knowing-missing", names = names.join(&lang.t("list-comma"))));
    }
    for state in coverage.sources.iter().filter(|state| state.stale) {
        let name = source(lang, state.source);
        told.push(match &state.newest {
            Some(date) => t!(lang, "knowing-stale", name = name, day = day(lang, date)),
            None => t!(lang, "knowing-undated", name = name),
        });
    }
    for state in coverage.sources.iter().filter(|state| !state.missing_years.is_empty()) {
        let years: Vec<String> = state.missing_years.iter().map(ToString::to_string).collect();
        told.push(t!(
            lang,
            "knowing-years",
            name = source(lang, state.source),
            years = years.join(&lang.t("list-comma"))
        ));
    }
    if told.is_empty() {
        told.push(t!(lang, "knowing-unread").into_owned());
    }
    told
}

/// A source by name.
#[must_use]
pub fn source(lang: Lang, source: Source) -> String {
    lang.t(&format!("knowing-source-{}", word(source))).into_owned()
}
