//! The tag-value form of an SPDX 2 tree.

use std::fmt::Write as _;

use super::{Map, Node};
use crate::document::sbom::spdx2::tag_value::{Scope, tag_of};

/// Writes the document.
pub(super) fn write(root: &Map<'_>) -> String {
    let mut out = String::new();
    fields(root, Scope::Document, &mut out);
    if let Some(Node::Map(creation)) = root.get("creationInfo") {
        fields(creation, Scope::Creation, &mut out);
    }
    annotations(root, "SPDXRef-DOCUMENT", &mut out);
    for (list, scope, first) in [
        ("packages", Scope::Package, "name"),
        ("files", Scope::File, "fileName"),
        ("hasExtractedLicensingInfos", Scope::Licence, "licenseId"),
    ] {
        for map in maps(root, list) {
            out.push('\n');
            // The first tag begins the object.
            field(first, map.get(first), scope, &mut out);
            let id = map.get("SPDXID").and_then(Node::as_text).unwrap_or_default();
            if !id.is_empty() {
                let _ = writeln!(out, "SPDXID: {id}");
            }
            for (key, node) in map.entries.iter().filter(|(key, _)| key != first && key != "SPDXID") {
                field(key, Some(node), scope, &mut out);
            }
            annotations(map, id, &mut out);
        }
    }
    out.push('\n');
    for map in maps(root, "relationships") {
        let text = |key: &str| map.get(key).and_then(Node::as_text).unwrap_or_default();
        let (from, kind, to) = (text("spdxElementId"), text("relationshipType"), text("relatedSpdxElement"));
        let _ = writeln!(out, "Relationship: {from} {kind} {to}");
        if let Some(comment) = map.get("comment").and_then(Node::as_text) {
            line("RelationshipComment", comment, &mut out);
        }
    }
    out
}

fn maps<'m>(root: &'m Map<'_>, list: &str) -> impl Iterator<Item = &'m Map<'m>> {
    root.get(list).and_then(Node::as_list).unwrap_or_default().iter().filter_map(Node::as_map)
}

fn annotations(owner: &Map<'_>, id: &str, out: &mut String) {
    for map in maps(owner, "annotations") {
        for key in ["annotator", "annotationDate", "annotationType"] {
            field(key, map.get(key), Scope::Annotation, out);
        }
        let _ = writeln!(out, "SPDXREF: {id}");
        field("comment", map.get("comment"), Scope::Annotation, out);
    }
}

fn fields(map: &Map<'_>, scope: Scope, out: &mut String) {
    for (key, node) in &map.entries {
        if key == "SPDXID" {
            let _ = writeln!(out, "SPDXID: {}", node.as_text().unwrap_or_default());
        } else {
            field(key, Some(node), scope, out);
        }
    }
}

fn field(key: &str, node: Option<&Node<'_>>, scope: Scope, out: &mut String) {
    let (Some(node), Some(tag)) = (node, tag_of(scope, key)) else { return };
    match node {
        Node::Text(text) => line(tag, text, out),
        Node::Bool(value) => line(tag, if *value { "true" } else { "false" }, out),
        Node::List(items) => items.iter().for_each(|item| match item {
            Node::Text(text) => line(tag, text, out),
            Node::Map(map) => line(tag, &joined(map), out),
            _ => {}
        }),
        _ => {}
    }
}

/// Checksums and external references in one line.
fn joined(map: &Map<'_>) -> String {
    let text = |key: &str| map.get(key).and_then(Node::as_text).unwrap_or_default();
    if map.has("algorithm") {
        format!("{}: {}", text("algorithm"), text("checksumValue"))
    } else {
        format!("{} {} {}", text("referenceCategory"), text("referenceType"), text("referenceLocator"))
    }
}

/// Anything that is not one plain line stands between `<text>` and `</text>`.
fn line(tag: &str, text: &str, out: &mut String) {
    if text.contains(['\n', '\r']) || text.starts_with("<text>") || text.trim() != text {
        let _ = writeln!(out, "{tag}: <text>{}</text>", text.replace("</text>", "</ text>"));
    } else {
        let _ = writeln!(out, "{tag}: {text}");
    }
}
