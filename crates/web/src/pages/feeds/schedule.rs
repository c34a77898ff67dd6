//! Fetching by the clock: how it stands, and the switch.

use app::feeds::schedule::Standing;
use axum::{Form, response::Redirect};
use domain::alerts::Status;
use maud::{Markup, html};
use serde::Deserialize;

use crate::{
    error::WebError,
    locale::Lang,
    parts::{badge, icon, numbers::moment},
    t,
    visit::Visit,
};

/// The card.
#[must_use]
pub fn card(visit: &Visit, standing: &Standing) -> Markup {
    let lang = visit.lang;
    let state = if standing.on { (Status::Ok, "schedule-on") } else { (Status::Unknown, "schedule-off") };
    html! {
        section.card #schedule {
            header { h2 { (t!(lang, "schedule")) } (badge::badge(state.0, &lang.t(state.1))) }
            @if standing.on { (times(visit, standing)) } @else { p { (t!(lang, "schedule-off-text")) } }
            p.quiet { (t!(lang, "schedule-rhythm", every = rhythm(lang, standing))) }
            form.under method="post" action="/feeds/schedule" {
                input type="hidden" name="token" value=(visit.token());
                input type="hidden" name="switch" value=(if standing.on { "off" } else { "on" });
                button type="submit" { (icon("download")) (lang.t(if standing.on { "schedule-stop" } else { "schedule-start" })) }
            }
        }
    }
}

fn times(visit: &Visit, standing: &Standing) -> Markup {
    let (lang, now) = (visit.lang, visit.view.snapshot.taken);
    html! {
        @if let Some(next) = standing.next { p { (t!(lang, "schedule-next", time = moment(lang, now, next.max(now)))) } }
        @if let Some(last) = &standing.last {
            p {
                (t!(lang, "schedule-last", time = moment(lang, now, last.ended))) " "
                @if last.good { (t!(lang, "schedule-good")) } @else { (icon("alert")) (t!(lang, "schedule-failed")) }
            }
            @if !last.good { p.quiet { @if lang == Lang::Ja { (last.sentence_ja) } @else { (last.sentence_en) } }
                @if standing.failed > 1 { p.quiet { (t!(lang, "schedule-again", n = standing.failed)) } } }
        }
    }
}

/// `6h`, `1d` and `03:10` in words.
fn rhythm(lang: Lang, standing: &Standing) -> String {
    let (number, unit) = standing.every.split_at(standing.every.len().saturating_sub(1));
    let unit = match unit {
        "m" => "schedule-minutes",
        "h" => "schedule-hours",
        _ => "schedule-days",
    };
    let every = t!(lang, unit, n = number.to_owned());
    match &standing.at {
        Some(at) => t!(lang, "schedule-at", every = every, at = at.clone()),
        None => every,
    }
}

/// On or off.
#[derive(Debug, Deserialize)]
pub struct Said {
    token: String,
    switch: String,
}

/// `POST /feeds/schedule`
///
/// # Errors
/// When the form is not ours, or a run is at work.
pub async fn switch(visit: Visit, Form(said): Form<Said>) -> Result<Redirect, WebError> {
    visit.check_token(&said.token)?;
    visit.site.node()?.switch_feeds_schedule(said.switch == "on")?;
    Ok(Redirect::to("/feeds#schedule"))
}
