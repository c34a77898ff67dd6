//! 部品表（SBOM）: every list that is kept, taking in new ones, and bringing removed ones back.

pub mod compare;
pub mod completeness;
pub mod component;
pub mod export;
pub mod filing;
pub mod make;
pub mod one;
pub mod parts;
pub mod together;
pub mod tree;

use std::sync::Arc;

use app::{open_sboms::OpenSbom, refusal::Refusal, sbom_files::TakenFile, sbom_library::KeptSbom};
use axum::{
    Form,
    extract::{Multipart, Path},
    response::{IntoResponse, Redirect, Response},
};
use domain::ids::SbomId;
use maud::{Markup, html};
use serde::Deserialize;

use crate::{
    error::WebError,
    page::{Nav, Page},
    pages::products::words,
    parts::{
        empty,
        file_field::FileField,
        head, icon,
        numbers::{ago, number},
        pager::{Pages, pager},
        tables::{or_unknown, search},
    },
    t, upload,
    visit::Visit,
};

/// Most bytes of one sending.
const MOST: usize = 128 << 20;

/// `GET /sboms`
pub async fn list(visit: Visit) -> Response {
    let lang = visit.lang;
    let snapshot = &visit.view.snapshot;
    let words = words::asked(&visit.query);
    let admits = |kept: &&KeptSbom| {
        let said = &kept.describes;
        let mut text = format!("{}\n{}", kept.file_name, kept.format);
        for part in [&said.maker, &said.name, &said.version].into_iter().flatten() {
            text.push('\n');
            text.push_str(part);
        }
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let found: Vec<&KeptSbom> = snapshot.sboms.iter().filter(admits).collect();
    let pages = Pages::from_query(&visit.query, found.len());
    let body = html! {
        (head(None, html! { (t!(lang, "nav-sboms")) }, Some(html! { (t!(lang, "sboms-lead")) }), Some(html! {
            @if snapshot.sboms.len() > 1 { a.button href="/sboms/compare" { (icon("columns")) (t!(lang, "sbom-compare")) } }
            a.button href="/sboms/make" { (icon("plus")) (t!(lang, "sbom-make")) }
            a.button href="/products" { (t!(lang, "nav-products")) }
        })))
        div.stack.print-wide {
            @if snapshot.sboms.is_empty() {
                (empty("list", &t!(lang, "sboms-none-title"), &t!(lang, "sboms-none-text"), None))
            } @else {
                section.card data-bare {
                    div.tools { (search(&visit, &t!(lang, "sboms-search"))) }
                    (table(&visit, &found.into_iter().skip(pages.skip()).take(pages.size).collect::<Vec<_>>()))
                    (pager(&visit, pages))
                }
            }
            (take_in(&visit))
            (removed(&visit))
        }
    };
    Page::new(Nav::Sboms, t!(lang, "nav-sboms"), body).answer(&visit)
}

fn table(visit: &Visit, shown: &[&KeptSbom]) -> Markup {
    let lang = visit.lang;
    html! {
        div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "nav-sboms")) { table.cards data-keys {
            thead { tr { th { (t!(lang, "sbom-file")) } th { (t!(lang, "sbom-of")) } th { (t!(lang, "sbom-parts")) } th { (t!(lang, "sbom-warnings")) } th data-extra { (t!(lang, "sbom-received")) } } }
            tbody { @for kept in shown { tr {
                th scope="row" { a href={ "/sboms/" (kept.id) } { b { (kept.file_name) } small { (kept.format) } } }
                td data-card="line" { (attached(visit, kept)) }
                td data-card="end" { (t!(lang, "sbom-parts-n", n = number(kept.packages as u64))) }
                td { @if kept.warnings == 0 { "—" } @else { (t!(lang, "sbom-warnings-n", n = kept.warnings)) } }
                td data-extra { (ago(lang, visit.view.snapshot.taken, kept.received)) }
            } } }
        } }
    }
}

/// The versions it is attached to, or that nobody has said yet what it is of.
pub fn attached(visit: &Visit, kept: &KeptSbom) -> Markup {
    let lang = visit.lang;
    html! {
        @for (product, version) in &kept.versions { @if let Some(product) = words::by_id(visit, product) {
            a.line href={ "/products/" (product.id) } { (words::with_version(lang, product, product.version(version))) } " "
        } }
        @if kept.versions.is_empty() { a href={ "/sboms/" (kept.id) "/file" } { (t!(lang, "sbom-unfiled")) } }
    }
}

fn take_in(visit: &Visit) -> Markup {
    let lang = visit.lang;
    html! {
        section.card #take-in {
            header { h2 { (t!(lang, "sbom-take-in")) } a href="/sboms/template.xlsx" { (t!(lang, "sbom-template")) } }
            form.stack method="post" action="/sboms" enctype="multipart/form-data" data-upload {
                input type="hidden" name="token" value=(visit.token());
                (FileField { label: &t!(lang, "sbom-files"), hint: &t!(lang, "sbom-files-hint"), accept: "", several: true }.draw(lang))
                progress hidden max="1" value="0" aria-label=(t!(lang, "sbom-sending")) {}
                p.actions { button data-kind="primary" type="submit" { (icon("upload")) (t!(lang, "sbom-read")) } }
            }
            footer { (t!(lang, "sbom-take-in-why")) }
        }
    }
}

