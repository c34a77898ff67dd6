//! SPDX 2 spreadsheets into the shape of the JSON form: one sheet a kind of object, one row an object.

use crate::{
    document::tree::{Map, Node},
    ledger::{Sheet, Workbook},
};

/// Heading and member; `*` marks lists, one item a line or between commas.
const PACKAGE: &[(&str, &str)] = &[
    ("Package Name", "name"),
    ("SPDX Identifier", "SPDXID"),
    ("Package Version", "versionInfo"),
    ("Package FileName", "packageFileName"),
    ("Package Supplier", "supplier"),
    ("Package Originator", "originator"),
    ("Home Page", "homepage"),
    ("Package Download Location", "downloadLocation"),
    ("Package Checksum", "checksums"),
    ("Source Info", "sourceInfo"),
    ("License Declared", "licenseDeclared"),
    ("License Concluded", "licenseConcluded"),
    ("License Info From Files", "*licenseInfoFromFiles"),
    ("License Comments", "licenseComments"),
    ("Package Copyright Text", "copyrightText"),
    ("Summary", "summary"),
    ("Description", "description"),
    ("Attribution Text", "attributionTexts"),
    ("Primary Package Purpose", "primaryPackagePurpose"),
    ("Release Date", "releaseDate"),
    ("Built Date", "builtDate"),
    ("Valid Until Date", "validUntilDate"),
    ("Comment", "comment"),
];
const FILE: &[(&str, &str)] = &[
    ("File Name", "fileName"),
    ("SPDX Identifier", "SPDXID"),
    ("File Type(s)", "*fileTypes"),
    ("File Checksum(s)", "checksums"),
    ("License Concluded", "licenseConcluded"),
    ("License Info in File", "*licenseInfoInFiles"),
    ("License Comments", "licenseComments"),
    ("File Copyright Text", "copyrightText"),
    ("Notice Text", "noticeText"),
    ("Comment", "comment"),
];
const LICENCE: &[(&str, &str)] = &[
    ("Identifier", "licenseId"),
    ("Extracted Text", "extractedText"),
    ("License Name", "name"),
    ("Comment", "comment"),
];
const RELATION: &[(&str, &str)] = &[
    ("SPDX Identifier A", "spdxElementId"),
    ("Relationship", "relationshipType"),
    ("SPDX Identifier B", "relatedSpdxElement"),
    ("Relationship Comment", "comment"),
];
const ANNOTATION: &[(&str, &str)] = &[
    ("Annotation Comment", "comment"),
    ("Annotation Date", "annotationDate"),
    ("Annotator", "annotator"),
    ("Annotation Type", "annotationType"),
    ("SPDX Identifier being Annotated", "spdxElementId"),
];
const EXTERNAL: &[(&str, &str)] = &[
    ("Category", "referenceCategory"),
    ("Type", "referenceType"),
    ("Locator", "referenceLocator"),
    ("Comment", "comment"),
];
const DOCUMENT: &[(&str, &str)] = &[
    ("SPDX Version", "spdxVersion"),
    ("Data License", "dataLicense"),
    ("SPDX Identifier", "SPDXID"),
    ("Document Name", "name"),
    ("Document Namespace", "documentNamespace"),
    ("Document Contents", "*documentDescribes"),
    ("Document Comment", "comment"),
];
const CREATION: &[(&str, &str)] = &[
    ("Creator", "*creators"),
    ("Created", "created"),
    ("Creator Comment", "comment"),
    ("License List Version", "licenseListVersion"),
];

fn sheet<'w>(workbook: &'w Workbook, name: &str) -> Option<&'w Sheet> {
    workbook.sheets.iter().find(|sheet| sheet.name.trim() == name)
}

/// Whether a workbook is an SPDX spreadsheet.
pub(in crate::document::sbom) fn is_spdx(workbook: &Workbook) -> bool {
    sheet(workbook, "Document Info").is_some() && sheet(workbook, "Package Info").is_some()
}

