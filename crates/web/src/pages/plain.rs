//! Small pages: menu for the phone, settings, help with the glossary.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};

use crate::{
    page::{Nav, Page},
    parts::{badge, head, icon},
    t,
    visit::Visit,
};

/// `GET /menu`: everything, for the thumb.
pub async fn menu(visit: Visit) -> Response {
    let lang = visit.lang;
    let entries = [
        ("/advisories", "shield", "nav-advisories"),
        ("/vulnerabilities", "danger", "nav-vulnerabilities"),
        ("/decisions", "ledger", "nav-decisions"),
        ("/tasks", "check", "nav-tasks"),
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
