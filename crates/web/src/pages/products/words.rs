//! Words about products that several pages share.

use domain::{
    alerts::Status,
    civil::JST,
    date::Date,
    ids::{ProductId, VersionId},
    products::{DeviceLink, LinkStanding, Notice, Product, ProductVersion, SupportState},
};
use maud::{Markup, html};

use crate::{
    error::WebError,
    kinds::KindName,
    locale::Lang,
    parts::{badge, tables},
    query::Query,
    t,
    visit::Visit,
};

/// The product's name in a language.
#[must_use]
pub fn name(lang: Lang, product: &Product) -> String {
    match (&product.name_ja, lang) {
        (Some(ja), Lang::Ja) => ja.clone(),
        _ => product.name.clone(),
    }
}

/// Name and version.
#[must_use]
pub fn with_version(lang: Lang, product: &Product, version: Option<&ProductVersion>) -> String {
    let version = version.map(|version| format!(" {}", version.version)).unwrap_or_default();
    format!("{}{version}", name(lang, product))
}

/// What kind of device it is, when that is registered.
#[must_use]
pub fn kind(visit: &Visit, product: &Product) -> Option<String> {
    let kind = product.kind.as_deref()?;
    Some(KindName::of(&visit.view.snapshot.kinds, kind).say(visit.lang).to_owned())
}

/// A product of the address.
///
/// # Errors
/// When there is no such product.
pub fn find<'v>(visit: &'v Visit, id: &str) -> Result<&'v Product, WebError> {
    let id = ProductId::parse(id).ok_or(WebError::NotFound("product"))?;
    by_id(visit, &id).ok_or(WebError::NotFound("product"))
}

/// A product by id.
#[must_use]
pub fn by_id<'v>(visit: &'v Visit, id: &ProductId) -> Option<&'v Product> {
    visit.view.snapshot.products.iter().find(|product| product.id == *id)
}

/// A version of the address.
///
/// # Errors
/// When the product has no such version.
pub fn find_version<'p>(product: &'p Product, id: &str) -> Result<&'p ProductVersion, WebError> {
    let id = VersionId::parse(id).ok_or(WebError::NotFound("version"))?;
    product.version(&id).ok_or(WebError::NotFound("version"))
}

/// Everything concluded about devices and a product.
pub fn links<'v>(visit: &'v Visit, product: &'v Product) -> impl Iterator<Item = &'v DeviceLink> {
    visit.view.snapshot.links.iter().filter(move |link| link.product == product.id)
}

/// The day on the hospital's calendar.
#[must_use]
pub fn today(visit: &Visit) -> Date {
    Date::at(visit.view.snapshot.taken, JST)
}

/// Words searched for, lower case.
#[must_use]
pub fn asked(query: &Query) -> Vec<String> {
    let text = query.get("q").unwrap_or_default().to_lowercase();
    text.split_whitespace().take(8).map(str::to_owned).collect()
}

/// The state of support as a badge.
#[must_use]
pub fn state(lang: Lang, state: SupportState) -> Markup {
    let status = match state {
        SupportState::Ended | SupportState::EndNotTold => Status::Warn,
        SupportState::Limited => Status::Check,
        SupportState::Unknown => Status::Unknown,
        SupportState::Supported => Status::Ok,
    };
    badge::badge(status, &state_word(lang, state))
}

/// The state of support as a word.
#[must_use]
pub fn state_word(lang: Lang, state: SupportState) -> String {
    lang.t(&format!("support-{}", state.as_str().replace('_', "-"))).into_owned()
}

/// What is announced: `サポート終了（EOS）まで6か月以内（2027年3月31日）`.
#[must_use]
pub fn notice(lang: Lang, notice: Notice) -> String {
    let what = lang.t(&format!("notice-{}", notice.milestone.as_str().replace('_', "-"))).into_owned();
    let within = lang.t(&format!("notice-within-{}", notice.months)).into_owned();
    t!(lang, "notice", what = what, within = within, date = tables::day_words(lang, notice.date))
}

/// Locale key for what the maker says of レガシー状態.
#[must_use]
pub const fn legacy(told: Option<bool>) -> &'static str {
    match told {
        Some(true) => "legacy-yes",
        Some(false) => "legacy-no",
        None => "legacy-not-told",
    }
}

/// Whether a link counts, as a badge.
#[must_use]
pub fn standing(lang: Lang, standing: LinkStanding) -> Markup {
    let status = match standing {
        LinkStanding::Confirmed | LinkStanding::ByFact => Status::Ok,
        LinkStanding::Suggested => Status::Unknown,
        LinkStanding::Rejected => Status::Check,
    };
    badge::badge(status, &lang.t(&format!("link-{}", standing.as_str().replace('_', "-"))))
}

/// Why a device is taken to be a product: what decided, and both sides' words.
#[must_use]
pub fn grounds(visit: &Visit, link: &DeviceLink) -> Markup {
    let lang = visit.lang;
    // A person's word stands before what facts say; of the facts the first decides.
    let shown = if link.standing == LinkStanding::Confirmed { 2 } else { 1 };
    html! { @for ground in link.grounds.iter().take(shown) {
        span.ground { (lang.find(&format!("link-ground-{}", ground.code)).unwrap_or_else(|| ground.code.clone().into())) }
        small {
            @if ground.code == "person" { @if !ground.product_says.is_empty() { (ground.product_says) } }
            @else { (t!(lang, "link-both-say", device = ground.device_says.clone(), product = ground.product_says.clone())) }
        }
    } }
}

/// Which version a device has: registered, stated but not registered, or unknown.
#[must_use]
pub fn version_of(visit: &Visit, product: &Product, link: &DeviceLink) -> Markup {
    let lang = visit.lang;
    let version = link.version.as_ref().and_then(|id| product.version(id));
    html! {
        @match (version, &link.version_seen) {
            (Some(version), _) => a href={ "/products/" (product.id) "#" (version.id) } { (version.version) },
            (None, Some(seen)) => { (seen) small { (t!(lang, "version-not-registered")) } },
            (None, None) => span.missing { (t!(lang, "version-unknown")) },
        }
    }
}

/// A form of one button.
#[must_use]
pub fn button(
    visit: &Visit,
    action: &str,
    fields: &[(&str, &str)],
    kind: Option<&str>,
    words: &str,
) -> Markup {
    html! {
        form method="post" action=(action) {
            input type="hidden" name="token" value=(visit.token());
            @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
            button type="submit" data-kind=[kind] { (words) }
        }
    }
}
