//! SPDX 1.x and 2.x in the shape of the JSON form (SPDX 2.3, annex with the JSON schema; fields by their section numbers).

mod package;
pub(super) mod rdf;
pub(super) mod spreadsheet;
pub(super) mod tag_value;
pub(super) mod xml;

use domain::sbom::{FileEntry, Hash, Licence, LicenceRole, LicenceText, Property, Reference, Relation, Sbom};

use super::{super::tree::Fields, words};

/// Reads a document.
pub(super) fn read(root: &Fields<'_, '_>, sbom: &mut Sbom) {
    root.skip(&["$schema"]);
    let version = root.text("spdxVersion");
    version_known(root, version.as_deref());
    sbom.format.version = version.map(|v| v.trim_start_matches("SPDX-").to_owned()).unwrap_or_default();
    sbom.name = root.text("name");
    sbom.id = root.text("documentNamespace");
    sbom.data_licence = root.text("dataLicense");
    sbom.comment = root.text("comment");
    let document = root.text("SPDXID").unwrap_or_else(|| {
        root.warn("SPDXID", "missing");
        "SPDXRef-DOCUMENT".to_owned()
    });
    if root.inside("creationInfo", |info| creation(info, sbom)).is_none() {
        root.warn("creationInfo", "missing");
    }
    root.each("externalDocumentRefs", |outside| {
        let id = outside.text("externalDocumentId").unwrap_or_default();
        let url = outside.text("spdxDocument").unwrap_or_default();
        let sum =
            hashes(outside, "checksum").first().map(|hash| format!("{} {}", hash.algorithm, hash.value));
        let comment = Some([Some(id), sum].into_iter().flatten().collect::<Vec<_>>().join(" "));
        sbom.references.push(Reference { kind: "bom".to_owned(), url, comment });
    });
    root.each("hasExtractedLicensingInfos", |text| licence_text(text, sbom));
    annotations(root, &mut sbom.properties);
    sbom.primary = root.texts("documentDescribes").into_iter().map(|id| local(&id)).collect();
    root.each("packages", |fields| package::read(fields, sbom));
    root.each("files", |fields| file(fields, sbom));
    root.each("relationships", |fields| relation(fields, &document, sbom));
    sbom.primary.dedup();
}

fn version_known(root: &Fields<'_, '_>, version: Option<&str>) {
    match version {
        Some("SPDX-2.0" | "SPDX-2.1" | "SPDX-2.2" | "SPDX-2.3") => {}
        Some("SPDX-1.0" | "SPDX-1.1" | "SPDX-1.2") => {
            root.warn("spdxVersion", "this version of SPDX is out of use")
        }
        Some(_) => root.warn("spdxVersion", "there is no such version of SPDX; read as 2.3"),
        None => root.warn("spdxVersion", "missing; read as 2.3"),
    }
}

fn creation(info: &Fields<'_, '_>, sbom: &mut Sbom) {
    sbom.created = info.text("created");
    if sbom.created.is_none() {
        info.warn("created", "missing");
    }
    let creators = info.texts("creators");
    if creators.is_empty() {
        info.warn("creators", "missing");
    }
    sbom.authors = creators.iter().filter_map(|creator| words::party(creator)).collect();
    if let Some(version) = info.text("licenseListVersion") {
        sbom.properties.push(Property { name: "spdx:licenseListVersion".to_owned(), value: version });
    }
    if let Some(comment) = info.text("comment") {
        sbom.properties.push(Property { name: "spdx:creatorComment".to_owned(), value: comment });
    }
}

fn licence_text(fields: &Fields<'_, '_>, sbom: &mut Sbom) {
    let id = fields.text("licenseId").unwrap_or_default();
    let text = fields.text("extractedText").unwrap_or_default();
    if id.is_empty() || text.is_empty() {
        fields.warn("", "a licence of this document has no id or no text");
    }
    sbom.licence_texts.push(LicenceText { id, name: words::said(fields.text("name")), text });
    fields.skip(&["seeAlsos", "crossRefs", "comment"]);
}

/// Who annotates when properties are written into SPDX 2, and how such annotations begin: they are read back as properties.
pub(super) const KEPT_TOOL: &str = "Tool: kikimori";
pub(super) const KEPT_MARK: &str = "property ";

