//! 遠隔保守: every line by which somebody works on a device from elsewhere, declared or not.

use axum::{
    Form,
    extract::Path,
    response::{Redirect, Response},
};
use domain::{ids::RemoteLineId, remote_lines::RemoteLine};
use maud::{Markup, html};
use serde::Deserialize;

use crate::{
    api::remote_lines::direction,
    badge_words,
    error::WebError,
    forms,
    page::{Nav, Page},
    pages::device::side::declared,
    parts::{
        badge, empty, evidence, head, icon, names,
        numbers::{ago, bytes, duration, moment, number},
        tables,
    },
    t, value_words,
    visit::Visit,
};

/// `GET /remote-lines`
pub async fn list(visit: Visit) -> Response {
    let lang = visit.lang;
    let mut lines: Vec<_> = visit.view.snapshot.picture.remote_lines.iter().collect();
    let wanted = visit.query.get("declared");
    let word = |line: &RemoteLine| match line.declared {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    };
    let count = |which: &str| lines.iter().filter(|line| word(line) == which).count();
    let counts = [("no", count("no")), ("yes", count("yes")), ("unknown", count("unknown"))];
    let total = lines.len();
    lines.retain(|line| wanted.is_none_or(|wanted| word(line) == wanted));
    lines.sort_by_key(|line| (line.declared, std::cmp::Reverse(line.seen.last), line.id.clone()));
    let body = html! {
        (head(
            None,
            html! { (t!(lang, "nav-lines")) },
            Some(html! { (t!(lang, "lines-lead", n = total, bad = visit.view.counts.undeclared_lines)) }),
            Some(super::devices::excel::button("/remote-lines.xlsx")),
        ))
        div.stack.print-wide {
            @if total == 0 {
                (empty("remote", &t!(lang, "lines-none-title"), &t!(lang, "lines-none-text"), None))
            } @else {
                nav.tiles aria-label=(t!(lang, "devices-tiles")) {
                    (tile(&visit, None, "devices-all", total))
                    @for (which, n) in counts { (tile(&visit, Some(which), &format!("lines-{which}"), n)) }
                }
                section.card data-bare { (table(&visit, &lines)) }
            }
        }
    };
    Page::new(Nav::Lines, t!(lang, "nav-lines"), body).answer(&visit)
}

fn tile(visit: &Visit, which: Option<&str>, key: &str, n: usize) -> Markup {
    let status = match which {
        Some("no") => Some("danger"),
        Some("unknown") => Some("unknown"),
        _ => None,
    };
    html! {
        a.tile href=(visit.query.with("declared", which).link("/remote-lines")) data-status=[status]
            aria-current=[(visit.query.get("declared") == which).then_some("true")] {
            span { (visit.lang.t(key)) } b { (number(n as u64)) span.unit { (t!(visit.lang, "unit-lines", n = n)) } }
        }
    }
}

fn table(visit: &Visit, lines: &[&RemoteLine]) -> Markup {
    let lang = visit.lang;
    html! {
        div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "nav-lines")) { table.cards data-keys {
            thead { tr {
                th { (t!(lang, "line-device")) } th { (t!(lang, "line-register")) } th { (t!(lang, "line-method")) } th { (t!(lang, "line-peer")) }
                th { (t!(lang, "line-direction")) } th data-extra { (t!(lang, "line-amount")) } th data-extra { (t!(lang, "peer-last")) } th data-extra { (t!(lang, "fact-certainty")) }
            } }
            tbody { @for line in lines.iter().take(500) {
                tr {
                    th scope="row" {
                        @match visit.view.device(&line.device) {
                            Some((_, entry)) => a.name href={ "/remote-lines/" (line.id) } { (icon(entry.icon)) b { (entry.name(lang)) } small { (entry.place.as_deref().unwrap_or_default()) } },
                            None => a href={ "/remote-lines/" (line.id) } { (line.device) },
                        }
                    }
                    td data-card="end" { (declared(visit, line.declared)) }
                    td data-card="line" { (badge_words::protocol(lang, line.service.as_deref().unwrap_or(&line.method))) }
                    td { (line.peer.label()) @if line.peer.outside { small { (t!(lang, "outside")) } } }
                    td { (lang.t(&format!("line-{}", direction(line.direction)))) }
                    td data-extra { (bytes(line.sent_bytes + line.received_bytes)) small { (t!(lang, "times", n = number(line.sessions))) } }
                    td data-extra { (ago(lang, visit.view.snapshot.taken, line.seen.last)) }
                    td data-extra { (badge::certainty(lang, line.certainty)) }
                }
            } }
        } }
    }
}

