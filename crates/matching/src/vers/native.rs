//! Ranges as ecosystems and their advisories write them (`^1.2`, `~> 2.0.8`, `>=1.0,<2.0||=3.1`), turned into VERS.
//!
//! Where advisories and package managers differ, this is the advisories' reading: `<=2.1` is `<=2.1.0`.

use super::{Comparator, Constraint, Vers, VersError, interval};
use crate::schemes::{Scheme, coerce_semver, normal_pypi};

/// Reads a native range.
///
/// # Errors
/// The scheme is not known, or the range cannot be read.
pub fn from_native(scheme: &str, range: &str) -> Result<Vers, VersError> {
    let name = scheme.trim().to_ascii_lowercase();
    let known = Scheme::named(&name).ok_or_else(|| VersError::Scheme(name.clone()))?;
    let dialect = Dialect { scheme: known };
    let constraints = match name.as_str() {
        "nginx" => nginx(range)?,
        "openssl" => list(range),
        _ if range.trim_start().starts_with(['[', '(']) => {
            interval::read(range, &|version| dialect.clean(version))?
        }
        _ => dialect.alternatives(range)?,
    };
    let star = constraints.iter().any(|each| each.comparator == Comparator::Any);
    let constraints = if star { vec![at(Comparator::Any, String::new())] } else { constraints };
    Ok(Vers::of(&name, constraints))
}

pub(super) const fn at(comparator: Comparator, version: String) -> Constraint {
    Constraint { comparator, version }
}

struct Dialect {
    scheme: Scheme,
}

impl Dialect {
    /// The version as VERS has it.
    fn clean(&self, version: &str) -> String {
        match self.scheme {
            Scheme::Npm | Scheme::Semver | Scheme::Golang | Scheme::Composer => coerce_semver(version),
            Scheme::Pypi => normal_pypi(version),
            Scheme::Conan => version.trim_end_matches('-').to_owned(),
            _ => version.to_owned(),
        }
    }

    fn alternatives(&self, range: &str) -> Result<Vec<Constraint>, VersError> {
        let mut found = Vec::new();
        // Conan's options stand behind a comma and change no bound.
        let options = range.find(", include_prerelease").filter(|_| self.scheme == Scheme::Conan);
        let range = range.get(..options.unwrap_or(range.len())).unwrap_or(range);
        for part in range.split("||") {
            if let Some((low, high)) = part.split_once(" - ") {
                found.push(at(Comparator::GreaterOrEqual, self.clean(low.trim())));
                found.push(at(Comparator::LessOrEqual, self.clean(high.trim())));
                continue;
            }
            for (sign, version) in terms(part) {
                self.term(sign, version, &mut found)?;
            }
        }
        Ok(found)
    }

    fn term(&self, sign: &str, version: &str, found: &mut Vec<Constraint>) -> Result<(), VersError> {
        let wrong = || VersError::Native(format!("{sign}{version}"));
        if version.is_empty() {
            return Err(wrong());
        }
        if matches!(version, "*" | "x" | "X" | "*-") {
            found.push(match self.scheme {
                Scheme::Conan => at(Comparator::GreaterOrEqual, "0.0.0".to_owned()),
                _ => at(Comparator::Any, String::new()),
            });
            return Ok(());
        }
        if let Some(stem) = wildcard(version) {
            let upper = self.bump(stem, stem.split('.').count() - 1).ok_or_else(wrong)?;
            found.push(at(Comparator::GreaterOrEqual, self.clean(stem)));
            found.push(at(Comparator::Less, upper));
            return Ok(());
        }
        let comparator = match sign {
            "" | "=" | "==" | "===" => Comparator::Equal,
            "<" | "<<" => Comparator::Less,
            "<=" | "=<" => Comparator::LessOrEqual,
            ">" | ">>" => Comparator::Greater,
            ">=" | "=>" => Comparator::GreaterOrEqual,
            "!=" => Comparator::NotEqual,
            "^" | "~" | "~>" | "~=" => {
                let upper = self.bump(version, self.bumped(sign, version)).ok_or_else(wrong)?;
                found.push(at(Comparator::GreaterOrEqual, self.clean(version)));
                found.push(at(Comparator::Less, upper));
                return Ok(());
            }
            _ => return Err(wrong()),
        };
        found.push(at(comparator, self.clean(version)));
        Ok(())
    }

    /// Which number the upper bound of `^`, `~`, `~>` or `~=` raises.
    fn bumped(&self, sign: &str, version: &str) -> usize {
        let numbers = numbers(version);
        let last = numbers.len().saturating_sub(1);
        match sign {
            // The first number that is not nought.
            "^" => numbers.iter().position(|number| *number != 0).unwrap_or(last),
            "~" if self.scheme != Scheme::Composer => last.min(1),
            _ => last.saturating_sub(1),
        }
    }

