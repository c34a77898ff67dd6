//! The map as SVG. The same drawing on the page, in a file of its own, and in print.

use maud::{Markup, PreEscaped, html};

use super::{
    grid::{self, Grid, Place},
    model::{Cell, Mark, Model, Outside, ZoneBox},
};
use crate::{assets, pages::device::peers::short, parts::numbers::number, t};

/// How the drawing is used.
pub struct Use<'a> {
    /// Where drawings of the sprite are: `/assets/icons.svg` on a page, empty inside a file of its own.
    pub icons: &'static str,
    /// The address that opens or closes a zone; `None` when there are no links.
    pub zone_link: Option<&'a dyn Fn(&ZoneBox) -> String>,
}

/// The drawing.
#[must_use]
pub fn draw(model: &Model, shown: &Use<'_>) -> Markup {
    let lang = model.lang;
    let grid = Grid::new(model);
    let label = t!(
        lang,
        "map-label",
        org = model.title.clone(),
        zones = model.zones.len(),
        n = model.devices,
        lines = model.outside.len(),
        bad = model.undeclared
    );
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (grid::WIDTH) " " (grid.height) } role="group" aria-label=(label) {
            @if shown.icons.is_empty() { (own_definitions()) }
            (outside_area(model, &grid, shown))
            (gate(model, &grid, shown))
            (buses(&grid))
            @for (zone, place) in model.zones.iter().zip(&grid.zones) {
                @if let Some(place) = place { (zone_box(model, zone, *place, shown)) }
            }
            (red_lines(model, &grid))
            @if !model.switches.is_empty() {
                text.title x="24" y=(grid.switches_top + 8) { (t!(lang, "map-wires-title")) }
                @for (switch, place) in model.switches.iter().zip(&grid.switches) {
                    g id={ "z-" (switch.id) } { (opened(model, switch, *place, shown, false)) }
                }
            }
        }
    }
}

/// A file of its own: the light tokens, the map's styles and the drawings inside.
#[must_use]
pub fn file(model: &Model) -> String {
    let drawing = draw(model, &Use { icons: "", zone_link: None }).into_string();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}",
        drawing.replacen("<svg ", "<svg class=\"map\" ", 1)
    )
}

fn own_definitions() -> Markup {
    let sprite = assets::text("icons.svg");
    let symbols =
        sprite.split_once('>').and_then(|(_, rest)| rest.rsplit_once("</svg>")).map_or("", |(s, _)| s);
    html! {
        style { (PreEscaped(assets::text("map-file.css"))) }
        defs {
            (PreEscaped(symbols))
            pattern #hatch width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                rect.hatch-ground width="5" height="5" {}
                path.hatch-line d="M0 0v5" {}
            }
        }
    }
}

fn icon(shown: &Use<'_>, name: &str, x: u32, y: u32, size: u32) -> Markup {
    html! { use href={ (shown.icons) "#i-" (name) } x=(x) y=(y) width=(size) height=(size) {} }
}

fn outside_area(model: &Model, grid: &Grid, shown: &Use<'_>) -> Markup {
    let lang = model.lang;
    html! {
        rect.outside x="0" y="0" width=(grid::WIDTH) height=(grid.edge) {}
        text.title x="24" y="22" { (t!(lang, "map-outside")) }
        @if let Some(first) = grid.outside.first() {
            (lead(first, grid, "line-ok"))
            rect.box x=(first.x) y=(first.y) width=(first.width) height=(first.height) rx="4" {}
            text.strong x=(first.x + 10) y=(first.y + 21) { (t!(lang, "map-internet")) }
            text.tiny x=(first.x + 10) y=(first.y + 39) { (t!(lang, "map-internet-devices", n = model.internet)) }
            (icon(shown, "internet", first.x + 88, first.y + 6, 18))
        }
        @for (outside, place) in model.outside.iter().zip(grid.outside.iter().skip(1)) {
            @if outside.declared != Some(false) {
                (lead(place, grid, if outside.idle { "line-idle" } else { "line-ok" }))
            }
            (outside_box(outside, *place, shown))
        }
        path.edge d={ "M0 " (grid.edge + 14) "H" (grid::WIDTH) } {}
        rect.ground x="866" y=(grid.edge + 5) width="96" height="18" {}
        text.strong x="872" y=(grid.edge + 18) { (t!(lang, "map-edge")) }
    }
}

