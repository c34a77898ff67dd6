//! `packages.lock.json` of NuGet.

use super::{Inventory, Outcome, component, error};
use crate::document::tree::{Node, read_json};

pub(super) fn read(text: &str) -> Outcome {
    let (node, _) = read_json(text).map_err(|problem| error("packages.lock.json", &problem.reason))?;
    let mut found = Inventory::new("packages.lock.json");
    let frameworks = node.as_map().and_then(|root| root.get("dependencies")).and_then(Node::as_map);
    for (_, packages) in frameworks.into_iter().flat_map(|map| &map.entries) {
        for (name, node) in packages.as_map().into_iter().flat_map(|map| &map.entries) {
            let text = |key: &str| node.as_map().and_then(|map| map.get(key)).and_then(Node::as_text);
            if text("type") != Some("Project") {
                found.components.push(component("nuget", None, name, text("resolved").unwrap_or_default()));
            }
        }
    }
    Ok(found.tidy())
}
