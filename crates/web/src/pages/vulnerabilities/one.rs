//! One vulnerability of one thing: what it is, what to do, whom it concerns, and why we think so.

use app::exposures::{Concern, Detail, Steps};
use axum::{extract::Path, response::Response};
use maud::{Markup, html};

use super::{chain, effect, fixes, knowing, steps, summary, week, words};
use crate::{
    error::WebError,
    locale::Lang,
    page::{Nav, Page},
    pages::decisions::row,
    parts::{badge, head, icon, names, numbers::number, tables::fact},
    query::encode,
    t,
    visit::Visit,
};

/// Rows of the same vulnerability and devices that are listed here.
const MOST: usize = 50;

/// `GET /vulnerabilities/{id}`
///
/// # Errors
/// When there is no such row.
pub async fn show(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let concern = visit.view.snapshot.exposures.concern(&id).ok_or(WebError::NotFound("vulnerability"))?;
    // A fixed picture has no feeds behind it: the row is shown without its chain.
    let (detail, todo) = match visit.site.node() {
        Ok(node) => {
            (Some(node.exposure(&visit.org, &id).await?), node.exposure_steps(&visit.org, &id).await?)
        }
        Err(_) => (None, None),
    };
    let summaries = match visit.site.node() {
        Ok(node) => node.summaries(&concern.found.vulnerability).await?,
        Err(_) => Vec::new(),
    };
    let pages = match visit.site.node() {
        Ok(node) => node.fix_links(&concern.found.vulnerability).await?,
        Err(_) => Vec::new(),
    };
    let body = html! {
        (title(&visit, concern))
        div.columns {
            div.stack {
                (story(&visit, concern, todo.as_ref()))
                (summary::cards(lang, &summaries))
                @match &todo { Some(todo) => (steps::card(&visit, concern, todo, &pages)), None => (fixes::card(lang, &pages)) }
                (row::card(&visit, concern))
                (devices(&visit, concern))
                (chain::card(&visit, concern, detail.as_ref()))
            }
            div.stack {
                (weight(&visit, concern))
                @if let Some(todo) = &todo { (effect::card(&visit, &id, concern.priority.as_ref().and_then(|priority| priority.device.as_ref()), todo)) }
                (removals(lang, detail.as_ref()))
                (inside(&visit, concern))
                (others(&visit, concern))
                section.card { header { h2 { (t!(lang, "knowing-title")) } a href="/feeds" { (t!(lang, "nav-feeds")) } } (knowing::line(&visit)) }
            }
        }
    };
    Ok(Page::new(Nav::Vulnerabilities, concern.found.vulnerability.clone(), body).answer(&visit))
}

fn title(visit: &Visit, concern: &Concern) -> Markup {
    let lang = visit.lang;
    let found = &concern.found;
    let from = found.title_ja_from.as_deref().filter(|_| lang == Lang::Ja && found.title_ja.is_some());
    head(
        Some(
            html! { a href="/vulnerabilities" { (t!(lang, "nav-vulnerabilities")) } " ／ " (found.vulnerability) },
        ),
        html! { (words::title(lang, concern)) " " (words::verdict(lang, concern)) },
        Some(html! {
            @match from {
                Some(from) => (t!(lang, "vulnerability-title-from", record = from)),
                None if lang == Lang::Ja && !found.title.is_empty() => (t!(lang, "vulnerability-title-english")),
                None => {},
            }
        }),
        Some(html! {
        a.button href={ "/vulnerabilities/" (concern.id) "/sheet.pdf" } { (icon("report")) "PDF" } " "
        a.button href={ "/vulnerabilities?by=cve&cve=" (encode(&found.vulnerability)) "&open=" (encode(&found.vulnerability)) } { (t!(lang, "vulnerability-same")) } }),
    )
}

/// What it means here, and what to do.
fn story(visit: &Visit, concern: &Concern, todo: Option<&Steps>) -> Markup {
    let lang = visit.lang;
    let found = &concern.found;
    let thing = visit.view.exposed.of(&concern.on);
    let what = words::what(lang, concern, thing);
    let sentence = if lang == Lang::Ja { &found.sentence_ja } else { &found.sentence_en };
    let key = format!("vulnerability-means-{}", found.verdict.as_str());
    html! {
        section.card {
            dl.story {
                div { dt { (t!(lang, "vulnerability-what")) } dd { (t!(lang, key, what = what)) } }
                div { dt { (t!(lang, "vulnerability-why")) } dd { (sentence) " " (badge::certainty(lang, found.certainty)) } }
                div { dt { (t!(lang, "vulnerability-next")) } dd { b {
                    // The first step and the next step are one.
                    @match todo.and_then(|todo| todo.actions.first()) { Some(first) => (week::say(lang, &first.what)), None => (words::next(visit, concern)) }
                } } }
            }
            @if found.disputed { p.under { (icon("alert")) " " (t!(lang, "vulnerability-disputed-text")) " " a href="#chain" { (t!(lang, "vulnerability-see-sources")) } } }
            p.quiet.under { (t!(lang, "vulnerability-no-alter")) }
        }
    }
}

