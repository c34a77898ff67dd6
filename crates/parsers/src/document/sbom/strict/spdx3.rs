//! SPDX 3.0 against its model: classes with their members, types and word lists are the table `spdx3.shape`; references lead to elements of the
//! right class, in the document or named as imported.

use std::collections::{BTreeMap, BTreeSet};

use domain::sbom::SbomWarning;

use super::{
    super::super::tree::{Map, Node, Place},
    shape::{Shapes, Type},
    spdx3_classes, values,
};

/// All of 3.0.x is one version to the table.
const VERSION: u8 = 0;
/// Elements inside elements are looked into down to this depth.
const DEEPEST: usize = 100;
/// Elements that the model itself brings, and their classes.
const INDIVIDUALS: [(&str, &str); 5] = [
    ("NoAssertionElement", "IndividualElement"),
    ("NoneElement", "IndividualElement"),
    ("SpdxOrganization", "Organization"),
    ("NoAssertionLicense", "expandedlicensing_IndividualLicensingInfo"),
    ("NoneLicense", "expandedlicensing_IndividualLicensingInfo"),
];
/// Where the terms of the model and the licences of the SPDX list live.
const TERMS: &str = "https://spdx.org/rdf/3.";
const LICENCES: &str = "https://spdx.org/licenses/";

/// Everything in which a graph departs from the standard.
pub(in crate::document::sbom) fn problems(root: &Map<'_>) -> Vec<SbomWarning> {
    let list = Place::Key(&Place::Root, "@graph");
    let graph = root.get("@graph").and_then(Node::as_list);
    let items: Vec<(Place<'_>, &Node<'_>)> = graph
        .unwrap_or_default()
        .iter()
        .enumerate()
        .map(|(at, item)| (Place::Item(&list, at), item))
        .collect();
    let maps: Vec<&Map<'_>> = match graph {
        Some(_) => items.iter().filter_map(|(_, item)| item.as_map()).collect(),
        None => vec![root],
    };
    let mut check = Check::new(&maps);
    if graph.is_none() {
        check.object(root, None, &Place::Root, 0);
    }
    for (place, item) in &items {
        match item.as_map() {
            Some(map) => check.object(map, None, place, 0),
            None => check.tell(place, "an object is expected"),
        }
    }
    if !maps.iter().any(|map| text(map, "type") == Some("SpdxDocument")) {
        check.tell(&list, "there is no SpdxDocument in the graph");
    }
    check.found
}

struct Check<'t> {
    shapes: &'static Shapes,
    /// Class of every element that has an id.
    classes: BTreeMap<String, &'t str>,
    /// Ids that documents import.
    imported: BTreeSet<String>,
    /// Prefixes of ids and what they stand for.
    prefixes: Vec<(&'t str, &'t str)>,
    defined: BTreeSet<String>,
    found: Vec<SbomWarning>,
}

impl<'t> Check<'t> {
    fn new(items: &[&'t Map<'t>]) -> Self {
        let mut check = Self {
            shapes: spdx3_classes(),
            classes: BTreeMap::new(),
            imported: BTreeSet::new(),
            prefixes: Vec::new(),
            defined: BTreeSet::new(),
            found: Vec::new(),
        };
        // Prefixes first: ids are compared in full.
        let all = everything(items);
        let spaces = all.iter().filter(|map| text(map, "type") == Some("NamespaceMap"));
        check.prefixes = spaces
            .filter_map(|map| Some((text(map, "prefix")?, text(map, "namespace")?)))
            .take(1000)
            .collect();
        for map in all {
            if let (Some(id), Some(class)) = (id(map), text(map, "type").or(text(map, "@type"))) {
                check.classes.insert(check.in_full(id), class);
            }
            if let Some(id) = text(map, "externalSpdxId") {
                check.imported.insert(check.in_full(id));
            }
        }
        check
    }

    fn in_full(&self, id: &str) -> String {
        let known = self.prefixes.iter().find_map(|(prefix, space)| {
            Some(format!("{space}{}", id.strip_prefix(prefix)?.strip_prefix(':')?))
        });
        known.unwrap_or_else(|| id.to_owned())
    }

