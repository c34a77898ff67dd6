//! The lists of one file: which of them is a product's, or all of them under one.

use app::{error::AppError, sbom_library::KeptSbom, sbom_making::Product};
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::ids::SbomId;
use maud::{Markup, html};
use serde::Deserialize;

use super::attached;
use crate::{
    error::WebError,
    page::{Nav, Page},
    parts::{head, icon, numbers::number, quotation, tables::or_unknown},
    t,
    visit::Visit,
};

/// Lists of a file, with their numbers in it.
pub struct Together<'v> {
    name: &'v str,
    /// How many the file has.
    of: usize,
    lists: Vec<(usize, &'v KeptSbom)>,
}

impl<'v> Together<'v> {
    /// # Errors
    /// When no list that is kept came in such a file.
    pub fn find(visit: &'v Visit, file: &str) -> Result<Self, WebError> {
        let mut found = Self { name: "", of: 0, lists: Vec::new() };
        for kept in visit.view.snapshot.sboms.iter() {
            for place in kept.in_files.iter().filter(|place| place.file == file) {
                (found.name, found.of) = (&place.name, place.of);
                found.lists.push((place.number, kept));
            }
        }
        found.lists.sort_by_key(|(number, _)| *number);
        if found.lists.is_empty() { Err(WebError::NotFound("sbom")) } else { Ok(found) }
    }

    /// Every list once.
    pub fn ids(&self) -> Vec<SbomId> {
        let mut ids: Vec<SbomId> = Vec::new();
        for (_, kept) in &self.lists {
            if !ids.contains(&kept.id) {
                ids.push(kept.id.clone());
            }
        }
        ids
    }

    /// Numbers of lists that could not be read, or were removed.
    fn missing(&self) -> Vec<String> {
        let is_there =
            |number: &usize| self.lists.binary_search_by_key(number, |(number, _)| *number).is_ok();
        (1..=self.of).filter(|number| !is_there(number)).map(|number| number.to_string()).collect()
    }

    /// The maker that every list names.
    fn maker(&self) -> &str {
        let mut makers =
            self.lists.iter().map(|(_, kept)| kept.describes.maker.as_deref().unwrap_or_default());
        let first = makers.next().unwrap_or_default();
        if makers.all(|maker| maker == first) { first } else { "" }
    }
}

/// `GET /sboms/together/{file}`
///
/// # Errors
/// When there is no such file.
pub async fn show(Path(file): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let together = Together::find(&visit, &file)?;
    let missing = together.missing();
    let body = html! {
        (head(
            Some(html! { a href="/sboms" { (t!(lang, "nav-sboms")) } " ／ " (together.name) }),
            html! { (t!(lang, "together-title", n = together.of)) },
            Some(html! { (t!(lang, "together-lead")) }),
            None,
        ))
        div.stack {
            @if !missing.is_empty() {
                section.alert data-status="warn" { h3 { (icon("alert")) (t!(lang, "together-missing-title", n = missing.len())) } p { (t!(lang, "together-missing-text", numbers = missing.join(", "))) } }
            }
            (table(&visit, &together))
            @if together.lists.len() > 1 && missing.is_empty() { (merging(&visit, &file, &together)) }
        }
    };
    Ok(Page::new(Nav::Sboms, t!(lang, "together-title", n = together.of), body).answer(&visit))
}

fn table(visit: &Visit, together: &Together<'_>) -> Markup {
    let lang = visit.lang;
    html! {
        section.card data-bare {
            div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "nav-sboms")) { table.cards data-keys {
                thead { tr { th { (t!(lang, "sbom-says")) } th { (t!(lang, "product-maker")) } th { (t!(lang, "sbom-parts")) } th { (t!(lang, "sbom-warnings")) } th { (t!(lang, "sbom-of")) } } }
                tbody { @for (number_in_file, kept) in &together.lists { tr {
                    th scope="row" { a href={ "/sboms/" (kept.id) } {
                        b { (number_in_file) ". " (or_unknown(lang, kept.describes.name.as_deref())) @if let Some(version) = &kept.describes.version { " " (version) } }
                        small { (kept.format) }
                    } }
                    td { (or_unknown(lang, kept.describes.maker.as_deref())) }
                    td data-card="end" { (t!(lang, "sbom-parts-n", n = number(kept.packages as u64))) }
                    td { @if kept.warnings == 0 { "—" } @else { (t!(lang, "sbom-warnings-n", n = kept.warnings)) } }
                    td data-card="line" { (attached(visit, kept)) }
                } } }
            } }
        }
    }
}

fn merging(visit: &Visit, file: &str, together: &Together<'_>) -> Markup {
    let lang = visit.lang;
    html! {
        section.card {
            header { h2 { (t!(lang, "together-merge")) } }
            form.stack method="post" action={ "/sboms/together/" (file) "/merge" } {
                input type="hidden" name="token" value=(visit.token());
                p { (t!(lang, "together-merge-text", n = together.ids().len())) }
                div.fields {
                    label.field { span { (t!(lang, "product-maker")) } input name="maker" value=(together.maker()) maxlength="200" autocomplete="off"; small { (t!(lang, "product-maker-hint")) } }
                    label.field { span { (t!(lang, "product-name")) } input name="name" required maxlength="200" autocomplete="off"; small { (t!(lang, "product-name-hint")) } }
                    label.field { span { (t!(lang, "product-version")) } input name="version" required maxlength="200" autocomplete="off"; small { (t!(lang, "product-version-hint")) } }
                }
                p.actions { button type="submit" { (icon("plus")) (t!(lang, "together-merge-go")) } }
            }
        }
    }
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Merging {
    token: String,
    #[serde(default)]
    maker: String,
    name: String,
    version: String,
}

/// `POST /sboms/together/{file}/merge`: leads to the proposal of the list that was made.
///
/// # Errors
/// When the form is not ours, or there is no such file.
pub async fn merge(
    Path(file): Path<String>,
    visit: Visit,
    Form(form): Form<Merging>,
) -> Result<Response, WebError> {
    visit.check_token(&form.token)?;
    let together = Together::find(&visit, &file)?;
    if !together.missing().is_empty() {
        // What is left is not the whole product.
        return Err(WebError::refused("together-missing-merge"));
    }
    let ids = together.ids();
    let product = Product::named(&form.maker, &form.name, &form.version).map_err(AppError::from)?;
    let merged = visit.site.node()?.merge_sboms(&visit.org, &ids, product, visit.caller.name()).await?;
    let to = format!("/sboms/{}/file", merged.taken.id);
    if merged.lost.is_empty() {
        return Ok(Redirect::to(&to).into_response());
    }
    let lang = visit.lang;
    let body = html! {
        (head(Some(html! { a href="/sboms" { (t!(lang, "nav-sboms")) } }), html! { (t!(lang, "together-lost")) }, Some(html! { (t!(lang, "together-lost-lead")) }), None))
        section.card {
            ul.rows { @for lost in &merged.lost { li { (icon("alert")) div lang=[(quotation::say(lang, lost) == lost.as_str()).then_some("en")] { (quotation::say(lang, lost)) } span {} } } }
            p.actions { a.button data-kind="primary" href=(to) { (t!(lang, "sbom-unfiled")) } }
        }
    };
    Ok(Page::new(Nav::Sboms, t!(lang, "together-lost"), body).answer(&visit))
}
