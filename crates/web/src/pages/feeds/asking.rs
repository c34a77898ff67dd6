//! Asking OSV about single packages: whether it is on, what it tells outsiders, and how far it is.

use app::feeds::{packages::Standing, status::FeedStatus};
use domain::alerts::Status;
use maud::{Markup, html};

use crate::{
    locale::Lang,
    pages::vulnerabilities::words::day,
    parts::{badge, icon, numbers::number, tables::fact},
    t,
    visit::Visit,
};

/// The feed that asks, when it is on, and how it stands.
#[must_use]
pub fn standing(feeds: &[FeedStatus], on: bool) -> Option<&Standing> {
    feeds.iter().filter(|feed| feed.on || !on).find_map(|feed| feed.packages.as_ref())
}

/// The card. Nothing where there is no folder of feeds.
#[must_use]
pub fn card(visit: &Visit, feeds: &[FeedStatus]) -> Markup {
    let lang = visit.lang;
    let Some(standing) = standing(feeds, false) else { return html! {} };
    let on = feeds.iter().any(|feed| feed.on && feed.packages.is_some());
    let state = if on { (Status::Ok, "feeds-asking-on") } else { (Status::Unknown, "feeds-asking-off") };
    html! {
        section.card #asking {
            header { h2 { (t!(lang, "feeds-asking")) } (badge::badge(state.0, &lang.t(state.1))) }
            p { (t!(lang, "feeds-asking-text")) }
            p { (t!(lang, "feeds-asking-tells", where = place(lang, &standing.address))) }
            @if on || standing.answered > 0 { (progress(visit, standing)) }
            p.quiet.under { (t!(lang, "feeds-asking-how")) }
        }
    }
}

/// Who is asked. Settings may leave it out.
fn place(lang: Lang, address: &str) -> String {
    if address.is_empty() { lang.t("feeds-asking-nowhere").into_owned() } else { address.to_owned() }
}

fn progress(visit: &Visit, standing: &Standing) -> Markup {
    let lang = visit.lang;
    let (wanted, answered) = (number(standing.wanted as u64), number(standing.answered as u64));
    let count = |count: usize| number(count as u64);
    html! {
        table.facts { tbody {
            (fact(&t!(lang, "feeds-asking-answered"), html! { (t!(lang, "feeds-asking-answered-of", wanted = wanted, n = answered)) }))
            @if let Some(oldest) = &standing.oldest { (fact(&t!(lang, "feeds-asking-oldest"), html! { (day(lang, oldest)) })) }
            (fact(&t!(lang, "feeds-asking-never"), html! { (t!(lang, "feeds-asking-never-n", private = count(standing.private), withheld = count(standing.withheld), whole = count(standing.whole))) }))
        } }
        @if standing.oldest.is_none() && standing.failed == 0 { p { (t!(lang, "feeds-asking-none")) } }
        @for (key, count) in [("feeds-asking-failed", standing.failed), ("feeds-asking-unsure", standing.unsure)] {
            @if count > 0 { p { (icon("alert")) " " (t!(lang, key, n = number(count as u64))) } }
        }
    }
}
