//! CycloneDX XML into the shape of the JSON form: the shape table tells lists from single values.

use crate::document::{
    sbom::strict::{
        self,
        shape::{Object, Type},
    },
    tree::{Element, Map, Node},
};

/// The namespace of all versions begins so; the version follows.
const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";

/// Whether a root element is CycloneDX.
pub(in crate::document::sbom) fn is_bom(root: &Element) -> bool {
    root.name == "bom" && (root.namespace.starts_with(NAMESPACE) || root.namespace.is_empty())
}

/// The document as a tree of the JSON form.
pub(in crate::document::sbom) fn read(root: &Element) -> Map<'static> {
    let version = root.namespace.strip_prefix(NAMESPACE).unwrap_or_default().to_owned();
    let minor = version.strip_prefix("1.").and_then(|minor| minor.parse().ok()).filter(|minor| *minor <= 7);
    // 1.0 and 1.1 have fewer members than 1.2; names and meanings are the same.
    let reader = Reader { version: minor.unwrap_or(7).max(2), namespace: &root.namespace };
    let mut map = Map { entries: Vec::new(), line: root.line };
    map.put("bomFormat", Node::text("CycloneDX"));
    map.put("specVersion", Node::text(version));
    map.entries.extend(reader.object(root, "bom").entries);
    map
}

struct Reader<'e> {
    version: u8,
    namespace: &'e str,
}

/// Members that XML calls otherwise: object, element, member of JSON.
const OTHER_NAMES: [(&str, &str, &str); 2] = [
    ("vulnerability.analysis", "responses", "response"),
    ("licenseChoice.item.1", "details", "expressionDetails"),
];

