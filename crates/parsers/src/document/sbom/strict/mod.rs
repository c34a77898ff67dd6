//! Strict reading: does a document keep to its standard? Tolerant reading goes on beside it.

pub(super) mod shape;
mod spdx2;
mod spdx3;
mod values;

use std::{collections::BTreeMap, sync::OnceLock};

use domain::sbom::{SbomWarning, Standard};

use super::super::tree::{Map, Node, Place};
use shape::{Object, Rule, Shapes, Type};

pub(super) use spdx3::problems as graph_problems;
pub(super) use values::is_licence_id;

/// Problems told of one document.
const MAX_PROBLEMS: usize = 200;
/// Members of CycloneDX whose XML form has another structure.
const PASSED_IN_XML: [&str; 6] =
    ["patentAssertions", "modelCard", "cryptoProperties", "declarations", "definitions", "formulation"];
/// Alternatives inside alternatives are tried down to this depth.
const DEEPEST: usize = 200;

/// The shapes of CycloneDX.
pub(super) fn cyclonedx() -> &'static Shapes {
    static SHAPES: OnceLock<Shapes> = OnceLock::new();
    SHAPES.get_or_init(|| Shapes::parse(include_str!("cyclonedx.shape")))
}

/// The shapes of SPDX 2.
pub(super) fn spdx2() -> &'static Shapes {
    static SHAPES: OnceLock<Shapes> = OnceLock::new();
    SHAPES.get_or_init(|| Shapes::parse(include_str!("spdx2.shape")))
}

/// The classes of SPDX 3.
pub(super) fn spdx3_classes() -> &'static Shapes {
    static SHAPES: OnceLock<Shapes> = OnceLock::new();
    SHAPES.get_or_init(|| Shapes::parse(include_str!("spdx3.shape")))
}

/// Everything in which a document in the shape of its JSON form departs from the standard.
///
/// Where the XML form of CycloneDX is built quite differently from the JSON form, XML is not checked in depth.
pub(super) fn problems(standard: Standard, is_xml: bool, root: &Map<'_>) -> Vec<SbomWarning> {
    let text = |key: &str| root.get(key).and_then(Node::as_text).unwrap_or_default();
    let (shapes, name, version) = match standard {
        Standard::CycloneDx => {
            (cyclonedx(), "bom", text("specVersion").strip_prefix("1.").and_then(|v| v.parse().ok()))
        }
        _ => (spdx2(), "document", text("spdxVersion").strip_prefix("SPDX-2.").and_then(|v| v.parse().ok())),
    };
    let newest = if standard == Standard::CycloneDx { 7 } else { 3 };
    let passed: &[&str] = if is_xml { &PASSED_IN_XML } else { &[] };
    // CycloneDX 1.0 and 1.1 had no JSON form; what they have is in 1.2 too.
    let oldest = if standard == Standard::CycloneDx { 2 } else { 0 };
    let mut check =
        Check { shapes, version: version.unwrap_or(newest).max(oldest), is_xml, passed, found: Vec::new() };
    if version.is_none_or(|version: u8| version > newest) {
        let member = if standard == Standard::CycloneDx { "specVersion" } else { "spdxVersion" };
        check.tell(
            &Place::Key(&Place::Root, member),
            root.line,
            "this is no version of the standard".to_owned(),
        );
    }
    check.object(root, name, &Place::Root, 0);
    match standard {
        Standard::CycloneDx => check.references(root),
        _ => spdx2::check(root, &mut check.found),
    }
    check.found
}

struct Check {
    shapes: &'static Shapes,
    version: u8,
    is_xml: bool,
    /// Members that are not looked into.
    passed: &'static [&'static str],
    found: Vec<SbomWarning>,
}

impl Check {
    fn tell(&mut self, place: &Place<'_>, line: u32, what: String) {
        if self.found.len() < MAX_PROBLEMS {
            let place = if line > 0 { format!("line {line}, {place}") } else { place.to_string() };
            self.found.push(SbomWarning { place, what, more: 0 });
        }
    }

    fn object(&mut self, map: &Map<'_>, name: &str, place: &Place<'_>, depth: usize) {
        let Some(object) = self.shapes.object(name) else { return };
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (key, node) in &map.entries {
            let at = Place::Key(place, key);
            *counts.entry(key).or_default() += 1;
            if key == "licenses" && self.shapes.object("bom").is_some() {
                self.one_expression(node, &at, map.line);
            }
            match object.member(key, self.version) {
                Some(_) if self.passed.contains(&key.as_ref()) => {}
                Some(member) => self.value(node, &member.kind, &at, map.line, depth),
                None if object.is_open(self.version) || key.contains(':') => {}
                None => self.tell(&at, map.line, "the standard has no such member here".to_owned()),
            }
        }
        for (key, _) in counts.into_iter().filter(|(key, count)| *count > 1 && !key.contains(':')) {
            self.tell(&Place::Key(place, key), map.line, "the member comes twice".to_owned());
        }
        for member in &object.members {
            let required = member.required.is_some_and(|span| span.holds(self.version));
            if required && member.span.holds(self.version) && !map.has(member.name) {
                self.tell(
                    &Place::Key(place, member.name),
                    map.line,
                    "the member is required and missing".to_owned(),
                );
            }
        }
        self.rules(map, object, place);
        if name == "component" && map.has("versionRange") && map.get("isExternal") != Some(&Node::Bool(true))
        {
            self.tell(place, map.line, "only an external component may have a versionRange".to_owned());
        }
    }

