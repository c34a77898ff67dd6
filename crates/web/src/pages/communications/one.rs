//! One communication: what it says, what a hospital is asked to do, which rows here it is about, what was done to the entry, taking it back.

use app::{feeds::communications::Kept, refusal::Refusal};
use axum::{
    Form,
    extract::Path,
    response::{Redirect, Response},
};
use domain::{
    alerts::Status,
    link,
    vulnerabilities::{
        Communication,
        communication::{Affected, Revision},
    },
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{date, language, shelf, title};
use crate::{
    error::{Told, WebError},
    locale::Lang,
    page::{Nav, Page},
    pages::vulnerabilities,
    parts::{badge, head, icon, numbers::moment, tables::fact},
    t,
    value_words::person,
    visit::Visit,
};

/// Rows that are listed.
const MOST: usize = 20;

/// The entry of an address.
///
/// # Errors
/// When there is none.
pub async fn find(visit: &Visit, key: &str) -> Result<Kept, WebError> {
    shelf(visit).await?.entry(key).cloned().ok_or(WebError::NotFound("communication"))
}

/// `GET /communications/{key}`
///
/// # Errors
/// When there is no such entry.
pub async fn show(Path(key): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let kept = find(&visit, &key).await?;
    let told = &kept.told;
    let body = html! {
        (head(
            Some(html! { a href="/communications" { (t!(lang, "communications")) } " ／ " (told.issuer) " " (told.id) }),
            html! { span lang=[language(told.japanese)] { (title(told)) } @if told.withdrawn { " " (badge::badge(Status::Unknown, &t!(lang, "communication-withdrawn"))) } },
            Some(html! { (told.issuer) (t!(lang, "list-dot")) (date(lang, &told.date)) @if !told.updated.is_empty() { (t!(lang, "list-dot")) (t!(lang, "communication-updated-on", day = date(lang, &told.updated))) } }),
            Some(html! { a.button data-kind="primary" href={ "/communications/" (kept.key) "/change" } { (icon("edit")) (t!(lang, "communication-change")) } }),
        ))
        div.columns {
            div.stack {
                @if visit.query.get("saved").is_some() { section.alert data-status="ok" { h2 { (icon("ok")) (t!(lang, "communication-saved")) } p { (t!(lang, "communication-saved-text")) } } }
                @if told.withdrawn { section.alert data-status="check" { h2 { (icon("check")) (t!(lang, "communication-is-withdrawn")) } p { (t!(lang, "communication-is-withdrawn-text")) } } }
                (unjudged(lang, &kept))
                (words(lang, told))
                (actions(lang, told))
                (products(lang, told))
                (rows(&visit, told))
            }
            div.stack {
                (facts(lang, told))
                (history(&visit, &kept))
                (taking_back(&visit, &kept))
            }
        }
    };
    Ok(Page::new(Nav::Vulnerabilities, title(told).to_owned(), body).answer(&visit))
}

/// Why nothing is judged by it, and the way to mend that.
fn unjudged(lang: Lang, kept: &Kept) -> Markup {
    let fault = kept.told.unjudged().filter(|_| !kept.told.withdrawn);
    let why = fault.map(|fault| Refusal::Communication { place: String::new(), fault, more: 0 });
    html! {
        @if let Some(why) = why { section.alert data-status="warn" {
            h2 { (icon("alert")) (t!(lang, "communication-unjudged")) }
            p { (Told::from(&why).say(lang)) }
            p { (t!(lang, "communication-unjudged-text")) }
            p.actions { a.button href={ "/communications/" (kept.key) "/change" } { (icon("edit")) (t!(lang, "communication-change")) } }
        } }
    }
}

fn words(lang: Lang, told: &Communication) -> Markup {
    html! {
        @if !told.summary.is_empty() || !told.risk.is_empty() { section.card {
            @for (key, text) in [("communication-field-risk", &told.risk), ("communication-field-summary", &told.summary)] { @if !text.is_empty() {
                header { h2 { (lang.t(key)) } }
                @for line in text.lines().filter(|line| !line.trim().is_empty()) { p.prose lang=[language(told.japanese)] { (line) } }
            } }
        } }
    }
}

fn actions(lang: Lang, told: &Communication) -> Markup {
    html! {
        section.card {
            header { h2 { (t!(lang, "communication-field-actions")) } }
            @if told.actions.is_empty() { p.quiet { (t!(lang, "communication-no-actions")) } }
            @else {
                ol.tasks lang=[language(told.japanese)] { @for action in &told.actions { li { div { (action) } } } }
                p.quiet.under { (t!(lang, "communication-actions-text")) }
            }
        }
    }
}

fn products(lang: Lang, told: &Communication) -> Markup {
    html! {
        section.card data-bare {
            header.inset { h2 { (t!(lang, "communication-field-product")) } }
            @if told.products.is_empty() { p.quiet.inset { (t!(lang, "communication-no-products")) } }
            @else { div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "communication-field-product")) { table.cards {
                thead { tr { th { (t!(lang, "communication-field-model")) } th { (t!(lang, "communication-field-versions")) } th { "UDI-DI" } } }
                tbody { @for product in &told.products { tr {
                    th scope="row" { b { (product.model) } small { (product.maker) } }
                    td data-card="line" { (versions(lang, product)) }
                    td data-card="line" { @if product.udi_dis.is_empty() { "—" } @for udi in &product.udi_dis { code.line { (udi) } } }
                } } }
            } } }
        }
    }
}

