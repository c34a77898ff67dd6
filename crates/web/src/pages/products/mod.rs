//! 製品とバージョン: what the hospital's devices are, which of it is looked after until when, and which parts are inside.

pub mod form;
pub mod links;
pub mod one;
pub mod select;
pub mod version;
pub mod words;

use app::workbook::Cell;
use axum::response::Response;
use domain::{alerts::Status, products::SupportState};
use maud::{Markup, html};

use crate::{
    error::WebError,
    page::{Nav, Page},
    pages::devices::excel,
    parts::{
        empty, head, icon,
        numbers::number,
        pager::{Pages, pager},
        tables::{Tile, chip, search, sort_head, tiles},
    },
    t,
    visit::Visit,
};

use self::select::{Line, Selection};

/// `GET /products`
pub async fn list(visit: Visit) -> Response {
    let lang = visit.lang;
    let all = select::lines(&visit);
    let selection = Selection::from_query(&visit.query);
    let found = selection.run(lang, &all);
    let pages = Pages::from_query(&visit.query, found.len());
    let current = all.iter().filter(|line| !line.product.retired).count();
    let body = html! {
        (head(
            None,
            html! { (t!(lang, "nav-products")) },
            Some(html! { (t!(lang, "products-lead")) }),
            Some(html! {
                a.button data-kind="primary" href="/products/new" { (icon("plus")) (t!(lang, "product-new")) }
                a.button href="/sboms#take-in" { (icon("upload")) (t!(lang, "sbom-take-in")) }
                (excel::button(&visit.query.link("/products.xlsx")))
            }),
        ))
        div.stack.print-wide {
            @if all.is_empty() {
                (empty("ledger", &t!(lang, "products-none-title"), &t!(lang, "products-none-text"), Some(("/sboms#take-in", &t!(lang, "products-none-next")))))
            } @else {
                (tiles_of(&visit, &all, current))
                section.card data-bare aria-label=(t!(lang, "nav-products")) {
                    div.tools {
                        (search(&visit, &t!(lang, "products-search")))
                        (chips(&visit))
                    }
                    (table(&visit, found.get(pages.skip()..).unwrap_or_default().get(..pages.size).unwrap_or(found.get(pages.skip()..).unwrap_or_default())))
                    (pager(&visit, pages))
                }
            }
        }
    };
    Page::new(Nav::Products, t!(lang, "nav-products"), body).answer(&visit)
}