fn devices(visit: &Visit, concern: &Concern) -> Markup {
    let lang = visit.lang;
    html! {
        section.card {
            header { h2 { (t!(lang, "vulnerability-devices")) } span.quiet { (t!(lang, "n-devices", n = concern.devices.len())) } }
            @if concern.devices.is_empty() { p.quiet { (t!(lang, "vulnerability-no-devices")) } }
            @else {
                ul.rows { @for id in concern.devices.iter().take(MOST) {
                    @if let Some((_, entry)) = visit.view.device(id) {
                        li { (icon(entry.icon)) div { (names::link(lang, &visit.view, id)) @if let Some(place) = &entry.place { small { (place) } } } }
                    } @else { li { (icon("unknown")) div { code { (id) } } } }
                } }
                @if concern.devices.len() > MOST { p.quiet { (t!(lang, "and-more", n = number((concern.devices.len() - MOST) as u64))) } }
            }
        }
    }
}

/// How bad it is, in words, with the exact terms behind them.
fn weight(visit: &Visit, concern: &Concern) -> Markup {
    let lang = visit.lang;
    let found = &concern.found;
    html! {
        section.card {
            header { h2 { (t!(lang, "vulnerability-weight")) } }
            table.facts { tbody {
                (fact(&t!(lang, "severity-head"), html! { (words::severity(lang, concern)) }))
                (fact(&t!(lang, "vulnerability-exploited"), html! { (words::exploited(visit, concern))
                    @if let Some(row) = &found.exploited { small { (t!(lang, "exploited-since", day = words::day(lang, &row.added))) } } }))
                @if let Some(likelihood) = found.likelihood {
                    (fact(&t!(lang, "vulnerability-likelihood"), html! { (t!(lang, "likelihood-said", share = words::share(likelihood.probability)))
                        small { (t!(lang, "likelihood-rank", share = words::share(1.0 - likelihood.percentile))) } }))
                }
                (fact(&t!(lang, "vulnerability-fixed-in"), html! {
                    @if found.fixed_in.is_empty() { span.missing { (t!(lang, "vulnerability-no-fix-known")) } }
                    @else { (found.fixed_in.join(&lang.t("list-comma"))) }
                }))
            } }
            details.more { summary { (t!(lang, "vulnerability-terms")) }
                ul {
                    @if let Some(score) = &found.severity { li { (t!(lang, "term-cvss")) " " code { (score.vector) } } }
                    @if found.severity.is_none() { li { (t!(lang, "term-cvss-none")) } }
                    li { (t!(lang, "term-kev")) @if let Some(row) = &found.exploited { @if !row.action.is_empty() { " " span lang="en" { "“" (row.action) "”" } } } }
                    li { (t!(lang, "term-epss")) }
                }
            }
        }
    }
}

/// What would end the row; nothing when nobody can say.
fn removals(lang: Lang, detail: Option<&Detail>) -> Markup {
    let found = detail.map(Detail::removals).unwrap_or_default();
    if found.is_empty() {
        return html! {};
    }
    html! {
        section.card {
            header { h2 { (t!(lang, "vulnerability-removals")) } }
            ul.rows { @for (ja, en) in found { li { (icon("arrow")) div { @if lang == Lang::Ja { (ja) } @else { (en) } } } } }
        }
    }
}

/// Where it is: product, bill of materials, part.
fn inside(visit: &Visit, concern: &Concern) -> Markup {
    let lang = visit.lang;
    let thing = visit.view.exposed.of(&concern.on);
    html! {
        section.card {
            header { h2 { (t!(lang, "vulnerability-inside")) } }
            table.facts { tbody {
                @if let Some(thing) = thing {
                    (fact(&t!(lang, "vulnerability-thing"), words::thing_link(lang, thing)))
                    @if !thing.maker.is_empty() { (fact(&t!(lang, "product-maker-name"), html! { (thing.maker) })) }
                }
                @match &concern.part {
                    Some(part) => {
                        (fact(&t!(lang, "vulnerability-part"), html! { a href={ "/sboms/" (part.sbom) "?q=" (encode(&part.name)) } { (words::part(concern).unwrap_or_default()) } }))
                        @if part.version.is_none() { (fact(&t!(lang, "vulnerability-part-version"), html! { span.missing { (t!(lang, "unknown-short")) } })) }
                    },
                    None => (fact(&t!(lang, "vulnerability-part"), html! { (t!(lang, "vulnerability-whole")) })),
                }
            } }
        }
    }
}

/// The same vulnerability elsewhere.
fn others(visit: &Visit, concern: &Concern) -> Markup {
    let lang = visit.lang;
    let same =
        |other: &&Concern| other.found.vulnerability == concern.found.vulnerability && other.id != concern.id;
    let all: Vec<_> = visit.view.snapshot.exposures.concerns.iter().filter(same).collect();
    if all.is_empty() {
        return html! {};
    }
    html! {
        section.card {
            header { h2 { (t!(lang, "vulnerability-elsewhere")) } span.quiet { (t!(lang, "vulnerability-elsewhere-n", n = all.len())) } }
            ul.rows { @for other in all.iter().take(MOST) { li {
                (icon("shield"))
                div { a href=(words::address(other)) { (words::what(lang, other, visit.view.exposed.of(&other.on))) } small { (t!(lang, "n-devices", n = other.devices.len())) } }
                (words::verdict(lang, other))
            } } }
        }
    }
}
