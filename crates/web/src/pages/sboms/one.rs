//! One parts list: what it is of, how complete it is, and its parts flat or as a tree.

use app::{open_sboms::OpenSbom, sbom_exports::ExportFormat, sbom_library::KeptSbom};
use axum::{extract::Path, response::Response};
use maud::{Markup, html};

use super::{attached, completeness, open, parts, title, tree};
use crate::{
    error::WebError,
    locale::Lang,
    page::{Nav, Page},
    pages::products::words,
    parts::{
        head, icon,
        numbers::{moment, number},
        tables::{fact, or_unknown},
    },
    t,
    visit::Visit,
};

/// Warnings that are shown; the rest is counted.
const WARNINGS: usize = 60;

/// `GET /sboms/{id}`: `view` is `parts`, `tree`, `complete` or `about`.
///
/// # Errors
/// When there is no such list.
pub async fn show(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let (kept, document) = open(&visit, &id).await?;
    let title = title(&visit, kept);
    let view = visit.query.get("view").unwrap_or("parts");
    let body = html! {
        (head(
            Some(html! { a href="/sboms" { (t!(lang, "nav-sboms")) } " ／ " (kept.file_name) }),
            html! { (title) },
            Some(html! { (kept.format) "　" (t!(lang, "sbom-parts-n", n = number(kept.packages as u64))) }),
            Some(html! {
                a.button href={ "/sboms/compare?b=" (kept.id) } { (icon("columns")) (t!(lang, "sbom-compare")) }
                a.button href={ "/sboms/" (kept.id) "/export" } { (icon("download")) (t!(lang, "sbom-export")) }
            }),
        ))
        div.stack.print-wide {
            @if visit.query.get("known").is_some() { section.alert data-status="check" { h3 { (icon("check")) (t!(lang, "sbom-known-title")) } p { (t!(lang, "sbom-known-text")) } } }
            (cut(lang, &document))
            @if kept.versions.is_empty() { section.alert data-status="unknown" { h3 { (icon("unknown")) (t!(lang, "sbom-unfiled-title")) } p { (t!(lang, "sbom-unfiled-text")) } p.actions.under { a.button data-kind="primary" href={ "/sboms/" (kept.id) "/file" } { (t!(lang, "sbom-unfiled")) } } } }
            (tabs(&visit, kept, view))
            @match view {
                "tree" => (tree::card(&visit, kept, &document)),
                "complete" => (completeness::card(&visit, kept, &document)),
                "about" => (about(&visit, kept, &document)),
                _ => (parts::card(&visit, kept, &document)),
            }
        }
    };
    Ok(Page::new(Nav::Sboms, title, body).answer(&visit))
}

fn tabs(visit: &Visit, kept: &KeptSbom, here: &str) -> Markup {
    let lang = visit.lang;
    html! {
        nav.chips aria-label=(t!(lang, "sbom-views")) { @for view in ["parts", "tree", "complete", "about"] {
            a.chip href={ "/sboms/" (kept.id) "?view=" (view) } aria-current=[(view == here).then_some("page")] {
                (lang.t(&format!("sbom-view-{view}")))
                @if view == "about" && kept.warnings > 0 { " " (t!(lang, "sbom-warnings-n", n = kept.warnings)) }
            }
        } }
    }
}

