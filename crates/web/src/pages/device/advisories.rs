//! Which advisories concern this device, and what decided.

use domain::advisories::{Judgement, Verdict};
use maud::{Markup, html};

use crate::{parts::badge, t, view::Entry, visit::Visit};

/// The card: affected first, then what cannot be told.
#[must_use]
pub fn card(visit: &Visit, entry: &Entry) -> Markup {
    let lang = visit.lang;
    let mut judged: Vec<_> = entry
        .standing
        .judgements
        .iter()
        .filter_map(|at| visit.view.snapshot.judgements.get(*at))
        .map(|judged| &judged.judgement)
        .collect();
    judged.sort_by(|a, b| a.verdict.cmp(&b.verdict).then_with(|| a.advisory.cmp(&b.advisory)));
    let count = |verdict: Verdict| judged.iter().filter(|j| j.verdict == verdict).count();
    html! {
        section.card #advisories {
            header {
                h2 { (t!(lang, "device-advisories")) }
                span.quiet {
                    (t!(lang, "device-advisories-count", total = visit.view.snapshot.advisories.len(), affected = count(Verdict::Affected), unknown = count(Verdict::Unknown)))
                }
            }
            @if visit.view.snapshot.advisories.is_empty() {
                p.quiet { (t!(lang, "advisories-none-text")) " " a href="/advisories" { (t!(lang, "advisories-load")) } }
            } @else if judged.is_empty() {
                p.quiet { (t!(lang, "device-advisories-none", n = visit.view.snapshot.advisories.len())) }
            } @else {
                div.table.scroll.flush tabindex="0" role="region" aria-label=(t!(lang, "device-advisories")) { table.cards {
                    thead { tr { th { (t!(lang, "advisory-what")) } th { (t!(lang, "advisory-verdict")) } th { (t!(lang, "advisory-do")) } } }
                    tbody { @for judgement in judged.iter().take(50) {
                        tr {
                            th scope="row" {
                                b { a href={ "/advisories/" (crate::query::encode(&judgement.advisory)) } { (title(visit, judgement)) } }
                                small {
                                    (judgement.advisory)
                                    @if let Some(score) = judgement.score { "・" (t!(lang, "severity", score = format!("{score:.1}"))) }
                                    @if let Some(ground) = judgement.grounds.first() { "・" (ground_words(visit, &ground.code)) }
                                }
                            }
                            td data-card="end" { (badge::verdict(lang, judgement.verdict)) }
                            td.prose data-card="line" {
                                @match judgement.remediations.first() {
                                    Some(fix) if judgement.verdict == Verdict::Affected => span lang="en" { (fix.details.chars().take(140).collect::<String>()) },
                                    _ if judgement.verdict == Verdict::Unknown => (t!(lang, "advisory-ask-maker")),
                                    _ => "—",
                                }
                            }
                        }
                    } }
                } }
            }
        }
    }
}

fn title(visit: &Visit, judgement: &Judgement) -> String {
    visit
        .view
        .snapshot
        .advisories
        .iter()
        .find(|advisory| advisory.sha256 == judgement.document)
        .map_or_else(|| judgement.advisory.clone(), |advisory| advisory.title.clone())
}

/// Why it was judged so, in words.
#[must_use]
pub fn ground_words(visit: &Visit, code: &str) -> String {
    visit.lang.find(&format!("ground-{code}")).map_or_else(|| code.to_owned(), std::borrow::Cow::into_owned)
}
