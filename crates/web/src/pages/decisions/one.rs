//! One decision: what was said and on what ground, which rows it is about now, everything else that was said of the same, and taking it back.

use std::collections::BTreeSet;

use app::statements::{Decision, Kept, Standing};
use axum::{
    Form,
    extract::Path,
    response::{Redirect, Response},
};
use domain::{
    ids::StatementId,
    statements::{Declaration, Declared, Ground, Statement},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::words;
use crate::{
    error::WebError,
    page::{Nav, Page},
    pages::{products::words::button, vulnerabilities},
    parts::{
        head, icon,
        numbers::{full_date, number},
        tables::fact,
    },
    t,
    value_words::person,
    visit::Visit,
};

/// Rows that are listed.
const MOST: usize = 50;

/// What a decision rests on.
#[must_use]
pub fn grounds(kept: &Kept) -> &[Ground] {
    match kept {
        Kept::Statement(statement) => &statement.grounds,
        Kept::Declaration(_) => &[],
    }
}

/// The decision of an address.
///
/// # Errors
/// When there is none of this id in the organisation.
pub fn find<'v>(visit: &'v Visit, id: &str) -> Result<&'v Decision, WebError> {
    let id = StatementId::parse(id).ok_or(WebError::NotFound("decision"))?;
    visit
        .view
        .snapshot
        .decisions
        .iter()
        .find(|decision| decision.id == id)
        .ok_or(WebError::NotFound("decision"))
}

/// `GET /decisions/{id}`
///
/// # Errors
/// When there is no such decision.
pub async fn show(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let decision = find(&visit, &id)?;
    let kept = &decision.kept;
    let title = format!("{}：{}", words::numbers(lang, kept), words::verdict(lang, kept));
    let body = html! {
        (head(
            Some(html! { a href="/decisions" { (t!(lang, "nav-decisions")) } " ／ " (words::numbers(lang, kept)) }),
            html! { (title) " " (words::standing(lang, decision)) },
            Some(html! { (words::about(lang, kept)) }),
            Some(html! { button type="button" data-print { (icon("printer")) (t!(lang, "decision-print")) } }),
        ))
        div.columns {
            div.stack {
                (notice(&visit, decision))
                section.card { header { h2 { (t!(lang, "decision-said-here")) } } (facts(&visit, decision)) }
                (rows(&visit, decision))
                (chain(&visit, decision))
            }
            div.stack { (taking_back(&visit, decision)) }
        }
    };
    Ok(Page::new(Nav::Decisions, title, body).answer(&visit))
}

/// How it stands, when that is not simply "it counts"; and that it was recorded just now.
fn notice(visit: &Visit, decision: &Decision) -> Markup {
    let lang = visit.lang;
    let new = visit.query.get("recorded").is_some();
    let status = match decision.standing {
        Standing::GroundGone | Standing::Expired => "warn",
        _ => "check",
    };
    html! {
        @if new { section.alert data-status="ok" { h2 { (icon("ok")) (t!(lang, "decision-recorded")) } p { (t!(lang, "decision-recorded-text")) } } }
        @if decision.standing != Standing::Counts {
            section.alert data-status=(status) {
                h2 { (icon(if status == "warn" { "alert" } else { "check" })) (words::standing_word(lang, decision.standing)) }
                p { (words::why(lang, decision)) }
                @if let Some(next) = lang.find(&format!("decision-next-{}", decision.standing.as_str())) { p { (next) } }
            }
        } @else if decision.is_ending() {
            section.alert data-status="check" { h2 { (icon("check")) (t!(lang, "decision-ends-soon")) } p { (t!(lang, "decision-days-left", n = decision.days_left.unwrap_or_default())) " " (t!(lang, "decision-next-expired")) } }
        }
    }
}

