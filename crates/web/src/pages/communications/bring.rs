//! Many communications at once: a table (CSV) or filled forms, all or none; and the table of all to take out.

use app::feeds::communications::{Put, table};
use axum::{
    extract::Multipart,
    http::header,
    response::{IntoResponse, Response},
};
use domain::vulnerabilities::communication::Deed;
use maud::{Markup, html};

use super::shelf;
use crate::{
    error::WebError,
    locale::Lang,
    page::{Nav, Page},
    parts::{file_field::FileField, head, icon},
    t, upload,
    visit::Visit,
};

/// Most bytes of one sending.
const MOST: usize = 16 << 20;
/// Entries that are listed.
const SHOWN: usize = 200;

/// The form.
#[must_use]
pub fn card(visit: &Visit) -> Markup {
    let lang = visit.lang;
    html! {
        section.card.noprint #bring {
            header { h2 { (t!(lang, "communications-bring")) } }
            form.stack method="post" action="/communications/files" enctype="multipart/form-data" {
                input type="hidden" name="token" value=(visit.token());
                (FileField { label: &t!(lang, "communications-files"), hint: &t!(lang, "communications-files-hint"), accept: ".csv,.toml", several: true }.draw(lang))
                p.actions {
                    button type="submit" { (icon("upload")) (t!(lang, "communications-bring-do")) }
                    a.button data-kind="quiet" href="/communications.csv?empty=yes" { (icon("download")) (t!(lang, "communications-empty-table")) }
                    a.button data-kind="quiet" href="/feeds/form.toml" download { (icon("download")) (t!(lang, "feeds-hand-form")) }
                }
            }
        }
    }
}

/// `POST /communications/files`
///
/// # Errors
/// When the form is not ours, carries no file, or something in the files cannot be kept; then nothing is.
pub async fn receive(visit: Visit, form: Multipart) -> Result<Response, WebError> {
    let sent = upload::in_memory(form, MOST).await?;
    visit.check_token(&sent.token)?;
    if sent.files.is_empty() {
        return Err(WebError::refused("import-no-file"));
    }
    let files = sent.files.into_iter().map(|file| (file.name, file.bytes)).collect();
    let done = visit.site.node()?.bring_communications(files, visit.caller.name()).await?;
    Ok(report(&visit, &done))
}

fn report(visit: &Visit, done: &[Put]) -> Response {
    let lang = visit.lang;
    let count = |deed: Option<Deed>| done.iter().filter(|put| put.deed == deed).count();
    let (new, changed, same) = (count(Some(Deed::Written)), count(Some(Deed::Changed)), count(None));
    let body = html! {
        (head(Some(html! { a href="/communications" { (t!(lang, "communications")) } }), html! { (t!(lang, "communications-brought")) }, Some(html! { (t!(lang, "communications-brought-n", new = new, changed = changed, same = same)) }), None))
        section.card {
            ul.rows { @for put in done.iter().take(SHOWN) { li {
                (icon("ok"))
                div { a href={ "/communications/" (put.key) } { (put.issuer) " " (put.id) } small { (word(lang, put.deed)) } }
            } } }
            @if done.len() > SHOWN { p.quiet { (t!(lang, "and-more", n = done.len() - SHOWN)) } }
            p.actions.under { a.button data-kind="primary" href="/communications" { (t!(lang, "communications-to-list")) } }
        }
    };
    Page::new(Nav::Vulnerabilities, t!(lang, "communications-brought"), body).answer(visit)
}

fn word(lang: Lang, deed: Option<Deed>) -> String {
    match deed {
        Some(deed) => lang.t(&format!("communication-deed-{}", deed.as_str())).into_owned(),
        None => t!(lang, "communication-same").into_owned(),
    }
}

/// `GET /communications.csv`: every entry, or only the heads.
///
/// # Errors
/// When the folder cannot be read.
pub async fn download(visit: Visit) -> Result<Response, WebError> {
    let shelf = shelf(&visit).await?;
    let empty = visit.query.get("empty").is_some();
    let all: Vec<_> = shelf.entries.iter().map(|kept| &kept.told).filter(|_| !empty).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"kikimori-communications.csv\""),
    ];
    Ok((headers, table::write(&all, visit.lang == Lang::Ja)).into_response())
}
