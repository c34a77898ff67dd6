//! The brand words of a claimed name against the words of a row.

use super::{claims::names::NamePattern, maker_fit::MakerFit, spoken::Row, words};

/// The brand words of a name that the row has.
pub struct Brand {
    pub points: f32,
    pub missing: usize,
    pub found: Vec<String>,
    /// One of them is only heard or shortened.
    pub slip: bool,
}

/// A word that tells much: long, and no ordinary word.
pub fn is_strong(word: &str) -> bool {
    word.len() >= 5 && !words::is_common(word)
}

/// `CM` of a series "Efficia CM" is in `CM120`.
fn begins_code(subject: &Row<'_>, word: &str, pattern: &NamePattern) -> bool {
    (2..=3).contains(&word.len())
        && pattern.codes.is_empty()
        && subject.codes.iter().any(|code| {
            code.strip_prefix(word).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
}

/// Looks for the brand words of a name in the row.
pub fn brand(subject: &Row<'_>, pattern: &NamePattern, maker: MakerFit) -> Brand {
    let mut found = Brand { points: 0.0, missing: 0, found: Vec::new(), slip: false };
    for (index, word) in pattern.brand.iter().enumerate() {
        let next = pattern.pairs.get(index);
        let last = index.checked_sub(1).and_then(|i| pattern.pairs.get(i));
        let joined = next.into_iter().chain(last).any(|pair| subject.grams.contains(pair));
        let exact = subject.grams.contains(word)
            || joined
            || pattern.with_codes(index).iter().any(|coded| subject.grams.contains(coded))
            || begins_code(subject, word, pattern)
            || (word.len() >= 6 && subject.tokens.iter().any(|token| token.starts_with(word.as_str())));
        let slip = !exact
            && (subject.heard.contains(word)
                || (maker == MakerFit::Same && is_short_for(subject, word, pattern))
                || next.into_iter().chain(last).any(|pair| subject.heard.contains(pair)));
        if exact || slip {
            found.points += weight(word);
            found.found.push(word.clone());
            found.slip |= slip;
        } else {
            found.missing += 1;
        }
    }
    found.points = found.points.min(4.0);
    found
}

/// `Seno DS` is the maker's short form of `Senographe DS`.
fn is_short_for(subject: &Row<'_>, word: &str, pattern: &NamePattern) -> bool {
    (4..=5).contains(&word.len())
        && pattern.brand.len() + pattern.codes.len() >= 2
        && subject.tokens.iter().any(|token| token.len() >= word.len() + 3 && token.starts_with(word))
}

/// What one brand word proves.
fn weight(word: &str) -> f32 {
    match word.chars().count() {
        0..=2 => 0.5,
        3 => 1.0,
        _ if words::is_common(word) => 1.0,
        4 => 1.5,
        _ => 2.5,
    }
}