fn tiles_of(visit: &Visit, all: &[Line<'_>], current: usize) -> Markup {
    let lang = visit.lang;
    let count = |admits: &dyn Fn(&Line<'_>) -> bool| {
        all.iter().filter(|line| !line.product.retired && admits(line)).count()
    };
    let tile = |words: &'static str, filter, count, status| Tile::new(lang.t(words), filter, count, status);
    let list = [
        tile("devices-all", None, current, None),
        tile("products-ended", Some(("support", "ended")), count(&|l| l.is_ended()), Some(Status::Warn)),
        tile("products-ending", Some(("support", "ending")), count(&|l| l.is_ending()), None),
        tile(
            "products-without-sbom",
            Some(("sbom", "without")),
            count(&|l| l.sboms == 0),
            Some(Status::Unknown),
        ),
        tile("products-to-confirm", Some(("devices", "suggested")), count(&|l| l.suggested > 0), None),
    ];
    tiles(visit, &["support", "sbom", "devices", "retired"], "unit-products", &list)
}

/// Filters that no tile has.
fn chips(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let offers = [
        ("sbom", "with", "products-with-sbom"),
        ("devices", "linked", "products-linked"),
        ("devices", "none", "products-unlinked"),
        ("support", "unknown", "products-support-unknown"),
        ("retired", "yes", "products-retired"),
    ];
    html! {
        div.chips.scroll-x { @for (name, value, words) in offers { (chip(visit, name, value, &lang.t(words))) } }
    }
}

fn table(visit: &Visit, shown: &[&Line<'_>]) -> Markup {
    let lang = visit.lang;
    if shown.is_empty() {
        return empty(
            "search",
            &t!(lang, "products-not-found"),
            &t!(lang, "products-not-found-text"),
            Some(("/products", &t!(lang, "products-show-all"))),
        );
    }
    html! {
        div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "nav-products")) { table.cards data-keys {
            thead { tr {
                (sort_head(visit, "name", &t!(lang, "product-name"), false))
                (sort_head(visit, "support", &t!(lang, "product-support"), false))
                th { (t!(lang, "product-next")) }
                (sort_head(visit, "devices", &t!(lang, "product-devices"), false))
                (sort_head(visit, "sboms", &t!(lang, "product-sboms"), false))
                (sort_head(visit, "changed", &t!(lang, "product-changed"), true))
            } }
            tbody { @for line in shown {
                tr {
                    th scope="row" { a href={ "/products/" (line.product.id) } {
                        b { (words::name(lang, line.product)) }
                        small { (line.product.maker) @if let Some(kind) = words::kind(visit, line.product) { (t!(lang, "list-dot")) (kind) } }
                    } }
                    td data-card="end" {
                        @if line.product.retired { span.badge { (t!(lang, "product-is-retired")) } }
                        @else { (words::state(lang, line.state)) }
                    }
                    td data-card="line" { @match line.next { Some(next) => (words::notice(lang, next)), None => "—" } }
                    td data-card="line" {
                        (t!(lang, "product-devices-n", n = number(line.devices as u64)))
                        @if line.suggested > 0 { small { (t!(lang, "product-suggested-n", n = line.suggested)) } }
                    }
                    td data-card="line" {
                        @if line.sboms == 0 { span.missing { (t!(lang, "product-no-sbom")) } }
                        @else { (t!(lang, "product-sboms-n", n = line.sboms, versions = line.versions)) }
                    }
                    td data-extra { (crate::parts::numbers::ago(lang, visit.view.snapshot.taken, line.product.changed)) }
                }
            } }
        } }
    }
}

/// `GET /products.xlsx`: one row a version.
///
/// # Errors
/// When there are more rows than Excel allows.
pub async fn download(visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let heads = [
        "product-maker",
        "product-name",
        "product-models",
        "product-version",
        "product-released",
        "product-end-of-sale",
        "product-end-of-life",
        "product-limited-until",
        "product-end-of-support",
        "product-support",
        "product-legacy",
        "product-devices",
        "product-sboms",
    ]
    .map(|key| lang.t(key).into_owned());
    let all = select::lines(&visit);
    let selection = Selection::from_query(&visit.query);
    let mut rows = Vec::new();
    for line in selection.run(lang, &all) {
        let product = line.product;
        let first = || {
            vec![
                Cell::from(product.maker.clone()),
                Cell::from(words::name(lang, product)),
                Cell::from(product.models.join(", ")),
            ]
        };
        if product.current().next().is_none() {
            rows.push(first());
        }
        for version in product.current() {
            let day = |date: Option<domain::date::Date>| {
                Cell::from(date.map(|date| date.to_string()).unwrap_or_default())
            };
            let life = &version.lifecycle;
            let devices = words::links(&visit, product)
                .filter(|link| link.standing.counts() && link.version.as_ref() == Some(&version.id))
                .count();
            let mut cells = first();
            cells.extend([
                Cell::from(version.version.clone()),
                day(version.released),
                day(life.end_of_sale),
                day(life.end_of_life),
                day(life.limited_support_until),
                day(life.end_of_support),
                Cell::from(words::state_word(lang, life.state(words::today(&visit)))),
                Cell::from(lang.t(words::legacy(version.legacy)).into_owned()),
                Cell::Number(f64::from(u32::try_from(devices).unwrap_or(u32::MAX))),
                Cell::Number(f64::from(u32::try_from(version.sboms.len()).unwrap_or(u32::MAX))),
            ]);
            rows.push(cells);
        }
    }
    excel::send(&t!(lang, "nav-products"), "kikimori-products.xlsx", &heads, &rows)
}

impl Line<'_> {
    fn is_ended(&self) -> bool {
        matches!(self.state, SupportState::Ended | SupportState::EndNotTold)
    }

    fn is_ending(&self) -> bool {
        self.next.is_some() || self.state == SupportState::Limited
    }
}
