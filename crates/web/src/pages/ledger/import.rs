//! 台帳の読み込み: choose a file, check the columns on the user's own rows, take it in.

use app::ledger_imports::{ColumnUse, GuessedColumn, GuessedTable, Preview, SampleCell};
use axum::{
    Form,
    extract::{Multipart, Path},
    response::{IntoResponse, Redirect, Response},
};
use domain::{certainty::Certainty, ids::LedgerImportId, ledger::Column};
use maud::{Markup, html};

use crate::{
    api::ledger::column as column_word,
    error::WebError,
    page::{Nav, Page},
    parts::{badge, file_field::FileField, head, icon, numbers::number},
    t, upload,
    visit::Visit,
};

/// Columns a person may choose, the usual ones first.
const CHOICES: [Column; 26] = [
    Column::Name,
    Column::Kind,
    Column::Maker,
    Column::Model,
    Column::Serial,
    Column::AssetNo,
    Column::Location,
    Column::Department,
    Column::Ip,
    Column::Mac,
    Column::Hostname,
    Column::AeTitle,
    Column::Vlan,
    Column::Os,
    Column::SoftwareVersion,
    Column::UdiDi,
    Column::Jmdn,
    Column::PurchasedOn,
    Column::RetiredOn,
    Column::State,
    Column::Maintenance,
    Column::RemoteMaintenance,
    Column::Contact,
    Column::Quantity,
    Column::Remarks,
    Column::Other,
];

