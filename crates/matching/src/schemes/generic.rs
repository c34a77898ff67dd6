//! Versions of nobody's scheme: numbers and words between any separators.
//!
//! The ranks are those of libversion: pre-release words, then nought, post-release words, numbers. A letter behind a number and at its
//! end (`1.0a`) is later than the number; a word before a number (`1.0a1`) announces it.

use std::cmp::Ordering;

use super::{commit, digits};

/// In the order in which they rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    PreRelease,
    Zero,
    PostRelease,
    Number,
    LetterSuffix,
}

#[derive(Clone, Copy, Debug)]
struct Part<'a> {
    rank: Rank,
    text: &'a str,
}

const NOTHING: Part<'_> = Part { rank: Rank::Zero, text: "" };
const PRE: [&str; 5] = ["alpha", "beta", "rc", "pre", "dev"];
const POST: [&str; 6] = ["post", "patch", "pl", "errata", "hotfix", "sp"];

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut after_digit = false;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            let (number, tail) = digits::lead(rest);
            let rank = if digits::is_zero(number) { Rank::Zero } else { Rank::Number };
            found.push(Part { rank, text: number });
            (rest, after_digit) = (tail, true);
        } else if first.is_alphabetic() {
            let (word, tail) = digits::split(rest, char::is_alphabetic);
            let ends = !tail.starts_with(|c: char| c.is_ascii_digit());
            found.push(Part { rank: word_rank(word, after_digit && ends), text: word });
            (rest, after_digit) = (tail, false);
        } else {
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            after_digit = false;
        }
    }
    found
}

fn word_rank(word: &str, suffix: bool) -> Rank {
    let is = |known: &[&str]| known.iter().any(|known| word.eq_ignore_ascii_case(known));
    match () {
        () if is(&PRE) => Rank::PreRelease,
        () if is(&POST) => Rank::PostRelease,
        () if suffix => Rank::LetterSuffix,
        () => Rank::PreRelease,
    }
}

/// A leading `v`, `version` or `release` is no part of it.
fn bare(text: &str) -> Option<&str> {
    let text = text.trim();
    let body =
        text.trim_start_matches(|c: char| c.is_alphabetic() || c == '-' || c == '_' || c == '.' || c == ' ');
    let head = text.get(..text.len() - body.len())?.trim_end_matches([' ', '-', '_', '.']);
    let silent =
        ["", "v", "ver", "version", "r", "rel", "release"].iter().any(|word| head.eq_ignore_ascii_case(word));
    let readable = text.chars().all(|c| c.is_alphanumeric() || " ._-+~:^/()".contains(c));
    (readable && body.starts_with(|c: char| c.is_ascii_digit())).then_some(if silent { body } else { text })
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    if !left.trim().is_empty() && left.trim() == right.trim() {
        return Some(Ordering::Equal);
    }
    if commit::is_digest(left) || commit::is_digest(right) {
        return None;
    }
    let (a, b) = (parts(bare(left)?), parts(bare(right)?));
    let part = |list: &[Part<'_>], at: usize| {
        list.get(at).map_or((NOTHING.rank, ""), |part| (part.rank, part.text)).0
    };
    for at in 0..a.len().max(b.len()) {
        let order = part(&a, at).cmp(&part(&b, at)).then_with(|| {
            let text = |list: &[Part<'_>]| list.get(at).map_or("", |part| part.text).to_ascii_lowercase();
            texts(&text(&a), &text(&b))
        });
        if order.is_ne() {
            return Some(order);
        }
    }
    Some(Ordering::Equal)
}

/// Numbers by value, words by alphabet; of words only the first letter counts in libversion, here all do.
fn texts(x: &str, y: &str) -> Ordering {
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if number(x) && number(y) { digits::compare(x, y) } else { x.cmp(y) }
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Generic,
            "1.0 = 1.0.0
             v1.2 = 1.2
             1.10 > 1.9
             1.0-rc1 < 1.0
             1.0beta2 > 1.0alpha3
             1.0a > 1.0
             1.0a1 < 1.0
             1.0-pl1 > 1.0
             1.0-patch2 < 1.0.1
             1_2_3 = 1.2.3
             8u202 < 8u301
             1.0 ? latest
             1.0 ? sha256:244fd47e07d1004f0aed9c",
        );
        assert_eq!(
            Scheme::Generic.compare(&"ab".repeat(20), &"cd".repeat(20)),
            super::super::Comparison::Incomparable
        );
        assert_eq!(Scheme::Generic.compare("latest", "latest"), super::super::Comparison::Equal);
    }
}
