//! The page for the director: four questions in numbers, how far ledger and network overlap, what is dangerous, what to decide.

use domain::alerts::Status;

use super::super::{
    flow::{Flow, MARGIN},
    page::{Area, Edge, Ink, Style, Weight},
    table::{ink, sign},
};
use crate::{
    parts::numbers::{full_date, number},
    t,
    view::STATUSES,
};

/// Draws it on the first sheet.
pub fn draw(flow: &mut Flow<'_>) {
    title(flow);
    tiles(flow);
    overlap(flow);
    shares(flow);
    super::lists::worst(flow);
    decide(flow);
}

fn title(flow: &mut Flow<'_>) {
    let (lang, view, fonts) = (flow.lang, flow.view, flow.fonts);
    let (snapshot, width) = (&view.snapshot, flow.width());
    let quiet = Style::new(9.0).ink(Ink::QUIET);
    let to = fonts.fit(quiet, &t!(lang, "report-to", org = snapshot.org_name.clone()), width * 0.6);
    let date = full_date(lang, snapshot.taken);
    let from = lang.t("report-from");
    let y = flow.y;
    let page = flow.page();
    page.outline.push(lang.t("report-title").into_owned());
    page.text(MARGIN, y + 9.0, quiet, to);
    page.text(MARGIN, y + 30.0, Style::new(18.0).bold(), lang.t("report-title"));
    page.text(MARGIN + width - fonts.width(quiet, &date), y + 18.0, quiet, date);
    page.text(MARGIN + width - fonts.width(quiet, &from), y + 30.0, quiet, from);
    page.rule(MARGIN, y + 40.0, width, 2.0, Ink::TEXT);
    flow.y += 54.0;
    let totals = &snapshot.reconciliation.totals;
    let sentence = t!(
        lang,
        "report-sentence",
        n = number(view.counts.devices as u64),
        known = number(totals.known.into()),
        danger = view.counts.status(Status::Danger)
    );
    flow.paragraph(Style::new(11.0).bold(), &sentence);
    flow.paragraph(Style::new(9.5), &t!(lang, "report-passive"));
    flow.y += 4.0;
}

/// One of the four numbers.
struct Tile {
    question: String,
    value: String,
    unit: String,
    note: String,
    ink: Ink,
    ground: Option<Ink>,
}

fn tiles(flow: &mut Flow<'_>) {
    let (fonts, width) = (flow.fonts, flow.width() / 4.0);
    let (top, height) = (flow.y, 66.0);
    for (at, tile) in four(flow).into_iter().enumerate() {
        let x = MARGIN + at as f32 * width;
        let page = flow.page();
        page.area(Area::new(x, top, width, height), tile.ground, Some(Edge::thin(Ink::LINE)));
        let small = Style::new(8.5);
        page.text(x + 8.0, top + 15.0, small.ink(Ink::QUIET), fonts.fit(small, &tile.question, width - 16.0));
        let big = Style::new(24.0).bold().ink(tile.ink);
        let end = x + 8.0 + fonts.width(big, &tile.value);
        page.text(x + 8.0, top + 42.0, big, tile.value);
        page.text(end + 3.0, top + 42.0, Style::new(9.0), tile.unit);
        for (line, text) in fonts.wrap(Style::new(7.5), &tile.note, width - 16.0, 1).into_iter().enumerate() {
            page.text(x + 8.0, top + 58.0 + line as f32 * 9.0, Style::new(7.5).ink(Ink::QUIET), text);
        }
    }
    flow.y += height + 16.0;
}

