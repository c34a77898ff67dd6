//! Composer versions: one to four numbers or a date, a stability with a number, `-dev` (Composer's "Versions and constraints").

use std::cmp::Ordering;

use super::digits;

struct Parts {
    numbers: Vec<String>,
    /// dev 0, alpha 1, beta 2, RC 3, stable 4, patch 5.
    stability: u8,
    stability_numbers: Vec<String>,
    dev: bool,
}

const DEVELOPMENT: u8 = 0;
const STABLE: u8 = 4;
/// What `1.x-dev` stands for: later than every release of it.
const BRANCH: &str = "9999999";

fn parse(text: &str) -> Option<Parts> {
    let text = text.trim().to_ascii_lowercase();
    let text = text.split_once(" as ").map_or(text.as_str(), |(version, _)| version.trim());
    let (text, metadata) = text.split_once('+').unwrap_or((text, "0"));
    if metadata.is_empty() {
        return None;
    }
    let text = text.split_once('@').map_or(text, |(version, _)| version);
    let text = text.strip_prefix('v').unwrap_or(text);
    if let Some(branch) = branch(text) {
        return Some(branch);
    }
    let (numbers, rest) = numbers(text)?;
    let (rest, dev) = match rest.strip_suffix("dev") {
        Some(rest) => (rest.strip_suffix(['.', '-', '_']).unwrap_or(rest), true),
        None => (rest, false),
    };
    let (stability, stability_numbers) = stability(rest)?;
    // Composer looks no further once it has read `stable`; `-dev` alone is a stability of its own, before alpha.
    let (stability, dev) = match (stability, dev) {
        (STABLE, true) if !rest.contains("stable") => (DEVELOPMENT, false),
        (STABLE, _) => (STABLE, false),
        other => other,
    };
    Some(Parts { numbers, stability, stability_numbers, dev })
}

/// `1.x-dev`, `2.1.*-dev`.
fn branch(text: &str) -> Option<Parts> {
    let body = text.strip_suffix("-dev").or_else(|| text.strip_suffix(".dev")).unwrap_or(text);
    let body = body.strip_suffix(".x").or_else(|| body.strip_suffix(".*"))?;
    let mut numbers: Vec<String> = body.split('.').map(str::to_owned).collect();
    let written = |part: &String| digits::only(part) || part == "x" || part == "*";
    if numbers.len() > 3
        || !numbers.iter().all(written)
        || !numbers.first().is_some_and(|first| digits::only(first))
    {
        return None;
    }
    for part in &mut numbers {
        if !digits::only(part) {
            BRANCH.clone_into(part);
        }
    }
    numbers.resize(4, BRANCH.to_owned());
    Some(Parts { numbers, stability: DEVELOPMENT, stability_numbers: Vec::new(), dev: false })
}

/// Up to four numbers, or a date with any of `.`, `:`, `-` between its parts.
fn numbers(text: &str) -> Option<(Vec<String>, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        let (number, tail) = digits::lead(rest);
        if number.is_empty() {
            return None;
        }
        found.push(number.to_owned());
        let dated = found.first().is_some_and(|first| first.len() >= 4);
        let next = match tail.chars().next() {
            Some('.') => tail.get(1..),
            Some(':' | '-') if dated => tail.get(1..),
            _ => None,
        };
        match next.filter(|next| next.starts_with(|c: char| c.is_ascii_digit()) && found.len() < 8) {
            Some(next) => rest = next,
            None => {
                return (found.len() <= 4 || is_date(&found)).then_some((found, tail));
            }
        }
    }
}

/// A year, groups of two digits, and at most two shorter or longer ones at the end.
fn is_date(numbers: &[String]) -> bool {
    let groups = numbers.get(1..numbers.len().saturating_sub(2)).unwrap_or_default();
    numbers.first().is_some_and(|year| year.len() == 4)
        && groups.iter().all(|group| group.len() == 2)
        && numbers.iter().skip(1).all(|group| group.len() <= 3)
}

fn stability(text: &str) -> Option<(u8, Vec<String>)> {
    let body = text.strip_prefix(['.', '-', '_']).unwrap_or(text);
    if body.is_empty() {
        return Some((STABLE, Vec::new()));
    }
    let (word, mut rest) = digits::split(body, |c| c.is_ascii_lowercase());
    let rank = match word {
        "a" | "alpha" => 1,
        "b" | "beta" => 2,
        "rc" => 3,
        "stable" => STABLE,
        "p" | "pl" | "patch" => 5,
        _ => return None,
    };
    let mut numbers = Vec::new();
    while !rest.is_empty() {
        let (number, tail) = digits::lead(rest.strip_prefix(['.', '-']).unwrap_or(rest));
        if number.is_empty() {
            return None;
        }
        numbers.push(number.to_owned());
        rest = tail;
    }
    Some((rank, if rank == STABLE { Vec::new() } else { numbers }))
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let named = |text: &str| {
        let text = text.trim();
        text.starts_with("dev-") || matches!(text, "master" | "trunk" | "default" | "main")
    };
    if named(left) || named(right) {
        // Branches have no order, but each is itself.
        return (left.trim() == right.trim()).then_some(Ordering::Equal);
    }
    let (a, b) = (parse(left)?, parse(right)?);
    Some(
        lists(&a.numbers, &b.numbers)
            .then(a.stability.cmp(&b.stability))
            .then_with(|| lists(&a.stability_numbers, &b.stability_numbers))
            .then(a.stability_numbers.len().cmp(&b.stability_numbers.len()))
            .then(b.dev.cmp(&a.dev)),
    )
}

fn lists(a: &[String], b: &[String]) -> Ordering {
    let a: Vec<&str> = a.iter().map(String::as_str).collect();
    let b: Vec<&str> = b.iter().map(String::as_str).collect();
    digits::lists(&a, &b, "0")
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Composer,
            "v1.0 = 1.0.0.0
             1.0.0-alpha1 < 1.0.0-beta1
             1.0.0-b2 = 1.0.0-beta2
             1.0.0-RC1 < 1.0.0
             1.0.0 = 1.0.0-stable
             1.0.0 < 1.0.0-patch1
             1.0.0-pl1 < 1.0.1
             1.0.0-beta1-dev < 1.0.0-beta1
             1.0.0-dev < 1.0.0-alpha-dev
             1.x-dev > 1.99.0
             1.x-dev < 2.0.0
             2010.01.02 < 2010-01-03
             1.0.0-beta < 1.0.0-beta.0
             1.0.0 ? dev-master
             dev-master = dev-master
             1.0.0 ? 1.0.0.0.0
             1.0.0 ? 1.0.0-meh",
        );
    }
}
