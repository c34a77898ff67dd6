//! The table of devices: sorted, filtered and paged by the server; its whole state is in the address.

pub mod columns;
pub mod excel;
pub mod select;

use axum::response::Response;
use domain::alerts::Status;
use maud::{Markup, html};

use crate::{
    page::{Nav, Page},
    parts::{
        badge, empty, head, icon, names,
        numbers::number,
        pager::{Pages, pager},
        tables::sort_head,
    },
    t,
    view::Entry,
    visit::Visit,
};

use self::{columns::Column, select::Selection};

/// `GET /devices`
pub async fn show(visit: Visit) -> Response {
    let lang = visit.lang;
    let selection = Selection::from_query(&visit.query);
    let found = selection.run(&visit.view);
    let pages = Pages::from_query(&visit.query, found.len());
    let shown: Vec<_> = found.iter().skip(pages.skip()).take(pages.size).copied().collect();
    let body = html! {
        (head(
            None,
            html! { (t!(lang, "devices-title")) },
            Some(html! { (t!(lang, "devices-lead", n = number(visit.view.counts.devices as u64))) }),
            Some(html! {
                a.button href="/ledger/import" { (icon("upload")) (t!(lang, "ledger-load")) }
                a.button href=(visit.query.link("/devices.xlsx")) { (icon("download")) "Excel" }
            }),
        ))
        div.stack.print-wide {
            @if visit.view.is_empty() {
                (empty("antenna", &t!(lang, "home-nothing-title"), &t!(lang, "home-nothing-text"), Some(("/captures", &t!(lang, "home-nothing-next")))))
            } @else {
                (tiles(&visit))
                section.card data-bare aria-label=(t!(lang, "devices-table")) {
                    (tools(&visit, &selection))
                    (table(&visit, &shown))
                    (pager(&visit, pages))
                }
            }
        }
    };
    Page::new(Nav::Devices, t!(lang, "devices-title"), body).answer(&visit)
}

fn tiles(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let counts = &visit.view.counts;
    let tile = |key: &str, set: Option<(&str, &str)>, count: usize, status: Option<Status>| {
        let base = visit.query.with("status", None).with("ledger", None);
        let (href, here) = match set {
            None => (base.link("/devices"), base == visit.query),
            Some((name, value)) => {
                (base.with(name, Some(value)).link("/devices"), visit.query.get(name) == Some(value))
            }
        };
        html! {
            a.tile href=(href) data-status=[status.map(Status::as_str)] aria-current=[here.then_some("true")] {
                span { @if let Some(status) = status { (icon(badge::status_icon(status))) } (lang.t(key)) }
                b { (number(count as u64)) span.unit { (t!(lang, "unit-devices", n = count)) } }
            }
        }
    };
    html! {
        nav.tiles aria-label=(t!(lang, "devices-tiles")) {
            (tile("devices-all", None, counts.devices, None))
            (tile("in-ledger-missing", Some(("ledger", "missing")), counts.not_in_ledger, None))
            (tile("in-ledger-conflict", Some(("ledger", "conflict")), counts.conflict, None))
            (tile("status-warn", Some(("status", "warn")), counts.status(Status::Warn), None))
            (tile("status-danger", Some(("status", "danger")), counts.status(Status::Danger), Some(Status::Danger)))
            (tile("status-unknown", Some(("status", "unknown")), counts.status(Status::Unknown), Some(Status::Unknown)))
        }
    }
}

fn tools(visit: &Visit, selection: &Selection) -> Markup {
    let lang = visit.lang;
    html! {
        div.tools {
            form.search action="/devices" method="get" role="search" {
                @for (key, value) in visit.query.pairs().filter(|(key, _)| !matches!(*key, "q" | "page" | "lang")) {
                    input type="hidden" name=(key) value=(value);
                }
                (icon("search"))
                input type="search" name="q" value=[visit.query.get("q")] aria-label=(t!(lang, "devices-search")) placeholder=(t!(lang, "devices-search"));
            }
            (narrow_sort(visit))
            div.chips.scroll-x {
                @for (name, words) in selection.chips(lang, &visit.view) {
                    a.chip aria-current="true" href=(visit.query.with(name, None).link("/devices")) {
                        (words) (icon("close")) span.sr { (t!(lang, "filter-remove")) }
                    }
                }
                @for (name, options) in select::offers(lang, &visit.view) {
                    @if visit.query.get(name).is_none() { (offer(visit, name, &options)) }
                }
            }
            div.actions { (column_menu(visit)) }
        }
    }
}

/// A filter that can be added: its values are links.
fn offer(visit: &Visit, name: &str, options: &[(String, String, usize)]) -> Markup {
    let lang = visit.lang;
    html! {
        details.menu {
            summary.chip { (icon("plus")) (lang.t(&format!("filter-{name}"))) }
            div.choices {
                @for (value, words, count) in options.iter().take(40) {
                    a href=(visit.query.with(name, Some(value)).link("/devices")) { (words) " " span.count { (number(*count as u64)) } }
                }
            }
        }
    }
}

fn narrow_sort(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let now = visit.query.get("sort").unwrap_or("first-look");
    html! {
        details.menu.narrow {
            summary.button { (t!(lang, "sort")) "：" (lang.t(&format!("sort-{now}"))) }
            div.choices {
                @for key in ["first-look", "status", "first", "place", "name", "ip"] {
                    a href=(visit.query.with("sort", Some(key)).with("dir", None).link("/devices")) aria-current=[(key == now).then_some("true")] {
                        (lang.t(&format!("sort-{key}")))
                    }
                }
            }
        }
    }
}

fn column_menu(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let shown = Column::shown(&visit.query);
    html! {
        details.menu {
            summary.button { (icon("columns")) (t!(lang, "columns")) }
            form.choices action="/devices" method="get" {
                b { (t!(lang, "columns-shown")) }
                @for (key, value) in visit.query.pairs().filter(|(key, _)| !matches!(*key, "col" | "lang")) {
                    input type="hidden" name=(key) value=(value);
                }
                @for column in Column::ALL {
                    label.choice {
                        input type="checkbox" name="col" value=(column.key()) checked[shown.contains(&column)];
                        (lang.t(&format!("column-{}", column.key())))
                    }
                }
                button type="submit" { (t!(lang, "apply")) }
            }
        }
    }
}

fn table(visit: &Visit, shown: &[&Entry]) -> Markup {
    let lang = visit.lang;
    let columns = Column::shown(&visit.query);
    if shown.is_empty() {
        let all = visit.query.get("q").map_or_else(String::new, ToOwned::to_owned);
        return html! {
            (empty("search", &t!(lang, "devices-none-title"), &t!(lang, "devices-none-text", q = all), Some(("/devices", &t!(lang, "devices-none-next")))))
        };
    }
    html! {
        div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "devices-table")) {
            table.cards.devices data-keys {
                thead { tr {
                    (sort_head(visit, "name", &t!(lang, "column-name"), false))
                    @for column in &columns { (sort_head(visit, column.key(), &lang.t(&format!("column-{}", column.key())), column.extra())) }
                } }
                tbody { @for entry in shown {
                    @if let Some(device) = visit.view.of(entry) {
                        tr {
                            th scope="row" { (names::title(lang, device, entry)) }
                            @for column in &columns { (column.cell(visit, device, entry)) }
                        }
                    }
                } }
            }
        }
    }
}
