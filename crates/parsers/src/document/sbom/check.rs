//! What is odd in any bill of materials, whatever its format: references to nothing, broken identifiers, clashing dates.

use std::collections::{BTreeMap, BTreeSet};

use domain::sbom::{Component, IdentifierKind, LicenceExpression, Sbom, SupportClash};

use super::{
    super::{tree::Log, unpack::unreadable},
    words,
};

/// Tells what does not fit together.
pub(super) fn check(sbom: &Sbom, log: &Log) {
    if sbom.components.is_empty()
        && sbom.files.is_empty()
        && sbom.vulnerabilities.is_empty()
        && sbom.services.is_empty()
    {
        log.warn(String::new(), String::new(), "the document lists no components");
    }
    let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
    for component in &sbom.components {
        if seen.insert(&component.id, ()).is_some() {
            tell(log, component, "another component has the same id");
        }
        check_component(component, log);
    }
    relations(sbom, log);
}

fn tell(log: &Log, component: &Component, what: &str) {
    log.warn(component.place.clone(), "component".to_owned(), what);
}

fn check_component(component: &Component, log: &Log) {
    if component.name.is_empty() {
        tell(log, component, "the component has no name");
    }
    if unreadable(component).is_some() {
        tell(
            log,
            component,
            "the name or version has characters that could not be read; nothing is found for it",
        );
    }
    for identifier in &component.identifiers {
        if let Some(problem) = identifier.problem() {
            let (kind, name) = match identifier.kind {
                IdentifierKind::Purl => ("component/purl", "package URL"),
                _ => ("component/cpe", "CPE name"),
            };
            log.warn_once(component.place.clone(), kind, &format!("{name}: {problem}"));
        }
    }
    for hash in &component.hashes {
        if let Some(problem) = words::hash_problem(hash) {
            tell(log, component, problem);
        }
    }
    for licence in component.licences.iter().filter(|licence| !licence.is_name) {
        if let Err(problem) = LicenceExpression::parse(&licence.text) {
            tell(log, component, problem.as_str());
        }
    }
    match component.support.clash() {
        Some(SupportClash::SameDay) => {
            tell(
                log,
                component,
                "end of life and end of support are the same day: there is no limited support",
            );
        }
        Some(SupportClash::SupportEndsFirst) => {
            tell(log, component, "support ends before the end of life");
        }
        None => {}
    }
}

fn relations(sbom: &Sbom, log: &Log) {
    let mut known: BTreeSet<&str> = sbom.components.iter().map(|c| c.id.as_str()).collect();
    known.extend(sbom.files.iter().map(|file| file.id.as_str()));
    known.extend(sbom.services.iter().map(|service| service.id.as_str()));
    known.extend(["SPDXRef-DOCUMENT", "NONE", "NOASSERTION"]);
    let outside = |id: &str| {
        id.starts_with("DocumentRef-") || id.starts_with("urn:cdx:") || id.starts_with("SPDXRef-Snippet")
    };
    for relation in &sbom.relations {
        for end in [&relation.from, &relation.to] {
            if !known.contains(end.as_str()) && !outside(end) {
                let what = "a relation names a component that the document does not have";
                log.warn(end.clone(), "relation".to_owned(), what);
            }
        }
    }
    for id in &sbom.primary {
        if !known.contains(id.as_str()) && !outside(id) {
            let what = "the document describes something that it does not have";
            log.warn(id.clone(), "primary".to_owned(), what);
        }
    }
}
