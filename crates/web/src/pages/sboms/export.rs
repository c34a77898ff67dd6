//! A list as a file: as it came, in another standard, as Excel; what the target cannot hold is told before.

use app::sbom_exports::{ExportFormat, export};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use maud::html;

use super::{kept, one::formats, open, title};
use crate::{
    error::WebError,
    page::{Nav, Page},
    parts::{head, icon, quotation},
    t,
    visit::Visit,
};

/// `GET /sboms/{id}/export`: the formats, each with what it cannot hold.
///
/// # Errors
/// When there is no such list.
pub async fn choose(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let (kept, document) = open(&visit, &id).await?;
    let now = visit.view.snapshot.taken;
    let work = tokio::task::spawn_blocking(move || {
        ExportFormat::ALL.map(|format| (format, export(&document.sbom, format, now).map(|made| made.lost)))
    });
    let losses = work.await.map_err(|error| WebError::Failed(error.to_string()))?;
    let body = html! {
        (head(
            Some(html! { a href="/sboms" { (t!(lang, "nav-sboms")) } " ／ " a href={ "/sboms/" (kept.id) } { (title(&visit, kept)) } }),
            html! { (t!(lang, "sbom-export")) },
            Some(html! { (t!(lang, "export-lead")) }),
            None,
        ))
        div.columns {
            div.stack { section.card {
                header { h2 { (t!(lang, "export-formats")) } a href={ "/sboms/" (kept.id) "/original" } { (t!(lang, "sbom-original")) } }
                (formats(&visit, kept))
            } }
            div.stack { section.card {
                header { h2 { (t!(lang, "export-losses")) } }
                @for (format, lost) in &losses {
                    h3.under { (format.name()) }
                    @match lost {
                        Ok(lost) if lost.is_empty() => p.quiet { (t!(lang, "export-no-loss")) },
                        Ok(lost) => ul.rows { @for line in lost { li { (icon("alert")) div lang=[(quotation::say(lang, line) == line.as_str()).then_some("en")] { (quotation::say(lang, line)) } span {} } } },
                        Err(_) => p { (t!(lang, "export-cannot")) },
                    }
                }
            } }
        }
    };
    Ok(Page::new(Nav::Sboms, t!(lang, "sbom-export"), body).answer(&visit))
}

/// `GET /sboms/{id}/export/{format}`
///
/// # Errors
/// When there is no such list or format.
pub async fn download(
    Path((id, format)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, WebError> {
    let format = ExportFormat::parse(&format).ok_or(WebError::NotFound("format"))?;
    let (kept, document) = open(&visit, &id).await?;
    let now = visit.view.snapshot.taken;
    let work = tokio::task::spawn_blocking(move || export(&document.sbom, format, now));
    let made = work.await.map_err(|error| WebError::Failed(error.to_string()))??;
    let name = kept.file_name.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or("sbom");
    Ok(file(&format!("{name}{}", format.ending()), format.media_type(), made.bytes))
}

/// `GET /sboms/{id}/original`
///
/// # Errors
/// When there is no such list.
pub async fn original(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let kept = kept(&visit, &id)?;
    let (name, bytes) = visit.site.node()?.sbom_file(&visit.org, &kept.id).await?;
    Ok(file(&name, "application/octet-stream", bytes))
}

/// A file to save under a name in any script (RFC 6266, RFC 8187); browsers never show it as a page.
pub fn file(name: &str, media_type: &'static str, bytes: Vec<u8>) -> Response {
    let disposition =
        format!("attachment; filename=\"sbom\"; filename*=UTF-8''{}", crate::query::encode(name));
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, bytes).into_response()
}
