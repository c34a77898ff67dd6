//! One task: what to do and why, by when, what happens if not, the text to the maker, the devices, and what became of it.

use app::tasks::{Cause, Department, Said, State, Task};
use axum::{extract::Path, response::Response};
use domain::ids::TaskId;
use maud::{Markup, html};

use super::{department_word, due, state, state_word};
use crate::{
    error::WebError,
    locale::Lang,
    page::{Nav, Page},
    pages::{products::words::button, vulnerabilities::week::say},
    parts::{
        badge, head, icon, names,
        numbers::{full_date, number},
        tables::fact,
    },
    t,
    value_words::person,
    visit::Visit,
};

/// Devices and vulnerabilities that are listed.
const MOST: usize = 100;

/// The task of an address.
///
/// # Errors
/// When there is none of this id in the organisation.
pub fn find<'v>(visit: &'v Visit, id: &str) -> Result<&'v Task, WebError> {
    let id = TaskId::parse(id).ok_or(WebError::NotFound("task"))?;
    visit.view.snapshot.tasks.iter().find(|task| task.id == id).ok_or(WebError::NotFound("task"))
}

/// `GET /tasks/{id}`
///
/// # Errors
/// When there is no such task.
pub async fn show(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let task = find(&visit, &id)?;
    let now = visit.view.snapshot.taken;
    let title = say(lang, &task.step.what).to_owned();
    let body = html! {
        (head(
            Some(html! { a href="/tasks" { (t!(lang, "nav-tasks")) } " ／ " (department_word(lang, task.department())) }),
            html! { (title) " " (state(lang, task, now)) },
            None,
            Some(html! {
                @if let Some(place) = place(task) { a.button href=(place) { (icon("arrow")) (t!(lang, "tasks-place")) } }
                button type="button" data-print { (icon("printer")) (t!(lang, "decision-print")) }
            }),
        ))
        div.columns {
            div.stack {
                (notice(&visit, task))
                (story(&visit, task))
                (letter(lang, task))
                (devices(&visit, task))
            }
            div.stack { (said(&visit, task)) (assign(&visit, task)) (weaknesses(lang, task)) }
        }
    };
    Ok(Page::new(Nav::Tasks, title, body).answer(&visit))
}

/// Where the step is taken in the product.
fn place(task: &Task) -> Option<String> {
    if !task.there {
        return None;
    }
    let link = match task.step.cause {
        Cause::Weakness => match task.step.products.as_slice() {
            [only] => format!("/vulnerabilities?verdict=affected&by=cve&q={}", crate::query::encode(only)),
            _ => "/vulnerabilities?verdict=affected".to_owned(),
        },
        Cause::CannotTell => "/vulnerabilities?verdict=cannot_tell".to_owned(),
        Cause::Decisions => "/decisions?look=yes".to_owned(),
        Cause::Feeds => "/feeds".to_owned(),
        Cause::Identity => "/vulnerabilities?by=device&state=unknown".to_owned(),
        Cause::Parts => "/products?sbom=without".to_owned(),
        Cause::Support => "/products?support=ended".to_owned(),
    };
    Some(link)
}

/// What a person should know before reading on.
fn notice(visit: &Visit, task: &Task) -> Markup {
    let lang = visit.lang;
    let state = task.state(visit.view.snapshot.taken);
    html! {
        @match (state, &task.mark.said) {
            (State::StillThere, _) => section.alert data-status="warn" {
                h2 { (icon("alert")) (state_word(lang, state)) }
                p { (t!(lang, "tasks-still-there-text")) @if task.has_grown() { " " (t!(lang, "tasks-grown")) } }
            },
            (State::Done, Said::Done { .. }) => section.alert data-status="ok" { h2 { (icon("ok")) (t!(lang, "tasks-done-and-gone")) } },
            (State::Done, _) => section.alert data-status="ok" { h2 { (icon("ok")) (t!(lang, "tasks-gone")) } },
            (State::Open, Said::PutOff { .. }) if task.has_worsened() => section.alert data-status="warn" { h2 { (icon("alert")) (t!(lang, "tasks-worse")) } },
            (State::Open, Said::PutOff { .. }) => section.alert data-status="check" { h2 { (icon("check")) (t!(lang, "tasks-put-off-over")) } },
            _ => {},
        }
    }
}

