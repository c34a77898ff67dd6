//! Search across everything: devices, products, vulnerabilities, decisions, tasks, alerts, advisories, ledger rows.

use axum::response::Response;
use maud::{Markup, html};

use super::{
    decisions,
    products::{self, words::asked},
    tasks, vulnerabilities,
};
use crate::{
    findings::Told,
    page::{Nav, Page},
    parts::{badge, empty, head, icon, names},
    query::encode,
    t,
    visit::Visit,
};

/// Finds of one kind that are shown.
const SHOWN: usize = 20;

/// What is searched for.
struct Asked<'v> {
    visit: &'v Visit,
    words: Vec<String>,
}

impl Asked<'_> {
    fn admits(&self, text: &str) -> bool {
        !self.words.is_empty() && self.words.iter().all(|word| text.contains(word.as_str()))
    }
}

/// Finds of one kind; nothing when there are none.
fn section(asked: &Asked<'_>, title: &str, all: Option<&str>, finds: &[Markup]) -> Option<Markup> {
    let lang = asked.visit.lang;
    let query = asked.visit.query.get("q").unwrap_or_default();
    (!finds.is_empty()).then(|| {
        html! {
            section.card {
                header { h2 { (lang.t(title)) } @if let Some(path) = all { a href={ (path) "?q=" (encode(query)) } { (t!(lang, "show-all")) } } }
                ul.rows { @for find in finds { li { (find) } } }
            }
        }
    })
}

