//! SPDX 2 XML into the shape of the JSON form: elements are named like members, lists are elements that repeat.

use crate::document::tree::{Element, Map, Node};

/// Members that are lists in the JSON form.
const LISTS: &[&str] = &[
    "externalDocumentRefs",
    "hasExtractedLicensingInfos",
    "annotations",
    "documentDescribes",
    "packages",
    "files",
    "snippets",
    "relationships",
    "revieweds",
    "creators",
    "seeAlsos",
    "crossRefs",
    "checksums",
    "externalRefs",
    "hasFiles",
    "licenseInfoFromFiles",
    "licenseInfoInFiles",
    "licenseInfoInSnippets",
    "attributionTexts",
    "fileTypes",
    "fileContributors",
    "fileDependencies",
    "ranges",
    "packageVerificationCodeExcludedFiles",
    "artifactOfs",
];

/// Whether a root element is SPDX 2 XML.
pub(in crate::document::sbom) fn is_document(root: &Element) -> bool {
    matches!(root.name.as_str(), "Document" | "SpdxDocument") && root.child("spdxVersion").is_some()
}

/// The element as a tree of the JSON form.
pub(in crate::document::sbom) fn read(element: &Element) -> Map<'static> {
    let mut map = Map { entries: Vec::new(), line: element.line };
    for child in &element.children {
        let node = if child.children.is_empty() { scalar(child) } else { Node::Map(read(child)) };
        match LISTS.iter().find(|list| **list == child.name) {
            Some(list) => map.push(list, node),
            None => map.put(child.name.clone(), node),
        }
    }
    map
}

fn scalar(element: &Element) -> Node<'static> {
    match (element.name.as_str(), element.text.as_str()) {
        ("filesAnalyzed", "true") => Node::Bool(true),
        ("filesAnalyzed", "false") => Node::Bool(false),
        ("offset" | "lineNumber", text) => {
            text.parse::<i64>().map_or_else(|_| Node::text(text.to_owned()), |n| Node::Number(n.into()))
        }
        (_, text) => Node::text(text.to_owned()),
    }
}
