//! One term of a native range, by the rules of its ecosystem: `^1.2.3`, `~> 2.0`, `!=1.2.*`, `>1.x`.

use super::{super::VersError, Alternative, Comparator, Constraint, at};
use crate::schemes::{Scheme, coerce_semver, normal_pypi};

/// How an ecosystem writes ranges.
pub(super) struct Dialect {
    pub(super) scheme: Scheme,
    /// A version without a sign means all that are compatible (Cargo).
    caret: bool,
    /// `~>` leaves only the last number free (RubyGems, Hex), not the same as `~`.
    pessimistic: bool,
}

use Comparator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};

impl Dialect {
    pub(super) fn of(name: &str, scheme: Scheme) -> Self {
        let caret = matches!(name, "cargo" | "crates.io" | "rust");
        Self { scheme, caret, pessimistic: scheme != Scheme::Npm }
    }

    const fn is_semver(&self) -> bool {
        matches!(self.scheme, Scheme::Npm | Scheme::Semver | Scheme::Golang | Scheme::Composer)
    }

    /// The version as VERS has it.
    pub(super) fn clean(&self, version: &str) -> String {
        match self.scheme {
            _ if self.is_semver() => coerce_semver(version),
            Scheme::Pypi => normal_pypi(version),
            Scheme::Conan => version.trim_end_matches('-').to_owned(),
            _ => version.to_owned(),
        }
    }

    /// Reads a term: constraints that hold together.
    pub(super) fn term(&self, sign: &str, version: &str) -> Result<Alternative, VersError> {
        let wrong = || VersError::Native(format!("{sign}{version}"));
        let version = if self.scheme == Scheme::Composer { without_flag(version) } else { version };
        if version.is_empty() {
            return Err(wrong());
        }
        if matches!(version, "*" | "x" | "X" | "*-") {
            return match sign {
                "<" | ">" | "!=" => Ok(vec![Vec::new()]),
                _ if self.scheme == Scheme::Conan => Ok(one(GreaterOrEqual, "0.0.0".to_owned())),
                _ => Ok(Vec::new()),
            };
        }
        if let Some(stem) = wildcard(version) {
            return self.open(sign, stem).ok_or_else(wrong);
        }
        let comparator = match sign {
            "" if self.caret => return self.up_to("^", version).ok_or_else(wrong),
            "" | "=" | "==" | "===" => Equal,
            "<" | "<<" => Less,
            "<=" | "=<" => LessOrEqual,
            ">" => Greater,
            ">>" if !self.is_semver() => Greater,
            ">=" | "=>" => GreaterOrEqual,
            "!=" | "<>" => NotEqual,
            "^" | "~" | "~>" | "~=" => return self.up_to(sign, version).ok_or_else(wrong),
            _ => return Err(wrong()),
        };
        Ok(one(comparator, self.clean(version)))
    }

    /// `1.0 - 2.0`: both ends inside, and all of the branch that the second one names.
    pub(super) fn span(&self, low: &str, high: &str) -> Result<Alternative, VersError> {
        let wrong = || VersError::Native(format!("{low} - {high}"));
        if [low, high].iter().any(|end| end.is_empty() || end.contains(['<', '>', '=', '~', '^', ' ', ','])) {
            return Err(wrong());
        }
        let mut found = match wildcard(low).unwrap_or(low) {
            "*" | "x" | "X" => Vec::new(),
            low => one(GreaterOrEqual, self.clean(low)),
        };
        let partial =
            wildcard(high).or_else(|| (self.is_semver() && numbers(high).1.len() < 3).then_some(high));
        match partial {
            _ if matches!(high, "*" | "x" | "X") => {}
            Some(stem) => found.extend(one(Less, self.bump(stem, usize::MAX).ok_or_else(wrong)?)),
            None => found.extend(one(LessOrEqual, self.clean(high))),
        }
        Ok(found)
    }

    /// `1.2.x` behind a sign: the whole branch counts as one version.
    fn open(&self, sign: &str, stem: &str) -> Option<Alternative> {
        let (low, high) = (self.clean(stem), self.bump(stem, usize::MAX)?);
        Some(match sign {
            // Advisories mean the branch by `>=1.x`, and so does the suite of vers-spec.
            "" | "=" | "==" | "===" | "~" | "~>" | "~=" | ">=" => {
                vec![vec![at(GreaterOrEqual, low)], vec![at(Less, high)]]
            }
            "^" => return self.up_to(sign, stem),
            "!=" | "<>" => vec![vec![at(Less, low), at(GreaterOrEqual, high)]],
            ">" => one(GreaterOrEqual, high),
            "<" => one(Less, low),
            "<=" | "=<" => one(Less, high),
            _ => return None,
        })
    }

