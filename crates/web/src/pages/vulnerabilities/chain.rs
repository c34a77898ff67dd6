//! Why we think so: component → identifier → claim → range → comparison, once for every source that speaks.

use app::exposures::{Concern, Detail, Finding, Step};
use maud::{Markup, html};

use super::{knowing, words};
use crate::{
    parts::{
        badge,
        tables::{fact, or_unknown},
    },
    t,
    visit::Visit,
};

/// The card.
#[must_use]
pub fn card(visit: &Visit, concern: &Concern, detail: Option<&Detail>) -> Markup {
    let lang = visit.lang;
    let finding = detail.and_then(Detail::finding);
    html! {
        section.card #chain {
            header { h2 { (t!(lang, "chain-title")) } @if let Some(finding) = &finding { span.quiet { (t!(lang, "chain-sources", n = finding.steps.len())) } } }
            @match &finding {
                Some(finding) => (steps(visit, concern, finding)),
                None => p.quiet { (t!(lang, if detail.is_some() { "chain-gone" } else { "chain-none" })) },
            }
        }
    }
}

fn steps(visit: &Visit, concern: &Concern, finding: &Finding<'_>) -> Markup {
    let lang = visit.lang;
    html! {
        @for (at, step) in finding.steps.iter().enumerate() {
            @if at == 0 { (one(visit, concern, step, true)) }
            @else { details.more open[finding.disputed && at < 3] {
                summary { (knowing::source(lang, step.source)) "（" (step.record) "）" (lang.t(&format!("vulnerability-verdict-{}", step.verdict))) }
                (one(visit, concern, step, false))
            } }
        }
    }
}

fn one(visit: &Visit, concern: &Concern, step: &Step<'_>, first: bool) -> Markup {
    let lang = visit.lang;
    let status = if step.verdict == concern.found.verdict.as_str() {
        concern.status()
    } else {
        domain::alerts::Status::Check
    };
    html! {
        @if first { h3 { (t!(lang, "chain-decides", source = knowing::source(lang, step.source))) } }
        table.facts { tbody {
            (fact(&t!(lang, "chain-component"), html! { (words::what(lang, concern, visit.view.exposed.of(&concern.on))) }))
            (fact(&t!(lang, "chain-identifier"), html! { code.long { (step.identifier) } small { (lang.t(&format!("chain-by-{}", words::word(step.identified_by)))) (called(visit, step)) } }))
            (fact(&t!(lang, "chain-claim"), html! { (knowing::source(lang, step.source)) " " code { (step.record) } @if !step.product.is_empty() { small lang="en" { (step.product) } } (age(visit, step)) }))
            (fact(&t!(lang, "chain-range"), html! {
                @match &step.range { Some(range) => code { (range) }, None => span.missing { (t!(lang, "chain-no-range")) } }
                @if !step.wording.is_empty() { small { (t!(lang, "chain-wording", words = step.wording)) @if let Some(certainty) = step.range_certainty { " " (badge::certainty(lang, certainty)) } } }
                @if !step.only_with.is_empty() { small { (t!(lang, "chain-only-with", what = step.only_with.join(&lang.t("list-comma")))) } }
            }))
            (fact(&t!(lang, "chain-comparison"), html! {
                (t!(lang, "chain-version")) " " (or_unknown(lang, step.version.as_deref())) " → " (lang.t(&format!("chain-ground-{}", words::word(step.ground)))) " "
                (badge::badge(status, &lang.t(&format!("vulnerability-verdict-{}", step.verdict))))
            }))
        } }
    }
}

/// What was done to a free name, and how many makers have a product so called.
fn called(visit: &Visit, step: &Step<'_>) -> Markup {
    let lang = visit.lang;
    let form = step.called.map(|called| words::word(called.form)).filter(|form| form != "written");
    html! {
        @if let Some(form) = form { "（" (lang.t(&format!("chain-form-{form}"))) "）" }
        @if let Some(called) = step.called {
            @if called.makers > 1 { " " (t!(lang, "chain-makers", n = called.makers)) }
        }
    }
}

/// How old the source is that says so.
fn age(visit: &Visit, step: &Step<'_>) -> Markup {
    let lang = visit.lang;
    let coverage = visit.view.snapshot.exposures.coverage.as_ref();
    let state =
        coverage.and_then(|coverage| coverage.sources.iter().find(|state| state.source == step.source));
    html! {
        @if let Some((date, days)) = state.and_then(|state| state.newest.as_deref().zip(state.age_days)) {
            small { (t!(lang, "chain-age", day = words::day(lang, date), n = days.max(0))) }
        }
    }
}
