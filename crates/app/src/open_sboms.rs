//! Bills of materials that are open: read once, in memory while they are looked at.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    ids::{OrgId, SbomId},
    sbom::{Component, Sbom},
};
use matching::sbom::{compare, completeness};
pub use matching::sbom::{
    compare::{Change, Difference, Side},
    completeness::{Completeness, Element, Norm},
    tree::Tree,
};

/// Components that all open documents may have together; the one that was not asked for the longest leaves first.
const MOST: usize = 200_000;

/// A document with everything that is looked up in it.
#[derive(Debug)]
pub struct OpenSbom {
    pub sbom: Sbom,
    pub tree: Tree,
    places: BTreeMap<String, usize>,
}

impl OpenSbom {
    /// Makes a document ready for looking up.
    #[must_use]
    pub fn new(sbom: Sbom) -> Self {
        let mut places = BTreeMap::new();
        for (at, component) in sbom.components.iter().enumerate() {
            places.entry(component.id.clone()).or_insert(at);
        }
        Self { tree: Tree::new(&sbom), places, sbom }
    }

    /// What it lacks of the minimum elements.
    #[must_use]
    pub fn completeness(&self) -> Completeness {
        completeness::judge(&self.sbom)
    }

    /// What changed from this one to a later one.
    #[must_use]
    pub fn compare(&self, later: &Self) -> Difference {
        compare::compare(&self.sbom, &later.sbom)
    }

    /// Position and component of an id.
    #[must_use]
    pub fn component(&self, id: &str) -> Option<(usize, &Component)> {
        let at = *self.places.get(id)?;
        Some((at, self.sbom.components.get(at)?))
    }
}

/// What is open, the last asked for at the end.
#[derive(Debug, Default)]
pub(crate) struct OpenSboms(Mutex<Vec<(OrgId, SbomId, Arc<OpenSbom>)>>);

impl OpenSboms {
    pub(crate) fn get(&self, org: &OrgId, id: &SbomId) -> Option<Arc<OpenSbom>> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = open.iter().position(|(of, known, _)| of == org && known == id)?;
        let found = open.remove(at);
        let document = Arc::clone(&found.2);
        open.push(found);
        Some(document)
    }

    pub(crate) fn put(&self, org: &OrgId, id: &SbomId, document: Arc<OpenSbom>) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|(of, known, _)| of != org || known != id);
        open.push((org.clone(), id.clone(), document));
        let size = |open: &[(OrgId, SbomId, Arc<OpenSbom>)]| -> usize {
            open.iter().map(|(_, _, document)| document.sbom.components.len() + 100).sum()
        };
        while open.len() > 1 && size(&open) > MOST {
            open.remove(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_that_was_not_asked_for_the_longest_leaves_first() {
        let org = OrgId::from_tail("a");
        let id = |name: &str| SbomId::from_tail(name);
        let large = || {
            let components = (0..90_000).map(|at| Component { id: at.to_string(), ..Component::default() });
            Arc::new(OpenSbom::new(Sbom { components: components.collect(), ..Sbom::default() }))
        };
        let open = OpenSboms::default();
        open.put(&org, &id("1"), large());
        open.put(&org, &id("2"), large());
        assert!(open.get(&org, &id("1")).is_some());
        open.put(&org, &id("3"), large());
        assert!(open.get(&org, &id("2")).is_none());
        assert!(open.get(&org, &id("1")).is_some() && open.get(&org, &id("3")).is_some());
        assert!(open.get(&OrgId::from_tail("b"), &id("3")).is_none(), "another organisation's");
    }
}
