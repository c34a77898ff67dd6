//! Components as a tree: under the product what it needs or holds, each component drawn out once.

use std::{collections::BTreeSet, fmt::Write as _};

use domain::sbom::Sbom;
use matching::sbom::tree::Tree;

/// Levels that are drawn; deeper ones are counted.
const DEEPEST: usize = 24;
/// Lines of one tree.
const LONGEST: usize = 100_000;

/// Draws a document.
pub fn draw(sbom: &Sbom) -> String {
    let tree = Tree::new(sbom);
    let mut drawing = Drawing { sbom, tree: &tree, drawn: BTreeSet::new(), text: String::new(), lines: 0 };
    for top in tree.tops() {
        if !drawing.drawn.contains(top) {
            drawing.node(*top, 0);
        }
    }
    drawing.text
}

struct Drawing<'s> {
    sbom: &'s Sbom,
    tree: &'s Tree,
    drawn: BTreeSet<usize>,
    text: String,
    lines: usize,
}

impl Drawing<'_> {
    fn node(&mut self, at: usize, depth: usize) {
        let Some(component) = self.sbom.components.get(at) else { return };
        if self.lines >= LONGEST {
            return;
        }
        self.lines += 1;
        let again = !self.drawn.insert(at);
        let below = self.tree.below(at);
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
        for at in below {
            self.node(*at, depth + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::sbom::{Component, Relation};

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
