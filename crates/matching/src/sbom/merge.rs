//! Several bills of materials as one product, and a person's edits that survive when the list is made again.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    certainty::Certainty,
    sbom::{Component, Relation, Sbom},
};
use serde::{Deserialize, Serialize};

/// Puts documents under one product. What two of them list is kept once: same package URL, or same name, version and supplier.
#[must_use]
pub fn merge(product: Component, parts: Vec<Sbom>) -> Sbom {
    let mut whole =
        Sbom { name: Some(product.full_name()), primary: vec![product.id.clone()], ..Sbom::default() };
    let product_id = product.id.clone();
    whole.components.push(Component { outside_list: true, ..product });
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (number, part) in parts.into_iter().enumerate() {
        let mut ids: BTreeMap<String, String> = BTreeMap::new();
        for component in part.components {
            let key = sameness(&component);
            let old_id = component.id.clone();
            if let Some(kept) = known.get(&key).and_then(|at| whole.components.get_mut(*at)) {
                ids.insert(old_id, kept.id.clone());
                fill(kept, component);
                continue;
            }
            let id = format!("{}/{old_id}", number + 1);
            ids.insert(old_id, id.clone());
            known.insert(key, whole.components.len());
            whole.components.push(Component { id, outside_list: false, ..component });
        }
        for component in &mut whole.components {
            if let Some(parent) = component.parent.as_ref().and_then(|parent| ids.get(parent)) {
                component.parent = Some(parent.clone());
            }
        }
        let id = |old: &String| ids.get(old).cloned();
        whole.relations.extend(part.relations.iter().filter_map(|relation| {
            Some(Relation { from: id(&relation.from)?, to: id(&relation.to)?, ..relation.clone() })
        }));
        let tops: Vec<String> = part.primary.iter().filter_map(id).collect();
        whole.relations.extend(tops.into_iter().map(|to| Relation::new(&product_id, "CONTAINS", to)));
        whole.authors.extend(part.authors);
        whole.licence_texts.extend(part.licence_texts);
        whole.vulnerabilities.extend(part.vulnerabilities);
        whole.services.extend(part.services);
        whole.warnings.extend(part.warnings);
    }
    // What nothing leads to is at least part of the product.
    let reached: BTreeSet<&str> = whole.relations.iter().map(|relation| relation.to.as_str()).collect();
    let lone = whole
        .components
        .iter()
        .filter(|c| !c.outside_list && c.parent.is_none() && !reached.contains(c.id.as_str()));
    let lone: Vec<Relation> = lone.map(|c| Relation::new(&product_id, "CONTAINS", &c.id)).collect();
    whole.relations.extend(lone);
    whole.relations.sort();
    whole.relations.dedup();
    whole.authors.sort();
    whole.authors.dedup();
    whole
}

/// What two documents call the same.
fn sameness(component: &Component) -> String {
    match component.purl() {
        Some(text) => {
            domain::purl::Purl::read(text).map_or_else(|_| text.to_owned(), |(purl, _)| purl.to_string())
        }
        None => {
            let version = component.version.as_deref().unwrap_or_default();
            let supplier = component.supplied_by().unwrap_or_default();
            format!("{}\u{0}{version}\u{0}{supplier}", component.full_name()).to_lowercase()
        }
    }
}

/// Takes from the second what the first does not say.
fn fill(kept: &mut Component, other: Component) {
    kept.supplier = kept.supplier.take().or(other.supplier);
    kept.description = kept.description.take().or(other.description);
    kept.copyright = kept.copyright.take().or(other.copyright);
    kept.certainty = kept.certainty.max(other.certainty);
    for hash in other.hashes {
        if !kept.hashes.contains(&hash) {
            kept.hashes.push(hash);
        }
    }
    for identifier in other.identifiers {
        if !kept.identifiers.contains(&identifier) {
            kept.identifiers.push(identifier);
        }
    }
    for licence in other.licences {
        if !kept.licences.contains(&licence) {
            kept.licences.push(licence);
        }
    }
    for property in other.properties {
        if !kept.properties.contains(&property) {
            kept.properties.push(property);
        }
    }
}

/// What a person decided about one component: laid over the list each time it is made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Edit {
    /// Package URL with or without version, or the name: which component is meant.
    pub component: String,
    /// It is not part of the product.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub remove: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_of_life: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_of_support: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// Lays edits over a document; gives those that met no component, which the person must hear of.
