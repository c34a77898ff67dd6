//! `status` of dpkg (Debian policy, chapter 5) and of opkg, which has the same form: blocks of `Field: value`.

use domain::sbom::Party;

use super::{Inventory, Outcome, component, keep};

pub(super) fn read_debian(text: &str) -> Outcome {
    read(text, "dpkg status", "deb")
}

pub(super) fn read_opkg(text: &str) -> Outcome {
    read(text, "opkg status", "opkg")
}

fn read(text: &str, format: &'static str, kind: &str) -> Outcome {
    let mut found = Inventory::new(format);
    for block in text.split("\n\n") {
        let field = |name: &str| {
            block
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim))
                .filter(|value| !value.is_empty())
        };
        let (Some(name), Some(version)) = (field("Package"), field("Version")) else { continue };
        // `install ok installed`; what was removed leaves its settings behind.
        if field("Status").is_some_and(|status| !status.ends_with(" installed")) {
            continue;
        }
        // The distribution is added when `os-release` was read: `pkg:deb/debian/…`.
        let mut package = component(kind, None, name, version);
        let maintainer = field("Maintainer").map(|text| text.split(" <").next().unwrap_or(text).to_owned());
        package.supplier = maintainer.map(|name| Party { name, ..Party::default() });
        package.description = field("Description").map(str::to_owned);
        for (key, name) in [("Architecture", "arch"), ("Source", "source")] {
            keep(&mut package, name, field(key));
        }
        found.components.push(package);
    }
    Ok(found.tidy())
}
