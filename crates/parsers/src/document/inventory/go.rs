//! `go.sum`: modules with their versions; lines that only vouch for `go.mod` files name modules that were merely looked at.

use super::{Inventory, Outcome, component};

pub(super) fn read(text: &str) -> Outcome {
    let mut found = Inventory::new("go.sum");
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let (Some(module), Some(version), Some(_)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        if version.ends_with("/go.mod") {
            continue;
        }
        let (group, name) = match module.rsplit_once('/') {
            Some((group, name)) => (Some(group), name),
            None => (None, module),
        };
        found.components.push(component("golang", group, name, version));
    }
    Ok(found.tidy())
}
