//! What stands around tables: tiles that filter, heads that sort, rows of facts.

use domain::{alerts::Status, date::Date};
use maud::{Markup, html};

use super::{badge, icon, numbers::number};
use crate::{locale::Lang, t, visit::Visit};

/// A count that is also a filter: `key=value` in the address, or no filter of that name.
pub struct Tile {
    words: String,
    filter: Option<(&'static str, &'static str)>,
    count: usize,
    status: Option<Status>,
}

impl Tile {
    /// `filter` is its name and value; `None` for all.
    #[must_use]
    pub fn new(
        words: impl Into<String>,
        filter: Option<(&'static str, &'static str)>,
        count: usize,
        status: Option<Status>,
    ) -> Self {
        Self { words: words.into(), filter, count, status }
    }
}

/// Tiles that filter the page by one of `names`; `unit` is the key of what is counted.
#[must_use]
pub fn tiles(visit: &Visit, names: &[&str], unit: &str, tiles: &[Tile]) -> Markup {
    let bare = names.iter().fold(visit.query.with("page", None), |query, name| query.with(name, None));
    html! {
        nav.tiles aria-label=(t!(visit.lang, "devices-tiles")) { @for tile in tiles {
            @let here = match tile.filter {
                Some((name, value)) => visit.query.get(name) == Some(value),
                None => names.iter().all(|name| visit.query.get(name).is_none()),
            };
            @let href = tile.filter.map_or_else(|| bare.clone(), |(name, value)| bare.with(name, Some(value))).link(&visit.path);
            a.tile href=(href) data-status=[tile.status.map(Status::as_str)] aria-current=[here.then_some("true")] {
                span { @if let Some(status) = tile.status { (icon(badge::status_icon(status))) } (tile.words) }
                b { (number(tile.count as u64)) span.unit { (t!(visit.lang, unit, n = tile.count)) } }
            }
        } }
    }
}

/// A filter of the page to switch on and off.
#[must_use]
pub fn chip(visit: &Visit, name: &str, value: &str, words: &str) -> Markup {
    let here = visit.query.get(name) == Some(value);
    let href = visit.query.with(name, (!here).then_some(value)).link(&visit.path);
    html! {
        a.chip aria-current=[here.then_some("true")] href=(href) {
            (words) @if here { (icon("close")) span.sr { (t!(visit.lang, "filter-remove")) } }
        }
    }
}

/// A head that sorts: again in the other direction.
#[must_use]
pub fn sort_head(visit: &Visit, key: &str, words: &str, extra: bool) -> Markup {
    let here = visit.query.get("sort") == Some(key);
    let down = visit.query.get("dir") == Some("down");
    let next = (here && !down).then_some("down");
    let href = visit.query.with("sort", Some(key)).with("dir", next).link(&visit.path);
    let order = here.then_some(if down { "descending" } else { "ascending" });
    html! {
        th scope="col" aria-sort=[order] data-extra[extra] { a.sort href=(href) { (words) } }
    }
}

/// A search field that keeps the other filters of the address.
#[must_use]
pub fn search(visit: &Visit, hint: &str) -> Markup {
    html! {
        form.search action=(visit.path) method="get" role="search" {
            @for (key, value) in visit.query.pairs().filter(|(key, _)| !matches!(*key, "q" | "page" | "lang")) {
                input type="hidden" name=(key) value=(value);
            }
            (icon("search"))
            input type="search" name="q" value=[visit.query.get("q")] aria-label=(hint) placeholder=(hint);
        }
    }
}

/// Attribute and value.
#[must_use]
pub fn fact(words: &str, value: Markup) -> Markup {
    html! { tr { th scope="row" { (words) } td { (value) } } }
}

/// The text, or that it is not known.
#[must_use]
pub fn or_unknown(lang: Lang, value: Option<&str>) -> Markup {
    html! {
        @match value.filter(|value| !value.is_empty()) {
            Some(value) => (value),
            None => span.missing { (t!(lang, "unknown-short")) },
        }
    }
}

/// A day as people write it; unknown when it was not told.
#[must_use]
pub fn day(lang: Lang, date: Option<Date>) -> Markup {
    html! {
        @match date {
            Some(date) => time datetime=(date) { (day_words(lang, date)) },
            None => span.missing { (t!(lang, "date-not-told")) },
        }
    }
}

/// A day in words.
#[must_use]
pub fn day_words(lang: Lang, date: Date) -> String {
    let (year, month, day) = date.parts();
    let month = lang.t(&format!("month-{month}"));
    t!(lang, "date-plain", year = year.to_string(), month = month, day = day)
}
