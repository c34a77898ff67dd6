//! The network map on paper: overview, every device zone by zone, index of devices.

use domain::{alerts::Status, ids::DeviceId};

use super::{
    Paper, PdfError,
    flow::{Flow, MARGIN},
    page::{Area, Ink, MM, Mark, Style},
    table::{Cell, Column, Looks, sign, table},
};
use crate::{
    assets,
    diagram::{
        Model, Options,
        grid::{self, Grid},
        model::ZoneBox,
        svg,
    },
    locale::Lang,
    t,
    view::{Entry, View, make},
};

impl Paper {
    /// Width and height in points, upright.
    const fn upright(self) -> (f32, f32) {
        match self {
            Self::A3 => (297.0 * MM, 420.0 * MM),
            Self::A4 => (210.0 * MM, 297.0 * MM),
        }
    }

    const fn lying(self) -> (f32, f32) {
        let (width, height) = self.upright();
        (height, width)
    }
}

/// Most devices in the index; a hospital has a few thousand.
const MOST_INDEXED: usize = 50_000;

/// The document.
pub fn document(view: &View, paper: Paper, lang: Lang) -> Result<Vec<u8>, PdfError> {
    compose(view, paper, lang)?.finish()
}

/// The document before it is written.
pub fn compose(view: &View, paper: Paper, lang: Lang) -> Result<Flow<'_>, PdfError> {
    let mut flow = Flow::new(view, lang, t!(lang, "map-title").into_owned(), paper.upright())?;
    let model = Model::new(view, &Options { lang, ..Options::default() });
    overview(&mut flow, &model, paper);
    if view.is_empty() {
        flow.paragraph(Style::new(10.0), &t!(lang, "print-nothing"));
        return Ok(flow);
    }
    flow.sheet(paper.lying());
    let mut found = Vec::new();
    for zone in &model.zones {
        zone_table(&mut flow, zone, paper, &mut found);
    }
    index(&mut flow, paper, found);
    Ok(flow)
}

/// Title, sentence, key and the drawing; more sheets when the zones do not fit on one at a readable size.
fn overview(flow: &mut Flow<'_>, model: &Model, paper: Paper) {
    let lang = flow.lang;
    flow.heading(&t!(lang, "map-title"));
    let zones = model.zones.len();
    let mut lead = t!(lang, "map-lead", zones = zones, n = model.devices, lines = model.outside.len());
    if model.undeclared > 0 {
        lead.push_str(&t!(lang, "map-lead-bad", n = model.undeclared));
    }
    flow.paragraph(Style::new(10.0), &lead);
    key(flow);
    let mut parts = split(model, (flow.bottom() - flow.y) / flow.width()).into_iter();
    if let Some(first) = parts.next() {
        place(flow, &first);
    }
    for part in parts {
        flow.sheet(paper.upright());
        key(flow);
        place(flow, &part);
    }
}

/// What the marks mean, in one line.
fn key(flow: &mut Flow<'_>) {
    let lang = flow.lang;
    let words = [
        ("■", Ink::BLUE, "map-key-known"),
        ("□", Ink::WARN, "in-ledger-missing"),
        ("□", Ink::UNKNOWN, "group-unknown-too"),
        ("◆", Ink::DANGER, "status-danger"),
        ("―", Ink::ACCENT, "map-key-declared"),
        ("…", Ink::QUIET, "map-idle"),
        ("- -", Ink::DANGER, "map-key-undeclared"),
        ("①", Ink::ACCENT, "map-key-number"),
    ];
    let style = Style::new(8.0);
    let (fonts, y, edge) = (flow.fonts, flow.y + 8.0, flow.width() + MARGIN);
    let mut x = MARGIN;
    for (mark, ink, key) in words {
        let word = lang.t(key);
        let (first, second) = (fonts.width(style, mark) + 3.0, fonts.width(style, &word) + 12.0);
        if x + first + second > edge {
            break;
        }
        flow.page().text(x, y, style.bold().ink(ink), mark);
        flow.page().text(x + first, y, style, word);
        x += first + second;
    }
    flow.y += 16.0;
}