/// Annotations become properties, so that they are shown and survive.
pub(super) fn annotations(fields: &Fields<'_, '_>, properties: &mut Vec<Property>) {
    fields.each("annotations", |note| {
        let part = |key| note.text(key).unwrap_or_default();
        let comment = part("comment");
        let own = comment.strip_prefix(KEPT_MARK).filter(|_| part("annotator") == KEPT_TOOL);
        if let Some((name, value)) = own.and_then(|own| own.split_once('=')) {
            note.skip(&["annotationDate", "annotationType", "spdxElementId"]);
            properties.push(Property { name: name.replace("%3D", "="), value: value.to_owned() });
            return;
        }
        let value = format!(
            "{} {} {}: {}",
            part("annotationDate"),
            part("annotationType"),
            part("annotator"),
            comment
        );
        properties.push(Property { name: "spdx:annotation".to_owned(), value: value.trim().to_owned() });
    });
}

/// Checksums; the member is a list in packages and a single object in external documents.
pub(super) fn hashes(fields: &Fields<'_, '_>, key: &str) -> Vec<Hash> {
    let mut found = Vec::new();
    let mut take = |sum: &Fields<'_, '_>| {
        if let (Some(algorithm), Some(value)) = (sum.text("algorithm"), sum.text("checksumValue")) {
            found.push(Hash { algorithm: words::algorithm(&algorithm), value });
        } else {
            sum.warn("", "a checksum lacks its algorithm or value");
        }
    };
    if key == "checksum" {
        fields.inside(key, |sum| take(sum));
    } else {
        fields.each(key, |sum| take(sum));
    }
    found
}

/// A licence field; `NOASSERTION` says nothing, `NONE` says that there is none.
pub(super) fn licence(text: Option<String>, role: LicenceRole) -> Option<Licence> {
    let text = text.filter(|text| text != "NOASSERTION")?;
    Some(Licence { role, text, is_name: false, url: None })
}

fn file(fields: &Fields<'_, '_>, sbom: &mut Sbom) {
    let id = fields.text("SPDXID").unwrap_or_else(|| {
        fields.warn("SPDXID", "missing");
        fields.place()
    });
    let mut licences: Vec<Licence> =
        licence(fields.text("licenseConcluded"), LicenceRole::Concluded).into_iter().collect();
    licences.extend(
        fields
            .texts("licenseInfoInFiles")
            .into_iter()
            .filter_map(|text| licence(Some(text), LicenceRole::Found)),
    );
    let name = fields.text("fileName").unwrap_or_default();
    let file = FileEntry {
        id,
        name,
        hashes: hashes(fields, "checksums"),
        licences,
        copyright: words::said(fields.text("copyrightText")),
    };
    annotations(fields, &mut sbom.properties);
    sbom.files.push(file);
    // Beside the point of a list of components.
    fields.skip(&[
        "fileTypes",
        "licenseComments",
        "comment",
        "noticeText",
        "fileContributors",
        "attributionTexts",
        "fileDependencies",
    ]);
    fields.skip(&["artifactOfs"]);
}

fn relation(fields: &Fields<'_, '_>, document: &str, sbom: &mut Sbom) {
    let end = |key| fields.text(key).map(|id| local(&id));
    let (Some(from), Some(kind), Some(to)) =
        (end("spdxElementId"), fields.text("relationshipType"), end("relatedSpdxElement"))
    else {
        fields.warn("", "the relation lacks an end or its type");
        return;
    };
    let comment = fields.text("comment").filter(|comment| !comment.trim().is_empty());
    let kind = kind.trim_start_matches("relationshipType_").to_ascii_uppercase().replace('-', "_");
    let described = match kind.as_str() {
        "DESCRIBES" if from == document => Some(&to),
        "DESCRIBED_BY" if to == document => Some(&from),
        _ => None,
    };
    match described {
        Some(id) if !sbom.primary.contains(id) => sbom.primary.push(id.clone()),
        Some(_) => {}
        None => sbom.relations.push(Relation { from, kind, to, comment }),
    }
}

/// Some writers give whole addresses as ids: what follows `#` is the id.
pub(super) fn local(id: &str) -> String {
    id.rsplit_once("#SPDXRef-").map_or_else(|| id.to_owned(), |(_, rest)| format!("SPDXRef-{rest}"))
}
