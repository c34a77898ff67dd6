//! The frame of every page: navigation, search, who, and what the foot says.

use maud::{DOCTYPE, Markup, html};

use crate::{
    page::{Nav, Page, style_block},
    pages::tasks,
    parts::icon,
    parts::numbers::{ago, clock, full_date, number},
    t,
    visit::Visit,
};

/// A page in its frame.
#[must_use]
pub fn frame(visit: &Visit, page: &Page) -> Markup {
    let lang = visit.lang;
    html! {
        (DOCTYPE)
        html lang=(lang.code()) data-theme=[visit.theme] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (page.title) "｜" (t!(lang, "product")) }
                link rel="icon" href="/assets/favicon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/assets/tokens.css";
                link rel="stylesheet" href="/assets/base.css";
                link rel="stylesheet" href="/assets/pages.css";
                (style_block(page.style.as_deref()))
                script type="module" src="/assets/kikimori.js" {}
            }
            @if page.bare {
                body { main #main { (page.body) } }
            } @else {
                body {
                    a.skip href="#main" { (t!(lang, "skip")) }
                    (hatch())
                    div.frame {
                        (navigation(visit, page.nav))
                        (top(visit))
                        main #main tabindex="-1" { (letterhead(visit)) (page.body) (foot(visit)) }
                    }
                }
            }
        }
    }
}

/// The hatch that means "not known", for SVG pictures on the page.
fn hatch() -> Markup {
    html! {
        svg.defs width="0" height="0" aria-hidden="true" {
            defs { pattern #hatch width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                rect.hatch-ground width="5" height="5" {}
                path.hatch-line d="M0 0v5" {}
            } }
        }
    }
}

struct Entry {
    nav: Nav,
    href: &'static str,
    icon: &'static str,
    key: &'static str,
    tab: bool,
    count: Option<usize>,
    danger: bool,
}

const fn entry(
    nav: Nav,
    href: &'static str,
    icon: &'static str,
    key: &'static str,
    count: Option<usize>,
) -> Entry {
    Entry { nav, href, icon, key, tab: false, count, danger: false }
}

/// What is watched over: alerts, advisories, vulnerabilities and what follows from them.
fn guarding(visit: &Visit) -> Vec<Entry> {
    let counts = &visit.view.counts;
    vec![
        Entry {
            danger: counts.open_alerts > 0,
            tab: true,
            ..entry(Nav::Alerts, "/alerts", "bell", "nav-alerts", Some(counts.open_alerts))
        },
        entry(Nav::Advisories, "/advisories", "shield", "nav-advisories", Some(counts.advisories)),
        entry(
            Nav::Vulnerabilities,
            "/vulnerabilities",
            "danger",
            "nav-vulnerabilities",
            Some(counts.vulnerable),
        ),
        entry(
            Nav::Decisions,
            "/decisions",
            "ledger",
            "nav-decisions",
            Some(visit.view.snapshot.decisions.len()),
        ),
        entry(Nav::Tasks, "/tasks", "check", "nav-tasks", Some(tasks::open(visit))),
        entry(Nav::Lines, "/remote-lines", "remote", "nav-lines", Some(counts.lines)),
    ]
}

fn navigation(visit: &Visit, here: Nav) -> Markup {
    let lang = visit.lang;
    let counts = &visit.view.counts;
    let tab = |mut entry: Entry| {
        entry.tab = true;
        entry
    };
    let groups = [
        (
            "nav-see",
            vec![
                tab(entry(Nav::Home, "/", "home", "nav-home", None)),
                tab(entry(Nav::Devices, "/devices", "list", "nav-devices", Some(counts.devices))),
                tab(entry(Nav::Map, "/map", "map", "nav-map", None)),
            ],
        ),
        ("nav-guard", guarding(visit)),
        (
            "nav-keep",
            vec![
                entry(Nav::Ledger, "/ledger", "ledger", "nav-ledger", Some(counts.ledger_rows)),
                entry(Nav::Products, "/products", "columns", "nav-products", Some(counts.products)),
                entry(Nav::Sboms, "/sboms", "list", "nav-sboms", Some(visit.view.snapshot.sboms.len())),
                entry(Nav::Captures, "/captures", "antenna", "nav-captures", None),
                entry(Nav::Knowledge, "/knowledge", "chat", "nav-knowledge", None),
            ],
        ),
        (
            "nav-tell",
            vec![
                entry(Nav::Report, "/report", "report", "nav-report", None),
                entry(Nav::Settings, "/settings", "gear", "nav-settings", None),
                entry(Nav::Help, "/help", "chat", "nav-help", None),
            ],
        ),
    ];
    html! {
        nav aria-label=(t!(lang, "nav-main")) {
            a.brand href="/" { (icon("kikimori")) span { (t!(lang, "product")) br; small { "Kikimori" } } }
            @for (heading, entries) in &groups {
                h2 { (lang.t(heading)) }
                ul {
                    @for entry in entries { (navigation_entry(visit, entry, here)) }
                    @if *heading == "nav-tell" {
                        li.more data-tab {
                            a href="/menu" aria-current=[(here == Nav::Menu).then_some("page")] {
                                (icon("menu")) span { (t!(lang, "nav-menu")) }
                            }
                        }
                    }
                }
            }
            (watch(visit))
        }
    }
}

