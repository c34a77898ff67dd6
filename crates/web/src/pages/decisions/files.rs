//! Taking in VEX files, several at once, with a report: what was understood, what was not and why, and what changes on which rows.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use app::{
    exposures::{Concern, Exposures},
    statements::{Decision, TakenIn},
};
use axum::{extract::Multipart, response::Response};
use domain::{advisories::Verdict, ids::StatementId};
use maud::{Markup, html};

use super::words;
use crate::{
    error::{Told, WebError},
    page::{Nav, Page},
    pages::vulnerabilities,
    parts::{file_field::FileField, head, icon, numbers::number, quotation},
    t, upload,
    value_words::person,
    visit::Visit,
};

/// Most bytes of one sending.
const MOST: usize = 128 << 20;
/// Lines of one kind that are shown; the rest is counted.
const SHOWN: usize = 50;

/// The form.
#[must_use]
pub fn card(visit: &Visit) -> Markup {
    let lang = visit.lang;
    html! {
        section.card.noprint #take-in {
            header { h2 { (t!(lang, "vex-take-in")) } }
            form.stack method="post" action="/decisions/files" enctype="multipart/form-data" {
                input type="hidden" name="token" value=(visit.token());
                (FileField { label: &t!(lang, "vex-files"), hint: &t!(lang, "vex-files-hint"), accept: "", several: true }.draw(lang))
                p.actions { button data-kind="primary" type="submit" { (icon("upload")) (t!(lang, "vex-read")) } }
            }
            footer { (t!(lang, "vex-take-in-why")) }
        }
    }
}

/// `POST /decisions/files`
///
/// # Errors
/// When the form is not ours or carries no file.
pub async fn receive(visit: Visit, form: Multipart) -> Result<Response, WebError> {
    let sent = upload::in_memory(form, MOST).await?;
    visit.check_token(&sent.token)?;
    let node = visit.site.node()?;
    if sent.files.is_empty() {
        return Err(WebError::refused("import-no-file"));
    }
    let files: Vec<(String, Vec<u8>)> = sent.files.into_iter().map(|file| (file.name, file.bytes)).collect();
    let taken = node.take_in_vex(&visit.org, &files).await?;
    let before = Arc::clone(&visit.view);
    let view = visit.site.view(&visit.org).await?;
    let visit = Visit { view, ..visit };
    let changed = changes(&before.snapshot.exposures, &visit.view.snapshot.exposures);
    Ok(report(&visit, &taken, &changed))
}

/// A row whose verdict is another one now.
struct Change<'e> {
    before: Option<Verdict>,
    row: &'e Concern,
}

fn changes<'e>(before: &Exposures, after: &'e Exposures) -> Vec<Change<'e>> {
    let known: BTreeMap<&str, Verdict> =
        before.concerns.iter().map(|row| (row.id.as_str(), row.found.verdict)).collect();
    let change = |row: &'e Concern| {
        let before = known.get(row.id.as_str()).copied();
        (before != Some(row.found.verdict)).then_some(Change { before, row })
    };
    after.concerns.iter().filter_map(change).collect()
}

fn report(visit: &Visit, taken: &[TakenIn], changed: &[Change<'_>]) -> Response {
    let lang = visit.lang;
    let good = taken.iter().filter(|file| file.outcome.is_ok()).count();
    let body = html! {
        (head(Some(html! { a href="/decisions" { (t!(lang, "nav-decisions")) } }), html! { (t!(lang, "vex-report")) }, Some(html! { (t!(lang, "vex-report-lead", good = good, bad = taken.len() - good)) }), Some(html! { button type="button" data-print { (icon("printer")) (t!(lang, "decision-print")) } })))
        div.stack {
            (rows(visit, changed))
            @for file in taken.iter().take(SHOWN) { (one(visit, file)) }
            p.actions { a.button data-kind="primary" href="/decisions" { (t!(lang, "vex-to-list")) } }
        }
    };
    Page::new(Nav::Decisions, t!(lang, "vex-report"), body).answer(visit)
}

fn rows(visit: &Visit, changed: &[Change<'_>]) -> Markup {
    let lang = visit.lang;
    let word = |verdict: Verdict| vulnerabilities::words::verdict_word(lang, verdict);
    html! {
        section.card #changed {
            header { h2 { (t!(lang, "vex-changed")) } span.quiet { (t!(lang, "decision-rows-n", n = number(changed.len() as u64))) } }
            @if changed.is_empty() { p.quiet { (t!(lang, "vex-changed-none")) } }
            ul.rows { @for change in changed.iter().take(SHOWN) { li {
                (icon("shield"))
                div {
                    a href=(vulnerabilities::words::address(change.row)) { (change.row.found.vulnerability) (t!(lang, "list-dot")) (vulnerabilities::words::what(lang, change.row, visit.view.exposed.of(&change.row.on))) }
                    small { @match change.before {
                        Some(before) => (t!(lang, "vex-was-is", was = word(before), is = word(change.row.found.verdict))),
                        None => (t!(lang, "vex-new-row", is = word(change.row.found.verdict))),
                    } }
                }
                (vulnerabilities::words::verdict(lang, change.row))
            } } }
            @if changed.len() > SHOWN { p.quiet { (t!(lang, "and-more", n = number((changed.len() - SHOWN) as u64))) } }
        }
    }
}

/// What was understood of one file, and what not.
fn one(visit: &Visit, file: &TakenIn) -> Markup {
    let lang = visit.lang;
    let decisions = &visit.view.snapshot.decisions;
    let ids: BTreeSet<&StatementId> = file.ids.iter().collect();
    let found: Vec<&Decision> = decisions.iter().filter(|decision| ids.contains(&decision.id)).collect();
    html! {
        section.card {
            header { h2 { (file.file) } @if file.outcome.is_ok() { span.quiet { (file.format.as_str()) (t!(lang, "list-dot")) (person(lang, &file.author)) } } }
            @match &file.outcome {
                Err(why) => p { (icon("alert")) " " (Told::from(why).say(lang)) },
                Ok(count) => {
                    p { (icon("ok")) " " (t!(lang, "vex-understood", n = number(*count as u64))) }
                    ul.rows { @for decision in found.iter().take(SHOWN) { li {
                        (icon("list"))
                        div {
                            a href=(words::address(decision)) { (words::numbers(lang, &decision.kept)) (t!(lang, "list-dot")) (words::about(lang, &decision.kept)) }
                            small { (words::verdict(lang, &decision.kept)) (t!(lang, "list-dot")) (words::why(lang, decision)) }
                        }
                        (words::standing(lang, decision))
                    } } }
                    @if found.len() > SHOWN { p.quiet { (t!(lang, "and-more", n = number((found.len() - SHOWN) as u64))) } }
                },
            }
            @if !file.warnings.is_empty() {
                h3.under { (t!(lang, "vex-not-understood", n = file.warnings.len())) }
                ul.rows { @for line in file.warnings.iter().take(SHOWN) { li {
                    (icon("alert"))
                    div lang=[(quotation::say(lang, line) == line.as_str()).then_some("en")] { (quotation::say(lang, line)) }
                } } }
                @if file.warnings.len() > SHOWN { p.quiet { (t!(lang, "and-more", n = number((file.warnings.len() - SHOWN) as u64))) } }
            }
        }
    }
}
