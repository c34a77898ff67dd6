//! この件の手順: what to do about one row, in order: the maker's fix, the maker's measure, a limit of the conversations, taking it off the network.

use app::exposures::{Action, ActionKind, Concern, Said, Steps};
use domain::{alerts::Status, vulnerabilities::Advice};
use maud::{Markup, html};

use super::{
    fixes,
    week::{letter, say},
};
use crate::{
    locale::Lang,
    pages::device::limit,
    parts::{badge, icon, names},
    t,
    visit::Visit,
};

/// The card.
#[must_use]
pub fn card(visit: &Visit, concern: &Concern, steps: &Steps, pages: &[Advice]) -> Markup {
    let lang = visit.lang;
    let called = &steps.decided.outcome.called;
    let device = concern.priority.as_ref().and_then(|priority| priority.device.as_ref());
    html! {
        section.card #steps {
            header { h2 { (t!(lang, "week-steps")) } (badge::badge(Status::Check, say(lang, &called.called))) }
            p { (say(lang, &called.means)) }
            @if let Some(first) = steps.actions.first() { p.quiet { (say(lang, &first.why)) } }
            @if let Some(id) = device.filter(|_| concern.devices.len() > 1) { p.quiet { (t!(lang, "steps-for")) (names::link(lang, &visit.view, id)) (t!(lang, "steps-for-end")) } }
            ol.tasks { @for (at, action) in steps.actions.iter().enumerate() { li { div { (step(visit, action)) @if at == 0 { (fixes::list(lang, pages)) } } } } }
        }
    }
}

fn step(visit: &Visit, action: &Action) -> Markup {
    let lang = visit.lang;
    html! {
        h3 { (say(lang, &action.what)) }
        p.quiet {
            span { (lang.t(&format!("step-kind-{}", action.kind.as_str()))) }
            span { (say(lang, &action.by.name())) }
            @if let Some(days) = action.within_days { span { (t!(lang, "week-within", n = days)) } }
        }
        @for list in action.maker_says.chunk_by(Said::goes_on) { (quoted(lang, list)) }
        details.more { summary { (t!(lang, if action.kind == ActionKind::Control { "steps-control-open" } else { "week-why" })) }
            p { b { (t!(lang, "week-if-not")) } (say(lang, &action.if_not)) }
            p { b { (t!(lang, "week-done-when")) } (say(lang, &action.done_when)) }
            @if let Some(control) = &action.control {
                (limit::table(visit, control))
                @if let Some(device) = &control.device.device { (limit::buttons(visit, device)) }
            }
            @if let Some(written) = &action.letter { (letter(lang, written)) }
        }
    }
}

/// Somebody's own words, or a list of several steps, with whoever wrote them down.
fn quoted(lang: Lang, list: &[Said]) -> Markup {
    let Some(said) = list.first() else { return html! {} };
    html! {
        blockquote {
            @if said.line.is_some() { ol { @for step in list { li { (step.text) } } } } @else { p { (said.text) } }
            small {
                (said.by)
                @if let Some(date) = &said.date { " " (t!(lang, "steps-from", day = super::words::day(lang, date))) }
                @if let Some(restart) = &said.restart { " " (lang.find(&format!("steps-restart-{restart}")).unwrap_or_else(|| t!(lang, "steps-restart"))) }
                @if let Some(url) = &said.url { " " a href=(url) rel="noreferrer noopener" { (icon("arrow")) (t!(lang, "steps-page")) } }
            }
        }
    }
}
