//! Two versions of a product: which components came, went, changed version, licence or supplier.

use std::collections::BTreeMap;

use domain::{
    purl::Purl,
    sbom::{Component, Sbom},
};
use serde::Serialize;

/// A component on one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
}

/// A component that is on both sides and is not the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub name: String,
    pub before: String,
    pub after: String,
}

/// Everything that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub added: Vec<Side>,
    pub removed: Vec<Side>,
    pub version_changed: Vec<Change>,
    pub licence_changed: Vec<Change>,
    pub supplier_changed: Vec<Change>,
    /// Components with the same version on both sides.
    pub unchanged: usize,
}

impl Difference {
    /// Nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.version_changed.is_empty()
            && self.licence_changed.is_empty()
            && self.supplier_changed.is_empty()
    }
}

/// What makes two components the same thing in two versions: the package URL without version, else group and name.
fn key(component: &Component) -> String {
    let purl = component.purl().and_then(|text| Purl::read(text).ok());
    purl.map_or_else(|| component.full_name().to_lowercase(), |(purl, _)| purl.package().to_string())
}

type Grouped<'s> = BTreeMap<String, Vec<&'s Component>>;

fn grouped(sbom: &Sbom) -> Grouped<'_> {
    let mut groups: Grouped<'_> = BTreeMap::new();
    for component in sbom.components.iter().filter(|component| !component.outside_list) {
        groups.entry(key(component)).or_default().push(component);
    }
    groups
}

/// Compares two documents. The order of components and their ids do not matter.
#[must_use]
pub fn compare(before: &Sbom, after: &Sbom) -> Difference {
    let mut found = Difference::default();
    let (mut old, mut new) = (grouped(before), grouped(after));
    by_name(&mut old, &mut new);
    for (key, olds) in &old {
        match new.get(key) {
            Some(news) => group(olds, news, &mut found),
            None => found.removed.extend(olds.iter().map(|c| side(c))),
        }
    }
    for (_, news) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
        found.added.extend(news.iter().map(|c| side(c)));
    }
    found
}

/// One side may have package URLs where the other has only names: what is left over is paired by name.
fn by_name<'s>(old: &mut Grouped<'s>, new: &mut Grouped<'s>) {
    let lone = |own: &Grouped<'s>, other: &Grouped<'s>| -> BTreeMap<String, String> {
        let alone = own.iter().filter(|(key, _)| !other.contains_key(*key));
        alone
            .filter_map(|(key, list)| Some((list.first()?.full_name().to_lowercase(), key.clone())))
            .collect()
    };
    let (olds, news) = (lone(old, new), lone(new, old));
    for (name, old_key) in olds {
        let Some(new_key) = news.get(&name) else { continue };
        // Two package URLs of different ecosystems are two things.
        if old_key.starts_with("pkg:") && new_key.starts_with("pkg:") {
            continue;
        }
        if let Some(list) = new.remove(new_key) {
            new.insert(old_key, list);
        }
    }
}

fn side(component: &Component) -> Side {
    let identifier = component.purl().or_else(|| component.cpe()).map(str::to_owned);
    Side { name: component.full_name(), version: component.version.clone(), identifier }
}

/// The same thing may be there in several versions: equal versions pair first, then those that are left.
fn group(olds: &[&Component], news: &[&Component], found: &mut Difference) {
    let mut news: Vec<&Component> = news.to_vec();
    let mut left = Vec::new();
    for old in olds {
        match news.iter().position(|new| new.version == old.version) {
            Some(at) => {
                found.unchanged += 1;
                details(old, news.remove(at), found);
            }
            None => left.push(*old),
        }
    }
    let mut news = news.into_iter();
    for old in left {
        match news.next() {
            Some(new) => {
                found.version_changed.push(Change {
                    name: old.full_name(),
                    before: old.version.clone().unwrap_or_default(),
                    after: new.version.clone().unwrap_or_default(),
                });
                details(old, new, found);
            }
            None => found.removed.push(side(old)),
        }
    }
    found.added.extend(news.map(side));
}

fn details(old: &Component, new: &Component, found: &mut Difference) {
    let licences = |component: &Component| {
        let mut texts: Vec<&str> = component.licences.iter().map(|licence| licence.text.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        texts.join(", ")
    };
    let change = |before: String, after: String| Change { name: old.full_name(), before, after };
    let (before, after) = (licences(old), licences(new));
    if before != after {
        found.licence_changed.push(change(before, after));
    }
    let supplier = |component: &Component| component.supplied_by().unwrap_or_default().to_owned();
    if supplier(old) != supplier(new) {
        found.supplier_changed.push(change(supplier(old), supplier(new)));
    }
}

#[cfg(test)]
mod tests {
    use domain::sbom::{Identifier, IdentifierKind, Licence};

    use super::*;

    fn component(name: &str, version: &str, purl: &str, licence: &str) -> Component {
        Component {
            id: format!("{name}{version}"),
            name: name.into(),
            version: Some(version.into()),
            identifiers: (!purl.is_empty())
                .then(|| Identifier::new(IdentifierKind::Purl, purl))
                .into_iter()
                .collect(),
            licences: vec![Licence { text: licence.into(), ..Licence::default() }],
            ..Component::default()
        }
    }

    #[test]
    fn what_came_went_and_changed() {
        let before = Sbom {
            components: vec![
                component("a", "1", "pkg:npm/%40s/a@1", "MIT"),
                component("b", "1", "pkg:npm/b@1", "MIT"),
                component("c", "1", "", "MIT"),
                component("d", "1", "pkg:npm/@s/d@1", "MIT"),
            ],
            ..Sbom::default()
        };
        let after = Sbom {
            components: vec![
                component("c", "1", "pkg:generic/c@1", "GPL-2.0-only"),
                component("a", "2", "pkg:npm/%40s/a@2", "MIT"),
                component("e", "1", "pkg:npm/e@1", "MIT"),
                component("d", "1", "pkg:npm/@s/d@1", "MIT"),
            ],
            ..Sbom::default()
        };
        let found = compare(&before, &after);
        let names = |sides: &[Side]| sides.iter().map(|side| side.name.clone()).collect::<Vec<_>>();
        assert_eq!(
            (names(&found.added), names(&found.removed)),
            (vec!["e".to_owned()], vec!["b".to_owned()])
        );
        assert_eq!(
            found.version_changed,
            [Change { name: "a".into(), before: "1".into(), after: "2".into() }]
        );
        assert_eq!(found.licence_changed[0].name, "c");
        assert_eq!(found.unchanged, 2);
        assert!(compare(&before, &before).is_empty());
    }
}
