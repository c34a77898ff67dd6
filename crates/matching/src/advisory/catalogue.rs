//! Many advisories made ready for many subjects: an index from words and makers to claims.

use std::collections::{BTreeMap, BTreeSet};

use domain::advisories::{Advisory, Judgement};
use hashbrown::HashMap;
use knowledge::Knowledge;

use super::{
    claims::{self, ProductClaim, codes::Code, names::NamePattern},
    judge, katakana,
    kinship::Kinship,
    relabels,
    subject::Subject,
    words,
};

/// Advisories with their claims, and which words lead to which claims.
pub struct Catalogue<'a> {
    advisories: Vec<&'a Advisory>,
    /// Claim and the index of its advisory.
    claims: Vec<(usize, ProductClaim)>,
    by_word: HashMap<String, Vec<usize>>,
    by_maker: BTreeMap<String, Vec<usize>>,
    knowledge: &'a Knowledge,
    kin: Kinship<'a>,
}

impl<'a> Catalogue<'a> {
    /// Reads the claims of all advisories. Their order does not change any result.
    #[must_use]
    pub fn new(advisories: &'a [Advisory], knowledge: &'a Knowledge) -> Self {
        let mut sorted: Vec<&Advisory> = advisories.iter().collect();
        sorted.sort_by(|a, b| (a.id.as_str(), a.sha256.as_str()).cmp(&(b.id.as_str(), b.sha256.as_str())));
        let mut catalogue = Self {
            advisories: sorted,
            claims: Vec::new(),
            by_word: HashMap::new(),
            by_maker: BTreeMap::new(),
            knowledge,
            kin: Kinship::new(knowledge, std::iter::empty()),
        };
        let mut read: Vec<(usize, ProductClaim)> = Vec::new();
        for (index, advisory) in catalogue.advisories.clone().into_iter().enumerate() {
            read.extend(claims::read(advisory, knowledge).into_iter().map(|claim| (index, claim)));
        }
        catalogue.kin = Kinship::new(knowledge, read.iter().flat_map(|(_, claim)| claim.maker_ids.clone()));
        share_short_forms(&mut read);
        find_rivals(&mut read);
        for (index, claim) in read {
            catalogue.add(index, claim);
        }
        catalogue
    }

    fn add(&mut self, advisory: usize, claim: ProductClaim) {
        let at = self.claims.len();
        let mut keys: BTreeSet<String> =
            claim.identifiers.iter().map(|id| id.trim_start_matches('0').to_owned()).collect();
        keys.extend(claim.maker_names.iter().map(|name| maker_key(name)));
        for pattern in claim.patterns.iter().chain(&claim.family) {
            keys.extend(pattern.brand.iter().chain(&pattern.short_forms).cloned());
            keys.extend(pattern.brand.windows(2).map(<[String]>::concat));
            let pairs = pattern.brand.windows(2).map(<[String]>::concat);
            let spoken = pattern.brand.iter().cloned().chain(pairs).filter(|word| word.len() >= 5);
            keys.extend(spoken.map(|word| sound_key(&katakana::latin_sounds(&word))));
            keys.extend(pattern.codes.iter().chain(&pattern.aliases).map(|code| match code {
                Code::Exact(text) => text.clone(),
                Code::Span { letters, .. } => format!("{letters}#"),
                Code::Pattern(_) => "#".to_owned(),
            }));
        }
        for key in keys {
            self.by_word.entry(key).or_default().push(at);
        }
        for maker in &claim.maker_ids {
            self.by_maker.entry(maker.clone()).or_default().push(at);
        }
        if claim.maker_ids.is_empty() {
            for word in &claim.maker_words {
                self.by_word.entry(word.clone()).or_default().push(at);
            }
        }
        self.claims.push((advisory, claim));
    }

    /// Every advisory that concerns the subject, by advisory id.
    #[must_use]
    pub fn judge(&self, subject: &Subject) -> Vec<Judgement> {
        let mut wanted = self.candidates(subject);
        for (_, other) in relabels::other_names(subject, self.knowledge) {
            wanted.extend(self.candidates(&other));
        }
        let mut by_advisory: BTreeMap<usize, Vec<&ProductClaim>> = BTreeMap::new();
        for (advisory, claim) in wanted.iter().filter_map(|&at| self.claims.get(at)) {
            by_advisory.entry(*advisory).or_default().push(claim);
        }
        by_advisory
            .into_iter()
            .filter_map(|(index, claims)| {
                judge::judge(subject, self.advisories.get(index)?, &claims, self.knowledge, &self.kin)
            })
            .collect()
    }

    fn candidates(&self, subject: &Subject) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut take = |key: &str| {
            if let Some(list) = self.by_word.get(key) {
                found.extend(list.iter().copied());
            }
        };
        for gram in &subject.grams {
            take(gram);
            let letters = gram
                .trim_end_matches(|c: char| c.is_ascii_alphabetic())
                .trim_end_matches(|c: char| c.is_ascii_digit());
            take(&format!("{letters}#"));
        }
        for word in &subject.maker_tokens {
            take(word);
        }
        take(&maker_key(&subject.maker_plain));
        for (_, sounds) in &subject.sounds {
            take(&sound_key(sounds));
        }
        if let Some(udi) = &subject.udi {
            take(udi.trim_start_matches('0'));
        }
        if subject.codes.iter().any(|code| code.len() == 3) {
            take("#");
        }
        for maker in subject.maker_id.iter().chain(&subject.mentioned) {
            for own in self.kin.of(maker).iter() {
                found.extend(self.by_maker.get(own).into_iter().flatten().copied());
            }
        }
        found
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

fn maker_key(name: &str) -> String {
    format!("@{name}")
}

fn sound_key(sounds: &str) -> String {
    format!("~{sounds}")
}
