//! Writing a communication down and changing it. What cannot be kept is told with everything that was typed.

use app::{
    error::{AppError, Refusal},
    feeds::communications::{Kept, Over},
};
use axum::{
    Form,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    civil::Civil,
    vulnerabilities::{Communication, communication::Fault},
};
use maud::html;

use super::{fields::Draw, filled::Filled, one};
use crate::{
    error::{Told, WebError},
    page::{Nav, Page},
    pages::products::words::today,
    parts::{head, icon},
    t,
    visit::Visit,
};

/// A form to be drawn.
struct Sheet<'s> {
    told: &'s Communication,
    /// The entry that is changed.
    kept: Option<&'s Kept>,
    blocks: usize,
    why: &'s str,
    problems: &'s [Refusal],
}

/// `GET /communications/new`
pub async fn new(visit: Visit) -> Response {
    let told = Communication { issuer: "FDA".to_owned(), ..Communication::default() };
    page(&visit, &Sheet { told: &told, kept: None, blocks: 1, why: "", problems: &[] })
}

/// `GET /communications/{key}/change`
///
/// # Errors
/// When there is no such entry.
pub async fn change(Path(key): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let kept = one::find(&visit, &key).await?;
    Ok(page(&visit, &Sheet { told: &kept.told, kept: Some(&kept), blocks: 1, why: "", problems: &[] }))
}

/// When the entry was touched last, as the form carries it.
fn touched(kept: &Kept) -> String {
    kept.told.revised().map(|at| Civil::utc(at).iso()).unwrap_or_default()
}

fn page(visit: &Visit, sheet: &Sheet<'_>) -> Response {
    let lang = visit.lang;
    let faults: Vec<Fault> = sheet
        .problems
        .iter()
        .filter_map(|problem| match problem {
            Refusal::Communication { fault, .. } => Some(fault.clone()),
            _ => None,
        })
        .collect();
    let draw = Draw { lang, told: sheet.told, faults: &faults, fixed: sheet.kept.is_some() };
    let name = t!(lang, if sheet.kept.is_some() { "communication-change" } else { "communication-new" });
    let here = sheet
        .kept
        .map_or_else(|| "/communications".to_owned(), |kept| format!("/communications/{}", kept.key));
    let action = if sheet.kept.is_some() { format!("{here}/change") } else { format!("{here}/new") };
    let body = html! {
        (head(Some(html! { a href="/communications" { (t!(lang, "communications")) } }), html! { (name) }, Some(html! { (t!(lang, "communication-form-lead")) }), None))
        form.stack method="post" action=(action) {
            input type="hidden" name="token" value=(visit.token());
            @if let Some(kept) = sheet.kept { input type="hidden" name="since" value=(touched(kept)); }
            @if !sheet.problems.is_empty() { section.alert data-status="warn" role="alert" {
                h2 { (icon("alert")) (t!(lang, "communication-problem")) }
                ul { @for problem in sheet.problems { li { (Told::from(problem).say(lang)) } } }
            } }
            section.card { header { h2 { (t!(lang, "communication-what")) } } div.stack { (draw.texts()) } }
            section.card #products {
                header { h2 { (t!(lang, "communication-field-product")) } }
                p.quiet { (t!(lang, "communication-products-text")) }
                div.stack.under { (draw.products(sheet.blocks)) }
                p.under { button type="submit" name="more" value="yes" formnovalidate { (icon("plus")) (t!(lang, "communication-more-products")) } }
            }
            @if sheet.kept.is_some() { section.card { label.field { span { (t!(lang, "communication-why-changed")) } input name="why" value=(sheet.why) maxlength="200" autocomplete="off"; } } }
            p.actions {
                button data-kind="primary" type="submit" { (t!(lang, "save")) }
                a.button data-kind="quiet" href=(here) { (t!(lang, "cancel")) }
            }
        }
    };
    Page::new(Nav::Vulnerabilities, name, body).answer(visit)
}

/// `POST /communications/new`
///
/// # Errors
/// When the form is not ours.
pub async fn add(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, WebError> {
    let filled = Filled::of(pairs);
    visit.check_token(filled.text("token"))?;
    let told = filled.told();
    save(&visit, &filled, told, None, Over::Nothing).await
}

/// `POST /communications/{key}/change`
///
/// # Errors
/// When the form is not ours, or there is no such entry.
pub async fn alter(
    Path(key): Path<String>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let filled = Filled::of(pairs);
    visit.check_token(filled.text("token"))?;
    let kept = one::find(&visit, &key).await?;
    let told = Communication { issuer: kept.told.issuer.clone(), id: kept.told.id.clone(), ..filled.told() };
    save(&visit, &filled, told, Some(&kept), Over::TouchedAt(Civil::read(filled.text("since")))).await
}

/// Keeps it, or shows the form again.
async fn save(
    visit: &Visit,
    filled: &Filled,
    told: Communication,
    kept: Option<&Kept>,
    over: Over,
) -> Result<Response, WebError> {
    let more = !filled.text("more").is_empty();
    let faults = told.faults(today(visit)).into_iter();
    let mut problems: Vec<Refusal> =
        faults.map(|fault| Refusal::Communication { place: String::new(), fault, more: 0 }).collect();
    if !more && problems.is_empty() {
        let node = visit.site.node()?;
        match node.put_communications(vec![told.clone()], over, visit.caller.name(), filled.text("why")).await
        {
            Ok(put) => {
                let key = put.first().map(|put| put.key.clone()).unwrap_or_default();
                return Ok(Redirect::to(&format!("/communications/{key}?saved=yes")).into_response());
            }
            Err(AppError::Refused(refusal)) => problems.push(refusal),
            Err(error) => return Err(error.into()),
        }
    }
    let problems = if more { Vec::new() } else { problems };
    let blocks = told.products.len().max(if more { filled.blocks() } else { 1 }) + usize::from(more);
    let sheet = Sheet { told: &told, kept, blocks, why: filled.text("why"), problems: &problems };
    let mut again = page(visit, &sheet);
    if !more {
        *again.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(again)
}
