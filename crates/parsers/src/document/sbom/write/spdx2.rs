//! SPDX 2.3 as a tree of the JSON form.

use std::collections::{BTreeMap, BTreeSet};

use domain::sbom::{
    Component, FileEntry, Hash, Identifier, IdentifierKind, Licence, LicenceRole, Party, PartyKind, Property,
    Sbom,
};

use super::{Lost, Map, Node, Tree, expression, ids, put, put_list, texts};
use crate::document::sbom::{
    spdx2::{KEPT_MARK, KEPT_TOOL},
    words,
};

/// Purposes that 2.3 knows.
const PURPOSES: [&str; 12] = [
    "APPLICATION",
    "FRAMEWORK",
    "LIBRARY",
    "CONTAINER",
    "OPERATING-SYSTEM",
    "DEVICE",
    "FIRMWARE",
    "SOURCE",
    "ARCHIVE",
    "FILE",
    "INSTALL",
    "OTHER",
];

/// The whole document.
pub(super) fn tree(sbom: &Sbom, now: &str, lost: &mut Lost) -> Tree {
    let ids = ids::spdx(sbom);
    let created = ids::time(sbom.created.as_deref(), now);
    let mut writer =
        Writer { sbom, ids, created: &created, lost, texts: BTreeMap::new(), given: BTreeSet::new() };
    let mut root = Map::default();
    put(&mut root, "spdxVersion", Some("SPDX-2.3"));
    put(&mut root, "dataLicense", Some("CC0-1.0"));
    put(&mut root, "SPDXID", Some("SPDXRef-DOCUMENT"));
    put(&mut root, "name", Some(sbom.name.as_deref().unwrap_or("unnamed")));
    put(&mut root, "documentNamespace", Some(&ids::namespace(sbom)));
    let mut creation = Map::default();
    put(&mut creation, "created", Some(&created));
    let mut creators: Vec<Node<'static>> =
        sbom.authors.iter().map(|author| Node::text(party(author))).collect();
    creators.push(Node::text("Tool: kikimori"));
    creators.dedup();
    creation.put("creators", Node::List(creators));
    root.put("creationInfo", Node::Map(creation));
    put(&mut root, "comment", sbom.comment.as_deref());
    let mut properties: Vec<Property> = sbom.properties.clone();
    properties.extend(
        sbom.lifecycles.iter().map(|phase| Property { name: "lifecycle".to_owned(), value: phase.clone() }),
    );
    for (name, party) in [("supplier", &sbom.supplier), ("manufacturer", &sbom.manufacturer)] {
        properties
            .extend(party.iter().map(|party| Property { name: name.to_owned(), value: party.name.clone() }));
    }
    put_list(
        &mut root,
        "annotations",
        properties.iter().map(|property| writer.annotation(property)).collect(),
    );
    let packages = sbom.components.iter().map(|component| writer.package(component)).collect();
    root.put("packages", Node::List(packages));
    put_list(&mut root, "files", sbom.files.iter().filter_map(|file| writer.file(file)).collect());
    put_list(&mut root, "relationships", writer.relations());
    for text in &sbom.licence_texts {
        let id = licence_ref(&text.id);
        writer.texts.insert(id, (text.name.clone(), text.text.clone()));
    }
    let licences = std::mem::take(&mut writer.texts);
    put_list(&mut root, "hasExtractedLicensingInfos", licences.into_iter().map(extracted).collect());
    lost.add("services", sbom.services.len());
    lost.add("vulnerabilities and their analysis", sbom.vulnerabilities.len());
    lost.add("references of the document", sbom.references.len());
    root
}

fn extracted((id, (name, text)): (String, (Option<String>, String))) -> Node<'static> {
    let mut map = Map::default();
    put(&mut map, "licenseId", Some(&id));
    put(&mut map, "extractedText", Some(if text.trim().is_empty() { "NOASSERTION" } else { &text }));
    put(&mut map, "name", name.as_deref());
    Node::Map(map)
}

fn licence_ref(id: &str) -> String {
    match id.strip_prefix("LicenseRef-") {
        Some(rest) => format!("LicenseRef-{}", ids::sanitised(rest)),
        None => format!("LicenseRef-{}", ids::sanitised(id)),
    }
}

pub(super) fn party(party: &Party) -> String {
    let kind = match party.kind {
        PartyKind::Organisation => "Organization",
        PartyKind::Person => "Person",
        PartyKind::Tool => "Tool",
    };
    let mail =
        party.contacts.iter().find(|contact| contact.contains('@')).filter(|_| party.kind != PartyKind::Tool);
    let name = party.name.replace(['\n', '\r'], " ");
    match mail {
        Some(mail) => format!("{kind}: {name} ({mail})"),
        None => format!("{kind}: {name}"),
    }
}

struct Writer<'s, 'l> {
    sbom: &'s Sbom,
    ids: BTreeMap<&'s str, String>,
    created: &'s str,
    lost: &'l mut Lost,
    /// Licences that are on no list: id, name, text.
    texts: BTreeMap<String, (Option<String>, String)>,
    given: BTreeSet<String>,
}

