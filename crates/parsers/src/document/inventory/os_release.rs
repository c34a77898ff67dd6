//! `os-release`: which distribution a file system is, and until when it is supported.

use domain::{certainty::Certainty, sbom::Component};

use super::{Inventory, Outcome};

pub(super) fn read(text: &str) -> Outcome {
    let mut found = Inventory::new("os-release");
    let field = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='))?;
        Some(line.trim().trim_matches(['"', '\'']).to_owned()).filter(|value| !value.is_empty())
    };
    let Some(id) = field("ID") else { return Ok(found) };
    let mut system = Component {
        id: format!("os:{id}"),
        kind: Some("operating-system".to_owned()),
        name: field("NAME").unwrap_or_else(|| id.clone()),
        version: field("VERSION_ID"),
        description: field("PRETTY_NAME"),
        certainty: Some(Certainty::Certain),
        ..Component::default()
    };
    system.support.end_of_support = field("SUPPORT_END");
    // CPE names come with or without the prefix of the newer form.
    if let Some(cpe) = field("CPE_NAME") {
        let kind = if cpe.starts_with("cpe:2.3:") {
            domain::sbom::IdentifierKind::Cpe23
        } else {
            domain::sbom::IdentifierKind::Cpe22
        };
        system.identifiers.push(domain::sbom::Identifier { kind, value: cpe });
    }
    found.components.push(system);
    Ok(found)
}
