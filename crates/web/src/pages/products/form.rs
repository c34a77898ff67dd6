//! Registering a product, changing what is said of it, taking it off the list.

use app::products::ProductDraft;
use axum::{
    Form,
    extract::Path,
    response::{Redirect, Response},
};
use domain::vulnerabilities::communication::{entries, written};
use maud::{Markup, html};
use serde::Deserialize;

use super::words;
use crate::{
    error::WebError,
    locale::Lang,
    page::{Nav, Page},
    parts::head,
    t,
    visit::Visit,
};

/// What the form sends. Lists have an entry a line.
#[derive(Debug, Deserialize)]
pub struct Filled {
    token: String,
    maker: String,
    name: String,
    #[serde(default)]
    name_ja: String,
    #[serde(default)]
    models: String,
    #[serde(default)]
    former_names: String,
    #[serde(default)]
    udi_dis: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    note: String,
}

impl Filled {
    fn draft(&self, visit: &Visit) -> ProductDraft {
        ProductDraft {
            maker: self.maker.clone(),
            name: self.name.clone(),
            name_ja: self.name_ja.clone(),
            models: entries(&self.models),
            former_names: entries(&self.former_names),
            udi_dis: entries(&self.udi_dis),
            kind: kind_id(visit, &self.kind),
            note: self.note.clone(),
        }
    }
}

/// The id of a kind that is named in either language.
fn kind_id(visit: &Visit, written: &str) -> String {
    let word = written.trim();
    let known = visit.view.snapshot.kinds.iter().find(|kind| {
        [&kind.id, &kind.name_ja, &kind.name_en].into_iter().any(|name| name.eq_ignore_ascii_case(word))
    });
    known.map_or_else(|| word.to_owned(), |kind| kind.id.clone())
}

/// `GET /products/new`
pub async fn new(visit: Visit) -> Response {
    let lang = visit.lang;
    let draft = ProductDraft {
        maker: visit.query.get("maker").unwrap_or_default().to_owned(),
        name: visit.query.get("name").unwrap_or_default().to_owned(),
        ..ProductDraft::default()
    };
    page(&visit, "/products/new", &draft, &t!(lang, "product-new"), "/products")
}

/// `GET /products/{id}/change`
///
/// # Errors
/// When there is no such product.
pub async fn change(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let product = words::find(&visit, &id)?;
    let here = format!("/products/{}", product.id);
    let title = t!(visit.lang, "product-change");
    Ok(page(&visit, &format!("{here}/change"), &ProductDraft::from(product), &title, &here))
}

fn page(visit: &Visit, action: &str, draft: &ProductDraft, title: &str, back: &str) -> Response {
    let lang = visit.lang;
    let body = html! {
        (head(Some(html! { a href="/products" { (t!(lang, "nav-products")) } }), html! { (title) }, Some(html! { (t!(lang, "product-form-lead")) }), None))
        section.card {
            form.stack method="post" action=(action) {
                input type="hidden" name="token" value=(visit.token());
                (fields(visit, draft))
                p.actions {
                    button data-kind="primary" type="submit" { (t!(lang, "save")) }
                    a.button data-kind="quiet" href=(back) { (t!(lang, "cancel")) }
                }
            }
        }
    };
    Page::new(Nav::Products, title, body).answer(visit)
}

/// The fields of a product; the same where a parts list registers one.
pub fn fields(visit: &Visit, draft: &ProductDraft) -> Markup {
    let lang = visit.lang;
    let line = |name: &str, words: &str, hint: &str, value: &str, required: bool| {
        html! { label.field { span { (lang.t(words)) } input name=(name) value=(value) maxlength="200" autocomplete="off" required[required] list=[(name == "kind").then_some("kinds")]; small { (lang.t(hint)) } } }
    };
    let area = |name: &str, words: &str, hint: &str, values: &[String]| {
        html! { label.field { span { (lang.t(words)) } textarea name=(name) rows="2" { (written(values)) } small { (lang.t(hint)) } } }
    };
    let kind = visit.view.snapshot.kinds.iter().find(|kind| kind.id == draft.kind);
    let kind =
        kind.map_or(draft.kind.as_str(), |kind| if lang == Lang::Ja { &kind.name_ja } else { &kind.name_en });
    html! {
        div.fields {
            (line("maker", "product-maker", "product-maker-hint", &draft.maker, true))
            (line("name", "product-name", "product-name-hint", &draft.name, true))
            (line("name_ja", "product-name-ja", "product-name-ja-hint", &draft.name_ja, false))
            (line("kind", "product-kind", "product-kind-hint", kind, false))
            (area("models", "product-models", "product-models-hint", &draft.models))
            (area("udi_dis", "product-udi", "product-udi-hint", &draft.udi_dis))
            (area("former_names", "product-former", "product-former-hint", &draft.former_names))
            (line("note", "product-note", "product-note-hint", &draft.note, false))
        }
        datalist #kinds { @for kind in visit.view.snapshot.kinds.iter() { option value=(if lang == Lang::Ja { &kind.name_ja } else { &kind.name_en }) {} } }
    }
}

/// `POST /products/new`
///
/// # Errors
/// When the form is not ours, or the product makes no sense.
pub async fn add(visit: Visit, Form(form): Form<Filled>) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let draft = form.draft(&visit);
    let id = visit.site.node()?.add_product(&visit.org, &draft, visit.caller.name()).await?;
    Ok(Redirect::to(&format!("/products/{id}")))
}

/// `POST /products/{id}/change`
///
/// # Errors
/// When the form is not ours, or the product makes no sense.
pub async fn save(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Filled>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let product = words::find(&visit, &id)?;
    let draft = form.draft(&visit);
    visit.site.node()?.change_product(&visit.org, &product.id, &draft, visit.caller.name()).await?;
    Ok(Redirect::to(&format!("/products/{id}")))
}

/// Off the list, or back.
#[derive(Debug, Deserialize)]
pub struct Retire {
    pub token: String,
    pub retired: String,
}

/// `POST /products/{id}/retire`
///
/// # Errors
/// When the form is not ours or there is no such product.
pub async fn retire(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Retire>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let product = words::find(&visit, &id)?;
    let node = visit.site.node()?;
    node.retire_product(&visit.org, &product.id, form.retired == "yes", visit.caller.name()).await?;
    Ok(Redirect::to(&format!("/products/{id}")))
}