fn story(visit: &Visit, task: &Task) -> Markup {
    let lang = visit.lang;
    let (step, now) = (&task.step, visit.view.snapshot.taken);
    html! {
        section.card {
            dl.story {
                div { dt { (t!(lang, "tasks-why")) } dd { @for why in &step.because { span.line { (say(lang, why)) } } } }
                @if !step.if_not.is_empty() { div { dt { (t!(lang, "tasks-if-not")) } dd { (say(lang, &step.if_not)) } } }
                @if !step.meanwhile.is_empty() { div { dt { (t!(lang, "tasks-meanwhile")) } dd { (say(lang, &step.meanwhile)) } } }
            }
            table.facts { tbody {
                (fact(&t!(lang, "tasks-department"), html! { (department_word(lang, task.department())) @if task.department() == Department::Maker { small { (t!(lang, "tasks-maker-through")) } } }))
                (fact(&t!(lang, "tasks-due"), due(lang, task, now)))
                @if let Some(urgency) = &step.urgency { (fact(&t!(lang, "tasks-urgency"), html! { (say(lang, urgency)) })) }
                (fact(&t!(lang, "tasks-since"), html! { (full_date(lang, task.mark.first_seen)) }))
            } }
            @if !step.ask.is_empty() {
                h3.under { (t!(lang, "tasks-ask")) }
                ul.rows { @for question in &step.ask { li { (icon("chat")) div { (say(lang, question)) } } } }
            }
            p.quiet.under { (t!(lang, "vulnerability-no-alter")) }
        }
    }
}

/// The text to send, in the reader's language, ready to copy.
fn letter(lang: Lang, task: &Task) -> Markup {
    let Some(letter) = &task.step.letter else { return html! {} };
    html! {
        section.card #letter {
            header { h2 { (t!(lang, "tasks-letter")) } button type="button" data-copy="#letter-text" data-copied=(t!(lang, "copied")) { (t!(lang, "copy")) } }
            p { b { (t!(lang, "tasks-subject")) } (say(lang, &letter.subject)) }
            textarea #letter-text readonly rows="12" aria-label=(t!(lang, "tasks-letter")) { (say(lang, &letter.body)) }
            footer { (t!(lang, "tasks-letter-hint")) }
        }
    }
}

fn devices(visit: &Visit, task: &Task) -> Markup {
    let lang = visit.lang;
    let all = &task.step.devices;
    html! {
        @if task.there { section.card {
            header { h2 { (t!(lang, "tasks-devices")) } span.quiet { (t!(lang, "n-devices", n = all.len())) } }
            @if !task.step.products.is_empty() { p { (task.step.products.iter().take(MOST).cloned().collect::<Vec<_>>().join(&lang.t("list-comma"))) } }
            ul.rows { @for id in all.iter().take(MOST) { @if let Some((_, entry)) = visit.view.device(id) {
                li { (icon(entry.icon)) div { (names::link(lang, &visit.view, id)) @if let Some(place) = &entry.place { small { (place) } } } (badge::status(lang, entry.standing.status)) }
            } } }
            @if all.len() > MOST { p.quiet { (t!(lang, "and-more", n = number((all.len() - MOST) as u64))) } }
        } }
    }
}