    fn tell(&mut self, place: &Place<'_>, what: &str) {
        if self.found.len() < super::MAX_PROBLEMS {
            self.found.push(SbomWarning { place: place.to_string(), what: what.to_owned(), more: 0 });
        }
    }

    fn is_a(&self, class: &str, wanted: &str) -> bool {
        self.shapes.line_of(class).any(|(name, _)| name == wanted)
    }

    /// An object of the class that it says, which must be a kind of the wanted one.
    fn object(&mut self, map: &Map<'_>, wanted: Option<&str>, place: &Place<'_>, depth: usize) {
        let class = text(map, "type").or(text(map, "@type")).unwrap_or_default();
        let shapes = self.shapes;
        let Some(shape) = shapes.object(class).filter(|_| !class.starts_with("relation.")) else {
            return match class {
                "" => self.tell(place, "the element has no type"),
                // Extensions are classes of their own, named in full.
                _ if class.contains(':') && wanted.is_none_or(|wanted| wanted == "extension_Extension") => {}
                _ => self.tell(place, &format!("the model has no class “{}”", values::short(class))),
            };
        };
        if shape.is_abstract {
            self.tell(place, &format!("of {class} there are only kinds, which have names of their own"));
        }
        if let Some(wanted) = wanted.filter(|wanted| !self.is_a(class, wanted)) {
            self.tell(place, &format!("{} is expected, this is {class}", named(wanted)));
        }
        self.identity(map, class, place);
        self.members(map, class, place, depth);
        if self.is_a(class, "Relationship") {
            self.relation(map, class, place);
        }
    }

    /// Elements have an id in full, once; everything else may have one.
    fn identity(&mut self, map: &Map<'_>, class: &str, place: &Place<'_>) {
        let is_element = self.is_a(class, "Element");
        let found = id(map);
        match found {
            None if is_element => self.tell(place, "the element has no spdxId"),
            Some(id) if is_element && (id.starts_with("_:") || !id.contains(':')) => {
                self.tell(place, "the spdxId of an element is an address in full (IRI)");
            }
            Some(_) if !is_element && map.has("spdxId") => {
                self.tell(&Place::Key(place, "spdxId"), "only elements have an spdxId");
            }
            _ => {}
        }
        if let Some(id) = found {
            let id = self.in_full(id);
            if !self.defined.insert(id) {
                self.tell(place, "the spdxId comes twice");
            }
        }
    }

    fn members(&mut self, map: &Map<'_>, class: &str, place: &Place<'_>, depth: usize) {
        let shapes = self.shapes;
        let mut seen = BTreeSet::new();
        for (key, node) in &map.entries {
            let at = Place::Key(place, key);
            if !seen.insert(key.as_ref()) {
                self.tell(&at, "the member comes twice");
            }
            if matches!(key.as_ref(), "type" | "@type" | "spdxId" | "@id" | "@context") {
                continue;
            }
            let member = shapes.line_of(class).find_map(|(_, shape)| shape.member(key, VERSION));
            let is_open = key.contains(':') || shapes.line_of(class).any(|(_, shape)| shape.is_open(VERSION));
            match member {
                Some(member) => self.value(node, &member.kind, &at, depth),
                None if is_open => {}
                None => self.tell(&at, &format!("the class {class} has no such member")),
            }
        }
        for member in shapes.line_of(class).flat_map(|(_, shape)| &shape.members) {
            if member.required.is_some() && !map.has(member.name) {
                self.tell(place, &format!("the member {} is required and missing", member.name));
            }
        }
    }

