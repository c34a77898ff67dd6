//! One part of a list: everything the document says of it.

use app::{open_sboms::OpenSbom, sbom_library::KeptSbom};
use axum::{extract::Path, response::Response};
use domain::{alerts::Status, sbom::Component};
use maud::{Markup, html};

use super::{open, parts::kind_word, title};
use crate::{
    error::WebError,
    page::{Nav, Page},
    pages::products::words,
    parts::{
        badge, head,
        tables::{fact, or_unknown},
    },
    t,
    visit::Visit,
};

/// Neighbours that are shown of one sort.
const SHOWN: usize = 100;

/// `GET /sboms/{id}/parts/{at}`
///
/// # Errors
/// When there is no such list or part.
pub async fn show(Path((id, at)): Path<(String, usize)>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let (kept, document) = open(&visit, &id).await?;
    let component = document.sbom.components.get(at).ok_or(WebError::NotFound("part"))?;
    let name = component.full_name();
    let list = format!("/sboms/{}", kept.id);
    let body = html! {
        (head(
            Some(html! { a href="/sboms" { (t!(lang, "nav-sboms")) } " ／ " a href=(list) { (title(&visit, kept)) } }),
            html! { (name) " " @match &component.version { Some(version) => (version), None => span.badge data-status="unknown" { (t!(lang, "version-unknown")) } } },
            component.description.as_deref().map(|text| html! { (text.chars().take(300).collect::<String>()) }),
            Some(html! { a.button href={ (list) "?view=tree&at=" (at) } { (t!(lang, "part-in-tree")) } }),
        ))
        div.columns {
            div.stack { (facts(&visit, component)) (identifiers(&visit, component)) }
            div.stack { (support(&visit, component)) (neighbours(&visit, kept, &document, at)) (further(&visit, component)) }
        }
    };
    Ok(Page::new(Nav::Sboms, name, body).answer(&visit))
}

fn facts(visit: &Visit, component: &Component) -> Markup {
    let lang = visit.lang;
    let licences: Vec<&str> = component.licences.iter().map(|licence| licence.text.as_str()).collect();
    let kind = component.kind.as_deref().map(|kind| kind_word(visit, kind));
    html! {
        section.card {
            header { h2 { (t!(lang, "part-facts")) } }
            table.facts { tbody {
                (fact(&t!(lang, "product-version"), or_unknown(lang, component.version.as_deref())))
                (fact(&t!(lang, "part-kind"), or_unknown(lang, kind.as_deref())))
                (fact(&t!(lang, "part-supplier"), or_unknown(lang, component.supplied_by())))
                (fact(&t!(lang, "part-licence"), or_unknown(lang, Some(licences.join("、").as_str()))))
                @if let Some(text) = &component.copyright { (fact(&t!(lang, "part-copyright"), html! { (text.chars().take(300).collect::<String>()) })) }
                @if let Some(text) = &component.file_name { (fact(&t!(lang, "part-file-name"), html! { code { (text) } })) }
                @if let Some(text) = &component.download { (fact(&t!(lang, "part-download"), html! { code { (text) } })) }
                @if let Some(certainty) = component.certainty { (fact(&t!(lang, "fact-certainty"), badge::certainty(lang, certainty))) }
                (fact(&t!(lang, "part-place"), html! { code { (component.place) } }))
            } }
        }
    }
}

fn identifiers(visit: &Visit, component: &Component) -> Markup {
    let lang = visit.lang;
    html! {
        section.card {
            header { h2 { (t!(lang, "part-identifier")) } }
            @if component.identifiers.is_empty() { p { (badge::badge(Status::Unknown, &t!(lang, "part-no-identifier"))) } p.quiet { (t!(lang, "part-no-identifier-text")) } }
            ul.rows { @for identifier in component.identifiers.iter().take(SHOWN) { li { span {} div { code { (identifier.value) }
                @if identifier.problem().is_some() { small { (t!(lang, "part-identifier-odd")) } } } span {} } } }
            @if !component.hashes.is_empty() { h3.under { (t!(lang, "part-hashes")) }
                ul.rows { @for hash in component.hashes.iter().take(SHOWN) { li { span {} div { small { (hash.algorithm) } code.long { (hash.value) } } span {} } } } }
        }
    }
}

fn support(visit: &Visit, component: &Component) -> Markup {
    let lang = visit.lang;
    let support = &component.support;
    let (status, key) = match support.has_ended(words::today(visit)) {
        Some(true) => (Status::Warn, "support-ended"),
        Some(false) => (Status::Ok, "support-supported"),
        None => (Status::Unknown, "support-unknown"),
    };
    html! {
        section.card {
            header { h2 { (t!(lang, "product-support")) } (badge::badge(status, &lang.t(key))) }
            table.facts { tbody {
                (fact(&t!(lang, "part-support-level"), html! { @match &support.level { Some(level) => span lang="en" { (level) }, None => span.missing { (t!(lang, "unknown-short")) } } }))
                (fact(&t!(lang, "product-end-of-life"), or_unknown(lang, support.end_of_life.as_deref())))
                (fact(&t!(lang, "product-end-of-support"), or_unknown(lang, support.end_of_support.as_deref())))
            } }
            @if support.clash().is_some() { p.quiet { (t!(lang, "part-support-clash")) } }
        }
    }
}

fn neighbours(visit: &Visit, kept: &KeptSbom, document: &OpenSbom, at: usize) -> Markup {
    let lang = visit.lang;
    let list = |words: &str, parts: &[usize]| {
        html! { @if !parts.is_empty() { h3.under { (lang.t(words)) " " span.quiet { (parts.len()) } }
        ul.rows { @for part in parts.iter().take(SHOWN) { @if let Some(component) = document.sbom.components.get(*part) { li { span {} a href={ "/sboms/" (kept.id) "/parts/" (part) } { (component.full_name()) } span { (component.version.as_deref().unwrap_or("—")) } } } } }
        @if parts.len() > SHOWN { p.quiet { (t!(lang, "and-more", n = parts.len() - SHOWN)) } } } }
    };
    let (above, below) = (document.tree.above(at), document.tree.below(at));
    html! {
        section.card {
            header { h2 { (t!(lang, "part-relations")) } }
            @if above.is_empty() && below.is_empty() { p.quiet { (t!(lang, "part-no-relations")) } }
            (list("part-above", above)) (list("part-below", below))
        }
    }
}

fn further(visit: &Visit, component: &Component) -> Markup {
    let lang = visit.lang;
    if component.properties.is_empty() && component.references.is_empty() {
        return html! {};
    }
    html! {
        details.card { summary { (t!(lang, "part-further")) }
            table.facts { tbody {
                @for property in component.properties.iter().take(SHOWN) { (fact(&property.name, html! { (property.value.chars().take(300).collect::<String>()) })) }
                @for reference in component.references.iter().take(SHOWN) { (fact(&reference.kind, html! { code.long { (reference.url) } })) }
            } }
        }
    }
}
