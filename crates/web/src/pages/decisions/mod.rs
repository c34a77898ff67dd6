//! 判断の記録: everything that is stated and decided about vulnerabilities, what of it counts, and what has to be looked at again.

pub mod declare;
pub mod export;
mod fields;
pub mod files;
pub mod form;
pub mod one;
pub mod row;
pub mod select;
pub mod words;

use app::{
    statements::{Decision, Standing},
    workbook::Cell,
};
use axum::response::Response;
use domain::alerts::Status;
use maud::{Markup, html};

use crate::{
    error::WebError,
    page::{Nav, Page},
    pages::devices::excel,
    parts::{
        empty, head, icon,
        numbers::{full_date, number},
        pager::{Pages, pager},
        tables::{Tile, chip, search, sort_head, tiles},
    },
    t,
    value_words::person,
    visit::Visit,
};

use self::select::Selection;

/// Decisions that are named on top.
const NAMED: usize = 5;

/// `GET /decisions`
pub async fn list(visit: Visit) -> Response {
    let lang = visit.lang;
    let all = &visit.view.snapshot.decisions;
    let found = Selection::from_query(&visit.query).run(lang, all);
    let pages = Pages::from_query(&visit.query, found.len());
    let shown: Vec<&Decision> = found.iter().copied().skip(pages.skip()).take(pages.size).collect();
    let body = html! {
        (head(
            None,
            html! { (t!(lang, "nav-decisions")) },
            Some(html! { (t!(lang, "decisions-lead")) }),
            Some(html! {
                a.button data-kind="primary" href="/decisions/new" { (icon("plus")) (t!(lang, "decision-new")) }
                @if !all.is_empty() {
                    a.button href=(visit.query.link("/decisions/export")) { (icon("download")) (t!(lang, "decisions-export")) }
                    (excel::button(&visit.query.link("/decisions.xlsx")))
                }
            }),
        ))
        div.stack.print-wide {
            @if all.is_empty() {
                (empty("ledger", &t!(lang, "decisions-empty-title"), &t!(lang, "decisions-empty-text"), Some(("/vulnerabilities?verdict=affected", &t!(lang, "decisions-empty-next")))))
            } @else {
                (look(&visit, all))
                (tiles_of(&visit, all))
                section.card data-bare aria-label=(t!(lang, "nav-decisions")) {
                    div.tools { (search(&visit, &t!(lang, "decisions-search"))) (chips(&visit)) }
                    @if shown.is_empty() {
                        (empty("search", &t!(lang, "decisions-none-title"), &t!(lang, "vulnerabilities-none-text"), Some(("/decisions", &t!(lang, "vulnerabilities-none-next")))))
                    } @else { (table(&visit, &shown)) }
                    (pager(&visit, pages))
                }
            }
            (files::card(&visit))
        }
    };
    Page::new(Nav::Decisions, t!(lang, "nav-decisions"), body).answer(&visit)
}

/// Decisions whose ground has ended or that end soon.
fn look(visit: &Visit, all: &[Decision]) -> Markup {
    let lang = visit.lang;
    let mut wanting: Vec<&Decision> = all.iter().filter(|decision| decision.wants_a_look()).collect();
    wanting.sort_by_key(|decision| (decision.standing, decision.days_left));
    if wanting.is_empty() {
        return html! {};
    }
    html! {
        section.alert data-status="warn" {
            h2 { (icon("alert")) (t!(lang, "decisions-look", n = wanting.len())) }
            p { (t!(lang, "decisions-look-text")) }
            ul.rows { @for decision in wanting.iter().take(NAMED) { li {
                (icon("ledger"))
                div {
                    a href=(words::address(decision)) { (words::numbers(lang, &decision.kept)) (t!(lang, "list-dot")) (words::about(lang, &decision.kept)) }
                    small { @if decision.is_ending() { (t!(lang, "decision-days-left", n = decision.days_left.unwrap_or_default())) } @else { (words::why(lang, decision)) } }
                }
                (words::standing(lang, decision))
            } } }
            @if wanting.len() > NAMED { p { a href="/decisions?look=yes" { (t!(lang, "decisions-look-all", n = wanting.len())) } } }
        }
    }
}

fn tiles_of(visit: &Visit, all: &[Decision]) -> Markup {
    let lang = visit.lang;
    let of = |standing: Standing| all.iter().filter(|decision| decision.standing == standing).count();
    let word = |standing: Standing| words::standing_word(lang, standing);
    let list = [
        Tile::new(lang.t("devices-all").into_owned(), None, all.len(), None),
        Tile::new(word(Standing::Counts), Some(("standing", "counts")), of(Standing::Counts), None),
        Tile::new(
            word(Standing::Superseded),
            Some(("standing", "superseded")),
            of(Standing::Superseded),
            None,
        ),
        Tile::new(
            word(Standing::GroundGone),
            Some(("standing", "ground_gone")),
            of(Standing::GroundGone),
            Some(Status::Warn),
        ),
        Tile::new(
            lang.t("decisions-ending").into_owned(),
            Some(("ending", "yes")),
            all.iter().filter(|decision| decision.is_ending()).count(),
            Some(Status::Check),
        ),
        Tile::new(word(Standing::Withdrawn), Some(("standing", "withdrawn")), of(Standing::Withdrawn), None),
    ];
    tiles(visit, &["standing", "ending"], "unit-things", &list)
}

