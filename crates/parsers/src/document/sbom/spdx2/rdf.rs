//! SPDX RDF/XML (1.x and 2.x) into the shape of the JSON form: subjects are collected first, for they nest and refer as they like.

use std::collections::BTreeMap;

use crate::document::{
    sbom::words,
    tree::{Element, Map, Node},
};

/// Licences inside licences.
const DEEPEST: usize = 60;

/// Whether a root element is SPDX in RDF/XML.
pub(in crate::document::sbom) fn is_rdf(root: &Element) -> bool {
    root.name == "RDF" && any_spdx(root, 0)
}

fn any_spdx(element: &Element, depth: usize) -> bool {
    (element.namespace.contains("spdx.org/rdf") && element.name == "SpdxDocument")
        || (depth < 12 && element.children.iter().any(|child| any_spdx(child, depth + 1)))
}

/// What a property points to.
#[derive(Clone, Debug)]
enum Object {
    Subject(String),
    Literal(String),
}

#[derive(Clone, Debug, Default)]
struct Subject {
    kind: String,
    properties: Vec<(String, Object)>,
    line: u32,
}

#[derive(Default)]
struct Graph {
    subjects: BTreeMap<String, Subject>,
    /// In the order of the file.
    order: Vec<String>,
    nameless: usize,
}

/// The document as a tree of the JSON form.
pub(in crate::document::sbom) fn read(root: &Element) -> Map<'static> {
    let mut graph = Graph::default();
    for child in &root.children {
        graph.subject(child);
    }
    graph.document()
}

impl Graph {
    /// A typed node; gives its name.
    fn subject(&mut self, element: &Element) -> String {
        let name =
            ["rdf:about", "rdf:nodeID", "rdf:ID"].iter().find_map(|key| element.attribute(key)).map_or_else(
                || {
                    self.nameless += 1;
                    format!("_:{}", self.nameless)
                },
                str::to_owned,
            );
        let mut found = Vec::new();
        for property in &element.children {
            let object = if let Some(inner) = property.children.first() {
                Object::Subject(self.subject(inner))
            } else if let Some(resource) =
                property.attribute("rdf:resource").or(property.attribute("rdf:nodeID"))
            {
                Object::Subject(resource.to_owned())
            } else {
                Object::Literal(property.text.clone())
            };
            found.push((property.name.clone(), object));
        }
        if !self.subjects.contains_key(&name) {
            self.order.push(name.clone());
        }
        let subject = self.subjects.entry(name.clone()).or_default();
        // A node that is only mentioned says less than one that is described.
        if subject.kind.is_empty() || element.name != "Description" {
            subject.kind.clone_from(&element.name);
            subject.line = element.line;
        }
        subject.properties.extend(found);
        name
    }

