//! Which standard and encoding a text is in, by what it says.

use domain::sbom::{Encoding, Standard};

use super::{
    super::tree::{Map, Node, read_json},
    SbomError, spdx2,
};

/// A document of a known format.
pub(super) enum Found<'a> {
    /// CycloneDX or SPDX 2 in the shape of their JSON forms, whatever the file looked like.
    Tree { standard: Standard, encoding: Encoding, root: Node<'a> },
}

/// Finds out what a text is.
pub(super) fn detect(text: &str) -> Result<Found<'_>, SbomError> {
    let start = text.trim_start();
    match start.chars().next() {
        None => Err(SbomError::Empty),
        Some('{' | '[') => json(text),
        _ if spdx2::tag_value::looks_like(start) => Ok(Found::Tree {
            standard: Standard::Spdx,
            encoding: Encoding::TagValue,
            root: spdx2::tag_value::read(text),
        }),
        _ => Err(SbomError::not_a_sbom("the file begins like no format that is known here")),
    }
}

fn json(text: &str) -> Result<Found<'_>, SbomError> {
    let node = read_json(text).map_err(|problem| SbomError::Broken {
        format: "JSON",
        line: problem.line,
        reason: problem.reason,
    })?;
    let Node::Map(root) = node else {
        return Err(SbomError::not_a_sbom("the top level is a list"));
    };
    by_keys(unwrapped(root), Encoding::Json)
}

/// Other programs put documents into envelopes: `{"sbom": …}`, `{"Document": …}`, in-toto statements.
fn unwrapped(mut root: Map<'_>) -> Map<'_> {
    for key in ["sbom", "Document", "predicate", "bom"] {
        if is_known(&root) {
            break;
        }
        if let Some(Node::Map(inner)) = root.get_mut(key) {
            root = std::mem::take(inner);
        }
    }
    root
}

fn is_known(root: &Map<'_>) -> bool {
    ["bomFormat", "spdxVersion", "@graph", "SPDXID"].iter().any(|key| root.has(key))
}

/// Which standard a tree of the JSON forms is.
pub(super) fn by_keys(root: Map<'_>, encoding: Encoding) -> Result<Found<'_>, SbomError> {
    let text = |key: &str| root.get(key).and_then(Node::as_text).unwrap_or_default();
    let tree = |standard, root| Ok(Found::Tree { standard, encoding, root: Node::Map(root) });
    if text("bomFormat").eq_ignore_ascii_case("CycloneDX")
        || (root.has("specVersion") && (root.has("components") || root.has("bomFormat")))
    {
        return tree(Standard::CycloneDx, root);
    }
    if root.has("spdxVersion") || (root.has("SPDXID") && root.has("creationInfo")) {
        return tree(Standard::Spdx, root);
    }
    Err(SbomError::not_a_sbom(other(&root)))
}

/// Says what a JSON file is instead, so that the reader knows what to do with it.
fn other(root: &Map<'_>) -> &'static str {
    let context = || root.get("@context").and_then(Node::as_text).unwrap_or_default();
    if root.has("bomFormat") {
        "/bomFormat says something else than CycloneDX"
    } else if root.has("statements") && context().contains("openvex") {
        "this is an OpenVEX document: it tells vulnerabilities, not components"
    } else if root.get("document").is_some_and(|d| d.as_map().is_some_and(|d| d.has("csaf_version"))) {
        "this is a CSAF advisory"
    } else if root.has("cveMetadata") || root.has("CVE_data_type") {
        "this is a CVE record"
    } else if root.has("$schema") && root.has("runs") {
        "this is a SARIF report"
    } else if root.has("lockfileVersion") {
        "this is a lock file; make a bill of materials of it with `kikimori sbom make`"
    } else if root.entries.is_empty() {
        "the object is empty"
    } else {
        "the file has none of the members `bomFormat`, `spdxVersion` and `@graph`"
    }
}
