//! One alert: what happened, why it matters, what to do now, for whom, how sure we are, and closing it with a reason.

use axum::{
    Form,
    extract::Path,
    response::{Redirect, Response},
};
use domain::{
    alerts::{Alert, AlertState, Status},
    facts::clean_value,
    ids::AlertId,
};
use maud::{Markup, html};
use serde::Deserialize;

use crate::{
    error::WebError,
    findings::Told,
    forms,
    page::{Nav, Page},
    parts::{badge, evidence, head, icon, names, numbers::moment},
    t, value_words,
    visit::Visit,
};

/// `GET /alerts/{id}`
///
/// # Errors
/// When there is no such alert.
pub async fn show(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let alert = find(&visit, &id)?;
    let told = Told::new(lang, &visit.view, &alert.finding);
    let title = told.say("title");
    let body = html! {
        (head(
            Some(html! { a href="/alerts" { (t!(lang, "nav-alerts")) } " ／ " (t!(lang, "alert-found-at", when = moment(lang, visit.view.snapshot.taken, alert.opened))) }),
            html! { (badge::status(lang, alert.finding.status)) " " (title) },
            None,
            Some(html! { button type="button" data-print { (icon("printer")) (t!(lang, "alert-print")) } }),
        ))
        div.columns {
            div.stack { (story(&visit, alert, &told)) (steps(&visit, alert, &told)) }
            div.stack { (devices(&visit, alert)) (why(&visit, alert)) (course(&visit, alert)) }
        }
    };
    Ok(Page::new(Nav::Alerts, title, body).answer(&visit))
}

fn find<'v>(visit: &'v Visit, id: &str) -> Result<&'v Alert, WebError> {
    let id = AlertId::parse(id).ok_or(WebError::NotFound("alert"))?;
    visit.view.snapshot.alerts.iter().find(|alert| alert.id == id).ok_or(WebError::NotFound("alert"))
}

fn story(visit: &Visit, alert: &Alert, told: &Told<'_>) -> Markup {
    let lang = visit.lang;
    html! {
        section.card {
            dl.story {
                div { dt { (t!(lang, "story-what")) } dd { (told.say("what")) } }
                div { dt { (t!(lang, "story-why")) } dd { (told.say("why")) } }
            }
            (path(visit, alert))
        }
    }
}

/// The way of the traffic, when one device speaks with one peer.
fn path(visit: &Visit, alert: &Alert) -> Markup {
    let lang = visit.lang;
    let argument = |key: &str| alert.finding.arguments.iter().find(|(known, _)| known == key).map(|(_, v)| v);
    let (Some(peer), [id]) = (argument("peer"), alert.finding.devices.as_slice()) else { return html! {} };
    let Some((device, entry)) = visit.view.device(id) else { return html! {} };
    html! {
        ol.path aria-label=(t!(lang, "alert-path")) {
            li data-status=[device.kind.is_none().then_some("unknown")] {
                (icon(entry.icon)) b { (entry.name(lang)) }
                @if let Some(ip) = device.ips.first() { code { (ip) } }
            }
            li data-link="danger" data-edge { span { (t!(lang, "map-edge")) } }
            li { (icon("internet")) b { (peer) } span { (argument("method").or(argument("service")).map_or_else(|| t!(lang, "outside").into_owned(), Clone::clone)) } }
        }
    }
}

fn steps(visit: &Visit, alert: &Alert, told: &Told<'_>) -> Markup {
    let lang = visit.lang;
    let steps = told.steps();
    let danger = alert.finding.status == Status::Danger;
    html! {
        section.card {
            header { h2 { (t!(lang, "alert-do")) } span.quiet { (told.say("who")) "・" (t!(lang, "about-minutes", n = told.find("minutes").unwrap_or_else(|| "15".into()))) } }
            @if steps.is_empty() { p { (t!(lang, "alert-do-nothing-known")) } }
            ol.tasks { @for (at, step) in steps.iter().enumerate() {
                li data-status=[(at == 0 && danger).then_some("danger")] { div { h3 { (step) } } }
            } }
            (answer(visit, alert))
        }
    }
}

