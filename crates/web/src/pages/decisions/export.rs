//! Decisions as a document of a standard: the formats, each with what it cannot hold, and the files.

use app::statements::{Decision, VexExport, Written, export};
use axum::{extract::Path, response::Response};
use maud::html;

use super::select::Selection;
use crate::{
    error::WebError,
    page::{Nav, Page},
    pages::sboms::export::file,
    parts::{head, icon, numbers::number, quotation},
    t,
    visit::Visit,
};

fn written(visit: &Visit, found: &[&Decision], format: VexExport) -> Written {
    let snapshot = &visit.view.snapshot;
    export(found.iter().copied(), &snapshot.org_name, format, snapshot.taken)
}

/// `GET /decisions/export`: the filters of the list hold here too.
pub async fn choose(visit: Visit) -> Response {
    let lang = visit.lang;
    let found = Selection::from_query(&visit.query).run(lang, &visit.view.snapshot.decisions);
    let body = html! {
        (head(
            Some(html! { a href={ "/decisions" (visit.query.to_search()) } { (t!(lang, "nav-decisions")) } }),
            html! { (t!(lang, "decisions-export")) },
            Some(html! { (t!(lang, "decisions-export-lead", n = number(found.len() as u64))) }),
            None,
        ))
        div.stack { @for format in VexExport::ALL { section.card {
            @let lost = written(&visit, &found, format).lost;
            header { h2 { (format.name()) } a.button href=(visit.query.link(&format!("/decisions/export/{}", format.as_str()))) { (icon("download")) (t!(lang, "decisions-export-save")) } }
            @if lost.is_empty() { p.quiet { (t!(lang, "export-no-loss")) } }
            @else {
                p { (t!(lang, "decisions-export-lost")) }
                ul.rows { @for line in &lost { li { (icon("alert")) div lang=[(quotation::say(lang, line) == line.as_str()).then_some("en")] { (quotation::say(lang, line)) } } } }
            }
        } } }
    };
    Page::new(Nav::Decisions, t!(lang, "decisions-export"), body).answer(&visit)
}

/// `GET /decisions/export/{format}`
///
/// # Errors
/// When there is no such format.
pub async fn download(Path(format): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let format = VexExport::parse(&format).ok_or(WebError::NotFound("format"))?;
    let found = Selection::from_query(&visit.query).run(visit.lang, &visit.view.snapshot.decisions);
    let made = written(&visit, &found, format);
    Ok(file(&format.file_name(), "application/json", made.text.into_bytes()))
}
