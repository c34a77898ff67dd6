//! `conan.lock`, versions 1 and 2: references `name/version@user/channel#revision`.

use super::{Inventory, Outcome, component, error};
use crate::document::tree::{Node, read_json};

pub(super) fn read(text: &str) -> Outcome {
    let (node, _) = read_json(text).map_err(|problem| error("conan.lock", &problem.reason))?;
    let mut found = Inventory::new("conan.lock");
    let Some(root) = node.as_map() else { return Ok(found) };
    let mut references: Vec<&str> = Vec::new();
    for list in ["requires", "build_requires", "python_requires"] {
        references.extend(
            root.get(list).and_then(Node::as_list).unwrap_or_default().iter().filter_map(Node::as_text),
        );
    }
    let nodes =
        root.get("graph_lock").and_then(Node::as_map).and_then(|map| map.get("nodes")).and_then(Node::as_map);
    for (_, node) in nodes.into_iter().flat_map(|map| &map.entries) {
        references.extend(node.as_map().and_then(|map| map.get("ref")).and_then(Node::as_text));
    }
    for reference in references {
        let plain = reference.split(['@', '#', '%']).next().unwrap_or_default();
        if let Some((name, version)) = plain.split_once('/') {
            found.components.push(component("conan", None, name, version));
        }
    }
    Ok(found.tidy())
}
