//! Ledgers to save: the hospital's own workbook with what was learned filled in and marked, and a complete one of every device.

use app::ledger_export::Language;
use axum::response::Response;

use crate::{error::WebError, locale::Lang, pages::devices::excel, visit::Visit};

/// `GET /ledger.xlsx`
///
/// # Errors
/// When no ledger was taken in, or Excel could not hold it.
pub async fn download(visit: Visit) -> Result<Response, WebError> {
    let filled = visit.site.node()?.filled_ledger(&visit.org, language(visit.lang)).await?;
    let (name, workbook) = filled.ok_or(WebError::NotFound("ledger"))?;
    Ok(excel::save(&format!("{name}-kikimori.xlsx"), workbook))
}

/// `GET /ledger/complete.xlsx`
///
/// # Errors
/// When Excel could not hold it.
pub async fn complete(visit: Visit) -> Result<Response, WebError> {
    let workbook = visit.site.node()?.complete_ledger(&visit.org, language(visit.lang)).await?;
    Ok(excel::save("kikimori-ledger.xlsx", workbook))
}

/// The language of workbooks for a language of pages.
#[must_use]
pub const fn language(lang: Lang) -> Language {
    match lang {
        Lang::Ja => Language::Japanese,
        Lang::En => Language::English,
    }
}
