//! Statements about vulnerabilities against what ranges say: which of them are about this component, which one counts, and why.
//!
//! What ranges say and what people state are both kept; `docs/decisions/0012` has the rules of precedence.

mod conclude;
mod declared;
mod fit;
mod grounds;
mod name;
mod origin;
mod removal;
mod shelf;
mod speaker;
mod thing;
mod words;

use std::sync::Arc;

use domain::{
    advisories::Verdict,
    statements::{Declaration, Declared, Role, Statement},
    time::Timestamp,
};
use hashbrown::HashMap;
use shelf::{Documents, Voice};

pub use conclude::{Concluded, Heard, Weight};
pub use declared::apply;
pub use fit::{Fit, Scope};
pub use grounds::{Gone, RecordState};
pub use name::{DocumentName, is_hosted_by, namespace};
pub use origin::{Doubt, Origin};
pub use removal::{Removal, what_would_remove};
pub use shelf::{Edition, Key, Newest, Shelf, Shelved, keys_of};
pub use speaker::{Publisher, of_feed};
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
    documents: Documents,
    /// Those that others share.
    shelf: Option<Arc<dyn Shelf>>,
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
        let documents = Documents::of(&list);
        Self { list, by_name, by_key, documents, shelf: None }
    }

    /// The same beside those that others share.
    #[must_use]
    pub fn beside(mut self, shelf: Arc<dyn Shelf>) -> Self {
        self.shelf = Some(shelf);
        self
    }

    /// Nobody states anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.shelf.as_ref().is_none_or(|shelf| shelf.is_empty())
    }

    /// How many statements, declared fixes among them, and those that others share.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len() + self.shelf.as_ref().map_or(0, |shelf| shelf.len())
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
                    && matches!(heard.role, Role::Maker | Role::Distributor)
            });
            found.extend(makers.map(|heard| heard.statement));
        }
        found.sort_by_key(|statement| &statement.id);
        found.dedup_by_key(|statement| &statement.id);
        found
    }

    /// Statements about a vulnerability by any of its names, in their order; then those of the shelf.
    fn about<'s>(&'s self, names: &[&str], near: &[Shelved<'s>]) -> Vec<Voice<'s>> {
        let places = names.iter().chain(&[EVERY]).filter_map(|name| self.by_name.get(*name));
        let own = self.at(places.flatten()).map(|statement| self.own(statement));
        let named = near.iter().filter(|one| one.statement.names().any(|name| names.contains(&name)));
        own.chain(named.filter_map(|one| self.shelved(one))).collect()
    }

    /// Statements that may be about a thing itself.
    fn perhaps_about<'s>(&'s self, thing: &Thing, near: &[Shelved<'s>]) -> Vec<&'s Statement> {
        let keys = thing.keys();
        let own = self.at(keys.iter().filter_map(|key| self.by_key.get(key)).flatten());
        let numbers: Vec<Key> = keys.iter().map(|key| shelf::number(key)).collect();
        let meant = near.iter().filter(|one| numbers.iter().any(|key| one.keys.binary_search(key).is_ok()));
        own.chain(meant.map(|one| one.statement)).collect()
    }

    /// Those at places, in their order, each once.
    fn at<'s, 'p>(&'s self, places: impl Iterator<Item = &'p usize>) -> impl Iterator<Item = &'s Statement> {
        let mut found: Vec<usize> = places.copied().collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|at| self.list.get(at))
    }
}

#[cfg(test)]
mod fed_tests;
#[cfg(test)]
mod fit_tests;
#[cfg(test)]
mod tests;