fn navigation_entry(visit: &Visit, entry: &Entry, here: Nav) -> Markup {
    let lang = visit.lang;
    html! {
        li data-tab[entry.tab] {
            a href=(entry.href) aria-current=[(here == entry.nav).then_some("page")] {
                (icon(entry.icon)) span { (lang.t(entry.key)) }
                @if let Some(count) = entry.count {
                    span.count data-status=[entry.danger.then_some("danger")] {
                        (number(count as u64))
                        @if entry.danger { span.sr { (t!(lang, "nav-alerts-open")) } }
                    }
                }
            }
        }
    }
}

/// Whether the watch is on, the sensors, the last packet, and drops.
fn watch(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let snapshot = &visit.view.snapshot;
    let dropped: u64 = snapshot.sensors.iter().map(|sensor| sensor.dropped).sum::<u64>()
        + snapshot.picture.summaries.iter().map(|summary| summary.dropped).sum::<u64>();
    let last = snapshot.picture.seen.map(|seen| seen.last);
    html! {
        div.watch {
            @if snapshot.sensors.is_empty() {
                b data-off { (t!(lang, "watch-files")) }
                (t!(lang, "watch-captures", n = snapshot.captures.len()))
            } @else {
                b { (t!(lang, "watch-on")) }
                (t!(lang, "watch-sensors", n = snapshot.sensors.len()))
            }
            br;
            @if let Some(last) = last { (t!(lang, "watch-last", when = ago(lang, snapshot.taken, last))) }
            @else { (t!(lang, "watch-nothing")) }
            br;
            @if dropped == 0 { (t!(lang, "watch-no-drops")) }
            @else { (t!(lang, "watch-drops", n = number(dropped))) }
        }
    }
}

fn top(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let other = lang.other();
    let switch = visit.query.with("lang", Some(other.code())).link(&visit.path);
    html! {
        header {
            a.brand href="/" { (icon("kikimori")) span { (t!(lang, "product")) } }
            form.search action="/search" method="get" role="search" {
                (icon("search"))
                input type="search" name="q" aria-label=(t!(lang, "search")) placeholder=(t!(lang, "search-hint"));
            }
            div.who {
                span {
                    (visit.view.snapshot.org_name)
                    @if visit.view.snapshot.fictional { " " span.badge { (t!(lang, "fictional")) } }
                }
                a.language href=(switch) lang=(other.code()) hreflang=(other.code()) { (t!(lang, "other-language")) }
                a.button.find data-kind="quiet" href="/search" aria-label=(t!(lang, "search")) { (icon("search")) }
                a.button.person data-kind="quiet" href="/settings" { (icon("person")) (t!(lang, "caller")) }
            }
        }
    }
}

/// What stands above the title on paper: whose page it is, and of when.
fn letterhead(visit: &Visit) -> Markup {
    let (lang, snapshot) = (visit.lang, &visit.view.snapshot);
    let when = format!("{} {}", full_date(lang, snapshot.taken), clock(snapshot.taken));
    html! {
        p.letterhead {
            span { (snapshot.org_name) @if snapshot.fictional { " " span.badge { (t!(lang, "fictional")) } } }
            span { (t!(lang, "printed-as-of", when = when)) (t!(lang, "list-dot")) (t!(lang, "product")) }
        }
    }
}

fn foot(visit: &Visit) -> Markup {
    let lang = visit.lang;
    html! {
        footer.foot.noprint {
            p { (t!(lang, "foot-no-accounts")) }
            @if visit.view.snapshot.fictional { p { (t!(lang, "foot-fictional")) } }
        }
    }
}
