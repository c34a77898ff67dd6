//! What a statement may be about, as a bill of materials knows it: a component, and what it stands in.

use std::collections::BTreeSet;

use domain::{
    cpe::Cpe,
    purl::Purl,
    sbom::{Component, Hash, Identifier, IdentifierKind, Sbom},
    statements::Product,
    vulnerabilities::Ecosystem,
};
use hashbrown::HashMap;

use super::{
    fit::plain_version,
    shelf::{Key, in_order, number},
};
use crate::vulnerability::keys;

/// A component or product with all its names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thing {
    /// As people read it.
    pub name: String,
    pub version: Option<String>,
    pub(super) maker: Option<String>,
    /// The maker as the document or the registry writes it.
    pub(super) supplier: Option<String>,
    /// Squeezed.
    pub(super) names: Vec<String>,
    pub(super) purls: Vec<Purl>,
    /// Keys of the packages and of the source packages they were built from.
    pub(super) packages: Vec<String>,
    pub(super) cpes: Vec<Cpe>,
    pub(super) hashes: Vec<Hash>,
    /// Model and type numbers, squeezed.
    pub(super) models: Vec<String>,
    /// SWID tags, SWHIDs and others, in one spelling.
    pub(super) uris: Vec<String>,
    /// Serial number, version and reference, as BOM-Link has them.
    pub(super) link: Option<Link>,
}

/// The parts of a BOM-Link, `urn:cdx:serial/version#reference`, or of an address in a bill of materials, `https://…#reference`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) serial: String,
    pub(super) version: Option<String>,
    /// Empty: what the document is about.
    pub(super) reference: String,
    /// The document is about it.
    pub(super) is_primary: bool,
}

impl Link {
    pub(super) fn read(text: &str) -> Option<Self> {
        let Some(rest) = text.strip_prefix("urn:cdx:") else { return Self::address(text) };
        let (front, reference) = rest.split_once('#').unwrap_or((rest, ""));
        let (serial, version) = front.split_once('/').unwrap_or((front, ""));
        Some(Self {
            serial: serial.to_ascii_lowercase(),
            version: Some(version.to_owned()).filter(|version| !version.is_empty()),
            reference: domain::percent::decode(reference).unwrap_or_else(|_| reference.to_owned()),
            is_primary: false,
        })
    }

    /// A document by its namespace or address, with or without an element.
    fn address(text: &str) -> Option<Self> {
        let (serial, reference) = text.split_once('#').unwrap_or((text, ""));
        let (serial, reference) = (serial.to_owned(), reference.to_owned());
        text.contains("://").then_some(Self { serial, version: None, reference, is_primary: false })
    }

    /// Of a component, by the document that lists it.
    fn of(component: &Component, sbom: &Sbom) -> Option<Self> {
        let id = sbom.id.as_deref()?;
        let serial = match id.strip_prefix("urn:uuid:") {
            Some(serial) => serial.to_ascii_lowercase(),
            None => id.contains("://").then(|| id.to_owned())?,
        };
        Some(Self {
            serial,
            version: sbom.revision.clone(),
            reference: component.id.clone(),
            is_primary: sbom.primary.as_slice() == std::slice::from_ref(&component.id),
        })
    }

    /// The same document; a version that is not told is any.
    fn is_of_document(&self, other: &Self) -> bool {
        let open = self.version.is_none() || other.version.is_none();
        self.serial == other.serial && (open || self.version == other.version)
    }

    /// Whether it leads to a component; `None`: it leads into another document.
    pub(super) fn leads_to(&self, own: &Self) -> Option<bool> {
        let same = self.reference == own.reference || self.reference.is_empty() && own.is_primary;
        self.is_of_document(own).then_some(same)
    }
}

/// Kinds of identifiers of which one text names one thing.
const URIS: [&str; 3] = ["swid:", "swh:", "gitoid:"];

/// One spelling of an identifier; `None` for kinds of which nobody can say what they name.
fn uri(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    URIS.iter().any(|kind| text.strip_prefix(kind).is_some_and(|rest| !rest.is_empty())).then_some(text)
}

/// The tag that a package URL of the type `swid` names.
fn swid(purl: &Purl) -> Option<String> {
    uri(&format!("swid:{}", purl.qualifier("tag_id").filter(|_| purl.kind() == "swid")?))
}

