//! `poetry.lock`, `uv.lock`, `pdm.lock` and `pylock.toml`: tables named `package` or `packages`.

use super::{Inventory, Outcome, component, error};

pub(super) fn read(text: &str) -> Outcome {
    let table: toml::Table = toml::from_str(text).map_err(|e| error("Python lock file", e.message()))?;
    let mut found = Inventory::new("Python lock file");
    let packages = table.get("package").or_else(|| table.get("packages")).and_then(toml::Value::as_array);
    for package in packages.into_iter().flatten().filter_map(toml::Value::as_table) {
        let text = |key: &str| package.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        // The project itself stands among its packages.
        let source = package.get("source").and_then(toml::Value::as_table);
        if source.is_some_and(|source| source.contains_key("virtual") || source.contains_key("editable")) {
            continue;
        }
        if !text("name").is_empty() {
            found.components.push(component("pypi", None, &normalised(text("name")), text("version")));
        }
    }
    Ok(found.tidy())
}

/// Names of PyPI are compared in lower case, with one hyphen for each run of `-_.` (PEP 503).
pub(super) fn normalised(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.trim().chars() {
        if matches!(c, '-' | '_' | '.') {
            if !out.ends_with('-') {
                out.push('-');
            }
        } else {
            out.push(c.to_ascii_lowercase());
        }
    }
    out
}
