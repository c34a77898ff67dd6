//! A package of SPDX 2 (section 7).

use domain::sbom::{Component, Identifier, IdentifierKind, LicenceRole, Property, Reference, Relation, Sbom};

use super::{super::super::tree::Fields, annotations, hashes, licence, local};
use crate::document::sbom::words;

/// Fields that are kept as properties named `spdx:…`: shown, written back, but without meaning to us.
const KEPT: [&str; 7] = [
    "sourceInfo",
    "licenseComments",
    "summary",
    "releaseDate",
    "builtDate",
    "filesAnalyzed",
    "attributionTexts",
];

pub(super) fn read(fields: &Fields<'_, '_>, sbom: &mut Sbom) {
    let id = fields.text("SPDXID").map(|id| local(&id)).unwrap_or_else(|| {
        fields.warn("SPDXID", "missing");
        fields.place()
    });
    let mut component = Component {
        id,
        place: fields.place(),
        name: fields.text("name").unwrap_or_default(),
        version: words::said(fields.text("versionInfo")),
        kind: fields.text("primaryPackagePurpose").map(|kind| kind.to_ascii_lowercase().replace('_', "-")),
        file_name: fields.text("packageFileName"),
        supplier: fields.text("supplier").and_then(|text| words::party(&text)),
        authors: fields.text("originator").and_then(|text| words::party(&text)).into_iter().collect(),
        download: words::said(fields.text("downloadLocation")),
        hashes: hashes(fields, "checksums"),
        copyright: words::said(fields.text("copyrightText")),
        description: fields.text("description"),
        comment: fields.text("comment"),
        ..Component::default()
    };
    if let Some(url) = words::said(fields.text("homepage")) {
        component.references.push(Reference { kind: "website".to_owned(), url, comment: None });
    }
    licences(fields, &mut component);
    component.support.end_of_support = fields.text("validUntilDate");
    fields.each("externalRefs", |reference| external(reference, &mut component));
    keep(fields, &mut component);
    annotations(fields, &mut component.properties);
    for property in &component.properties {
        component.support.take(&property.name, &property.value);
        match property.name.as_str() {
            "kikimori:kind" => component.kind = Some(property.value.clone()),
            "kikimori:scope" => component.scope = Some(property.value.clone()),
            "kikimori:publisher" => component.publisher = Some(property.value.clone()),
            _ => {}
        }
    }
    for file in fields.texts("hasFiles") {
        sbom.relations.push(Relation::new(&component.id, "CONTAINS", local(&file)));
    }
    sbom.components.push(component);
}

fn licences(fields: &Fields<'_, '_>, component: &mut Component) {
    component.licences.extend(licence(fields.text("licenseConcluded"), LicenceRole::Concluded));
    component.licences.extend(licence(fields.text("licenseDeclared"), LicenceRole::Declared));
    let found = fields.texts("licenseInfoFromFiles").into_iter();
    component.licences.extend(found.filter_map(|text| licence(Some(text), LicenceRole::Found)));
}

fn keep(fields: &Fields<'_, '_>, component: &mut Component) {
    for key in KEPT {
        let values = if key == "attributionTexts" {
            fields.texts(key)
        } else {
            fields.scalar(key).into_iter().collect()
        };
        for value in values {
            component.properties.push(Property { name: format!("spdx:{key}"), value });
        }
    }
    fields.inside("packageVerificationCode", |code| {
        if let Some(value) = code.text("packageVerificationCodeValue") {
            component.properties.push(Property { name: "spdx:packageVerificationCode".to_owned(), value });
        }
        code.skip(&["packageVerificationCodeExcludedFiles"]);
    });
}

/// External references (section 7.21): identifiers where we know the type, pointers otherwise.
fn external(fields: &Fields<'_, '_>, component: &mut Component) {
    let Some(locator) = fields.text("referenceLocator") else {
        fields.warn("referenceLocator", "missing");
        return;
    };
    let kind = fields.text("referenceType").unwrap_or_default();
    let comment = fields.text("comment");
    fields.skip(&["referenceCategory"]);
    let last = kind.rsplit(['#', '/']).next().unwrap_or_default().to_ascii_lowercase();
    let identifier = match last.as_str() {
        "purl" => IdentifierKind::Purl,
        "cpe23type" => IdentifierKind::Cpe23,
        "cpe22type" => IdentifierKind::Cpe22,
        "swid" => IdentifierKind::Swid,
        "gitoid" => IdentifierKind::Gitoid,
        "swh" | "swhid" => IdentifierKind::Swhid,
        "advisory" | "fix" | "url" => {
            let kind = if last == "advisory" { "advisories" } else { "other" };
            component.references.push(Reference { kind: kind.to_owned(), url: locator, comment });
            return;
        }
        _ => {
            let value = format!("{}: {locator}", if kind.is_empty() { "unknown" } else { &kind });
            component.identifiers.push(Identifier { kind: IdentifierKind::Other, value });
            return;
        }
    };
    // Some writers put 2.2 names under 2.3 and the other way round.
    let identifier = match identifier {
        IdentifierKind::Cpe23 if locator.starts_with("cpe:/") => IdentifierKind::Cpe22,
        IdentifierKind::Cpe22 if locator.starts_with("cpe:2.3:") => IdentifierKind::Cpe23,
        other => other,
    };
    component.identifiers.push(Identifier { kind: identifier, value: locator });
}
