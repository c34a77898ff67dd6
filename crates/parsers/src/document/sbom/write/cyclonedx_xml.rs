//! The XML form of a CycloneDX tree.

use std::fmt::Write as _;

use super::{Map, Node};

/// Members that are attributes in XML.
const ATTRIBUTES: [&str; 10] = [
    "type",
    "bom-ref",
    "alg",
    "ref",
    "tagId",
    "acknowledgement",
    "mime-type",
    "serialNumber",
    "version",
    "name",
];

/// Writes the document.
pub(super) fn write(root: &Map<'_>) -> String {
    let text = |key: &str| root.get(key).and_then(Node::as_text).unwrap_or_default();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let version = match root.get("version") {
        Some(Node::Number(number)) => number.to_string(),
        _ => "1".to_owned(),
    };
    let _ = writeln!(
        out,
        "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\" serialNumber=\"{}\" version=\"{version}\">",
        escaped(text("serialNumber"))
    );
    for (key, node) in &root.entries {
        if !matches!(key.as_ref(), "$schema" | "bomFormat" | "specVersion" | "serialNumber" | "version") {
            member(key, node, 1, &mut out);
        }
    }
    out.push_str("</bom>\n");
    out
}

/// What the items of a list are called, when the list is an element of its own.
fn item(list: &str) -> Option<&'static str> {
    Some(match list {
        "components" => "component",
        "services" => "service",
        "hashes" => "hash",
        "externalReferences" => "reference",
        "properties" => "property",
        "dependencies" => "dependency",
        "authors" => "author",
        "lifecycles" => "lifecycle",
        "endpoints" => "endpoint",
        "vulnerabilities" => "vulnerability",
        "cwes" => "cwe",
        "response" => "response",
        "affects" => "target",
        "references" => "reference",
        "versions" => "version",
        _ => return None,
    })
}

fn member(key: &str, node: &Node<'_>, depth: usize, out: &mut String) {
    match node {
        Node::List(items) if key == "licenses" => {
            open("licenses", depth, out);
            for choice in items.iter().filter_map(Node::as_map) {
                match choice.get("license") {
                    Some(Node::Map(licence)) => element("license", licence, depth + 1, out),
                    _ => element("expression", choice, depth + 1, out),
                }
            }
            close("licenses", depth, out);
        }
        Node::List(items) if key == "dependsOn" => {
            for reference in items.iter().filter_map(Node::as_text) {
                let _ = writeln!(out, "{:1$}<dependency ref=\"{2}\"/>", "", depth * 2, escaped(reference));
            }
        }
        Node::List(items) => match item(key) {
            Some(name) => {
                let wrapper = if key == "response" { "responses" } else { key };
                open(wrapper, depth, out);
                items.iter().for_each(|node| member(name, node, depth + 1, out));
                close(wrapper, depth, out);
            }
            None => items.iter().for_each(|node| member(key, node, depth, out)),
        },
        Node::Map(map) => element(key, map, depth, out),
        Node::Text(text) => leaf(key, text, depth, out),
        Node::Number(number) => leaf(key, &number.to_string(), depth, out),
        Node::Bool(value) => leaf(key, if *value { "true" } else { "false" }, depth, out),
        Node::Null => {}
    }
}

fn is_attribute(element: &str, key: &str) -> bool {
    match key {
        "name" => matches!(element, "property" | "swid"),
        "version" => element == "swid",
        "ref" => element == "dependency",
        _ => ATTRIBUTES.contains(&key),
    }
}

/// What an element says between its tags, when it has no elements inside.
fn own_text(element: &str) -> Option<&'static str> {
    match element {
        "hash" => Some("content"),
        "property" => Some("value"),
        "expression" => Some("expression"),
        _ => None,
    }
}

fn element(name: &str, map: &Map<'_>, depth: usize, out: &mut String) {
    let _ = write!(out, "{:1$}<{name}", "", depth * 2);
    for (key, node) in map.entries.iter().filter(|(key, _)| is_attribute(name, key)) {
        let _ = write!(out, " {key}=\"{}\"", escaped(node.as_text().unwrap_or_default()));
    }
    if let Some(key) = own_text(name) {
        let text = map.get(key).and_then(Node::as_text).unwrap_or_default();
        let _ = writeln!(out, ">{}</{name}>", escaped(text));
        return;
    }
    let inner: Vec<_> = map.entries.iter().filter(|(key, _)| !is_attribute(name, key)).collect();
    if inner.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push_str(">\n");
    for (key, node) in inner {
        member(key, node, depth + 1, out);
    }
    close(name, depth, out);
}

fn open(name: &str, depth: usize, out: &mut String) {
    let _ = writeln!(out, "{:1$}<{name}>", "", depth * 2);
}

fn close(name: &str, depth: usize, out: &mut String) {
    let _ = writeln!(out, "{:1$}</{name}>", "", depth * 2);
}

fn leaf(name: &str, text: &str, depth: usize, out: &mut String) {
    let _ = writeln!(out, "{:1$}<{name}>{2}</{name}>", "", depth * 2, escaped(text));
}

/// Characters that XML 1.0 cannot hold are replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