/// The workbook as a tree of the JSON form.
pub(in crate::document::sbom) fn read(workbook: &Workbook) -> Map<'static> {
    let rows =
        |name: &str, table| sheet(workbook, name).map(|sheet| objects(sheet, table)).unwrap_or_default();
    let mut root = rows("Document Info", DOCUMENT).into_iter().next().unwrap_or_default();
    root.line = 0;
    let mut creation = Map::default();
    // Several creators stand below each other in the first column of theirs.
    for map in rows("Document Info", CREATION) {
        for (key, node) in map.entries {
            match (creation.get_mut(&key), node) {
                (Some(Node::List(list)), Node::List(more)) => list.extend(more),
                (None, node) => creation.put(key, node),
                _ => {}
            }
        }
    }
    root.put("creationInfo", Node::Map(creation));
    let mut packages = rows("Package Info", PACKAGE);
    if let Some(sheet) = sheet(workbook, "External Refs") {
        let references = objects(sheet, EXTERNAL);
        let owners = objects(sheet, &[("Package ID", "id")]);
        for (reference, owner) in references.into_iter().zip(owners) {
            let owner = owner.get("id").and_then(Node::as_text).unwrap_or_default().to_owned();
            let package =
                packages.iter_mut().find(|map| map.get("SPDXID").and_then(Node::as_text) == Some(&owner));
            if let Some(package) = package {
                package.push("externalRefs", Node::Map(reference));
            }
        }
    }
    let lists = [
        ("packages", packages),
        ("files", rows("Per File Info", FILE)),
        ("hasExtractedLicensingInfos", rows("Extracted License Info", LICENCE)),
        ("relationships", rows("Relationships", RELATION)),
        ("annotations", rows("Annotations", ANNOTATION)),
    ];
    for (key, maps) in lists {
        for map in maps {
            root.push(key, Node::Map(map));
        }
    }
    root
}

fn objects(sheet: &Sheet, table: &[(&str, &'static str)]) -> Vec<Map<'static>> {
    let headings: Vec<Option<&'static str>> = (0..sheet.width())
        .map(|column| {
            let text = sheet.text(0, column).trim();
            table.iter().find(|(heading, _)| heading.eq_ignore_ascii_case(text)).map(|(_, member)| *member)
        })
        .collect();
    let mut found = Vec::new();
    for row in 1..sheet.rows.len() {
        let mut map = Map { entries: Vec::new(), line: u32::try_from(row + 1).unwrap_or_default() };
        for (column, member) in headings.iter().enumerate() {
            let (Some(member), Some(cell)) = (member, sheet.cell(row, column)) else { continue };
            let text = match &cell.date {
                Some(date) => whole_time(date),
                None => cell.text.trim().to_owned(),
            };
            if !text.is_empty() {
                put(&mut map, member, &text);
            }
        }
        if !map.entries.is_empty() {
            found.push(map);
        }
    }
    found
}

/// Dates of cells have no time; SPDX wants one.
fn whole_time(date: &str) -> String {
    if date.len() == 10 { format!("{date}T00:00:00Z") } else { date.to_owned() }
}

fn put(map: &mut Map<'static>, member: &'static str, text: &str) {
    let line = map.line;
    if member == "checksums" {
        for part in text.split(['\n', ',']).filter_map(|part| part.split_once(':')) {
            let mut sum = Map { entries: Vec::new(), line };
            sum.put("algorithm", Node::text(part.0.trim().to_owned()));
            sum.put("checksumValue", Node::text(part.1.trim().to_owned()));
            map.push("checksums", Node::Map(sum));
        }
    } else if member == "attributionTexts" {
        map.push(member, Node::text(text.to_owned()));
    } else if let Some(list) = member.strip_prefix('*') {
        for item in text.split([',', '\n']).map(str::trim).filter(|item| !item.is_empty()) {
            map.push(list, Node::text(item.to_owned()));
        }
    } else {
        map.put(member, Node::text(text.to_owned()));
    }
}
