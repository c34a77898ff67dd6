//! The same device under another name: relabelled products and identifiers of products that advisories only name.

use knowledge::Knowledge;

use super::{identity::same_gtin, subject::Subject, words};

/// UDI-DI, maker and product. Sources: FDA and NHS England alerts on the monitor sold as Epsimed MN-120 (2025-01).
const IDENTIFIERS: [(&str, &str, &str); 1] = [("06945040100034", "contec_medical", "CMS8000")];

/// What the subject is otherwise called, as subjects of their own.
#[must_use]
pub fn other_names(subject: &Subject, knowledge: &Knowledge) -> Vec<(&'static str, Subject)> {
    let mut found = Vec::new();
    for (gtin, maker, product) in IDENTIFIERS {
        if subject.udi.as_deref().is_some_and(|udi| same_gtin(gtin, udi)) {
            found.push(("udi-di", renamed(subject, maker, product)));
        }
    }
    for relabel in knowledge.relabels.iter() {
        let decided = relabel.grade.may_decide();
        if decided && is_called(subject, &relabel.label) && !words::latin_tokens(&relabel.original).is_empty()
        {
            let maker = relabel.original_maker.split([';', '/']).next().unwrap_or_default().trim();
            found.push(("relabel", renamed(subject, maker, &relabel.original)));
        }
    }
    found
}

/// The row has every word with digits of the relabelled product's name.
fn is_called(subject: &Subject, product: &str) -> bool {
    let product = product.split('(').next().unwrap_or_default();
    let tokens: Vec<String> = product
        .split_whitespace()
        .filter(|word| word.chars().any(|c| c.is_ascii_digit()))
        .map(|word| words::latin_tokens(word).concat())
        .collect();
    !tokens.is_empty()
        && !product.contains('/')
        && tokens.iter().all(|token| token.len() >= 5 && subject.grams.contains(token))
}

fn renamed(subject: &Subject, maker: &str, product: &str) -> Subject {
    let mut other = subject.clone();
    let tokens = words::latin_tokens(product);
    other.grams = words::grams(&tokens).collect();
    other.codes = tokens.iter().filter(|token| token.chars().any(|c| c.is_ascii_digit())).cloned().collect();
    other.tokens = tokens;
    other.maker_id = Some(maker.to_owned());
    other
}