/// `GET /ledger/import`
pub async fn choose(visit: Visit) -> Response {
    let lang = visit.lang;
    let body = html! {
        (head(Some(crumbs(&visit)), html! { (t!(lang, "import-title")) }, Some(html! { (t!(lang, "import-lead")) }), None))
        (steps(&visit, 0))
        section.card {
            form.stack method="post" action="/ledger/import" enctype="multipart/form-data" {
                input type="hidden" name="token" value=(visit.token());
                (FileField { label: &t!(lang, "import-file"), hint: &t!(lang, "import-file-hint"), accept: ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt", several: false }.draw(lang))
                p.actions { button data-kind="primary" type="submit" { (icon("upload")) (t!(lang, "import-next-columns")) } }
            }
            footer { (t!(lang, "import-unchanged")) }
        }
    };
    Page::new(Nav::Ledger, t!(lang, "import-title"), body).answer(&visit)
}

fn crumbs(visit: &Visit) -> Markup {
    html! { a href="/ledger" { (t!(visit.lang, "nav-ledger")) } " ／ " (t!(visit.lang, "import-crumb")) }
}

fn steps(visit: &Visit, here: usize) -> Markup {
    html! {
        ol.steps aria-label=(t!(visit.lang, "import-steps")) {
            @for (at, key) in ["import-step-file", "import-step-columns", "import-step-compare", "import-step-done"].iter().enumerate() {
                li data-done[at < here] aria-current=[(at == here).then_some("step")] { span { (visit.lang.t(key)) } }
            }
        }
    }
}

/// `POST /ledger/import`
///
/// # Errors
/// When the form is not ours or the file is no spreadsheet.
pub async fn receive(visit: Visit, form: Multipart) -> Result<Redirect, WebError> {
    let sent = upload::in_memory(form, 64 * 1024 * 1024).await?;
    visit.check_token(&sent.token)?;
    let file = sent.files.into_iter().next().ok_or(WebError::refused("import-no-file"))?;
    let preview = visit
        .site
        .node()?
        .preview_ledger(&visit.org, &file.name, file.bytes)
        .await
        .map_err(WebError::from)?;
    Ok(Redirect::to(&format!("/ledger/import/{}", preview.id)))
}

/// `GET /ledger/import/{id}`
///
/// # Errors
/// When the file no longer waits.
pub async fn columns(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let id = LedgerImportId::parse(&id).ok_or(WebError::NotFound("file"))?;
    let preview = visit.site.node()?.preview(&visit.org, &id).map_err(WebError::from)?;
    let rows = preview.reading.rows.len();
    let body = html! {
        (head(
            Some(crumbs(&visit)),
            html! { (t!(lang, "import-columns-title")) },
            Some(html! { (t!(lang, "import-columns-lead", file = preview.file_name.clone(), rows = number(rows as u64))) }),
            None,
        ))
        (steps(&visit, 1))
        form.stack method="post" action={ "/ledger/import/" (preview.id) } {
            input type="hidden" name="token" value=(visit.token());
            @for (at, table) in preview.reading.guesses.tables.iter().enumerate() { (guessed(&visit, at, table)) }
            @if preview.reading.guesses.tables.is_empty() { section.alert data-status="unknown" { h3 { (icon("unknown")) (t!(lang, "import-no-table")) } } }
            (told(&visit, &preview))
            p.actions {
                button data-kind="primary" name="go" value="confirm" { (t!(lang, "import-confirm", rows = number(rows as u64))) (icon("arrow")) }
                button name="go" value="look" { (t!(lang, "import-look-again")) }
                a.button data-kind="quiet" href="/ledger" { (t!(lang, "cancel")) }
            }
        }
    };
    Ok(Page::new(Nav::Ledger, t!(lang, "import-columns-title"), body).answer(&visit))
}

fn guessed(visit: &Visit, at: usize, table: &GuessedTable) -> Markup {
    let lang = visit.lang;
    let open = table.columns.iter().filter(|c| c.certainty == Certainty::Unknown && c.filled > 0).count();
    html! {
        @if open > 0 {
            section.alert data-status="unknown" { h3 { (icon("unknown")) (t!(lang, "import-open-columns", n = open)) } p { (t!(lang, "import-open-text")) } }
        }
        section.card data-bare {
            div.tools {
                b { (t!(lang, "import-sheet", sheet = table.sheet.clone())) }
                @if let Some((first, last)) = table.header_rows { span.quiet { (t!(lang, "import-header-row", first = first, last = last)) } }
                @if table.remembered { span.badge data-status="ok" { (icon("ok")) (t!(lang, "import-remembered")) } }
                span.quiet { (t!(lang, "import-sample-note")) }
            }
            div.table.scroll tabindex="0" role="region" aria-label=(table.sheet) { table.preview {
                thead { tr {
                    th scope="col" data-num { span.quiet { (t!(lang, "ledger-line")) } }
                    @for column in &table.columns { (column_head(visit, at, table, column)) }
                } }
                tbody { @for row in &table.samples { tr {
                    th scope="row" data-num { (row.row) }
                    @for cell in &row.cells { (sample(visit, cell)) }
                } } }
            } }
        }
    }
}

fn column_head(visit: &Visit, at: usize, table: &GuessedTable, column: &GuessedColumn) -> Markup {
    let lang = visit.lang;
    let reason = serde_json::to_value(column.reason)
        .ok()
        .and_then(|r| r.as_str().map(ToOwned::to_owned))
        .unwrap_or_default();
    html! {
        th scope="col" data-open[column.certainty == Certainty::Unknown && column.filled > 0] {
            span.quiet { "「" (column.header) "」" }
            select name={ "c" (at) "|" (table.signature) "|" (column.key) } aria-label=(t!(lang, "import-column-is", name = column.header.clone())) {
                @for choice in CHOICES {
                    option value=(column_word(choice)) selected[choice == column.column] { (lang.t(&format!("ledger-column-{}", column_word(choice)))) }
                }
            }
            @if let Some(second) = column.second { small { "＋" (lang.t(&format!("ledger-column-{}", column_word(second)))) } }
            (badge::certainty(lang, column.certainty))
            small { (lang.t(&format!("ledger-guess-{reason}"))) }
        }
    }
}

fn sample(visit: &Visit, cell: &SampleCell) -> Markup {
    html! {
        td {
            @if cell.text.is_empty() { span.badge data-status="unknown" { (icon("unknown")) (t!(visit.lang, "import-empty-cell")) } }
            @else { (cell.text) }
            @if let Some(becomes) = &cell.converted { small.becomes { "→ " (becomes) } }
        }
    }
}

/// What will be mended while reading, and what could not be read.
fn told(visit: &Visit, preview: &Preview) -> Markup {
    let lang = visit.lang;
    let problems: Vec<_> = preview.reading.rows.iter().flat_map(|row| row.problems.iter()).collect();
    let warnings = &preview.reading.warnings;
    html! {
        section.card {
            header { h2 { (t!(lang, "import-told")) } span.quiet { (t!(lang, "import-told-count", n = problems.len() + warnings.len())) } }
            @if problems.is_empty() && warnings.is_empty() { p.quiet { (t!(lang, "import-all-read")) } }
            ul.rows {
                @for problem in problems.iter().take(20) {
                    li { (icon("alert")) div { (lang.f(&format!("ledger-problem-{}", problem.code), &[("cell", problem.cell.as_str().into()), ("text", problem.text.as_str().into())])) } }
                }
                @for warning in warnings.iter().take(20) {
                    li { (icon("check")) div { (lang.f(&format!("ledger-warning-{}", warning.code), &[("row", warning.row.unwrap_or_default().to_string().into()), ("text", warning.text.as_str().into()), ("sheet", warning.sheet.as_str().into())])) } }
                }
            }
        }
    }
}

/// `POST /ledger/import/{id}`: look again with corrected columns, or take it in.
///
/// # Errors
/// When the form is not ours or the file no longer waits.
pub async fn confirm(
    Path(id): Path<String>,
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let field = |name: &str| fields.iter().find_map(|(key, value)| (key == name).then_some(value.as_str()));
    visit.check_token(field("token").unwrap_or_default())?;
    let id = LedgerImportId::parse(&id).ok_or(WebError::NotFound("file"))?;
    let node = visit.site.node()?;
    let preview = node.preview(&visit.org, &id).map_err(WebError::from)?;
    let mut mapping = preview.mapping.clone();
    for (name, word) in &fields {
        let mut parts = name.splitn(3, '|');
        let (Some(_), Some(signature), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let Some(chosen) = CHOICES.into_iter().find(|choice| column_word(*choice) == word) else { continue };
        let guessed = preview.reading.guesses.tables.iter().filter(|table| table.signature == signature);
        let guessed = guessed.flat_map(|table| &table.columns).find(|column| column.key == key);
        let Some(guessed) = guessed.filter(|guessed| guessed.column != chosen) else { continue };
        let second = guessed.second.filter(|second| *second != chosen && chosen != Column::Other);
        mapping.set_by_key(signature, key, ColumnUse { column: chosen, second });
    }
    let preview = node.correct_preview(&visit.org, &id, mapping).map_err(WebError::from)?;
    if field("go") != Some("confirm") {
        return Ok(Redirect::to(&format!("/ledger/import/{}", preview.id)).into_response());
    }
    node.confirm_ledger(&visit.org, &preview.id, visit.caller.name()).await.map_err(WebError::from)?;
    Ok(Redirect::to("/ledger").into_response())
}