/// `GET /search`
pub async fn search(visit: Visit) -> Response {
    let lang = visit.lang;
    let query = visit.query.get("q").unwrap_or_default().to_owned();
    let asked = Asked { visit: &visit, words: asked(&visit.query) };
    let found: Vec<Markup> = [
        section(&asked, "nav-devices", Some("/devices"), &devices(&asked)),
        section(&asked, "nav-products", Some("/products"), &products(&asked)),
        section(&asked, "nav-vulnerabilities", Some("/vulnerabilities"), &weaknesses(&asked)),
        section(&asked, "nav-decisions", Some("/decisions"), &decisions(&asked)),
        section(&asked, "nav-tasks", Some("/tasks"), &tasks(&asked)),
        section(&asked, "nav-alerts", None, &alerts(&asked)),
        section(&asked, "nav-advisories", None, &advisories(&asked)),
        section(&asked, "nav-ledger", None, &ledger(&asked)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let body = html! {
        (head(None, html! { (t!(lang, "search-title")) }, (!query.is_empty()).then(|| html! { (t!(lang, "filter-q", q = query.clone())) }), None))
        div.stack {
            form.search.wide action="/search" method="get" role="search" { (icon("search")) input type="search" name="q" value=(query) aria-label=(t!(lang, "search")) placeholder=(t!(lang, "search-hint")); }
            @if !query.is_empty() && found.is_empty() { (empty("search", &t!(lang, "search-none-title"), &t!(lang, "search-none-text"), None)) }
            @for section in &found { (section) }
        }
    };
    Page::new(Nav::Devices, t!(lang, "search-title"), body).answer(&visit)
}

fn devices(asked: &Asked<'_>) -> Vec<Markup> {
    let (lang, view) = (asked.visit.lang, &asked.visit.view);
    let found = view.entries.iter().filter(|entry| asked.admits(&entry.text));
    let shown = found.filter_map(|entry| Some((view.of(entry)?, entry))).take(SHOWN);
    shown
        .map(|(device, entry)| html! { span {} (names::title(lang, device, entry)) (badge::status(lang, entry.standing.status)) })
        .collect()
}

fn products(asked: &Asked<'_>) -> Vec<Markup> {
    let lang = asked.visit.lang;
    let text = |product: &domain::products::Product| {
        let names = product.names().chain(product.models.iter().chain(&product.udi_dis).map(String::as_str));
        names.chain([product.maker.as_str()]).collect::<Vec<_>>().join("\n").to_lowercase()
    };
    let found = asked.visit.view.snapshot.products.iter().filter(|product| asked.admits(&text(product)));
    found
        .take(SHOWN)
        .map(|product| html! { (icon("columns")) div { a href={ "/products/" (product.id) } { (products::words::name(lang, product)) } small { (product.maker) } } })
        .collect()
}

fn weaknesses(asked: &Asked<'_>) -> Vec<Markup> {
    let (lang, view) = (asked.visit.lang, &asked.visit.view);
    let rows = view.snapshot.exposures.concerns.iter().enumerate();
    let found = rows.filter(|(at, _)| asked.admits(view.exposed.text(*at)));
    found
        .take(SHOWN)
        .map(|(_, concern)| html! {
            (icon("shield"))
            div { a href=(vulnerabilities::words::address(concern)) { (vulnerabilities::words::title(lang, concern)) } small { (concern.found.vulnerability) (t!(lang, "list-dot")) (vulnerabilities::words::what(lang, concern, view.exposed.of(&concern.on))) } }
            (vulnerabilities::words::verdict(lang, concern))
        })
        .collect()
}

fn decisions(asked: &Asked<'_>) -> Vec<Markup> {
    let lang = asked.visit.lang;
    let all = asked.visit.view.snapshot.decisions.iter();
    let found = all.filter(|decision| asked.admits(&decisions::select::search_text(lang, decision)));
    found
        .take(SHOWN)
        .map(|decision| html! {
            (icon("ledger"))
            div { a href=(decisions::words::address(decision)) { (decisions::words::numbers(lang, &decision.kept)) (t!(lang, "list-dot")) (decisions::words::verdict(lang, &decision.kept)) } small { (decisions::words::about(lang, &decision.kept)) } }
            (decisions::words::standing(lang, decision))
        })
        .collect()
}

fn tasks(asked: &Asked<'_>) -> Vec<Markup> {
    let (lang, snapshot) = (asked.visit.lang, &asked.visit.view.snapshot);
    let found = snapshot.tasks.iter().filter(|task| asked.admits(&tasks::select::search_text(lang, task)));
    found
        .take(SHOWN)
        .map(|task| html! {
            (icon("check"))
            div { a href={ "/tasks/" (task.id) } { (vulnerabilities::week::say(lang, &task.step.what)) } small { (tasks::department_word(lang, task.department())) } }
            (tasks::state(lang, task, snapshot.taken))
        })
        .collect()
}

fn alerts(asked: &Asked<'_>) -> Vec<Markup> {
    let (lang, view) = (asked.visit.lang, &asked.visit.view);
    let told = view.snapshot.alerts.iter().map(|alert| (alert, Told::new(lang, view, &alert.finding)));
    let found = told.filter(|(_, told)| asked.admits(&told.say("what").to_lowercase()));
    found
        .take(SHOWN)
        .map(|(alert, told)| html! { (icon("bell")) a href={ "/alerts/" (alert.id) } { (told.say("title")) } (badge::status(lang, alert.finding.status)) })
        .collect()
}

fn advisories(asked: &Asked<'_>) -> Vec<Markup> {
    let all = asked.visit.view.snapshot.advisories.iter();
    let found = all.filter(|it| asked.admits(&format!("{} {}", it.id, it.title).to_lowercase()));
    found
        .take(SHOWN)
        .map(|advisory| html! { (icon("shield")) a href={ "/advisories/" (encode(&advisory.id)) } lang="en" { (advisory.title) } span { (advisory.id) } })
        .collect()
}

fn ledger(asked: &Asked<'_>) -> Vec<Markup> {
    let lang = asked.visit.lang;
    let text = |row: &domain::ledger::LedgerRow| {
        row.cells.iter().map(|(_, value)| value.to_lowercase()).collect::<Vec<_>>().join("\n")
    };
    let found = asked.visit.view.snapshot.ledger.iter().filter(|row| asked.admits(&text(row)));
    found
        .take(SHOWN)
        .map(|row| html! { (icon("ledger")) div { (row.name.as_deref().unwrap_or("—")) small { (t!(lang, "compare-ledger-row", sheet = row.sheet.clone(), row = row.row.to_string())) } } span { (row.asset_no.as_deref().unwrap_or_default()) } })
        .collect()
}
