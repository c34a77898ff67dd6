//! 脆弱性情報: every source, how it stands and how old it is; bringing files and bundles; what a hospital without internet does.

pub mod asking;
pub mod bring;
pub mod providers;
pub mod schedule;

use std::sync::Arc;

use app::feeds::{FORM, Trouble, status::FeedStatus};
use axum::{
    http::header,
    response::{IntoResponse as _, Response},
};
use domain::alerts::Status;
use maud::{Markup, html};

use crate::{
    error::WebError,
    locale::Lang,
    page::{Nav, Page},
    pages::vulnerabilities::{knowing, words::day},
    parts::{
        badge, empty, head, icon,
        numbers::{bytes, number},
    },
    t,
    visit::Visit,
};

/// `GET /feeds`
///
/// # Errors
/// When the folder or its settings cannot be read.
pub async fn show(visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let (feeds, standing, told) = match visit.site.node() {
        Ok(node) => {
            let schedule = Arc::clone(&node);
            let looking = tokio::task::spawn_blocking(move || schedule.feeds_schedule()).await;
            let standing = looking.map_err(|error| WebError::Failed(error.to_string()))??;
            (node.feeds_status().await?, standing, node.providers(&visit.org).await?)
        }
        Err(_) => (Vec::new(), None, Vec::new()),
    };
    let here = feeds.iter().filter(|feed| feed.files > 0).count();
    let body = html! {
        (head(
            Some(html! { a href="/vulnerabilities" { (t!(lang, "nav-vulnerabilities")) } }),
            html! { (t!(lang, "nav-feeds")) },
            Some(html! { (t!(lang, "feeds-lead")) }),
            None,
        ))
        div.columns {
            div.stack {
                section.card data-bare {
                    header.inset { h2 { (t!(lang, "feeds-here")) } span.quiet { (t!(lang, "feeds-here-n", n = here)) } }
                    @if here == 0 { (empty("download", &t!(lang, "feeds-none-title"), &t!(lang, "feeds-none-text"), None)) }
                    (table(&visit, &feeds))
                }
                (providers::card(&visit, &told))
                section.card { header { h2 { (t!(lang, "knowing-title")) } } (knowing::line(&visit)) }
            }
            div.stack {
                (bring::cards(&visit, asking::standing(&feeds, true)))
                @if let Some(standing) = &standing { (schedule::card(&visit, standing)) }
                (asking::card(&visit, &feeds))
                (by_hand(lang))
                (offline(&visit, asking::standing(&feeds, true).is_some()))
            }
        }
    };
    Ok(Page::new(Nav::Vulnerabilities, t!(lang, "nav-feeds"), body).answer(&visit))
}

fn table(visit: &Visit, feeds: &[FeedStatus]) -> Markup {
    let lang = visit.lang;
    if feeds.is_empty() {
        return html! {};
    }
    html! {
        div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "feeds-here")) { table.cards {
            thead { tr { th { (t!(lang, "feed")) } th { (t!(lang, "feed-state")) } th { (t!(lang, "feed-success")) } th data-num { (t!(lang, "feed-records")) } } }
            tbody { @for feed in feeds { tr {
                th scope="row" { b { (name(lang, feed)) } small { (lang.t(&format!("feed-what-{}", feed.feed.as_str()))) } }
                td data-card="end" { (state(lang, feed)) }
                td data-card="line" { (age(lang, feed)) (troubles(lang, feed)) }
                td data-num data-label=(t!(lang, "feed-records")) {
                    @if feed.files > 0 { (number(feed.records as u64)) small { (bytes(feed.bytes)) @if feed.unread > 0 { (t!(lang, "list-dot")) (t!(lang, "feed-unread", n = number(feed.unread as u64))) } } }
                    @else { "—" }
                }
            } } }
        } }
    }
}

/// A feed by name.
#[must_use]
pub fn name(lang: Lang, feed: &FeedStatus) -> String {
    lang.t(&format!("feed-name-{}", feed.feed.as_str())).into_owned()
}

fn state(lang: Lang, feed: &FeedStatus) -> Markup {
    let (status, key) = match () {
        () if feed.failure.is_some() => (Status::Warn, "feed-state-failed"),
        () if feed.is_old() => (Status::Warn, "feed-state-old"),
        () if feed.files > 0 && feed.is_sound() => (Status::Ok, "feed-state-here"),
        () if feed.has_nothing_to_ask() && feed.is_sound() => (Status::Ok, "feed-state-nothing-to-ask"),
        () if feed.files > 0 => (Status::Check, "feed-state-part"),
        () if feed.on => (Status::Unknown, "feed-state-wanted"),
        () => return html! { span.quiet { (t!(lang, "feed-state-off")) } },
    };
    badge::badge(status, &lang.t(key))
}

fn age(lang: Lang, feed: &FeedStatus) -> Markup {
    html! {
        @match (&feed.last_success, &feed.newest) {
            (Some(at), _) => (day(lang, at)),
            (None, Some(newest)) => (t!(lang, "feed-newest-of", day = day(lang, newest))),
            (None, None) => "—",
        }
        @if let Some(days) = feed.age_days { small { (t!(lang, "feed-age", n = days.max(0))) } }
        @if let Some(bundle) = &feed.bundle { small { (t!(lang, "feed-from-bundle", id = bundle.chars().take(12).collect::<String>())) } }
    }
}

/// What went wrong, in plain words.
fn troubles(lang: Lang, feed: &FeedStatus) -> Markup {
    html! {
        @if let Some(failure) = &feed.failure {
            small { (icon("alert")) " " (day(lang, &failure.at)) "：" @if lang == Lang::Ja { (failure.sentence_ja) } @else { (failure.sentence_en) } }
        }
        @for (key, list) in [("feed-kept-out", &feed.kept_out), ("feed-unchecked", &feed.unchecked)] { @if !list.is_empty() {
            details.more { summary { (t!(lang, key, n = list.len())) }
                ul { @for one in list.iter().take(50) { li { code { (one.name) } " " (why(lang, &one.why)) } } }
            }
        } }
        @if !feed.unlisted.is_empty() {
            details.more { summary { (t!(lang, "feed-unlisted", n = feed.unlisted.len())) }
                ul { @for one in feed.unlisted.iter().take(50) { li { code { (one.document) } " " (t!(lang, "feed-unlisted-since", date = day(lang, &one.since))) } } }
            }
        }
    }
}

/// A reason in the language of the page.
fn why(lang: Lang, trouble: &Trouble) -> String {
    if lang == Lang::Ja { trouble.sentence_ja() } else { trouble.to_string() }
}

/// The way to what nobody publishes for machines.
fn by_hand(lang: Lang) -> Markup {
    html! {
        section.card #hand {
            header { h2 { (t!(lang, "feeds-hand")) } }
            p { (t!(lang, "feeds-hand-text")) }
            p.under { a.button href="/communications" { (icon("bell")) (t!(lang, "communications")) } }
        }
    }
}

/// `GET /feeds/form.toml`
pub async fn form() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/toml; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"kikimori-form.toml\""),
    ];
    (headers, FORM).into_response()
}

/// Steps for a hospital without internet.
fn offline(visit: &Visit, asks: bool) -> Markup {
    let lang = visit.lang;
    html! {
        section.card {
            header { h2 { (t!(lang, "feeds-offline")) } }
            ol.tasks { @for step in 1..=4 { li { div { (lang.t(&format!("feeds-offline-{step}"))) } } } }
            p.quiet.under { (lang.t(if asks { "feeds-no-sending-but" } else { "feeds-no-sending" })) }
        }
    }
}
