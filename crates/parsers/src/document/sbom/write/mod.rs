//! Writing bills of materials: each target says what it cannot hold, so that nothing is lost in silence.

mod cyclonedx;
mod cyclonedx_xml;
mod ids;
mod spdx2;
mod spdx3;
mod tag_value;

use std::collections::BTreeMap;

use domain::sbom::{Licence, LicenceExpression, Sbom};

use super::super::tree::{Map, Node};

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Spdx23Json,
    Spdx23TagValue,
    /// SPDX 3.0.1 in JSON-LD.
    Spdx30,
    CycloneDx16Json,
    CycloneDx16Xml,
}

/// A document, and what of the original is not in it: each kind of thing once, with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub text: String,
    pub lost: Vec<String>,
}

/// Writes a document. `now` (RFC 3339, UTC) stands in for a missing or unreadable time.
#[must_use]
pub fn write(sbom: &Sbom, target: Target, now: &str) -> Written {
    let mut lost = Lost::default();
    for field in &sbom.unread {
        lost.add("fields that were not understood when reading", field.count);
    }
    let text = match target {
        Target::Spdx23Json => json(&spdx2::tree(sbom, now, &mut lost)),
        Target::Spdx23TagValue => tag_value::write(&spdx2::tree(sbom, now, &mut lost)),
        Target::Spdx30 => json(&spdx3::tree(sbom, now, &mut lost)),
        Target::CycloneDx16Json => json(&cyclonedx::tree(sbom, now, &mut lost)),
        Target::CycloneDx16Xml => cyclonedx_xml::write(&cyclonedx::tree(sbom, now, &mut lost)),
    };
    Written { text, lost: lost.into_lines() }
}

/// What a target cannot hold.
#[derive(Default)]
pub(in crate::document) struct Lost(BTreeMap<&'static str, usize>);

impl Lost {
    pub(in crate::document) fn add(&mut self, what: &'static str, count: usize) {
        if count > 0 {
            *self.0.entry(what).or_default() += count;
        }
    }

    pub(in crate::document) fn some<T>(&mut self, what: &'static str, value: Option<&T>) {
        self.add(what, usize::from(value.is_some()));
    }

    pub(in crate::document) fn into_lines(self) -> Vec<String> {
        self.0.into_iter().map(|(what, count)| format!("{what} ({count})")).collect()
    }
}

pub(in crate::document) fn json(root: &Map<'_>) -> String {
    let mut text = serde_json::to_string_pretty(root).unwrap_or_default();
    text.push('\n');
    text
}

impl serde::Serialize for Node<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Bool(value) => to.serialize_bool(*value),
            Self::Number(number) => number.serialize(to),
            Self::Text(text) => to.serialize_str(text),
            Self::List(items) => to.collect_seq(items),
            Self::Map(map) => map.serialize(to),
        }
    }
}

impl serde::Serialize for Map<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.entries.iter().map(|(key, node)| (key, node)))
    }
}

pub(in crate::document) type Tree = Map<'static>;

/// Puts a text if there is one.
pub(in crate::document) fn put(map: &mut Tree, key: &'static str, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        map.put(key, Node::text(text.to_owned()));
    }
}

/// Puts a list if it has items.
pub(in crate::document) fn put_list(map: &mut Tree, key: &'static str, items: Vec<Node<'static>>) {
    if !items.is_empty() {
        map.put(key, Node::List(items));
    }
}

/// A map of texts.
pub(in crate::document) fn texts(pairs: &[(&'static str, &str)]) -> Node<'static> {
    let mut map = Map::default();
    for (key, text) in pairs {
        map.put(*key, Node::text((*text).to_owned()));
    }
    Node::Map(map)
}

/// The licence as an expression whose ids are all known or of the document, if it is one.
fn expression(licence: &Licence) -> Option<&str> {
    let known = |id: &String| id.contains("LicenseRef-") || super::strict::is_licence_id(id);
    let parsed = LicenceExpression::parse(&licence.text).ok().filter(|_| !licence.is_name)?;
    let sound = parsed.licences.iter().chain(&parsed.exceptions).all(known);
    sound.then_some(licence.text.as_str())
}

#[cfg(test)]
mod tests;