    /// Until 1.6 an expression stands alone; the JSON forms before 1.5 did not say so.
    fn one_expression(&mut self, node: &Node<'_>, place: &Place<'_>, line: u32) {
        let Some(items) = node.as_list().filter(|items| items.len() > 1) else { return };
        let any = items.iter().any(|item| item.as_map().is_some_and(|map| map.has("expression")));
        if any && self.version <= 6 && (self.is_xml || self.version >= 5) {
            self.tell(place, line, "beside an expression there must be no other licence".to_owned());
        }
    }

    fn rules(&mut self, map: &Map<'_>, object: &Object, place: &Place<'_>) {
        for (rule, span, choices) in &object.rules {
            if !span.holds(self.version) {
                continue;
            }
            let met = choices.iter().filter(|choice| choice.split('+').all(|key| map.has(key))).count();
            let what = match rule {
                Rule::OneOf if met != 1 => "exactly one of",
                Rule::AnyOf if met == 0 => "at least one of",
                Rule::NotBoth if met == choices.len() => "not all of",
                _ => continue,
            };
            self.tell(place, map.line, format!("{what} {} must be there", choices.join(", ")));
        }
    }

    fn value(&mut self, node: &Node<'_>, kind: &Type, place: &Place<'_>, line: u32, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match (kind, node) {
            (Type::Object(name), Node::Map(map)) => self.object(map, name, place, depth + 1),
            (Type::List(inner, filled), Node::List(items)) => {
                if *filled && items.is_empty() {
                    self.tell(place, line, "the list must not be empty".to_owned());
                }
                for (at, item) in items.iter().enumerate() {
                    self.value(item, inner, &Place::Item(place, at), line, depth + 1);
                }
            }
            (Type::Either(kinds), _) => self.either(node, kinds, place, line, depth),
            _ => {
                if let Some(problem) = values::scalar(self.shapes, kind, node, self.version) {
                    self.tell(place, line, problem);
                }
            }
        }
    }

    /// Good when one alternative is; otherwise the alternative with the fewest problems speaks.
    fn either(&mut self, node: &Node<'_>, kinds: &[Type], place: &Place<'_>, line: u32, depth: usize) {
        let mut best: Option<Vec<SbomWarning>> = None;
        for kind in kinds {
            let mut trial = Self { found: Vec::new(), ..*self };
            trial.value(node, kind, place, line, depth + 1);
            if trial.found.is_empty() {
                return;
            }
            if best.as_ref().is_none_or(|best| trial.found.len() < best.len()) {
                best = Some(trial.found);
            }
        }
        let room = MAX_PROBLEMS.saturating_sub(self.found.len());
        self.found.extend(best.unwrap_or_default().into_iter().take(room));
    }

    /// References must be unique in the document.
    fn references(&mut self, root: &Map<'_>) {
        let mut seen: BTreeMap<String, ()> = BTreeMap::new();
        let mut stack: Vec<&Map<'_>> = vec![root];
        while let Some(map) = stack.pop() {
            for (key, node) in &map.entries {
                match node {
                    Node::Text(reference) if key == "bom-ref" => {
                        let what =
                            if reference.is_empty() { "a bom-ref is empty" } else { "a bom-ref comes twice" };
                        let fresh = seen.insert(reference.to_string(), ()).is_none();
                        if reference.is_empty() || !fresh {
                            self.tell(&Place::Key(&Place::Root, reference), map.line, what.to_owned());
                        }
                    }
                    // What a build did has references of its own.
                    _ if key == "formulation" => {}
                    Node::Map(inner) => stack.push(inner),
                    Node::List(items) => stack.extend(items.iter().filter_map(Node::as_map)),
                    _ => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_makes_sense() {
        for (shapes, table) in [
            (cyclonedx(), include_str!("cyclonedx.shape")),
            (spdx2(), include_str!("spdx2.shape")),
            (spdx3_classes(), include_str!("spdx3.shape")),
        ] {
            let lines = table
                .lines()
                .filter(|line| {
                    line.starts_with("  ") && !line.starts_with("  @") && !line.starts_with("  ..")
                })
                .count();
            let names: Vec<&str> = table
                .lines()
                .filter_map(|l| l.strip_prefix("object "))
                .filter_map(|l| l.split(' ').next())
                .collect();
            let known: usize = names
                .iter()
                .filter_map(|name| shapes.object(name))
                .map(|o| o.members.len() + o.rules.len())
                .sum();
            assert_eq!(known, lines);
            let above = |name: &&str| shapes.object(name).and_then(|object| object.above);
            assert!(names.iter().filter_map(above).all(|name| shapes.object(name).is_some()));
            let mentioned = names.iter().filter_map(|name| shapes.object(name)).flat_map(|o| &o.members);
            for member in mentioned {
                assert!(every_name_is_known(shapes, &member.kind), "{}: {:?}", member.name, member.kind);
            }
        }
    }

    fn every_name_is_known(shapes: &Shapes, kind: &Type) -> bool {
        match kind {
            Type::Object(name) => shapes.object(name).is_some(),
            Type::List(inner, _) => every_name_is_known(shapes, inner),
            Type::Either(kinds) => kinds.iter().all(|kind| every_name_is_known(shapes, kind)),
            _ => true,
        }
    }
}