fn about(visit: &Visit, kept: &KeptSbom, document: &OpenSbom) -> Markup {
    let lang = visit.lang;
    let sbom = &document.sbom;
    let said = &kept.describes;
    let authors: Vec<&str> = sbom.authors.iter().map(|author| author.name.as_str()).collect();
    html! {
        div.columns {
            div.stack {
                section.card {
                    header { h2 { (t!(lang, "sbom-view-about")) } }
                    table.facts { tbody {
                        (fact(&t!(lang, "sbom-of"), attached(visit, kept)))
                        (fact(&t!(lang, "product-maker"), or_unknown(lang, said.maker.as_deref())))
                        (fact(&t!(lang, "product-name"), or_unknown(lang, said.name.as_deref())))
                        (fact(&t!(lang, "product-version"), or_unknown(lang, said.version.as_deref())))
                        (fact(&t!(lang, "sbom-created"), or_unknown(lang, kept.created.as_deref())))
                        (fact(&t!(lang, "sbom-authors"), or_unknown(lang, Some(authors.join("、").as_str()))))
                        (fact(&t!(lang, "sbom-received"), html! { (moment(lang, visit.view.snapshot.taken, kept.received)) }))
                        (fact(&t!(lang, "sbom-sha256"), html! { code { (kept.sha256()) } }))
                    } }
                    footer { a href={ "/sboms/" (kept.id) "/original" } { (t!(lang, "sbom-original")) } }
                }
                (told(visit, document))
            }
            div.stack {
                (filed(visit, kept))
                details.more { summary { (t!(lang, "sbom-remove")) } p.quiet { (t!(lang, "sbom-remove-text")) } (words::button(visit, &format!("/sboms/{}/remove", kept.id), &[("removed", "yes")], None, &t!(lang, "sbom-remove"))) }
            }
        }
    }
}

/// That the list is not known to be whole, before anything else that is said of it.
pub fn cut(lang: Lang, document: &OpenSbom) -> Markup {
    html! {
        @if document.sbom.has_rest() {
            section.alert data-status="warn" { h3 { (icon("alert")) (t!(lang, "sbom-cut-title")) } p { (t!(lang, "sbom-cut-text")) } }
        }
    }
}

/// Everything odd that was met while reading, with its place.
pub fn told(visit: &Visit, document: &OpenSbom) -> Markup {
    let lang = visit.lang;
    let told = document.sbom.told();
    html! {
        section.card #warnings {
            header { h2 { (t!(lang, "sbom-warnings")) } span.quiet { (t!(lang, "sbom-warnings-n", n = told.len())) } }
            @if told.is_empty() { p.quiet { (t!(lang, "sbom-warnings-none")) } }
            @else {
                p.quiet { (t!(lang, "sbom-warnings-text")) }
                ul.rows lang="en" { @for line in told.iter().take(WARNINGS) { li { (icon("alert")) div { (line.chars().take(300).collect::<String>()) } span {} } } }
                @if told.len() > WARNINGS { p.quiet { (t!(lang, "and-more", n = told.len() - WARNINGS)) } }
            }
        }
    }
}

fn filed(visit: &Visit, kept: &KeptSbom) -> Markup {
    let lang = visit.lang;
    html! {
        section.card {
            header { h2 { (t!(lang, "sbom-of")) } a href={ "/sboms/" (kept.id) "/file" } { (t!(lang, "sbom-file-more")) } }
            ul.rows { @for (product, version) in &kept.versions { @if let Some(product) = words::by_id(visit, product) { li {
                (icon("ledger"))
                div { a href={ "/products/" (product.id) } { (words::with_version(visit.lang, product, product.version(version))) } small { (product.maker) } }
                (words::button(visit, &format!("/sboms/{}/detach", kept.id), &[("product", product.id.as_str()), ("version", version.as_str())], Some("quiet"), &t!(lang, "sbom-detach")))
            } } } }
            @if kept.versions.is_empty() { p.quiet { (t!(lang, "sbom-unfiled-text")) } }
        }
    }
}

/// The formats in which it can be had, as links.
pub fn formats(visit: &Visit, kept: &KeptSbom) -> Markup {
    html! {
        ul.rows { @for format in ExportFormat::ALL { li {
            (icon("download"))
            a href={ "/sboms/" (kept.id) "/export/" (format.as_str()) } { (format.name()) }
            span.quiet { (visit.lang.t(&format!("export-{}", format.as_str().replace('.', "-")))) }
        } } }
    }
}
