//! What the shape of SPDX 2 cannot say: ids are unique, relations lead somewhere, licences are expressions.

use std::collections::BTreeSet;

use domain::sbom::{LicenceExpression, SbomWarning};

use super::super::super::tree::{Map, Node};

const LISTS: [&str; 3] = ["packages", "files", "snippets"];

/// Checks a whole document.
pub(super) fn check(root: &Map<'_>, found: &mut Vec<SbomWarning>) {
    let mut ids: BTreeSet<&str> = BTreeSet::from(["SPDXRef-DOCUMENT", "NONE", "NOASSERTION"]);
    for (place, map) in LISTS.iter().flat_map(|list| maps(root, list)) {
        if let Some(id) = map.get("SPDXID").and_then(Node::as_text)
            && !ids.insert(id)
        {
            tell(found, &place, map, "the id comes twice");
        }
        licences(&place, map, found);
    }
    for (place, map) in maps(root, "relationships") {
        for key in ["spdxElementId", "relatedSpdxElement"] {
            let Some(id) = map.get(key).and_then(Node::as_text) else { continue };
            if !ids.contains(id) && !id.starts_with("DocumentRef-") {
                tell(found, &format!("{place}/{key}"), map, "nothing in the document has this id");
            }
        }
    }
}

fn maps<'m>(root: &'m Map<'_>, list: &str) -> Vec<(String, &'m Map<'m>)> {
    let items = root.get(list).and_then(Node::as_list).unwrap_or_default();
    items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| Some((format!("/{list}/{at}"), item.as_map()?)))
        .collect()
}

fn tell(found: &mut Vec<SbomWarning>, place: &str, map: &Map<'_>, what: &str) {
    if found.len() < super::MAX_PROBLEMS {
        let place = if map.line > 0 { format!("line {}, {place}", map.line) } else { place.to_owned() };
        found.push(SbomWarning { place, what: what.to_owned(), more: 0 });
    }
}

fn licences(place: &str, map: &Map<'_>, found: &mut Vec<SbomWarning>) {
    for key in ["licenseConcluded", "licenseDeclared"] {
        let Some(text) = map.get(key).and_then(Node::as_text) else { continue };
        if matches!(text, "NONE" | "NOASSERTION") {
            continue;
        }
        let place = format!("{place}/{key}");
        match LicenceExpression::parse(text) {
            Err(problem) => tell(found, &place, map, problem.as_str()),
            Ok(expression) => {
                let unknown = |id: &&String| !id.contains("LicenseRef-") && !super::values::is_licence_id(id);
                if let Some(id) = expression.licences.iter().chain(&expression.exceptions).find(unknown) {
                    tell(found, &place, map, &format!("“{id}” is not on the SPDX licence list"));
                }
            }
        }
    }
}
