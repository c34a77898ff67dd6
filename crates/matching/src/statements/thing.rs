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

use crate::vulnerability::keys;

/// A component or product with all its names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thing {
    /// As people read it.
    pub name: String,
    pub version: Option<String>,
    pub(super) maker: Option<String>,
    /// Squeezed.
    pub(super) names: Vec<String>,
    pub(super) purls: Vec<Purl>,
    /// Keys of the packages and of the source packages they were built from.
    pub(super) packages: Vec<String>,
    pub(super) cpes: Vec<Cpe>,
    pub(super) hashes: Vec<Hash>,
    /// Serial number, version and reference, as BOM-Link has them.
    pub(super) link: Option<Link>,
}

/// The parts of a BOM-Link: `urn:cdx:serial/version#reference`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) serial: String,
    pub(super) version: Option<String>,
    pub(super) reference: String,
}

impl Link {
    pub(super) fn read(text: &str) -> Option<Self> {
        let (front, reference) =
            text.strip_prefix("urn:cdx:")?.split_once('#').unwrap_or((text.get(8..)?, ""));
        let (serial, version) = front.split_once('/').unwrap_or((front, ""));
        Some(Self {
            serial: serial.to_ascii_lowercase(),
            version: Some(version.to_owned()).filter(|version| !version.is_empty()),
            reference: domain::percent::decode(reference).unwrap_or_else(|_| reference.to_owned()),
        })
    }

    /// The same document and component; a version that is not told is any.
    pub(super) fn is(&self, other: &Self) -> bool {
        let open = self.version.is_none() || other.version.is_none();
        self.serial == other.serial
            && self.reference == other.reference
            && (open || self.version == other.version)
    }
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
        let serial = sbom.id.as_deref().and_then(|id| id.strip_prefix("urn:uuid:"));
        let version = component.version.clone().filter(|version| !version.trim().is_empty());
        let names = [component.full_name(), component.name.clone()];
        Self {
            name: component.full_name(),
            version: version.or_else(|| purls.iter().find_map(|purl| purl.version().map(str::to_owned))),
            maker: component.supplied_by().map(keys::squeezed),
            names: squeezed(&names),
            packages: purls.iter().flat_map(packages).collect(),
            purls,
            cpes: cpes.into_iter().filter_map(|text| Cpe::parse(text).ok()).collect(),
            hashes: component.hashes.clone(),
            link: serial.map(|serial| Link {
                serial: serial.to_ascii_lowercase(),
                version: sbom.revision.clone(),
                reference: component.id.clone(),
            }),
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
        Self::of(&component, &Sbom::default())
    }

    /// A device or product of which only maker, name and version are known.
    #[must_use]
    pub fn named(maker: Option<&str>, name: &str, version: Option<&str>) -> Self {
        Self {
            name: name.to_owned(),
            version: version.map(str::to_owned),
            maker: maker.map(keys::squeezed),
            names: squeezed(&[name.to_owned()]),
            ..Self::default()
        }
    }

    /// Keys under which statements about it are found.
    pub(super) fn keys(&self) -> Vec<String> {
        let mut found: Vec<String> = self.packages.iter().map(|key| keys::package(key)).collect();
        found.extend(self.cpes.iter().filter_map(keys::cpe));
        found.extend(self.names.iter().cloned());
        found.extend(self.link.iter().map(|link| link.serial.clone()));
        found
    }
}

/// The same keys, as a statement names a product.
pub(super) fn keys_of_product(product: &Product) -> Vec<String> {
    let purls = product.purls.iter().filter_map(|text| Some(Purl::read(text).ok()?.0));
    let mut found: Vec<String> = purls.map(|purl| keys::package(&Ecosystem::key_of(&purl))).collect();
    found.extend(product.cpes.iter().filter_map(|text| keys::cpe(&Cpe::parse(text).ok()?)));
    found.extend(product.name.iter().map(|name| keys::squeezed(name)));
    found.extend(product.links.iter().filter_map(|link| Some(Link::read(link)?.serial)));
    found
}

fn squeezed(names: &[String]) -> Vec<String> {
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
    /// The products that the document is about, and operating systems and containers, in which everything else is installed.
    wholes: Vec<usize>,
    listed: BTreeSet<String>,
}

/// A component and its surroundings.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub thing: &'a Thing,
    /// What it is a part of.
    pub wholes: Vec<&'a Thing>,
    pub(super) listed: &'a BTreeSet<String>,
}

impl<'a> Asked<'a> {
    /// A thing of which no list is known: a device, or what a statement names.
    #[must_use]
    pub const fn alone(thing: &'a Thing, wholes: Vec<&'a Thing>) -> Self {
        Self { thing, wholes, listed: &NOTHING }
    }
}

static NOTHING: BTreeSet<String> = BTreeSet::new();

/// Containers inside containers are followed this far.
const DEEPEST: usize = 50;

impl Setting {
    /// From a document.
    #[must_use]
    pub fn of(sbom: &Sbom) -> Self {
        // Of several with one id the first.
        let numbered = sbom.components.iter().enumerate().rev();
        let positions: HashMap<&str, usize> = numbered.map(|(at, c)| (c.id.as_str(), at)).collect();
        let parent = |component: &Component| positions.get(component.parent.as_deref()?).copied();
        let above = sbom.components.iter().map(parent).collect();
        let holds = |component: &Component| {
            sbom.primary.contains(&component.id)
                || component.outside_list
                || matches!(
                    component.kind.as_deref(),
                    Some("operating-system" | "container" | "device" | "firmware")
                )
        };
        let all = sbom.components.iter().enumerate();
        Self {
            things: sbom.components.iter().map(|component| Thing::of(component, sbom)).collect(),
            above,
            wholes: all.filter(|(_, component)| holds(component)).map(|(at, _)| at).collect(),
            listed: sbom.components.iter().map(|component| keys::squeezed(&component.name)).collect(),
        }
    }

    /// One component, by its position in the document.
    #[must_use]
    pub fn asked(&self, at: usize) -> Option<Asked<'_>> {
        let mut wholes: Vec<usize> = self.wholes.iter().copied().filter(|whole| *whole != at).collect();
        let mut next = self.above.get(at).copied().flatten();
        for _ in 0..DEEPEST {
            let Some(above) = next.filter(|above| *above != at && !wholes.contains(above)) else { break };
            wholes.push(above);
            next = self.above.get(above).copied().flatten();
        }
        let wholes = wholes.into_iter().filter_map(|whole| self.things.get(whole)).collect();
        Some(Asked { thing: self.things.get(at)?, wholes, listed: &self.listed })
    }
}
