//! SPDX 3.0.1 as a graph in JSON-LD.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    civil::Civil,
    sbom::{Component, IdentifierKind, LicenceRole, Party, PartyKind, Sbom},
};

use super::{Lost, Map, Node, Tree, expression, ids, put, put_list};
use crate::document::sbom::{strict, words};

/// The whole document.
pub(super) fn tree(sbom: &Sbom, now: &str, lost: &mut Lost) -> Tree {
    let base = ids::namespace(sbom);
    let created = ids::time(sbom.created.as_deref(), now);
    let mut writer = Writer {
        base: &base,
        ids: ids::spdx(sbom),
        graph: Vec::new(),
        agents: BTreeMap::new(),
        licences: BTreeMap::new(),
        relations: 0,
        given: BTreeSet::new(),
        lost,
    };
    writer.creation(sbom, &created);
    let components: Vec<String> = sbom.components.iter().map(|component| writer.package(component)).collect();
    for file in &sbom.files {
        let mut map = writer.element("software_File", &file.id);
        put(&mut map, "name", Some(&file.name));
        put_list(&mut map, "verifiedUsing", hashes(&file.hashes));
        put(&mut map, "software_copyrightText", file.copyright.as_deref());
        writer.lost.add("licences of files", file.licences.len());
        writer.graph.push(Node::Map(map));
    }
    writer.relations(sbom);
    let primary: Vec<String> = sbom.primary.iter().filter_map(|id| writer.id(id)).collect();
    let about = if primary.is_empty() { components.iter().take(1).cloned().collect() } else { primary };
    writer.documents(sbom, &about, &components);
    writer.lost.add("properties of the document", sbom.properties.len() + sbom.lifecycles.len());
    writer.lost.add("services", sbom.services.len());
    writer.lost.add("vulnerabilities and their analysis", sbom.vulnerabilities.len());
    writer.lost.add("texts of licences", sbom.licence_texts.len());
    let mut root = Map::default();
    put(&mut root, "@context", Some("https://spdx.org/rdf/3.0.1/spdx-context.jsonld"));
    root.put("@graph", Node::List(writer.graph));
    root
}

const CREATION: &str = "_:creationinfo";

struct Writer<'s, 'l> {
    base: &'s str,
    ids: BTreeMap<&'s str, String>,
    graph: Vec<Node<'static>>,
    agents: BTreeMap<Party, String>,
    licences: BTreeMap<String, String>,
    relations: usize,
    given: BTreeSet<String>,
    lost: &'l mut Lost,
}

/// A word list of the model has this word.
fn allows(list: &str, word: &str) -> bool {
    strict::spdx3_classes().allows(list, word, 0)
}

fn list(ids: &[String]) -> Node<'static> {
    Node::List(ids.iter().map(|id| Node::text(id.clone())).collect())
}

fn hashes(hashes: &[domain::sbom::Hash]) -> Vec<Node<'static>> {
    let one = |hash: &domain::sbom::Hash| {
        let mut map = Map::default();
        put(&mut map, "type", Some("Hash"));
        let word: String = words::spdx_algorithm(&hash.algorithm).unwrap_or_else(|| "other".to_owned());
        let joint = if word.starts_with("SHA3-") { "_" } else { "" };
        let word = word.replace('-', joint).to_ascii_lowercase();
        put(&mut map, "algorithm", Some(if allows("HashAlgorithm", &word) { &word } else { "other" }));
        put(&mut map, "hashValue", Some(&hash.value));
        Node::Map(map)
    };
    hashes.iter().map(one).collect()
}

impl Writer<'_, '_> {
    fn id(&self, id: &str) -> Option<String> {
        Some(format!("{}#{}", self.base, self.ids.get(id)?))
    }

    fn element(&self, kind: &str, id: &str) -> Tree {
        let id = self.id(id).unwrap_or_default();
        self.element_at(kind, &id)
    }

    fn element_at(&self, kind: &str, id: &str) -> Tree {
        let mut map = Map::default();
        put(&mut map, "type", Some(kind));
        put(&mut map, "spdxId", Some(id));
        put(&mut map, "creationInfo", Some(CREATION));
        map
    }

