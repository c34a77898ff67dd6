//! Ranges as ecosystems and their advisories write them (`^1.2`, `~> 2.0.8`, `>=1.0,<2.0||=3.1`), turned into VERS.
//!
//! Where advisories and package managers differ, this is the advisories' reading: `<=2.1` is `<=2.1.0`.

mod interval;
mod term;

use super::{
    Comparator, Constraint, Vers, VersError,
    join::{Alternative, join},
};
use crate::schemes::Scheme;
use term::Dialect;

/// Reads a native range. One in which nothing can be (`>=2 <1`) becomes `vers:none/*`.
///
/// # Errors
/// The scheme is not known, or the range cannot be read.
pub fn from_native(scheme: &str, range: &str) -> Result<Vers, VersError> {
    let name = scheme.trim().to_ascii_lowercase();
    let known = Scheme::named(&name).ok_or_else(|| VersError::Scheme(name.clone()))?;
    let dialect = Dialect::of(&name, known);
    let bare = unbracketed(range);
    let range = bare.as_deref().unwrap_or(range).trim();
    // Hex writes words.
    let worded = (name == "hex").then(|| range.replace(" or ", " || ").replace(" and ", " "));
    let range = worded.as_deref().unwrap_or(range);
    if range.is_empty() && known == Scheme::Conan {
        // Its suite has no constraint for no text; elsewhere all versions are meant.
        return Ok(Vers::of(&name, Vec::new()));
    }
    let alternatives = match name.as_str() {
        "nginx" => nginx(range)?,
        "openssl" => list(range),
        _ if range.starts_with(['[', '(']) => interval::read(range, &|version| dialect.clean(version))?,
        _ => alternatives(&dialect, range)?,
    };
    Ok(join(&name, alternatives))
}

const fn at(comparator: Comparator, version: String) -> Constraint {
    Constraint { comparator, version }
}

/// `>= 1.0` of Debian's `(>= 1.0)`.
fn unbracketed(range: &str) -> Option<String> {
    let inside = range.trim().strip_prefix('(')?.trim_start();
    inside.starts_with(['<', '>', '=', '!']).then(|| inside.replace(['(', ')'], " "))
}

fn alternatives(dialect: &Dialect, range: &str) -> Result<Vec<Alternative>, VersError> {
    // Conan's options stand behind a comma and change no bound.
    let options = range.find(", include_prerelease").filter(|_| dialect.scheme == Scheme::Conan);
    let range = range.get(..options.unwrap_or(range.len())).unwrap_or(range);
    let sign = if dialect.scheme == Scheme::Composer && !range.contains("||") { "|" } else { "||" };
    let mut found = Vec::new();
    let written = |part: &&str| range.trim().is_empty() || !part.trim().is_empty();
    for part in range.split(sign).filter(written) {
        found.push(alternative(dialect, part)?);
    }
    Ok(found)
}

fn alternative(dialect: &Dialect, part: &str) -> Result<Alternative, VersError> {
    if let Some((low, high)) = part.split_once(" - ") {
        return dialect.span(low.trim(), high.trim());
    }
    let mut found = Alternative::new();
    for (sign, version) in terms(part) {
        found.extend(dialect.term(sign, version)?);
    }
    Ok(found)
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
fn list(range: &str) -> Vec<Alternative> {
    let versions = range.split(',').map(str::trim).filter(|version| !version.is_empty());
    versions.map(|version| vec![vec![at(Comparator::Equal, version.to_owned())]]).collect()
}

/// `0.8.40+` up to the end of its branch; an odd second number is the branch that goes on. `0.7.52-0.8.39` with both ends.
fn nginx(range: &str) -> Result<Vec<Alternative>, VersError> {
    let mut found = Vec::new();
    for part in range.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        if matches!(part, "all" | "*") {
            found.push(Vec::new());
        } else if let Some(version) = part.strip_suffix('+') {
            let mut branch = vec![vec![at(Comparator::GreaterOrEqual, version.to_owned())]];
            branch.extend(nginx_end(part, version)?.map(|end| vec![at(Comparator::Less, end)]));
            found.push(branch);
        } else if let Some((low, high)) = part.split_once('-') {
            found.push(vec![
                vec![at(Comparator::GreaterOrEqual, low.to_owned())],
                vec![at(Comparator::LessOrEqual, high.to_owned())],
            ]);
        } else {
            found.push(vec![vec![at(Comparator::Equal, part.to_owned())]]);
        }
    }
    Ok(found)
}

