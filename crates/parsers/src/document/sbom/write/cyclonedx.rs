//! CycloneDX 1.6 as a tree of the JSON form, members in the order of the XML schema.

use std::collections::{BTreeMap, BTreeSet};

use domain::sbom::{
    Component, IdentifierKind, Licence, LicenceRole, Party, PartyKind, Property, Reference, Sbom,
    ToldVulnerability,
};

use super::{Lost, Map, Node, Tree, expression, ids, put, put_list, texts};
use crate::document::sbom::strict;

/// Kinds of components that 1.6 knows.
const KINDS: [&str; 12] = [
    "application",
    "framework",
    "library",
    "container",
    "platform",
    "operating-system",
    "device",
    "device-driver",
    "firmware",
    "file",
    "machine-learning-model",
    "data",
];
/// Hash algorithms that 1.6 knows.
const ALGORITHMS: [&str; 12] = [
    "MD5",
    "SHA-1",
    "SHA-256",
    "SHA-384",
    "SHA-512",
    "SHA3-256",
    "SHA3-384",
    "SHA3-512",
    "BLAKE2b-256",
    "BLAKE2b-384",
    "BLAKE2b-512",
    "BLAKE3",
];

/// The whole document.
pub(super) fn tree(sbom: &Sbom, now: &str, lost: &mut Lost) -> Tree {
    let mut root = Map::default();
    put(&mut root, "$schema", Some("http://cyclonedx.org/schema/bom-1.6.schema.json"));
    put(&mut root, "bomFormat", Some("CycloneDX"));
    put(&mut root, "specVersion", Some("1.6"));
    put(&mut root, "serialNumber", Some(&ids::serial(sbom)));
    let revision =
        sbom.revision.as_deref().and_then(|revision| revision.parse::<u32>().ok()).filter(|n| *n > 0);
    root.put("version", Node::Number(revision.unwrap_or(1).into()));
    let mut writer = Writer { sbom, lost, children: BTreeMap::new(), written: BTreeSet::new() };
    for (at, component) in sbom.components.iter().enumerate() {
        if let Some(parent) = component.parent.as_deref().filter(|parent| *parent != component.id) {
            writer.children.entry(parent).or_default().push(at);
        }
    }
    root.put("metadata", Node::Map(writer.metadata(now)));
    let mut components = Vec::new();
    let known: BTreeSet<&str> = sbom.components.iter().map(|c| c.id.as_str()).collect();
    for at in 0..sbom.components.len() {
        let top = sbom
            .components
            .get(at)
            .is_some_and(|c| c.parent.as_deref().is_none_or(|p| !known.contains(p) || p == c.id));
        if top {
            components.extend(writer.component(at, 0));
        }
    }
    // What stands inside itself is reached from no top.
    for at in 0..sbom.components.len() {
        components.extend(writer.component(at, 0));
    }
    root.put("components", Node::List(components));
    let written = std::mem::take(&mut writer.written);
    put_list(&mut root, "services", services(sbom));
    put_list(&mut root, "externalReferences", sbom.references.iter().map(|r| reference(r, lost)).collect());
    put_list(&mut root, "dependencies", dependencies(sbom, &written, lost));
    put_list(
        &mut root,
        "vulnerabilities",
        sbom.vulnerabilities.iter().map(|told| vulnerability(told, lost)).collect(),
    );
    lost.add("files", sbom.files.len());
    lost.add("texts of licences", sbom.licence_texts.len());
    lost.some("comments on the document", sbom.comment.as_ref());
    root
}

struct Writer<'s, 'l> {
    sbom: &'s Sbom,
    lost: &'l mut Lost,
    children: BTreeMap<&'s str, Vec<usize>>,
    /// Positions that are in the document, and the references given out.
    written: BTreeSet<usize>,
}

