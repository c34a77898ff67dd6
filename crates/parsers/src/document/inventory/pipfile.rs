//! `Pipfile.lock` of pipenv.

use super::{Inventory, Outcome, component, error, python_lock::normalised};
use crate::document::tree::{Node, read_json};

pub(super) fn read(text: &str) -> Outcome {
    let (node, _) = read_json(text).map_err(|problem| error("Pipfile.lock", &problem.reason))?;
    let mut found = Inventory::new("Pipfile.lock");
    for (group, scope) in [("default", "required"), ("develop", "optional")] {
        let packages = node.as_map().and_then(|root| root.get(group)).and_then(Node::as_map);
        for (name, node) in packages.into_iter().flat_map(|map| &map.entries) {
            let version =
                node.as_map().and_then(|map| map.get("version")).and_then(Node::as_text).unwrap_or_default();
            let mut package = component("pypi", None, &normalised(name), version.trim_start_matches('='));
            package.scope = Some(scope.to_owned());
            found.components.push(package);
        }
    }
    Ok(found.tidy())
}
