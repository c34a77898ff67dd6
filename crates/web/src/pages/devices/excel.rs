//! The table of devices as Excel: the same filters, every row, every column.

use app::workbook::{Cell, table};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use maud::{Markup, html};

use super::{columns::Column, select::Selection};
use crate::{error::WebError, parts::icon, t, view::make, visit::Visit};

/// `GET /devices.xlsx`
///
/// # Errors
/// When there are more rows than a sheet holds.
pub async fn download(visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let mut heads = vec![t!(lang, "column-name").into_owned(), t!(lang, "column-make").into_owned()];
    heads.extend(Column::ALL.iter().map(|column| lang.t(&format!("column-{}", column.key())).into_owned()));
    let rows: Vec<_> = Selection::from_query(&visit.query)
        .run(&visit.view)
        .into_iter()
        .filter_map(|entry| {
            let device = visit.view.of(entry)?;
            let mut cells = vec![Cell::from(entry.name(lang)), Cell::from(make(lang, device))];
            cells.extend(
                Column::ALL
                    .iter()
                    .map(|column| column.text(&visit, device, entry).unwrap_or_default().into()),
            );
            Some(cells)
        })
        .collect();
    let sheet = t!(lang, "devices-title").into_owned();
    send(&sheet, "kikimori-devices.xlsx", &heads, &rows)
}

/// A workbook as an answer to save.
///
/// # Errors
/// When Excel could not hold it.
pub fn send(sheet: &str, file: &str, heads: &[String], rows: &[Vec<Cell>]) -> Result<Response, WebError> {
    let bytes = table(sheet, heads, rows).map_err(|error| WebError::Failed(error.to_string()))?;
    Ok(save(file, bytes))
}

/// The button that brings a page's table as a workbook.
#[must_use]
pub fn button(address: &str) -> Markup {
    html! { a.button href=(address) { (icon("download")) "Excel" } }
}

/// A workbook under a name in any script (RFC 6266, RFC 8187).
pub fn save(file: &str, workbook: Vec<u8>) -> Response {
    let disposition =
        format!("attachment; filename=\"kikimori.xlsx\"; filename*=UTF-8''{}", crate::query::encode(file));
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        ),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, workbook).into_response()
}
