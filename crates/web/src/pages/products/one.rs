//! One product: its versions with their dates, the devices that are it, what is inside, what to ask the maker.

use axum::{extract::Path, response::Response};
use domain::products::{LinkStanding, Product, ProductVersion, SupportState};
use maud::{Markup, html};

use super::words;
use crate::{
    error::WebError,
    page::{Nav, Page},
    parts::{
        badge, empty, head, icon,
        numbers::number,
        tables::{day, fact, or_unknown},
    },
    t,
    visit::Visit,
};

/// Links of one kind that are shown; the rest is counted.
const SHOWN: usize = 200;

/// `GET /products/{id}`
///
/// # Errors
/// When there is no such product.
pub async fn show(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let product = words::find(&visit, &id)?;
    let name = words::name(lang, product);
    let body = html! {
        (head(
            Some(html! { a href="/products" { (t!(lang, "nav-products")) } " ／ " (product.maker) }),
            html! { (name) @if product.retired { " " span.badge { (t!(lang, "product-is-retired")) } } },
            words::kind(&visit, product).map(|kind| html! { (kind) }),
            Some(html! {
                a.button href={ "/products/" (product.id) "/change" } { (icon("edit")) (t!(lang, "product-change")) }
                @if product.retired { (retire(&visit, product, false)) }
            }),
        ))
        div.columns {
            div.stack { (suggestions(&visit, product)) (versions(&visit, product)) (devices(&visit, product)) }
            div.stack { (about(&visit, product)) (questions(&visit, product)) @if !product.retired { (take_off(&visit, product)) } }
        }
    };
    Ok(Page::new(Nav::Products, name, body).answer(&visit))
}

fn retire(visit: &Visit, product: &Product, off: bool) -> Markup {
    let action = format!("/products/{}/retire", product.id);
    let word = if off { "product-retire" } else { "product-bring-back" };
    words::button(visit, &action, &[("retired", if off { "yes" } else { "no" })], None, &visit.lang.t(word))
}

fn take_off(visit: &Visit, product: &Product) -> Markup {
    let lang = visit.lang;
    html! { details.more { summary { (t!(lang, "product-retire")) } p.quiet { (t!(lang, "product-retire-text")) } (retire(visit, product, true)) } }
}

fn versions(visit: &Visit, product: &Product) -> Markup {
    let lang = visit.lang;
    let new = format!("/products/{}/versions/new", product.id);
    let mut versions: Vec<_> = product.current().collect();
    versions.reverse();
    let gone: Vec<_> = product.versions.iter().filter(|version| version.retired).collect();
    html! {
        section.card #versions {
            header { h2 { (t!(lang, "product-versions")) } a href=(new) { (t!(lang, "version-new")) } }
            @if versions.is_empty() {
                (empty("list", &t!(lang, "versions-none-title"), &t!(lang, "versions-none-text"), Some((&new, &t!(lang, "version-new")))))
            } @else {
                div.table.scroll.flush tabindex="0" role="region" aria-label=(t!(lang, "product-versions")) { table.cards {
                    thead { tr { th { (t!(lang, "product-version")) } th { (t!(lang, "product-support")) } th { (t!(lang, "product-dates")) } th { (t!(lang, "product-devices")) } th { (t!(lang, "product-sboms")) } } }
                    tbody { @for version in versions { (version_row(visit, product, version)) } }
                } }
            }
            @if !gone.is_empty() { footer { ul.rows { @for version in gone { li {
                span {} div { (version.version) small { (t!(lang, "version-is-retired")) } }
                (words::button(visit, &format!("/products/{}/versions/{}/retire", product.id, version.id), &[("retired", "no")], Some("quiet"), &t!(lang, "undo")))
            } } } } }
        }
    }
}

