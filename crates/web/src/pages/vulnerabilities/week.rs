//! 今週の5つ: what to do first, who does it, until when, and what happens if not.

use app::exposures::{Both, Letter, Thing};
use domain::alerts::Status;
use maud::{Markup, html};

use crate::{
    locale::Lang,
    parts::{badge, icon, numbers::number},
    t,
    visit::Visit,
};

/// The text in a language.
#[must_use]
pub fn say(lang: Lang, both: &Both) -> &str {
    if lang == Lang::Ja { &both.ja } else { &both.en }
}

/// The card on top of the list; nothing when there is nothing to do.
#[must_use]
pub fn card(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let Some(week) = visit.view.snapshot.exposures.week.as_ref().filter(|week| !week.first.is_empty()) else {
        return html! {};
    };
    html! {
        section.card #week {
            header { h2 { (t!(lang, "week-title", n = week.first.len())) } @if !week.waiting.is_empty() { a href="/tasks" { (t!(lang, "week-waiting", n = week.waiting.len())) } }
                a.button href="/vulnerabilities/week.pdf" { (icon("report")) (t!(lang, "weak-paper-week-button")) } }
            ol.tasks { @for thing in &week.first { (item(lang, thing)) } }
        }
    }
}

fn item(lang: Lang, thing: &Thing) -> Markup {
    html! {
        li {
            div {
                h3 { (say(lang, &thing.what)) }
                p.quiet {
                    span { (say(lang, &thing.by.name())) }
                    @if let Some(days) = thing.within_days { span { (t!(lang, "week-within", n = days)) } }
                    span { (t!(lang, "week-about", n = thing.vulnerabilities.len(), devices = number(thing.devices.len() as u64))) }
                    @if thing.exploited > 0 { span { (t!(lang, "exploited-n", n = thing.exploited)) } }
                }
                details.more { summary { (t!(lang, "week-why")) }
                    ul { @for reason in &thing.because { li { (say(lang, reason)) } } }
                    p { b { (t!(lang, "week-if-not")) } (say(lang, &thing.if_not)) }
                    @if !say(lang, &thing.meanwhile).is_empty() { p { b { (t!(lang, "week-meanwhile")) } (say(lang, &thing.meanwhile)) } }
                    @if let Some(written) = &thing.letter { (letter(lang, written)) }
                }
            }
            (badge::badge(Status::Check, say(lang, &thing.outcome.called)))
        }
    }
}

/// A letter to the maker, to be copied.
#[must_use]
pub fn letter(lang: Lang, letter: &Letter) -> Markup {
    html! {
        p { b { (t!(lang, "week-letter")) } (say(lang, &letter.subject)) }
        textarea readonly rows="8" aria-label=(t!(lang, "week-letter")) { (say(lang, &letter.body)) }
    }
}
