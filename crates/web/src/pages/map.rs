//! 構成図: the map with its filters, the same content as a table, and the files to keep.

use std::collections::BTreeSet;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use domain::ids::{DeviceId, ZoneId};
use maud::{Markup, html};

use crate::{
    diagram::{
        self, Colour, Filter, Model, Options,
        model::ZoneBox,
        svg::{self, Use},
    },
    page::{Nav, Page},
    parts::{
        badge, empty, head, icon, names,
        numbers::{moment, number},
    },
    t,
    visit::Visit,
};

/// What the address asks for.
fn options(visit: &Visit) -> Options {
    let query = &visit.query;
    Options {
        lang: visit.lang,
        open: query.all("open").filter_map(ZoneId::parse).collect::<BTreeSet<_>>(),
        open_all: false,
        device: query.get("device").and_then(DeviceId::parse),
        colour: if query.get("colour") == Some("standing") { Colour::Standing } else { Colour::Ledger },
        filter: query.get("filter").and_then(|word| Filter::ALL.into_iter().find(|f| f.key() == word)),
        search: query.get("q").map(str::to_lowercase),
        wires: query.get("wires").is_some(),
    }
}

/// `GET /map`
pub async fn show(visit: Visit) -> Response {
    let lang = visit.lang;
    let snapshot = &visit.view.snapshot;
    if visit.view.is_empty() {
        let body = html! {
            (head(None, html! { (t!(lang, "map-title")) }, None, None))
            (empty("map", &t!(lang, "home-nothing-title"), &t!(lang, "home-nothing-text"), Some(("/captures", &t!(lang, "home-nothing-next")))))
        };
        return Page::new(Nav::Map, t!(lang, "map-title"), body).answer(&visit);
    }
    let options = options(&visit);
    let model = Model::new(&visit.view, &options);
    let version = snapshot.map_versions.first();
    let body = html! {
        div.print-map {
            (head(
                Some(html! { @if let Some(version) = version { (t!(lang, "map-version", n = version.number)) "　" } (moment(lang, snapshot.taken, snapshot.taken)) "　" (t!(lang, "map-drawn")) }),
                html! { (t!(lang, "map-title")) },
                Some(html! {
                    (t!(lang, "map-lead", zones = model.zones.len(), n = number(model.devices as u64), lines = model.outside.len()))
                    @if model.undeclared > 0 { strong.bad { (t!(lang, "map-lead-bad", n = model.undeclared)) } }
                }),
                Some(html! {
                    a.button href=(visit.query.link("/map.svg")) { (icon("download")) "SVG" }
                    a.button href=(visit.query.link("/map.drawio")) { (icon("download")) "draw.io" }
                    a.button href=(visit.query.with("paper", Some("a3")).link("/map.pdf")) { (icon("printer")) "PDF A3" }
                    a.button href=(visit.query.with("paper", Some("a4")).link("/map.pdf")) { (icon("printer")) "PDF A4" }
                }),
            ))
            section.card data-bare aria-label=(t!(lang, "map-title")) {
                (tools(&visit, &options, &model))
                (key(&visit))
                div.map tabindex="0" role="region" aria-label=(t!(lang, "map-region")) { (drawing(&visit, &model)) }
            }
        }
        (peers(&visit, &options))
        (versions(&visit))
        (table(&visit, &model))
    };
    Page::new(Nav::Map, t!(lang, "map-title"), body).answer(&visit)
}

fn drawing(visit: &Visit, model: &Model) -> Markup {
    let link = |zone: &ZoneBox| toggle(visit, &zone.id, zone.open);
    svg::draw(model, &Use { icons: "/assets/icons.svg", zone_link: Some(&link) })
}

/// The address with a zone opened or closed.
fn toggle(visit: &Visit, id: &ZoneId, open: bool) -> String {
    let mut query = visit.query.without("open", id.as_str());
    if !open {
        query = query.and("open", id.as_str());
    }
    format!("{}#z-{id}", query.link("/map"))
}

