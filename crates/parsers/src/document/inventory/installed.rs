//! Packages of a language as they are installed: `METADATA` and `PKG-INFO` of Python (core metadata specifications), `package.json` below
//! `node_modules` of Node. Who put them there, the files of the distribution's packages say.

use domain::sbom::Licence;

use super::{Inventory, Outcome, component, error, npm::split, python_lock::normalised};
use crate::document::tree::{Node, read_json};

/// Whether a file tells a package of Python that is installed.
pub(super) fn is_python(path: &str) -> bool {
    path.ends_with(".dist-info/METADATA")
        || path.ends_with(".egg-info/PKG-INFO")
        || path.ends_with(".egg-info")
}

/// Whether a file tells a package of Node that is installed: it stands right below its own folder.
pub(super) fn is_node(path: &str) -> bool {
    let folder = path.strip_suffix("/package.json").unwrap_or_default();
    let Some((above, _)) = folder.rsplit_once('/') else { return false };
    let above = match above.rsplit_once('/') {
        Some((rest, scope)) if scope.starts_with('@') => rest,
        _ => above,
    };
    above == "node_modules" || above.ends_with("/node_modules")
}

/// `Name: value` up to the first empty line; the description stands behind it.
pub(super) fn python(text: &str) -> Outcome {
    let mut found = Inventory::new("installed package of Python");
    let head = || text.lines().take_while(|line| !line.is_empty());
    let field = |name: &str| {
        let value =
            |line: &'_ str| line.strip_prefix(name)?.strip_prefix(':').map(|value| value.trim().to_owned());
        head().find_map(value).filter(|value| !value.is_empty() && value != "UNKNOWN")
    };
    let (name, version) = (field("Name"), field("Version"));
    found.warnings.extend(unversioned(name.as_deref(), version.as_deref()));
    if let (Some(name), Some(version)) = (name, version) {
        let mut package = component("pypi", None, &normalised(&name), &version);
        package.description = field("Summary");
        let licence = field("License-Expression").or_else(|| field("License"));
        package.licences.extend(licence.map(|text| Licence { text, ..Licence::default() }));
        found.components.push(package);
    }
    Ok(found)
}

/// What is there and cannot be judged.
fn unversioned(name: Option<&str>, version: Option<&str>) -> Option<String> {
    let name = name.filter(|_| version.is_none())?;
    let name: String = name.chars().take(200).collect();
    Some(format!("{name} is installed, and its version is not told: it is not on the list"))
}

pub(super) fn node(text: &str) -> Outcome {
    let (node, _) = read_json(text).map_err(|problem| error("package.json", &problem.reason))?;
    let mut found = Inventory::new("installed package of Node");
    let text = |key: &str| node.as_map().and_then(|map| map.get(key)).and_then(Node::as_text);
    found.warnings.extend(unversioned(text("name"), text("version")));
    if let (Some(name), Some(version)) = (text("name"), text("version")) {
        let (group, name) = split(name);
        let mut package = component("npm", group, name, version);
        package.description = text("description").map(str::to_owned);
        let licence = text("license").map(|text| Licence { text: text.to_owned(), ..Licence::default() });
        package.licences.extend(licence);
        found.components.push(package);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_without_a_version_is_told() {
        for (found, wanted) in [
            (python("Name: a\n").unwrap(), 1),
            (python("Name: a\nVersion: 1\n").unwrap(), 0),
            (node(r#"{"name":"a"}"#).unwrap(), 1),
            (node(r#"{"name":"a","version":"1"}"#).unwrap(), 0),
            (node(r#"{"private":true}"#).unwrap(), 0),
        ] {
            assert_eq!(found.warnings.len(), wanted, "{:?}", found.warnings);
        }
    }

    #[test]
    fn packages_of_node_stand_right_below_their_folder() {
        for (path, wanted) in [
            ("usr/lib/node_modules/npm/package.json", true),
            ("node_modules/@s/a/package.json", true),
            ("node_modules/a/node_modules/b/package.json", true),
            ("node_modules/a/test/package.json", false),
            ("my_node_modules/a/package.json", false),
            ("app/package.json", false),
            ("package.json", false),
        ] {
            assert_eq!(is_node(path), wanted, "{path}");
        }
    }
}
