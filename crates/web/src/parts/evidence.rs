//! 「根拠は？」: what said so, where and when. Works without script and prints.

use domain::{devices::Other, facts::Evidence};
use maud::{Markup, html};

use super::{badge, quotation};
use crate::{locale::Lang, parts::numbers::number, t, value_words::person};

/// Evidence behind a value, with what else was said.
#[must_use]
pub fn details(lang: Lang, evidence: &[Evidence], others: &[(String, &Other<String>)]) -> Markup {
    let plain: Vec<_> =
        others.iter().map(|(value, other)| (value.as_str(), other.certainty, &other.evidence)).collect();
    details_of(lang, evidence, &plain)
}

/// Evidence behind a value of any type; others are already words.
#[must_use]
pub fn details_of(
    lang: Lang,
    evidence: &[Evidence],
    others: &[(&str, domain::certainty::Certainty, &Evidence)],
) -> Markup {
    if evidence.is_empty() && others.is_empty() {
        return html! {};
    }
    html! {
        details.evidence {
            summary { (t!(lang, "evidence-count", n = evidence.len() + others.len())) }
            div {
                h4 { (t!(lang, "evidence-title")) }
                ul { @for one in evidence.iter().take(12) { li { (item(lang, one)) } } }
                @if !others.is_empty() {
                    h4 { (t!(lang, "evidence-others")) }
                    ul {
                        @for (value, certainty, evidence) in others.iter().take(12) {
                            li { b { (value) } span { (badge::certainty(lang, *certainty)) (said(lang, evidence)) } }
                        }
                    }
                }
            }
        }
    }
}

/// A list of evidence that stands open.
#[must_use]
pub fn list(lang: Lang, evidence: &[Evidence]) -> Markup {
    html! { ul.evidence-list { @for one in evidence.iter().take(40) { li { (item(lang, one)) } } } }
}

fn item(lang: Lang, evidence: &Evidence) -> Markup {
    html! { b { (source(lang, &evidence.source)) } span { (said(lang, evidence)) } }
}

fn said(lang: Lang, evidence: &Evidence) -> Markup {
    html! {
        @if evidence.source == "advisory" { span lang="en" { (evidence.said) } }
        @else { (quotation::say(lang, &evidence.said)) }
        small {
            @if let Some(frame) = evidence.frame { (t!(lang, "evidence-frame", n = number(frame))) }
            @if let Some(origin) = &evidence.origin { @if evidence.frame.is_some() { "・" } (person(lang, origin)) }
        }
    }
}

/// What kind of source it is, in words where we have them.
#[must_use]
pub fn source(lang: Lang, source: &str) -> String {
    lang.find(&format!("source-{source}")).map_or_else(|| source.to_uppercase(), |word| word.into_owned())
}