fn version_row(visit: &Visit, product: &Product, version: &ProductVersion) -> Markup {
    let lang = visit.lang;
    let today = words::today(visit);
    let life = &version.lifecycle;
    let devices = words::links(visit, product)
        .filter(|link| link.standing.counts() && link.version.as_ref() == Some(&version.id))
        .count();
    html! {
        tr id=(version.id) {
            th scope="row" { a href={ "/products/" (product.id) "/versions/" (version.id) } { b { (version.version) } } @if version.released.is_some() { small { (t!(lang, "product-released")) " " (day(lang, version.released)) } } }
            td data-card="end" { (words::state(lang, life.state(today))) }
            td.prose data-card="line" {
                small { (t!(lang, "product-eol")) " " (day(lang, life.end_of_life)) }
                small { (t!(lang, "product-eos")) " " (day(lang, life.end_of_support)) }
                @if life.limited_support_until.is_some() { small { (t!(lang, "product-limited-until")) " " (day(lang, life.limited_support_until)) } }
                @for notice in life.standing_notices(today) { small { b { (words::notice(lang, notice)) } } }
                @if version.legacy == Some(true) { small { (t!(lang, "legacy-yes")) } }
            }
            td data-card="line" { (t!(lang, "product-devices-n", n = number(devices as u64))) }
            td data-card="line" {
                @for id in &version.sboms { @if let Some(kept) = visit.view.snapshot.sboms.iter().find(|kept| kept.id == *id) {
                    a.line href={ "/sboms/" (id) } { (t!(lang, "sbom-parts-n", n = number(kept.packages as u64))) } " "
                } }
                @if version.sboms.is_empty() { span.missing { (t!(lang, "product-no-sbom")) } }
            }
        }
    }
}

/// Devices of which a person is asked, first.
fn suggestions(visit: &Visit, product: &Product) -> Markup {
    let lang = visit.lang;
    let links: Vec<_> =
        words::links(visit, product).filter(|link| link.standing == LinkStanding::Suggested).collect();
    if links.is_empty() || product.retired {
        return html! {};
    }
    let action = format!("/products/{}/links", product.id);
    html! {
        section.alert data-status="unknown" #suggestions {
            h2 { (icon("unknown")) (t!(lang, "links-suggested-title", n = links.len())) }
            p { (t!(lang, "links-suggested-text")) }
            div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "links-suggested")) { table.cards.pairs {
                thead { tr { th { (t!(lang, "column-name")) } th { (t!(lang, "link-why")) } th { (t!(lang, "product-version")) } th {} } }
                tbody { @for link in links.iter().take(SHOWN) { tr {
                    th scope="row" { (device(visit, link)) }
                    td { (words::grounds(visit, link)) (badge::certainty(lang, link.certainty)) }
                    td { (words::version_of(visit, product, link)) }
                    td { div.actions {
                        (words::button(visit, &action, &[("device", link.device.as_str()), ("say", "accept")], None, &t!(lang, "link-accept")))
                        (words::button(visit, &action, &[("device", link.device.as_str()), ("say", "reject")], Some("quiet"), &t!(lang, "link-reject")))
                    } }
                } } }
            } }
            @if links.len() > 1 { p.actions.under { (words::button(visit, &action, &[("device", "all"), ("say", "accept")], None, &t!(lang, "link-accept-all", n = links.len()))) } }
        }
    }
}

fn device(visit: &Visit, link: &domain::products::DeviceLink) -> Markup {
    match visit.view.device(&link.device) {
        Some((device, entry)) => crate::parts::names::title(visit.lang, device, entry),
        None => html! { code { (link.device) } },
    }
}

fn devices(visit: &Visit, product: &Product) -> Markup {
    let lang = visit.lang;
    let mut links: Vec<_> =
        words::links(visit, product).filter(|link| link.standing != LinkStanding::Suggested).collect();
    links.sort_by_key(|link| link.standing);
    let counted = links.iter().filter(|link| link.standing.counts()).count();
    let action = format!("/products/{}/links", product.id);
    html! {
        section.card #devices {
            header { h2 { (t!(lang, "product-devices")) } span.quiet { (t!(lang, "product-devices-n", n = number(counted as u64))) } }
            @if links.is_empty() { p.quiet { (t!(lang, "product-devices-none")) } }
            @else {
                div.table.scroll.flush tabindex="0" role="region" aria-label=(t!(lang, "product-devices")) { table.cards data-keys {
                    thead { tr { th { (t!(lang, "column-name")) } th { (t!(lang, "link-standing")) } th { (t!(lang, "product-version")) } th { (t!(lang, "link-why")) } th {} } }
                    tbody { @for link in links.iter().take(SHOWN) { tr {
                        th scope="row" { (device(visit, link)) }
                        td data-card="end" { (words::standing(lang, link.standing)) }
                        td data-card="line" { (words::version_of(visit, product, link)) }
                        td.prose data-card="line" { (words::grounds(visit, link)) }
                        td { @match link.standing {
                            LinkStanding::ByFact => (words::button(visit, &action, &[("device", link.device.as_str()), ("say", "reject")], Some("quiet"), &t!(lang, "link-reject"))),
                            _ => (words::button(visit, &action, &[("device", link.device.as_str()), ("say", "undo")], Some("quiet"), &t!(lang, "undo"))),
                        } }
                    } } }
                } }
                @if links.len() > SHOWN { p.quiet { (t!(lang, "and-more", n = links.len() - SHOWN)) } }
            }
            footer { (by_hand(visit, product)) }
        }
    }
}