fn four(flow: &Flow<'_>) -> [Tile; 4] {
    let (lang, counts) = (flow.lang, &flow.view.counts);
    let totals = &flow.view.snapshot.reconciliation.totals;
    let no_ledger = flow.view.snapshot.ledger.is_empty();
    let unit = |key: &'static str, n: usize| t!(lang, key, n = n);
    let devices = |n: usize| unit("unit-devices", n);
    let tile = |question: &str, value: String, unit: &str, note: String, ink: Ink| Tile {
        question: lang.t(question).into_owned(),
        value,
        unit: unit.to_owned(),
        note,
        ink,
        ground: None,
    };
    let missing = if no_ledger { "—".to_owned() } else { number(counts.not_in_ledger as u64) };
    let note = if no_ledger {
        lang.t("in-ledger-no_ledger").into_owned()
    } else {
        t!(lang, "print-ledger-note", conflict = totals.conflicting, only = totals.only_in_ledger)
    };
    let unknown = t!(lang, "print-unknown-note", n = number(counts.status(Status::Unknown) as u64));
    let alarm = |n: usize| if n > 0 { Ink::DANGER } else { Ink::TEXT };
    [
        tile(
            "print-q-connected",
            number(counts.devices as u64),
            &devices(counts.devices),
            t!(lang, "print-kind-unknown", n = counts.kind_unknown),
            Ink::TEXT,
        ),
        tile("print-q-ledger", missing, &devices(counts.not_in_ledger), note, Ink::TEXT),
        Tile {
            ground: Some(Ink::LILAC),
            ..tile(
                "print-q-danger",
                counts.status(Status::Danger).to_string(),
                &devices(counts.status(Status::Danger)),
                unknown,
                alarm(counts.status(Status::Danger)),
            )
        },
        tile(
            "print-q-lines",
            counts.lines.to_string(),
            &unit("unit-lines", counts.lines),
            t!(lang, "report-undeclared", n = counts.undeclared_lines),
            alarm(counts.undeclared_lines),
        ),
    ]
}

/// Two bars on one scale: what is connected, and what the ledger has; they overlap where both know a device.
fn overlap(flow: &mut Flow<'_>) {
    let lang = flow.lang;
    let totals = flow.view.snapshot.reconciliation.totals;
    section(flow, &lang.t("print-overlap"));
    let only_ledger = totals.only_in_ledger + totals.no_key;
    let rows = totals.in_ledger.saturating_sub(only_ledger);
    let sum = (only_ledger + totals.known + totals.only_connected).max(1) as f32;
    let label = 112.0;
    let scale = (flow.width() - label) / sum;
    let start = MARGIN + label;
    let middle = start + only_ledger as f32 * scale;
    let both = totals.known as f32 * scale;
    let y = flow.y;
    let words = |key: &str, n: u32| format!("{} {}", lang.t(key), number(n.into()));
    row_label(flow, y, &words("overlap-connected", totals.connected), label);
    bar(flow, Area::new(middle, y, both, 20.0), Ink::BLUE, &words("overlap-both", totals.known));
    let net = Area::new(middle + both, y, totals.only_connected as f32 * scale, 20.0);
    bar(flow, net, Ink::SAND, &words("overlap-net", totals.only_connected));
    row_label(flow, y + 24.0, &words("overlap-ledger", totals.in_ledger), label);
    let ledger = Area::new(start, y + 24.0, only_ledger as f32 * scale, 20.0);
    bar(flow, ledger, Ink::LINE, &words("overlap-only-ledger", only_ledger));
    bar(flow, Area::new(middle, y + 24.0, both, 20.0), Ink::BLUE, &words("overlap-seen", rows));
    flow.y += 58.0;
}

fn row_label(flow: &mut Flow<'_>, y: f32, words: &str, room: f32) {
    let style = Style::new(8.5).bold();
    let words = flow.fonts.fit(style, words, room - 6.0);
    flow.page().text(MARGIN, y + 13.5, style, words);
}

/// A part of a bar with its words inside; thin parts carry none, the numbers stand beside the bars and in the legend.
fn bar(flow: &mut Flow<'_>, area: Area, ground: Ink, words: &str) {
    if area.width <= 0.0 {
        return;
    }
    let style = Style::new(8.5);
    let fits = flow.fonts.width(style, words) <= area.width - 8.0;
    let number = words.rsplit(' ').next().unwrap_or_default();
    let short = flow.fonts.width(style, number) <= area.width - 4.0;
    let page = flow.page();
    page.area(area, Some(ground), Some(Edge { ink: Ink::WHITE, width: 1.0, dashed: false }));
    if fits {
        page.text(area.x + 5.0, area.y + 13.5, style, words);
    } else if short {
        page.text(area.x + 2.0, area.y + 13.5, style, number);
    }
}

