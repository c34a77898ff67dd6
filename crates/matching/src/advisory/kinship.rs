//! Which makers stand for one another: groups, former names, businesses that were parted. Worked out once per maker.

use std::sync::{Arc, PoisonError, RwLock};

use hashbrown::{HashMap, HashSet};
use knowledge::{Knowledge, makers::Relation};

use super::words;

/// Makers of claims that each maker of a row may stand for.
pub struct Kinship<'k> {
    knowledge: &'k Knowledge,
    /// Maker ids that claims name.
    claimed: Vec<String>,
    /// First word of the name, and all words of former and other names.
    words: HashMap<&'k str, (Option<String>, HashSet<String>)>,
    known: RwLock<HashMap<String, Arc<HashSet<String>>>>,
}

impl<'k> Kinship<'k> {
    /// For claims that name these makers.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge, claimed: impl Iterator<Item = String>) -> Self {
        let mut claimed: Vec<String> = claimed.collect();
        claimed.sort();
        claimed.dedup();
        let telling = |word: &String| word.len() >= 5 && !words::is_common(word);
        let words = knowledge
            .makers
            .iter()
            .map(|maker| {
                let first = words::latin_tokens(&maker.name_en).into_iter().next().filter(telling);
                let others = maker.aliases.iter().flat_map(|alias| words::latin_tokens(alias)).collect();
                (maker.id.as_str(), (first, others))
            })
            .collect();
        Self { knowledge, claimed, words, known: RwLock::default() }
    }

    /// The makers of claims that this maker may stand for.
    #[must_use]
    pub fn of(&self, maker: &str) -> Arc<HashSet<String>> {
        if let Some(found) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(maker) {
            return Arc::clone(found);
        }
        let found: HashSet<String> =
            self.claimed.iter().filter(|own| self.are_related(maker, own)).cloned().collect();
        let found = Arc::new(found);
        self.known
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(maker.to_owned(), Arc::clone(&found));
        found
    }

    /// One house, by group, or because one's former names tell of the other.
    fn are_related(&self, a: &str, b: &str) -> bool {
        let tells_of = |a: &str, b: &str| {
            let first = self.words.get(b).and_then(|(first, _)| first.as_ref());
            first.is_some_and(|first| self.words.get(a).is_some_and(|(_, others)| others.contains(first)))
        };
        self.knowledge.makers.relation(a, b) != Relation::Different || tells_of(a, b) || tells_of(b, a)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn houses() {
        let makers = ["baxter", "philips", "contec_medical"].map(str::to_owned);
        let kin = Kinship::new(Knowledge::built_in(), makers.into_iter());
        assert!(kin.of("hillrom").contains("baxter"));
        assert!(kin.of("capsule").contains("philips"));
        assert!(kin.of("terumo").is_empty());
    }
}