impl Reader<'_> {
    fn object(&self, element: &Element, name: &str) -> Map<'static> {
        let mut map = Map { entries: Vec::new(), line: element.line };
        let Some(shape) = strict::cyclonedx().object(name) else { return map };
        for (key, value) in &element.attributes {
            let key = self.member_name(shape, name, key);
            match shape.member(&key, self.version) {
                Some(member) => map.put(key, scalar(value, Some(&member.kind))),
                // The schemas allow any further attribute.
                None => map.put(format!("xml:{key}"), Node::text(value.clone())),
            }
        }
        if !element.text.is_empty() {
            let members = ["content", "value", "text", "expression"];
            let key = members.into_iter().find(|key| shape.member(key, self.version).is_some());
            map.put(key.unwrap_or("#text"), Node::text(element.text.clone()));
        }
        for child in &element.children {
            self.child(child, name, shape, &mut map);
        }
        map
    }

    /// Of the standard itself, or of its first extension, which 1.2 took in.
    fn is_own(&self, element: &Element) -> bool {
        *element.namespace == *self.namespace || element.namespace.contains("/ext/dependency-graph/")
    }

    fn member_name(&self, shape: &Object, object: &str, name: &str) -> String {
        if let Some((.., member)) = OTHER_NAMES.iter().find(|(o, x, _)| *o == object && *x == name) {
            return (*member).to_owned();
        }
        if shape.member(name, self.version).is_some() {
            return name.to_owned();
        }
        let camel = camel(name);
        if shape.member(&camel, self.version).is_some() { camel } else { name.to_owned() }
    }

    fn child(&self, child: &Element, object: &str, shape: &Object, map: &mut Map<'static>) {
        if !self.is_own(child) {
            // A colon marks what is not of this standard.
            map.put(format!("xml:{}", child.name), generic(child));
            return;
        }
        let key = self.member_name(shape, object, &child.name);
        let Some(member) = shape.member(&key, self.version) else {
            let foreign = *child.namespace != *self.namespace;
            map.put(if foreign { format!("xml:{key}") } else { key }, generic(child));
            return;
        };
        match &member.kind {
            _ if key == "dependencies" && object == "bom" => {
                let mut flat = Vec::new();
                for dependency in &child.children {
                    dependencies(dependency, &mut flat);
                }
                append(map, key, flat);
            }
            _ if key == "licenses" => append(map, key, self.licences(child)),
            _ if key == "data" && object == "service" => append(map, key, self.data_flows(child)),
            Type::List(inner, _) => append(map, key, self.items(child, inner)),
            Type::Either(kinds) => {
                match self.list_of_chosen(child, kinds).or_else(|| self.choose(child, kinds)) {
                    Some(Type::List(inner, _)) => append(map, key, self.items(child, inner)),
                    Some(kind) => map.put(key, self.value(child, kind)),
                    None => map.put(key, generic(child)),
                }
            }
            kind => map.put(key, self.value(child, kind)),
        }
    }

    fn value(&self, element: &Element, kind: &Type) -> Node<'static> {
        match kind {
            Type::Object(name) => Node::Map(self.object(element, name)),
            Type::List(inner, _) => Node::List(self.items(element, inner)),
            Type::Either(kinds) => {
                self.choose(element, kinds).map_or_else(|| generic(element), |kind| self.value(element, kind))
            }
            Type::Any => generic(element),
            _ => match element.attribute("ref").or(element.attribute("bom-ref")) {
                Some(reference) if element.text.is_empty() && element.children.is_empty() => {
                    Node::text(reference.to_owned())
                }
                _ if element.children.is_empty() => scalar(&element.text, Some(kind)),
                _ => generic(element),
            },
        }
    }

    /// The alternative that knows all children; else a list, else the first.
    fn choose<'k>(&self, element: &Element, kinds: &'k [Type]) -> Option<&'k Type> {
        let knows = |kind: &&Type| matches!(kind, Type::Object(name) if self.knows_all(element, name));
        let leaf = element.children.is_empty();
        let text = kinds.iter().find(|kind| leaf && !matches!(kind, Type::Object(_) | Type::List(..)));
        let object = kinds.iter().find(knows).filter(|_| !leaf || !element.attributes.is_empty());
        object.or(text).or_else(|| kinds.iter().find(|kind| matches!(kind, Type::List(..)))).or(kinds.first())
    }

    /// `[x]|x` of the JSON form are elements side by side in XML.
    fn list_of_chosen<'k>(&self, element: &Element, kinds: &'k [Type]) -> Option<&'k Type> {
        let chosen = self.choose(element, kinds)?;
        kinds.iter().find(|kind| matches!(kind, Type::List(inner, _) if **inner == *chosen))
    }

    fn knows_all(&self, element: &Element, name: &str) -> bool {
        strict::cyclonedx().object(name).is_some_and(|shape| {
            element.children.iter().all(|child| {
                let key = self.member_name(shape, name, &child.name);
                shape.member(&key, self.version).is_some_and(|member| {
                    child.children.is_empty()
                        || matches!(
                            member.kind,
                            Type::Object(_) | Type::List(..) | Type::Either(_) | Type::Any
                        )
                })
            })
        })
    }

    /// An element of a list: either it holds the items, or it is one of several items side by side.
    fn items(&self, element: &Element, inner: &Type) -> Vec<Node<'static>> {
        let names = |kind: &Type| if let Type::Object(name) = kind { vec![*name] } else { Vec::new() };
        let objects: Vec<&str> = if let Type::Either(kinds) = inner {
            kinds.iter().flat_map(names).collect()
        } else {
            names(inner)
        };
        let mut seen = std::collections::BTreeSet::new();
        let repeats = element.children.iter().any(|child| !seen.insert(&child.name));
        let is_item = if element.children.is_empty() {
            !element.text.is_empty() || !element.attributes.is_empty()
        } else {
            let lists = |name: &&str| {
                strict::cyclonedx().object(name).is_some_and(|shape| {
                    element.children.iter().all(|child| {
                        let member = shape.member(&child.name, self.version);
                        member.is_some_and(|member| matches!(member.kind, Type::List(..)))
                    })
                })
            };
            objects.iter().any(|name| self.knows_all(element, name))
                && (!repeats || objects.iter().any(lists))
        };
        let known = |child: &&Element| self.is_own(child);
        if is_item {
            vec![self.value(element, inner)]
        } else {
            element.children.iter().filter(known).map(|child| self.value(child, inner)).collect()
        }
    }

    fn licences(&self, element: &Element) -> Vec<Node<'static>> {
        let known = element.children.iter().filter(|child| self.is_own(child));
        let choices = known.map(|child| {
            let mut map = Map { entries: Vec::new(), line: child.line };
            match child.name.as_str() {
                "expression" => {
                    map.put("expression", Node::text(child.text.clone()));
                    for (key, value) in &child.attributes {
                        map.put(key.clone(), Node::text(value.clone()));
                    }
                }
                "expression-detailed" => map = self.object(child, "licenseChoice.item.1"),
                "license" => map.put("license", Node::Map(self.object(child, "license"))),
                other => map.put(other.to_owned(), generic(child)),
            }
            Node::Map(map)
        });
        choices.collect()
    }

    /// `<classification flow="…">` and, since 1.5, `<dataflow>` around it.
    fn data_flows(&self, element: &Element) -> Vec<Node<'static>> {
        let flows = element.children.iter().map(|child| {
            let mut map = Map { entries: Vec::new(), line: child.line };
            if child.name == "dataflow" {
                map = self.object(child, "serviceData");
            }
            let inner = child.child("classification").unwrap_or(child);
            map.entries.retain(|(key, _)| key != "classification");
            if let Some(flow) = inner.attribute("flow") {
                map.put("flow", Node::text(flow.to_owned()));
            }
            map.put("classification", Node::text(inner.text.clone()));
            for end in ["source", "destination"] {
                if let Some(node) = map.get_mut(end) {
                    let urls = child.child(end).map(|end| end.children.iter()).into_iter().flatten();
                    *node = Node::List(urls.map(|url| Node::text(url.text.clone())).collect());
                }
            }
            Node::Map(map)
        });
        flows.collect()
    }
}

