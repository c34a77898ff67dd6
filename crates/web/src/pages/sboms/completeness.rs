//! How complete a list is: the minimum elements, what is missing where, and a letter that asks the maker for it.

use app::{
    open_sboms::{Norm, OpenSbom},
    sbom_library::KeptSbom,
    sbom_questions::{self, Language},
};
use domain::alerts::Status;
use maud::{Markup, html};

use super::title;
use crate::{
    locale::Lang,
    parts::{badge, numbers::number},
    t,
    visit::Visit,
};

/// Parts with something missing that are shown.
const SHOWN: usize = 100;

/// The cards.
pub fn card(visit: &Visit, kept: &KeptSbom, document: &OpenSbom) -> Markup {
    let lang = visit.lang;
    let language = if lang == Lang::Ja { Language::Japanese } else { Language::English };
    let judged = document.completeness();
    let letter = sbom_questions::letter(&title(visit, kept), &judged, language);
    let norms = [(Norm::Ntia2021, "norm-ntia"), (Norm::Cisa2025, "norm-cisa"), (Norm::Fda2023, "norm-fda")];
    html! {
        div.columns {
            div.stack {
                section.card {
                    header { h2 { (t!(lang, "complete-title")) } }
                    ul.rows { @for (norm, words) in norms { li { span {} div { (lang.t(words)) }
                        @if judged.meets(norm) { (badge::badge(Status::Ok, &t!(lang, "norm-met"))) } @else { (badge::badge(Status::Unknown, &t!(lang, "norm-not-met"))) } } } }
                    div.table.scroll.flush tabindex="0" role="region" aria-label=(t!(lang, "complete-title")) { table {
                        thead { tr { th { (t!(lang, "complete-element")) } th data-num { (t!(lang, "complete-present")) } } }
                        tbody { @for score in &judged.scores { tr {
                            th scope="row" { (sbom_questions::name(score.element, language)) }
                            td data-num { @if score.present == score.total { (badge::badge(Status::Ok, &t!(lang, "complete-all"))) } @else { (t!(lang, "complete-of", present = number(score.present as u64), total = number(score.total as u64))) } }
                        } } }
                    } }
                }
                section.card {
                    header { h2 { (t!(lang, "complete-gaps")) } span.quiet { (t!(lang, "sbom-parts-n", n = number(judged.gaps.len() as u64))) } }
                    div.table.scroll.flush tabindex="0" role="region" aria-label=(t!(lang, "complete-gaps")) { table.cards {
                        thead { tr { th { (t!(lang, "part-name")) } th { (t!(lang, "complete-missing")) } } }
                        tbody { @for gap in judged.gaps.iter().take(SHOWN) { tr {
                            th scope="row" { @match document.component(&gap.id) { Some((at, _)) => a href={ "/sboms/" (kept.id) "/parts/" (at) } { (gap.name) }, None => (gap.name) } @if let Some(version) = &gap.version { " " (version) } }
                            td.prose data-card="line" { (gap.missing.iter().map(|element| sbom_questions::name(*element, language)).collect::<Vec<_>>().join("、")) }
                        } } }
                    } }
                    @if judged.gaps.len() > SHOWN { p.quiet { (t!(lang, "and-more", n = judged.gaps.len() - SHOWN)) } }
                }
            }
            div.stack {
                section.card #letter {
                    header { h2 { (t!(lang, "complete-letter")) } }
                    @match letter {
                        Some(letter) => { p.quiet { (t!(lang, "product-ask-text")) } textarea readonly rows="18" aria-label=(t!(lang, "complete-letter")) { (letter) } },
                        None => p.quiet { (t!(lang, "complete-nothing-missing")) },
                    }
                }
            }
        }
    }
}