fn facts(visit: &Visit, decision: &Decision) -> Markup {
    let lang = visit.lang;
    let kept = &decision.kept;
    html! {
        table.facts { tbody {
            (fact(&t!(lang, "decision-what"), html! { b { (words::verdict(lang, kept)) } }))
            (fact(&t!(lang, "decision-number"), html! { @for name in kept.vulnerabilities() { (name) " " } @if kept.vulnerabilities().is_empty() { (words::numbers(lang, kept)) } }))
            (fact(&t!(lang, "decision-about"), html! { @for subject in kept.subjects() { span.line { (words::pair(lang, &subject)) } } }))
            @match kept {
                Kept::Statement(statement) => (stated(visit, statement)),
                Kept::Declaration(declaration) => (declared(visit, declaration)),
            }
            (fact(&t!(lang, "decision-who"), html! { (words::author(lang, kept)) }))
            (fact(&t!(lang, "decision-said"), html! { (words::day(lang, kept.said_at())) }))
            (fact(&t!(lang, "decision-until"), words::until(visit, decision)))
            (fact(&t!(lang, "decision-source"), html! {
                (words::source(lang, decision))
                @if let Kept::Statement(statement) = kept { @if let Some(document) = &statement.document {
                    small { code.long { (document.id) } @if !document.version.is_empty() { " " (document.version) } @if !document.place.is_empty() { " " code { (document.place) } } }
                } }
            }))
            (fact(&t!(lang, "decision-id"), html! { code { (decision.id) } }))
        } }
    }
}

fn stated(visit: &Visit, statement: &Statement) -> Markup {
    let lang = visit.lang;
    let text = |key: &str, text: &Option<String>| {
        html! { @if let Some(text) = text { (fact(&lang.t(key), html! { (text) })) } }
    };
    html! {
        @if let Some(reason) = statement.justification {
            (fact(&t!(lang, "decision-reason"), html! { (words::justification(lang, reason)) small { code { (reason.as_str()) } } }))
        }
        (text("decision-impact", &statement.impact))
        (text("decision-action", &statement.action))
        (text("decision-note", &statement.note))
        @if !statement.responses.is_empty() {
            (fact(&t!(lang, "decision-responses"), html! { @for response in &statement.responses { span.line { (lang.t(&format!("response-{}", response.as_str()))) } } }))
        }
        (fact(&t!(lang, "decision-grounds"), html! {
            @for ground in &statement.grounds { span.line { (words::ground(lang, ground)) } }
            @if statement.grounds.is_empty() { span.missing { (t!(lang, "decision-no-grounds")) } }
        }))
    }
}

fn declared(visit: &Visit, declaration: &Declaration) -> Markup {
    let lang = visit.lang;
    html! {
        @if let Declared::Is { really, .. } = &declaration.declared {
            (fact(&t!(lang, "declared-really"), html! { (really.shown()) }))
        }
        (fact(&t!(lang, "declared-reason"), html! { (declaration.reason) }))
    }
}

/// Rows it is about now, with what the ranges say and what counts.
fn rows(visit: &Visit, decision: &Decision) -> Markup {
    let lang = visit.lang;
    let exposures = &visit.view.snapshot.exposures;
    html! {
        section.card #rows {
            header { h2 { (t!(lang, "decision-rows-title")) } span.quiet { (t!(lang, "decision-rows-n", n = number(decision.rows.len() as u64))) } }
            @if decision.rows.is_empty() { p.quiet { (t!(lang, "decision-rows-none")) } }
            @else {
                ul.rows { @for about in decision.rows.iter().take(MOST) { @if let Some(concern) = exposures.concern(&about.row) { li {
                    (icon("shield"))
                    div {
                        a href=(vulnerabilities::words::address(concern)) { (concern.found.vulnerability) (t!(lang, "list-dot")) (vulnerabilities::words::what(lang, concern, visit.view.exposed.of(&concern.on))) }
                        small { (super::row::both(lang, concern)) }
                    }
                    (vulnerabilities::words::verdict(lang, concern))
                } } } }
                @if decision.rows.len() > MOST { p.quiet { (t!(lang, "and-more", n = number((decision.rows.len() - MOST) as u64))) } }
            }
        }
    }
}

