//! A component of CycloneDX, with those inside it.

use domain::sbom::{Component, Hash, Identifier, IdentifierKind, Property, Sbom};

use super::{super::super::tree::Fields, DEEPEST, contact, entity, licences, properties, references};
use crate::document::sbom::words;

/// Reads a component and everything inside it.
pub(super) fn read(
    fields: &Fields<'_, '_>,
    parent: Option<&str>,
    outside_list: bool,
    depth: usize,
    sbom: &mut Sbom,
) {
    let component = one(fields, parent, outside_list);
    let id = component.id.clone();
    sbom.components.push(component);
    if depth < DEEPEST {
        fields.each("components", |inner| read(inner, Some(&id), false, depth + 1, sbom));
    } else if fields.has("components") {
        fields.warn("components", "nested too deeply; what is inside was left out");
    }
}

fn one(fields: &Fields<'_, '_>, parent: Option<&str>, outside_list: bool) -> Component {
    let reference = fields.text("bom-ref");
    let mut component = Component {
        id: reference.unwrap_or_else(|| fields.place()),
        place: fields.place(),
        kind: fields.text("type"),
        group: fields.text("group"),
        name: fields.text("name").unwrap_or_default(),
        version: fields.scalar("version"),
        parent: parent.map(str::to_owned),
        outside_list,
        supplier: fields.inside("supplier", entity).flatten(),
        manufacturer: fields.inside("manufacturer", entity).flatten(),
        publisher: fields.text("publisher"),
        description: fields.text("description"),
        copyright: fields.text("copyright"),
        scope: fields.text("scope"),
        ..Component::default()
    };
    if component.kind.is_none() {
        fields.warn("type", "missing");
    }
    if let Some(author) = fields.text("author").and_then(|author| words::party(&author)) {
        component.authors.push(author);
    }
    fields.each("authors", |author| component.authors.extend(contact(author)));
    component.hashes = hashes(fields);
    licences::read(fields, &mut component.licences);
    identifiers(fields, &mut component);
    references(fields, &mut component.references);
    properties(fields, &mut component.properties);
    kept(fields, &mut component.properties);
    for property in &component.properties {
        component.support.take(&property.name, &property.value);
    }
    component
}

pub(super) fn hashes(fields: &Fields<'_, '_>) -> Vec<Hash> {
    let mut found = Vec::new();
    fields.each("hashes", |hash| {
        if let (Some(algorithm), Some(value)) = (hash.text("alg"), hash.text("content")) {
            found.push(Hash { algorithm: words::algorithm(&algorithm), value });
        } else {
            hash.warn("", "a hash lacks its algorithm or content");
        }
    });
    found
}

fn identifiers(fields: &Fields<'_, '_>, component: &mut Component) {
    let mut add = |kind, value: String| component.identifiers.push(Identifier { kind, value });
    if let Some(purl) = fields.text("purl") {
        add(IdentifierKind::Purl, purl);
    }
    if let Some(cpe) = fields.text("cpe") {
        let old = cpe.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("cpe:/"));
        add(if old { IdentifierKind::Cpe22 } else { IdentifierKind::Cpe23 }, cpe);
    }
    fields.inside("swid", |swid| {
        if let Some(tag) = swid.text("tagId") {
            add(IdentifierKind::Swid, tag);
        } else {
            swid.warn("tagId", "missing");
        }
        swid.skip(&["name", "version", "tagVersion", "patch", "url", "text"]);
    });
    for id in fields.texts("omniborId") {
        add(IdentifierKind::Gitoid, id);
    }
    for id in fields.texts("swhid") {
        add(IdentifierKind::Swhid, id);
    }
}

/// Members that are shown and written back as properties named `cdx:…`.
fn kept(fields: &Fields<'_, '_>, properties: &mut Vec<Property>) {
    for key in ["mime-type", "modified", "isExternal", "versionRange"] {
        if let Some(value) = fields.scalar(key) {
            properties.push(Property { name: format!("cdx:{key}"), value });
        }
    }
    for value in fields.texts("tags") {
        properties.push(Property { name: "cdx:tag".to_owned(), value });
    }
}
