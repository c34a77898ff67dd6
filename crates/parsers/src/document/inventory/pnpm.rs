//! `pnpm-lock.yaml`: keys of `packages` are `/name/1.0`, `/name@1.0` or `name@1.0(peer@2)`, as the version of the file has it.

use super::{Inventory, Outcome, component, error, npm};
use crate::document::tree::{Node, yaml};

pub(super) fn read(text: &str) -> Outcome {
    let node = yaml::read(text).map_err(|problem| error("pnpm-lock.yaml", &problem.reason))?;
    let mut found = Inventory::new("pnpm-lock.yaml");
    let packages = node.as_map().and_then(|root| root.get("packages")).and_then(Node::as_map);
    for (key, node) in packages.into_iter().flat_map(|map| &map.entries) {
        let plain = key.trim_start_matches('/').split('(').next().unwrap_or_default();
        let parted = match plain.rfind('@').filter(|at| *at > 0) {
            Some(at) => plain.get(..at).zip(plain.get(at + 1..)),
            None => plain.rsplit_once('/'),
        };
        let Some((name, version)) = parted else { continue };
        let (group, name) = npm::split(name);
        let mut package = component("npm", group, name, version.split('_').next().unwrap_or(version));
        let integrity = node
            .as_map()
            .and_then(|map| map.get("resolution"))
            .and_then(Node::as_map)
            .and_then(|map| map.get("integrity"))
            .and_then(Node::as_text);
        package.hashes.extend(integrity.and_then(npm::integrity));
        found.components.push(package);
    }
    Ok(found.tidy())
}
