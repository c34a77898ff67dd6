//! What is decided about one row: what ranges alone say beside what counts, everybody's statement, and the form to decide.

use app::{
    exposures::{Concern, StatedHere},
    statements::{Doubt, Origin, Weight},
};
use domain::alerts::Status;
use maud::{Markup, html};

use super::{declare, form, words};
use crate::{
    locale::Lang,
    pages::vulnerabilities::words::verdict_word,
    parts::{badge, icon},
    query::encode,
    t,
    value_words::person,
    visit::Visit,
};

/// What ranges alone say, and what counts beside it.
#[must_use]
pub fn both(lang: Lang, concern: &Concern) -> String {
    let counts = verdict_word(lang, concern.found.verdict);
    match concern.stated.by_ranges {
        Some(ranges) => t!(lang, "decision-both", ranges = verdict_word(lang, ranges), counts = counts),
        None => t!(lang, "decision-only-stated", counts = counts),
    }
}

/// The card on the page of a row.
#[must_use]
pub fn card(visit: &Visit, concern: &Concern) -> Markup {
    let lang = visit.lang;
    let stated = &concern.stated;
    html! {
        section.card #decision {
            header { h2 { (t!(lang, "row-decision")) } a href={ "/decisions?q=" (encode(&concern.found.vulnerability)) } { (t!(lang, "row-decision-all")) } }
            (recorded(visit, concern))
            @if stated.open_again { p { (icon("alert")) " " b { (t!(lang, "row-open-again")) } } }
            @if stated.statements.is_empty() { p.quiet { (t!(lang, "row-decision-none")) } }
            @else {
                p { (both(lang, concern)) @if let Some(treatment) = stated.treatment { " " b { (lang.t(&format!("treatment-{}", treatment.as_str()))) } } }
                ul.rows { @for statement in &stated.statements { (line(visit, statement)) } }
                @if stated.statements.iter().any(|statement| statement.from_feed) { p.quiet { (t!(lang, "row-feed-where")) } }
                @if stated.contradict { p { (icon("alert")) " " (t!(lang, "row-contradict")) } }
            }
            details.more.noprint open[visit.query.get("decide").is_some()] #decide {
                summary { (t!(lang, if stated.statements.is_empty() { "row-decide" } else { "row-decide-again" })) }
                (form::of_row(visit, concern))
            }
            (declare::of_row(visit, concern))
        }
    }
}

/// That a decision was recorded just now, and whether it counts.
fn recorded(visit: &Visit, concern: &Concern) -> Markup {
    let lang = visit.lang;
    let Some(id) = visit.query.get("recorded") else { return html! {} };
    let Some(new) = concern.stated.statements.iter().find(|statement| statement.id.as_str() == id) else {
        return html! {};
    };
    let key = if new.counts { "decision-recorded-text" } else { "decision-recorded-not" };
    html! {
        section.alert data-status=(if new.counts { "ok" } else { "warn" }) {
            h3 { (icon(if new.counts { "ok" } else { "alert" })) (t!(lang, "decision-recorded")) }
            p { (lang.t(key)) @if !new.counts { " " (why(lang, new)) } }
        }
    }
}

fn why(lang: Lang, statement: &StatedHere) -> &str {
    if lang == Lang::Ja { &statement.why_ja } else { &statement.why_en }
}

fn line(visit: &Visit, statement: &StatedHere) -> Markup {
    let lang = visit.lang;
    let author = person(lang, &statement.author);
    let verdict = verdict_word(lang, statement.status);
    html! {
        li {
            (icon(if statement.from_feed { "report" } else { "person" }))
            div {
                @if statement.from_feed { b { (verdict) } } @else { a href={ "/decisions/" (statement.id) } { (verdict) } }
                small { (t!(lang, "decision-author", author = author, role = words::role(lang, statement.role))) }
                @if statement.from_feed { (of_feed(visit, statement)) }
                @if !statement.counts { small { (why(lang, statement)) } }
            }
            @if statement.counts { (badge::badge(Status::Ok, why(lang, statement))) }
        }
    }
}

/// The document of a feed that says it.
fn of_feed(visit: &Visit, statement: &StatedHere) -> Markup {
    let lang = visit.lang;
    let Some(document) = &statement.document else { return html! {} };
    let known = visit.view.snapshot.advisories.iter().any(|advisory| advisory.id == document.id);
    let edition = t!(
        lang,
        "row-feed-document",
        document = document.id.clone(),
        version = document.version.clone(),
        date = words::day(lang, statement.said_at)
    );
    html! {
        small { @if known { a href={ "/advisories/" (encode(&document.id)) } { (edition) } } @else { (edition) } }
        @if let Some(origin) = &statement.origin { (came(visit, statement, origin)) }
    }
}

/// Who delivered the document or brought it by hand, and what speaks against it where that is not said already.
fn came(visit: &Visit, statement: &StatedHere, origin: &Origin) -> Markup {
    let lang = visit.lang;
    let namespace =
        statement.document.as_ref().map(|document| document.namespace.as_str()).unwrap_or_default();
    let by = match (&origin.provider, &origin.brought_by) {
        (Some(provider), _) => t!(lang, "row-feed-provider", provider = provider.clone()),
        (None, Some(by)) => {
            t!(lang, "row-feed-by-hand", by = person(lang, by), date = words::day(lang, origin.taken))
        }
        (None, None) => t!(lang, "row-feed-by-nobody").into_owned(),
    };
    let said = matches!(
        statement.weight,
        Weight::Unconfirmed | Weight::HandedOn | Weight::Shaken | Weight::Unlisted { .. }
    );
    let doubt = origin.doubt.filter(|_| !said).map(|doubt| doubt.words());
    html! {
        small { @if !namespace.is_empty() { (t!(lang, "row-feed-namespace", namespace = namespace)) " " } (by) }
        @if origin.doubt == Some(Doubt::Unconfirmed) { small { a href="/feeds#providers" { (t!(lang, "row-feed-confirm")) } } }
        @if let Some((ja, en)) = doubt { small { (icon("alert")) " " @if lang == Lang::Ja { (ja) } @else { (en) } } }
    }
}
