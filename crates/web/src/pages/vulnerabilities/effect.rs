//! 急ぎかたの決め手: the questions of the decision table about one row, what is supposed, and a person's word that outranks it.

use app::{
    exposures::{Asked, Choice, Steps},
    overrules::{About, Overruling},
};
use axum::{Form, extract::Path, response::Redirect};
use domain::{
    ids::{DeviceId, OverruleId},
    overrules::{Overrule, OverruleSubject, Question},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::week::say;
use crate::{
    error::WebError,
    forms,
    locale::Lang,
    parts::{icon, names, numbers::full_date},
    t,
    visit::Visit,
};

/// Longest reason and name of a department, in characters.
const LONGEST: usize = 200;

/// The card. `device`: for which the row is most urgent.
#[must_use]
pub fn card(visit: &Visit, id: &str, device: Option<&DeviceId>, steps: &Steps) -> Markup {
    let lang = visit.lang;
    html! {
        section.card #why {
            header { h2 { (t!(lang, "effect-title")) } }
            p.quiet { (t!(lang, "effect-lead")) }
            ul.rows { @for asked in &steps.asked { li {
                (icon(if asked.overrule.is_some() { "person" } else if asked.answer.is_none() { "unknown" } else { "check" }))
                div {
                    b { (say(lang, &asked.called)) } "：" (answer(lang, asked.answer.as_ref()))
                    @if asked.provisional { " " span.missing { (t!(lang, "effect-provisional")) } }
                    @for reason in &asked.because { small { (say(lang, reason)) } }
                    @if asked.answer.is_none() { small { (say(lang, &asked.how)) } }
                    @if let Some(overrule) = &asked.overrule { (told(visit, id, asked, overrule)) }
                    @if let Some(question) = asked.question { (form(visit, id, device, steps.kind.as_deref(), asked, question)) }
                }
            } } }
        }
    }
}

fn answer(lang: Lang, choice: Option<&Choice>) -> Markup {
    html! { @match choice { Some(choice) => (say(lang, &choice.called)), None => span.missing { (t!(lang, "unknown-short")) } } }
}

/// A person's word beside what the program supposes, and the way back.
fn told(visit: &Visit, id: &str, asked: &Asked, overrule: &Overrule) -> Markup {
    let lang = visit.lang;
    let whole_kind = matches!(overrule.subject, OverruleSubject::Kind(_));
    html! {
        small {
            (t!(lang, if whole_kind { "effect-by-kind" } else { "effect-by-device" }, day = full_date(lang, overrule.at)))
            " " (t!(lang, "effect-supposed")) (answer(lang, asked.supposed.as_ref()))
        }
        form method="post" action={ "/vulnerabilities/" (id) "/answer/undo" } {
            input type="hidden" name="token" value=(visit.token());
            input type="hidden" name="overrule" value=(overrule.id);
            button data-kind="quiet" type="submit" { (t!(lang, "undo")) }
        }
    }
}

fn form(
    visit: &Visit,
    id: &str,
    device: Option<&DeviceId>,
    kind: Option<&str>,
    asked: &Asked,
    question: Question,
) -> Markup {
    let lang = visit.lang;
    let named = kind.and_then(|kind| visit.view.snapshot.kinds.get(kind));
    if device.is_none() && named.is_none() {
        return html! {};
    }
    let counts = asked.answer.as_ref().map(|choice| choice.word.as_str());
    html! {
        details.more { summary { (t!(lang, "effect-change")) }
            form.stack method="post" action={ "/vulnerabilities/" (id) "/answer" } {
                input type="hidden" name="token" value=(visit.token());
                input type="hidden" name="question" value=(question.as_str());
                label.field { span { (say(lang, &asked.called)) }
                    select name="answer" { @for choice in &asked.choices {
                        option value=(choice.word) selected[counts == Some(choice.word.as_str())] { (say(lang, &choice.called)) }
                    } }
                }
                label.field { span { (t!(lang, "effect-about")) }
                    select name="about" {
                        // What is said of one device of several would leave the row to the next.
                        @if let Some(kind) = named { option value=(kind.id) { (t!(lang, "effect-about-kind", name = if lang == Lang::Ja { kind.name_ja.as_str() } else { kind.name_en.as_str() })) } }
                        @if let Some(device) = device { option value=(device) { (t!(lang, "effect-about-device", name = names::plain(lang, &visit.view, device))) } }
                    }
                }
                label.field { span { (t!(lang, "effect-reason")) } input name="reason" required maxlength=(LONGEST) autocomplete="off"; small { (t!(lang, "effect-reason-hint")) } }
                label.field { span { (t!(lang, "effect-by")) } input name="by" required maxlength=(LONGEST) value=(t!(lang, "effect-by-default")); }
                p.actions { button data-kind="primary" type="submit" { (t!(lang, "save")) } }
            }
        }
    }
}

/// A person's answer.
#[derive(Debug, Deserialize)]
pub struct Said {
    token: String,
    question: String,
    answer: String,
    about: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    by: String,
}

/// `POST /vulnerabilities/{id}/answer`
///
/// # Errors
/// When the form is not ours, or the answer is none of the table's.
pub async fn save(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Said>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let question = Question::named(&form.question).ok_or(WebError::NotFound("question"))?;
    let about = match DeviceId::parse(&form.about) {
        Some(device) => About::Device(device),
        None => About::Kind(form.about),
    };
    let cut = |text: &str| text.chars().take(LONGEST).collect::<String>();
    let by = Some(cut(form.by.trim()))
        .filter(|by| !by.is_empty())
        .unwrap_or_else(|| visit.caller.name().to_owned());
    let said = Overruling { about, question, answer: form.answer, reason: cut(&form.reason), by };
    visit.site.node()?.overrule(&visit.org, &said).await?;
    Ok(back(&id))
}

/// Which answer to take back.
#[derive(Debug, Deserialize)]
pub struct Undo {
    token: String,
    overrule: String,
}

/// `POST /vulnerabilities/{id}/answer/undo`
///
/// # Errors
/// When the form is not ours.
pub async fn undo(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Undo>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let overrule = OverruleId::parse(&form.overrule).ok_or(WebError::NotFound("answer"))?;
    visit.site.node()?.undo_overrule(&visit.org, &overrule).await?;
    Ok(back(&id))
}

fn back(id: &str) -> Redirect {
    forms::back(&format!("/vulnerabilities/{id}#why"), "/vulnerabilities")
}
