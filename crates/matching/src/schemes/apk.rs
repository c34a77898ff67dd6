//! Alpine versions: `digits{.digits}[letter]{_suffix[number]}[~hash][-rnumber]`, compared as apk-tools does (apk-package(5)).

use std::cmp::Ordering;

use super::digits;

/// A part of a version. The order of the variants is the order in which they may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    First(&'a str),
    Number(&'a str),
    Letter(u8),
    /// Place in [`SUFFIXES`].
    Suffix(usize),
    SuffixNumber(&'a str),
    Hash(&'a str),
    Revision(&'a str),
    End,
}

/// Pre-releases, then post-releases.
const SUFFIXES: [&str; 9] = ["alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"];
const PRE_RELEASES: usize = 4;

impl Token<'_> {
    const fn place(self) -> u8 {
        match self {
            Self::First(_) => 0,
            Self::Number(_) => 1,
            Self::Letter(_) => 2,
            Self::Suffix(_) => 3,
            Self::SuffixNumber(_) => 4,
            Self::Hash(_) => 5,
            Self::Revision(_) => 6,
            Self::End => 7,
        }
    }

    const fn is_pre_release(self) -> bool {
        matches!(self, Self::Suffix(at) if at < PRE_RELEASES)
    }

    fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            // Behind the first dot a leading nought makes it a fraction: 1.02 comes before 1.1.
            (Self::Number(x), Self::Number(y)) if x.starts_with('0') || y.starts_with('0') => x.cmp(y),
            (Self::First(x), Self::First(y))
            | (Self::Number(x), Self::Number(y))
            | (Self::SuffixNumber(x), Self::SuffixNumber(y))
            | (Self::Revision(x), Self::Revision(y)) => digits::compare(x, y),
            (Self::Letter(x), Self::Letter(y)) => x.cmp(&y),
            (Self::Suffix(x), Self::Suffix(y)) => x.cmp(&y),
            (Self::Hash(x), Self::Hash(y)) => x.cmp(y),
            // What comes earlier in the grammar makes the greater version, unless it tells of a pre-release.
            _ if self.is_pre_release() => Ordering::Less,
            _ if other.is_pre_release() => Ordering::Greater,
            _ => other.place().cmp(&self.place()),
        }
    }
}

fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let (first, mut rest) = digits::lead(text.trim());
    if first.is_empty() {
        return None;
    }
    let mut found = vec![Token::First(first)];
    while !rest.is_empty() {
        let last = found.last().map_or(0, |token| token.place());
        let (token, tail) = next(rest, last)?;
        let repeats =
            matches!(token, Token::Number(_)) && last <= 1 || matches!(token, Token::Suffix(_)) && last <= 4;
        if token.place() <= last && !repeats {
            return None;
        }
        found.push(token);
        rest = tail;
    }
    found.push(Token::End);
    Some(found)
}

fn next(text: &str, last: u8) -> Option<(Token<'_>, &str)> {
    let number = |text| Some(digits::lead(text)).filter(|(number, _): &(&str, &str)| !number.is_empty());
    let mut chars = text.chars();
    let first = chars.next()?;
    let tail = chars.as_str();
    match first {
        '.' => number(tail).map(|(number, tail)| (Token::Number(number), tail)),
        '_' => {
            let (word, tail) = digits::split(tail, |c| c.is_ascii_lowercase());
            Some((Token::Suffix(SUFFIXES.iter().position(|suffix| *suffix == word)?), tail))
        }
        '~' => {
            let (hash, tail) = digits::split(tail, |c| matches!(c, '0'..='9' | 'a'..='f'));
            (!hash.is_empty()).then_some((Token::Hash(hash), tail))
        }
        '-' => number(tail.strip_prefix('r')?).map(|(number, tail)| (Token::Revision(number), tail)),
        'a'..='z' if last <= 1 => u8::try_from(first).ok().map(|letter| (Token::Letter(letter), tail)),
        '0'..='9' if last == 3 => number(text).map(|(number, tail)| (Token::SuffixNumber(number), tail)),
        _ => None,
    }
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (a, b) = (tokens(left)?, tokens(right)?);
    Some(a.iter().zip(&b).map(|(x, y)| x.compare(*y)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal))
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Apk,
            "2.34 > 0.1.0_alpha
             1.0_alpha < 1.0_beta
             1.0_rc1 < 1.0
             1.0 < 1.0_p1
             1.0_git20210101 > 1.0
             1.0 < 1.0a
             1.0 < 1.0.1
             1.02 < 1.1
             1.0-r0 < 1.0-r1
             1.0 < 1.0-r0
             7.83.0-r10 > 7.83.0-r9
             1.0_rc1_p2 > 1.0_rc1
             1.0~abc > 1.0
             1.0 ? 1.0-1
             1.0 ? 1.0_foo
             1.0 ? 1.0-r1_p1
             1.0 ? a1",
        );
    }
}
