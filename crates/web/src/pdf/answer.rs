//! The addresses that answer with a PDF file.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use domain::ids::DeviceId;

use super::{Paper, PdfError, label, map, report, weaknesses};
use crate::{
    error::WebError,
    pages::{device::side, vulnerabilities::select::Selection},
    visit::Visit,
};

/// `GET /map.pdf?paper=a3`: A4 unless A3 is asked for.
///
/// # Errors
/// When the file cannot be made.
pub async fn map(visit: Visit) -> Result<Response, WebError> {
    let paper = visit.query.get("paper").and_then(Paper::parse).unwrap_or(Paper::A4);
    file(visit, "kikimori-map.pdf", move |visit| map::document(&visit.view, paper, visit.lang)).await
}

/// `GET /report.pdf`
///
/// # Errors
/// When the file cannot be made.
pub async fn report(visit: Visit) -> Result<Response, WebError> {
    file(visit, "kikimori-report.pdf", |visit| report::document(&visit.view, visit.lang)).await
}

/// `GET /vulnerabilities.pdf`: how each product stands, with the filters of the page.
///
/// # Errors
/// When the file cannot be made.
pub async fn vulnerabilities(visit: Visit) -> Result<Response, WebError> {
    let selection = Selection::from_query(&visit.query);
    file(visit, "kikimori-vulnerabilities.pdf", move |visit| {
        weaknesses::list::document(&visit.view, &selection, visit.lang)
    })
    .await
}

/// `GET /vulnerabilities/week.pdf`
///
/// # Errors
/// When the file cannot be made.
pub async fn week(visit: Visit) -> Result<Response, WebError> {
    file(visit, "kikimori-week.pdf", |visit| weaknesses::week::document(&visit.view, visit.lang)).await
}

/// `GET /vulnerabilities/{id}/sheet.pdf`
///
/// # Errors
/// When there is no such row, or the file cannot be made.
pub async fn vulnerability(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let found = visit.view.snapshot.exposures.concern(&id).cloned();
    let concern = found.ok_or(WebError::NotFound("vulnerability"))?;
    let steps = match visit.site.node() {
        Ok(node) => node.exposure_steps(&visit.org, &id).await?,
        Err(_) => None,
    };
    file(visit, "kikimori-vulnerability.pdf", move |visit| {
        weaknesses::one::document(&visit.view, &concern, steps.as_ref(), visit.lang)
    })
    .await
}

/// `GET /devices/{id}/label.pdf`
///
/// # Errors
/// When there is no such device, or the file cannot be made.
pub async fn label(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let id = DeviceId::parse(&id).ok_or(WebError::NotFound("device"))?;
    if visit.view.device(&id).is_none() {
        return Err(WebError::NotFound("device"));
    }
    file(visit, "kikimori-label.pdf", move |visit| {
        let (device, entry) =
            visit.view.device(&id).ok_or_else(|| PdfError::Write("the device is gone".into()))?;
        label::document(&visit.view, device, &side::reason(visit, entry), visit.lang)
    })
    .await
}

/// Makes the file away from the threads that answer.
async fn file(
    visit: Visit,
    name: &'static str,
    make: impl FnOnce(&Visit) -> Result<Vec<u8>, PdfError> + Send + 'static,
) -> Result<Response, WebError> {
    let made = tokio::task::spawn_blocking(move || make(&visit))
        .await
        .map_err(|error| WebError::Failed(error.to_string()))?
        .map_err(|error| WebError::Failed(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
    ];
    Ok((headers, made).into_response())
}