impl Writer<'_, '_> {
    fn metadata(&mut self, now: &str) -> Tree {
        let sbom = self.sbom;
        let mut map = Map::default();
        put(&mut map, "timestamp", Some(&ids::time(sbom.created.as_deref(), now)));
        let phases =
            ["design", "pre-build", "build", "post-build", "operations", "discovery", "decommission"];
        let lifecycle = |phase: &String| {
            let key = if phases.contains(&phase.as_str()) { "phase" } else { "name" };
            texts(&[(key, phase)])
        };
        put_list(&mut map, "lifecycles", sbom.lifecycles.iter().map(lifecycle).collect());
        let of = |kind: PartyKind| sbom.authors.iter().filter(move |author| author.kind == kind);
        let mut tools: Vec<Node<'static>> =
            of(PartyKind::Tool).map(|tool| texts(&[("type", "application"), ("name", &tool.name)])).collect();
        tools.push(texts(&[("type", "application"), ("name", "kikimori")]));
        tools.dedup();
        let mut inner = Map::default();
        inner.put("components", Node::List(tools));
        map.put("tools", Node::Map(inner));
        let mut authors: Vec<Node<'static>> = of(PartyKind::Person).map(contact).collect();
        // Only persons may be authors here: an organisation is named as one.
        authors.extend(of(PartyKind::Organisation).map(contact));
        put_list(&mut map, "authors", authors);
        let product = sbom.primary.first().and_then(|id| sbom.components.iter().position(|c| c.id == *id));
        if let Some(component) = product.and_then(|at| self.component(at, 0)) {
            map.put("component", component);
        }
        self.lost.add("further products the document is about", sbom.primary.len().saturating_sub(1));
        for (key, party) in [("manufacturer", &sbom.manufacturer), ("supplier", &sbom.supplier)] {
            if let Some(party) = party {
                map.put(key, entity(party));
            }
        }
        if let Some(licence) = &sbom.data_licence {
            put_list(
                &mut map,
                "licenses",
                self.licences(&[Licence { text: licence.clone(), ..Licence::default() }], &mut Vec::new()),
            );
        }
        let mut properties = sbom.properties.clone();
        if !map.has("component") {
            properties.extend(sbom.name.iter().map(|name| pair("kikimori:document-name", name)));
        }
        put_list(&mut map, "properties", properties.iter().map(property).collect());
        map
    }

