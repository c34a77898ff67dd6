//! Whether a statement is about a component: by BOM-Link, package URL, CPE, digest, or name; in a product or alone; in this version.

use domain::{
    cpe::{Cpe, Value},
    purl::Purl,
    statements::{Product, Role, Subject},
    vulnerabilities::Ecosystem,
};
use serde::Serialize;

use super::{
    speaker::Publisher,
    thing::{Asked, Link, Thing, uris_of_product},
};
use crate::{
    schemes::{Comparison, Scheme},
    vers::{Vers, from_native},
    vulnerability::keys,
};

/// How exactly a statement names what was asked about. Ordered: the more exact outranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fit {
    /// The same product in another version.
    OtherVersion,
    /// Its version is not told or cannot be compared, or its maker is not told.
    Perhaps,
    /// A decision about another version whose grounds still hold.
    Carried,
    /// Every version is meant.
    AnyVersion,
    /// The version lies in a range.
    InRange,
    /// This version, or this file.
    Exactly,
}

/// How much of the product a statement is about. Ordered: the narrower outranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The whole product that the component is a part of.
    Product,
    /// The component, wherever it is.
    Component,
    /// The component inside this product.
    ComponentInProduct,
}

/// How a statement is about what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) scope: Scope,
    pub(super) fit: Fit,
    /// The product is known here to be the speaker's, or it does not matter who speaks.
    pub(super) tied: bool,
}

impl Hit {
    /// What is sure outranks what is narrow.
    const fn order(&self) -> (bool, bool, Scope, Fit) {
        (self.fit as u8 > Fit::Perhaps as u8, self.tied, self.scope, self.fit)
    }
}