/// What was said of it, and the forms to say something.
fn said(visit: &Visit, task: &Task) -> Markup {
    let lang = visit.lang;
    let here = format!("/tasks/{}", task.id);
    html! {
        section.card #said {
            header { h2 { (t!(lang, "tasks-said")) } }
            @match &task.mark.said {
                Said::Nothing => {},
                Said::Done { by, at, note, .. } => {
                    p { (t!(lang, "tasks-done-by", by = person(lang, by), day = full_date(lang, *at))) @if !note.is_empty() { " " (note) } }
                    (button(visit, &here, &[("say", "open")], Some("quiet"), &t!(lang, "tasks-undo")))
                },
                Said::PutOff { by, at, until, reason, .. } => {
                    p { (t!(lang, "tasks-put-off-by", by = person(lang, by), day = full_date(lang, *at), until = full_date(lang, *until), reason = reason.clone())) }
                    (button(visit, &here, &[("say", "open")], Some("quiet"), &t!(lang, "tasks-take-up")))
                },
            }
            @if task.there { (forms(visit, &here, task)) }
        }
    }
}

fn forms(visit: &Visit, here: &str, task: &Task) -> Markup {
    let lang = visit.lang;
    let done = matches!(task.mark.said, Said::Done { .. });
    html! {
        div.noprint {
            @if !done {
                form.stack.under method="post" action=(here) {
                    input type="hidden" name="token" value=(visit.token());
                    input type="hidden" name="say" value="done";
                    label.field { span { (t!(lang, "tasks-by")) } input name="by" required maxlength="120" autocomplete="organization" value=(task.mark.assignee); }
                    label.field { span { (t!(lang, "tasks-note")) } input name="note" maxlength="200"; small { (t!(lang, "tasks-note-hint")) } }
                    p.actions { button data-kind="primary" type="submit" { (icon("ok")) (t!(lang, "tasks-done")) } }
                }
            }
            details.more { summary { (t!(lang, "tasks-put-off")) }
                form.stack.under method="post" action=(here) {
                    input type="hidden" name="token" value=(visit.token());
                    input type="hidden" name="say" value="put_off";
                    label.field { span { (t!(lang, "tasks-until")) } input type="date" name="until" required; }
                    label.field { span { (t!(lang, "tasks-put-off-why")) } input name="reason" required maxlength="200"; small { (t!(lang, "tasks-put-off-why-hint")) } }
                    label.field { span { (t!(lang, "tasks-by")) } input name="by" required maxlength="120" autocomplete="organization" value=(task.mark.assignee); }
                    p.actions { button type="submit" { (t!(lang, "tasks-put-off")) } }
                }
            }
        }
    }
}

fn assign(visit: &Visit, task: &Task) -> Markup {
    let lang = visit.lang;
    html! {
        section.card.noprint #assign {
            header { h2 { (t!(lang, "tasks-assign")) } }
            form.stack method="post" action={ "/tasks/" (task.id) } {
                input type="hidden" name="token" value=(visit.token());
                input type="hidden" name="say" value="assign";
                label.field { span { (t!(lang, "tasks-assignee")) } input name="assignee" maxlength="120" value=(task.mark.assignee); small { (t!(lang, "tasks-assignee-hint")) } }
                label.field { span { (t!(lang, "tasks-department")) } select name="department" {
                    @for department in Department::ALL { option value=(department.as_str()) selected[department == task.department()] { (department_word(lang, department)) } }
                } }
                p.actions { button type="submit" { (t!(lang, "save")) } }
            }
        }
    }
}

fn weaknesses(lang: Lang, task: &Task) -> Markup {
    let all = &task.step.vulnerabilities;
    html! {
        @if !all.is_empty() { section.card {
            header { h2 { (t!(lang, "tasks-weaknesses")) } span.quiet { (t!(lang, "decision-rows-n", n = number(all.len() as u64))) } }
            @if task.step.exploited > 0 { p { (icon("alert")) " " (t!(lang, "exploited-n", n = task.step.exploited)) } }
            ul.rows { @for name in all.iter().take(MOST) { li { (icon("shield")) div { a href={ "/vulnerabilities?by=cve&cve=" (crate::query::encode(name)) } { (name) } } } } }
            @if all.len() > MOST { p.quiet { (t!(lang, "and-more", n = number((all.len() - MOST) as u64))) } }
        } }
    }
}
