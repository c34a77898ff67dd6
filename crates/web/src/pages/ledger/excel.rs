//! The hospital's own workbook to save: its sheets, columns and values, with what was learned filled in and marked.

use app::ledger_export::Language;
use axum::response::Response;

use crate::{error::WebError, locale::Lang, pages::devices::excel, visit::Visit};

/// `GET /ledger.xlsx`
///
/// # Errors
/// When no ledger was taken in, or Excel could not hold it.
pub async fn download(visit: Visit) -> Result<Response, WebError> {
    let language = match visit.lang {
        Lang::Ja => Language::Japanese,
        Lang::En => Language::English,
    };
    let filled = visit.site.node()?.filled_ledger(&visit.org, language).await?;
    let (name, workbook) = filled.ok_or(WebError::NotFound("ledger"))?;
    Ok(excel::save(&format!("{name}-kikimori.xlsx"), workbook))
}
