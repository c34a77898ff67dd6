//! `gradle.lockfile`: `group:name:version=configurations`.

use super::{Inventory, Outcome, component};

pub(super) fn read(text: &str) -> Outcome {
    let mut found = Inventory::new("gradle.lockfile");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let coordinates = line.split('=').next().unwrap_or_default();
        let mut parts = coordinates.split(':');
        if let (Some(group), Some(name), Some(version)) = (parts.next(), parts.next(), parts.next()) {
            found.components.push(component("maven", Some(group), name, version.trim()));
        }
    }
    Ok(found.tidy())
}
