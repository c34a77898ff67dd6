//! Python versions: PEP 440, with its normalisations (Appendix B is the grammar).

use std::cmp::Ordering;

use super::digits;

/// A version in the parts that are compared.
#[derive(Debug, Default)]
pub(crate) struct Pep440<'a> {
    pub epoch: &'a str,
    /// As written, trailing noughts included.
    pub release: Vec<&'a str>,
    /// Letter `a`, `b` or `r`, and number.
    pub pre: Option<(u8, &'a str)>,
    pub post: Option<&'a str>,
    pub dev: Option<&'a str>,
    pub local: Vec<&'a str>,
}

impl<'a> Pep440<'a> {
    /// Reads a version that is already in lower case.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('v').unwrap_or(text);
        let (text, local) = match text.split_once('+') {
            Some((text, local)) => (text, local.split(['.', '-', '_']).collect()),
            None => (text, Vec::new()),
        };
        let is_word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !local.iter().all(|part| is_word(part)) {
            return None;
        }
        let (epoch, text) = text.split_once('!').unwrap_or(("0", text));
        let (release, rest) = release(text)?;
        let (pre, rest) = pre_release(rest);
        let (post, rest) = post_release(rest);
        let (dev, rest) = tag(rest, &["dev"]).map_or((None, rest), |(_, number, rest)| (Some(number), rest));
        let complete = rest.is_empty() && digits::only(epoch);
        complete.then_some(Self { epoch, release, pre, post, dev, local })
    }

    fn order(&self, other: &Self) -> Ordering {
        digits::compare(self.epoch, other.epoch)
            .then_with(|| digits::lists(&self.release, &other.release, "0"))
            .then_with(|| self.pre_rank().cmp(&other.pre_rank()))
            .then_with(|| numbers(self.pre.map(|(_, n)| n), other.pre.map(|(_, n)| n), Ordering::Equal))
            .then_with(|| numbers(self.post, other.post, Ordering::Less))
            .then_with(|| numbers(self.dev, other.dev, Ordering::Greater))
            .then_with(|| locals(&self.local, &other.local))
    }

    /// Development releases of the final come before its pre-releases, the final after them.
    const fn pre_rank(&self) -> u8 {
        match (self.pre, self.post, self.dev) {
            (Some((letter, _)), ..) => letter,
            (None, None, Some(_)) => 0,
            _ => u8::MAX,
        }
    }
}

fn release(text: &str) -> Option<(Vec<&str>, &str)> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let (number, tail) = digits::lead(rest);
        if number.is_empty() {
            return None;
        }
        parts.push(number);
        match tail.strip_prefix('.') {
            Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => rest = after,
            _ => return Some((parts, tail)),
        }
    }
}

/// `[-_.]?word[-_.]?number?`: which word it was, the number (`0` when none), and what follows.
fn tag<'a>(text: &'a str, words: &[&str]) -> Option<(usize, &'a str, &'a str)> {
    let body = text.strip_prefix(['-', '_', '.']).unwrap_or(text);
    let (at, tail) = words.iter().enumerate().find_map(|(at, word)| Some((at, body.strip_prefix(word)?)))?;
    let (number, rest) = digits::lead(tail.strip_prefix(['-', '_', '.']).unwrap_or(tail));
    Some((at, if number.is_empty() { "0" } else { number }, rest))
}

fn pre_release(text: &str) -> (Option<(u8, &str)>, &str) {
    // Longer words first: `alpha` begins with `a`.
    let letters = [b'a', b'b', b'r', b'r', b'r', b'a', b'b', b'r'];
    match tag(text, &["alpha", "beta", "preview", "pre", "rc", "a", "b", "c"]) {
        Some((at, number, rest)) => (letters.get(at).map(|letter| (*letter, number)), rest),
        None => (None, text),
    }
}

/// `.post1` and its spellings, or the bare `-1`.
fn post_release(text: &str) -> (Option<&str>, &str) {
    if let Some(tail) = text.strip_prefix('-') {
        let (number, rest) = digits::lead(tail);
        if !number.is_empty() {
            return (Some(number), rest);
        }
    }
    match tag(text, &["post", "rev", "r"]) {
        Some((_, number, rest)) => (Some(number), rest),
        None => (None, text),
    }
}

/// `absent` is how a missing number stands to a present one.
fn numbers(left: Option<&str>, right: Option<&str>, absent: Ordering) -> Ordering {
    match (left, right) {
        (Some(left), Some(right)) => digits::compare(left, right),
        (None, Some(_)) => absent,
        (Some(_), None) => absent.reverse(),
        (None, None) => Ordering::Equal,
    }
}

/// Numbers come after words, and more parts after fewer.
fn locals(left: &[&str], right: &[&str]) -> Ordering {
    for (x, y) in left.iter().zip(right) {
        let order = match (digits::only(x), digits::only(y)) {
            (true, true) => digits::compare(x, y),
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => x.cmp(y),
        };
        if order.is_ne() {
            return order;
        }
    }
    left.len().cmp(&right.len())
}

/// The normal spelling (PEP 440 "Normalization"); what is no version stays.
pub(crate) fn normal(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let Some(version) = Pep440::parse(&lower) else { return text.to_owned() };
    let plain = |number: &str| {
        let number = number.trim_start_matches('0');
        if number.is_empty() { "0".to_owned() } else { number.to_owned() }
    };
    let mut found = String::new();
    if !digits::is_zero(version.epoch) {
        found.push_str(&format!("{}!", plain(version.epoch)));
    }
    found.push_str(&version.release.iter().map(|number| plain(number)).collect::<Vec<_>>().join("."));
    if let Some((letter, number)) = version.pre {
        let word = match letter {
            b'a' => "a",
            b'b' => "b",
            _ => "rc",
        };
        found.push_str(&format!("{word}{}", plain(number)));
    }
    for (word, number) in [("post", version.post), ("dev", version.dev)] {
        if let Some(number) = number {
            found.push_str(&format!(".{word}{}", plain(number)));
        }
    }
    if !version.local.is_empty() {
        found.push_str(&format!("+{}", version.local.join(".")));
    }
    found
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (left, right) = (left.to_ascii_lowercase(), right.to_ascii_lowercase());
    Some(Pep440::parse(&left)?.order(&Pep440::parse(&right)?))
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Pypi,
            "1.0.dev1 < 1.0a1
             1.0a1.dev1 < 1.0a1
             1.0a1 < 1.0b1
             1.0b2.post1.dev1 < 1.0b2.post1
             1.0rc1 = 1.0c1
             1.0-preview_2 = 1.0rc2
             1.0rc1 < 1.0
             1.0 = 1.0.0
             1.0 < 1.0.post1.dev2
             1.0-1 = 1.0.post1
             1.0.post = 1.0.post0
             1.0+abc < 1.0+5
             1.0+5 < 1.0+5.1
             1.0+Ubuntu-1 = 1.0+ubuntu.1
             1!0.1 > 999.0
             V1.0 = 1.0
             1.0a.dev2 = 1.0a0.dev2
             1.0.post- = 1.0.post0
             1.0 ? 1.0-foo
             1.0 ? 1..0
             1.0 ? french-toast",
        );
    }
}