    fn component(&mut self, at: usize, depth: usize) -> Option<Node<'static>> {
        let component = self.sbom.components.get(at)?;
        if depth > 90 || !self.written.insert(at) {
            return None;
        }
        let mut map = Map::default();
        let kind = component.kind.as_deref().filter(|kind| KINDS.contains(kind));
        if kind.is_none() {
            self.lost.some("kinds of components that CycloneDX does not have", component.kind.as_ref());
        }
        put(&mut map, "type", Some(kind.unwrap_or("library")));
        let first = self.sbom.components.iter().position(|other| other.id == component.id) == Some(at);
        // A reference must be unique: the first component keeps it.
        put(&mut map, "bom-ref", Some(component.id.as_str()).filter(|_| first));
        for (key, party) in [("supplier", &component.supplier), ("manufacturer", &component.manufacturer)] {
            if let Some(party) = party {
                map.put(key, entity(party));
            }
        }
        put_list(&mut map, "authors", component.authors.iter().map(contact).collect());
        put(&mut map, "publisher", component.publisher.as_deref());
        put(&mut map, "group", component.group.as_deref());
        map.put("name", Node::text(component.name.clone()));
        put(&mut map, "version", component.version.as_deref());
        put(&mut map, "description", component.description.as_deref().or(component.comment.as_deref()));
        if component.description.is_some() {
            self.lost.some("comments on components", component.comment.as_ref());
        }
        put(
            &mut map,
            "scope",
            component.scope.as_deref().filter(|s| ["required", "optional", "excluded"].contains(s)),
        );
        self.hashes(component, &mut map);
        let mut further = Vec::new();
        put_list(&mut map, "licenses", self.licences(&component.licences, &mut further));
        put(&mut map, "copyright", component.copyright.as_deref());
        self.identifiers(component, &mut map);
        self.references(component, &mut map);
        further.extend(support(component));
        further.extend(component.file_name.iter().map(|name| pair("kikimori:file-name", name)));
        let kept = component.properties.iter().filter(|p| !component.support.said_by(&p.name));
        put_list(&mut map, "properties", kept.chain(&further).map(property).collect());
        let children = self.children.get(component.id.as_str()).cloned().unwrap_or_default();
        let children = if first { children } else { Vec::new() };
        put_list(
            &mut map,
            "components",
            children.into_iter().filter_map(|child| self.component(child, depth + 1)).collect(),
        );
        Some(Node::Map(map))
    }

    fn hashes(&mut self, component: &Component, map: &mut Tree) {
        let (known, other): (Vec<_>, Vec<_>) = component.hashes.iter().partition(|hash| {
            ALGORITHMS.contains(&hash.algorithm.as_str())
                && matches!(hash.value.len(), 32 | 40 | 64 | 96 | 128)
                && hash.value.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        self.lost.add("hashes of algorithms or forms that CycloneDX does not have", other.len());
        put_list(
            map,
            "hashes",
            known.iter().map(|hash| texts(&[("alg", &hash.algorithm), ("content", &hash.value)])).collect(),
        );
    }

    /// An expression stands alone; what has no room beside it becomes a property.
    fn licences(&mut self, licences: &[Licence], further: &mut Vec<Property>) -> Vec<Node<'static>> {
        let role =
            |licence: &Licence| if licence.role == LicenceRole::Concluded { "concluded" } else { "declared" };
        let (found, mut licences): (Vec<&Licence>, Vec<&Licence>) =
            licences.iter().partition(|l| l.role == LicenceRole::Found || l.text == "NONE");
        further.extend(found.iter().map(|licence| {
            pair(&format!("kikimori:licence:{:?}", licence.role).to_lowercase(), &licence.text)
        }));
        let is_id = |licence: &Licence| strict::is_licence_id(&licence.text) && !licence.is_name;
        let complex = |licence: &&Licence| !is_id(licence) && expression(licence).is_some();
        if let Some(at) = licences.iter().position(complex) {
            let alone = licences.remove(at);
            further.extend(
                licences
                    .iter()
                    .map(|licence| pair(&format!("kikimori:licence:{}", role(licence)), &licence.text)),
            );
            return vec![texts(&[("expression", &alone.text), ("acknowledgement", role(alone))])];
        }
        let one = |licence: &Licence| {
            let mut inner = Map::default();
            put(&mut inner, "acknowledgement", Some(role(licence)));
            put(&mut inner, if is_id(licence) { "id" } else { "name" }, Some(&licence.text));
            put(&mut inner, "url", licence.url.as_deref().filter(|url| is_address(url)));
            let mut choice = Map::default();
            choice.put("license", Node::Map(inner));
            Node::Map(choice)
        };
        licences.iter().map(|licence| one(licence)).collect()
    }

    fn identifiers(&mut self, component: &Component, map: &mut Tree) {
        let of = |kind| component.identifiers.iter().filter(move |identifier| identifier.kind == kind);
        put(map, "cpe", component.cpe());
        put(map, "purl", component.purl());
        let list = |kind| of(kind).map(|identifier| Node::text(identifier.value.clone())).collect::<Vec<_>>();
        put_list(map, "omniborId", list(IdentifierKind::Gitoid));
        put_list(map, "swhid", list(IdentifierKind::Swhid));
        if let Some(tag) = component.identifier(IdentifierKind::Swid) {
            map.put("swid", texts(&[("tagId", tag), ("name", &component.name)]));
        }
        let cpes = of(IdentifierKind::Cpe22).count() + of(IdentifierKind::Cpe23).count();
        self.lost.add("further CPE names of a component", cpes.saturating_sub(1));
        self.lost
            .add("further package URLs of a component", of(IdentifierKind::Purl).count().saturating_sub(1));
        self.lost.add("identifiers of other kinds", of(IdentifierKind::Other).count());
    }

    fn references(&mut self, component: &Component, map: &mut Tree) {
        let mut all: Vec<Node<'static>> =
            component.references.iter().map(|r| reference(r, self.lost)).collect();
        if let Some(url) = component.download.as_deref().filter(|url| is_address(url)) {
            let found = Reference { kind: "distribution".to_owned(), url: url.to_owned(), comment: None };
            if !component.references.iter().any(|known| known.kind == "distribution" && known.url == url) {
                all.push(reference(&found, self.lost));
            }
        }
        put_list(map, "externalReferences", all);
    }
}