/// The first version behind a stable branch.
fn nginx_end(part: &str, version: &str) -> Result<Option<String>, VersError> {
    let mut numbers = version.split('.').map(str::parse::<u64>);
    let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else {
        return Err(VersError::Native(part.to_owned()));
    };
    Ok((minor % 2 == 0).then(|| format!("{major}.{}.0", minor.saturating_add(1))))
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
            ("maven", "[1.0,2.0) || [3.0,)", "vers:maven/>=1.0|<2.0|>=3.0"),
            ("nginx", "1.5.0+, 1.4.1+", "vers:nginx/>=1.4.1|<1.5.0|>=1.5.0"),
            ("openssl", "3.0.0, 1.0.1b", "vers:openssl/1.0.1b|3.0.0"),
            ("deb", ">= 1.0-1, << 2.0", "vers:deb/>=1.0-1|<2.0"),
            ("deb", "(>= 1.0-1)", "vers:deb/>=1.0-1"),
        ] {
            assert_eq!(from_native(scheme, native).unwrap().to_string(), expected, "{native}");
        }
    }

    /// As node-semver, Composer, `packaging` and RubyGems read them.
    #[test]
    fn signs_before_open_versions() {
        for (scheme, native, expected) in [
            ("npm", ">1.2.x", "vers:npm/>=1.3.0"),
            ("npm", "<=1.x", "vers:npm/<2.0.0"),
            ("npm", "<1.2.*", "vers:npm/<1.2.0"),
            ("npm", ">=1.2.X", "vers:npm/>=1.2.0|<1.3.0"),
            ("npm", "^1.2.x", "vers:npm/>=1.2.0|<2.0.0"),
            ("npm", "^0.x", "vers:npm/>=0.0.0|<1.0.0"),
            ("npm", "<*", "vers:none/*"),
            ("npm", "", "vers:npm/*"),
            ("npm", "1.2 - 2.3", "vers:npm/>=1.2.0|<2.4.0"),
            ("npm", "1.x - 2.x", "vers:npm/>=1.0.0|<3.0.0"),
            ("npm", "~>1.2", "vers:npm/>=1.2.0|<1.3.0"),
            ("hex", "~> 1.2", "vers:hex/>=1.2.0|<2.0.0"),
            ("hex", "~> 1.2 or >= 4.0.0 and < 5.0.0", "vers:hex/>=1.2.0|<2.0.0|>=4.0.0|<5.0.0"),
            ("cargo", "1.2.3", "vers:cargo/>=1.2.3|<2.0.0"),
            ("composer", "1.0|2.0", "vers:composer/1.0.0|2.0.0"),
            ("composer", ">=1.0@dev <>1.5", "vers:composer/>=1.0.0|!=1.5.0"),
            ("pypi", "!=1.2.*", "vers:pypi/<1.2|>=1.3"),
            ("pypi", "==1.2.*", "vers:pypi/>=1.2|<1.3"),
            ("pypi", "~=1!2.3", "vers:pypi/>=1%212.3|<1%213"),
            (
                "gem",
                "~> 20210102030405060708090",
                "vers:gem/>=20210102030405060708090|<20210102030405060708091",
            ),
        ] {
            assert_eq!(from_native(scheme, native).unwrap().to_string(), expected, "{native}");
        }
    }

    #[test]
    fn together_and_either() {
        for (native, expected) in [
            (">=2.0.0 <1.0.0", "vers:none/*"),
            (">=2.0.0 <1.0.0 || 3.0.0", "vers:npm/3.0.0"),
            (">1.0.0 <1.0.0", "vers:none/*"),
            (">=1.0.0 <2.0.0 || >=1.5.0", "vers:npm/>=1.0.0"),
            ("<=2.3.1 || >0.0.10", "vers:npm/*"),
            ("<1.5.0 || >1.5.0 || >=2.0.0 <3.0.0 ||", "vers:npm/!=1.5.0"),
            ("<2.0.0 <1.0.0 >=0.5.0", "vers:npm/>=0.5.0|<1.0.0"),
            ("1.1.2 1.2.2", "vers:npm/1.1.2|1.2.2"),
        ] {
            assert_eq!(from_native("npm", native).unwrap().to_string(), expected, "{native}");
        }
    }

    #[test]
    fn no_ranges() {
        for (scheme, native) in [
            ("npm", ">="),
            ("npm", "1.0.0 - 2.0.0 - 3.0.0"),
            ("npm", ">>1.0.0"),
            ("maven", "(1.0)"),
            ("maven", "[1,2,3]"),
            ("maven", "[1,2"),
            ("pypi", "~=1"),
        ] {
            assert!(from_native(scheme, native).is_err(), "{native}");
        }
    }
}