    /// The version in which the number at a place is one higher and nothing follows.
    fn bump(&self, version: &str, place: usize) -> Option<String> {
        let mut numbers = numbers(version);
        numbers.truncate(place + 1);
        let last = numbers.last_mut()?;
        *last = last.checked_add(1)?;
        let text: Vec<String> = numbers.iter().map(u64::to_string).collect();
        let text = text.join(".");
        Some(match self.scheme {
            Scheme::Npm | Scheme::Semver | Scheme::Golang | Scheme::Composer => coerce_semver(&text),
            // Conan leaves out pre-releases of the bound by a hyphen.
            Scheme::Conan => format!("{text}-"),
            _ => text,
        })
    }
}

/// The leading numbers of a version.
fn numbers(version: &str) -> Vec<u64> {
    let version = version.trim_start_matches(['v', 'V']);
    let end = version.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(version.len());
    version.get(..end).unwrap_or_default().split('.').map_while(|number| number.parse().ok()).collect()
}

/// `1.2` of `1.2.x`, `1.2.*`.
fn wildcard(version: &str) -> Option<&str> {
    let stem = version.trim_start_matches(['v', 'V']);
    let mut rest = stem;
    while let Some(shorter) = [".x", ".X", ".*"].iter().find_map(|end| rest.strip_suffix(end)) {
        rest = shorter;
    }
    (rest.len() < stem.len() && !rest.is_empty()).then_some(rest)
}

/// Comparator and version, blanks and commas between.
fn terms(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = text.trim_matches([' ', ',', '|', '\t']);
    while !rest.is_empty() {
        let (sign, tail) = rest.split_at(rest.find(|c| !"<>=!~^".contains(c)).unwrap_or(rest.len()));
        let tail = tail.trim_start();
        let (version, tail) = tail.split_at(tail.find([' ', ',', '\t']).unwrap_or(tail.len()));
        found.push((sign, version));
        rest = tail.trim_start_matches([' ', ',', '\t']);
    }
    found
}

/// Versions with commas between.
fn list(range: &str) -> Vec<Constraint> {
    let versions = range.split(',').map(str::trim).filter(|version| !version.is_empty());
    versions.map(|version| at(Comparator::Equal, version.to_owned())).collect()
}

/// `0.8.40+` up to the end of its branch; an odd second number is the branch that goes on. `0.7.52-0.8.39` with both ends.
fn nginx(range: &str) -> Result<Vec<Constraint>, VersError> {
    let mut found = Vec::new();
    for part in range.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        if matches!(part, "all" | "*") {
            found.push(at(Comparator::Any, String::new()));
        } else if let Some(version) = part.strip_suffix('+') {
            let [major, minor, ..] = numbers(version)[..] else {
                return Err(VersError::Native(part.to_owned()));
            };
            found.push(at(Comparator::GreaterOrEqual, version.to_owned()));
            if minor % 2 == 0 {
                found.push(at(Comparator::Less, format!("{major}.{}.0", minor.saturating_add(1))));
            }
        } else if let Some((low, high)) = part.split_once('-') {
            found.push(at(Comparator::GreaterOrEqual, low.to_owned()));
            found.push(at(Comparator::LessOrEqual, high.to_owned()));
        } else {
            found.push(at(Comparator::Equal, part.to_owned()));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn native_ranges() {
        for (scheme, native, expected) in [
            ("npm", "^1.2.9", "vers:npm/>=1.2.9|<2.0.0"),
            ("npm", "^0.2.1-beta", "vers:npm/>=0.2.1-beta|<0.3.0"),
            ("npm", "~1.6.5 || >=1.7.2", "vers:npm/>=1.6.5|<1.7.0|>=1.7.2"),
            ("npm", "1.2.x", "vers:npm/>=1.2.0|<1.3.0"),
            ("npm", "5.0.0 - 7.2.3", "vers:npm/>=5.0.0|<=7.2.3"),
            ("gem", "~>2.0.8", "vers:gem/>=2.0.8|<2.1"),
            ("pypi", "~=1.4.5", "vers:pypi/>=1.4.5|<1.5"),
            ("pypi", ">=1.9.0alpha,<1.9.10||<1.8.15", "vers:pypi/<1.8.15|>=1.9.0a0|<1.9.10"),
            ("conan", "~2.5.1", "vers:conan/>=2.5.1|<2.6-"),
            ("nuget", "[1.0.0, 2.0.0)", "vers:nuget/>=1.0.0|<2.0.0"),
            ("maven", "(,1.0],[1.2,)", "vers:maven/<=1.0|>=1.2"),
            ("nginx", "1.5.0+, 1.4.1+", "vers:nginx/>=1.4.1|<1.5.0|>=1.5.0"),
            ("openssl", "3.0.0, 1.0.1b", "vers:openssl/1.0.1b|3.0.0"),
            ("deb", ">= 1.0-1, << 2.0", "vers:deb/>=1.0-1|<2.0"),
        ] {
            assert_eq!(from_native(scheme, native).unwrap().to_string(), expected, "{native}");
        }
    }
}