    fn value(&mut self, node: &Node<'_>, kind: &Type, place: &Place<'_>, depth: usize) {
        match (kind, node) {
            _ if depth > DEEPEST => {}
            (Type::List(_, true), Node::List(items)) if items.is_empty() => {
                self.tell(place, "the list must not be empty");
            }
            (Type::List(inner, _), Node::List(items)) => {
                for (at, item) in items.iter().enumerate() {
                    self.value(item, inner, &Place::Item(place, at), depth + 1);
                }
            }
            // JSON-LD does not tell one value from a list of one.
            (Type::List(inner, _), single) => self.value(single, inner, place, depth),
            (_, Node::List(_)) => self.tell(place, "only one value may be here"),
            (Type::Object(class), Node::Map(map)) => self.object(map, Some(class), place, depth + 1),
            (Type::Object(class), Node::Text(id)) => self.reference(id, class, place),
            // Numbers with fractions may be written as texts.
            (Type::Number(..), Node::Text(number)) if number.parse::<f64>().is_ok_and(f64::is_finite) => {}
            (Type::Pattern("semver"), Node::Text(version))
                if !version.starts_with("3.0.") && place.is_key("specVersion") =>
            {
                self.tell(place, "this is no version of the standard that is known here");
            }
            _ => {
                if let Some(problem) = values::scalar(self.shapes, kind, node, VERSION) {
                    self.tell(place, &problem);
                }
            }
        }
    }

    /// An id must lead to something of the right class, or be named as imported.
    fn reference(&mut self, id: &str, wanted: &str, place: &Place<'_>) {
        let id = self.in_full(id);
        let own = id.starts_with(TERMS) || !id.contains(':');
        let individual =
            INDIVIDUALS.iter().find(|(name, _)| own && id.rsplit(['/', '_']).next() == Some(name));
        match self.classes.get(&id).copied().or(individual.map(|(_, class)| *class)) {
            // A class that is not known was told where it stands.
            Some(class) if self.shapes.object(class).is_some() && !self.is_a(class, wanted) => {
                self.tell(place, &format!("{} is expected, the id leads to {}", named(wanted), named(class)));
            }
            Some(_) => {}
            None if self.imported.contains(&id) => {}
            None if id.starts_with(LICENCES) => {}
            None => self
                .tell(place, "the id leads to nothing in the document, and nothing says that it is imported"),
        }
    }

    /// Kinds of relations that connect certain classes only.
    fn relation(&mut self, map: &Map<'_>, class: &str, place: &Place<'_>) {
        let kind = text(map, "relationshipType").unwrap_or_default();
        let Some(rule) = self.shapes.object(&format!("relation.{kind}")) else { return };
        for member in &rule.members {
            let Type::Object(wanted) = member.kind else { continue };
            if member.name == "class" {
                if !self.is_a(class, wanted) {
                    self.tell(place, &format!("a relation {kind} is {}", named(wanted)));
                }
                continue;
            }
            let ends = match map.get(member.name) {
                Some(Node::List(ends)) => ends.as_slice(),
                Some(end) => std::slice::from_ref(end),
                None => &[],
            };
            let wrong = |end: &Node<'_>| {
                let id = end.as_text().map(|id| self.in_full(id));
                let class = id.and_then(|id| self.classes.get(&id).copied());
                class.is_some_and(|class| self.shapes.object(class).is_some() && !self.is_a(class, wanted))
            };
            if ends.iter().any(wrong) {
                self.tell(
                    &Place::Key(place, member.name),
                    &format!("of a relation {kind} this is {}", named(wanted)),
                );
            }
        }
    }
}

/// A class without the name of its profile.
fn named(class: &str) -> &str {
    class.rsplit('_').next().unwrap_or(class)
}

/// All maps of a graph, also those inside others.
fn everything<'t>(items: &[&'t Map<'t>]) -> Vec<&'t Map<'t>> {
    let (mut waiting, mut found) = (items.to_vec(), Vec::new());
    while let Some(map) = waiting.pop() {
        found.push(map);
        for (_, node) in &map.entries {
            match node {
                Node::Map(inner) => waiting.push(inner),
                Node::List(items) => waiting.extend(items.iter().filter_map(Node::as_map)),
                _ => {}
            }
        }
    }
    found
}

fn text<'m>(map: &'m Map<'_>, key: &str) -> Option<&'m str> {
    map.get(key).and_then(Node::as_text)
}

fn id<'m>(map: &'m Map<'_>) -> Option<&'m str> {
    text(map, "spdxId").or(text(map, "@id"))
}

#[cfg(test)]
mod tests;
