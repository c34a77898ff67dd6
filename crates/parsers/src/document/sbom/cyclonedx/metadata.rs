//! The metadata of CycloneDX: when, by whom, with which tools, about what.

use domain::sbom::{Licence, Party, PartyKind, Sbom};

use super::{
    super::super::tree::{Fields, Node},
    component, contact, entity, licences, properties,
};

/// Reads `metadata`.
pub(super) fn read(metadata: &Fields<'_, '_>, sbom: &mut Sbom) {
    sbom.created = metadata.text("timestamp");
    tools(metadata, sbom);
    metadata.each("authors", |author| sbom.authors.extend(contact(author)));
    sbom.supplier = metadata.inside("supplier", entity).flatten();
    sbom.manufacturer = metadata
        .inside("manufacturer", entity)
        .flatten()
        .or_else(|| metadata.inside("manufacture", entity).flatten());
    metadata.each("lifecycles", |phase| {
        sbom.lifecycles.extend(phase.text("phase").or_else(|| phase.text("name")));
        phase.skip(&["description"]);
    });
    let mut found: Vec<Licence> = Vec::new();
    licences::read(metadata, &mut found);
    sbom.data_licence = found.into_iter().next().map(|licence| licence.text);
    properties(metadata, &mut sbom.properties);
    if let Some(at) = sbom.properties.iter().position(|p| p.name == "kikimori:document-name") {
        sbom.name = Some(sbom.properties.remove(at).value);
    }
    metadata.inside("component", |fields| {
        let at = sbom.components.len();
        component::read(fields, None, true, 0, sbom);
        if let Some(product) = sbom.components.get(at) {
            sbom.primary.push(product.id.clone());
            sbom.name = Some(product.full_name()).filter(|name| !name.is_empty());
        }
    });
    metadata.skip(&["distributionConstraints"]);
}

/// Up to 1.4 a list of tools, then also components and services.
fn tools(metadata: &Fields<'_, '_>, sbom: &mut Sbom) {
    let mut add = |tool: &Fields<'_, '_>| {
        let maker = tool.text("vendor").or_else(|| tool.text("publisher")).or_else(|| tool.text("group"));
        let parts = [maker, tool.text("name"), tool.scalar("version")];
        let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        if !name.is_empty() {
            sbom.authors.push(Party { kind: PartyKind::Tool, name, contacts: Vec::new() });
        }
        // What a tool is made of says nothing about the product.
        tool.ignore_rest();
    };
    match metadata.node("tools") {
        Some(Node::Map(_)) => {
            metadata.inside("tools", |tools| {
                tools.each("components", |tool| add(tool));
                tools.each("services", |tool| add(tool));
            });
        }
        Some(_) => metadata.each("tools", |tool| add(tool)),
        None => {}
    }
}