    fn creation(&mut self, sbom: &Sbom, created: &str) {
        let mut map = Map::default();
        put(&mut map, "type", Some("CreationInfo"));
        put(&mut map, "@id", Some(CREATION));
        put(&mut map, "specVersion", Some("3.0.1"));
        put(&mut map, "created", Some(created));
        let (tools, others): (Vec<_>, Vec<_>) =
            sbom.authors.iter().partition(|author| author.kind == PartyKind::Tool);
        let mut by: Vec<String> = others.into_iter().map(|author| self.agent(author)).collect();
        if by.is_empty() {
            // Somebody must be named; the program is the only one known.
            by.push(self.agent(&Party {
                kind: PartyKind::Organisation,
                name: "unknown".to_owned(),
                contacts: Vec::new(),
            }));
        }
        map.put("createdBy", list(&by));
        let mut using: Vec<String> = tools.into_iter().map(|tool| self.agent(tool)).collect();
        using.push(self.agent(&Party {
            kind: PartyKind::Tool,
            name: "kikimori".to_owned(),
            contacts: Vec::new(),
        }));
        using.dedup();
        map.put("createdUsing", list(&using));
        self.graph.push(Node::Map(map));
    }

    fn agent(&mut self, party: &Party) -> String {
        if let Some(id) = self.agents.get(party) {
            return id.clone();
        }
        let kind = match party.kind {
            PartyKind::Organisation => "Organization",
            PartyKind::Person => "Person",
            PartyKind::Tool => "Tool",
        };
        let id = format!("{}#{kind}-{}", self.base, self.agents.len() + 1);
        let mut map = self.element_at(kind, &id);
        put(&mut map, "name", Some(&party.name));
        if let Some(mail) = party.contacts.iter().find(|contact| contact.contains('@')) {
            let mut identifier = Map::default();
            put(&mut identifier, "type", Some("ExternalIdentifier"));
            put(&mut identifier, "externalIdentifierType", Some("email"));
            put(&mut identifier, "identifier", Some(mail));
            map.put("externalIdentifier", Node::List(vec![Node::Map(identifier)]));
        }
        self.graph.push(Node::Map(map));
        self.agents.insert(party.clone(), id.clone());
        id
    }

    fn package(&mut self, component: &Component) -> String {
        let supplier = component.supplier.as_ref().or(component.manufacturer.as_ref()).cloned();
        let publisher = || {
            component.publisher.clone().map(|name| Party {
                kind: PartyKind::Organisation,
                name,
                contacts: Vec::new(),
            })
        };
        let supplier = supplier.or_else(publisher).map(|party| self.agent(&party));
        let authors: Vec<String> = component.authors.iter().map(|author| self.agent(author)).collect();
        let id = ids::given(self.id(&component.id).unwrap_or_default(), &mut self.given);
        let mut map = self.element_at("software_Package", &id);
        self.lost.some("groups, written in front of the name", component.group.as_ref());
        let name = component.full_name();
        put(&mut map, "name", Some(if name.trim().is_empty() { "unnamed" } else { &name }));
        put(&mut map, "software_packageVersion", component.version.as_deref());
        put(&mut map, "suppliedBy", supplier.as_deref());
        if !authors.is_empty() {
            map.put("originatedBy", list(&authors));
        }
        put(&mut map, "description", component.description.as_deref());
        put(&mut map, "comment", component.comment.as_deref());
        put(&mut map, "software_copyrightText", component.copyright.as_deref());
        put(&mut map, "software_downloadLocation", component.download.as_deref());
        put(
            &mut map,
            "software_homePage",
            component.references.iter().find(|r| r.kind == "website").map(|r| r.url.as_str()),
        );
        put(&mut map, "software_primaryPurpose", self.purpose(component).as_deref());
        put(&mut map, "software_packageUrl", component.purl());
        put_list(&mut map, "verifiedUsing", hashes(&component.hashes));
        put_list(&mut map, "externalIdentifier", identifiers(component));
        let end = component.support.end_of_support.as_deref();
        let until = end.and_then(Civil::read).map(|end| Civil::utc(end).iso());
        self.lost.add("ends of support that are no date", usize::from(end.is_some() && until.is_none()));
        put(&mut map, "validUntilTime", until.as_deref());
        match component.support.level.as_ref() {
            Some(level) if allows("SupportType", level) => {
                map.put("supportLevel", Node::List(vec![Node::text(level.clone())]));
            }
            level => self.lost.some("levels of support in words of their own", level),
        }
        self.lost.some("ends of life", component.support.end_of_life.as_ref());
        self.lost.add("properties of components", component.properties.len());
        self.graph.push(Node::Map(map));
        for licence in &component.licences {
            let kind = match licence.role {
                LicenceRole::Concluded => "hasConcludedLicense",
                LicenceRole::Declared => "hasDeclaredLicense",
                LicenceRole::Found => {
                    self.lost.add("licences found in files", 1);
                    continue;
                }
            };
            let text = expression(licence)
                .map_or_else(|| format!("LicenseRef-{}", ids::sanitised(&licence.text)), str::to_owned);
            let licence = self.licence(&text);
            self.relation(&id, kind, &licence);
        }
        id
    }

