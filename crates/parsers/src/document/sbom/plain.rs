//! JSON lists of components that follow no standard: results of scanners that name purl, maker and version.

use domain::sbom::{
    Component, Identifier, IdentifierKind, Licence, Party, PartyKind, Property, Reference, Sbom,
};

use super::super::tree::{Fields, Log, Map, Node, Place};

/// Whether a list is one of components: its first item names a component and says more about it.
pub(super) fn is_list(items: &[Node<'_>]) -> bool {
    items.first().and_then(Node::as_map).is_some_and(is_component)
}

/// Whether a map goes from files to what was found in them.
pub(super) fn is_results(root: &Map<'_>) -> bool {
    let lists = || root.entries.iter().filter_map(|(_, node)| node.as_list());
    !root.entries.is_empty()
        && lists().count() == root.entries.len()
        && lists()
            .flat_map(|items| items.first())
            .filter_map(Node::as_map)
            .any(|map| is_component(map) && map.has("matched"))
}

/// Whether a map is a collection of licences: a file that often lies beside bills of materials.
pub(super) fn is_licences(root: &Map<'_>) -> bool {
    root.entries.len() > 3
        && root
            .entries
            .iter()
            .all(|(_, node)| node.as_map().is_some_and(|map| map.has("licenseText") && map.has("name")))
}

fn is_component(map: &Map<'_>) -> bool {
    map.has("component") && (map.has("purl") || map.has("version") || map.has("vendor"))
}

/// Reads a list.
pub(super) fn read_list(items: &[Node<'_>], sbom: &mut Sbom, log: &Log) {
    log.warn(
        String::new(),
        "/".to_owned(),
        "the document follows no standard; it was read as a list of components",
    );
    for (at, item) in items.iter().enumerate() {
        let place = Place::Item(&Place::Root, at);
        match item.as_map() {
            Some(map) => component(&Fields::new(map, place, log), sbom),
            None => log.at(&place, "an object was expected here"),
        }
    }
}

/// Reads what a scanner found in files: the same component in several files is one.
pub(super) fn read_results(root: &Fields<'_, '_>, map: &Map<'_>, sbom: &mut Sbom) {
    root.warn("", "the document follows no standard; it was read as the result of a scan of files");
    for (file, _) in &map.entries {
        root.each(file, |found| {
            if found.has("component") {
                component(found, sbom);
            } else {
                found.ignore_rest();
            }
        });
    }
    let mut seen = std::collections::BTreeSet::new();
    sbom.components.retain(|component| {
        seen.insert((component.full_name(), component.version.clone(), component.purl().map(str::to_owned)))
    });
}

/// Tells that a collection of licences names no components.
pub(super) fn read_licences(root: &Fields<'_, '_>, sbom: &mut Sbom) {
    root.ignore_rest();
    root.warn("", "this is a collection of licence texts; it names no components");
    sbom.name = Some("licences".to_owned());
}

fn component(fields: &Fields<'_, '_>, sbom: &mut Sbom) {
    let vendor = fields.text("vendor");
    let mut component = Component {
        id: fields.place(),
        place: fields.place(),
        group: None,
        name: fields.text("component").unwrap_or_default(),
        version: fields.scalar("version"),
        supplier: vendor.map(|name| Party { kind: PartyKind::Organisation, name, contacts: Vec::new() }),
        comment: fields.text("comment"),
        ..Component::default()
    };
    let purls = if fields.node("purl").is_some_and(|node| node.as_list().is_some()) {
        fields.texts("purl")
    } else {
        fields.text("purl").into_iter().collect()
    };
    component
        .identifiers
        .extend(purls.into_iter().map(|value| Identifier { kind: IdentifierKind::Purl, value }));
    let url = fields.text("license_url");
    if let Some(text) = fields.text("license") {
        component.licences.push(Licence { text, url, ..Licence::default() });
    }
    fields.each_node("licenses", |node, _| {
        if let Some(name) = node.as_map().and_then(|map| map.get("name")).and_then(Node::as_text) {
            let licence = Licence { text: name.to_owned(), ..Licence::default() };
            if !component.licences.contains(&licence) {
                component.licences.push(licence);
            }
        }
    });
    for (key, kind) in [("homepage", "website"), ("url", "website")] {
        if let Some(url) = fields.text(key) {
            component.references.push(Reference { kind: kind.to_owned(), url, comment: None });
        }
    }
    if let Some(value) = fields.text("dependency") {
        component.properties.push(Property { name: "dependency".to_owned(), value });
    }
    // How the scanner found it.
    fields.skip(&[
        "file",
        "file_hash",
        "file_url",
        "id",
        "latest",
        "lines",
        "matched",
        "oss_lines",
        "release_date",
        "server",
    ]);
    fields.skip(&[
        "source_hash",
        "status",
        "url_hash",
        "copyrights",
        "cryptography",
        "dependencies",
        "health",
        "quality",
    ]);
    fields.skip(&["vulnerabilities", "provenance", "url_stats"]);
    sbom.components.push(component);
}