/// SWID tags, SWHIDs and others of a product, in one spelling.
pub(super) fn uris_of_product(product: &Product) -> Vec<String> {
    let of_purls = product.purls.iter().filter_map(|text| swid(&Purl::read(text).ok()?.0));
    product.uris.iter().filter_map(|text| uri(text)).chain(of_purls).collect()
}

fn uris_of(component: &Component, purls: &[Purl]) -> Vec<String> {
    let own = component.identifiers.iter().filter_map(|identifier| match identifier.kind {
        IdentifierKind::Swid if !identifier.value.to_lowercase().starts_with("swid:") => {
            uri(&format!("swid:{}", identifier.value))
        }
        IdentifierKind::Swid | IdentifierKind::Swhid | IdentifierKind::Gitoid => uri(&identifier.value),
        _ => None,
    });
    own.chain(purls.iter().filter_map(swid)).collect()
}

impl Thing {
    /// From a component and the document that lists it.
    #[must_use]
    pub fn of(component: &Component, sbom: &Sbom) -> Self {
        let values = |kinds: &[IdentifierKind]| -> Vec<&str> {
            let found = component.identifiers.iter().filter(|identifier| kinds.contains(&identifier.kind));
            found.map(|identifier| identifier.value.as_str()).collect()
        };
        let purls: Vec<Purl> = values(&[IdentifierKind::Purl])
            .into_iter()
            .filter_map(|text| Some(Purl::read(text).ok()?.0))
            .collect();
        let cpes = values(&[IdentifierKind::Cpe23, IdentifierKind::Cpe22]);
        let version = component.version.clone().filter(|version| !version.trim().is_empty());
        let names = [component.full_name(), component.name.clone()];
        Self {
            name: component.full_name(),
            version: version.or_else(|| purls.iter().find_map(|purl| purl.version().map(str::to_owned))),
            maker: component.supplied_by().map(keys::squeezed).filter(|maker| !maker.is_empty()),
            supplier: component.supplied_by().map(str::to_owned),
            names: squeezed(&names),
            packages: purls.iter().flat_map(packages).collect(),
            uris: uris_of(component, &purls),
            purls,
            cpes: cpes.into_iter().filter_map(|text| Cpe::parse(text).ok()).collect(),
            hashes: component.hashes.clone(),
            models: Vec::new(),
            link: Link::of(component, sbom),
        }
    }

    /// A product as a statement names it.
    #[must_use]
    pub fn of_product(product: &Product) -> Self {
        let kind = |cpe: &String| match cpe.starts_with("cpe:2.3:") {
            true => Identifier::new(IdentifierKind::Cpe23, cpe),
            false => Identifier::new(IdentifierKind::Cpe22, cpe),
        };
        let purls = product.purls.iter().map(|purl| Identifier::new(IdentifierKind::Purl, purl));
        let component = Component {
            name: product.name.clone().unwrap_or_default(),
            version: product.version.clone(),
            publisher: product.vendor.clone(),
            hashes: product.hashes.clone(),
            identifiers: purls.chain(product.cpes.iter().map(kind)).collect(),
            ..Component::default()
        };
        let made = Self::of(&component, &Sbom::default()).with_models(&product.models);
        Self { uris: uris_of_product(product), ..made }
    }

    /// A device or product of which only maker, name and version are known.
    #[must_use]
    pub fn named(maker: Option<&str>, name: &str, version: Option<&str>) -> Self {
        Self {
            name: name.to_owned(),
            version: version.map(str::to_owned),
            maker: maker.map(keys::squeezed).filter(|maker| !maker.is_empty()),
            supplier: maker.map(str::to_owned),
            names: squeezed(&[name.to_owned()]),
            ..Self::default()
        }
    }

    /// With its model and type numbers.
    #[must_use]
    pub fn with_models(mut self, models: &[String]) -> Self {
        self.models = squeezed(models);
        self
    }

    /// A package URL or a CPE name says which product it is.
    pub(super) const fn is_identified(&self) -> bool {
        !self.purls.is_empty() || !self.cpes.is_empty()
    }