#[must_use]
pub fn lay_over(sbom: &mut Sbom, edits: &[Edit]) -> Vec<Edit> {
    let mut unmet = Vec::new();
    for edit in edits {
        let mut met = false;
        for component in sbom.components.iter_mut().filter(|component| is_meant(component, &edit.component)) {
            met = true;
            apply(component, edit);
        }
        if met && edit.remove {
            let gone: BTreeSet<String> = sbom
                .components
                .iter()
                .filter(|c| !c.outside_list && is_meant(c, &edit.component))
                .map(|c| c.id.clone())
                .collect();
            sbom.components.retain(|component| !gone.contains(&component.id));
            sbom.relations.retain(|relation| !gone.contains(&relation.from) && !gone.contains(&relation.to));
        }
        if !met {
            unmet.push(edit.clone());
        }
    }
    unmet
}

fn is_meant(component: &Component, wanted: &str) -> bool {
    let purl = component.purl().is_some_and(|purl| {
        purl == wanted || purl.strip_prefix(wanted).is_some_and(|rest| rest.starts_with(['@', '?', '#']))
    });
    purl || component.full_name() == wanted
}

fn apply(component: &mut Component, edit: &Edit) {
    use domain::sbom::{Licence, Party};
    let set = |field: &mut Option<String>, value: &Option<String>| {
        if value.is_some() {
            field.clone_from(value);
        }
    };
    set(&mut component.version, &edit.version);
    set(&mut component.support.level, &edit.support_level);
    set(&mut component.support.end_of_life, &edit.end_of_life);
    set(&mut component.support.end_of_support, &edit.end_of_support);
    set(&mut component.comment, &edit.comment);
    if let Some(supplier) = &edit.supplier {
        component.supplier = Some(Party { name: supplier.clone(), ..Party::default() });
    }
    if let Some(licence) = &edit.licence {
        component.licences = vec![Licence { text: licence.clone(), ..Licence::default() }];
    }
    if let Some(name) = &edit.name {
        component.name.clone_from(name);
        component.group = None;
    }
    component.certainty = Some(Certainty::Confirmed);
}

#[cfg(test)]
mod tests {
    use domain::sbom::{Identifier, IdentifierKind};

    use super::*;

    fn component(id: &str, purl: &str) -> Component {
        Component {
            id: id.into(),
            name: id.into(),
            identifiers: vec![Identifier::new(IdentifierKind::Purl, purl)],
            ..Component::default()
        }
    }

    #[test]
    fn what_both_list_is_kept_once_and_everything_hangs_on_the_product() {
        let part = |ids: &[&str]| Sbom {
            components: ids.iter().map(|id| component(id, &format!("pkg:npm/{id}@1"))).collect(),
            relations: vec![Relation::new(ids[0], "DEPENDS_ON", ids[1])],
            ..Sbom::default()
        };
        let whole = merge(component("p", "pkg:generic/p"), vec![part(&["a", "b"]), part(&["b", "c"])]);
        assert_eq!(whole.packages(), 3);
        let kinds: Vec<(&str, &str)> =
            whole.relations.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
        assert_eq!(kinds, [("1/a", "1/b"), ("1/b", "2/c"), ("p", "1/a")]);
    }

    #[test]
    fn edits_survive_making_the_list_again() {
        let edits = [
            Edit {
                component: "pkg:npm/a".into(),
                end_of_support: Some("2030-01-01".into()),
                ..Edit::default()
            },
            Edit { component: "b".into(), remove: true, ..Edit::default() },
            Edit { component: "gone".into(), remove: true, ..Edit::default() },
        ];
        for version in ["1", "2"] {
            let mut sbom = Sbom {
                components: vec![
                    component("a", &format!("pkg:npm/a@{version}")),
                    component("b", "pkg:npm/b@1"),
                ],
                ..Sbom::default()
            };
            let unmet = lay_over(&mut sbom, &edits);
            assert_eq!(unmet, edits[2..]);
            assert_eq!(sbom.components.len(), 1);
            assert_eq!(sbom.components[0].support.end_of_support.as_deref(), Some("2030-01-01"));
        }
    }
}
