//! Components as a tree: under the product what it needs or holds, each component drawn out once.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use domain::sbom::{Component, Sbom};

/// Levels that are drawn; deeper ones are counted.
const DEEPEST: usize = 24;
/// Lines of one tree.
const LONGEST: usize = 100_000;

/// Draws a document.
pub fn draw(sbom: &Sbom) -> String {
    let mut tree = Tree {
        below: below(sbom),
        by_id: BTreeMap::new(),
        drawn: BTreeSet::new(),
        text: String::new(),
        lines: 0,
    };
    tree.by_id = sbom.components.iter().map(|component| (component.id.as_str(), component)).collect();
    let reached: BTreeSet<&str> = tree.below.values().flatten().copied().collect();
    let tops = sbom.primary.iter().map(String::as_str).filter(|id| tree.by_id.contains_key(id));
    let mut tops: Vec<&str> = tops.collect();
    tops.extend(sbom.components.iter().map(|c| c.id.as_str()).filter(|id| !reached.contains(id)));
    // What only stands in a circle is reached from nowhere.
    tops.extend(sbom.components.iter().map(|c| c.id.as_str()));
    for id in tops {
        if !tree.drawn.contains(id) {
            tree.node(id, 0);
        }
    }
    tree.text
}

fn below(sbom: &Sbom) -> BTreeMap<&str, Vec<&str>> {
    let mut below: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for component in &sbom.components {
        if let Some(parent) = &component.parent {
            below.entry(parent).or_default().push(&component.id);
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
        below.entry(above).or_default().push(under);
    }
    below
}

struct Tree<'s> {
    below: BTreeMap<&'s str, Vec<&'s str>>,
    by_id: BTreeMap<&'s str, &'s Component>,
    drawn: BTreeSet<&'s str>,
    text: String,
    lines: usize,
}

impl<'s> Tree<'s> {
    fn node(&mut self, id: &'s str, depth: usize) {
        let Some(component) = self.by_id.get(id).copied() else { return };
        if self.lines >= LONGEST {
            return;
        }
        self.lines += 1;
        let again = !self.drawn.insert(id);
        let below = self.below.get(id).cloned().unwrap_or_default();
        let version = component.version.as_deref().map(|v| format!(" {v}")).unwrap_or_default();
        let note = if again && !below.is_empty() { " (see above)" } else { "" };
        let clean: String =
            format!("{}{version}", component.full_name()).chars().filter(|c| !c.is_control()).collect();
        let _ = writeln!(self.text, "{:indent$}{clean}{note}", "", indent = depth * 2);
        if again {
            return;
        }
        if depth >= DEEPEST {
            let _ = writeln!(self.text, "{:indent$}… {} more below", "", below.len(), indent = depth * 2 + 2);
            return;
        }
        for id in below {
            self.node(id, depth + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::sbom::Relation;

    use super::*;

    #[test]
    fn circles_end_and_everything_is_drawn() {
        let component = |id: &str| Component { id: id.into(), name: id.into(), ..Component::default() };
        let relation = |from: &str, to: &str| Relation::new(from, "DEPENDS_ON", to);
        let sbom = Sbom {
            components: ["p", "a", "b", "x", "y"].map(component).into(),
            relations: vec![
                relation("p", "a"),
                relation("a", "b"),
                relation("b", "a"),
                relation("x", "y"),
                relation("y", "x"),
            ],
            primary: vec!["p".into()],
            ..Sbom::default()
        };
        assert_eq!(draw(&sbom), "p\n  a\n    b\n      a (see above)\nx\n  y\n    x (see above)\n");
    }
}
