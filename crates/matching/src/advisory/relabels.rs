//! The same device under another name: relabelled products and identifiers of products that advisories only name.

use knowledge::Knowledge;

use super::{identity::same_gtin, subject::Subject, words};

/// Relabelled products and identifiers, taken apart once.
#[derive(Default)]
pub struct Relabels {
    identifiers: Vec<(String, Other)>,
    /// Words with digits that a row must all have, and what it is then.
    labels: Vec<(Vec<String>, Other)>,
}

/// A product by its own name.
struct Other {
    maker: String,
    tokens: Vec<String>,
}

impl Relabels {
    /// Those of the knowledge that may decide.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        let other = |maker: &str, product: &str| Other {
            maker: maker.split([';', '/']).next().unwrap_or_default().trim().to_owned(),
            tokens: words::latin_tokens(product),
        };
        let mut relabels = Self::default();
        for row in knowledge.identifiers.iter().filter(|row| row.grade.may_decide()) {
            relabels.identifiers.push((row.udi_di.clone(), other(&row.maker_id, &row.product)));
        }
        for row in knowledge.relabels.iter().filter(|row| row.grade.may_decide()) {
            let (label, other) = (label_words(&row.label), other(&row.original_maker, &row.original));
            if !label.is_empty() && !other.tokens.is_empty() {
                relabels.labels.push((label, other));
            }
        }
        relabels
    }

    /// What the subject is otherwise called, as subjects of their own.
    #[must_use]
    pub fn other_names(&self, subject: &Subject) -> Vec<(&'static str, Subject)> {
        let udi = subject.udi.as_deref();
        let by_number =
            self.identifiers.iter().filter(|(gtin, _)| udi.is_some_and(|udi| same_gtin(gtin, udi)));
        let by_label =
            self.labels.iter().filter(|(words, _)| words.iter().all(|word| subject.grams.contains(word)));
        by_number
            .map(|(_, other)| ("udi-di", renamed(subject, other)))
            .chain(by_label.map(|(_, other)| ("relabel", renamed(subject, other))))
            .collect()
    }
}

/// The words with digits of the label; none when it names several products or says too little.
fn label_words(label: &str) -> Vec<String> {
    let product = label.split('(').next().unwrap_or_default();
    let tokens: Vec<String> = product
        .split_whitespace()
        .filter(|word| word.chars().any(|c| c.is_ascii_digit()))
        .map(|word| words::latin_tokens(word).concat())
        .collect();
    if product.contains('/') || tokens.iter().any(|token| token.len() < 5) { Vec::new() } else { tokens }
}

fn renamed(subject: &Subject, other: &Other) -> Subject {
    let has_digit = |token: &&String| token.chars().any(|c| c.is_ascii_digit());
    Subject {
        grams: words::grams(&other.tokens).collect(),
        codes: other.tokens.iter().filter(has_digit).cloned().collect(),
        tokens: other.tokens.clone(),
        maker_id: Some(other.maker.clone()),
        ..subject.clone()
    }
}
