//! `Cargo.lock` of Rust: every package with its source, checksum and dependencies.

use domain::sbom::Hash;

use super::{Inventory, Outcome, component, error};

pub(super) fn read(text: &str) -> Outcome {
    let table: toml::Table = toml::from_str(text).map_err(|e| error("Cargo.lock", e.message()))?;
    let mut found = Inventory::new("Cargo.lock");
    let packages: Vec<&toml::Table> = table
        .get("package")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_table)
        .collect();
    let text = |package: &toml::Table, key: &str| {
        package.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned()
    };
    for package in &packages {
        let (name, version) = (text(package, "name"), text(package, "version"));
        let mut crate_ = component("cargo", None, &name, &version);
        let checksum = text(package, "checksum");
        if checksum.len() == 64 {
            crate_.hashes.push(Hash { algorithm: "SHA-256".to_owned(), value: checksum });
        }
        let source = text(package, "source");
        if source.starts_with("git+") {
            crate_.download = Some(source);
        }
        let id = crate_.id.clone();
        for dependency in package.get("dependencies").and_then(toml::Value::as_array).into_iter().flatten() {
            // `name` where it is unique, else `name version` and perhaps the source.
            let mut words = dependency.as_str().unwrap_or_default().split(' ');
            let name = words.next().unwrap_or_default();
            let version = words.next().map(str::to_owned).or_else(|| {
                packages
                    .iter()
                    .find(|package| text(package, "name") == name)
                    .map(|package| text(package, "version"))
            });
            if let Some(version) = version {
                found.depends(&id, &component("cargo", None, name, &version).id);
            }
        }
        found.components.push(crate_);
    }
    Ok(found.tidy())
}
