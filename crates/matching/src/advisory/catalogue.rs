//! Many advisories made ready for many subjects.

use std::collections::{BTreeMap, BTreeSet};

use domain::advisories::{Advisory, Judgement};
use knowledge::Knowledge;

use super::{
    claims::{self, ProductClaim, names::NamePattern},
    index::Index,
    judge::{self, Decision},
    kinship::Kinship,
    outcome,
    relabels::Relabels,
    spoken::{Row, Spoken},
    subject::Subject,
    words,
};

/// Advisories with their claims, and which words lead to which claims.
pub struct Catalogue<'a> {
    advisories: Vec<&'a Advisory>,
    /// Whether each advisory asks to take devices off the network.
    unplugs: Vec<bool>,
    /// Claim and the index of its advisory.
    claims: Vec<(usize, ProductClaim)>,
    index: Index,
    spoken: Spoken,
    relabels: Relabels,
    kin: Kinship<'a>,
}

/// What one advisory says about a subject.
pub struct Judged<'c> {
    pub advisory: &'c Advisory,
    pub decision: Decision<'c>,
    /// Affected, and the advice is to take it off the network.
    pub do_not_connect: bool,
}

impl<'a> Catalogue<'a> {
    /// Reads the claims of all advisories. Their order does not change any result.
    #[must_use]
    pub fn new(advisories: &'a [Advisory], knowledge: &'a Knowledge) -> Self {
        let mut sorted: Vec<&Advisory> = advisories.iter().collect();
        sorted.sort_by(|a, b| (a.id.as_str(), a.sha256.as_str()).cmp(&(b.id.as_str(), b.sha256.as_str())));
        let mut houses = claims::Houses::default();
        let mut read: Vec<(usize, ProductClaim)> = Vec::new();
        for (index, advisory) in sorted.iter().enumerate() {
            let claims = claims::read(advisory, knowledge, &mut houses);
            read.extend(claims.into_iter().map(|claim| (index, claim)));
        }
        share_short_forms(&mut read);
        find_rivals(&mut read);
        let mut index = Index::default();
        for (at, (_, claim)) in read.iter_mut().enumerate() {
            claim.patterns.iter_mut().chain(&mut claim.family).for_each(NamePattern::prepare);
            index.add(at, claim);
        }
        let patterns = || read.iter().flat_map(|(_, claim)| claim.patterns.iter().chain(&claim.family));
        let pairs = patterns().flat_map(|pattern| pattern.pairs.iter().cloned());
        Self {
            unplugs: sorted.iter().map(|advisory| outcome::unplugs(advisory)).collect(),
            spoken: Spoken::new(patterns().flat_map(|pattern| pattern.brand.iter().cloned()).chain(pairs)),
            relabels: Relabels::new(knowledge),
            kin: Kinship::new(knowledge, read.iter().flat_map(|(_, claim)| claim.maker_ids.clone())),
            advisories: sorted,
            claims: read,
            index,
        }
    }

    /// Every advisory that concerns the subject, by advisory id, with what to do.
    #[must_use]
    pub fn judge(&self, subject: &Subject) -> Vec<Judgement> {
        self.decide(subject).into_iter().map(outcome::judgement).collect()
    }

    /// Every advisory that concerns the subject, by advisory id.
    #[must_use]
    pub fn decide(&self, subject: &Subject) -> Vec<Judged<'_>> {
        let row = self.spoken.row(subject);
        let others = self.relabels.other_names(subject);
        let others: Vec<(&str, Row<'_>)> =
            others.iter().map(|(code, other)| (*code, self.spoken.row(other))).collect();
        let mut wanted = self.index.candidates(&row, &self.kin);
        for (_, other) in &others {
            wanted.extend(self.index.candidates(other, &self.kin));
        }
        let mut by_advisory: BTreeMap<usize, Vec<&ProductClaim>> = BTreeMap::new();
        for (advisory, claim) in wanted.iter().filter_map(|&at| self.claims.get(at)) {
            by_advisory.entry(*advisory).or_default().push(claim);
        }
        by_advisory
            .into_iter()
            .filter_map(|(index, claims)| {
                let decision = judge::decide(&row, &others, &claims, &self.kin)?;
                let affected = decision.verdict == domain::advisories::Verdict::Affected;
                let do_not_connect = affected && self.unplugs.get(index).copied().unwrap_or(false);
                Some(Judged { advisory: self.advisories.get(index)?, decision, do_not_connect })
            })
            .collect()
    }

    /// Whether any advisory goes by serial numbers.
    #[must_use]
    pub fn asks_for_serials(&self) -> bool {
        self.claims.iter().any(|(_, claim)| !claim.serials.is_empty())
    }

    /// The ids of all advisories, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.advisories.iter().map(|advisory| advisory.id.as_str())
    }

    /// All claims, for showing what was understood.
    pub fn claims(&self) -> impl Iterator<Item = (&str, &ProductClaim)> {
        self.claims.iter().filter_map(|(at, claim)| Some((self.advisories.get(*at)?.id.as_str(), claim)))
    }
}

/// A short form that one advisory explains (`IntelliSpace Cardiovascular (ISCV)`) is good for all of them.
fn share_short_forms(claims: &mut [(usize, ProductClaim)]) {
    let mut known: BTreeMap<Vec<String>, BTreeSet<String>> = BTreeMap::new();
    let name = |pattern: &NamePattern| {
        let mut words: Vec<String> = pattern.brand.iter().chain(&pattern.kind_words).cloned().collect();
        words.sort();
        words
    };
    for pattern in
        claims.iter().flat_map(|(_, claim)| &claim.patterns).filter(|pattern| pattern.codes.is_empty())
    {
        known.entry(name(pattern)).or_default().extend(pattern.short_forms.iter().cloned());
    }
    for pattern in claims
        .iter_mut()
        .flat_map(|(_, claim)| &mut claim.patterns)
        .filter(|pattern| pattern.codes.is_empty())
    {
        if let Some(shared) = known.get(&name(pattern)).filter(|_| !pattern.brand.is_empty()) {
            pattern.short_forms = shared.iter().cloned().collect();
        }
    }
}

/// Which other brands share a strong word with each name.
fn find_rivals(claims: &mut [(usize, ProductClaim)]) {
    let strong = |word: &&String| word.len() >= 5 && !words::is_common(word);
    let mut names: BTreeMap<String, BTreeSet<Vec<String>>> = BTreeMap::new();
    for pattern in claims.iter().flat_map(|(_, claim)| &claim.patterns) {
        for word in pattern.brand.iter().filter(strong) {
            names.entry(word.clone()).or_default().insert(pattern.brand.clone());
        }
    }
    for pattern in claims.iter_mut().flat_map(|(_, claim)| &mut claim.patterns) {
        let others: BTreeSet<&Vec<String>> = pattern
            .brand
            .iter()
            .filter(strong)
            .filter_map(|word| names.get(word))
            .flatten()
            .filter(|brand| **brand != pattern.brand)
            .collect();
        pattern.rivals = others.into_iter().cloned().collect();
    }
}
