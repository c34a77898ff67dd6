//! 安全性情報: what authorities tell that nobody publishes for machines. A list with search; each has its page, its form and its history.

pub mod bring;
pub mod fields;
pub mod filled;
pub mod form;
pub mod one;

use app::feeds::communications::{Kept, Shelf};
use axum::response::Response;
use domain::{alerts::Status, date::Date};
use maud::{Markup, html};

use crate::{
    error::WebError,
    locale::Lang,
    page::{Nav, Page},
    parts::{
        badge, empty, head, icon,
        numbers::number,
        pager::{Pages, pager},
        tables::{chip, day_words, search},
    },
    t,
    visit::Visit,
};

/// Issuers offered as filters.
const MOST_ISSUERS: usize = 8;

/// Everything that is written down. A fixed picture has nothing.
///
/// # Errors
/// When the folder cannot be read.
pub async fn shelf(visit: &Visit) -> Result<Shelf, WebError> {
    match visit.site.node() {
        Ok(node) => Ok(node.communications().await?),
        Err(_) => Ok(Shelf::default()),
    }
}

/// `GET /communications`
///
/// # Errors
/// When the folder cannot be read.
pub async fn list(visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let shelf = shelf(&visit).await?;
    let (asked, issuer) = (visit.query.get("q").unwrap_or_default(), visit.query.get("issuer"));
    let gone = visit.query.get("withdrawn").is_some();
    let wanted = |kept: &&Kept| {
        kept.told.withdrawn == gone
            && issuer.is_none_or(|issuer| kept.told.issuer == issuer)
            && kept.has(asked)
    };
    let found: Vec<&Kept> = shelf.entries.iter().filter(wanted).collect();
    let pages = Pages::from_query(&visit.query, found.len());
    let shown: Vec<&Kept> = found.into_iter().skip(pages.skip()).take(pages.size).collect();
    let body = html! {
        (head(
            Some(html! { a href="/feeds" { (t!(lang, "nav-feeds")) } }),
            html! { (t!(lang, "communications")) },
            Some(html! { (t!(lang, "communications-lead")) }),
            Some(html! {
                a.button data-kind="primary" href="/communications/new" { (icon("plus")) (t!(lang, "communication-new")) }
                @if !shelf.entries.is_empty() { a.button href="/communications.csv" { (icon("download")) (t!(lang, "communications-table")) } }
            }),
        ))
        div.stack {
            (unread(lang, &shelf))
            @if shelf.entries.is_empty() {
                (empty("bell", &t!(lang, "communications-none-title"), &t!(lang, "communications-none-text"), Some(("/communications/new", &t!(lang, "communication-new")))))
            } @else {
                section.card data-bare aria-label=(t!(lang, "communications")) {
                    div.tools { (search(&visit, &t!(lang, "communications-search"))) (chips(&visit, &shelf)) }
                    @if shown.is_empty() {
                        (empty("search", &t!(lang, "communications-not-found"), &t!(lang, "communications-not-found-text"), Some(("/communications", &t!(lang, "communications-show-all")))))
                    } @else { (table(lang, &shown)) }
                    (pager(&visit, pages))
                }
            }
            (bring::card(&visit))
        }
    };
    Ok(Page::new(Nav::Vulnerabilities, t!(lang, "communications"), body).answer(&visit))
}

/// What could not be read is told: it judges nothing.
fn unread(lang: Lang, shelf: &Shelf) -> Markup {
    html! {
        @if !shelf.unread.is_empty() {
            section.alert data-status="warn" {
                h2 { (icon("alert")) (t!(lang, "communications-unread", n = shelf.unread.len())) }
                ul { @for (file, why) in shelf.unread.iter().take(20) { li { code { (file) } " " span lang="en" { (why) } } } }
            }
        }
    }
}

fn chips(visit: &Visit, shelf: &Shelf) -> Markup {
    let mut issuers: Vec<&str> = shelf.entries.iter().map(|kept| kept.told.issuer.as_str()).collect();
    issuers.sort_unstable();
    issuers.dedup();
    let withdrawn = shelf.entries.iter().any(|kept| kept.told.withdrawn);
    html! {
        div.chips.scroll-x {
            @if issuers.len() > 1 { @for issuer in issuers.into_iter().take(MOST_ISSUERS) { (chip(visit, "issuer", issuer, issuer)) } }
            @if withdrawn { (chip(visit, "withdrawn", "yes", &visit.lang.t("communication-withdrawn"))) }
        }
    }
}

fn table(lang: Lang, shown: &[&Kept]) -> Markup {
    html! {
        div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "communications")) { table.cards data-keys {
            thead { tr {
                th scope="col" { (t!(lang, "communication-field-title")) }
                th scope="col" { (t!(lang, "communication-field-from")) }
                th scope="col" { (t!(lang, "communication-field-date")) }
                th scope="col" { (t!(lang, "communication-field-product")) }
                th scope="col" data-num { (t!(lang, "communication-field-actions")) }
            } }
            tbody { @for kept in shown { (line(lang, kept)) } }
        } }
    }
}

fn line(lang: Lang, kept: &Kept) -> Markup {
    let told = &kept.told;
    html! {
        tr {
            th scope="row" { a href={ "/communications/" (kept.key) } { b lang=[language(told.japanese)] { (title(told)) } small { (told.id) @for also in told.also.iter().take(3) { (t!(lang, "list-dot")) (also) } } } }
            td data-card="end" { (told.issuer) @if told.withdrawn { " " (badge::badge(Status::Unknown, &t!(lang, "communication-withdrawn"))) } @else if told.unjudged().is_some() { " " (badge::badge(Status::Warn, &t!(lang, "communication-unjudged-short"))) } }
            td data-card="line" { (date(lang, &told.date)) @if !told.updated.is_empty() { small { (t!(lang, "communication-updated-on", day = date(lang, &told.updated))) } } }
            td data-card="line" { @match told.products.first() {
                Some(first) => { (first.maker) " " (first.model) @if told.products.len() > 1 { small { (t!(lang, "and-more", n = told.products.len() - 1)) } } },
                None => "—",
            } }
            td data-num data-label=(t!(lang, "communication-field-actions")) { @if told.actions.is_empty() { "—" } @else { (number(told.actions.len() as u64)) } }
        }
    }
}

/// What it is called.
#[must_use]
pub fn title(told: &domain::vulnerabilities::Communication) -> &str {
    if told.title.is_empty() { &told.id } else { &told.title }
}

/// A day in words; a text that is none as it stands.
#[must_use]
pub fn date(lang: Lang, text: &str) -> String {
    Date::parse(text).map_or_else(|_| text.to_owned(), |date| day_words(lang, date))
}

/// The language of what a person wrote down, when it is not known to be Japanese.
#[must_use]
pub const fn language(japanese: bool) -> Option<&'static str> {
    if japanese { Some("ja") } else { None }
}
