//! A range taken apart: tolerantly, and strictly in the canonical form only (vers-spec "How to parse and validate").

use domain::percent;

use super::{Comparator, Constraint, Vers, VersError};
use crate::schemes::{Scheme, is_canonical_datetime};

/// Longest first, as they are looked for.
const SIGNS: [(&str, Comparator); 6] = [
    (">=", Comparator::GreaterOrEqual),
    ("<=", Comparator::LessOrEqual),
    ("!=", Comparator::NotEqual),
    ("<", Comparator::Less),
    (">", Comparator::Greater),
    ("=", Comparator::Equal),
];

impl Vers {
    /// Reads a range. Blanks, empty constraints and any order are put right.
    ///
    /// # Errors
    /// It is no range.
    pub fn read(text: &str) -> Result<Self, VersError> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (scheme, body) = split(&compact)?;
        let constraints: Result<Vec<Constraint>, VersError> =
            body.split('|').filter(|part| !part.is_empty()).map(constraint).collect();
        let constraints = constraints?;
        let star = constraints.iter().any(|each| each.comparator == Comparator::Any);
        match constraints.len() {
            0 => Err(VersError::NoConstraint),
            1 => Ok(Self::of(&scheme, constraints)),
            _ if star => Err(VersError::Star),
            _ => Ok(Self::of(&scheme, constraints)),
        }
    }

    /// Reads a range in its canonical form.
    ///
    /// # Errors
    /// It is no range, or it is written otherwise: how.
    pub fn parse(text: &str) -> Result<Self, VersError> {
        let body = text.split_once('/').map_or("", |(_, body)| body);
        let not = |reason| Err(VersError::NotCanonical(reason));
        if text.chars().any(char::is_whitespace) {
            return not("blanks are not allowed");
        }
        if body.starts_with('|') || body.ends_with('|') || body.contains("||") {
            return not("a constraint is empty");
        }
        let range = Self::read(text)?;
        let date = |each: &Constraint| is_canonical_datetime(&each.version);
        if range.scheme() == Some(Scheme::Datetime) && !range.constraints.iter().all(date) {
            return not("a moment is written as RFC 3339 has it, with `T` and `Z`");
        }
        if range.to_string() != text {
            return not("the constraints are not in order, or a version is encoded otherwise");
        }
        Ok(range)
    }
}

fn split(text: &str) -> Result<(String, &str), VersError> {
    let (uri, rest) = text.split_once(':').ok_or(VersError::Prefix)?;
    let (scheme, body) = rest.split_once('/').ok_or(VersError::Prefix)?;
    let scheme = scheme.to_ascii_lowercase();
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    let named = scheme.starts_with(|c: char| c.is_ascii_lowercase()) && scheme.bytes().all(letters);
    if uri.eq_ignore_ascii_case("vers") && named { Ok((scheme, body)) } else { Err(VersError::Prefix) }
}

fn constraint(part: &str) -> Result<Constraint, VersError> {
    if part == "*" {
        return Ok(Constraint { comparator: Comparator::Any, version: String::new() });
    }
    let signed = SIGNS.iter().find_map(|(sign, comparator)| Some((*comparator, part.strip_prefix(sign)?)));
    let (comparator, version) = signed.unwrap_or((Comparator::Equal, part));
    if version.is_empty() || version.contains(['<', '>', '=', '*']) {
        return Err(VersError::NoVersion(part.to_owned()));
    }
    Ok(Constraint {
        comparator,
        version: percent::decode(version).map_err(|_| VersError::Percent(version.to_owned()))?,
    })
}
