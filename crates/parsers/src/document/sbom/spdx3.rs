//! SPDX 3.0 in JSON-LD: a graph of elements that refer to each other by their ids.

use std::collections::BTreeMap;

use domain::sbom::{
    Affected, Component, FileEntry, Hash, Identifier, IdentifierKind, Licence, LicenceRole, LicenceText,
    Party, PartyKind, Property, Reference, Relation, Sbom, ToldVulnerability,
};

use super::{
    super::tree::{Fields, Map, Node},
    words,
};

/// Elements that others refer to by id.
struct Graph<'t> {
    by_id: BTreeMap<&'t str, &'t Map<'t>>,
}

/// Whether a JSON object is SPDX 3.
pub(super) fn is_graph(root: &Map<'_>) -> bool {
    let context = match root.get("@context") {
        Some(Node::Text(text)) => text.contains("spdx"),
        Some(Node::List(items)) => items.iter().filter_map(Node::as_text).any(|text| text.contains("spdx")),
        _ => false,
    };
    context && (root.has("@graph") || root.has("spdxId"))
}

/// Reads a document.
pub(super) fn read(root: &Fields<'_, '_>, sbom: &mut Sbom) {
    root.skip(&["@context"]);
    let mut graph = Graph { by_id: BTreeMap::new() };
    for item in root.node("@graph").and_then(Node::as_list).unwrap_or_default() {
        let Some(map) = item.as_map() else { continue };
        for key in ["spdxId", "@id"] {
            if let Some(id) = map.get(key).and_then(Node::as_text) {
                graph.by_id.insert(id, map);
            }
        }
    }
    let mut roots = Vec::new();
    root.each("@graph", |element| {
        let kind = element.text("type").or_else(|| element.text("@type")).unwrap_or_default();
        element.skip(&["@id"]);
        match kind.as_str() {
            "CreationInfo" => creation(element, &graph, sbom),
            "SpdxDocument" | "software_Sbom" | "Bom" => document(element, &kind, sbom, &mut roots),
            "software_Package" | "ai_AIPackage" | "dataset_DatasetPackage" => {
                package(element, &kind, &graph, sbom)
            }
            "software_File" => file(element, sbom),
            "Relationship" | "LifecycleScopedRelationship" => relation(element, &graph, sbom),
            "security_Vulnerability" => vulnerability(element, sbom),
            _ if kind.starts_with("security_") => assessment(element, &kind, sbom),
            "simplelicensing_SimpleLicensingText" | "expandedlicensing_CustomLicense" => {
                licence_text(element, sbom)
            }
            // Read where they are referred to.
            "Person"
            | "Organization"
            | "SoftwareAgent"
            | "Agent"
            | "Tool"
            | "simplelicensing_LicenseExpression"
            | "expandedlicensing_ListedLicense" => element.ignore_rest(),
            "" => element.warn("type", "missing"),
            // Told as a whole: its fields say nothing without it.
            _ => {
                element.ignore_rest();
                element.warn("", &format!("elements of type {kind} have no place in the model"));
            }
        }
    });
    resolve(&mut roots, sbom);
    late_licences(sbom);
}

/// The document leads to a list, the list to what it is about.
fn resolve(roots: &mut Vec<(String, Vec<String>)>, sbom: &mut Sbom) {
    let lists: BTreeMap<String, Vec<String>> = roots.drain(..).collect();
    let inner: Vec<&String> = lists.values().flatten().collect();
    for (id, about) in &lists {
        if inner.contains(&id) || lists.len() == 1 || !about.iter().any(|root| lists.contains_key(root)) {
            for root in about.iter().filter(|root| !lists.contains_key(*root)) {
                if !sbom.primary.contains(root) {
                    sbom.primary.push(root.clone());
                }
            }
        }
    }
    sbom.relations.retain(|relation| {
        let describes = relation.kind == "DESCRIBES" && lists.contains_key(&relation.from);
        if describes && !sbom.primary.contains(&relation.to) {
            sbom.primary.push(relation.to.clone());
        }
        !describes
    });
}