/// Every device by standing, with a legend of sign, word and number.
fn shares(flow: &mut Flow<'_>) {
    let (lang, fonts, width) = (flow.lang, flow.fonts, flow.width());
    section(flow, &lang.t("report-standing"));
    let counts = &flow.view.counts;
    let total = counts.devices.max(1) as f32;
    let y = flow.y;
    let (mut x, mut legend) = (MARGIN, MARGIN);
    for status in STATUSES {
        let count = counts.status(status);
        let part = count as f32 / total * width;
        let page = flow.page();
        if part > 0.0 {
            let edge = if status == Status::Unknown {
                Edge { ink: Ink::UNKNOWN, width: 0.8, dashed: true }
            } else {
                Edge { ink: Ink::WHITE, width: 1.0, dashed: false }
            };
            page.area(Area::new(x, y, part, 16.0), Some(ground(status)), Some(edge));
        }
        x += part;
        let word = lang.t(&format!("status-{}", status.as_str()));
        let text = format!("{} {word} {}", sign(status), number(count as u64));
        let style = Style { size: 8.5, weight: Weight::Bold, ink: ink(status) };
        page.text(legend, y + 29.0, style, text.as_str());
        legend += fonts.width(style, &text) + 16.0;
    }
    flow.y += 36.0;
    flow.paragraph(Style::new(8.0).ink(Ink::QUIET), &t!(lang, "print-unknown-is-not-safe"));
    flow.y += 4.0;
}

const fn ground(status: Status) -> Ink {
    match status {
        Status::Danger => Ink::DANGER,
        Status::Warn => Ink::SAND,
        Status::Check => Ink::ACCENT,
        Status::Unknown => Ink::LILAC,
        Status::Ok => Ink::GREEN,
    }
}

/// A small heading of the summary.
pub fn section(flow: &mut Flow<'_>, words: &str) {
    let y = flow.y + 11.0;
    flow.page().text(MARGIN, y, Style::new(11.0).bold(), words);
    flow.y += 18.0;
}

/// What the director is asked, and the boxes for stamps.
fn decide(flow: &mut Flow<'_>) {
    let (lang, fonts, width) = (flow.lang, flow.fonts, flow.width());
    let height = 92.0;
    flow.need(height);
    let top = flow.bottom() - height;
    let page = flow.page();
    let edge = Edge { ink: Ink::TEXT, width: 1.5, dashed: false };
    page.area(Area::new(MARGIN, top, width, height), None, Some(edge));
    page.text(MARGIN + 12.0, top + 19.0, Style::new(11.0).bold(), lang.t("report-decide"));
    for (at, key) in ["report-decide-1", "report-decide-2", "report-decide-3"].into_iter().enumerate() {
        let y = top + 36.0 + at as f32 * 15.0;
        page.area(Area::new(MARGIN + 12.0, y - 7.5, 8.0, 8.0), None, Some(Edge::thin(Ink::TEXT)));
        page.text(MARGIN + 26.0, y, Style::new(9.0), fonts.fit(Style::new(9.0), &lang.t(key), width - 220.0));
    }
    let note = Style::new(7.5).ink(Ink::QUIET);
    page.text(MARGIN + 12.0, top + 83.0, note, fonts.fit(note, &lang.t("report-evidence"), width - 210.0));
    let keys = ["report-stamp-director", "report-stamp-office", "report-stamp-author"];
    for (at, key) in keys.into_iter().enumerate() {
        let x = MARGIN + width - 186.0 + at as f32 * 58.0;
        page.area(Area::new(x, top + 12.0, 58.0, 16.0), None, Some(Edge::thin(Ink::TEXT)));
        page.area(Area::new(x, top + 28.0, 58.0, 50.0), None, Some(Edge::thin(Ink::TEXT)));
        let word = fonts.fit(Style::new(8.0), &lang.t(key), 54.0);
        let indent = (58.0 - fonts.width(Style::new(8.0), &word)) / 2.0;
        page.text(x + indent, top + 23.0, Style::new(8.0), word);
    }
    flow.y = top + height;
}
