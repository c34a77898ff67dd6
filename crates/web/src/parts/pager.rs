//! Pages of a long table.

use maud::{Markup, html};

use crate::{parts::numbers::number, query::Query, t, visit::Visit};

/// Which rows of a table are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pages {
    pub total: usize,
    pub size: usize,
    /// From 1.
    pub page: usize,
}

impl Pages {
    /// From the address: `page` and `size`, kept within bounds.
    #[must_use]
    pub fn from_query(query: &Query, total: usize) -> Self {
        let size = query.get("size").and_then(|size| size.parse().ok()).unwrap_or(25);
        let size = if [25, 50, 100, 200].contains(&size) { size } else { 25 };
        let last = total.div_ceil(size).max(1);
        let page = query.get("page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1);
        Self { total, size, page: page.clamp(1, last) }
    }

    /// Rows before this page.
    #[must_use]
    pub const fn skip(self) -> usize {
        (self.page - 1) * self.size
    }

    fn last(self) -> usize {
        self.total.div_ceil(self.size).max(1)
    }

    /// First, last, and the neighbours of this page; `None` is a gap.
    fn shown(self) -> Vec<Option<usize>> {
        let mut shown = Vec::new();
        let mut before = 0;
        for page in 1..=self.last() {
            if page == 1 || page == self.last() || page.abs_diff(self.page) <= 1 {
                if page > before + 1 {
                    shown.push(None);
                }
                shown.push(Some(page));
                before = page;
            }
        }
        shown
    }
}

/// The foot of a table. `unit` is a locale key such as `unit-devices` for the counted things.
#[must_use]
pub fn pager(visit: &Visit, pages: Pages) -> Markup {
    let lang = visit.lang;
    if pages.total == 0 {
        return html! {};
    }
    let link = |page: usize| visit.query.with("page", Some(&page.to_string())).link(&visit.path);
    let to = (pages.skip() + pages.size).min(pages.total);
    html! {
        div.pager {
            span {
                (t!(lang, "pager-range", total = number(pages.total as u64), from = number(pages.skip() as u64 + 1), to = number(to as u64)))
            }
            span.sizes {
                (t!(lang, "pager-size"))
                @for size in [25usize, 50, 100, 200] {
                    a href=(visit.query.with("size", Some(&size.to_string())).with("page", None).link(&visit.path))
                        aria-current=[(size == pages.size).then_some("true")] { (size) }
                }
            }
            @if pages.last() > 1 {
                nav.pages aria-label=(t!(lang, "pager-pages")) { ol {
                    @if pages.page > 1 { li { a rel="prev" href=(link(pages.page - 1)) { (t!(lang, "pager-previous")) } } }
                    @for page in pages.shown() {
                        li { @match page {
                            Some(page) => a href=(link(page)) aria-current=[(page == pages.page).then_some("page")] { (page) },
                            None => span aria-hidden="true" { "…" },
                        } }
                    }
                    @if pages.page < pages.last() { li { a rel="next" href=(link(pages.page + 1)) { (t!(lang, "pager-next")) } } }
                } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_stays_within_the_table() {
        let pages = |text: &str| Pages::from_query(&Query::parse(text), 260);
        assert_eq!(pages("page=999").page, 11);
        assert_eq!(pages("page=0").page, 1);
        assert_eq!(pages("page=-1&size=7").size, 25);
        assert_eq!(pages("page=5").shown(), [Some(1), None, Some(4), Some(5), Some(6), None, Some(11)]);
        assert_eq!(Pages::from_query(&Query::default(), 0).shown(), [Some(1)]);
    }
}