fn tools(visit: &Visit, options: &Options, model: &Model) -> Markup {
    let lang = visit.lang;
    let chip = |key: &str, value: Option<&str>, words: &str, here: bool| {
        html! { a.chip href=(visit.query.with(key, if here { None } else { value }).link("/map")) aria-current=[here.then_some("true")] { (words) @if here { (icon("close")) } } }
    };
    html! {
        div.tools {
            form.search action="/map" method="get" role="search" {
                @for (name, value) in visit.query.pairs().filter(|(name, _)| !matches!(*name, "q" | "lang")) { input type="hidden" name=(name) value=(value); }
                (icon("search"))
                input type="search" name="q" value=[visit.query.get("q")] aria-label=(t!(lang, "map-search")) placeholder=(t!(lang, "map-search-hint"));
            }
            div.chips.scroll-x {
                a.chip href="#zones" { (t!(lang, "map-as-table")) }
                span.quiet { (t!(lang, "map-colour")) }
                (chip("colour", None, &t!(lang, "map-colour-ledger"), options.colour == Colour::Ledger))
                (chip("colour", Some("standing"), &t!(lang, "column-status"), options.colour == Colour::Standing))
                span.quiet { (t!(lang, "map-filter")) }
                @for filter in Filter::ALL { (chip("filter", Some(filter.key()), &lang.t(&format!("map-filter-{}", filter.key())), options.filter == Some(filter))) }
                @if !visit.view.snapshot.picture.links.is_empty() { (chip("wires", Some("1"), &t!(lang, "map-wires"), options.wires)) }
                @if let Some(device) = &options.device { (chip("device", None, &t!(lang, "map-following", device = names::plain(lang, &visit.view, device)), true)) }
                @for zone in model.zones.iter().filter(|zone| zone.open).take(6) { a.chip aria-current="true" href=(toggle(visit, &zone.id, true)) { (zone.name) (icon("close")) } }
            }
        }
    }
}

fn key(visit: &Visit) -> Markup {
    let lang = visit.lang;
    html! {
        ul.key.map-key {
            li { svg viewBox="0 0 16 16" aria-hidden="true" { rect.known x="2" y="2" width="12" height="12" {} } (t!(lang, "map-key-known")) }
            li { svg viewBox="0 0 16 16" aria-hidden="true" { rect.new x="2.6" y="2.6" width="10.8" height="10.8" {} } (t!(lang, "in-ledger-missing")) }
            li { svg viewBox="0 0 16 16" aria-hidden="true" { rect.what x="2.6" y="2.6" width="10.8" height="10.8" {} } (t!(lang, "group-unknown-too")) }
            li { svg viewBox="0 0 16 16" aria-hidden="true" { path.risk d="M8 1.800l6.200 6.200l-6.200 6.200l-6.200-6.200z" {} } (t!(lang, "status-danger")) }
            li { svg.wide viewBox="0 0 28 16" aria-hidden="true" { path.line-ok d="M1 8h26" {} } (t!(lang, "map-key-declared")) }
            li { svg.wide viewBox="0 0 28 16" aria-hidden="true" { path.line-idle d="M1 8h26" {} } (t!(lang, "map-idle")) }
            li { svg.wide viewBox="0 0 28 16" aria-hidden="true" { path.line-bad d="M1 8h26" {} } (t!(lang, "map-key-undeclared")) }
            li { svg viewBox="0 0 16 16" aria-hidden="true" { circle.num cx="8" cy="8" r="7.5" {} text.num-text x="8" y="12" { "1" } } (t!(lang, "map-key-number")) }
        }
    }
}

/// The peers of the followed device, by zone, as words.
fn peers(visit: &Visit, options: &Options) -> Markup {
    let lang = visit.lang;
    let Some((device, entry)) = options.device.as_ref().and_then(|id| visit.view.device(id)) else {
        return html! {};
    };
    html! {
        section.card.gap { header { h2 { (t!(lang, "map-peers-of", device = entry.name(lang))) } a href={ "/devices/" (device.id) } { (t!(lang, "ledger-look")) } } (crate::pages::device::peers::card(visit, device, entry)) }
    }
}