fn removed(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let removed = &visit.view.snapshot.removed_sboms;
    html! {
        @if !removed.is_empty() {
            section.card #removed {
                header { h2 { (t!(lang, "sboms-removed")) } span.quiet { (removed.len()) } }
                ul.rows { @for kept in removed.iter().take(50) { li {
                    (icon("list"))
                    div { (kept.file_name) small { (or_unknown(lang, kept.describes.name.as_deref())) } }
                    (words::button(visit, &format!("/sboms/{}/remove", kept.id), &[("removed", "no")], Some("quiet"), &t!(lang, "undo")))
                } } }
            }
        }
    }
}

/// `POST /sboms`: files of any standard. One file leads to its proposal, one with several lists to the choice among them, several files to the list.
///
/// # Errors
/// When the form is not ours, or the only file is no bill of materials.
pub async fn receive(visit: Visit, form: Multipart) -> Result<Response, WebError> {
    let sent = upload::in_memory(form, MOST).await?;
    visit.check_token(&sent.token)?;
    let node = visit.site.node()?;
    let mut files = sent.files.into_iter();
    let first = files.next().ok_or(WebError::refused("import-no-file"))?;
    let rest: Vec<_> = files.collect();
    if rest.is_empty() {
        let name = first.name.clone();
        let taken = node.take_in_sbom_file(&visit.org, &name, first.bytes, visit.caller.name()).await?;
        let to = led_to(&taken);
        return Ok(if taken.inside.left_out.is_empty() {
            Redirect::to(&to).into_response()
        } else {
            left_out(&visit, &taken.inside.left_out, &to)
        });
    }
    let all = std::iter::once(first).chain(rest).map(|file| (file.name, file.bytes)).collect();
    let refused = node.take_in_sboms(&visit.org, all, visit.caller.name()).await?;
    Ok(if refused.is_empty() {
        Redirect::to("/sboms").into_response()
    } else {
        left_out(&visit, &refused, "/sboms")
    })
}

/// Where a file that was taken in leads: to the choice among its lists, or to the proposal for the only one.
fn led_to(taken: &TakenFile) -> String {
    match (&taken.file, taken.inside.lists.first()) {
        (Some(file), _) => format!("/sboms/together/{file}"),
        (None, Some((_, one))) if one.new => format!("/sboms/{}/file", one.id),
        (None, Some((_, one))) => format!("/sboms/{}?known=yes", one.id),
        (None, None) => "/sboms".to_owned(),
    }
}

fn left_out(visit: &Visit, refused: &[Refusal], to: &str) -> Response {
    let lang = visit.lang;
    let body = html! {
        (head(Some(html! { a href="/sboms" { (t!(lang, "nav-sboms")) } }), html! { (t!(lang, "sboms-left-out")) }, Some(html! { (t!(lang, "sboms-left-out-lead", n = refused.len())) }), None))
        section.card {
            ul.rows { @for why in refused { li { (icon("alert")) div { (crate::error::Told::from(why).say(lang)) } span {} } } }
            @if to != "/sboms" { p.quiet { (t!(lang, "together-left-out")) } }
            p.actions { a.button data-kind="primary" href=(to) { (t!(lang, if to == "/sboms" { "back" } else { "together-go" })) } }
        }
    };
    Page::new(Nav::Sboms, t!(lang, "sboms-left-out"), body).answer(visit)
}

/// Away, or back.
#[derive(Debug, Deserialize)]
pub struct Remove {
    token: String,
    removed: String,
}

/// `POST /sboms/{id}/remove`
///
/// # Errors
/// When the form is not ours or there is no such list.
pub async fn remove(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Remove>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let id = SbomId::parse(&id).ok_or(WebError::NotFound("sbom"))?;
    let away = form.removed == "yes";
    visit.site.node()?.remove_sbom(&visit.org, &id, away, visit.caller.name()).await?;
    Ok(Redirect::to(&if away { "/sboms#removed".to_owned() } else { format!("/sboms/{id}") }))
}

/// A kept list of the address, with all that is in it.
///
/// # Errors
/// When there is no such list.
pub async fn open<'v>(visit: &'v Visit, id: &str) -> Result<(&'v KeptSbom, Arc<OpenSbom>), WebError> {
    let kept = kept(visit, id)?;
    Ok((kept, visit.site.node()?.sbom(&visit.org, &kept.id).await?))
}

/// A kept list of the address.
///
/// # Errors
/// When there is no such list.
pub fn kept<'v>(visit: &'v Visit, id: &str) -> Result<&'v KeptSbom, WebError> {
    let id = SbomId::parse(id).ok_or(WebError::NotFound("sbom"))?;
    visit.view.snapshot.sboms.iter().find(|kept| kept.id == id).ok_or(WebError::NotFound("sbom"))
}

/// What the list is of, for headings: product and version as attached, else as the document says, else the file's name.
pub fn title(visit: &Visit, kept: &KeptSbom) -> String {
    let attached = kept.versions.first().and_then(|(product, version)| {
        let product = words::by_id(visit, product)?;
        Some(words::with_version(visit.lang, product, product.version(version)))
    });
    let said = || {
        let name = kept.describes.name.clone()?;
        Some(
            kept.describes
                .version
                .as_ref()
                .map_or_else(|| name.clone(), |version| format!("{name} {version}")),
        )
    };
    attached.or_else(said).unwrap_or_else(|| kept.file_name.clone())
}
