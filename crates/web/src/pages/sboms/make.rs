//! Making a list where none was given: from lock files, programs, and the Excel template filled by hand.

use app::{error::AppError, sbom_making::Product, sbom_tables};
use axum::{
    extract::Multipart,
    response::{IntoResponse, Redirect, Response},
};
use maud::html;

use crate::{
    error::WebError,
    page::{Nav, Page},
    parts::{file_field::FileField, head, icon},
    t, upload,
    visit::Visit,
};

/// Most bytes of one sending.
const MOST: usize = 128 << 20;

/// `GET /sboms/make`
pub async fn choose(visit: Visit) -> Response {
    let lang = visit.lang;
    let body = html! {
        (head(Some(html! { a href="/sboms" { (t!(lang, "nav-sboms")) } }), html! { (t!(lang, "sbom-make")) }, Some(html! { (t!(lang, "make-lead")) }), Some(html! { a.button href="/sboms/template.xlsx" { (icon("download")) (t!(lang, "sbom-template")) } })))
        div.columns {
            section.card {
                form.stack method="post" action="/sboms/make" enctype="multipart/form-data" data-upload {
                    input type="hidden" name="token" value=(visit.token());
                    div.fields {
                        label.field { span { (t!(lang, "product-maker")) } input name="maker" maxlength="200" autocomplete="off"; small { (t!(lang, "product-maker-hint")) } }
                        label.field { span { (t!(lang, "product-name")) } input name="name" required maxlength="200" autocomplete="off"; small { (t!(lang, "product-name-hint")) } }
                        label.field { span { (t!(lang, "product-version")) } input name="version" required maxlength="200" autocomplete="off"; small { (t!(lang, "product-version-hint")) } }
                    }
                    (FileField { label: &t!(lang, "make-files"), hint: &t!(lang, "make-files-hint"), accept: "", several: true }.draw(lang))
                    progress hidden max="1" value="0" aria-label=(t!(lang, "sbom-sending")) {}
                    p.actions { button data-kind="primary" type="submit" { (t!(lang, "make-go")) } }
                }
            }
            section.card { header { h2 { (t!(lang, "make-old-title")) } } ol.tasks { @for step in ["template", "fill", "send", "ask"] { li { div { h3 { (lang.t(&format!("make-{step}-title"))) } p { (lang.t(&format!("make-{step}-text"))) } } } } } }
        }
    };
    Page::new(Nav::Sboms, t!(lang, "sbom-make"), body).answer(&visit)
}

/// `POST /sboms/make`
///
/// # Errors
/// When the form is not ours, or nothing can be read from the files.
pub async fn receive(visit: Visit, form: Multipart) -> Result<Redirect, WebError> {
    let sent = upload::in_memory(form, MOST).await?;
    visit.check_token(&sent.token)?;
    let said = |name: &str| sent.text(name).unwrap_or_default();
    let product = Product::named(said("maker"), said("name"), said("version")).map_err(AppError::from)?;
    let files: Vec<_> = sent.files.into_iter().map(|file| (file.name, file.bytes)).collect();
    if files.is_empty() {
        return Err(WebError::refused("import-no-file"));
    }
    let folder = visit.site.inbox();
    let node = visit.site.node()?;
    let taken = node.make_sbom(&visit.org, &folder, files, product, visit.caller.name()).await?;
    Ok(Redirect::to(&format!("/sboms/{}/file", taken.id)))
}

/// `GET /sboms/template.xlsx`
///
/// # Errors
/// Those of the writer.
pub async fn template(_: Visit) -> Result<Response, WebError> {
    let bytes = sbom_tables::template().map_err(|error| WebError::Failed(error.to_string()))?;
    Ok(crate::pages::devices::excel::save("部品表のひな形.xlsx", bytes).into_response())
}
