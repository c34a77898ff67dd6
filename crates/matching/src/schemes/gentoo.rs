//! Gentoo versions: `digits{.digits}[letter]{_suffix[number]}[-rnumber]` (Package Manager Specification §3.2, §3.3).

use std::cmp::Ordering;

use super::digits;

struct Parts<'a> {
    numbers: Vec<&'a str>,
    letter: &'a str,
    suffixes: Vec<(u8, &'a str)>,
    revision: &'a str,
}

const PATCH: u8 = 4;

fn suffix(word: &str) -> Option<u8> {
    Some(match word {
        "alpha" => 0,
        "beta" => 1,
        "pre" => 2,
        "rc" => 3,
        "p" => PATCH,
        _ => return None,
    })
}

fn parse(text: &str) -> Option<Parts<'_>> {
    let text = text.trim();
    let (text, revision) = match text.split_once("-r") {
        Some((text, revision)) if digits::only(revision) => (text, revision),
        Some(_) => return None,
        None => (text, "0"),
    };
    let mut pieces = text.split('_');
    let head = pieces.next()?;
    let body = head.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let letter = head.get(body.len()..).filter(|letter| letter.len() <= 1)?;
    let numbers: Vec<&str> = body.split('.').collect();
    let suffixes: Option<Vec<(u8, &str)>> = pieces
        .map(|piece| {
            let word = piece.trim_end_matches(|c: char| c.is_ascii_digit());
            Some((suffix(word)?, piece.get(word.len()..)?))
        })
        .collect();
    numbers.iter().all(|number| digits::only(number)).then_some(Parts {
        numbers,
        letter,
        suffixes: suffixes?,
        revision,
    })
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (a, b) = (parse(left)?, parse(right)?);
    Some(
        numbers(&a.numbers, &b.numbers)
            .then_with(|| a.letter.cmp(b.letter))
            .then_with(|| suffixes(&a.suffixes, &b.suffixes))
            .then_with(|| digits::compare(a.revision, b.revision)),
    )
}

fn numbers(a: &[&str], b: &[&str]) -> Ordering {
    let each = a.iter().zip(b).enumerate().map(|(at, (x, y))| {
        if at > 0 && (x.starts_with('0') || y.starts_with('0')) {
            // Algorithm 3.3: with a leading nought they are fractions.
            x.trim_end_matches('0').cmp(y.trim_end_matches('0'))
        } else {
            digits::compare(x, y)
        }
    });
    each.into_iter().find(|order| order.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
}

fn suffixes(a: &[(u8, &str)], b: &[(u8, &str)]) -> Ordering {
    for ((x, m), (y, n)) in a.iter().zip(b) {
        let order = x.cmp(y).then_with(|| digits::compare(m, n));
        if order.is_ne() {
            return order;
        }
    }
    let further = |list: &[(u8, &str)], at: usize| list.get(at).map(|(suffix, _)| *suffix == PATCH);
    match (further(a, b.len()), further(b, a.len())) {
        (Some(true), _) | (_, Some(false)) => Ordering::Greater,
        (Some(false), _) | (_, Some(true)) => Ordering::Less,
        (None, None) => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Gentoo,
            "1.0-r0 = 1.0
             1.0-r1 > 1.0
             1.1 > 1.02
             1.2.3b > 1.2.3a
             1.0_alpha < 1.0_beta1
             1.0_rc2 < 1.0
             1.0 < 1.0_p1
             1.0_alpha_p1 > 1.0_alpha
             1.0 < 1.0.0
             1.0 ? 1.0_foo
             1.0 ? 1.0-1
             1.0 ? 1.0ab",
        );
    }
}
