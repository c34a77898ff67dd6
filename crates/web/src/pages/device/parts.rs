//! 構成部品: which product and version the device is, why we think so, and what is inside.

use domain::{
    devices::Device,
    products::{DeviceLink, Product},
};
use maud::{Markup, html};

use crate::{
    pages::products::{one, words},
    parts::{icon, numbers::number, tables::fact},
    t,
    visit::Visit,
};

/// The card: every product the device is taken to be, and what is suggested.
#[must_use]
pub fn card(visit: &Visit, device: &Device) -> Markup {
    let lang = visit.lang;
    let links: Vec<(&DeviceLink, &Product)> = visit
        .view
        .snapshot
        .links
        .iter()
        .filter(|link| link.device == device.id)
        .filter_map(|link| Some((link, words::by_id(visit, &link.product)?)))
        .collect();
    let (counted, others): (Vec<_>, Vec<_>) = links.into_iter().partition(|(link, _)| link.standing.counts());
    html! {
        section.card #parts {
            header { h2 { (t!(lang, "device-parts")) } a href="/products" { (t!(lang, "nav-products")) } }
            @for (link, product) in &counted { (known(visit, link, product)) }
            @for (link, product) in &others { (asked(visit, device, link, product)) }
            @if counted.is_empty() && others.is_empty() { (nothing(visit, device)) }
        }
    }
}

fn known(visit: &Visit, link: &DeviceLink, product: &Product) -> Markup {
    let lang = visit.lang;
    let version = link.version.as_ref().and_then(|id| product.version(id));
    let sboms = version.map(|version| version.sboms.as_slice()).unwrap_or_default();
    let kept: Vec<_> = visit.view.snapshot.sboms.iter().filter(|kept| sboms.contains(&kept.id)).collect();
    let today = words::today(visit);
    html! {
        table.facts { tbody {
            (fact(&t!(lang, "product-name"), html! { a href={ "/products/" (product.id) } { (product.maker) " " (words::name(lang, product)) } }))
            (fact(&t!(lang, "product-version"), words::version_of(visit, product, link)))
            (fact(&t!(lang, "link-why"), html! { (words::standing(lang, link.standing)) " " (words::grounds(visit, link)) }))
            @if let Some(version) = version {
                (fact(&t!(lang, "product-support"), html! { (words::state(lang, version.lifecycle.state(today))) @for notice in version.lifecycle.standing_notices(today) { small { (words::notice(lang, notice)) } } }))
            }
            (fact(&t!(lang, "sbom-parts"), html! {
                @for kept in &kept { a.line href={ "/sboms/" (kept.id) } { (t!(lang, "sbom-parts-n", n = number(kept.packages as u64))) } " " }
                @if kept.is_empty() { span.missing { (t!(lang, if version.is_some() { "device-no-sbom" } else { "device-which-version" })) } }
            }))
        } }
        @if version.is_none() { p.quiet.under { (t!(lang, "device-version-next")) " " a href="#correct" { (t!(lang, "device-version-correct")) } } }
        @else if kept.is_empty() { (ask(visit, product)) }
    }
}

/// The letter to the maker, ready to be copied.
fn ask(visit: &Visit, product: &Product) -> Markup {
    let lang = visit.lang;
    html! {
        details.more { summary { (t!(lang, "device-ask-sbom")) }
            p.quiet { (t!(lang, "product-ask-text")) }
            textarea readonly rows="10" aria-label=(t!(lang, "product-ask")) { (one::letter(visit, product).unwrap_or_default()) }
        }
    }
}

fn asked(visit: &Visit, device: &Device, link: &DeviceLink, product: &Product) -> Markup {
    let lang = visit.lang;
    let action = format!("/products/{}/links", product.id);
    let back = format!("/devices/{}#parts", device.id);
    let form = |say: &str, kind, words: &str| {
        let fields = [("device", device.id.as_str()), ("say", say), ("back", back.as_str())];
        words::button(visit, &action, &fields, kind, &lang.t(words))
    };
    html! {
        div.pair.under {
            p { (words::standing(lang, link.standing)) " " a href={ "/products/" (product.id) } { (product.maker) " " (words::name(lang, product)) } }
            p.quiet { (words::grounds(visit, link)) }
            div.actions {
                @if link.standing == domain::products::LinkStanding::Rejected { (form("undo", Some("quiet"), "undo")) }
                @else { (form("accept", None, "link-accept")) (form("reject", Some("quiet"), "link-reject")) }
            }
        }
    }
}

fn nothing(visit: &Visit, device: &Device) -> Markup {
    let lang = visit.lang;
    let mut new = crate::query::Query::default();
    if let Some(maker) = &device.vendor {
        new = new.with("maker", Some(&maker.value.name));
    }
    if let Some(model) = &device.model {
        new = new.with("name", Some(&model.value));
    }
    html! {
        p.quiet { (t!(lang, "device-no-product")) }
        p.actions.under {
            a.button href="/sboms#take-in" { (icon("upload")) (t!(lang, "sbom-take-in")) }
            a.button data-kind="quiet" href=(new.link("/products/new")) { (t!(lang, "product-new")) }
        }
    }
}
