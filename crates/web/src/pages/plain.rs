//! Small pages: search across everything, menu for the phone, settings, help with the glossary.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};

use crate::{
    findings::Told,
    page::{Nav, Page},
    parts::{badge, empty, head, icon, names},
    t,
    visit::Visit,
};

const SHOWN: usize = 20;

/// `GET /search`
pub async fn search(visit: Visit) -> Response {
    let lang = visit.lang;
    let asked = visit.query.get("q").unwrap_or_default().to_owned();
    let words: Vec<_> = asked.to_lowercase().split_whitespace().take(8).map(ToOwned::to_owned).collect();
    let admits = |text: &str| !words.is_empty() && words.iter().all(|word| text.contains(word.as_str()));
    let view = &visit.view;
    let devices: Vec<_> = view.entries.iter().filter(|entry| admits(&entry.text)).take(SHOWN).collect();
    let alerts: Vec<_> = view
        .snapshot
        .alerts
        .iter()
        .filter(|alert| admits(&Told::new(lang, view, &alert.finding).say("what").to_lowercase()))
        .take(SHOWN)
        .collect();
    let advisories: Vec<_> = view
        .snapshot
        .advisories
        .iter()
        .filter(|a| admits(&format!("{} {}", a.id, a.title).to_lowercase()))
        .take(SHOWN)
        .collect();
    let rows: Vec<_> = view
        .snapshot
        .ledger
        .iter()
        .filter(|row| admits(&row.cells.iter().map(|(_, v)| v.to_lowercase()).collect::<Vec<_>>().join("\n")))
        .take(SHOWN)
        .collect();
    let nothing = devices.is_empty() && alerts.is_empty() && advisories.is_empty() && rows.is_empty();
    let body = html! {
        (head(None, html! { (t!(lang, "search-title")) }, (!asked.is_empty()).then(|| html! { (t!(lang, "filter-q", q = asked.clone())) }), None))
        div.stack {
            form.search.wide action="/search" method="get" role="search" { (icon("search")) input type="search" name="q" value=(asked) aria-label=(t!(lang, "search")) placeholder=(t!(lang, "search-hint")); }
            @if !asked.is_empty() && nothing { (empty("search", &t!(lang, "search-none-title"), &t!(lang, "search-none-text"), None)) }
            @if !devices.is_empty() {
                section.card { header { h2 { (t!(lang, "nav-devices")) } a href={ "/devices?q=" (crate::query::encode(&asked)) } { (t!(lang, "show-all")) } }
                    ul.rows { @for entry in devices { @if let Some(device) = view.of(entry) { li { span {} (names::title(lang, device, entry)) (badge::status(lang, entry.standing.status)) } } } } }
            }
            @if !alerts.is_empty() {
                section.card { header { h2 { (t!(lang, "nav-alerts")) } } ul.rows { @for alert in alerts { li { (icon("bell")) a href={ "/alerts/" (alert.id) } { (Told::new(lang, view, &alert.finding).say("title")) } (badge::status(lang, alert.finding.status)) } } } }
            }
            @if !advisories.is_empty() {
                section.card { header { h2 { (t!(lang, "nav-advisories")) } } ul.rows { @for advisory in advisories { li { (icon("shield")) a href={ "/advisories/" (crate::query::encode(&advisory.id)) } lang="en" { (advisory.title) } span { (advisory.id) } } } } }
            }
            @if !rows.is_empty() {
                section.card { header { h2 { (t!(lang, "nav-ledger")) } } ul.rows { @for row in rows { li { (icon("ledger")) div { (row.name.as_deref().unwrap_or("—")) small { (t!(lang, "compare-ledger-row", sheet = row.sheet.clone(), row = row.row.to_string())) } } span { (row.asset_no.as_deref().unwrap_or_default()) } } } } }
            }
        }
    };
    Page::new(Nav::Devices, t!(lang, "search-title"), body).answer(&visit)
}

/// `GET /menu`: everything, for the thumb.
pub async fn menu(visit: Visit) -> Response {
    let lang = visit.lang;
    let entries = [
        ("/advisories", "shield", "nav-advisories"),
        ("/vulnerabilities", "danger", "nav-vulnerabilities"),
        ("/decisions", "ledger", "nav-decisions"),
        ("/remote-lines", "remote", "nav-lines"),
        ("/ledger", "ledger", "nav-ledger"),
        ("/products", "columns", "nav-products"),
        ("/sboms", "list", "nav-sboms"),
        ("/captures", "antenna", "nav-captures"),
        ("/knowledge", "chat", "nav-knowledge"),
        ("/report", "report", "nav-report"),
        ("/settings", "gear", "nav-settings"),
        ("/help", "chat", "nav-help"),
        ("/search", "search", "search"),
    ];
    let other = lang.other();
    let body = html! {
        (head(None, html! { (t!(lang, "nav-menu")) }, None, None))
        section.card { ul.rows.menu-list {
            @for (href, drawing, key) in entries { li { (icon(drawing)) a href=(href) { (lang.t(key)) } (icon("arrow")) } }
            li { (icon("chat")) a href={ "/?lang=" (other.code()) } lang=(other.code()) { (t!(lang, "other-language")) } (icon("arrow")) }
        } }
    };
    Page::new(Nav::Menu, t!(lang, "nav-menu"), body).answer(&visit)
}

