//! `lib/apk/db/installed` of Alpine: blocks of `P:name`, `V:version`, `L:licence`.

use domain::sbom::Licence;

use super::{Inventory, Outcome, component, keep};

pub(super) fn read(text: &str) -> Outcome {
    let mut found = Inventory::new("apk installed");
    for block in text.split("\n\n") {
        let field = |key: &str| {
            block.lines().find_map(|line| line.strip_prefix(key)).filter(|value| !value.is_empty())
        };
        let (Some(name), Some(version)) = (field("P:"), field("V:")) else { continue };
        let mut package = component("apk", None, name, version);
        package.description = field("T:").map(str::to_owned);
        package
            .licences
            .extend(field("L:").map(|text| Licence { text: text.to_owned(), ..Licence::default() }));
        for (key, name) in [("A:", "arch"), ("o:", "source")] {
            keep(&mut package, name, field(key));
        }
        found.components.push(package);
    }
    Ok(found.tidy())
}