    /// The kind of a component in the words of the model.
    fn purpose(&mut self, component: &Component) -> Option<String> {
        let kind = component.kind.as_deref()?;
        let same = words::PURPOSES.iter().find(|(own, _)| *own == kind).map_or(kind, |(_, word)| word);
        if allows("SoftwarePurpose", same) {
            return Some(same.to_owned());
        }
        self.lost.add("kinds of components, written as “other”", 1);
        Some("other".to_owned())
    }

    fn licence(&mut self, text: &str) -> String {
        if let Some(id) = self.licences.get(text) {
            return id.clone();
        }
        let id = format!("{}#licence-{}", self.base, self.licences.len() + 1);
        let mut map = self.element_at("simplelicensing_LicenseExpression", &id);
        put(&mut map, "simplelicensing_licenseExpression", Some(text));
        self.graph.push(Node::Map(map));
        self.licences.insert(text.to_owned(), id.clone());
        id
    }

    fn relation(&mut self, from: &str, kind: &str, to: &str) {
        self.relations += 1;
        let id = format!("{}#relation-{}", self.base, self.relations);
        let mut map = self.element_at("Relationship", &id);
        put(&mut map, "from", Some(from));
        put(&mut map, "relationshipType", Some(kind));
        map.put("to", list(&[to.to_owned()]));
        self.graph.push(Node::Map(map));
    }

    fn relations(&mut self, sbom: &Sbom) {
        for component in &sbom.components {
            let parent = component.parent.as_deref().filter(|parent| *parent != component.id);
            if let (Some(parent), Some(id)) =
                (parent.and_then(|parent| self.id(parent)), self.id(&component.id))
            {
                self.relation(&parent, "contains", &id);
            }
        }
        for relation in &sbom.relations {
            let (Some(from), Some(to)) = (self.id(&relation.from), self.id(&relation.to)) else {
                self.lost.add("relations with things outside the document", 1);
                continue;
            };
            match relation.kind.as_str() {
                "DEPENDS_ON" => self.relation(&from, "dependsOn", &to),
                "DEPENDENCY_OF" => self.relation(&to, "dependsOn", &from),
                "CONTAINS" => self.relation(&from, "contains", &to),
                "CONTAINED_BY" => self.relation(&to, "contains", &from),
                "DYNAMIC_LINK" => self.relation(&from, "hasDynamicLink", &to),
                "STATIC_LINK" => self.relation(&from, "hasStaticLink", &to),
                "GENERATES" => self.relation(&from, "generates", &to),
                _ => {
                    self.lost.add("other relations, written as “other”", 1);
                    self.relation(&from, "other", &to);
                }
            }
        }
    }

    fn documents(&mut self, sbom: &Sbom, about: &[String], components: &[String]) {
        let list_id = format!("{}#sbom", self.base);
        let mut map = self.element_at("software_Sbom", &list_id);
        map.put("rootElement", list(about));
        map.put("element", list(components));
        self.graph.push(Node::Map(map));
        let mut map = self.element_at("SpdxDocument", &format!("{}#document", self.base));
        put(&mut map, "name", sbom.name.as_deref());
        put(&mut map, "comment", sbom.comment.as_deref());
        map.put(
            "profileConformance",
            list(&["core".to_owned(), "software".to_owned(), "simpleLicensing".to_owned()]),
        );
        map.put("rootElement", list(&[list_id]));
        self.graph.push(Node::Map(map));
    }
}

fn identifiers(component: &Component) -> Vec<Node<'static>> {
    let mut found = Vec::new();
    for identifier in &component.identifiers {
        let kind = match identifier.kind {
            IdentifierKind::Purl => "packageUrl",
            IdentifierKind::Cpe22 => "cpe22",
            IdentifierKind::Cpe23 => "cpe23",
            IdentifierKind::Swid => "swid",
            IdentifierKind::Gitoid => "gitoid",
            IdentifierKind::Swhid => "swhid",
            IdentifierKind::Other => "other",
        };
        // The first package URL has a member of its own.
        if kind == "packageUrl" && component.purl() == Some(&identifier.value) {
            continue;
        }
        let mut map = Map::default();
        put(&mut map, "type", Some("ExternalIdentifier"));
        put(&mut map, "externalIdentifierType", Some(kind));
        put(&mut map, "identifier", Some(&identifier.value));
        found.push(Node::Map(map));
    }
    found
}