/// The model in parts that are readable when each fills the width of a sheet whose height is `ratio` of its width.
/// Lines outside go with the zones they reach; those that reach none stay on the first part.
fn split(model: &Model, ratio: f32) -> Vec<Model> {
    let most = grid::WIDTH as f32 * ratio;
    let mut parts: Vec<Model> = Vec::new();
    let mut rest: &[ZoneBox] = &model.zones;
    loop {
        let mut take = rest.len();
        let mut part = part_of(model, rest, take, parts.is_empty());
        while take > 4 && Grid::new(&part).height as f32 > most {
            take = take.div_ceil(4).saturating_sub(1) * 4;
            part = part_of(model, rest, take, parts.is_empty());
        }
        parts.push(part);
        rest = rest.get(take..).unwrap_or_default();
        if rest.is_empty() {
            return parts;
        }
    }
}

fn part_of(model: &Model, rest: &[ZoneBox], take: usize, first: bool) -> Model {
    let zones: Vec<_> = rest.iter().take(take).cloned().collect();
    let here = |id: &domain::ids::ZoneId| zones.iter().any(|zone| zone.id == *id);
    let known = |id: &domain::ids::ZoneId| model.zones.iter().any(|zone| zone.id == *id);
    let outside = model
        .outside
        .iter()
        .filter(|outside| match &outside.zone {
            Some(zone) if known(zone) => here(zone),
            _ => first,
        })
        .cloned()
        .collect::<Vec<_>>();
    let undeclared = outside.iter().filter(|outside| outside.declared == Some(false)).count();
    Model { zones, outside, undeclared, ..model.clone() }
}

/// Puts the drawing into the room left on the sheet.
fn place(flow: &mut Flow<'_>, part: &Model) {
    let (wide, high) = (grid::WIDTH as f32, Grid::new(part).height.max(1) as f32);
    let scale = (flow.width() / wide).min((flow.bottom() - flow.y) / high);
    let area = Area::new(MARGIN + (flow.width() - wide * scale) / 2.0, flow.y, wide * scale, high * scale);
    flow.page().marks.push(Mark::Drawing { area, svg: drawing(part) });
    flow.y += high * scale + 8.0;
}

