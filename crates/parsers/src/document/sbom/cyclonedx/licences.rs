//! Licences of CycloneDX: a list of ids, names and expressions; before 1.2 also a single object.

use domain::sbom::{Licence, LicenceRole};

use super::super::super::tree::Fields;

/// Reads `licenses`.
pub(super) fn read(fields: &Fields<'_, '_>, into: &mut Vec<Licence>) {
    fields.each("licenses", |choice| {
        if let Some(text) = choice.text("expression") {
            into.push(Licence { role: role(choice), text, is_name: false, url: None });
            choice.skip(&["bom-ref", "expressionDetails", "licensing", "properties"]);
        }
        let found = choice.inside("license", |licence| one(licence));
        let nothing = found.is_none() && !choice.has("expression");
        if let Some(licence) = found.flatten() {
            into.push(licence);
        } else if nothing && let Some(licence) = one(choice) {
            choice.warn("", "the licence is not inside `license`");
            into.push(licence);
        } else if nothing {
            choice.warn("", "the licence says nothing");
        }
    });
}

fn one(licence: &Fields<'_, '_>) -> Option<Licence> {
    let id = licence.text("id");
    let name = licence.text("name");
    let is_name = id.is_none();
    let url = licence.text("url");
    licence.skip(&["bom-ref", "text", "licensing", "properties"]);
    let text = id.or(name).or_else(|| url.clone())?;
    Some(Licence { role: role(licence), text, is_name, url })
}

fn role(fields: &Fields<'_, '_>) -> LicenceRole {
    match fields.text("acknowledgement").as_deref() {
        Some("concluded") => LicenceRole::Concluded,
        _ => LicenceRole::Declared,
    }
}