    fn of<'g>(&'g self, kind: &'g str) -> impl Iterator<Item = (&'g String, &'g Subject)> {
        self.order
            .iter()
            .filter_map(|name| self.subjects.get(name).map(|subject| (name, subject)))
            .filter(move |(_, s)| s.kind == kind)
    }

    fn document(&self) -> Map<'static> {
        let mut map = Map::default();
        let Some((name, document)) = self.of("SpdxDocument").next() else { return map };
        map.line = document.line;
        map.put("documentNamespace", Node::text(name.split('#').next().unwrap_or_default().to_owned()));
        map.put("SPDXID", Node::text("SPDXRef-DOCUMENT"));
        for (key, object) in &document.properties {
            match key.as_str() {
                "specVersion" => map.put("spdxVersion", self.text(object)),
                "name" | "comment" => map.put(key.clone(), self.text(object)),
                "dataLicense" => map.put("dataLicense", Node::text(self.licence(object, 0))),
                "creationInfo" => map.put("creationInfo", self.creation(object)),
                "describesPackage" | "describesFile" => map.push("documentDescribes", self.id(object)),
                "externalDocumentRef" => map.push("externalDocumentRefs", self.outside(object)),
                "annotation" => map.push("annotations", self.inner(object, &[])),
                "relationship" => self.relation(name, object, &mut map),
                "hasExtractedLicensingInfo" | "referencesFile" | "reviewed" => {}
                _ => map.put(key.clone(), self.text(object)),
            }
        }
        for (name, subject) in self.of("Package") {
            let package = self.element(name, subject, &mut map);
            map.push("packages", Node::Map(package));
        }
        for (name, subject) in self.of("File") {
            let file = self.element(name, subject, &mut map);
            map.push("files", Node::Map(file));
        }
        for (name, subject) in self.of("ExtractedLicensingInfo") {
            let mut licence = Map { entries: Vec::new(), line: subject.line };
            if subject.properties.iter().all(|(key, _)| key != "licenseId") {
                licence.put("licenseId", Node::text(id_of(name)));
            }
            for (key, object) in &subject.properties {
                match key.as_str() {
                    "seeAlso" => licence.push("seeAlsos", self.text(object)),
                    "crossRef" => {}
                    _ => licence.put(key.clone(), self.text(object)),
                }
            }
            map.push("hasExtractedLicensingInfos", Node::Map(licence));
        }
        for (name, subject) in self.of("Snippet") {
            map.push("snippets", Node::Map(self.snippet(name, subject)));
        }
        map
    }

    /// A package or a file.
    fn element(&self, name: &str, subject: &Subject, root: &mut Map<'static>) -> Map<'static> {
        let mut map = Map { entries: Vec::new(), line: subject.line };
        map.put("SPDXID", Node::text(id_of(name)));
        for (key, object) in &subject.properties {
            match key.as_str() {
                "checksum" => map.push("checksums", self.inner(object, &[])),
                "licenseConcluded" | "licenseDeclared" => {
                    map.put(key.clone(), Node::text(self.licence(object, 0)))
                }
                "licenseInfoFromFiles" => {
                    map.push("licenseInfoFromFiles", Node::text(self.licence(object, 0)))
                }
                "licenseInfoInFile" => map.push("licenseInfoInFiles", Node::text(self.licence(object, 0))),
                "externalRef" => map.push("externalRefs", self.inner(object, &[])),
                "annotation" => map.push("annotations", self.inner(object, &[])),
                "attributionText" => map.push("attributionTexts", self.text(object)),
                "fileType" => map.push("fileTypes", self.word(object)),
                "fileContributor" => map.push("fileContributors", self.text(object)),
                "fileDependency" => map.push("fileDependencies", self.id(object)),
                "artifactOf" => map.push("artifactOfs", self.inner(object, &[])),
                "hasFile" => map.push("hasFiles", self.id(object)),
                "packageVerificationCode" => {
                    let mut code = self.inner_map(object, &[]);
                    let excluded = |key: &str| key == "packageVerificationCodeExcludedFile";
                    let (files, rest) = code.entries.into_iter().partition(|(key, _)| excluded(key));
                    code.entries = rest;
                    let files: Vec<_> = files;
                    for (_, file) in files {
                        code.push("packageVerificationCodeExcludedFiles", file);
                    }
                    map.put("packageVerificationCode", Node::Map(code));
                }
                "primaryPackagePurpose" => map.put(key.clone(), self.word(object)),
                "filesAnalyzed" => {
                    let value = matches!(object, Object::Literal(text) if text == "true");
                    map.put("filesAnalyzed", Node::Bool(value));
                }
                "relationship" => self.relation(name, object, root),
                _ => map.put(key.clone(), self.text(object)),
            }
        }
        map
    }

    fn outside(&self, object: &Object) -> Node<'static> {
        let mut map = self.inner_map(object, &["checksum"]);
        if let (Object::Subject(name), false) = (object, map.has("externalDocumentId")) {
            map.put("externalDocumentId", Node::text(id_of(name)));
        }
        Node::Map(map)
    }

    fn snippet(&self, name: &str, subject: &Subject) -> Map<'static> {
        let mut map = Map { entries: Vec::new(), line: subject.line };
        map.put("SPDXID", Node::text(id_of(name)));
        for (key, object) in &subject.properties {
            match key.as_str() {
                "snippetFromFile" => map.put("snippetFromFile", self.id(object)),
                "range" => {
                    let mut range = Map::default();
                    for (key, end) in self.properties(object) {
                        let mut pointer = Map::default();
                        for (key, object) in self.properties(end) {
                            match (key.as_str(), object) {
                                ("reference", _) => pointer.put("reference", self.id(object)),
                                (_, Object::Literal(number)) => {
                                    let number = number.parse::<i64>().unwrap_or_default();
                                    pointer.put(key.clone(), Node::Number(number.into()));
                                }
                                _ => {}
                            }
                        }
                        range.put(key.clone(), Node::Map(pointer));
                    }
                    map.push("ranges", Node::Map(range));
                }
                "licenseConcluded" => map.put(key.clone(), Node::text(self.licence(object, 0))),
                "licenseInfoInSnippet" => {
                    map.push("licenseInfoInSnippets", Node::text(self.licence(object, 0)));
                }
                _ => map.put(key.clone(), self.text(object)),
            }
        }
        map
    }

    fn creation(&self, object: &Object) -> Node<'static> {
        let mut map = Map::default();
        for (key, object) in self.properties(object) {
            match key.as_str() {
                "creator" => map.push("creators", self.text(object)),
                _ => map.put(key.clone(), self.text(object)),
            }
        }
        Node::Map(map)
    }

    fn relation(&self, from: &str, object: &Object, root: &mut Map<'static>) {
        let mut map = Map { entries: Vec::new(), line: self.line(object) };
        map.put("spdxElementId", Node::text(id_of(from)));
        for (key, object) in self.properties(object) {
            match key.as_str() {
                "relatedSpdxElement" => map.put("relatedSpdxElement", self.id(object)),
                "relationshipType" => map.put("relationshipType", self.word(object)),
                _ => map.put(key.clone(), self.text(object)),
            }
        }
        root.push("relationships", Node::Map(map));
    }

    fn inner(&self, object: &Object, nested: &[&str]) -> Node<'static> {
        Node::Map(self.inner_map(object, nested))
    }

    fn inner_map(&self, object: &Object, nested: &[&str]) -> Map<'static> {
        let mut map = Map { entries: Vec::new(), line: self.line(object) };
        for (key, object) in self.properties(object) {
            let node = match key.as_str() {
                "algorithm" => {
                    let (Object::Subject(text) | Object::Literal(text)) = object;
                    let known = words::spdx_algorithm(&words::algorithm(text));
                    known.map_or_else(|| self.word(object), Node::text)
                }
                "referenceCategory" | "annotationType" => self.word(object),
                "referenceType" => match object {
                    Object::Subject(uri) => Node::text(uri.rsplit('/').next().unwrap_or_default().to_owned()),
                    Object::Literal(text) => Node::text(text.clone()),
                },
                _ if nested.contains(&key.as_str()) => self.inner(object, &[]),
                _ => self.text(object),
            };
            map.put(key.clone(), node);
        }
        map
    }

    fn properties(&self, object: &Object) -> &[(String, Object)] {
        match object {
            Object::Subject(name) => self.subjects.get(name).map_or(&[], |subject| &subject.properties),
            Object::Literal(_) => &[],
        }
    }

    fn line(&self, object: &Object) -> u32 {
        match object {
            Object::Subject(name) => self.subjects.get(name).map_or(0, |subject| subject.line),
            Object::Literal(_) => 0,
        }
    }

    fn text(&self, object: &Object) -> Node<'static> {
        match object {
            Object::Literal(text) => Node::text(text.clone()),
            Object::Subject(uri) => Node::text(nothing(uri).map_or_else(|| uri.clone(), str::to_owned)),
        }
    }

    /// An element of another document is named through the reference to that document.
    fn elsewhere(&self, name: &str) -> Option<String> {
        let (document, id) = name.split_once('#')?;
        let (reference, _) = self.of("ExternalDocumentRef").find(|(_, subject)| {
            subject.properties.iter().any(|(key, object)| {
                let (Object::Subject(uri) | Object::Literal(uri)) = object;
                key == "spdxDocument" && uri == document
            })
        })?;
        Some(format!("{}:{id}", id_of(reference)))
    }

    fn id(&self, object: &Object) -> Node<'static> {
        match object {
            Object::Subject(name) | Object::Literal(name) => {
                if let Some(id) = self.elsewhere(name) {
                    return Node::text(id);
                }
                Node::text(nothing(name).map_or_else(|| id_of(name), str::to_owned))
            }
        }
    }

    /// `…#relationshipType_generatedFrom` → `GENERATED_FROM`
    fn word(&self, object: &Object) -> Node<'static> {
        let (Object::Subject(text) | Object::Literal(text)) = object;
        let last = text.rsplit(['#', '/']).next().unwrap_or_default();
        let last = last.split_once('_').map_or(last, |(_, word)| word);
        let mut word = String::with_capacity(last.len() + 4);
        for c in last.chars() {
            if c.is_ascii_uppercase() && !word.is_empty() && last.chars().any(|c| c.is_ascii_lowercase()) {
                word.push('_');
            }
            word.push(c.to_ascii_uppercase());
        }
        Node::text(word)
    }

    /// A licence as expression.
    fn licence(&self, object: &Object, depth: usize) -> String {
        let name = match object {
            Object::Literal(text) => return text.clone(),
            Object::Subject(name) => name,
        };
        if let Some(word) = nothing(name) {
            return word.to_owned();
        }
        let listed = |uri: &str| {
            uri.rsplit(['/', '#']).next().unwrap_or_default().trim_end_matches(".html").to_owned()
        };
        let Some(subject) = self.subjects.get(name).filter(|_| depth < DEEPEST) else { return listed(name) };
        let of =
            |key: &str| subject.properties.iter().find(|(name, _)| name == key).map(|(_, object)| object);
        let members = || {
            let objects =
                subject.properties.iter().filter(|(key, _)| key == "member").map(|(_, object)| object);
            objects.map(|object| self.licence(object, depth + 1)).collect::<Vec<_>>()
        };
        match subject.kind.as_str() {
            "ConjunctiveLicenseSet" => format!("({})", members().join(" AND ")),
            "DisjunctiveLicenseSet" => format!("({})", members().join(" OR ")),
            "OrLaterOperator" => format!("{}+", members().join("")),
            "WithExceptionOperator" => {
                let exception = of("licenseException").map(|object| match object {
                    Object::Subject(name) => self.exception(name),
                    Object::Literal(text) => text.clone(),
                });
                format!("{} WITH {}", members().join(""), exception.unwrap_or_default())
            }
            _ => match of("licenseId") {
                Some(Object::Literal(id)) => id.clone(),
                _ => listed(name),
            },
        }
    }

    fn exception(&self, name: &str) -> String {
        let found = self.subjects.get(name).and_then(|subject| {
            subject
                .properties
                .iter()
                .find(|(key, _)| key == "licenseExceptionId")
                .map(|(_, object)| object.clone())
        });
        match found {
            Some(Object::Literal(id)) => id,
            _ => name.rsplit(['/', '#']).next().unwrap_or_default().to_owned(),
        }
    }
}

fn nothing(uri: &str) -> Option<&'static str> {
    match uri.rsplit('#').next() {
        Some("noassertion") => Some("NOASSERTION"),
        Some("none") => Some("NONE"),
        _ => None,
    }
}

/// What follows `#`; older documents have other forms of names, which stay as they are.
fn id_of(name: &str) -> String {
    name.rsplit_once('#').map_or(name, |(_, id)| id).replace("%3A", ":")
}
