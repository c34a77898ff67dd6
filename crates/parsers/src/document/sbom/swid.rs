//! SWID tags (ISO/IEC 19770-2): one product a tag; links of kind `component` name what it is made of.

use domain::sbom::{
    Component, FileEntry, Hash, Identifier, IdentifierKind, Party, PartyKind, Property, Reference, Relation,
    Sbom,
};

use super::{
    super::tree::{Element, Log, Place},
    words,
};

/// Folders inside folders.
const DEEPEST: usize = 100;

/// Whether a root element is a SWID tag.
pub(super) fn is_tag(root: &Element) -> bool {
    root.name == "SoftwareIdentity"
}

/// Reads a tag.
pub(super) fn read(root: &Element, sbom: &mut Sbom, log: &Log) {
    let place = format!("line {}", root.line);
    let attribute =
        |name: &str| root.attribute(name).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let tag = attribute("tagId");
    if tag.is_none() {
        log.warn(place.clone(), "/tagId".to_owned(), "the tag has no tagId");
    }
    let mut product = Component {
        id: tag.clone().unwrap_or_else(|| "#0".to_owned()),
        place: place.clone(),
        kind: Some("application".to_owned()),
        name: attribute("name").unwrap_or_default(),
        version: attribute("version"),
        ..Component::default()
    };
    product.identifiers.extend(tag.map(|tag| Identifier { kind: IdentifierKind::Swid, value: tag }));
    sbom.name = Some(product.name.clone()).filter(|name| !name.is_empty());
    sbom.id = attribute("tagId");
    sbom.revision = attribute("tagVersion");
    for key in ["corpus", "patch", "supplemental", "versionScheme", "media"] {
        if let Some(value) = attribute(key) {
            product.properties.push(Property { name: format!("swid:{key}"), value });
        }
    }
    let mut parts = Vec::new();
    for child in &root.children {
        match child.name.as_str() {
            "Entity" => entity(child, sbom, &mut product),
            "Meta" => meta(child, sbom, &mut product),
            "Link" => link(child, parts.len(), &mut product, &mut parts, log),
            "Payload" | "Evidence" => files(child, "", 0, sbom),
            other => log.unread(&Place::Key(&Place::Root, other)),
        }
    }
    sbom.primary.push(product.id.clone());
    for part in &parts {
        sbom.relations.push(Relation::new(&product.id, "CONTAINS", &part.id));
    }
    sbom.components.push(product);
    sbom.components.append(&mut parts);
}

fn entity(element: &Element, sbom: &mut Sbom, product: &mut Component) {
    let Some(name) = element.attribute("name").filter(|name| !name.trim().is_empty()) else { return };
    let contacts = element.attribute("regid").map(str::to_owned).into_iter().collect();
    let party = Party { kind: PartyKind::Organisation, name: name.trim().to_owned(), contacts };
    let roles = element.attribute("role").unwrap_or_default();
    if roles.contains("tagCreator") {
        sbom.authors.push(party.clone());
    }
    if roles.contains("softwareCreator") {
        product.manufacturer = Some(party.clone());
    }
    if roles.contains("distributor") || (roles.contains("softwareCreator") && product.supplier.is_none()) {
        product.supplier = Some(party);
    }
}

fn meta(element: &Element, sbom: &mut Sbom, product: &mut Component) {
    for (key, value) in &element.attributes {
        if key == "generator" {
            sbom.authors.push(Party { kind: PartyKind::Tool, name: value.clone(), contacts: Vec::new() });
        } else {
            product.support.take(key, value);
            product.properties.push(Property { name: format!("swid:{key}"), value: value.clone() });
        }
    }
}

fn link(element: &Element, number: usize, product: &mut Component, parts: &mut Vec<Component>, log: &Log) {
    let target = element.attribute("href").unwrap_or_default();
    let kind = element.attribute("rel").unwrap_or_default();
    if kind != "component" {
        product.references.push(Reference { kind: kind.to_owned(), url: target.to_owned(), comment: None });
        return;
    }
    let what = "a component is only named by a link; its maker, name and version were taken from there";
    log.warn(format!("line {}", element.line), "/Link".to_owned(), what);
    let tag = decoded(target.trim_start_matches("swid:").trim());
    let (supplier, rest) =
        tag.split_once('-').map_or((None, tag.as_str()), |(maker, rest)| (Some(maker), rest));
    let (name, version) =
        rest.rsplit_once('-').map_or((rest, None), |(name, version)| (name, Some(version.to_owned())));
    parts.push(Component {
        // The same link may be there several times.
        id: format!("#{} {target}", number + 1),
        place: format!("line {}", element.line),
        name: name.to_owned(),
        version,
        supplier: supplier.map(|name| Party {
            kind: PartyKind::Organisation,
            name: name.to_owned(),
            contacts: Vec::new(),
        }),
        identifiers: vec![Identifier { kind: IdentifierKind::Swid, value: tag }],
        ..Component::default()
    });
}

/// Percent signs of addresses (RFC 3986 section 2.1).
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after
            .get(..2)
            .and_then(|two| std::str::from_utf8(two).ok())
            .and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn files(element: &Element, folder: &str, depth: usize, sbom: &mut Sbom) {
    for child in &element.children {
        let name = child.attribute("name").unwrap_or_default();
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        match child.name.as_str() {
            "Directory" if depth < DEEPEST => files(child, &path, depth + 1, sbom),
            "File" => {
                // `SHA256:hash="…"`: the prefix is the algorithm.
                let hashes = child.attributes.iter().filter_map(|(key, value)| {
                    let algorithm = key.strip_suffix(":hash")?;
                    Some(Hash { algorithm: words::algorithm(algorithm), value: value.clone() })
                });
                let hashes = hashes.collect();
                let id = format!("#file {path}");
                sbom.files.push(FileEntry { id, name: path, hashes, ..FileEntry::default() });
            }
            _ => {}
        }
    }
}