fn versions(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let snapshot = &visit.view.snapshot;
    let versions = &snapshot.map_versions;
    html! {
        section.card.gap.noprint #versions {
            header { h2 { (t!(lang, "map-versions")) } }
            @if versions.len() < 2 { p.quiet { (t!(lang, "map-versions-one")) } }
            @else { ul.rows { @for pair in versions.windows(2).take(6) { @if let [now, before] = pair {
                li {
                    (icon("clock"))
                    div { (t!(lang, "map-version", n = now.number)) " " small { (moment(lang, snapshot.taken, now.made)) "・" (t!(lang, "n-devices", n = now.devices)) "・" (t!(lang, "map-delta", n = signed(now.devices, before.devices))) } }
                    a href={ "/map/compare?from=" (before.number) "&to=" (now.number) } { (t!(lang, "map-compare")) }
                }
            } } } }
        }
    }
}

fn signed(now: u32, before: u32) -> String {
    let difference = i64::from(now) - i64::from(before);
    if difference > 0 { format!("+{difference}") } else { difference.to_string() }
}

/// The version for keyboard, screen reader and phone.
fn table(visit: &Visit, model: &Model) -> Markup {
    let lang = visit.lang;
    html! {
        section.card.gap.noprint #zones {
            header { h2 { (t!(lang, "map-table")) } }
            div.table.flush { table.cards.zones {
                thead { tr { th { (t!(lang, "filter-zone")) } th { (t!(lang, "nav-devices")) } th { (t!(lang, "in-ledger-missing")) } th { (t!(lang, "group-unknown")) } th { (t!(lang, "status-danger")) } th { (t!(lang, "map-outside-lines")) } } }
                tbody { @for zone in &model.zones {
                    tr {
                        th scope="row" { a href={ "/devices?zone=" (zone.id) } { b { (zone.name) } } small { code { (zone.address) } } }
                        td data-card="end" { @if zone.blind { (badge::badge(domain::alerts::Status::Unknown, &t!(lang, "map-not-seen"))) } @else { (t!(lang, "n-devices", n = zone.cells.len())) } }
                        td data-card="line" data-label=(t!(lang, "in-ledger-missing")) { (zone.missing) }
                        td data-card="line" data-label=(t!(lang, "group-unknown")) { @if zone.unknown > 0 { (badge::badge(domain::alerts::Status::Unknown, &zone.unknown.to_string())) } @else { "0" } }
                        td data-card="end" { @if zone.danger > 0 { (badge::badge(domain::alerts::Status::Danger, &zone.danger.to_string())) } @else { "0" } }
                        td.prose data-card="line" data-label=(t!(lang, "map-outside-lines")) { (line_words(visit, model, zone)) }
                    }
                } }
            } }
        }
    }
}

fn line_words(visit: &Visit, model: &Model, zone: &ZoneBox) -> Markup {
    html! {
        @if zone.lines.is_empty() { "—" }
        @for (number, declared) in &zone.lines {
            @let label = model.outside.iter().find(|o| o.number == *number).map_or("", |o| o.label.as_str());
            @if *declared { span { (number) "（" (label) "） " } }
            @else { (badge::badge(domain::alerts::Status::Warn, &format!("{number}（{label}・{}）", t!(visit.lang, "line-undeclared")))) " " }
        }
    }
}

/// `GET /map.svg`
pub async fn file(visit: Visit) -> Response {
    let model = Model::new(&visit.view, &options(&visit));
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"kikimori-map.svg\""),
    ];
    (headers, svg::file(&model)).into_response()
}

/// `GET /map.drawio`
pub async fn drawio(visit: Visit) -> Response {
    let model = Model::new(&visit.view, &options(&visit));
    let headers = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"kikimori-map.drawio\""),
    ];
    (headers, diagram::drawio::file(&model)).into_response()
}
