//! From the words of a row to the claims that may be about it. A claim is filed under words without which it cannot fit.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;

use super::{
    claims::{ProductClaim, codes::Code, names::NamePattern},
    kinship::Kinship,
    spoken::Row,
    words,
};

/// Prefixes of a row's words that are looked up: a product name may be the beginning of what the row writes.
const PREFIXES: std::ops::RangeInclusive<usize> = 4..=14;

/// Words and makers, and the claims filed under them.
#[derive(Default)]
pub struct Index {
    by_word: HashMap<String, Vec<usize>>,
    /// Claims about everything of a kind that a maker makes.
    by_maker: BTreeMap<String, Vec<usize>>,
}

impl Index {
    /// Files the claim under its words.
    pub fn add(&mut self, at: usize, claim: &ProductClaim) {
        let mut keys: BTreeSet<String> =
            claim.identifiers.iter().map(|id| id.trim_start_matches('0').to_owned()).collect();
        for pattern in claim.patterns.iter().chain(&claim.family) {
            keys_of(pattern, &mut keys);
        }
        let general = claim.patterns.iter().any(NamePattern::is_generic);
        if general && claim.maker_ids.is_empty() {
            keys.extend(claim.maker_words.iter().cloned());
            keys.extend(claim.maker_names.iter().map(|name| format!("@{name}")));
        }
        for key in keys {
            self.by_word.entry(key).or_default().push(at);
        }
        for maker in claim.maker_ids.iter().filter(|_| general) {
            self.by_maker.entry(maker.clone()).or_default().push(at);
        }
    }

    /// Claims that may fit the row.
    #[must_use]
    pub fn candidates(&self, row: &Row<'_>, kin: &Kinship<'_>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut key = String::new();
        let mut take = |key: &str| {
            if let Some(list) = self.by_word.get(key) {
                found.extend(list.iter().copied());
            }
        };
        for gram in &row.grams {
            take(gram);
            let letters: usize = gram.chars().take_while(char::is_ascii_alphabetic).count();
            if letters > 0 && letters < gram.len() {
                key.clear();
                key.push_str(gram.get(..letters).unwrap_or_default());
                key.push('#');
                take(&key);
            }
            if gram.bytes().any(|byte| byte.is_ascii_digit()) {
                key.clear();
                key.push_str(&format!("#{}", gram.len()));
                take(&key);
            }
        }
        for token in &row.tokens {
            for prefix in PREFIXES.take_while(|end| *end < token.len()).filter_map(|end| token.get(..end)) {
                take(prefix);
            }
        }
        row.heard.iter().for_each(|word| take(word));
        row.maker_tokens.iter().for_each(|word| take(word));
        take(&format!("@{}", row.maker_plain));
        if let Some(udi) = &row.udi {
            take(udi.trim_start_matches('0'));
            take(udi.get(2..16).unwrap_or_default().trim_start_matches('0'));
        }
        for maker in row.maker_id.iter().chain(&row.mentioned) {
            for own in kin.of(maker).iter() {
                found.extend(self.by_maker.get(own).into_iter().flatten().copied());
            }
        }
        found
    }
}

/// The words without one of which the pattern cannot fit.
fn keys_of(pattern: &NamePattern, keys: &mut BTreeSet<String>) {
    let strong = |word: &&String| word.len() >= 5 && !words::is_common(word);
    let mut chosen: Vec<&String> = pattern.brand.iter().filter(strong).collect();
    if chosen.is_empty() {
        chosen.extend(pattern.brand.iter().max_by_key(|word| word.len()));
    }
    for word in chosen {
        keys.insert(word.clone());
        if (2..=3).contains(&word.len()) {
            keys.insert(format!("{word}#"));
        }
        for code in pattern.codes.iter().chain(&pattern.aliases) {
            if let Code::Exact(text) = code {
                keys.insert(format!("{word}{text}"));
            }
        }
    }
    keys.extend(pattern.short_forms.iter().cloned());
    keys.extend(pattern.brand.windows(2).map(<[String]>::concat));
    let alone = |code: &&Code| code.weight() >= 1.5 || pattern.brand.is_empty();
    keys.extend(pattern.codes.iter().chain(&pattern.aliases).filter(alone).map(|code| match code {
        Code::Exact(text) => text.clone(),
        Code::Span { letters, .. } => format!("{letters}#"),
        Code::Pattern(text) => format!("#{}", text.len()),
    }));
}
