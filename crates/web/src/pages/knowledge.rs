//! 機器の見分け方: teach a maker's address block or a kind, see what was taught, export it to share.

use app::signatures::{Taught, export, read_shared};
use axum::{
    Form,
    extract::Multipart,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use domain::facts::clean_value;
use maud::{Markup, html};
use serde::Deserialize;

use crate::{
    error::WebError,
    page::{Nav, Page},
    parts::{file_field::FileField, head, icon, numbers::moment},
    t, upload,
    visit::Visit,
};

/// What can be taught on the page: the file and the columns that are asked for.
const FORMS: [(&str, &str, &[&str]); 4] = [
    ("address", "oui_medical.csv", &["prefix", "maker_id", "registered_name"]),
    ("maker", "makers.csv", &["maker_id", "name_en", "name_ja", "short_names_ja"]),
    ("kind", "kinds.csv", &["kind_id", "name_ja", "name_en", "aliases_ja"]),
    ("service", "remote_services.csv", &["service", "domain_or_sni", "maker_id_or_vendor"]),
];

/// `GET /knowledge`
///
/// # Errors
/// When what was taught cannot be read.
pub async fn show(visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let taught = match visit.site.node() {
        Ok(node) => node.taught(&visit.org).await?,
        Err(_) => Vec::new(),
    };
    let body = html! {
        (head(None, html! { (t!(lang, "nav-knowledge")) }, Some(html! { (t!(lang, "knowledge-lead")) }), Some(html! { a.button href="/knowledge.csv" { (icon("download")) (t!(lang, "knowledge-export")) } })))
        div.columns {
            div.stack { @for (what, _, columns) in FORMS {
                section.card {
                    header { h2 { (lang.t(&format!("teach-{what}"))) } }
                    p.quiet { (lang.t(&format!("teach-{what}-text"))) }
                    form.stack.under method="post" action="/knowledge" {
                        input type="hidden" name="token" value=(visit.token());
                        input type="hidden" name="what" value=(what);
                        div.fields { @for (at, column) in columns.iter().enumerate() {
                            label.field { span { (lang.t(&format!("teach-field-{column}"))) } input name={ "v" (at) } maxlength="200" required[at < 2]; }
                        } }
                        p.actions { button data-kind="primary" type="submit" { (t!(lang, "teach-save")) } }
                    }
                }
            } }
            div.stack { (shared(&visit)) section.card {
                header { h2 { (t!(lang, "taught")) } span.quiet { (taught.len()) } }
                @if taught.is_empty() { p.quiet { (t!(lang, "taught-none")) } }
                ul.rows { @for record in &taught { li {
                    (icon("person"))
                    div { (record.value.cells.iter().map(|(_, v)| v.as_str()).collect::<Vec<_>>().join("・")) small { (record.value.file) "・" (moment(lang, visit.view.snapshot.taken, record.value.at)) } }
                    form method="post" action="/knowledge/forget" {
                        input type="hidden" name="token" value=(visit.token());
                        input type="hidden" name="id" value=(record.id);
                        button data-kind="quiet" type="submit" { (t!(lang, "undo")) }
                    }
                } } }
            } }
        }
    };
    Ok(Page::new(Nav::Knowledge, t!(lang, "nav-knowledge"), body).answer(&visit))
}

/// Taking in what another hospital taught and shared.
fn shared(visit: &Visit) -> Markup {
    let lang = visit.lang;
    html! {
        section.card {
            header { h2 { (t!(lang, "teach-shared")) } }
            form.stack method="post" action="/knowledge/shared" enctype="multipart/form-data" {
                input type="hidden" name="token" value=(visit.token());
                (FileField { label: &t!(lang, "teach-shared-file"), hint: &t!(lang, "teach-shared-hint"), accept: ".csv", several: false }.draw(lang))
                p.actions { button type="submit" { (icon("upload")) (t!(lang, "teach-shared-take-in")) } }
            }
        }
    }
}

/// `POST /knowledge/shared`: files as `GET /knowledge.csv` writes them; every row or none.
///
/// # Errors
/// When the form is not ours, or a row cannot be read.
pub async fn teach_shared(visit: Visit, form: Multipart) -> Result<Redirect, WebError> {
    let sent = upload::in_memory(form, 16 * 1024 * 1024).await?;
    visit.check_token(&sent.token)?;
    let node = visit.site.node()?;
    let mut rows = Vec::new();
    for file in sent.files {
        let text = String::from_utf8_lossy(&file.bytes);
        rows.extend(read_shared(&file.name, &text, visit.caller.name(), node.now())?);
    }
    node.teach_all(&visit.org, &rows).await?;
    Ok(Redirect::to("/knowledge"))
}

/// What is taught.
#[derive(Debug, Deserialize)]
pub struct Teach {
    token: String,
    what: String,
    #[serde(default)]
    v0: String,
    #[serde(default)]
    v1: String,
    #[serde(default)]
    v2: String,
    #[serde(default)]
    v3: String,
}

/// `POST /knowledge`
///
/// # Errors
/// When the form is not ours, or the row cannot be read.
pub async fn teach(visit: Visit, Form(form): Form<Teach>) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let (_, file, columns) =
        FORMS.iter().find(|(what, ..)| *what == form.what).ok_or(WebError::NotFound("file"))?;
    let node = visit.site.node()?;
    let values = [form.v0, form.v1, form.v2, form.v3];
    let cells = columns.iter().zip(values).map(|(column, value)| ((*column).to_owned(), clean_value(&value)));
    let taught = Taught {
        file: (*file).to_owned(),
        cells: cells.collect(),
        by: visit.caller.name().into(),
        at: node.now(),
    };
    node.teach(&visit.org, &taught).await?;
    Ok(Redirect::to("/knowledge"))
}

/// Which row to forget.
#[derive(Debug, Deserialize)]
pub struct Forget {
    token: String,
    id: String,
}

/// `POST /knowledge/forget`
///
/// # Errors
/// When the form is not ours.
pub async fn forget(visit: Visit, Form(form): Form<Forget>) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    visit.site.node()?.forget(&visit.org, &form.id).await?;
    Ok(Redirect::to("/knowledge"))
}

/// `GET /knowledge.csv`
///
/// # Errors
/// When what was taught cannot be read.
pub async fn download(visit: Visit) -> Result<Response, WebError> {
    let taught = visit.site.node()?.taught(&visit.org).await?;
    let rows: Vec<_> = taught.into_iter().map(|record| record.value).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"kikimori-signatures.csv\""),
    ];
    Ok((headers, export(&rows)).into_response())
}
