//! Two lists beside one another: what came, what went, what changed.

use app::open_sboms::{Change, Side};
use axum::response::Response;
use maud::{Markup, html};

use super::{open, title};
use crate::{
    error::WebError,
    page::{Nav, Page},
    parts::{empty, head, numbers::number},
    t,
    visit::Visit,
};

/// Lines of one sort that are shown; the rest is counted.
const SHOWN: usize = 300;

/// `GET /sboms/compare?a=…&b=…`: the older and the newer one.
///
/// # Errors
/// When there is no such list.
pub async fn show(visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let body = html! {
        (head(Some(html! { a href="/sboms" { (t!(lang, "nav-sboms")) } }), html! { (t!(lang, "sbom-compare")) }, Some(html! { (t!(lang, "compare-lead")) }), None))
        div.stack.print-wide {
            (choose(&visit))
            @match (visit.query.get("a"), visit.query.get("b")) {
                (Some(a), Some(b)) => (result(&visit, a, b).await?),
                _ => {},
            }
        }
    };
    Ok(Page::new(Nav::Sboms, t!(lang, "sbom-compare"), body).answer(&visit))
}

fn choose(visit: &Visit) -> Markup {
    let lang = visit.lang;
    html! {
        section.card.noprint {
            form.stack method="get" action="/sboms/compare" {
                div.fields { @for (name, words) in [("a", "compare-older"), ("b", "compare-newer")] {
                    label.field { span { (lang.t(words)) } select name=(name) required {
                        option value="" { (t!(lang, "compare-choose")) }
                        @for kept in visit.view.snapshot.sboms.iter() { option value=(kept.id) selected[visit.query.get(name) == Some(kept.id.as_str())] { (title(visit, kept)) "（" (kept.file_name) "）" } }
                    } }
                } }
                p.actions { button data-kind="primary" type="submit" { (t!(lang, "compare-go")) } }
            }
        }
    }
}

async fn result(visit: &Visit, a: &str, b: &str) -> Result<Markup, WebError> {
    let lang = visit.lang;
    let (before, older) = open(visit, a).await?;
    let (after, newer) = open(visit, b).await?;
    let found = older.compare(&newer);
    let n = |count: usize| number(count as u64);
    let changes = [
        ("compare-versions", &found.version_changed),
        ("compare-licences", &found.licence_changed),
        ("compare-suppliers", &found.supplier_changed),
    ];
    Ok(html! {
        section.card {
            header { h2 { (title(visit, before)) " → " (title(visit, after)) } }
            p { (t!(lang, "compare-summary", added = n(found.added.len()), removed = n(found.removed.len()), changed = n(found.version_changed.len()), same = n(found.unchanged))) }
        }
        @if found.is_empty() { (empty("ok", &t!(lang, "compare-same-title"), &t!(lang, "compare-same-text"), None)) }
        (sides(visit, "compare-added", &found.added))
        (sides(visit, "compare-removed", &found.removed))
        @for (words, list) in changes { (changed(visit, words, list)) }
    })
}

fn sides(visit: &Visit, words: &str, list: &[Side]) -> Markup {
    let lang = visit.lang;
    let row = |side: &Side| html! { th scope="row" { (side.name) } td data-card="end" { (side.version.as_deref().unwrap_or("—")) } td data-card="line" { code.long { (side.identifier.as_deref().unwrap_or("—")) } } };
    let heads = ["part-name", "product-version", "part-identifier"];
    html! { @if !list.is_empty() { (table(visit, words, list.len(), &heads, list.iter().take(SHOWN).map(row).collect())) @if list.len() > SHOWN { p.quiet { (t!(lang, "and-more", n = list.len() - SHOWN)) } } } }
}

fn changed(visit: &Visit, words: &str, list: &[Change]) -> Markup {
    let lang = visit.lang;
    let said = |text: &str| if text.is_empty() { "—".to_owned() } else { text.to_owned() };
    let row = |change: &Change| html! { th scope="row" { (change.name) } td data-card="line" { (said(&change.before)) } td data-card="line" { (said(&change.after)) } };
    let heads = ["part-name", "compare-before", "compare-after"];
    html! { @if !list.is_empty() { (table(visit, words, list.len(), &heads, list.iter().take(SHOWN).map(row).collect())) @if list.len() > SHOWN { p.quiet { (t!(lang, "and-more", n = list.len() - SHOWN)) } } } }
}

fn table(visit: &Visit, words: &str, count: usize, heads: &[&str], rows: Vec<Markup>) -> Markup {
    let lang = visit.lang;
    html! {
        section.card {
            header { h2 { (lang.t(words)) } span.quiet { (number(count as u64)) } }
            div.table.scroll.flush tabindex="0" role="region" aria-label=(lang.t(words)) { table.cards {
                thead { tr { @for head in heads { th { (lang.t(head)) } } } }
                tbody { @for row in &rows { tr { (row) } } }
            } }
        }
    }
}
