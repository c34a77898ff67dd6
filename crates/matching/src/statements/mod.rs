//! Statements about vulnerabilities against what ranges say: which of them are about this component, which one counts, and why.
//!
//! What ranges say and what people state are both kept; `docs/decisions/0012` has the rules of precedence.

mod conclude;
mod declared;
mod fit;
mod grounds;
mod removal;
mod thing;
mod words;

use domain::{
    advisories::Verdict,
    statements::{Declaration, Declared, Role, Statement},
    time::Timestamp,
};
use hashbrown::HashMap;

pub use conclude::{Concluded, Heard, Weight};
pub use declared::apply;
pub use fit::{Fit, Scope};
pub use grounds::{Gone, RecordState};
pub use removal::{Removal, what_would_remove};
pub use thing::{Asked, Setting, Thing};
pub use words::justification as justification_words;

/// A declaration about every vulnerability of a component stands under this name.
const EVERY: &str = "*";

/// Statements and declarations, found by vulnerability and by product.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    list: Vec<Statement>,
    by_name: HashMap<String, Vec<usize>>,
    by_key: HashMap<String, Vec<usize>>,
}

impl Statements {
    /// Fixes that are declared to be inside count as statements.
    #[must_use]
    pub fn new(statements: Vec<Statement>, declarations: &[Declaration]) -> Self {
        let mut list = statements;
        for declaration in declarations {
            let named: Vec<&str> = match declaration.declared {
                Declared::NotShipped => vec![EVERY],
                _ => declaration.patched().iter().map(String::as_str).collect(),
            };
            list.extend(named.iter().filter_map(|name| declaration.about(name)));
        }
        let (mut by_name, mut by_key) = (HashMap::new(), HashMap::new());
        let put = |map: &mut HashMap<String, Vec<usize>>, key: &str, at: usize| {
            let places = map.entry(key.to_owned()).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        };
        for (at, statement) in list.iter().enumerate() {
            statement.names().for_each(|name| put(&mut by_name, name, at));
            for subject in &statement.subjects {
                let part = subject.component.as_ref().unwrap_or(&subject.product);
                thing::keys_of_product(part).iter().for_each(|key| put(&mut by_key, key, at));
            }
        }
        Self { list, by_name, by_key }
    }

    /// Nobody states anything.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many statements, declared fixes among them.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.list.len()
    }

    /// Statements of makers and distributors that say a subject is affected: whoever decides otherwise should know.
    #[must_use]
    pub fn against<'s>(&'s self, decision: &Statement, now: Timestamp) -> Vec<&'s Statement> {
        let names: Vec<&str> = decision.names().collect();
        let mut found: Vec<&Statement> = Vec::new();
        for subject in &decision.subjects {
            let whole = Thing::of_product(&subject.product);
            let part = subject.component.as_ref().map(Thing::of_product);
            let asked = match &part {
                Some(part) => Asked::alone(part, vec![&whole]),
                None => Asked::alone(&whole, Vec::new()),
            };
            let state = RecordState::default();
            let made = self.about_one(&decision.vulnerability, &names, None, &asked, &state, now);
            let makers = made.heard.into_iter().filter(|heard| {
                heard.is_voice()
                    && heard.statement.status == Verdict::Affected
                    && matches!(heard.statement.role, Role::Maker | Role::Distributor)
            });
            found.extend(makers.map(|heard| heard.statement));
        }
        found.sort_by_key(|statement| &statement.id);
        found.dedup_by_key(|statement| &statement.id);
        found
    }

    /// Statements about a vulnerability by any of its names, in their order.
    fn about(&self, names: &[&str]) -> Vec<&Statement> {
        let places = names.iter().chain(&[EVERY]).filter_map(|name| self.by_name.get(*name));
        let mut found: Vec<usize> = places.flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|at| self.list.get(at)).collect()
    }

    /// Statements that may be about a thing itself.
    fn perhaps_about<'s>(&'s self, thing: &Thing) -> Vec<&'s Statement> {
        let mut found: Vec<usize> =
            thing.keys().iter().filter_map(|key| self.by_key.get(key)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|at| self.list.get(at)).collect()
    }
}

#[cfg(test)]
mod tests;
