//! CycloneDX 1.0 to 1.7 in the shape of the JSON form (ECMA-424).

mod component;
mod licences;
mod metadata;
pub(super) mod protobuf;
mod vulnerabilities;
pub(super) mod xml;

use domain::sbom::{Party, PartyKind, Property, Reference, Relation, Sbom, Service};

use super::{super::tree::Fields, words};

/// Components inside components are followed down to this depth.
const DEEPEST: usize = 100;

/// Reads a document.
pub(super) fn read(root: &Fields<'_, '_>, sbom: &mut Sbom) {
    root.skip(&["$schema", "bomFormat"]);
    let version = root.scalar("specVersion");
    match version.as_deref() {
        Some("1.0" | "1.1" | "1.2" | "1.3" | "1.4" | "1.5" | "1.6" | "1.7") => {}
        Some(_) => root.warn("specVersion", "there is no such version of CycloneDX; read as 1.7"),
        None => root.warn("specVersion", "missing; read as 1.7"),
    }
    sbom.format.version = version.unwrap_or_default();
    sbom.id = root.text("serialNumber");
    sbom.revision = root.scalar("version");
    root.inside("metadata", |metadata| metadata::read(metadata, sbom));
    root.each("components", |fields| component::read(fields, None, false, 0, sbom));
    root.each("services", |fields| service(fields, 0, sbom));
    root.each("dependencies", |fields| dependency(fields, 0, sbom));
    root.each("vulnerabilities", |fields| vulnerabilities::read(fields, sbom));
    properties(root, &mut sbom.properties);
    references(root, &mut sbom.references);
    root.each("compositions", |fields| composition(fields, &mut sbom.properties));
}

/// `dependsOn` and, since 1.6, `provides`; up to 1.1 of the extension dependencies are written inside each other.
fn dependency(fields: &Fields<'_, '_>, depth: usize, sbom: &mut Sbom) {
    let Some(from) = fields.text("ref") else {
        fields.warn("ref", "missing");
        return;
    };
    for to in fields.texts("dependsOn") {
        sbom.relations.push(Relation::new(&from, "DEPENDS_ON", to));
    }
    for to in fields.texts("provides") {
        sbom.relations.push(Relation::new(&from, "PROVIDES", to));
    }
    fields.each("dependencies", |inner| {
        if let Some(to) = inner.text("ref") {
            sbom.relations.push(Relation::new(&from, "DEPENDS_ON", to));
        }
        if depth < DEEPEST && inner.has("dependencies") {
            dependency(inner, depth + 1, sbom);
        }
    });
}

/// How complete the list says it is: kept as property, for it decides what may be concluded from absence.
fn composition(fields: &Fields<'_, '_>, properties: &mut Vec<Property>) {
    let aggregate = fields.text("aggregate").unwrap_or_default();
    let mut about = fields.texts("assemblies");
    about.extend(fields.texts("dependencies"));
    about.extend(fields.texts("vulnerabilities"));
    fields.skip(&["bom-ref"]);
    let value = if about.is_empty() { aggregate } else { format!("{aggregate}: {}", about.join(" ")) };
    properties.push(Property { name: "cdx:composition".to_owned(), value });
}

fn service(fields: &Fields<'_, '_>, depth: usize, sbom: &mut Sbom) {
    let id = fields.text("bom-ref").unwrap_or_else(|| fields.place());
    let name =
        [fields.text("group"), fields.text("name")].into_iter().flatten().collect::<Vec<_>>().join("/");
    if name.is_empty() {
        fields.warn("name", "missing");
    }
    let service = Service {
        id,
        name,
        version: fields.text("version"),
        provider: fields.inside("provider", entity).flatten(),
        endpoints: fields.texts("endpoints"),
    };
    sbom.services.push(service);
    if depth < DEEPEST {
        fields.each("services", |inner| service_inside(inner, depth, sbom));
    }
}

fn service_inside(fields: &Fields<'_, '_>, depth: usize, sbom: &mut Sbom) {
    service(fields, depth + 1, sbom);
}

/// `organizationalEntity`: name, addresses, contacts.
fn entity(fields: &Fields<'_, '_>) -> Option<Party> {
    let mut contacts = fields.texts("url");
    let name = fields.text("name");
    let mut person = None;
    fields.each("contact", |contact| {
        person = person.take().or_else(|| contact.text("name"));
        contacts.extend(contact.text("email"));
        contacts.extend(contact.text("phone"));
        contact.skip(&["bom-ref"]);
    });
    fields.skip(&["bom-ref", "address"]);
    let kind = if name.is_some() { PartyKind::Organisation } else { PartyKind::Person };
    let name = words::said(name.or(person).or_else(|| contacts.first().cloned()))?;
    Some(Party { kind, name, contacts })
}

/// `organizationalContact`: name, mail, telephone.
fn contact(fields: &Fields<'_, '_>) -> Option<Party> {
    let contacts: Vec<String> = [fields.text("email"), fields.text("phone")].into_iter().flatten().collect();
    fields.skip(&["bom-ref"]);
    let name = words::said(fields.text("name").or_else(|| contacts.first().cloned()))?;
    Some(Party { kind: PartyKind::Person, name, contacts })
}

fn properties(fields: &Fields<'_, '_>, into: &mut Vec<Property>) {
    fields.each("properties", |property| {
        let value = property.scalar("value").unwrap_or_default();
        match property.text("name") {
            Some(name) => into.push(Property { name, value }),
            None => property.warn("name", "missing"),
        }
    });
}

fn references(fields: &Fields<'_, '_>, into: &mut Vec<Reference>) {
    fields.each("externalReferences", |reference| {
        let url = reference.text("url").unwrap_or_default();
        if url.is_empty() {
            reference.warn("url", "missing");
        }
        let kind = reference.text("type").unwrap_or_else(|| "other".to_owned());
        into.push(Reference { kind, url, comment: reference.text("comment") });
        reference.skip(&["hashes", "properties"]);
    });
}
