//! Who makes the products of a vendor branch: ids of known makers, and words by which rows may name them.

use knowledge::Knowledge;

use crate::advisory::{kindwords, spelling, words};

/// Maker ids and words of a vendor branch, which may name several.
pub(super) fn makers(vendor: &str, knowledge: &Knowledge) -> (Vec<String>, Vec<String>) {
    let mut ids: Vec<String> =
        knowledge.makers.find(vendor).map(|maker| maker.id.clone()).into_iter().collect();
    if ids.is_empty() {
        let list = vendor.replace(" and ", ",");
        for part in list.split([',', '/', '(', ')']).map(str::trim).filter(|part| part.len() > 1) {
            let mut found: Vec<String> =
                knowledge.makers.find(part).map(|maker| maker.id.clone()).into_iter().collect();
            if found.is_empty() {
                found = same_first_word(part, knowledge);
            }
            if found.is_empty() {
                found.extend(near(part, knowledge).map(|maker| maker.id.clone()));
            }
            ids.extend(found);
        }
    }
    ids.sort();
    ids.dedup();
    let mut tokens = name_words(vendor);
    for maker in ids.iter().filter_map(|id| knowledge.makers.get(id)) {
        let names = std::iter::once(&maker.name_en).chain(&maker.aliases).filter(|name| name.is_ascii());
        tokens.extend(names.flat_map(|name| name_words(name.split('(').next().unwrap_or_default())));
    }
    tokens.sort();
    tokens.dedup();
    (ids, tokens)
}

/// Words of a company name that may stand for it.
fn name_words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric())
        .map(words::fold)
        .filter(|word| word.len() > 1 && !words::says_nothing(word) && !words::is_common(word))
        .filter(|word| !kindwords::is_kind_word(word) && word.chars().all(char::is_alphabetic))
        .collect()
}

/// Several makers may share their first word; the advisory does not say which one it means.
fn same_first_word(part: &str, knowledge: &Knowledge) -> Vec<String> {
    let Some(first) = name_words(part).into_iter().next().filter(|word| word.len() >= 4) else {
        return Vec::new();
    };
    let shares = |name: &String| {
        let start: String = name.chars().take(first.len()).collect();
        start.to_uppercase() == first && name_words(name).first() == Some(&first)
    };
    knowledge
        .makers
        .iter()
        .filter(|maker| shares(&maker.name_en) || maker.aliases.iter().any(shares))
        .map(|maker| maker.id.clone())
        .collect()
}

/// A maker whose first word differs by one letter (`Phillips`).
fn near<'k>(part: &str, knowledge: &'k Knowledge) -> Option<&'k knowledge::makers::MakerEntry> {
    let folded = words::fold(part);
    knowledge.makers.iter().find(|maker| {
        maker.aliases.iter().chain(std::iter::once(&maker.name_en)).any(|alias| {
            alias.is_ascii()
                && alias.len() >= 6
                && alias.len().abs_diff(folded.len()) <= 1
                && spelling::within(&words::fold(alias), &folded, 1)
        })
    })
}

/// Brands of daughters in front of the product (`Welch Allyn Connex …` sold by Hillrom) are makers, not brand words.
pub(super) fn strip_brand_maker(
    name: &str,
    knowledge: &Knowledge,
    ids: &mut Vec<String>,
    maker_words: &mut Vec<String>,
) -> String {
    let tokens: Vec<&str> = name.split_whitespace().collect();
    for count in (1..=2.min(tokens.len().saturating_sub(1))).rev() {
        let lead = tokens.iter().take(count).copied().collect::<Vec<_>>().join(" ");
        if lead.len() < 2 || !lead.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '.' || c == '-') {
            continue;
        }
        if let Some(maker) = knowledge.makers.find(&lead) {
            let same_house = ids.is_empty()
                || ids.iter().any(|id| {
                    knowledge.makers.relation(id, &maker.id) != knowledge::makers::Relation::Different
                });
            if same_house {
                if !ids.contains(&maker.id) {
                    ids.push(maker.id.clone());
                }
                maker_words.extend(words::latin_tokens(&lead));
                return tokens.iter().skip(count).copied().collect::<Vec<_>>().join(" ");
            }
        }
    }
    name.to_owned()
}
