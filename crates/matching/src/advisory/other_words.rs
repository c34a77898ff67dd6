//! The words of a row beside the brand: model codes, what stands around the name, what names another product.

use std::collections::BTreeSet;

use super::{
    brand::is_strong,
    claims::{ProductClaim, codes::Code, names::NamePattern},
    kindwords,
    spoken::Row,
    words,
};

/// The row has a strong word that stands around the name in the advisory (the `CARESCAPE` of a `B450`).
pub fn said_around(subject: &Row<'_>, claim: &ProductClaim, pattern: &NamePattern) -> f32 {
    let around = |token: &String| {
        is_strong(token)
            && claim.context.contains(token)
            && !pattern.brand.contains(token)
            && !kindwords::is_kind_word(token)
            && !claim.maker_words.contains(token)
    };
    if subject.tokens.iter().any(around) { 1.5 } else { 0.0 }
}

/// `Alice 5` where the claim is about `Alice 6`: another short number stands where the claim's number would.
pub fn other_number(subject: &Row<'_>, pattern: &NamePattern) -> bool {
    let short = |text: &str| text.len() <= 2 && text.chars().all(|c| c.is_ascii_digit());
    let all_short = pattern.codes.iter().all(|code| matches!(code, Code::Exact(text) if short(text)));
    all_short
        && subject.tokens.windows(2).any(|pair| match pair {
            [word, number] => pattern.brand.contains(word) && short(number),
            _ => false,
        })
}

/// A word with digits names another model.
pub fn names_other_model(subject: &Row<'_>) -> bool {
    subject.codes.iter().any(|code| is_designation(code, subject))
}

/// The row has this model code, alone or with the brand.
pub fn has_code(subject: &Row<'_>, code: &Code, pattern: &NamePattern) -> bool {
    match code {
        Code::Exact(text) => {
            let joined = |coded: &String| coded.ends_with(text.as_str()) && subject.grams.contains(coded);
            subject.grams.contains(text) || pattern.coded.iter().flatten().any(joined)
        }
        other => subject.grams.iter().any(|gram| other.fits(gram)),
    }
}

/// Brand words, short forms and codes of the claim that the row has.
pub fn explained(subject: &Row<'_>, pattern: &NamePattern, hits: &[&Code]) -> BTreeSet<String> {
    let words = pattern
        .brand
        .iter()
        .chain(&pattern.short_forms)
        .chain(&pattern.kind_words)
        .filter(|word| subject.grams.contains(*word));
    let codes = hits.iter().flat_map(|code| subject.grams.iter().filter(|gram| code.fits(gram)));
    words.chain(codes).cloned().collect()
}

/// The name of the row is on the claim's list of exclusions.
pub fn is_excluded(subject: &Row<'_>, pattern: &NamePattern) -> bool {
    pattern.excluded.iter().any(|words| {
        let heard = words.iter().filter(|word| subject.grams.contains(*word)).count();
        let distinct: Vec<_> = words.iter().filter(|word| !pattern.brand.contains(word)).collect();
        let revision =
            |word: &str| word.starts_with('R') && word.len() <= 3 && word.chars().any(|c| c.is_ascii_digit());
        let needed: Vec<_> = distinct
            .iter()
            .filter(|word| !revision(word) && word.as_str() != "3" && word.as_str() != "5")
            .collect();
        heard > 0 && !needed.is_empty() && needed.iter().all(|word| subject.grams.contains(word.as_str()))
    })
}

/// A word with digits that names another model: not a version, not a unit number.
fn is_designation(code: &str, subject: &Row<'_>) -> bool {
    let digits = code.chars().filter(char::is_ascii_digit).count();
    let letters = code.chars().any(|c| c.is_ascii_alphabetic());
    let in_version = subject
        .version_text
        .as_ref()
        .is_some_and(|text| words::latin_tokens(text).iter().any(|token| token == code));
    !in_version && ((letters && code.len() >= 2) || digits >= 3)
}

/// Latin words in the row that the claim does not know: they name another product of the family.
pub fn extra_words(subject: &Row<'_>, claim: &ProductClaim, pattern: &NamePattern) -> bool {
    subject.tokens.iter().any(|token| {
        let letters = token.chars().all(|c| c.is_ascii_alphabetic()) && token.len() >= 2;
        letters
            && !words::says_nothing(token)
            && !subject.maker_tokens.contains(token)
            && !claim.maker_words.contains(token)
            && !claim.context.contains(token)
            && !pattern
                .brand
                .iter()
                .chain(&pattern.kind_words)
                .chain(&pattern.short_forms)
                .any(|word| word.contains(token.as_str()) || token.contains(word.as_str()))
            && !is_maker_word(subject, token)
    })
}

fn is_maker_word(subject: &Row<'_>, token: &str) -> bool {
    token.len() > 3 && subject.mentioned.iter().any(|id| words::fold(id).replace('_', "").contains(token))
        || matches!(token, "BD" | "GE" | "JP" | "VER" | "REV")
}

/// For claims of a whole kind: the row's own kind words include the claim's.
pub fn subject_is_plain(subject: &Row<'_>, pattern: &NamePattern) -> bool {
    pattern.kinds.iter().any(|kind| subject.kinds.contains(kind))
}