/// From a box outside down to the gate.
fn lead(place: &Place, grid: &Grid, class: &str) -> Markup {
    html! { path class=(class) d=(down(place, grid, grid.gate)) {} }
}

/// From a box outside down to a height: straight from the last row, by the gutter beside the boxes from the rows above, so that
/// no line runs through another box.
fn down(place: &Place, grid: &Grid, to: u32) -> String {
    let last_row = place.y + place.height + grid::OUTSIDE_PITCH.1 > grid.edge;
    if last_row {
        return format!("M{} {}V{to}", place.middle(), place.y + place.height);
    }
    let lane = place.x + place.width + 4 + (place.y / grid::OUTSIDE_PITCH.1 % 3) * 4;
    format!("M{} {}H{lane}V{to}", place.x + place.width, place.y + place.height / 2)
}

fn outside_box(outside: &Outside, place: Place, shown: &Use<'_>) -> Markup {
    let bad = outside.declared == Some(false);
    let inner = html! {
        rect.box data-bad=[bad.then_some("")] x=(place.x) y=(place.y) width=(place.width) height=(place.height) rx="4" {}
        text.strong x=(place.x + 8) y=(place.y + 21) { (outside.label) }
        text.tiny.on-red[bad] x=(place.x + 8) y=(place.y + 39) { (outside.what) }
        (disc(outside.number, !bad, place.x + place.width - 13, place.y + 36))
    };
    html! {
        g data-dim=[outside.dim.then_some("")] {
            @if shown.zone_link.is_some() { a href={ "/remote-lines/" (outside.line) } { (inner) } }
            @else { (inner) }
        }
    }
}

fn disc(number: usize, declared: bool, x: u32, y: u32) -> Markup {
    html! {
        circle.num data-bad=[(!declared).then_some("")] cx=(x) cy=(y) r="9" {}
        text.num-text x=(x) y=(y + 4) { (number) }
    }
}

fn gate(model: &Model, grid: &Grid, shown: &Use<'_>) -> Markup {
    let lang = model.lang;
    let core = if model.core.is_empty() {
        String::new()
    } else {
        format!("　{}", short(&model.core.join("・"), 30))
    };
    html! {
        rect.box x="24" y=(grid.gate) width="1008" height="40" rx="4" {}
        (icon(shown, "firewall", 34, grid.gate + 10, 20))
        text.ink x="62" y=(grid.gate + 25) { (t!(lang, "map-gate")) }
        @if model.undeclared > 0 {
            rect.warning x="760" y=(grid.gate + 5) width="264" height="30" rx="4" {}
            text.on-red x="772" y=(grid.gate + 25) { (t!(lang, "map-bypass", n = model.undeclared)) }
        }
        path.stub d={ "M532 " (grid.gate + 40) "V" (grid.core) } {}
        rect.core x="24" y=(grid.core) width="1016" height="26" rx="4" {}
        text.core-text x="36" y=(grid.core + 18) { (t!(lang, "map-core")) (core) }
    }
}

/// One spine, a bus above each row of zones, a stub into each zone.
fn buses(grid: &Grid) -> Markup {
    let last = grid.rows.last().map_or(grid.core + 26, |y| y.saturating_sub(18));
    let bar = |top: u32| {
        let middles: Vec<_> =
            grid.zones.iter().flatten().filter(|place| place.y == top).map(|place| place.middle()).collect();
        let from = middles.iter().copied().min().unwrap_or(532).min(532);
        let to = middles.iter().copied().max().unwrap_or(532).max(532);
        (from, to, middles)
    };
    html! {
        path.bus d={ "M532 " (grid.core + 26) "V" (last) } {}
        @for top in &grid.rows {
            @let (from, to, middles) = bar(*top);
            path.bus d={ "M" (from) " " (top - 18) "H" (to) } {}
            @for middle in middles { path.stub d={ "M" (middle) " " (top - 18) "V" (top) } {} }
        }
    }
}