    /// Keys under which statements about it are found.
    pub(super) fn keys(&self) -> Vec<String> {
        let mut found: Vec<String> = self.packages.iter().map(|key| keys::package(key)).collect();
        found.extend(self.cpes.iter().filter_map(keys::cpe));
        found.extend(self.names.iter().chain(&self.models).cloned());
        found.extend(self.hashes.iter().map(digest_key));
        found.extend(self.uris.iter().cloned());
        found.extend(self.link.iter().map(|link| link.serial.clone()));
        found
    }
}

/// The same keys, as a statement names a product.
pub(super) fn keys_of_product(product: &Product) -> Vec<String> {
    let purls = product.purls.iter().filter_map(|text| Some(Purl::read(text).ok()?.0));
    let mut found: Vec<String> = purls.map(|purl| keys::package(&Ecosystem::key_of(&purl))).collect();
    found.extend(product.cpes.iter().filter_map(|text| keys::cpe(&Cpe::parse(text).ok()?)));
    let joined = product.vendor.iter().zip(&product.name).map(|(vendor, name)| format!("{vendor}{name}"));
    let names = product.name.iter().chain(&product.models).cloned().chain(joined);
    found.extend(names.map(|name| keys::squeezed(&name)).filter(|name| !name.is_empty()));
    found.extend(product.hashes.iter().map(digest_key));
    found.extend(uris_of_product(product));
    found.extend(product.links.iter().filter_map(|link| Some(Link::read(link)?.serial)));
    found
}

fn digest_key(hash: &Hash) -> String {
    format!("h/{}:{}", hash.algorithm, hash.value.to_ascii_lowercase())
}

pub(super) fn squeezed(names: &[String]) -> Vec<String> {
    let mut found: Vec<String> = names.iter().map(|name| keys::squeezed(name)).collect();
    found.retain(|name| !name.is_empty());
    found.dedup();
    found
}

/// Its own key and those of its source packages (`upstream` qualifier).
fn packages(purl: &Purl) -> Vec<String> {
    let own = Ecosystem::key_of(purl);
    let mut found = vec![own.clone()];
    if let (true, Some((front, _))) = (Ecosystem::is_distribution(purl.kind()), own.rsplit_once('/')) {
        for upstream in purl.qualifier("upstream").into_iter().flat_map(|names| names.split(',')) {
            found.push(format!("{front}/{}", keys::source_name(upstream).to_lowercase()));
        }
    }
    found
}

/// All components of a document, and what each of them stands in.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    things: Vec<Thing>,
    above: Vec<Option<usize>>,
    /// In which everything is installed: the one product that the document is about.
    wholes: Vec<usize>,
    /// The one operating system, in which everything but the product is installed.
    system: Option<usize>,
    /// Names of everything on the list, squeezed. `None`: there is no list of parts.
    listed: Option<BTreeSet<String>>,
    /// Of each component, whether nothing else has its name in its version.
    lone: Vec<bool>,
}

/// A component and its surroundings.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub thing: &'a Thing,
    /// What it is a part of.
    pub wholes: Vec<&'a Thing>,
    pub(super) listed: Option<&'a BTreeSet<String>>,
    /// Nothing else on its list has its name in its version, or may have.
    pub(super) is_lone: bool,
}

impl<'a> Asked<'a> {
    /// A thing of which no list is known: a device, or what a statement names.
    #[must_use]
    pub const fn alone(thing: &'a Thing, wholes: Vec<&'a Thing>) -> Self {
        Self { thing, wholes, listed: None, is_lone: false }
    }
}

/// Containers inside containers are followed this far.
const DEEPEST: usize = 50;

impl Setting {
    /// From a document.
    #[must_use]
    pub fn of(sbom: &Sbom) -> Self {
        // Of several with one id the first.
        let numbered = sbom.components.iter().enumerate().rev();
        let positions: HashMap<&str, usize> = numbered.map(|(at, c)| (c.id.as_str(), at)).collect();
        let place = |id: &str| positions.get(id).copied();
        let mut wholes: Vec<usize> = match sbom.primary.as_slice() {
            [sole] => place(sole).into_iter().collect(),
            _ => Vec::new(),
        };
        let outside = sbom.components.iter().enumerate().filter(|(_, component)| component.outside_list);
        wholes.extend(outside.map(|(at, _)| at).filter(|at| !wholes.contains(at)).collect::<Vec<_>>());
        let above = above(sbom, &place, &wholes);
        let systems = sbom.components.iter().enumerate();
        let mut systems = systems.filter(|(_, c)| c.kind.as_deref() == Some("operating-system"));
        let sole = systems.next().filter(|_| systems.next().is_none()).map(|(at, _)| at);
        // One that lies inside of a part is that part's.
        let inside =
            |at: usize| above.get(at).copied().flatten().is_some_and(|whole| !wholes.contains(&whole));
        let things: Vec<Thing> = sbom.components.iter().map(|component| Thing::of(component, sbom)).collect();
        Self {
            lone: lone(&things),
            things,
            system: sole.filter(|at| !wholes.contains(at) && !inside(*at)),
            listed: listed(sbom),
            above,
            wholes,
        }
    }