/// The best fit of any of the subjects. A `speaker` speaks of products that it calls its own.
pub(super) fn best(
    subjects: &[Subject],
    asked: &Asked<'_>,
    who: (Role, Option<Publisher<'_>>),
) -> Option<Hit> {
    let fits = subjects.iter().filter_map(|subject| of_subject(subject, asked, who));
    fits.max_by_key(Hit::order)
}

fn of_subject(
    subject: &Subject,
    asked: &Asked<'_>,
    (role, speaker): (Role, Option<Publisher<'_>>),
) -> Option<Hit> {
    let product = &subject.product;
    let named = |thing| {
        let (fit, by) = by_what(product, thing)?;
        Some((fit, speaker.is_none_or(|speaker| is_tied(speaker, by, thing, asked))))
    };
    let whole = || {
        let fits = asked.wholes.iter().filter_map(|whole| named(*whole));
        fits.max_by_key(|(fit, tied)| (*fit > Fit::Perhaps, *tied, *fit))
    };
    let Some(component) = &subject.component else {
        let (scope, (fit, tied)) = match named(asked.thing) {
            Some(own) => (Scope::Component, own),
            None => (Scope::Product, whole()?),
        };
        return Some(Hit { scope, fit, tied });
    };
    let (mut inner, (outer, tied)) = (of(component, asked.thing)?, whole()?);
    let is_makers = role == Role::Maker && tied && outer == Fit::Exactly;
    if is_makers && asked.is_lone && is_same_by_name(component, asked.thing) {
        inner = Fit::Exactly;
    }
    // One version that fits is enough; one that does not is too much.
    let fit = if inner.min(outer) <= Fit::Perhaps { inner.min(outer) } else { inner.max(outer) };
    Some(Hit { scope: Scope::ComponentInProduct, fit, tied })
}

/// By which name a statement is about a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// A digest, a tag or a place in a document: it says nothing of whose the thing is.
    Number,
    /// A package URL or CPE name.
    Identifier,
    /// Maker, name or model.
    Name,
}

/// What is known here says that a thing is the speaker's. The speaker itself may write whatever digests, tags and addresses it likes.
fn is_tied(speaker: Publisher<'_>, by: By, thing: &Thing, asked: &Asked<'_>) -> bool {
    match by {
        // Every identifier that the speaker gives is its own, and the thing has one of them.
        By::Identifier => true,
        By::Name => speaker.owns(thing) || thing.maker.is_none() && !thing.is_identified(),
        // The file of a device or product of the speaker, too.
        By::Number => speaker.owns(thing) || asked.wholes.iter().any(|whole| speaker.owns(whole)),
    }
}

/// Name and version of a part are the same letter by letter, and the statement has nothing better. Of the one part so called in this version of the
/// product its maker can mean no other.
fn is_same_by_name(product: &Product, thing: &Thing) -> bool {
    let Product { name, vendor, version, range, purls, cpes, hashes, uris, links, models, serials, .. } =
        product;
    let lists = [purls, cpes, uris, links, models, serials];
    if range.is_some() || !hashes.is_empty() || lists.iter().any(|list| !list.is_empty()) {
        return false;
    }
    let vendor = vendor.as_deref().map(keys::squeezed).filter(|vendor| !vendor.is_empty());
    let fits = vendor
        .is_none_or(|vendor| thing.maker.as_ref().is_some_and(|own| same_maker(&vendor, own) == Some(true)));
    let name = name.as_deref().map(keys::squeezed).unwrap_or_default();
    let version = version.as_deref().map(plain_version).filter(|version| !version.is_empty());
    let same = version.is_some() && version == thing.version.as_deref().map(plain_version);
    fits && same && name.chars().count() > 2 && thing.names.contains(&name)
}

/// `v1.2` is 1.2.
pub(super) fn plain_version(version: &str) -> &str {
    let version = version.trim();
    version.strip_prefix(['v', 'V']).unwrap_or(version)
}

/// `None`: it is about something else.
pub(super) fn of(product: &Product, thing: &Thing) -> Option<Fit> {
    by_what(product, thing).map(|(fit, _)| fit)
}

fn by_what(product: &Product, thing: &Thing) -> Option<(Fit, By)> {
    let (fit, by) = of_names(product, thing)?;
    // Whether it is one of the pieces that are meant, nobody here can tell.
    Some((if product.serials.is_empty() { fit } else { fit.min(Fit::Perhaps) }, by))
}

fn of_names(product: &Product, thing: &Thing) -> Option<(Fit, By)> {
    match linked(product, thing) {
        Some(true) => return Some((version(product, thing, None), By::Number)),
        // Something else in the very document that lists the thing.
        Some(false) => return None,
        None => {}
    }
    let (file, tag) = (same_file(product, thing), same_tag(product, thing));
    match (file, tag) {
        (Some(true), _) => return Some((Fit::Exactly, By::Number)),
        (_, Some(true)) => {
            let fit = version(product, thing, None);
            return Some((if fit == Fit::AnyVersion { Fit::Exactly } else { fit }, By::Number));
        }
        _ => {}
    }
    let (fit, by) = by_identifiers(product, thing)?;
    // The same name with another file or tag: another build or edition, or another file of the same.
    let differs = [file, tag].contains(&Some(false));
    Some((if differs { fit.min(Fit::Perhaps) } else { fit }, by))
}

fn by_identifiers(product: &Product, thing: &Thing) -> Option<(Fit, By)> {
    if !product.purls.is_empty() && !thing.purls.is_empty() {
        let purl = product.purls.iter().find_map(|text| {
            let (purl, _) = Purl::read(text).ok()?;
            is_package(&purl, thing).then_some(purl)
        })?;
        return Some((version(product, thing, Some(&purl)), By::Identifier));
    }
    let (fit, by) = if !product.cpes.is_empty() && !thing.cpes.is_empty() {
        let cpes = product.cpes.iter().filter_map(|text| Cpe::parse(text).ok());
        (cpes.filter_map(|wanted| of_cpe(product, &wanted, thing)).max()?, By::Identifier)
    } else {
        (by_name(product, thing)?, By::Name)
    };
    Some((of_model(product, thing, fit)?, by))
}

/// Whether a link leads to the thing; `None` where none leads into its document.
fn linked(product: &Product, thing: &Thing) -> Option<bool> {
    let own = thing.link.as_ref()?;
    let links = product.links.iter().filter_map(|text| Link::read(text)?.leads_to(own));
    links.max()
}

/// Model numbers that the statement is limited to, squeezed, with their wildcards. (Addresses are no limit.)
fn models(product: &Product) -> Vec<String> {
    let numbers = product.models.iter().filter(|model| !model.contains("://") && !model.starts_with("urn:"));
    let kept = |model: &String| -> String {
        let signs = model.chars().filter(|c| c.is_alphanumeric() || matches!(c, '*' | '?'));
        signs.flat_map(char::to_lowercase).collect()
    };
    numbers.map(kept).filter(|model| model.contains(char::is_alphanumeric)).collect()
}

fn is_model(wanted: &[String], own: &str) -> bool {
    wanted.iter().any(|wanted| crate::wild::matches(wanted.as_bytes(), own.as_bytes()))
}

/// Less sure where the thing tells no model number, or has others beside those that are meant.
fn of_model(product: &Product, thing: &Thing, fit: Fit) -> Option<Fit> {
    let wanted = models(product);
    if wanted.is_empty() {
        return Some(fit);
    }
    let by_name = thing.names.iter().any(|name| wanted.contains(name));
    let meant = thing.models.iter().filter(|model| is_model(&wanted, model)).count();
    match meant {
        _ if thing.models.is_empty() => Some(if by_name { fit } else { fit.min(Fit::Perhaps) }),
        0 if by_name => Some(fit.min(Fit::Perhaps)),
        0 => None,
        all if all == thing.models.len() => Some(fit),
        _ => Some(fit.min(Fit::Perhaps)),
    }
}

/// Whether a file of the product is the thing's; `None` where both have no digest of the same kind.
fn same_file(product: &Product, thing: &Thing) -> Option<bool> {
    let same_kind = product.hashes.iter().flat_map(|wanted| {
        let own = thing.hashes.iter().filter(|own| own.algorithm == wanted.algorithm);
        own.map(|own| own.value.eq_ignore_ascii_case(&wanted.value))
    });
    same_kind.max()
}

/// Whether a tag of the product is the thing's; `None` where both have none of the same kind.
fn same_tag(product: &Product, thing: &Thing) -> Option<bool> {
    let kind = |text: &str| text.split(':').next().map(str::to_owned);
    let wanted = uris_of_product(product);
    let same_kind = wanted.iter().flat_map(|wanted| {
        let own = thing.uris.iter().filter(|own| kind(own) == kind(wanted));
        own.map(move |own| own == wanted)
    });
    same_kind.max()
}

/// The statement's package is the thing's own or its source package, with every qualifier that it names.
fn is_package(wanted: &Purl, thing: &Thing) -> bool {
    if !thing.packages.contains(&Ecosystem::key_of(wanted)) {
        return false;
    }
    let has = |key: &str, value: &str| match key {
        "vers" => true,
        // The source package: everything built of it.
        "arch" if value == "src" => true,
        // Maven's default (purl specification, `maven`).
        "type" if value == "jar" => {
            thing.purls.iter().any(|own| matches!(own.qualifier("type"), None | Some("jar")))
        }
        key => thing.purls.iter().any(|own| own.qualifier(key) == Some(value)),
    };
    let subpath = |own: &Purl| wanted.subpath().is_none() || wanted.subpath() == own.subpath();
    thing.purls.iter().any(subpath) && wanted.qualifiers().iter().all(|(key, value)| has(key, value))
}

/// Attributes of a CPE name that say which product it is; its version is compared as every other.
const NAMED: [&str; 10] = [
    "part",
    "vendor",
    "product",
    "update",
    "edition",
    "language",
    "sw_edition",
    "target_sw",
    "target_hw",
    "other",
];

fn of_cpe(product: &Product, wanted: &Cpe, thing: &Thing) -> Option<Fit> {
    let open = |own: &Cpe| {
        NAMED.iter().all(|attribute| match (wanted.value(attribute), own.value(attribute)) {
            (Some(wanted), Some(own)) => crate::cpe::attribute(wanted, own).matches(),
            _ => false,
        })
    };
    let named = thing.cpes.iter().any(open);
    let told = wanted.value("version").and_then(Value::plain);
    let product = match (&product.version, told) {
        (None, Some(version)) => Product { version: Some(version), ..product.clone() },
        _ => product.clone(),
    };
    named.then(|| version(&product, thing, None))
}

fn by_name(product: &Product, thing: &Thing) -> Option<Fit> {
    let name = product.name.as_deref().map(keys::squeezed);
    let vendor = product.vendor.as_deref().map(keys::squeezed).filter(|vendor| !vendor.is_empty());
    let joined = vendor.as_ref().zip(name.as_ref()).map(|(vendor, name)| format!("{vendor}{name}"));
    let called = |name: &Option<String>| {
        name.as_ref().is_some_and(|name| !name.is_empty() && thing.names.contains(name))
    };
    let (named, joined) = (called(&name), called(&joined));
    let wanted = models(product);
    let model = thing.models.iter().any(|own| is_model(&wanted, own))
        || thing.names.iter().any(|own| wanted.contains(own));
    if !named && !joined && !model {
        return None;
    }
    let identified = !product.purls.is_empty() || !product.cpes.is_empty() || thing.is_identified();
    let is_sure = match (&vendor, &thing.maker) {
        (Some(vendor), Some(own)) => same_maker(vendor, own)?,
        (Some(_), None) => joined,
        // The same name may be a product of somebody else. Where neither side has an identifier, names are all there is.
        (None, _) => named && !identified,
    };
    let fit = version(product, thing, None);
    Some(if is_sure { fit } else { fit.min(Fit::Perhaps) })
}

/// Whether two makers are surely one; `None` where they are surely not. `GE` is how `Getinge` begins, and `GE HealthCare` too.
fn same_maker(one: &str, other: &str) -> Option<bool> {
    let (shorter, longer) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let same = one == other || shorter.chars().count() > 3;
    longer.starts_with(shorter).then_some(same)
}

fn version(product: &Product, thing: &Thing, purl: Option<&Purl>) -> Fit {
    let scheme = purl.and_then(|purl| Scheme::named(purl.kind()));
    let own = thing.version.as_deref();
    let of_purl = thing.purls.iter().find_map(Purl::version);
    if let Some(range) = &product.range {
        let range = Vers::read(range).or_else(|_| from_native("generic", range)).ok();
        return match (range, own) {
            (Some(range), Some(own)) => match range.contains(own) {
                Some(true) => Fit::InRange,
                Some(false) => Fit::OtherVersion,
                None => Fit::Perhaps,
            },
            _ => Fit::Perhaps,
        };
    }
    let Some(wanted) = product.version.as_deref().or_else(|| purl.and_then(Purl::version)) else {
        return Fit::AnyVersion;
    };
    let same = |own: &str| {
        let (own, wanted) = (plain_version(own), plain_version(wanted));
        own == wanted || scheme.unwrap_or(Scheme::Generic).compare(own, wanted) == Comparison::Equal
    };
    match (own, of_purl) {
        (None, None) => Fit::Perhaps,
        (own, of_purl) if own.is_some_and(same) || of_purl.is_some_and(same) => Fit::Exactly,
        _ => Fit::OtherVersion,
    }
}