/// A person links a device that nothing links, or says its version.
fn by_hand(visit: &Visit, product: &Product) -> Markup {
    let lang = visit.lang;
    html! {
        details.more { summary { (t!(lang, "link-by-hand")) }
            form.stack.under method="post" action={ "/products/" (product.id) "/links" } {
                input type="hidden" name="token" value=(visit.token());
                input type="hidden" name="say" value="accept";
                div.fields {
                    label.field { span { (t!(lang, "link-device")) } input name="device" required maxlength="80" autocomplete="off"; small { (t!(lang, "link-device-hint")) } }
                    label.field { span { (t!(lang, "product-version")) } select name="version" {
                        option value="" { (t!(lang, "link-version-seen")) }
                        @for version in product.current() { option value=(version.id) { (version.version) } }
                    } }
                    label.field { span { (t!(lang, "link-reason")) } input name="reason" maxlength="200" autocomplete="off"; small { (t!(lang, "link-reason-hint")) } }
                }
                p.actions { button type="submit" { (t!(lang, "link-save")) } }
            }
        }
    }
}

fn about(visit: &Visit, product: &Product) -> Markup {
    let lang = visit.lang;
    let list = |texts: &[String]| or_unknown(lang, Some(texts.join("、").as_str()));
    html! {
        section.card {
            header { h2 { (t!(lang, "product-about")) } a href={ "/products/" (product.id) "/change" } { (t!(lang, "product-change")) } }
            table.facts { tbody {
                (fact(&t!(lang, "product-maker"), html! { (product.maker) }))
                (fact(&t!(lang, "product-name"), html! { (product.name) @if let Some(ja) = &product.name_ja { small { (ja) } } }))
                (fact(&t!(lang, "product-models"), list(&product.models)))
                (fact(&t!(lang, "product-udi"), list(&product.udi_dis)))
                @if !product.former_names.is_empty() { (fact(&t!(lang, "product-former"), list(&product.former_names))) }
                (fact(&t!(lang, "product-kind"), or_unknown(lang, words::kind(visit, product).as_deref())))
                @if !product.note.is_empty() { (fact(&t!(lang, "product-note"), html! { (product.note) })) }
            } }
        }
    }
}

/// What is missing, as sentences that can be sent to the maker.
fn questions(visit: &Visit, product: &Product) -> Markup {
    let lang = visit.lang;
    let letter = letter(visit, product);
    html! {
        section.card #ask {
            header { h2 { (t!(lang, "product-ask")) } }
            @match letter {
                None => p.quiet { (t!(lang, "product-ask-nothing")) },
                Some(letter) => { p.quiet { (t!(lang, "product-ask-text")) } textarea readonly rows="12" aria-label=(t!(lang, "product-ask")) { (letter) } },
            }
        }
    }
}

/// The letter; `None` when nothing is missing.
pub fn letter(visit: &Visit, product: &Product) -> Option<String> {
    let lang = visit.lang;
    let today = words::today(visit);
    let mut asks: Vec<String> = Vec::new();
    let mut ask = |key: &str, version: Option<&ProductVersion>| {
        let version = version.map(|version| version.version.clone()).unwrap_or_default();
        asks.push(lang.f(key, &[("version", version.into())]));
    };
    if product.current().next().is_none() {
        ask("ask-versions", None);
    }
    for version in product.current() {
        if version.sboms.is_empty() {
            ask("ask-sbom", Some(version));
        }
        match version.lifecycle.state(today) {
            SupportState::Unknown => ask("ask-dates", Some(version)),
            SupportState::EndNotTold => ask("ask-end-of-support", Some(version)),
            SupportState::Limited => ask("ask-limited", Some(version)),
            SupportState::Ended => ask("ask-ended", Some(version)),
            SupportState::Supported if !version.lifecycle.is_told() => ask("ask-dates", Some(version)),
            SupportState::Supported => {}
        }
        if version.legacy.is_none() {
            ask("ask-legacy", Some(version));
        }
    }
    if asks.is_empty() {
        return None;
    }
    let opening = t!(
        lang,
        "ask-opening",
        maker = product.maker.clone(),
        product = words::name(lang, product),
        hospital = visit.view.snapshot.org_name.clone()
    );
    let list: Vec<String> = (1..).zip(&asks).map(|(number, ask)| format!("{number}. {ask}")).collect();
    Some(format!("{opening}\n\n{}\n\n{}", list.join("\n"), t!(lang, "ask-closing")))
}