fn zone_box(model: &Model, zone: &ZoneBox, place: Place, shown: &Use<'_>) -> Markup {
    let drawing = if zone.blind {
        blind(model, zone, place, shown)
    } else if zone.open {
        opened(model, zone, place, shown, true)
    } else {
        collapsed(model, zone, place, shown)
    };
    let label = t!(
        model.lang,
        "map-zone-label",
        name = zone.name.clone(),
        n = zone.cells.len(),
        missing = zone.missing,
        unknown = zone.unknown,
        danger = zone.danger
    );
    html! {
        g id={ "z-" (zone.id) } {
            title { (label) }
            @match shown.zone_link {
                Some(link) if !zone.open => a href=(link(zone)) { (drawing) },
                _ => (drawing),
            }
        }
    }
}

fn heading(model: &Model, zone: &ZoneBox, place: Place) -> Markup {
    let right = place.x + place.width - 14;
    html! {
        text.title x=(place.x + 12) y=(place.y + 24) { (short(&zone.name, 11)) }
        text.big x=(right) y=(place.y + 25) text-anchor="end" { (number(zone.cells.len() as u64)) (t!(model.lang, "unit-devices", n = zone.cells.len())) }
    }
}

/// Closed: name, address, kinds, one mark per device, one line of words.
fn collapsed(model: &Model, zone: &ZoneBox, place: Place, shown: &Use<'_>) -> Markup {
    let per = zone.cells.len().div_ceil(60).max(1);
    html! {
        rect.zone data-partly=[zone.partly.then_some("")] x=(place.x) y=(place.y) width=(place.width) height=(place.height) rx="6" {}
        (heading(model, zone, place))
        text.mono x=(place.x + 12) y=(place.y + 43) { (zone.address) }
        @for (at, (drawing, count)) in zone.kinds.iter().take(3).enumerate() {
            @let x = place.x + 12 + at as u32 * 50;
            (icon(shown, drawing, x, place.y + 52, 17))
            text x=(x + 22) y=(place.y + 65) { (count) }
        }
        (line_discs(zone, place.x + place.width - 22, place.y + 60))
        @for (at, cell) in zone.cells.iter().step_by(per).take(60).enumerate() {
            (mark(cell, place.x + 12 + at as u32 % 20 * 10, place.y + 77 + at as u32 / 20 * 10))
        }
        text x=(place.x + 12) y=(place.y + 127) { (short(&foot(model, zone, per), if zone.danger > 0 { 13 } else { 18 })) }
        @if zone.danger > 0 {
            text.on-red x=(place.x + place.width - 14) y=(place.y + 127) text-anchor="end" { (t!(model.lang, "map-danger", n = zone.danger)) }
        }
    }
}

fn foot(model: &Model, zone: &ZoneBox, per: usize) -> String {
    let words = words(model, zone);
    if per > 1 { format!("{}・{words}", t!(model.lang, "map-per", n = per)) } else { words }
}

fn words(model: &Model, zone: &ZoneBox) -> String {
    let lang = model.lang;
    let mut parts = Vec::new();
    if zone.missing > 0 {
        parts.push(t!(lang, "map-missing", n = zone.missing));
    }
    if zone.unknown > 0 {
        parts.push(t!(lang, "map-unknown", n = zone.unknown));
    }
    if zone.partly {
        parts.push(t!(lang, "map-partly").into_owned());
    }
    if parts.is_empty() { t!(lang, "map-all-known").into_owned() } else { parts.join("・") }
}

fn mark(cell: &Cell, x: u32, y: u32) -> Markup {
    html! {
        @if cell.mark == Mark::Risk {
            path.risk data-dim=[cell.dim.then_some("")] d={ "M" (x + 4) " " (y) "l4.500 4.500-4.500 4.500-4.500-4.500z" } {}
        } @else {
            rect class=(cell.mark.class()) data-dim=[cell.dim.then_some("")] x=(x) y=(y) width="8" height="8" {}
        }
    }
}

fn line_discs(zone: &ZoneBox, right: u32, y: u32) -> Markup {
    html! {
        @for (at, (number, declared)) in zone.lines.iter().rev().take(4).enumerate() {
            (disc(*number, *declared, right - at as u32 * 21, y))
        }
    }
}

