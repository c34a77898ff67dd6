//! Registering a version, changing its dates, taking it off the list.

use app::products::VersionDraft;
use axum::{
    Form,
    extract::Path,
    response::{Redirect, Response},
};
use domain::products::Product;
use maud::{Markup, html};
use serde::Deserialize;

use super::{form::Retire, words};
use crate::{
    error::WebError,
    page::{Nav, Page},
    parts::{head, icon},
    t,
    visit::Visit,
};

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Filled {
    token: String,
    version: String,
    #[serde(default)]
    released: String,
    #[serde(default)]
    end_of_sale: String,
    #[serde(default)]
    end_of_life: String,
    #[serde(default)]
    limited_support_until: String,
    #[serde(default)]
    end_of_support: String,
    #[serde(default)]
    legacy: String,
    #[serde(default)]
    note: String,
}

impl From<Filled> for VersionDraft {
    fn from(filled: Filled) -> Self {
        Self {
            version: filled.version,
            released: filled.released,
            end_of_sale: filled.end_of_sale,
            end_of_life: filled.end_of_life,
            limited_support_until: filled.limited_support_until,
            end_of_support: filled.end_of_support,
            legacy: match filled.legacy.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            note: filled.note,
        }
    }
}

/// `GET /products/{id}/versions/new`
///
/// # Errors
/// When there is no such product.
pub async fn new(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let product = words::find(&visit, &id)?;
    let title = t!(visit.lang, "version-new");
    let draft = VersionDraft {
        version: visit.query.get("version").unwrap_or_default().to_owned(),
        ..VersionDraft::default()
    };
    Ok(page(&visit, product, "new", &draft, &title, html! {}))
}

/// `GET /products/{id}/versions/{version}`
///
/// # Errors
/// When there is no such version.
pub async fn show(Path((id, version)): Path<(String, String)>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let product = words::find(&visit, &id)?;
    let version = words::find_version(product, &version)?;
    let retire = format!("/products/{}/versions/{}/retire", product.id, version.id);
    let aside = html! {
        section.card {
            header { h2 { (t!(lang, "product-sboms")) } a href="/sboms#take-in" { (t!(lang, "sbom-take-in")) } }
            @if version.sboms.is_empty() { p.quiet { (t!(lang, "version-no-sbom")) } }
            ul.rows { @for id in &version.sboms { @if let Some(kept) = visit.view.snapshot.sboms.iter().find(|kept| kept.id == *id) {
                li { (icon("list")) div { a href={ "/sboms/" (id) } { (kept.file_name) } small { (t!(lang, "sbom-parts-n", n = kept.packages)) } } span {} }
            } } }
        }
        @if !version.retired { details.more { summary { (t!(lang, "version-retire")) } p.quiet { (t!(lang, "version-retire-text")) } (words::button(&visit, &retire, &[("retired", "yes")], None, &t!(lang, "version-retire"))) } }
    };
    let title = words::with_version(lang, product, Some(version));
    Ok(page(&visit, product, version.id.as_str(), &VersionDraft::from(version), &title, aside))
}

fn page(
    visit: &Visit,
    product: &Product,
    tail: &str,
    draft: &VersionDraft,
    title: &str,
    aside: Markup,
) -> Response {
    let lang = visit.lang;
    let here = format!("/products/{}", product.id);
    let crumbs = html! { a href="/products" { (t!(lang, "nav-products")) } " ／ " a href=(here) { (words::name(lang, product)) } };
    let body = html! {
        (head(Some(crumbs), html! { (title) }, None, None))
        div.stack {
            section.card {
                form.stack method="post" action={ (here) "/versions/" (tail) } {
                    input type="hidden" name="token" value=(visit.token());
                    (fields(visit, draft))
                    p.actions {
                        button data-kind="primary" type="submit" { (t!(lang, "save")) }
                        a.button data-kind="quiet" href=(here) { (t!(lang, "cancel")) }
                    }
                }
                footer { (t!(lang, "version-dates-why")) }
            }
            (aside)
        }
    };
    Page::new(Nav::Products, title, body).answer(visit)
}

/// The fields of a version; the same where a parts list registers one.
pub fn fields(visit: &Visit, draft: &VersionDraft) -> Markup {
    let lang = visit.lang;
    let date = |name: &str, words: &str, hint: &str, value: &str| {
        html! { label.field { span { (lang.t(words)) } input type="date" name=(name) value=(value); small { (lang.t(hint)) } } }
    };
    let legacy = [("", None), ("no", Some(false)), ("yes", Some(true))];
    html! {
        div.fields {
            label.field { span { (t!(lang, "product-version")) } input name="version" value=(draft.version) maxlength="200" required autocomplete="off"; small { (t!(lang, "product-version-hint")) } }
            (date("released", "product-released", "product-date-hint", &draft.released))
            (date("end_of_sale", "product-end-of-sale", "product-date-hint", &draft.end_of_sale))
            (date("end_of_life", "product-end-of-life", "product-end-of-life-hint", &draft.end_of_life))
            (date("limited_support_until", "product-limited-until", "product-limited-until-hint", &draft.limited_support_until))
            (date("end_of_support", "product-end-of-support", "product-end-of-support-hint", &draft.end_of_support))
            label.field { span { (t!(lang, "product-legacy")) } select name="legacy" { @for (value, told) in legacy {
                option value=(value) selected[told == draft.legacy] { (lang.t(words::legacy(told))) }
            } } small { (t!(lang, "product-legacy-hint")) } }
            label.field { span { (t!(lang, "product-note")) } input name="note" value=(draft.note) maxlength="200" autocomplete="off"; }
        }
    }
}

/// `POST /products/{id}/versions/new`
///
/// # Errors
/// When the form is not ours, or the dates contradict each other.
pub async fn add(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Filled>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let product = words::find(&visit, &id)?;
    let node = visit.site.node()?;
    node.add_version(&visit.org, &product.id, &form.into(), visit.caller.name()).await?;
    Ok(Redirect::to(&format!("/products/{id}#versions")))
}

/// `POST /products/{id}/versions/{version}`
///
/// # Errors
/// When the form is not ours, or the dates contradict each other.
pub async fn save(
    Path((id, version)): Path<(String, String)>,
    visit: Visit,
    Form(form): Form<Filled>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let product = words::find(&visit, &id)?;
    let version = words::find_version(product, &version)?;
    let node = visit.site.node()?;
    node.change_version(&visit.org, &product.id, &version.id, &form.into(), visit.caller.name()).await?;
    Ok(Redirect::to(&format!("/products/{id}#versions")))
}

/// `POST /products/{id}/versions/{version}/retire`
///
/// # Errors
/// When the form is not ours or there is no such version.
pub async fn retire(
    Path((id, version)): Path<(String, String)>,
    visit: Visit,
    Form(form): Form<Retire>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let product = words::find(&visit, &id)?;
    let version = words::find_version(product, &version)?;
    let node = visit.site.node()?;
    let off = form.retired == "yes";
    node.retire_version(&visit.org, &product.id, &version.id, off, visit.caller.name()).await?;
    Ok(Redirect::to(&format!("/products/{id}#versions")))
}
