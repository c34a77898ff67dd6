//! Proposals of the rules, and how the best of them wins. What loses is kept as a disagreement.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    certainty::Certainty,
    devices::{Other, Stated},
    facts::{Evidence, Fact},
};

/// One rule's word about one attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    pub value: String,
    pub certainty: Certainty,
    /// How well this kind of evidence tells, 1–100; the better of two equally certain values wins by it.
    pub weight: u16,
    pub evidence: Evidence,
}

/// All proposals about one attribute.
#[derive(Clone, Debug, Default)]
pub struct Proposals(Vec<Proposal>);

/// Guesses of independent sources with this much weight together are no longer mere guesses.
const TOGETHER: u16 = 60;
/// Pieces of evidence kept for a value.
const MAX_EVIDENCE: usize = 6;

impl Proposals {
    /// Adds a proposal. Empty values are not proposed.
    pub fn add(&mut self, value: &str, certainty: Certainty, weight: u16, evidence: Evidence) {
        let value = value.trim();
        if !value.is_empty() && certainty > Certainty::Unknown {
            self.0.push(Proposal { value: value.to_owned(), certainty, weight, evidence });
        }
    }

    /// Proposes a fact's own value, as certain as the fact, but at most `ceiling`.
    pub fn fact(&mut self, fact: &Fact, ceiling: Certainty, weight: u16) {
        self.add(&fact.value, fact.certainty.min(ceiling), weight, fact.evidence.clone());
    }

    /// Proposes another value on the ground of a fact.
    pub fn because(&mut self, fact: &Fact, value: &str, certainty: Certainty, weight: u16) {
        self.add(value, certainty.min(fact.certainty), weight, fact.evidence.clone());
    }

    /// Every proposal so far.
    pub fn iter(&self) -> impl Iterator<Item = &Proposal> {
        self.0.iter()
    }

    /// The best value, with the others behind it. `key` makes spellings equal.
    #[must_use]
    pub fn decide(self, key: impl Fn(&str) -> String) -> Option<Stated<String>> {
        let mut groups: BTreeMap<String, Vec<Proposal>> = BTreeMap::new();
        for proposal in self.0 {
            groups.entry(key(&proposal.value)).or_default().push(proposal);
        }
        let mut ranked: Vec<Candidate> = groups.into_values().filter_map(Candidate::new).collect();
        ranked.sort_by(|a, b| b.rank().cmp(&a.rank()).then_with(|| a.value.cmp(&b.value)));
        let mut ranked = ranked.into_iter();
        let best = ranked.next()?;
        let others = ranked
            .filter_map(|other| {
                let evidence = other.evidence.into_iter().next()?;
                Some(Other { value: other.value, certainty: other.certainty, evidence })
            })
            .collect();
        Some(Stated { value: best.value, certainty: best.certainty, evidence: best.evidence, others })
    }
}

struct Candidate {
    value: String,
    certainty: Certainty,
    weight: u16,
    evidence: Vec<Evidence>,
}

impl Candidate {
    fn new(mut proposals: Vec<Proposal>) -> Option<Self> {
        proposals.sort_by(|a, b| {
            (b.certainty, b.weight)
                .cmp(&(a.certainty, a.weight))
                .then_with(|| a.value.cmp(&b.value))
                .then_with(|| {
                    (&a.evidence.source, a.evidence.frame, &a.evidence.said).cmp(&(
                        &b.evidence.source,
                        b.evidence.frame,
                        &b.evidence.said,
                    ))
                })
        });
        let first = proposals.first()?;
        let value = first.value.clone();
        let mut certainty = first.certainty;
        let mut sources: BTreeMap<&str, u16> = BTreeMap::new();
        for proposal in &proposals {
            let best = sources.entry(&proposal.evidence.source).or_default();
            *best = (*best).max(proposal.weight);
        }
        let best = sources.values().copied().max().unwrap_or_default();
        let together: u16 = sources.values().sum();
        // Many weak hints do not outweigh one good statement: what comes on top of the best counts a quarter.
        let weight = best + (together - best) / 4;
        if certainty == Certainty::Guess && sources.len() > 1 && together >= TOGETHER {
            certainty = Certainty::Likely;
        }
        let mut seen = BTreeSet::new();
        let mut evidence: Vec<Evidence> = proposals
            .into_iter()
            .map(|proposal| proposal.evidence)
            .filter(|evidence| seen.insert((evidence.source.clone(), evidence.said.clone())))
            .take(MAX_EVIDENCE)
            .collect();
        // Collected where the proposals stood, which were larger; a device keeps it for long.
        evidence.shrink_to_fit();
        Some(Self { value, certainty, weight, evidence })
    }

    const fn rank(&self) -> (Certainty, u16) {
        (self.certainty, self.weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::view::rule_evidence;

    fn decide(rows: &[(&str, Certainty, u16, &str)]) -> Option<Stated<String>> {
        let mut proposals = Proposals::default();
        for (value, certainty, weight, source) in rows {
            proposals.add(value, *certainty, *weight, rule_evidence(source, String::new()));
        }
        proposals.decide(str::to_lowercase)
    }

    #[test]
    fn the_surer_word_wins_and_the_other_is_kept() {
        let stated = decide(&[
            ("pacs", Certainty::Guess, 90, "name"),
            ("ct", Certainty::Likely, 50, "dicom"),
            ("CT", Certainty::Guess, 30, "oui"),
        ]);
        let stated = stated.expect("a value");
        assert_eq!(
            (stated.value.as_str(), stated.certainty, stated.evidence.len()),
            ("ct", Certainty::Likely, 2)
        );
        assert_eq!(stated.others.first().map(|other| other.value.as_str()), Some("pacs"));
    }

    #[test]
    fn two_hints_together_are_more_than_a_guess() {
        let one = decide(&[
            ("printer_mfp", Certainty::Guess, 40, "oui"),
            ("printer_mfp", Certainty::Guess, 40, "oui"),
        ]);
        assert_eq!(one.map(|s| s.certainty), Some(Certainty::Guess), "one source twice is one hint");
        let two = decide(&[
            ("printer_mfp", Certainty::Guess, 40, "oui"),
            ("printer_mfp", Certainty::Guess, 30, "name"),
        ]);
        assert_eq!(two.map(|s| s.certainty), Some(Certainty::Likely));
    }

    #[test]
    fn nothing_said_is_nothing_known() {
        assert!(decide(&[]).is_none());
        assert!(decide(&[("  ", Certainty::Certain, 90, "x")]).is_none());
    }
}
