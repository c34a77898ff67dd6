//! Tables over many sheets: the head repeats, rows do not split, long cells are shortened.

use domain::alerts::Status;

use super::{
    flow::{Flow, MARGIN},
    page::{Ink, Style},
};
use crate::locale::Lang;

/// A column: its title and its share of the width.
pub struct Column {
    pub title: String,
    pub share: f32,
}

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub text: String,
    pub ink: Option<Ink>,
    pub bold: bool,
}

impl Cell {
    /// Plain words.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Words that stand out.
    pub fn bold(text: impl Into<String>) -> Self {
        Self { text: text.into(), bold: true, ink: None }
    }

    /// A standing: sign and word, so that grey printing is enough.
    pub fn status(lang: Lang, status: Status) -> Self {
        let word = lang.t(&format!("status-{}", status.as_str()));
        Self {
            text: format!("{} {word}", sign(status)),
            ink: Some(ink(status)),
            bold: status == Status::Danger,
        }
    }
}

/// The sign of a standing.
pub const fn sign(status: Status) -> &'static str {
    match status {
        Status::Danger => "◆",
        Status::Warn => "▲",
        Status::Check => "◇",
        Status::Unknown => "？",
        Status::Ok => "○",
    }
}

/// The colour of a standing's word.
pub const fn ink(status: Status) -> Ink {
    match status {
        Status::Danger => Ink::DANGER,
        Status::Warn => Ink::WARN,
        Status::Check => Ink::ACCENT,
        Status::Unknown => Ink::UNKNOWN,
        Status::Ok => Ink::FINE,
    }
}

/// How a table looks.
#[derive(Clone, Copy)]
pub struct Looks {
    pub size: f32,
    /// Most lines in a cell.
    pub lines: usize,
}

/// Between a cell's text and its column's edge.
const PAD: f32 = 4.0;

/// Draws a table where the flow stands. Returns the sheet of every row, from 0.
pub fn table(
    flow: &mut Flow<'_>,
    looks: Looks,
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<Cell>>,
) -> Vec<usize> {
    let sum: f32 = columns.iter().map(|column| column.share).sum::<f32>().max(0.001);
    let scale = flow.width() / sum;
    let mut x = MARGIN;
    let places: Vec<(f32, f32)> = columns
        .iter()
        .map(|column| {
            let place = (x, column.share * scale);
            x += place.1;
            place
        })
        .collect();
    let step = looks.size * 1.4;
    flow.need(step * 4.0);
    head(flow, looks, columns, &places);
    let mut sheets = Vec::new();
    for row in rows {
        let cells: Vec<_> = row
            .iter()
            .zip(&places)
            .map(|(cell, (x, width))| {
                let style = style(looks, cell);
                (*x, style, flow.fonts.wrap(style, &cell.text, width - 2.0 * PAD, looks.lines))
            })
            .collect();
        let most = cells.iter().map(|(_, _, lines)| lines.len()).max().unwrap_or(1).max(1);
        let height = most as f32 * step + looks.size * 0.5;
        let before = flow.at();
        flow.need(height);
        if flow.at() != before {
            head(flow, looks, columns, &places);
        }
        let top = flow.y;
        let width = flow.width();
        let page = flow.page();
        for (x, style, lines) in cells {
            for (at, line) in lines.into_iter().enumerate() {
                page.text(x + PAD, top + looks.size * 1.15 + at as f32 * step, style, line);
            }
        }
        page.rule(MARGIN, top + height, width, 0.4, Ink::LINE);
        flow.y += height;
        sheets.push(flow.at());
    }
    flow.y += looks.size;
    sheets
}

fn head(flow: &mut Flow<'_>, looks: Looks, columns: &[Column], places: &[(f32, f32)]) {
    let style = Style::new(looks.size).bold().ink(Ink::QUIET);
    let height = looks.size * 2.0;
    let (top, width) = (flow.y, flow.width());
    flow.page().area(super::page::Area::new(MARGIN, top, width, height), Some(Ink::HEAD), None);
    for (column, (x, width)) in columns.iter().zip(places) {
        let title = flow.fonts.fit(style, &column.title, width - 2.0 * PAD);
        flow.page().text(x + PAD, top + looks.size * 1.35, style, title);
    }
    flow.y += height;
}

fn style(looks: Looks, cell: &Cell) -> Style {
    let style = Style::new(looks.size).ink(cell.ink.unwrap_or(Ink::TEXT));
    if cell.bold { style.bold() } else { style }
}