fn answer(visit: &Visit, alert: &Alert) -> Markup {
    let lang = visit.lang;
    html! {
        form.stack.under.noprint method="post" action={ "/alerts/" (alert.id) } {
            input type="hidden" name="token" value=(visit.token());
            @match &alert.state {
                AlertState::Closed { reason, .. } => {
                    p { (t!(lang, "alert-closed-because", reason = reason.clone())) }
                    p.actions { button name="state" value="open" { (t!(lang, "alert-reopen")) } }
                },
                _ => {
                    fieldset.field {
                        legend { (t!(lang, "alert-result")) }
                        div.fields { @for reason in ["expected", "mended", "unplugged", "not-found"] {
                            label.choice { input type="radio" name="reason" value=(reason) required; (lang.t(&format!("alert-reason-{reason}"))) }
                        } }
                    }
                    label.field { span { (t!(lang, "alert-memo")) } textarea name="memo" maxlength="400" { } small { (t!(lang, "alert-memo-hint")) } }
                    p.actions {
                        button data-kind="primary" name="state" value="closed" { (t!(lang, "alert-close")) }
                        @if alert.state == AlertState::Open { button name="state" value="working" formnovalidate { (t!(lang, "alert-start")) } }
                    }
                },
            }
        }
    }
}

fn devices(visit: &Visit, alert: &Alert) -> Markup {
    let lang = visit.lang;
    let all = &alert.finding.devices;
    html! {
        section.card {
            header { h2 { (t!(lang, "alert-devices")) } span.quiet { (t!(lang, "n-devices", n = all.len())) } }
            ul.rows { @for (device, entry) in all.iter().take(7).filter_map(|id| visit.view.device(id)) {
                li {
                    (icon(entry.icon))
                    div {
                        a href={ "/devices/" (device.id) } { (entry.name(lang)) }
                        small { @if let Some(place) = &entry.place { (place) "・" } @if let Some(ip) = device.ips.first() { code { (ip) } } }
                    }
                    @if entry.standing.do_not_connect { (names::stop(lang)) }
                }
            } }
            @if all.len() > 7 {
                details.more { summary { (t!(lang, "and-more", n = all.len() - 7)) } ul.rows { @for id in all.iter().skip(7).take(500) {
                    li { span {} div { (names::link(lang, &visit.view, id)) } }
                } } }
            }
        }
    }
}

fn why(visit: &Visit, alert: &Alert) -> Markup {
    let lang = visit.lang;
    html! {
        section.card {
            header { h2 { (t!(lang, "alert-why-judged")) } (badge::certainty(lang, alert.finding.certainty)) }
            (evidence::list(lang, &alert.finding.evidence))
        }
    }
}

fn course(visit: &Visit, alert: &Alert) -> Markup {
    let lang = visit.lang;
    let now = visit.view.snapshot.taken;
    html! {
        section.card {
            header { h2 { (t!(lang, "alert-course")) } }
            ol.timeline {
                @match &alert.state {
                    AlertState::Closed { by, reason, .. } => li { time { (moment(lang, now, alert.changed)) } (t!(lang, "course-closed", by = value_words::person(lang, by), reason = reason.clone())) },
                    AlertState::Working { by } => li { time { (moment(lang, now, alert.changed)) } (t!(lang, "course-working", by = value_words::person(lang, by))) },
                    AlertState::Open => {},
                }
                li { time { (moment(lang, now, alert.finding.seen.last)) } (t!(lang, "course-last")) }
                li data-status="danger" { time { (moment(lang, now, alert.opened)) } (t!(lang, "course-opened")) }
            }
        }
    }
}

/// What was found and what to do with the alert.
#[derive(Debug, Deserialize)]
pub struct Answer {
    token: String,
    state: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    memo: String,
}

/// `POST /alerts/{id}`
///
/// # Errors
/// When the form is not ours, or it closes without a reason.
pub async fn change(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Answer>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let lang = visit.lang;
    let alert = find(&visit, &id)?.id.clone();
    let by = visit.caller.name().to_owned();
    let state = match form.state.as_str() {
        "open" => AlertState::Open,
        "working" => AlertState::Working { by },
        "closed" => {
            let words = lang
                .find(&format!("alert-reason-{}", form.reason))
                .ok_or(WebError::refused("refusal-alert-needs-reason"))?;
            let memo = clean_value(&form.memo);
            let reason = if memo.is_empty() { words.into_owned() } else { format!("{words}：{memo}") };
            AlertState::Closed { by, reason, until: None }
        }
        _ => return Err(WebError::NotFound("state")),
    };
    visit.site.set_alert_state(&visit.org, &alert, state).await?;
    Ok(forms::back(&format!("/alerts/{alert}"), "/alerts"))
}