/// The drawing as a file of its own, in the narrower language of the SVG reader: no custom properties, every attribute
/// with a value, no character that XML forbids.
pub fn drawing(model: &Model) -> String {
    let styles = assets::text("map-file.css");
    let file = svg::file(model).replacen(&styles, &without_properties(&styles), 1);
    let mut out = String::with_capacity(file.len());
    for c in file.chars() {
        let fine =
            matches!(c, '\n' | '\t' | '\r') || (!c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'));
        out.push(if fine { c } else { ' ' });
    }
    out
}

/// The style sheet with `var(--name)` replaced by the value of `--name`.
fn without_properties(styles: &str) -> String {
    let mut values = Vec::new();
    let mut kept = String::new();
    for part in styles.split_inclusive([';', '{', '}']) {
        match part.trim().trim_end_matches(';').split_once(':') {
            Some((name, value)) if name.trim_start().starts_with("--") => {
                values.push((format!("var({})", name.trim()), value.trim().to_owned()));
            }
            _ => kept.push_str(part),
        }
    }
    values.iter().fold(kept, |text, (name, value)| text.replace(name, value))
}

/// Every device of a zone. Adds name, address and sheet of each to `found`.
fn zone_table(flow: &mut Flow<'_>, zone: &ZoneBox, paper: Paper, found: &mut Vec<(String, String, usize)>) {
    let (lang, view) = (flow.lang, flow.view);
    let title = [zone.name.as_str(), zone.address.as_str()].join("　");
    flow.heading(&t!(lang, "print-zone", zone = title, n = zone.cells.len()));
    if zone.blind {
        flow.paragraph(Style::new(9.0).ink(Ink::UNKNOWN), &t!(lang, "print-zone-blind"));
        return;
    }
    if zone.partly {
        flow.paragraph(Style::new(9.0).ink(Ink::UNKNOWN), &t!(lang, "print-zone-partly"));
    }
    let mut ids: Vec<_> = zone
        .cells
        .iter()
        .filter_map(|cell| view.device(&cell.id).map(|(_, e)| (e.ip_key, &cell.id)))
        .collect();
    ids.sort();
    let looks =
        if paper == Paper::A3 { Looks { size: 8.5, lines: 2 } } else { Looks { size: 7.5, lines: 2 } };
    let rows: Vec<_> = ids.iter().filter_map(|(_, id)| device_row(view, lang, id)).collect();
    let names: Vec<_> = ids.iter().filter_map(|(_, id)| index_words(view, lang, id)).collect();
    let sheets = table(flow, looks, &device_columns(lang), rows);
    found.extend(names.into_iter().zip(sheets).map(|((name, address), sheet)| (name, address, sheet)));
}

/// Columns of every list of devices.
pub fn device_columns(lang: Lang) -> Vec<Column> {
    [
        ("column-name", 20.0),
        ("column-kind", 13.0),
        ("column-make", 19.0),
        ("column-ip", 14.0),
        ("column-mac", 14.0),
        ("column-place", 14.0),
        ("column-ledger", 10.0),
        ("column-status", 9.0),
    ]
    .map(|(key, share)| Column { title: lang.t(key).into_owned(), share })
    .into()
}

/// One device in those columns.
pub fn device_row(view: &View, lang: Lang, id: &DeviceId) -> Option<Vec<Cell>> {
    let (device, entry) = view.device(id)?;
    let list = |values: Vec<String>| match values.as_slice() {
        [] => "—".to_owned(),
        [first] => first.clone(),
        [first, rest @ ..] => format!("{first} +{}", rest.len()),
    };
    let kind = entry.kind.as_ref();
    let kind = kind.map_or_else(|| lang.t("group-unknown").into_owned(), |kind| kind.say(lang).to_owned());
    Some(vec![
        Cell { bold: entry.standing.status == Status::Danger, ..Cell::new(entry.name(lang)) },
        Cell::new(kind),
        Cell::new(make(lang, device)),
        Cell::new(list(device.ips.iter().map(ToString::to_string).collect())),
        Cell::new(list(device.macs.iter().map(ToString::to_string).collect())),
        Cell::new(entry.place.as_deref().unwrap_or("—")),
        Cell::new(lang.t(&format!("in-ledger-{}", entry.standing.in_ledger.as_str()))),
        standing(lang, entry),
    ])
}

fn standing(lang: Lang, entry: &Entry) -> Cell {
    if entry.standing.do_not_connect {
        let word = lang.t("do-not-connect");
        return Cell { text: format!("{} {word}", sign(Status::Danger)), ink: Some(Ink::DANGER), bold: true };
    }
    Cell::status(lang, entry.standing.status)
}

fn index_words(view: &View, lang: Lang, id: &DeviceId) -> Option<(String, String)> {
    let (device, entry) = view.device(id)?;
    let address =
        device.ips.first().map(ToString::to_string).or_else(|| device.macs.first().map(ToString::to_string));
    Some((entry.name(lang), address.unwrap_or_default()))
}

/// Devices by name, with the page each stands on, in columns.
fn index(flow: &mut Flow<'_>, paper: Paper, mut found: Vec<(String, String, usize)>) {
    let lang = flow.lang;
    flow.sheet(paper.upright());
    flow.heading(&t!(lang, "print-index"));
    found.sort();
    found.truncate(MOST_INDEXED);
    let columns: usize = if paper == Paper::A3 { 4 } else { 3 };
    let (style, step, gap) = (Style::new(7.0), 9.6, 12.0);
    let width = (flow.width() + gap) / columns as f32 - gap;
    let mut rest = found.as_slice();
    while !rest.is_empty() {
        let per = (((flow.bottom() - flow.y) / step) as usize).max(1);
        // The last sheet's columns are of even height.
        let per = per.min(rest.len().div_ceil(columns));
        let (here, next) = rest.split_at(rest.len().min(per * columns));
        for (at, entry) in here.iter().enumerate() {
            let x = MARGIN + (at / per) as f32 * (width + gap);
            let y = flow.y + (at % per) as f32 * step;
            index_line(flow, style, Area::new(x, y, width, step), entry);
        }
        rest = next;
        if !rest.is_empty() {
            flow.sheet(paper.upright());
        }
    }
}

fn index_line(
    flow: &mut Flow<'_>,
    style: Style,
    area: Area,
    (name, address, sheet): &(String, String, usize),
) {
    let fonts = flow.fonts;
    let number = (sheet + 1).to_string();
    let base = area.y + style.size;
    let right = area.x + area.width;
    let page = flow.page();
    page.text(area.x, base, style, fonts.fit(style, name, area.width * 0.55));
    page.text(
        area.x + area.width * 0.58,
        base,
        style.ink(Ink::QUIET),
        fonts.fit(style, address, area.width * 0.3),
    );
    page.text(right - fonts.width(style, &number), base, style.bold().ink(Ink::ACCENT), number);
    page.marks.push(Mark::Link { area, page: *sheet });
}
