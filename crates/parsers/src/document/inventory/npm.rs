//! `package-lock.json` of npm, versions 1 to 3.

use domain::{
    hex,
    sbom::{Hash, Licence},
};

use super::{Inventory, Outcome, component, error};
use crate::{
    document::tree::{Map, Node, read_json},
    packet::web::base64,
};

/// Dependencies inside dependencies (version 1).
const DEEPEST: usize = 60;

pub(super) fn read(text: &str) -> Outcome {
    let (node, _) = read_json(text).map_err(|problem| error("package-lock.json", &problem.reason))?;
    let mut found = Inventory::new("package-lock.json");
    let Some(root) = node.as_map() else { return Ok(found) };
    if let Some(packages) = root.get("packages").and_then(Node::as_map) {
        for (path, node) in &packages.entries {
            // The empty path is the project itself; others without `node_modules` are its own parts.
            let (Some((_, name)), Some(map)) = (path.rsplit_once("node_modules/"), node.as_map()) else {
                continue;
            };
            let name = text_of(map, "name").unwrap_or(name);
            package(name, map, &mut found);
        }
    } else if let Some(map) = root.get("dependencies").and_then(Node::as_map) {
        nested(map, 0, &mut found);
    }
    Ok(found.tidy())
}

fn text_of<'m>(map: &'m Map<'_>, key: &str) -> Option<&'m str> {
    map.get(key).and_then(Node::as_text)
}

fn nested(dependencies: &Map<'_>, depth: usize, found: &mut Inventory) {
    for (name, node) in &dependencies.entries {
        let Some(map) = node.as_map() else { continue };
        package(name, map, found);
        if depth < DEEPEST
            && let Some(inner) = map.get("dependencies").and_then(Node::as_map)
        {
            nested(inner, depth + 1, found);
        }
    }
}

/// `@scope/name` is group and name.
pub(super) fn split(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((scope, rest)) if scope.starts_with('@') => (Some(scope), rest),
        _ => (None, name),
    }
}

fn package(name: &str, map: &Map<'_>, found: &mut Inventory) {
    let (group, name) = split(name);
    let version = text_of(map, "version").unwrap_or_default();
    if map.get("link") == Some(&Node::Bool(true)) || version.is_empty() {
        return;
    }
    let mut package = component("npm", group, name, version);
    let optional =
        ["dev", "optional", "devOptional"].iter().any(|key| map.get(key) == Some(&Node::Bool(true)));
    package.scope = Some(if optional { "optional" } else { "required" }.to_owned());
    package.download = text_of(map, "resolved").filter(|url| url.starts_with("http")).map(str::to_owned);
    if let Some(text) = text_of(map, "license") {
        package.licences.push(Licence { text: text.to_owned(), ..Licence::default() });
    }
    package.hashes.extend(text_of(map, "integrity").and_then(integrity));
    found.components.push(package);
}

/// `sha512-<base64>` as hexadecimal digits.
pub(super) fn integrity(text: &str) -> Option<Hash> {
    let (algorithm, digest) = text.split_whitespace().next()?.split_once('-')?;
    let (algorithm, length) = match algorithm {
        "sha512" => ("SHA-512", 64),
        "sha384" => ("SHA-384", 48),
        "sha256" => ("SHA-256", 32),
        "sha1" => ("SHA-1", 20),
        _ => return None,
    };
    let bytes = base64::decode(digest.as_bytes()).filter(|bytes| bytes.len() == length)?;
    Some(Hash { algorithm: algorithm.to_owned(), value: hex::lower(&bytes) })
}
