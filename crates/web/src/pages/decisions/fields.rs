//! The fields of the form that records a decision.

use app::{error::Refusal, exposures::Concern, statements::DecisionProblem};
use domain::statements::{Justification, Role, Treatment};
use maud::{Markup, html};

use super::{form::Filled, words};
use crate::{error::Told, locale::Lang, parts::icon, t, visit::Visit};

/// The field that a problem is about.
pub(super) const fn field_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Decision(DecisionProblem::NoProduct) => "product",
        Refusal::Decision(DecisionProblem::NoVulnerability) => "vulnerability",
        Refusal::Decision(DecisionProblem::NoAuthor) => "by",
        Refusal::Decision(DecisionProblem::NoReason) => "justification",
        Refusal::Decision(DecisionProblem::TreatedButNotAffected) => "treatment",
        Refusal::Decision(DecisionProblem::EndedAlready) | Refusal::NoDate { .. } => "until",
        _ => "status",
    }
}

/// A form being drawn.
struct Draw<'d> {
    lang: Lang,
    filled: &'d Filled,
    problem: Option<&'d Refusal>,
}

impl Draw<'_> {
    /// Whether the problem is about this field.
    fn wrong(&self, name: &str) -> Option<&'static str> {
        self.problem.is_some_and(|problem| field_of(problem) == name).then_some("true")
    }

    fn line(&self, name: &str, value: &str, kind: &str, required: bool) -> Markup {
        let lang = self.lang;
        html! {
            label.field {
                span { (lang.t(&format!("decide-{name}"))) }
                input type=(kind) name=(name) id={ "f-" (name) } value=(value) maxlength="200" autocomplete="off" required[required] aria-invalid=[self.wrong(name)];
                small { (lang.t(&format!("decide-{name}-hint"))) }
            }
        }
    }

    fn area(&self, name: &str, value: &str) -> Markup {
        let lang = self.lang;
        html! {
            label.field {
                span { (lang.t(&format!("decide-{name}"))) }
                textarea name=(name) id={ "f-" (name) } rows="2" maxlength="400" { (value) }
                small { (lang.t(&format!("decide-{name}-hint"))) }
            }
        }
    }

    /// A closed set to choose from; the first choice is none of them.
    fn choose(&self, name: &str, chosen: &str, none: Option<&str>, options: &[(&str, String)]) -> Markup {
        let lang = self.lang;
        html! {
            label.field {
                span { (lang.t(&format!("decide-{name}"))) }
                select name=(name) id={ "f-" (name) } aria-invalid=[self.wrong(name)] {
                    @if let Some(none) = none { option value="" { (lang.t(none)) } }
                    @for (word, shown) in options { option value=(word) selected[*word == chosen] { (shown) } }
                }
                small { (lang.t(&format!("decide-{name}-hint"))) }
            }
        }
    }

    fn statuses(&self) -> Markup {
        let lang = self.lang;
        html! {
            fieldset.field id="f-status" {
                legend { (t!(lang, "decide-status")) }
                div.fields { @for word in ["not_affected", "affected", "fixed", "under_investigation"] {
                    label.choice { input type="radio" name="status" value=(word) required checked[self.filled.status == word]; span { (lang.t(&format!("decide-status-{word}"))) } }
                } }
            }
        }
    }

    fn grounds(&self, concern: Option<&Concern>) -> Markup {
        let (lang, filled) = (self.lang, self.filled);
        let part = concern.and_then(|concern| concern.part.as_deref());
        let check = |name: &str, on: bool, words: String| {
            html! { label.choice { input type="checkbox" name=(name) value="yes" checked[on]; span { (words) } } }
        };
        html! {
            fieldset.field {
                legend { (t!(lang, "decide-grounds")) }
                small { (t!(lang, "decide-grounds-hint")) }
                @if let Some((name, version)) = part.and_then(|part| Some((part.name.clone(), part.version.clone()?))) {
                    (check("ground_component", !filled.ground_component.is_empty(), t!(lang, "ground-component_unchanged", name = name, version = version)))
                }
                @if concern.is_some_and(|concern| !concern.stated.record_digest.is_empty()) {
                    (check("ground_record", !filled.ground_record.is_empty(), t!(lang, "ground-record_unchanged").into_owned()))
                }
                (check("ground_code", !filled.ground_code.is_empty(), t!(lang, "ground-code_not_reachable").into_owned()))
            }
        }
    }
}

/// The form with everything that was filled in, and what is wrong at its field.
#[must_use]
pub fn draw(visit: &Visit, filled: &Filled, concern: Option<&Concern>, problem: Option<&Refusal>) -> Markup {
    let lang = visit.lang;
    let draw = Draw { lang, filled, problem };
    let reasons: Vec<(&str, String)> = Justification::all()
        .map(|reason| {
            (reason.as_str(), format!("{}（{}）", words::justification(lang, reason), reason.as_str()))
        })
        .collect();
    let treatments = [Treatment::Mitigated, Treatment::RiskAccepted];
    let treatments = treatments.map(|treatment| {
        (treatment.as_str(), lang.t(&format!("treatment-{}", treatment.as_str())).into_owned())
    });
    let roles = Role::ALL.map(|role| (role.as_str(), words::role(lang, role)));
    html! {
        form.stack.under method="post" action="/decisions" {
            input type="hidden" name="token" value=(visit.token());
            input type="hidden" name="row" value=(filled.row);
            @if let Some(problem) = problem {
                section.alert data-status="warn" role="alert" { h3 { (icon("alert")) (t!(lang, "decide-problem")) } p { a href={ "#f-" (field_of(problem)) } { (Told::from(problem).say(lang)) } } }
            }
            @if concern.is_none() { div.fields {
                (draw.line("vulnerability", &filled.vulnerability, "text", true))
                (draw.line("maker", &filled.maker, "text", false))
                (draw.line("product", &filled.product, "text", true))
                (draw.line("component", &filled.component, "text", false))
            } }
            (draw.statuses())
            div.fields {
                (draw.choose("justification", &filled.justification, Some("decide-justification-none"), &reasons))
                (draw.choose("treatment", &filled.treatment, Some("decide-treatment-none"), &treatments))
            }
            (draw.area("impact", &filled.impact))
            (draw.area("action", &filled.action))
            (draw.grounds(concern))
            (draw.line("setting", &filled.setting, "text", false))
            div.fields {
                (draw.line("until", &filled.until, "date", false))
                (draw.line("by", &filled.by, "text", true))
                (draw.choose("role", &filled.role, None, &roles))
            }
            p.actions { button data-kind="primary" type="submit" { (t!(lang, "decide-record")) } }
            p.quiet { (t!(lang, "decide-both-stay")) }
        }
    }
}