/// `GET /settings`
pub async fn settings(visit: Visit) -> Response {
    let lang = visit.lang;
    let theme = visit.theme.unwrap_or("system");
    let body = html! {
        (head(None, html! { (t!(lang, "nav-settings")) }, None, None))
        div.stack {
            section.card {
                header { h2 { (t!(lang, "settings-look")) } }
                div.chips {
                    @for choice in ["system", "light", "dark"] { a.chip href={ "/settings/theme?theme=" (choice) } aria-current=[(choice == theme).then_some("true")] { (lang.t(&format!("theme-{choice}"))) } }
                }
                p.quiet.under { (t!(lang, "settings-language")) " " a href={ "/settings?lang=" (lang.other().code()) } lang=(lang.other().code()) { (t!(lang, "other-language")) } }
            }
            section.card {
                header { h2 { (t!(lang, "settings-hospital")) } }
                table.facts { tbody {
                    tr { th scope="row" { (t!(lang, "settings-name")) } td { (visit.view.snapshot.org_name) } }
                    tr { th scope="row" { (t!(lang, "settings-id")) } td { code { (visit.org) } } }
                    tr { th scope="row" { (t!(lang, "settings-who")) } td { (t!(lang, "caller")) } }
                } }
            }
            section.alert data-status="check" { h3 { (icon("check")) (t!(lang, "settings-accounts")) } p { (t!(lang, "foot-no-accounts")) } }
            section.card { header { h2 { (t!(lang, "settings-programs")) } } p { a href="/api/v1/openapi.json" { "OpenAPI" } "　" a href="/api/v1/discover" { "kikimori.discover/1" } } }
        }
    };
    Page::new(Nav::Settings, t!(lang, "nav-settings"), body).answer(&visit)
}

/// `GET /settings/theme`: a choice of looks, kept in a cookie.
pub async fn theme(visit: Visit) -> Response {
    let cookie = match visit.query.get("theme") {
        Some(theme @ ("light" | "dark")) => {
            format!("theme={theme}; Path=/; Max-Age=31536000; SameSite=Strict")
        }
        _ => "theme=; Path=/; Max-Age=0; SameSite=Strict".to_owned(),
    };
    let mut response = Redirect::to("/settings").into_response();
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// `GET /help`: how to use it, and the words.
pub async fn help(visit: Visit) -> Response {
    let lang = visit.lang;
    let body = html! {
        (head(None, html! { (t!(lang, "nav-help")) }, Some(html! { (t!(lang, "help-lead")) }), None))
        div.columns {
            div.stack {
                section.card { header { h2 { (t!(lang, "help-first")) } } ol.tasks {
                    @for step in ["capture", "ledger", "today", "report"] { li { div { h3 { (lang.t(&format!("help-{step}-title"))) } p { (lang.t(&format!("help-{step}-text"))) } } } }
                } }
                (glossary(&visit))
            }
            div.stack {
                section.card { header { h2 { (t!(lang, "help-states")) } } ul.rows { @for status in crate::view::STATUSES { li { (badge::status(lang, status)) div { (lang.t(&format!("help-status-{}", status.as_str()))) } span {} } } } }
                section.card { header { h2 { (t!(lang, "fact-certainty")) } } ul.rows {
                    @for certainty in [domain::certainty::Certainty::Confirmed, domain::certainty::Certainty::Certain, domain::certainty::Certainty::Likely, domain::certainty::Certainty::Guess, domain::certainty::Certainty::Unknown] {
                        li { (badge::certainty(lang, certainty)) div { (lang.t(&format!("help-certainty-{}", certainty.as_str()))) } span {} }
                    }
                } }
                section.card { header { h2 { (t!(lang, "help-keys")) } } p { kbd { "/" } " " (t!(lang, "help-key-search")) } p { kbd { "↑" } kbd { "↓" } " " (t!(lang, "help-key-rows")) } p { kbd { "Esc" } " " (t!(lang, "help-key-close")) } }
            }
        }
    };
    Page::new(Nav::Help, t!(lang, "nav-help"), body).answer(&visit)
}

/// The words of the screens, from `docs/user/WORDS.md`.
fn glossary(visit: &Visit) -> Markup {
    let rows = glossary_rows();
    html! {
        section.card #glossary {
            header { h2 { (t!(visit.lang, "help-glossary")) } }
            dl.glossary { @for [ja, en, meaning_ja, meaning_en] in &rows {
                div id=(en.to_lowercase().replace(' ', "-")) { dt { (ja) small lang="en" { (en) } } dd { (if visit.lang == crate::locale::Lang::Ja { meaning_ja } else { meaning_en }) } }
            } }
        }
    }
}

/// Table rows: Japanese, English, meaning in both.
fn glossary_rows() -> Vec<[String; 4]> {
    include_str!("../../../../docs/user/WORDS.md")
        .lines()
        .filter(|line| line.starts_with('|') && !line.starts_with("| ---") && !line.starts_with("|---"))
        .skip(1)
        .filter_map(|line| {
            let mut cells =
                line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned());
            Some([cells.next()?, cells.next()?, cells.next()?, cells.next()?])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_glossary_is_read() {
        let rows = super::glossary_rows();
        assert!(rows.len() > 15, "{rows:?}");
        assert!(rows.iter().any(|[ja, ..]| ja.contains("台帳")));
    }
}
