//! `Gemfile.lock` of Ruby: under `specs:` four spaces begin a gem, six one that it needs.

use super::{Inventory, Outcome, component};

pub(super) fn read(text: &str) -> Outcome {
    let mut found = Inventory::new("Gemfile.lock");
    let mut in_specs = false;
    for line in text.lines() {
        match line {
            "  specs:" => in_specs = true,
            _ if !line.starts_with(' ') => in_specs = false,
            _ => {}
        }
        let Some(gem) = line.strip_prefix("    ").filter(|rest| in_specs && !rest.starts_with(' ')) else {
            continue;
        };
        if let Some((name, version)) = gem.split_once(" (") {
            found.components.push(component("gem", None, name.trim(), version.trim_end_matches(')')));
        }
    }
    Ok(found.tidy())
}