/// Open: one cell per device. A zone can be closed again; a switch is not a zone.
fn opened(model: &Model, zone: &ZoneBox, place: Place, shown: &Use<'_>, is_zone: bool) -> Markup {
    html! {
        rect.zone-open x=(place.x) y=(place.y) width=(place.width) height=(place.height) rx="6" {}
        (heading(model, zone, place))
        text.mono x=(place.x + 190) y=(place.y + 24) { (zone.address) }
        @if is_zone { text x=(place.x + 12) y=(place.y + 44) { (words(model, zone)) } }
        (line_discs(zone, place.x + place.width - 80, place.y + 20))
        @if let Some(link) = shown.zone_link.filter(|_| is_zone) {
            a href=(link(zone)) {
                text.link x=(place.x + place.width - 14) y=(place.y + 44) text-anchor="end" { (t!(model.lang, "map-close")) }
            }
        }
        @for (at, cell) in zone.cells.iter().take(grid::MOST_CELLS).enumerate() {
            @let x = place.x + 12 + at as u32 % grid::ACROSS * grid::CELL.0;
            @let y = place.y + 54 + at as u32 / grid::ACROSS * grid::CELL.1;
            (device_cell(cell, x, y, shown))
        }
        @if zone.cells.len() > grid::MOST_CELLS {
            text x=(place.x + 12) y=(place.y + place.height - 12) { (t!(model.lang, "map-more", n = zone.cells.len() - grid::MOST_CELLS)) }
        }
    }
}

fn device_cell(cell: &Cell, x: u32, y: u32, shown: &Use<'_>) -> Markup {
    let class = match cell.mark {
        Mark::Known => "cell".to_owned(),
        other => format!("cell cell-{}", other.class()),
    };
    let inner = html! {
        rect class=(class) data-chosen=[cell.chosen.then_some("")] x=(x) y=(y) width="74" height="38" rx="3" {}
        (icon(shown, if cell.stop { "stop" } else { cell.icon }, x + 5, y + 3, 15))
        text.mono.tiny x=(x + 69) y=(y + 14) text-anchor="end" { (short(&cell.tail, 4)) }
        text.ink.small x=(x + 5) y=(y + 32) { (short(&cell.name, 6)) }
    };
    html! {
        g data-dim=[cell.dim.then_some("")] {
            title { (cell.name) }
            @if shown.zone_link.is_some() {
                a href={ "/devices/" (cell.id) } { (inner) }
            } @else { (inner) }
        }
    }
}

/// What no sensor sees is drawn too.
fn blind(model: &Model, zone: &ZoneBox, place: Place, shown: &Use<'_>) -> Markup {
    let lang = model.lang;
    html! {
        rect.blind x=(place.x) y=(place.y) width=(place.width) height=(place.height) rx="6" {}
        rect.blind-ground x=(place.x + 10) y=(place.y + 10) width=(place.width - 20) height=(place.height - 20) rx="3" {}
        (icon(shown, "eye-off", place.x + 20, place.y + 18, 20))
        text.title x=(place.x + 46) y=(place.y + 34) { (short(&zone.name, 11)) }
        text x=(place.x + 20) y=(place.y + 62) { (t!(lang, "map-blind-1")) }
        text x=(place.x + 20) y=(place.y + 80) { (t!(lang, "map-blind-2")) }
        text.link x=(place.x + 20) y=(place.y + 106) { (t!(lang, "map-blind-3")) }
    }
}

/// Lines that nobody declared: all the way to the zone, over everything, by the lane at the right edge.
fn red_lines(model: &Model, grid: &Grid) -> Markup {
    let mut targets = Vec::new();
    let mut paths = Vec::new();
    for (outside, from) in model.outside.iter().zip(grid.outside.iter().skip(1)) {
        if outside.declared != Some(false) {
            continue;
        }
        let collect = grid.edge - 4;
        paths.push(format!("{}H{}", down(from, grid, collect), grid::RED_LANE));
        let target = model.zones.iter().position(|zone| Some(&zone.id) == outside.zone.as_ref());
        if let Some(place) = target.and_then(|at| grid.zones.get(at).copied().flatten()) {
            targets.push(place);
        }
    }
    let Some(lowest) = targets.iter().map(|place| place.y).max() else { return html! {} };
    paths.push(format!("M{} {}V{}", grid::RED_LANE, grid.edge - 4, lowest.saturating_sub(9)));
    for place in &targets {
        let y = place.y.saturating_sub(9);
        paths.push(format!("M{} {y}H{}V{}", grid::RED_LANE, place.middle() + 24, place.y + 2));
    }
    paths.dedup();
    html! {
        @for path in &paths { path.halo d=(path) {} }
        @for path in &paths { path.line-bad d=(path) {} }
    }
}