/// Dependencies as a flat list: XML writes them inside each other.
fn dependencies(element: &Element, into: &mut Vec<Node<'static>>) {
    let mut map = Map { entries: Vec::new(), line: element.line };
    if let Some(reference) = element.attribute("ref") {
        map.put("ref", Node::text(reference.to_owned()));
    }
    for child in &element.children {
        let key = match child.name.as_str() {
            "dependency" => "dependsOn",
            "provides" => "provides",
            other => {
                map.put(format!("xml:{other}"), generic(child));
                continue;
            }
        };
        match child.attribute("ref") {
            Some(reference) => map.push(key, Node::text(reference.to_owned())),
            None => map.push(key, Node::Null),
        }
    }
    into.push(Node::Map(map));
    for child in
        element.children.iter().filter(|child| child.name == "dependency" && !child.children.is_empty())
    {
        dependencies(child, into);
    }
}

fn append(map: &mut Map<'static>, key: String, items: Vec<Node<'static>>) {
    match map.get_mut(&key) {
        Some(Node::List(list)) => list.extend(items),
        _ => map.put(key, Node::List(items)),
    }
}

/// `content-type` → `contentType`
fn camel(name: &str) -> String {
    let mut upper = false;
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if c == '-' {
            upper = true;
        } else if std::mem::take(&mut upper) {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
    }
    out
}

fn scalar(text: &str, kind: Option<&Type>) -> Node<'static> {
    let text = text.trim();
    match kind {
        Some(Type::Int(..)) => {
            if let Ok(number) = text.parse::<i64>() {
                return Node::Number(number.into());
            }
        }
        Some(Type::Number(..)) => {
            if let Some(number) = text.parse().ok().and_then(serde_json::Number::from_f64) {
                return Node::Number(number);
            }
        }
        Some(Type::Bool) => match text {
            "true" | "1" => return Node::Bool(true),
            "false" | "0" => return Node::Bool(false),
            _ => {}
        },
        _ => {}
    }
    Node::text(text.to_owned())
}

/// What the shape does not know: kept, so that it can be told.
fn generic(element: &Element) -> Node<'static> {
    if element.children.is_empty() && element.attributes.is_empty() {
        return Node::text(element.text.clone());
    }
    let mut map = Map { entries: Vec::new(), line: element.line };
    map.put("#text", Node::text(element.text.clone()));
    for child in &element.children {
        map.put(child.name.clone(), generic(child));
    }
    Node::Map(map)
}
