//! What stands under what: components as a tree, by nesting and by relations. Each component is found from a top; circles are cut.

use std::collections::BTreeMap;

use domain::sbom::Sbom;

/// Components under components, as positions in `sbom.components`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    below: Vec<Vec<usize>>,
    above: Vec<Vec<usize>>,
    tops: Vec<usize>,
}

impl Tree {
    /// Of a document.
    #[must_use]
    pub fn new(sbom: &Sbom) -> Self {
        let count = sbom.components.len();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, component) in sbom.components.iter().enumerate() {
            places.entry(&component.id).or_insert(at);
        }
        let mut tree = Self { below: vec![Vec::new(); count], above: vec![Vec::new(); count], tops: vec![] };
        for (at, component) in sbom.components.iter().enumerate() {
            if let Some(&parent) = component.parent.as_deref().and_then(|id| places.get(id)) {
                tree.put(parent, at);
            }
        }
        for relation in &sbom.relations {
            let (above, under) = match relation.kind.as_str() {
                "DEPENDENCY_OF" | "CONTAINED_BY" => (&relation.to, &relation.from),
                "DEPENDS_ON" | "CONTAINS" | "STATIC_LINK" | "DYNAMIC_LINK" | "GENERATED_FROM" => {
                    (&relation.from, &relation.to)
                }
                _ => continue,
            };
            if let (Some(&above), Some(&under)) = (places.get(above.as_str()), places.get(under.as_str())) {
                tree.put(above, under);
            }
        }
        for lists in [&mut tree.below, &mut tree.above] {
            lists.iter_mut().for_each(keep_first);
        }
        let primary = sbom.primary.iter().filter_map(|id| places.get(id.as_str()).copied());
        tree.find_tops(primary.collect());
        tree
    }

    fn put(&mut self, above: usize, under: usize) {
        if above != under {
            self.below.get_mut(above).into_iter().for_each(|list| list.push(under));
            self.above.get_mut(under).into_iter().for_each(|list| list.push(above));
        }
    }

    /// The product first, then what nothing stands above of, then one of each circle that is reached from nowhere.
    fn find_tops(&mut self, primary: Vec<usize>) {
        let mut reached = vec![false; self.below.len()];
        let lonely = (0..self.below.len()).filter(|at| self.above(*at).is_empty());
        let candidates: Vec<usize> = primary.into_iter().chain(lonely).chain(0..self.below.len()).collect();
        for top in candidates {
            if reached.get(top).copied().unwrap_or(true) {
                continue;
            }
            self.tops.push(top);
            let mut waiting = vec![top];
            while let Some(at) = waiting.pop() {
                if let Some(seen) = reached.get_mut(at).filter(|seen| !**seen) {
                    *seen = true;
                    waiting.extend(self.below(at));
                }
            }
        }
    }

    /// Where to begin.
    #[must_use]
    pub fn tops(&self) -> &[usize] {
        &self.tops
    }

    /// What stands directly under a component.
    #[must_use]
    pub fn below(&self, at: usize) -> &[usize] {
        self.below.get(at).map(Vec::as_slice).unwrap_or_default()
    }

    /// What stands directly above a component.
    #[must_use]
    pub fn above(&self, at: usize) -> &[usize] {
        self.above.get(at).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Each position once, in the order of the document.
fn keep_first(list: &mut Vec<usize>) {
    let mut known = hashbrown::HashSet::with_capacity(list.len());
    list.retain(|at| known.insert(*at));
}

#[cfg(test)]
mod tests {
    use domain::sbom::{Component, Relation};

    use super::*;

    #[test]
    fn everything_is_reached_from_a_top_and_circles_have_one() {
        let component = |id: &str, parent: Option<&str>| Component {
            id: id.into(),
            parent: parent.map(str::to_owned),
            ..Component::default()
        };
        let sbom = Sbom {
            components: vec![
                component("a", None),
                component("p", None),
                component("b", Some("a")),
                component("x", None),
                component("y", None),
            ],
            relations: vec![
                Relation::new("p", "DEPENDS_ON", "a"),
                Relation::new("b", "CONTAINED_BY", "a"),
                Relation::new("b", "DEPENDS_ON", "a"),
                Relation::new("x", "DEPENDS_ON", "y"),
                Relation::new("y", "DEPENDS_ON", "x"),
                Relation::new("y", "DEPENDS_ON", "nobody"),
                Relation::new("a", "DESCRIBES", "x"),
            ],
            primary: vec!["p".into()],
            ..Sbom::default()
        };
        let tree = Tree::new(&sbom);
        assert_eq!(tree.tops(), [1, 3]);
        assert_eq!((tree.below(0), tree.below(1), tree.above(2)), (&[2][..], &[0][..], &[0][..]));
        assert!(tree.below(99).is_empty());
    }
}