impl Writer<'_, '_> {
    fn id(&self, id: &str) -> Option<String> {
        self.ids.get(id).cloned()
    }

    /// A property as annotation: the only place that SPDX 2 has for it.
    fn annotation(&self, property: &Property) -> Node<'static> {
        texts(&[
            ("annotationDate", self.created),
            ("annotationType", "OTHER"),
            ("annotator", KEPT_TOOL),
            ("comment", &format!("{KEPT_MARK}{}={}", property.name.replace('=', "%3D"), property.value)),
        ])
    }

    fn package(&mut self, component: &Component) -> Node<'static> {
        let mut map = Map::default();
        let id = self.id(&component.id).unwrap_or_default();
        put(&mut map, "SPDXID", Some(&ids::given(id, &mut self.given)));
        let name = component.full_name();
        self.lost.some("groups, written in front of the name", component.group.as_ref());
        put(&mut map, "name", Some(if name.trim().is_empty() { "unnamed" } else { &name }));
        put(&mut map, "versionInfo", component.version.as_deref());
        put(&mut map, "packageFileName", component.file_name.as_deref());
        let supplier = component.supplier.as_ref().or(component.manufacturer.as_ref()).map(party);
        let supplier =
            supplier.or_else(|| component.publisher.as_ref().map(|name| format!("Organization: {name}")));
        put(&mut map, "supplier", supplier.as_deref());
        put(&mut map, "originator", component.authors.first().map(party).as_deref());
        self.lost.add("further authors of a component", component.authors.len().saturating_sub(1));
        put(&mut map, "downloadLocation", Some(component.download.as_deref().unwrap_or("NOASSERTION")));
        map.put("filesAnalyzed", Node::Bool(false));
        put_list(&mut map, "checksums", self.checksums(&component.hashes));
        let website = component.references.iter().position(|r| r.kind == "website");
        put(
            &mut map,
            "homepage",
            website.and_then(|at| component.references.get(at)).map(|r| r.url.as_str()),
        );
        self.lost
            .add("references of components", component.references.len() - usize::from(website.is_some()));
        for (key, role) in
            [("licenseConcluded", LicenceRole::Concluded), ("licenseDeclared", LicenceRole::Declared)]
        {
            put(&mut map, key, Some(&self.licence(component, role)));
        }
        put(&mut map, "copyrightText", Some(component.copyright.as_deref().unwrap_or("NOASSERTION")));
        put(&mut map, "description", component.description.as_deref());
        put(&mut map, "comment", component.comment.as_deref());
        put_list(&mut map, "externalRefs", component.identifiers.iter().map(external).collect());
        let purpose = component.kind.as_deref().map(|kind| kind.to_ascii_uppercase());
        let purpose = purpose.filter(|purpose| PURPOSES.contains(&purpose.as_str()));
        let mut further = self.further(component, purpose.is_some());
        put(&mut map, "primaryPackagePurpose", purpose.as_deref());
        for property in &component.properties {
            match property.name.strip_prefix("spdx:") {
                Some(key @ ("sourceInfo" | "summary" | "licenseComments")) if !map.has(key) => {
                    map.put(key.to_owned(), Node::text(property.value.clone()));
                }
                Some("filesAnalyzed" | "packageVerificationCode") => {
                    self.lost.add("what was found about analysed files", 1)
                }
                _ => further.push(property.clone()),
            }
        }
        put_list(&mut map, "annotations", further.iter().map(|property| self.annotation(property)).collect());
        Node::Map(map)
    }

    /// What only an annotation can hold.
    fn further(&self, component: &Component, has_purpose: bool) -> Vec<Property> {
        let support = &component.support;
        let pairs = [
            ("Level of Support", support.level.as_ref()),
            ("End-of-Life", support.end_of_life.as_ref()),
            ("End-of-Support", support.end_of_support.as_ref()),
            ("kikimori:kind", component.kind.as_ref().filter(|_| !has_purpose)),
            ("kikimori:scope", component.scope.as_ref()),
            ("kikimori:publisher", component.publisher.as_ref().filter(|_| component.supplier.is_some())),
        ];
        let said = |name: &str| component.properties.iter().any(|p| p.name == name);
        let pairs = pairs.into_iter().filter(|(name, _)| !said(name));
        pairs
            .filter_map(|(name, value)| Some(Property { name: name.to_owned(), value: value?.clone() }))
            .collect()
    }

    fn checksums(&mut self, hashes: &[Hash]) -> Vec<Node<'static>> {
        let mut sums = Vec::new();
        for hash in hashes {
            let algorithm = words::spdx_algorithm(&hash.algorithm);
            match algorithm
                .filter(|_| !hash.value.is_empty() && hash.value.bytes().all(|b| b.is_ascii_hexdigit()))
            {
                Some(algorithm) => {
                    sums.push(texts(&[("algorithm", &algorithm), ("checksumValue", &hash.value)]))
                }
                None => self.lost.add("hashes of algorithms or forms that SPDX does not have", 1),
            }
        }
        sums
    }

    /// All licences of a role as one expression; names become licences of the document.
    fn licence(&mut self, component: &Component, role: LicenceRole) -> String {
        let of_role: Vec<&Licence> =
            component.licences.iter().filter(|licence| licence.role == role).collect();
        if of_role.iter().any(|licence| licence.text == "NONE") {
            return "NONE".to_owned();
        }
        let parts: Vec<String> = of_role
            .iter()
            .map(|licence| match expression(licence) {
                Some(text) if of_role.len() > 1 && text.contains(' ') => format!("({text})"),
                Some(text) => text.to_owned(),
                None => {
                    let id = licence_ref(&licence.text);
                    self.texts
                        .entry(id.clone())
                        .or_insert_with(|| (Some(licence.text.clone()), licence.text.clone()));
                    id
                }
            })
            .collect();
        if parts.is_empty() { "NOASSERTION".to_owned() } else { parts.join(" AND ") }
    }

    fn file(&mut self, file: &FileEntry) -> Option<Node<'static>> {
        let sums = self.checksums(&file.hashes);
        if sums.is_empty() || file.name.trim().is_empty() {
            // SPDX demands a SHA-1 of every file.
            self.lost.add("files without name or digest", 1);
            self.ids.remove(file.id.as_str());
            return None;
        }
        let mut map = Map::default();
        put(&mut map, "SPDXID", self.id(&file.id).as_deref());
        put(&mut map, "fileName", Some(&file.name));
        map.put("checksums", Node::List(sums));
        let concluded =
            file.licences.iter().find(|licence| licence.role == LicenceRole::Concluded).and_then(expression);
        put(&mut map, "licenseConcluded", Some(concluded.unwrap_or("NOASSERTION")));
        put(&mut map, "copyrightText", Some(file.copyright.as_deref().unwrap_or("NOASSERTION")));
        Some(Node::Map(map))
    }

    fn relations(&mut self) -> Vec<Node<'static>> {
        let told = |from: &str, kind: &str, to: &str, comment: &[(&'static str, &str)]| {
            let ends = [("spdxElementId", from), ("relationshipType", kind), ("relatedSpdxElement", to)];
            texts(&[&ends, comment].concat())
        };
        let relation = |from: &str, kind: &str, to: &str| told(from, kind, to, &[]);
        let mut found: Vec<Node<'static>> = Vec::new();
        for id in self.sbom.primary.iter().filter_map(|id| self.id(id)) {
            found.push(relation("SPDXRef-DOCUMENT", "DESCRIBES", &id));
        }
        for component in &self.sbom.components {
            let parent = component.parent.as_deref().filter(|parent| *parent != component.id);
            if let (Some(parent), Some(id)) =
                (parent.and_then(|parent| self.id(parent)), self.id(&component.id))
            {
                found.push(relation(&parent, "CONTAINS", &id));
            }
        }
        for known in &self.sbom.relations {
            let end = |id: &str| match id {
                "SPDXRef-DOCUMENT" | "NONE" | "NOASSERTION" => Some(id.to_owned()),
                _ => self.id(id),
            };
            match (end(&known.from), end(&known.to)) {
                (Some(from), Some(to)) => {
                    let standard =
                        crate::document::sbom::strict::spdx2().allows("relation-type", &known.kind, 3);
                    if !standard {
                        self.lost.add("kinds of relations that SPDX 2 does not have, written as OTHER", 1);
                    }
                    let kind = if standard { &known.kind } else { "OTHER" };
                    let comment: Vec<_> =
                        known.comment.iter().map(|text| ("comment", text.as_str())).collect();
                    found.push(told(&from, kind, &to, &comment));
                }
                _ => self.lost.add("relations with things outside the document", 1),
            }
        }
        found
    }
}

fn external(identifier: &Identifier) -> Node<'static> {
    let (category, kind) = match identifier.kind {
        IdentifierKind::Purl => ("PACKAGE-MANAGER", "purl"),
        IdentifierKind::Cpe22 => ("SECURITY", "cpe22Type"),
        IdentifierKind::Cpe23 => ("SECURITY", "cpe23Type"),
        IdentifierKind::Swid => ("SECURITY", "swid"),
        IdentifierKind::Gitoid => ("PERSISTENT-ID", "gitoid"),
        IdentifierKind::Swhid => ("PERSISTENT-ID", "swh"),
        IdentifierKind::Other => match identifier.value.split_once(": ") {
            Some((kind, value)) if !kind.contains(char::is_whitespace) => {
                return texts(&[
                    ("referenceCategory", "OTHER"),
                    ("referenceType", kind),
                    ("referenceLocator", value),
                ]);
            }
            _ => ("OTHER", "unknown"),
        },
    };
    texts(&[
        ("referenceCategory", category),
        ("referenceType", kind),
        ("referenceLocator", &identifier.value),
    ])
}