/// Filters that no tile has.
fn chips(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let offers = [
        ("standing", "expired", "decision-standing-expired"),
        ("standing", "not_taken", "decision-standing-not_taken"),
        ("standing", "not_here", "decision-standing-not_here"),
        ("source", "ours", "decisions-ours"),
        ("source", "file", "decisions-of-files"),
        ("status", "affected", "vulnerability-verdict-affected"),
        ("status", "not_affected", "vulnerability-verdict-not_affected"),
        ("status", "fixed", "vulnerability-verdict-fixed"),
    ];
    html! {
        div.chips.scroll-x { @for (name, value, words) in offers { (chip(visit, name, value, &lang.t(words))) } }
    }
}

fn table(visit: &Visit, shown: &[&Decision]) -> Markup {
    let lang = visit.lang;
    html! {
        div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "nav-decisions")) { table.cards data-keys {
            thead { tr {
                (sort_head(visit, "about", &t!(lang, "decision-about"), false))
                th scope="col" { (t!(lang, "decision-what")) }
                (sort_head(visit, "said", &t!(lang, "decision-who"), false))
                (sort_head(visit, "standing", &t!(lang, "decision-now"), false))
                (sort_head(visit, "until", &t!(lang, "decision-until"), false))
                th scope="col" data-extra { (t!(lang, "decision-rows")) }
            } }
            tbody { @for decision in shown { (line(visit, decision)) } }
        } }
    }
}

fn line(visit: &Visit, decision: &Decision) -> Markup {
    let lang = visit.lang;
    let kept = &decision.kept;
    html! {
        tr {
            th scope="row" { a href=(words::address(decision)) {
                b { (words::about(lang, kept)) }
                small { (words::numbers(lang, kept)) }
            } }
            td.prose data-card="line" { (words::verdict(lang, kept)) @if let Some(reason) = words::reason(lang, kept) { small { (reason) } } }
            td data-card="line" { (words::author(lang, kept)) small { (words::day(lang, kept.said_at())) (t!(lang, "list-dot")) (words::source(lang, decision)) } }
            td data-card="end" { (words::standing(lang, decision)) }
            td data-card="line" { (words::until(visit, decision)) }
            td data-extra { (t!(lang, "decision-rows-n", n = number(decision.rows.len() as u64))) }
        }
    }
}

const HEADS: [&str; 13] = [
    "vulnerability-number",
    "decision-product",
    "vulnerability-part",
    "decision-what",
    "decision-reason",
    "decision-grounds",
    "decision-by",
    "decision-role",
    "decision-said",
    "decision-until",
    "decision-now",
    "decision-source",
    "decision-rows",
];

/// `GET /decisions.xlsx`: the same filters, one row each.
///
/// # Errors
/// When there are more rows than Excel allows.
pub async fn download(visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let heads = HEADS.map(|key| lang.t(key).into_owned());
    let rows: Vec<Vec<Cell>> = Selection::from_query(&visit.query)
        .run(lang, &visit.view.snapshot.decisions)
        .into_iter()
        .map(|decision| cells(&visit, decision))
        .collect();
    excel::send(&t!(lang, "nav-decisions"), "kikimori-decisions.xlsx", &heads, &rows)
}

fn cells(visit: &Visit, decision: &Decision) -> Vec<Cell> {
    let lang = visit.lang;
    let kept = &decision.kept;
    let names = |pick: fn(&select::Pair<'_>) -> Option<String>| {
        kept.subjects().iter().filter_map(pick).collect::<Vec<_>>().join("\n")
    };
    let grounds: Vec<String> = one::grounds(kept).iter().map(|ground| words::ground(lang, ground)).collect();
    let (author, role) = kept.author();
    let day =
        |time: Option<domain::time::Timestamp>| time.map(|time| full_date(lang, time)).unwrap_or_default();
    vec![
        Cell::from(kept.vulnerabilities().join(", ")),
        Cell::from(names(|(product, _)| product.map(domain::statements::Product::shown))),
        Cell::from(names(|(_, component)| component.map(domain::statements::Product::shown))),
        Cell::from(words::verdict(lang, kept)),
        Cell::from(words::reason(lang, kept).unwrap_or_default()),
        Cell::from(grounds.join("\n")),
        Cell::from(person(lang, author)),
        Cell::from(words::role(lang, role)),
        Cell::from(day(kept.said_at())),
        Cell::from(day(kept.valid_until())),
        Cell::from(words::standing_word(lang, decision.standing)),
        Cell::from(words::source(lang, decision)),
        Cell::Number(decision.rows.len() as f64),
    ]
}