/// What is said of versions, in words.
fn versions(lang: Lang, product: &Affected) -> Markup {
    let parts = [
        ("communication-from-version", &product.from),
        ("communication-up-to-version", &product.up_to),
        ("communication-before-version", &product.before),
    ];
    let bounds = parts.iter().any(|(_, text)| !text.is_empty());
    html! {
        @if product.every_version { (t!(lang, "communication-every-version")) }
        @else if product.versions.is_empty() && !bounds { span.missing { (t!(lang, "communication-no-versions")) } }
        @else {
            @if !product.versions.is_empty() { span.line { (product.versions.join(&lang.t("list-comma"))) } }
            @if bounds { span.line { @for (key, text) in parts { @if !text.is_empty() { (t!(lang, key, version = text.as_str())) " " } } } }
        }
    }
}

/// Rows here that name one of its numbers.
fn rows(visit: &Visit, told: &Communication) -> Markup {
    let lang = visit.lang;
    let exposures = &visit.view.snapshot.exposures;
    let named = |id: &str| told.id == id || told.also.iter().any(|also| also == id);
    let by = format!("{} {}", told.issuer, told.id);
    let asks = |concern: &app::exposures::Concern| {
        concern.remedies.as_ref().is_some_and(|says| says.measures.iter().any(|said| said.by == by))
    };
    // A row may be called by another number than the entry: then it still carries what the entry asks for.
    let about = |concern: &&app::exposures::Concern| named(&concern.found.vulnerability) || asks(concern);
    let all: Vec<_> = exposures.concerns.iter().filter(about).collect();
    let looked = told.revised().is_none_or(|revised| exposures.as_of.is_some_and(|as_of| as_of >= revised));
    let known = exposures.sound && exposures.coverage.is_some() && looked;
    html! {
        section.card {
            header { h2 { (t!(lang, "communication-rows")) } }
            @if all.is_empty() { p.quiet { (lang.t(if known { "communication-no-rows" } else { "communication-rows-unknown" })) } }
            ul.rows { @for concern in all.iter().take(MOST) { li {
                (icon("shield"))
                div {
                    a href=(vulnerabilities::words::address(concern)) { (concern.found.vulnerability) (t!(lang, "list-dot")) (vulnerabilities::words::what(lang, concern, visit.view.exposed.of(&concern.on))) }
                    @if asks(concern) { small { (t!(lang, "communication-row-asks")) } }
                }
                (vulnerabilities::words::verdict(lang, concern))
            } } }
            @if all.len() > MOST { p.quiet { (t!(lang, "and-more", n = all.len() - MOST)) } }
        }
    }
}

