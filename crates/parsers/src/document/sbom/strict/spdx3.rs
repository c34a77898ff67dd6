//! The least that SPDX 3.0 demands: elements have type, id and creation information, relations have ends, packages have names.

use std::collections::BTreeSet;

use domain::sbom::SbomWarning;

use super::super::super::tree::{Map, Node, Place};

/// Everything in which a graph departs from the standard.
pub(in crate::document::sbom) fn problems(root: &Map<'_>) -> Vec<SbomWarning> {
    let mut found = Vec::new();
    let items = root.get("@graph").and_then(Node::as_list).unwrap_or_default();
    let maps = || items.iter().enumerate().filter_map(|(at, item)| Some((at, item.as_map()?)));
    let ids: BTreeSet<&str> = maps().filter_map(|(_, map)| id(map)).collect();
    let mut seen = BTreeSet::new();
    let list = Place::Key(&Place::Root, "@graph");
    for (at, map) in maps() {
        let place = Place::Item(&list, at);
        let mut tell = |what: &str| {
            if found.len() < super::MAX_PROBLEMS {
                found.push(SbomWarning { place: place.to_string(), what: what.to_owned(), more: 0 });
            }
        };
        let kind = text(map, "type").or(text(map, "@type")).unwrap_or_default();
        match id(map) {
            _ if kind.is_empty() => tell("the element has no type"),
            None => tell("the element has no spdxId"),
            Some(id) if !seen.insert(id) => tell("the spdxId comes twice"),
            Some(_) => {}
        }
        for member in required(kind) {
            if !map.has(member) {
                tell(&format!("the member {member} is required and missing"));
            }
        }
        match map.get("creationInfo") {
            Some(Node::Text(reference)) if !ids.contains(reference.as_ref()) => {
                tell("creationInfo leads to nothing")
            }
            _ => {}
        }
    }
    if !maps().any(|(_, map)| text(map, "type") == Some("SpdxDocument")) {
        let what = "there is no SpdxDocument in the graph".to_owned();
        found.push(SbomWarning { place: "/@graph".to_owned(), what, more: 0 });
    }
    found
}

fn text<'m>(map: &'m Map<'_>, key: &str) -> Option<&'m str> {
    map.get(key).and_then(Node::as_text)
}

fn id<'m>(map: &'m Map<'_>) -> Option<&'m str> {
    text(map, "spdxId").or(text(map, "@id"))
}

fn required(kind: &str) -> &'static [&'static str] {
    match kind {
        "CreationInfo" => &["specVersion", "created", "createdBy"],
        "Relationship" | "LifecycleScopedRelationship" => &["creationInfo", "from", "relationshipType", "to"],
        "software_Package" | "software_File" => &["creationInfo", "name"],
        "SpdxDocument" | "software_Sbom" | "Person" | "Organization" | "Tool" => &["creationInfo"],
        "simplelicensing_LicenseExpression" => &["creationInfo", "simplelicensing_licenseExpression"],
        _ => &[],
    }
}
