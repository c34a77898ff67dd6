//! What a list is of: the document's own words propose product and version, a person confirms.

use app::{
    products::{ProductDraft, VersionDraft},
    sbom_library::{Choice, Filing, KeptSbom, Proposal, propose},
};
use axum::{
    Form,
    extract::Path,
    response::{Redirect, Response},
};
use domain::{
    ids::{ProductId, VersionId},
    products::Product,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{kept, one, open};
use crate::{
    error::WebError,
    page::{Nav, Page},
    pages::products::words,
    parts::{
        head,
        numbers::number,
        tables::{fact, or_unknown},
    },
    t,
    visit::Visit,
};

/// `GET /sboms/{id}/file`
///
/// # Errors
/// When there is no such list.
pub async fn show(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let (kept, document) = open(&visit, &id).await?;
    let proposal = propose(&kept.describes, &visit.view.snapshot.products);
    let body = html! {
        (head(
            Some(html! { a href="/sboms" { (t!(lang, "nav-sboms")) } " ／ " a href={ "/sboms/" (kept.id) } { (kept.file_name) } }),
            html! { (t!(lang, "sbom-file-title", n = number(kept.packages as u64))) },
            Some(html! { (t!(lang, "sbom-file-lead")) }),
            None,
        ))
        div.columns {
            div.stack { (one::cut(lang, &document)) (said(&visit, kept)) (choice(&visit, kept, &proposal)) }
            div.stack { (one::told(&visit, &document)) }
        }
    };
    Ok(Page::new(Nav::Sboms, t!(lang, "sbom-unfiled"), body).answer(&visit))
}

fn said(visit: &Visit, kept: &KeptSbom) -> Markup {
    let lang = visit.lang;
    let said = &kept.describes;
    html! {
        section.card {
            header { h2 { (t!(lang, "sbom-says")) } span.quiet { (kept.format) } }
            table.facts { tbody {
                (fact(&t!(lang, "product-maker"), or_unknown(lang, said.maker.as_deref())))
                (fact(&t!(lang, "product-name"), or_unknown(lang, said.name.as_deref())))
                (fact(&t!(lang, "product-version"), or_unknown(lang, said.version.as_deref())))
                (fact(&t!(lang, "sbom-parts"), html! { (t!(lang, "sbom-parts-n", n = number(kept.packages as u64))) }))
                @for place in &kept.in_files {
                    (fact(&t!(lang, "together-from"), html! { a href={ "/sboms/together/" (place.file) } { (t!(lang, "together-from-n", name = place.name.clone(), number = place.number, of = place.of)) } }))
                }
            } }
        }
    }
}

fn choice(visit: &Visit, kept: &KeptSbom, proposal: &Proposal) -> Markup {
    let lang = visit.lang;
    let products: Vec<&Product> = visit.view.snapshot.products.iter().filter(|p| !p.retired).collect();
    let is_proposed = |product: &Product| proposal.product.as_ref() == Some(&product.id);
    html! {
        form.stack method="post" action={ "/sboms/" (kept.id) "/file" } {
            input type="hidden" name="token" value=(visit.token());
            section.card {
                header { h2 { (t!(lang, "filing-product")) } }
                div.stack {
                    @if !products.is_empty() {
                        label.field { span { (t!(lang, "filing-known-product")) } select name="product" {
                            option value="" { (t!(lang, "filing-new-product")) }
                            @for product in products { option value=(product.id) selected[is_proposed(product)] { (product.maker) " " (words::name(lang, product)) } }
                        } small { (t!(lang, if proposal.product.is_some() { "filing-proposed" } else { "filing-not-registered" })) } }
                    }
                    div.fields {
                        label.field { span { (t!(lang, "product-maker")) } input name="maker" value=(proposal.draft.maker) maxlength="200" autocomplete="off"; small { (t!(lang, "filing-only-new")) } }
                        label.field { span { (t!(lang, "product-name")) } input name="name" value=(proposal.draft.name) maxlength="200" autocomplete="off"; small { (t!(lang, "filing-only-new")) } }
                        label.field { span { (t!(lang, "product-models")) } textarea name="models" rows="2" {} small { (t!(lang, "product-models-hint")) } }
                    }
                }
            }
            section.card {
                header { h2 { (t!(lang, "product-version")) } }
                div.fields {
                    label.field { span { (t!(lang, "product-version")) } input name="version" value=(proposal.version_draft.version) required maxlength="200" autocomplete="off"; small { (t!(lang, "filing-version-hint")) } }
                    label.field { span { (t!(lang, "product-end-of-life")) } input type="date" name="end_of_life"; small { (t!(lang, "filing-dates-hint")) } }
                    label.field { span { (t!(lang, "product-end-of-support")) } input type="date" name="end_of_support"; small { (t!(lang, "product-end-of-support-hint")) } }
                }
            }
            p.actions {
                button data-kind="primary" type="submit" { (t!(lang, "filing-confirm")) }
                a.button data-kind="quiet" href={ "/sboms/" (kept.id) } { (t!(lang, "filing-later")) }
            }
        }
    }
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Filled {
    token: String,
    #[serde(default)]
    product: String,
    #[serde(default)]
    maker: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    models: String,
    version: String,
    #[serde(default)]
    end_of_life: String,
    #[serde(default)]
    end_of_support: String,
}

/// `POST /sboms/{id}/file`: product and version are registered when they are new.
///
/// # Errors
/// When the form is not ours, or product or version make no sense.
pub async fn confirm(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Filled>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let kept = kept(&visit, &id)?;
    let known = if form.product.is_empty() { None } else { Some(words::find(&visit, &form.product)?) };
    let written = form.version.trim();
    let version = known.and_then(|product| product.current().find(|version| version.version == written));
    if version.is_some() && !(form.end_of_life.trim().is_empty() && form.end_of_support.trim().is_empty()) {
        return Err(WebError::refused("filing-dates-of-known"));
    }
    let filing = Filing {
        product: match known {
            Some(product) => Choice::Known(product.id.clone()),
            None => Choice::New(ProductDraft {
                maker: form.maker.clone(),
                name: form.name.clone(),
                models: domain::vulnerabilities::communication::entries(&form.models),
                ..ProductDraft::default()
            }),
        },
        version: match version {
            Some(version) => Choice::Known(version.id.clone()),
            None => Choice::New(VersionDraft {
                version: written.to_owned(),
                end_of_life: form.end_of_life.clone(),
                end_of_support: form.end_of_support.clone(),
                ..VersionDraft::default()
            }),
        },
    };
    let node = visit.site.node()?;
    let (product, _) = node.file_sbom(&visit.org, &kept.id, &filing, visit.caller.name()).await?;
    Ok(Redirect::to(&format!("/products/{product}")))
}

/// Which version.
#[derive(Debug, Deserialize)]
pub struct Detach {
    token: String,
    product: String,
    version: String,
}

/// `POST /sboms/{id}/detach`
///
/// # Errors
/// When the form is not ours or there is no such list or version.
pub async fn detach(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Detach>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let kept = kept(&visit, &id)?;
    let product = ProductId::parse(&form.product).ok_or(WebError::NotFound("product"))?;
    let version = VersionId::parse(&form.version).ok_or(WebError::NotFound("version"))?;
    let node = visit.site.node()?;
    node.detach_sbom(&visit.org, &kept.id, &product, &version, visit.caller.name()).await?;
    Ok(Redirect::to(&format!("/sboms/{id}?view=about")))
}
