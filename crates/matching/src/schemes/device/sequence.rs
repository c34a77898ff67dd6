//! Numbers and letters in a row: `2.3.1`, `B.06.18`, `VM5.0`, `R4.1L1`, `1.8.4 SP1`, `3.0.11.5_BN9`, `12.2.x`.

use super::{
    Extension, Relation, extension_of,
    qualifier::{self, Qualifier},
};

/// Longer versions are cut: no maker needs more.
const MAX_PARTS: usize = 24;

/// One run of digits or letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Number(u64),
    /// Upper case.
    Word(String),
}

/// A version as parts, with what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub parts: Vec<Part>,
    /// It ended in a wildcard (`12.2.x`): any further part is meant.
    pub wildcard: bool,
    /// Letters and digits without a separator between (`012U000061`, `D25`).
    compact: bool,
    pub written: String,
}

impl Version {
    /// Reads a version alone in its text. `None` when there is no digit and no revision letter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let written = text.trim().to_owned();
        let normal = super::plain_width(&written);
        let normal = match normal.strip_prefix('v') {
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_uppercase()) => rest.to_uppercase(),
            _ => normal.to_uppercase(),
        };
        let normal = qualifier::short_forms(&normal);
        let normal = drop_leading_words(normal.trim());
        let mut parts = Vec::new();
        let mut wildcard = false;
        let mut separated = false;
        let mut attached = false;
        for run in runs(normal) {
            let number = matches!(run, Run::Number(_));
            match run {
                Run::Separator => separated |= !parts.is_empty(),
                Run::Number(_) | Run::Word(_) if parts.len() >= MAX_PARTS || wildcard => {}
                Run::Number(digits) => parts.push(Part::Number(digits.parse().unwrap_or(u64::MAX))),
                Run::Word(word) => match is_wildcard(word) {
                    true if !parts.is_empty() => {
                        if attached && parts.len() > 1 && parts.last() == Some(&Part::Number(0)) {
                            parts.pop();
                        }
                        wildcard = true;
                    }
                    _ if qualifier::says_nothing(word) && parts.is_empty() => {}
                    _ => parts.push(Part::Word(word.to_owned())),
                },
                Run::Star => wildcard = !parts.is_empty(),
            }
            attached = number;
        }
        let digits = parts.iter().any(|part| matches!(part, Part::Number(_)));
        let revision = matches!(parts.as_slice(), [Part::Word(word)] if word.len() == 1 && word.is_ascii());
        let compact = digits && !separated && parts.iter().any(|part| matches!(part, Part::Word(_)));
        (digits || revision).then_some(Self { parts, wildcard, compact, written })
    }

    /// Letters in it name product lines or regions and have no order.
    #[must_use]
    pub const fn compact(&self) -> bool {
        self.compact
    }

    /// How many parts before any service pack or build.
    #[must_use]
    pub fn depth(&self) -> usize {
        let is_qualifier = |part: &Part| matches!(part, Part::Word(word) if qualifier::of(word).is_some());
        self.parts.iter().position(is_qualifier).unwrap_or(self.parts.len())
    }

    /// The first number, which makers call the major version.
    #[must_use]
    pub fn major(&self) -> Option<&Part> {
        self.parts.first()
    }
}

enum Run<'a> {
    Number(&'a str),
    Word(&'a str),
    Separator,
    Star,
}

fn runs(text: &str) -> Vec<Run<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = class(first);
        let end = rest.find(|c| class(c) != kind).unwrap_or(rest.len());
        let (run, tail) = rest.split_at(end);
        rest = tail;
        found.push(match kind {
            Class::Digit => Run::Number(run),
            Class::Letter => Run::Word(run),
            Class::Star => Run::Star,
            Class::Separator => Run::Separator,
        });
    }
    found
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Class {
    Digit,
    Letter,
    Star,
    Separator,
}

fn class(c: char) -> Class {
    match c {
        '0'..='9' => Class::Digit,
        '*' => Class::Star,
        _ if c.is_alphabetic() => Class::Letter,
        _ => Class::Separator,
    }
}

/// `X`, `XX` and the like after a number or dot mean "any"; directly behind a nought (`C.0x`) they stand for the number.
fn is_wildcard(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c == 'X')
}

/// Cuts `VERSION `, `Ver.`, `ソフトウェア:` and the like from the front.
fn drop_leading_words(text: &str) -> &str {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '*');
        let end = trimmed.find(|c: char| !c.is_alphabetic()).unwrap_or(trimmed.len());
        let (word, tail) = trimmed.split_at(end);
        let foreign = !word.is_ascii();
        if word.is_empty() || !(foreign || qualifier::says_nothing(word)) || tail.is_empty() {
            return trimmed;
        }
        rest = tail;
    }
}

/// Compares part by part; words only where they have an order.
pub(super) fn compare(left: &Version, right: &Version) -> Relation {
    let (a, b) = same_start(&left.parts, &right.parts);
    let mut index = 0;
    loop {
        match (a.get(index), b.get(index)) {
            (None, None) => return Relation::Equal,
            (None, Some(_)) => return tail(b.get(index..).unwrap_or_default(), right.wildcard),
            (Some(_), None) => return tail(a.get(index..).unwrap_or_default(), left.wildcard).reversed(),
            (Some(Part::Number(x)), Some(Part::Number(y))) => {
                if x != y {
                    return if x < y { Relation::Less } else { Relation::Greater };
                }
            }
            (Some(Part::Word(x)), Some(Part::Word(y))) => {
                if x != y {
                    return words(x, y, index == 0);
                }
            }
            (Some(Part::Number(_)), Some(Part::Word(word))) => return number_to_word(word),
            (Some(Part::Word(word)), Some(Part::Number(_))) => return number_to_word(word).reversed(),
        }
        index += 1;
    }
}