    /// Keys of everything in the document: whatever is said of any of it stands under one of these.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        in_order(self.things.iter().flat_map(Thing::keys).map(|key| number(&key)))
    }

    /// One component, by its position in the document.
    #[must_use]
    pub fn asked(&self, at: usize) -> Option<Asked<'_>> {
        let system = self.system.filter(|_| !self.wholes.contains(&at));
        let around = self.wholes.iter().copied().chain(system);
        let mut wholes: Vec<usize> = around.filter(|whole| *whole != at).collect();
        let mut next = self.above.get(at).copied().flatten();
        for _ in 0..DEEPEST {
            let Some(above) = next.filter(|above| *above != at && !wholes.contains(above)) else { break };
            wholes.push(above);
            next = self.above.get(above).copied().flatten();
        }
        let wholes = wholes.into_iter().filter_map(|whole| self.things.get(whole)).collect();
        let is_lone = self.lone.get(at).copied().unwrap_or_default();
        Some(Asked { thing: self.things.get(at)?, wholes, listed: self.listed.as_ref(), is_lone })
    }
}

/// Of each thing, whether no other has one of its names in the same version. A thing that tells no version may be of any.
fn lone(things: &[Thing]) -> Vec<bool> {
    let version =
        |thing: &'_ Thing| thing.version.as_deref().map(|version| plain_version(version).to_owned());
    let mut count: HashMap<(&str, Option<String>), usize> = HashMap::new();
    for thing in things {
        thing.names.iter().for_each(|name| *count.entry((name, version(thing))).or_default() += 1);
    }
    let of = |name: &str, version: Option<String>| count.get(&(name, version)).copied().unwrap_or_default();
    let is_lone = |thing: &Thing| {
        let own = version(thing);
        own.is_some() && thing.names.iter().all(|name| of(name, own.clone()) == 1 && of(name, None) == 0)
    };
    things.iter().map(is_lone).collect()
}

/// What each component is written or contained in. In one of several at a time nobody can say which one is meant.
fn above(sbom: &Sbom, place: &impl Fn(&str) -> Option<usize>, wholes: &[usize]) -> Vec<Option<usize>> {
    let mut around: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); sbom.components.len()];
    for relation in &sbom.relations {
        let (whole, part) = match relation.kind.as_str() {
            "CONTAINS" => (&relation.from, &relation.to),
            "CONTAINED_BY" => (&relation.to, &relation.from),
            _ => continue,
        };
        if let (Some(whole), Some(part)) = (place(whole), place(part))
            && !wholes.contains(&whole)
            && let Some(around) = around.get_mut(part)
        {
            around.insert(whole);
        }
    }
    let one = |(component, around): (&Component, &BTreeSet<usize>)| {
        let written = component.parent.as_deref().and_then(place);
        written.or_else(|| around.first().copied().filter(|_| around.len() == 1))
    };
    sbom.components.iter().zip(&around).map(one).collect()
}

/// Every name of every component, where more is listed than what the document is about.
fn listed(sbom: &Sbom) -> Option<BTreeSet<String>> {
    let is_part = |component: &Component| !component.outside_list && !sbom.primary.contains(&component.id);
    if !sbom.components.iter().any(is_part) {
        return None;
    }
    let names = |component: &Component| {
        let purl = component.purl().and_then(|text| Some(Purl::read(text).ok()?.0));
        let of_purl = purl.map(|purl| purl.name().to_owned());
        [component.name.clone(), component.full_name()].into_iter().chain(of_purl)
    };
    Some(sbom.components.iter().flat_map(names).map(|name| keys::squeezed(&name)).collect())
}