    /// `^`, `~`, `~>` and `~=`.
    fn up_to(&self, sign: &str, version: &str) -> Option<Alternative> {
        let numbers = numbers(version).1;
        let last = numbers.len().checked_sub(1)?;
        let place = match sign {
            // The first number that is not nought.
            "^" => numbers.iter().position(|number| *number != "0").unwrap_or(last),
            "~=" if last == 0 => return None,
            "~" if self.scheme != Scheme::Composer => last.min(1),
            "~>" if !self.pessimistic => last.min(1),
            _ => last.saturating_sub(1),
        };
        let high = self.bump(version, place)?;
        Some(vec![vec![at(GreaterOrEqual, self.clean(version))], vec![at(Less, high)]])
    }

    /// The version in which the number at a place, or the last one, is one higher and nothing follows.
    fn bump(&self, version: &str, place: usize) -> Option<String> {
        let (epoch, mut numbers) = numbers(version);
        numbers.truncate(place.saturating_add(1));
        let raised = increased(numbers.pop()?);
        numbers.push(&raised);
        let text = format!("{epoch}{}", numbers.join("."));
        Some(match self.scheme {
            _ if self.is_semver() => coerce_semver(&text),
            // Conan leaves out pre-releases of the bound by a hyphen.
            Scheme::Conan => format!("{text}-"),
            _ => text,
        })
    }
}

fn one(comparator: Comparator, version: String) -> Alternative {
    vec![vec![Constraint { comparator, version }]]
}

/// `1.0` of Composer's `1.0@beta` and `dev-main#3f5a`.
fn without_flag(version: &str) -> &str {
    let version = version.split_once('#').map_or(version, |(version, _)| version);
    match version.split_once('@') {
        Some(("", _)) => "*",
        Some((version, _)) => version,
        None => version,
    }
}

/// Epoch with its sign, and the leading numbers of a version without noughts in front.
fn numbers(version: &str) -> (&str, Vec<&str>) {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let epoch = version.find(['!', ':']).filter(|at| version.get(..*at).is_some_and(digits));
    let (epoch, version) = version.split_at(epoch.map_or(0, |at| at + 1));
    let version = version.trim_start_matches(['v', 'V']);
    let end = version.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(version.len());
    let plain = |number| {
        let plain = str::trim_start_matches(number, '0');
        if plain.is_empty() { "0" } else { plain }
    };
    let parts = version.get(..end).unwrap_or_default().split('.');
    (epoch, parts.take_while(|number| !number.is_empty()).map(plain).collect())
}

/// A run of digits of any length, one more.
fn increased(number: &str) -> String {
    let nines = number.len() - number.trim_end_matches('9').len();
    let (head, _) = number.split_at(number.len() - nines);
    let raised = match head.char_indices().next_back() {
        Some((at, digit)) => {
            let digit = digit.to_digit(10).map_or(1, |digit| digit + 1);
            format!("{}{digit}", head.get(..at).unwrap_or_default())
        }
        None => "1".to_owned(),
    };
    raised + &"0".repeat(nines)
}

/// `1.2` of `1.2.x`, `1.2.*`, `1.2.x.3`.
fn wildcard(version: &str) -> Option<&str> {
    let stem = version.trim_start_matches(['v', 'V']);
    let at = [".x", ".X", ".*"].iter().filter_map(|sign| open_at(stem, sign)).min()?;
    stem.get(..at).filter(|stem| !stem.is_empty())
}

/// Where an open part begins: the sign, and behind it the end or further parts.
fn open_at(version: &str, sign: &str) -> Option<usize> {
    let ends = |at: &usize| {
        version.get(at + sign.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    version.match_indices(sign).map(|(at, _)| at).find(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more() {
        for (number, expected) in
            [("0", "1"), ("9", "10"), ("199", "200"), ("18446744073709551615", "18446744073709551616")]
        {
            assert_eq!(increased(number), expected);
        }
    }
}