/// A word of several letters in front (`VM5.0`, `LPI 3.5`) may be left away by the other side.
fn same_start<'a>(a: &'a [Part], b: &'a [Part]) -> (&'a [Part], &'a [Part]) {
    match (a, b) {
        ([Part::Word(word), rest @ ..], [Part::Number(_), ..]) if droppable(word) && !rest.is_empty() => {
            (rest, b)
        }
        ([Part::Number(_), ..], [Part::Word(word), rest @ ..]) if droppable(word) && !rest.is_empty() => {
            (a, rest)
        }
        _ => (a, b),
    }
}

fn droppable(word: &str) -> bool {
    word.chars().count() > 1 && qualifier::of(word).is_none()
}

/// The shorter one ended; `rest` is what the longer one has more. Seen from the shorter one.
fn tail(rest: &[Part], _wildcard: bool) -> Relation {
    if rest.iter().all(|part| matches!(part, Part::Number(0))) {
        return Relation::Equal;
    }
    match rest.iter().find(|part| !matches!(part, Part::Number(0))) {
        Some(Part::Word(word)) => match qualifier::of(word) {
            Some(Qualifier::Before) => Relation::Greater,
            other => Relation::Coarser(extension_of(other)),
        },
        _ => Relation::Coarser(Extension::Number),
    }
}

fn words(x: &str, y: &str, first: bool) -> Relation {
    let letter = |word: &str| word.len() == 1 && word.is_ascii();
    if letter(x) && letter(y) {
        return if x < y { Relation::Less } else { Relation::Greater };
    }
    match (qualifier::of(x), qualifier::of(y)) {
        (Some(Qualifier::Before), Some(Qualifier::Pack | Qualifier::Build)) if !first => Relation::Less,
        (Some(Qualifier::Pack | Qualifier::Build), Some(Qualifier::Before)) if !first => Relation::Greater,
        (Some(Qualifier::Build), Some(Qualifier::Pack)) if !first => Relation::Less,
        (Some(Qualifier::Pack), Some(Qualifier::Build)) if !first => Relation::Greater,
        _ => Relation::Incomparable,
    }
}

fn number_to_word(word: &str) -> Relation {
    match qualifier::of(word) {
        Some(Qualifier::Before) => Relation::Greater,
        _ => Relation::Incomparable,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Extension as E, Relation as R, compare};
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap_or_else(|| panic!("{text} is no version"))
    }

    #[test]
    fn order() {
        for (a, b, expected) in [
            ("2.3.1", "2.3.5", R::Less),
            ("2.10", "2.9", R::Greater),
            ("Ver.2.3.1", "v2.3.1", R::Equal),
            ("1.2", "1.2.0", R::Equal),
            ("2.3", "2.3.5", R::Coarser(E::Number)),
            ("1.52.01", "1.52", R::Finer(E::Number)),
            ("B.06.18", "B.06.02", R::Greater),
            ("B.06", "C.01", R::Less),
            ("N.01", "N", R::Finer(E::Number)),
            ("Rev M", "N", R::Less),
            ("VM5.0", "VM6.0", R::Less),
            ("5.0.2", "VM5.0", R::Finer(E::Number)),
            ("R8.0.3", "8.0.4", R::Less),
            ("R4.1L1", "R4.1L2", R::Less),
            ("2.6A", "2.7A", R::Less),
            ("1.7.15", "1.7.15b", R::Coarser(E::Letter)),
            ("4.20", "4.20 SR2", R::Coarser(E::Pack)),
            ("4.20 SR1", "4.20 SR2", R::Less),
            ("1.8.4 Service Pack 01", "1.8.4 SP1", R::Equal),
            ("1.3.1 Build 13", "1.3.1", R::Finer(E::Build)),
            ("2023.3_Build_9342", "2023.3 (Build 9400)", R::Less),
            ("7.2.1-Beta", "7.2.1", R::Less),
            ("3.0.11.5_BN9", "3.0.11.6", R::Less),
            ("01-03", "01-06", R::Less),
            ("２．３．１", "2.3.1", R::Equal),
            ("VM5", "HD23", R::Incomparable),
            ("06.18", "B.06.18", R::Incomparable),
        ] {
            assert_eq!(compare(&version(a), &version(b)), expected, "{a} to {b}");
            assert_eq!(compare(&version(b), &version(a)), expected.reversed(), "{b} to {a}");
        }
    }

    #[test]
    fn wildcards_and_no_versions() {
        assert!(version("12.2.x.x").wildcard && version("14.1.x").wildcard && version("3.X").wildcard);
        assert_eq!(version("12.2.x.x").parts.len(), 2);
        for text in ["", "-", "不明", "all versions", "x"] {
            let _ = Version::parse(text);
        }
        assert!(Version::parse("不明").is_none() && Version::parse("-").is_none());
        assert!(Version::parse("K").is_some());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_and_compares_with_itself(text in "\\PC{0,40}") {
            if let Some(version) = Version::parse(&text) {
                proptest::prop_assert_eq!(compare(&version, &version), R::Equal);
            }
        }
    }
}