fn creation(element: &Fields<'_, '_>, graph: &Graph<'_>, sbom: &mut Sbom) {
    let version = element.text("specVersion");
    if sbom.format.version.is_empty() {
        if !version.as_deref().is_some_and(|version| version.starts_with("3.")) {
            element.warn("specVersion", "there is no such version of SPDX 3");
        }
        sbom.format.version = version.unwrap_or_default();
        sbom.created = element.text("created");
    } else {
        element.skip(&["created"]);
    }
    for id in element.texts("createdBy").into_iter().chain(element.texts("createdUsing")) {
        let party = graph.party(&id);
        if !sbom.authors.contains(&party) {
            sbom.authors.push(party);
        }
    }
    if let Some(value) = element.text("comment") {
        sbom.properties.push(Property { name: "spdx:creatorComment".to_owned(), value });
    }
}

impl Graph<'_> {
    /// An agent or tool by id; an id that leads nowhere is its own name.
    fn party(&self, id: &str) -> Party {
        let found = self.by_id.get(id);
        let text = |key: &str| found.and_then(|map| map.get(key)).and_then(Node::as_text);
        let kind = match text("type") {
            Some("Person") => PartyKind::Person,
            Some("Tool" | "SoftwareAgent") => PartyKind::Tool,
            _ => PartyKind::Organisation,
        };
        let identifiers =
            found.and_then(|map| map.get("externalIdentifier")).and_then(Node::as_list).unwrap_or_default();
        let contacts = identifiers
            .iter()
            .filter_map(Node::as_map)
            .filter(|map| map.get("externalIdentifierType").and_then(Node::as_text) == Some("email"));
        let contacts =
            contacts.filter_map(|map| map.get("identifier").and_then(Node::as_text).map(str::to_owned));
        Party { kind, name: text("name").unwrap_or(id).to_owned(), contacts: contacts.collect() }
    }

    /// The expression behind a licence id.
    fn licence(&self, id: &str) -> String {
        let found = self.by_id.get(id).and_then(|map| {
            ["simplelicensing_licenseExpression", "name"]
                .iter()
                .find_map(|key| map.get(key).and_then(Node::as_text))
        });
        match found {
            Some(text) => text.to_owned(),
            None if id.ends_with("NoAssertionLicense") => "NOASSERTION".to_owned(),
            None if id.ends_with("NoneLicense") => "NONE".to_owned(),
            None => id.rsplit(['/', '#']).next().unwrap_or(id).to_owned(),
        }
    }
}

fn document(element: &Fields<'_, '_>, kind: &str, sbom: &mut Sbom, roots: &mut Vec<(String, Vec<String>)>) {
    let id = element.text("spdxId").unwrap_or_default();
    element.skip(&[
        "creationInfo",
        "element",
        "profileConformance",
        "import",
        "namespaceMap",
        "software_sbomType",
        "context",
    ]);
    roots.push((id.clone(), element.texts("rootElement")));
    let name = element.text("name");
    if kind == "SpdxDocument" {
        sbom.id = Some(id).filter(|id| !id.is_empty());
        sbom.name = name.or(sbom.name.take());
        sbom.data_licence = element.text("dataLicense");
        sbom.comment = element.text("comment");
        return;
    }
    sbom.name = sbom.name.take().or(name);
    element.skip(&["comment", "description"]);
}

fn hashes(element: &Fields<'_, '_>) -> Vec<Hash> {
    let mut found = Vec::new();
    element.each("verifiedUsing", |hash| {
        hash.skip(&["type", "comment", "packageVerificationCodeExcludedFile"]);
        if let (Some(algorithm), Some(value)) = (hash.text("algorithm"), hash.text("hashValue")) {
            found.push(Hash { algorithm: words::algorithm(&algorithm), value });
        }
    });
    found
}