fn facts(lang: Lang, told: &Communication) -> Markup {
    html! {
        section.card {
            header { h2 { (t!(lang, "communication-about")) } }
            table.facts { tbody {
                (fact(&t!(lang, "communication-field-from"), html! { (told.issuer) }))
                (fact(&t!(lang, "communication-field-id"), html! { (told.id) }))
                (fact(&t!(lang, "communication-field-also"), html! { @if told.also.is_empty() { "—" } @for also in &told.also { span.line { (also) } } }))
                (fact(&t!(lang, "communication-field-links"), html! { @if told.links.is_empty() { "—" } @for url in &told.links { (page_link(url)) } }))
            } }
        }
    }
}

/// A page of a stranger; where it leads is seen before it is opened. What is no address of a page is shown and leads nowhere.
fn page_link(url: &str) -> Markup {
    html! {
        @match link::host(url).filter(|_| link::is_page(url)) {
            Some(host) => { div { a href=(url) rel="noreferrer noopener" { (host) } } div { small.long { (url) } } },
            None => span.line { code.long { (url) } },
        }
    }
}

fn history(visit: &Visit, kept: &Kept) -> Markup {
    let lang = visit.lang;
    html! {
        section.card {
            header { h2 { (t!(lang, "communication-history")) } }
            @if kept.told.history.is_empty() { p.quiet { (t!(lang, "communication-of-file", file = kept.file.as_str())) } }
            ol.rows.reverse { @for done in kept.told.history.iter().rev() { li { (icon("clock")) div { (revision(visit, done)) } } } }
        }
    }
}

fn revision(visit: &Visit, done: &Revision) -> Markup {
    let lang = visit.lang;
    html! {
        b { (lang.t(&format!("communication-deed-{}", done.what.as_str()))) }
        small { (moment(lang, visit.view.snapshot.taken, done.at)) @if !done.by.is_empty() { (t!(lang, "list-dot")) (person(lang, &done.by)) } }
        @if !done.why.is_empty() { p { (done.why) } }
        @if !done.was.is_empty() { details.more { summary { (t!(lang, "communication-was")) }
            dl.facts { @for (field, text) in &done.was {
                dt { (lang.t(&format!("communication-field-{field}"))) }
                dd { @if text.is_empty() { span.missing { (t!(lang, "communication-was-empty")) } } @else { @for line in text.lines() { span.line { (line) } } } }
            } }
        } }
    }
}

fn taking_back(visit: &Visit, kept: &Kept) -> Markup {
    let lang = visit.lang;
    let gone = kept.told.withdrawn;
    html! {
        section.card.noprint #withdraw {
            header { h2 { (t!(lang, if gone { "communication-restore" } else { "communication-withdraw" })) } }
            p.quiet { (t!(lang, if gone { "communication-restore-text" } else { "communication-withdraw-text" })) }
            form.stack.under method="post" action={ "/communications/" (kept.key) "/withdraw" } {
                input type="hidden" name="token" value=(visit.token());
                input type="hidden" name="withdrawn" value=(if gone { "no" } else { "yes" });
                label.field { span { (t!(lang, "communication-why")) } input name="why" maxlength="200" autocomplete="off" required[!gone]; }
                p.actions { button type="submit" { (t!(lang, if gone { "communication-restore" } else { "communication-withdraw" })) } }
            }
        }
    }
}

/// Taking back, or letting stand again.
#[derive(Debug, Deserialize)]
pub struct Withdrawing {
    token: String,
    withdrawn: String,
    #[serde(default)]
    why: String,
}

/// `POST /communications/{key}/withdraw`
///
/// # Errors
/// When the form is not ours, there is no such entry, or the reason is missing.
pub async fn withdraw(
    Path(key): Path<String>,
    visit: Visit,
    Form(form): Form<Withdrawing>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let node = visit.site.node()?;
    node.withdraw_communication(&key, form.withdrawn == "yes", visit.caller.name(), &form.why).await?;
    Ok(Redirect::to(&format!("/communications/{key}")))
}