/// Everything that was said of the same rows, or of the same vulnerability and product: newest first.
fn same<'v>(visit: &'v Visit, decision: &Decision) -> Vec<&'v Decision> {
    let rows: BTreeSet<&str> = decision.rows.iter().map(|about| about.row.as_str()).collect();
    let names: BTreeSet<&str> = decision.kept.vulnerabilities().into_iter().collect();
    let subjects = decision.kept.subjects();
    let is_same = |other: &&Decision| {
        let on_row = other.rows.iter().any(|about| rows.contains(about.row.as_str()));
        let named = other.kept.vulnerabilities().iter().any(|name| names.contains(name));
        on_row || (named && other.kept.subjects().iter().any(|subject| subjects.contains(subject)))
    };
    visit.view.snapshot.decisions.iter().filter(is_same).collect()
}

fn chain(visit: &Visit, decision: &Decision) -> Markup {
    let lang = visit.lang;
    let all = same(visit, decision);
    html! {
        section.card #chain {
            header { h2 { (t!(lang, "decision-chain")) } span.quiet { (t!(lang, "decision-chain-n", n = all.len())) } }
            p.quiet { (t!(lang, "decision-chain-text")) }
            ul.rows { @for other in &all { li {
                (icon(if other.is_ours() { "person" } else { "list" }))
                div {
                    @if other.id == decision.id { b { (words::verdict(lang, &other.kept)) } " " span.quiet { (t!(lang, "decision-this")) } }
                    @else { a href=(words::address(other)) { (words::verdict(lang, &other.kept)) } }
                    small { (words::author(lang, &other.kept)) (t!(lang, "list-dot")) (words::day(lang, other.kept.said_at())) }
                    small { (words::why(lang, other)) }
                }
                (words::standing(lang, other))
            } } }
        }
    }
}

fn taking_back(visit: &Visit, decision: &Decision) -> Markup {
    let lang = visit.lang;
    let here = words::address(decision);
    html! {
        section.card.noprint #withdraw {
            @match decision.kept.withdrawal() {
                Some(withdrawal) => {
                    header { h2 { (t!(lang, "decision-withdrawn-title")) } }
                    p { (t!(lang, "decision-withdrawn", by = person(lang, &withdrawal.by), day = full_date(lang, withdrawal.at), reason = withdrawal.reason.clone())) }
                    p.quiet { (t!(lang, "decision-again-text")) }
                    (button(visit, &format!("{here}/again"), &[], None, &t!(lang, "decision-again")))
                },
                None => {
                    header { h2 { (t!(lang, "decision-withdraw")) } }
                    p.quiet { (t!(lang, "decision-withdraw-text")) }
                    form.stack.under method="post" action={ (here) "/withdraw" } {
                        input type="hidden" name="token" value=(visit.token());
                        label.field { span { (t!(lang, "decision-withdraw-by")) } input name="by" required maxlength="120" autocomplete="organization"; }
                        label.field { span { (t!(lang, "decision-withdraw-why")) } textarea name="reason" rows="3" required maxlength="400" {} small { (t!(lang, "decision-withdraw-why-hint")) } }
                        p.actions { button type="submit" { (t!(lang, "decision-withdraw")) } }
                    }
                },
            }
        }
    }
}

/// What the forms of this page send.
#[derive(Debug, Deserialize)]
pub struct Back {
    token: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    reason: String,
}

/// `POST /decisions/{id}/withdraw`
///
/// # Errors
/// When the form is not ours, there is no such decision, or the reason is missing.
pub async fn withdraw(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Back>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let decision = find(&visit, &id)?;
    visit.site.node()?.withdraw_statement(&visit.org, &decision.id, &form.by, &form.reason).await?;
    Ok(Redirect::to(&words::address(decision)))
}

/// `POST /decisions/{id}/again`: what was taken back is recorded once more.
///
/// # Errors
/// When the form is not ours, or it was not taken back.
pub async fn again(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Back>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let decision = find(&visit, &id)?;
    let new = visit.site.node()?.record_again(&visit.org, &decision.id).await?;
    Ok(Redirect::to(&format!("/decisions/{new}?recorded=yes")))
}