fn package(element: &Fields<'_, '_>, kind: &str, graph: &Graph<'_>, sbom: &mut Sbom) {
    element.skip(&["creationInfo"]);
    let kind_of = |purpose: String| {
        let known = words::PURPOSES.iter().find(|(_, word)| *word == purpose);
        known.map_or(purpose, |(kind, _)| (*kind).to_owned())
    };
    let purpose = element.text("software_primaryPurpose").map(kind_of);
    let fallback = match kind {
        "ai_AIPackage" => Some("machine-learning-model".to_owned()),
        "dataset_DatasetPackage" => Some("data".to_owned()),
        _ => None,
    };
    let mut component = Component {
        id: element.text("spdxId").unwrap_or_else(|| element.place()),
        place: element.place(),
        kind: purpose.or(fallback),
        name: element.text("name").unwrap_or_default(),
        version: words::said(element.text("software_packageVersion")),
        supplier: element.text("suppliedBy").map(|id| graph.party(&id)),
        authors: element.texts("originatedBy").iter().map(|id| graph.party(id)).collect(),
        description: element.text("description"),
        comment: element.text("comment"),
        copyright: words::said(element.text("software_copyrightText")),
        download: words::said(element.text("software_downloadLocation")),
        hashes: hashes(element),
        ..Component::default()
    };
    if let Some(purl) = element.text("software_packageUrl") {
        component.identifiers.push(Identifier { kind: IdentifierKind::Purl, value: purl });
    }
    if let Some(url) = words::said(element.text("software_homePage")) {
        component.references.push(Reference { kind: "website".to_owned(), url, comment: None });
    }
    element.each("externalIdentifier", |identifier| external_identifier(identifier, &mut component));
    element.each("externalRef", |reference| {
        reference.skip(&["type", "contentType"]);
        let kind = reference.text("externalRefType").unwrap_or_else(|| "other".to_owned());
        let comment = reference.text("comment");
        for url in reference.texts("locator") {
            component.references.push(Reference { kind: kind.clone(), url, comment: comment.clone() });
        }
    });
    component.support.level = element.texts("supportLevel").first().cloned();
    // A day is written as its beginning.
    let until = element.text("validUntilTime");
    component.support.end_of_support =
        until.map(|until| until.strip_suffix("T00:00:00Z").map(str::to_owned).unwrap_or(until));
    for key in ["software_sourceInfo", "summary", "builtTime", "releaseTime"] {
        if let Some(value) = element.text(key) {
            let name = format!("spdx:{}", key.trim_start_matches("software_").replace("Time", "Date"));
            component.properties.push(Property { name, value });
        }
    }
    for value in element.texts("software_attributionText") {
        component.properties.push(Property { name: "spdx:attributionTexts".to_owned(), value });
    }
    element.skip(&["software_additionalPurpose", "software_contentIdentifier"]);
    sbom.components.push(component);
}

fn external_identifier(identifier: &Fields<'_, '_>, component: &mut Component) {
    identifier.skip(&["type", "comment", "identifierLocator", "issuingAuthority"]);
    let Some(value) = identifier.text("identifier") else { return };
    let name = identifier.text("externalIdentifierType").unwrap_or_default();
    let kind = match name.as_str() {
        "packageUrl" | "packageURL" | "purl" => IdentifierKind::Purl,
        "cpe22" => IdentifierKind::Cpe22,
        "cpe23" => IdentifierKind::Cpe23,
        "swid" => IdentifierKind::Swid,
        "gitoid" => IdentifierKind::Gitoid,
        "swhid" => IdentifierKind::Swhid,
        _ => {
            let value = format!("{name}: {value}");
            component.identifiers.push(Identifier { kind: IdentifierKind::Other, value });
            return;
        }
    };
    component.identifiers.push(Identifier { kind, value });
}

fn file(element: &Fields<'_, '_>, sbom: &mut Sbom) {
    element.skip(&[
        "creationInfo",
        "software_primaryPurpose",
        "software_additionalPurpose",
        "software_fileKind",
        "contentType",
    ]);
    element.skip(&[
        "comment",
        "description",
        "originatedBy",
        "releaseTime",
        "software_attributionText",
        "software_contentIdentifier",
    ]);
    sbom.files.push(FileEntry {
        id: element.text("spdxId").unwrap_or_else(|| element.place()),
        name: element.text("name").unwrap_or_default(),
        hashes: hashes(element),
        licences: Vec::new(),
        copyright: words::said(element.text("software_copyrightText")),
    });
}

/// Names of SPDX 3 that are not those of SPDX 2 in another spelling.
const RELATIONS: [(&str, &str); 4] = [
    ("hasStaticLink", "STATIC_LINK"),
    ("hasDynamicLink", "DYNAMIC_LINK"),
    ("hasDistributionArtifact", "DISTRIBUTION_ARTIFACT"),
    ("hasPrerequisite", "HAS_PREREQUISITE"),
];