/// `GET /remote-lines/{id}`
///
/// # Errors
/// When there is no such line.
pub async fn show(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let line = find(&visit, &id)?;
    let name = names::plain(lang, &visit.view, &line.device);
    let title = t!(
        lang,
        "line-title",
        device = name,
        method = badge_words::protocol(lang, line.service.as_deref().unwrap_or(&line.method))
    );
    let body = html! {
        (head(Some(html! { a href="/remote-lines" { (t!(lang, "nav-lines")) } }), html! { (title) " " (declared(&visit, line.declared)) }, None, None))
        div.columns {
            div.stack {
                section.card {
                    header { h2 { (t!(lang, "line-what")) } (badge::certainty(lang, line.certainty)) }
                    table.facts { tbody {
                        (fact(&visit, "line-device", html! { (names::link(lang, &visit.view, &line.device)) }))
                        (fact(&visit, "line-peer", html! { (line.peer.label()) @if let Some(ip) = line.peer.ip { " " code { (ip) } } }))
                        (fact(&visit, "line-direction", html! { (lang.t(&format!("line-{}", direction(line.direction)))) }))
                        (fact(&visit, "line-amount", html! { (t!(lang, "line-amounts", sent = bytes(line.sent_bytes), received = bytes(line.received_bytes), n = number(line.sessions))) }))
                        (fact(&visit, "line-longest", html! { (duration(lang, line.longest)) }))
                        (fact(&visit, "line-first", html! { (moment(lang, visit.view.snapshot.taken, line.seen.first)) }))
                        (fact(&visit, "peer-last", html! { (moment(lang, visit.view.snapshot.taken, line.seen.last)) }))
                        (fact(&visit, "line-register", html! { (line.declared_by.as_deref().map_or_else(|| "—".to_owned(), |by| value_words::declared_by(lang, by))) }))
                    } }
                }
                section.card { header { h2 { (t!(lang, "alert-why-judged")) } } (evidence::list(lang, &line.evidence)) }
            }
            div.stack { (register(&visit, line)) }
        }
    };
    Ok(Page::new(Nav::Lines, title, body).answer(&visit))
}

fn fact(visit: &Visit, key: &str, value: Markup) -> Markup {
    tables::fact(&visit.lang.t(key), value)
}

fn find<'v>(visit: &'v Visit, id: &str) -> Result<&'v RemoteLine, WebError> {
    let id = RemoteLineId::parse(id).ok_or(WebError::NotFound("line"))?;
    visit
        .view
        .snapshot
        .picture
        .remote_lines
        .iter()
        .find(|line| line.id == id)
        .ok_or(WebError::NotFound("line"))
}

fn register(visit: &Visit, line: &RemoteLine) -> Markup {
    let lang = visit.lang;
    html! {
        section.card {
            header { h2 { (t!(lang, "line-declare")) } }
            @if line.declared == Some(true) { p { (t!(lang, "line-is-declared")) } }
            @else {
                p.quiet { (t!(lang, "line-declare-text")) }
                form.stack.under method="post" action={ "/remote-lines/" (line.id) } {
                    input type="hidden" name="token" value=(visit.token());
                    label.field { span { (t!(lang, "line-declare-maker")) } input name="company" required maxlength="100"; }
                    label.field { span { (t!(lang, "line-declare-contract")) } input name="contract" maxlength="100"; small { (t!(lang, "line-declare-contract-hint")) } }
                    label.field { span { (t!(lang, "line-declare-desk")) } input name="desk" maxlength="100"; small { (t!(lang, "line-declare-desk-hint")) } }
                    p.actions { button data-kind="primary" type="submit" { (t!(lang, "line-declare-save")) } }
                }
            }
        }
    }
}

/// Who answers for a line.
#[derive(Debug, Deserialize)]
pub struct Declare {
    token: String,
    company: String,
    #[serde(default)]
    contract: String,
    #[serde(default)]
    desk: String,
}

/// `POST /remote-lines/{id}`
///
/// # Errors
/// When the form is not ours.
pub async fn declare(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Declare>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let line = find(&visit, &id)?.id.clone();
    let parts: Vec<_> =
        [form.company, form.contract, form.desk].into_iter().filter(|part| !part.trim().is_empty()).collect();
    visit.site.declare_line(&visit.org, &line, &parts.join("・"), &visit.caller).await?;
    Ok(forms::back(&format!("/remote-lines/{line}"), "/remote-lines"))
}

/// `GET /remote-lines.xlsx`
///
/// # Errors
/// When Excel could not hold it.
pub async fn excel(visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let heads = [
        "line-device",
        "line-register",
        "line-method",
        "line-peer",
        "line-direction",
        "line-first",
        "peer-last",
    ]
    .map(|key| lang.t(key).into_owned());
    let rows: Vec<_> = visit
        .view
        .snapshot
        .picture
        .remote_lines
        .iter()
        .map(|line| {
            [
                names::plain(lang, &visit.view, &line.device),
                line.declared_by.as_deref().map(|by| value_words::declared_by(lang, by)).unwrap_or_else(
                    || {
                        lang.t(if line.declared == Some(false) { "line-undeclared" } else { "line-unknown" })
                            .into_owned()
                    },
                ),
                badge_words::protocol(lang, line.service.as_deref().unwrap_or(&line.method)),
                line.peer.label(),
                lang.t(&format!("line-{}", direction(line.direction))).into_owned(),
                crate::api::stated::iso(line.seen.first),
                crate::api::stated::iso(line.seen.last),
            ]
            .map(app::workbook::Cell::from)
            .to_vec()
        })
        .collect();
    super::devices::excel::send(&t!(lang, "nav-lines"), "kikimori-remote-lines.xlsx", &heads, &rows)
}