fn pair(name: &str, value: &str) -> Property {
    Property { name: name.to_owned(), value: value.to_owned() }
}

fn support(component: &Component) -> Vec<Property> {
    let support = &component.support;
    let fields = [
        ("Level of Support", &support.level),
        ("End-of-Life", &support.end_of_life),
        ("End-of-Support", &support.end_of_support),
    ];
    fields.iter().filter_map(|(name, value)| Some(pair(name, value.as_deref()?))).collect()
}

fn property(property: &Property) -> Node<'static> {
    texts(&[("name", &property.name), ("value", &property.value)])
}

fn is_address(text: &str) -> bool {
    !text.is_empty()
        && !text
            .chars()
            .any(|c| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`'))
}

fn reference(reference: &Reference, lost: &mut Lost) -> Node<'static> {
    let known = strict::cyclonedx().allows("externalReference.type", &reference.kind, 6);
    lost.add("kinds of references that CycloneDX does not have", usize::from(!known));
    let mut map = Map::default();
    put(&mut map, "type", Some(if known { &reference.kind } else { "other" }));
    // An address with spaces would make the whole document invalid.
    let url: String = if is_address(&reference.url) {
        reference.url.clone()
    } else {
        reference.url.replace(|c: char| !is_address(&c.to_string()), "%20")
    };
    map.put("url", Node::text(url));
    put(&mut map, "comment", reference.comment.as_deref());
    Node::Map(map)
}

fn entity(party: &Party) -> Node<'static> {
    let mut map = Map::default();
    put(&mut map, "name", Some(&party.name));
    let urls = party.contacts.iter().filter(|c| c.starts_with("http") && is_address(c));
    put_list(&mut map, "url", urls.map(|url| Node::text(url.clone())).collect());
    let mails = party.contacts.iter().filter(|contact| contact.contains('@'));
    put_list(&mut map, "contact", mails.map(|mail| texts(&[("email", mail)])).collect());
    Node::Map(map)
}

fn contact(party: &Party) -> Node<'static> {
    let mut map = Map::default();
    put(&mut map, "name", Some(&party.name));
    put(&mut map, "email", party.contacts.iter().find(|contact| contact.contains('@')).map(String::as_str));
    Node::Map(map)
}

fn services(sbom: &Sbom) -> Vec<Node<'static>> {
    let taken: BTreeSet<&str> = sbom.components.iter().map(|c| c.id.as_str()).collect();
    let mut seen = BTreeSet::new();
    let one = |service: &domain::sbom::Service| {
        let mut map = Map::default();
        put(
            &mut map,
            "bom-ref",
            Some(service.id.as_str()).filter(|id| !taken.contains(id) && seen.insert((*id).to_owned())),
        );
        if let Some(provider) = &service.provider {
            map.put("provider", entity(provider));
        }
        map.put("name", Node::text(service.name.clone()));
        put(&mut map, "version", service.version.as_deref());
        let endpoints = service.endpoints.iter().filter(|url| is_address(url));
        put_list(&mut map, "endpoints", endpoints.map(|url| Node::text(url.clone())).collect());
        Node::Map(map)
    };
    sbom.services.iter().map(one).collect()
}

fn dependencies(sbom: &Sbom, written: &BTreeSet<usize>, lost: &mut Lost) -> Vec<Node<'static>> {
    let known: BTreeSet<&str> =
        written.iter().filter_map(|at| sbom.components.get(*at)).map(|c| c.id.as_str()).collect();
    let services: BTreeSet<&str> = sbom.services.iter().map(|service| service.id.as_str()).collect();
    let mut of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for relation in &sbom.relations {
        let (from, to) = match relation.kind.as_str() {
            "DEPENDS_ON" => (&relation.from, &relation.to),
            "DEPENDENCY_OF" => (&relation.to, &relation.from),
            "CONTAINS" => {
                lost.add("“contains”, written as “depends on”", 1);
                (&relation.from, &relation.to)
            }
            "CONTAINED_BY" => {
                lost.add("“contains”, written as “depends on”", 1);
                (&relation.to, &relation.from)
            }
            _ => {
                lost.add("relations other than “depends on”", 1);
                continue;
            }
        };
        let there = |id: &String| known.contains(id.as_str()) || services.contains(id.as_str());
        if there(from) && there(to) {
            of.entry(from).or_default().insert(to);
        } else {
            lost.add("relations with files or with things outside the document", 1);
        }
    }
    let one = |(from, to): (&str, BTreeSet<&str>)| {
        let mut map = Map::default();
        put(&mut map, "ref", Some(from));
        map.put("dependsOn", Node::List(to.into_iter().map(|id| Node::text(id.to_owned())).collect()));
        Node::Map(map)
    };
    of.into_iter().map(one).collect()
}

fn vulnerability(told: &ToldVulnerability, lost: &mut Lost) -> Node<'static> {
    let mut map = Map::default();
    put(&mut map, "id", Some(&told.id));
    if let Some(source) = &told.source {
        map.put("source", texts(&[("name", source)]));
    }
    let alias = |id: &String| {
        let mut map = Map::default();
        put(&mut map, "id", Some(id));
        map.put("source", texts(&[("name", id.split('-').next().unwrap_or_default())]));
        Node::Map(map)
    };
    put_list(&mut map, "references", told.aliases.iter().map(alias).collect());
    lost.add("scores of vulnerabilities", told.ratings.len());
    let cwes = told.cwes.iter().filter_map(|cwe| cwe.trim_start_matches("CWE-").parse::<u32>().ok());
    put_list(&mut map, "cwes", cwes.map(|cwe| Node::Number(cwe.into())).collect());
    put(&mut map, "description", told.description.as_deref());
    put(&mut map, "recommendation", told.recommendation.as_deref());
    let mut analysis = Map::default();
    let state = told.state.as_deref().map(|state| match state {
        "affected" => "exploitable",
        "fixed" => "resolved",
        "under_investigation" => "in_triage",
        other => other,
    });
    let allowed = |list: &str, word: &&str| strict::cyclonedx().allows(list, word, 6);
    put(&mut analysis, "state", state.filter(|word| allowed("impactAnalysisState", word)));
    put(
        &mut analysis,
        "justification",
        told.justification.as_deref().filter(|word| allowed("impactAnalysisJustification", word)),
    );
    let responses = ["can_not_fix", "will_not_fix", "update", "rollback", "workaround_available"];
    let known = told.responses.iter().filter(|response| responses.contains(&response.as_str()));
    put_list(&mut analysis, "response", known.map(|response| Node::text(response.clone())).collect());
    put(&mut analysis, "detail", told.detail.as_deref());
    if let Some(when) = told.analysed.as_deref() {
        put(&mut analysis, "lastUpdated", ids::utc(when).as_deref());
    }
    if !analysis.entries.is_empty() {
        map.put("analysis", Node::Map(analysis));
    }
    let affects = told.affects.iter().filter(|affected| !affected.component.is_empty()).map(|affected| {
        let mut target = Map::default();
        put(&mut target, "ref", Some(&affected.component));
        let versions = affected.versions.iter().map(|(which, status)| {
            let key = if which.starts_with("vers:") { "range" } else { "version" };
            let known = if allowed("affectedStatus", &status.as_str()) { status } else { "unknown" };
            match status.as_str() {
                "" => texts(&[(key, which)]),
                _ => texts(&[(key, which), ("status", known)]),
            }
        });
        put_list(&mut target, "versions", versions.collect());
        Node::Map(target)
    });
    put_list(&mut map, "affects", affects.collect());
    put_list(&mut map, "properties", told.properties.iter().map(property).collect());
    Node::Map(map)
}