fn relation(element: &Fields<'_, '_>, graph: &Graph<'_>, sbom: &mut Sbom) {
    element.skip(&[
        "spdxId",
        "creationInfo",
        "scope",
        "completeness",
        "startTime",
        "endTime",
        "name",
        "description",
    ]);
    let (Some(from), Some(kind)) = (element.text("from"), element.text("relationshipType")) else {
        element.warn("", "the relation lacks an end or its type");
        return;
    };
    let role = match kind.as_str() {
        "hasConcludedLicense" => Some(LicenceRole::Concluded),
        "hasDeclaredLicense" => Some(LicenceRole::Declared),
        _ => None,
    };
    let comment = element.text("comment").filter(|comment| !comment.trim().is_empty());
    for to in element.texts("to") {
        if let Some(role) = role {
            let text = graph.licence(&to);
            if text != "NOASSERTION" {
                licence(&from, Licence { role, text, is_name: false, url: None }, sbom);
            }
            continue;
        }
        let kind = RELATIONS
            .iter()
            .find(|(name, _)| *name == kind)
            .map_or_else(|| upper(&kind), |(_, old)| (*old).to_owned());
        sbom.relations.push(Relation { from: from.clone(), kind, to, comment: comment.clone() });
    }
}

fn licence(id: &str, licence: Licence, sbom: &mut Sbom) {
    if let Some(component) = sbom.components.iter_mut().find(|component| component.id == id) {
        component.licences.push(licence);
    } else if let Some(file) = sbom.files.iter_mut().find(|file| file.id == id) {
        file.licences.push(licence);
    } else {
        // Said before the element itself: kept for the end.
        sbom.relations.push(Relation::new(id, format!("LICENCE:{:?}", licence.role), licence.text));
    }
}

/// `dependsOn` → `DEPENDS_ON`
fn upper(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_uppercase());
    }
    out
}

/// Licences told before their components find them now.
fn late_licences(sbom: &mut Sbom) {
    let (late, relations) =
        std::mem::take(&mut sbom.relations).into_iter().partition(|r| r.kind.starts_with("LICENCE:"));
    sbom.relations = relations;
    for Relation { from, kind, to, .. } in late {
        let role = if kind.ends_with("Concluded") { LicenceRole::Concluded } else { LicenceRole::Declared };
        let found = Licence { role, text: to, is_name: false, url: None };
        if sbom.components.iter().any(|c| c.id == from) || sbom.files.iter().any(|f| f.id == from) {
            licence(&from, found, sbom);
        }
    }
}

fn licence_text(element: &Fields<'_, '_>, sbom: &mut Sbom) {
    element.ignore_rest();
    sbom.licence_texts.push(LicenceText {
        id: element.text("spdxId").unwrap_or_default(),
        name: element.text("name"),
        text: element.text("simplelicensing_licenseText").unwrap_or_default(),
    });
}

fn vulnerability(element: &Fields<'_, '_>, sbom: &mut Sbom) {
    element.ignore_rest();
    let mut id = element.text("name");
    element.each("externalIdentifier", |identifier| {
        if identifier.text("externalIdentifierType").as_deref() == Some("cve") {
            id = identifier.text("identifier");
        }
        identifier.ignore_rest();
    });
    let source = element.text("spdxId");
    sbom.vulnerabilities.push(ToldVulnerability {
        id: id.or_else(|| source.clone()).unwrap_or_default(),
        source,
        description: element.text("description").or_else(|| element.text("summary")),
        ..ToldVulnerability::default()
    });
}

/// VEX and scores: `from` is the vulnerability, `to` the elements.
fn assessment(element: &Fields<'_, '_>, kind: &str, sbom: &mut Sbom) {
    let from = element.text("from").unwrap_or_default();
    let to = element.texts("to");
    let state = match kind {
        "security_VexAffectedVulnAssessmentRelationship" => Some("affected"),
        "security_VexNotAffectedVulnAssessmentRelationship" => Some("not_affected"),
        "security_VexFixedVulnAssessmentRelationship" => Some("fixed"),
        "security_VexUnderInvestigationVulnAssessmentRelationship" => Some("under_investigation"),
        _ => None,
    };
    let told = ToldVulnerability {
        id: from,
        state: state.map(str::to_owned),
        justification: element.text("security_justificationType"),
        detail: element.text("security_impactStatement").or_else(|| element.text("security_statusNotes")),
        recommendation: element.text("security_actionStatement"),
        ratings: element.text("security_vectorString").into_iter().collect(),
        affects: to.into_iter().map(|component| Affected { component, versions: Vec::new() }).collect(),
        ..ToldVulnerability::default()
    };
    element.ignore_rest();
    sbom.vulnerabilities.push(told);
}
