//! Semantic Versioning 2.0.0, as crates, npm, Hex, Pub and Swift use it (§2, §9–11).
//!
//! Tolerated, because advisories write it: a `v` or `=` in front and missing minor or patch numbers (`1.2` is `1.2.0`).
//! Build metadata has no order (§10).

use std::cmp::Ordering;

use super::digits;

/// A version in its parts.
#[derive(Clone, Debug)]
pub(crate) struct Semver<'a> {
    /// Major, minor and patch; missing ones are `0`.
    pub core: [&'a str; 3],
    /// Without the hyphen; empty when it is a release.
    pub pre: &'a str,
}

impl<'a> Semver<'a> {
    /// Reads a version. `None` when it is none.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['=', ' ']);
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let (text, build) = text.split_once('+').unwrap_or((text, "0"));
        let (core, pre) = match text.split_once('-') {
            Some((core, pre)) => (core, Some(pre)),
            None => (text, None),
        };
        let mut parts = ["0"; 3];
        for (at, part) in core.split('.').enumerate() {
            *parts.get_mut(at)? = part;
        }
        let numbers = parts.iter().all(|part| is_number(part));
        let identifiers =
            pre.is_none_or(|pre| pre.split('.').all(is_pre)) && build.split('.').all(is_identifier);
        (numbers && identifiers).then_some(Self { core: parts, pre: pre.unwrap_or_default() })
    }
}

fn is_number(text: &str) -> bool {
    digits::only(text) && (text.len() == 1 || !text.starts_with('0'))
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_pre(text: &str) -> bool {
    is_identifier(text) && (!digits::only(text) || is_number(text))
}

impl Semver<'_> {
    /// Precedence (§11).
    pub(crate) fn precedence(&self, other: &Self) -> Ordering {
        digits::lists(&self.core, &other.core, "0").then_with(|| pre_releases(self.pre, other.pre))
    }
}

/// Orders pre-release tags; no tag is the release and comes last.
pub(super) fn pre_releases(left: &str, right: &str) -> Ordering {
    match (left.is_empty(), right.is_empty()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let (mut a, mut b) = (left.split('.'), right.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => identifiers(x, y),
        };
        if order.is_ne() {
            return order;
        }
    }
}

fn identifiers(x: &str, y: &str) -> Ordering {
    match (digits::only(x), digits::only(y)) {
        (true, true) => digits::compare(x, y),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => x.cmp(y),
    }
}

/// The nearest semantic version of what advisories write: `1` is `1.0.0`, `v1.02.3` is `1.2.3`, a fourth number is metadata, anything else a
/// pre-release. Text that does not begin with a number stays.
pub(crate) fn coerce(text: &str) -> String {
    let text = text.trim();
    let body = text.trim_start_matches(['v', 'V', '=']);
    let mut numbers = Vec::new();
    let mut rest = body;
    while numbers.len() < 3 {
        let (number, tail) =
            digits::lead(if numbers.is_empty() { rest } else { rest.strip_prefix('.').unwrap_or_default() });
        if number.is_empty() {
            break;
        }
        let plain = number.trim_start_matches('0');
        numbers.push(if plain.is_empty() { "0" } else { plain });
        rest = tail;
    }
    if numbers.is_empty() {
        return text.to_owned();
    }
    numbers.resize(3, "0");
    let core = numbers.join(".");
    let clean = |text: &str| -> String {
        text.chars().map(|c| if c.is_ascii_alphanumeric() || "+.-".contains(c) { c } else { '-' }).collect()
    };
    match rest.chars().next() {
        None => core,
        Some('.') => format!("{core}+{}", clean(rest.get(1..).unwrap_or_default()).replace('+', ".")),
        Some('+' | '-') => format!("{core}{}", clean(rest)),
        Some(_) => format!("{core}-{}", clean(rest)),
    }
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    Some(Semver::parse(left)?.precedence(&Semver::parse(right)?))
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn coerced() {
        for (text, expected) in [
            ("1", "1.0.0"),
            ("v1.02.3", "1.2.3"),
            ("2.1.27.36", "2.1.27+36"),
            ("1.5.6d", "1.5.6-d"),
            ("2016-10-31", "2016.0.0-10-31"),
            ("1.0.0-rc.1+5", "1.0.0-rc.1+5"),
            ("latest", "latest"),
        ] {
            assert_eq!(super::coerce(text), expected);
        }
    }

    #[test]
    fn order() {
        table(
            Scheme::Semver,
            "1.0.0-alpha < 1.0.0-alpha.1
             1.0.0-alpha.1 < 1.0.0-alpha.beta
             1.0.0-beta.2 < 1.0.0-beta.11
             1.0.0-rc.1 < 1.0.0
             1.0.0+a = 1.0.0+b
             v1.2 = 1.2.0
             1.2.3--x > 1.2.3--0
             99999999999999999999.0.0 > 9.9.9
             1.0.0 ? 1.0.0.0
             1.0.0 ? 01.0.0
             1.0.0 ? 1.0.0-
             1.0.0 ? 1.0.0-01
             1.0.0 ? 1.x.0
             1.0.0 ? latest",
        );
    }
}
