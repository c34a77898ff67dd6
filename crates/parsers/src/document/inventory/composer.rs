//! `composer.lock` of PHP.

use domain::sbom::Licence;

use super::{Inventory, Outcome, component, error};
use crate::document::tree::{Node, read_json};

pub(super) fn read(text: &str) -> Outcome {
    let (node, _) = read_json(text).map_err(|problem| error("composer.lock", &problem.reason))?;
    let mut found = Inventory::new("composer.lock");
    for (list, scope) in [("packages", "required"), ("packages-dev", "optional")] {
        let packages =
            node.as_map().and_then(|root| root.get(list)).and_then(Node::as_list).unwrap_or_default();
        for map in packages.iter().filter_map(Node::as_map) {
            let text = |key: &str| map.get(key).and_then(Node::as_text).unwrap_or_default();
            let Some((vendor, name)) = text("name").split_once('/') else { continue };
            let mut package = component("composer", Some(vendor), name, text("version"));
            package.scope = Some(scope.to_owned());
            let licences = map.get("license").and_then(Node::as_list).unwrap_or_default();
            package.licences.extend(
                licences
                    .iter()
                    .filter_map(Node::as_text)
                    .map(|text| Licence { text: text.to_owned(), ..Licence::default() }),
            );
            found.components.push(package);
        }
    }
    Ok(found.tidy())
}
