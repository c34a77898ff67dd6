//! Is a version in a range? (vers-spec "Checking if a version is contained within a range")

use std::cmp::Ordering;

use super::{Comparator, Constraint, MOST, Vers, own};
use crate::schemes::Scheme;

impl Vers {
    /// `None` when the scheme is not known, or the version or a constraint that would decide is none of the scheme.
    #[must_use]
    pub fn contains(&self, version: &str) -> Option<bool> {
        match self.scheme.as_str() {
            "all" => return Some(true),
            "none" => return Some(false),
            _ => {}
        }
        if self.constraints.iter().any(|each| each.comparator == Comparator::Any) {
            return Some(true);
        }
        // Not in the order of versions: nothing can be said.
        if self.constraints.len() > MOST {
            return None;
        }
        let scheme = self.scheme()?;
        let mut places = Vec::with_capacity(self.constraints.len());
        for each in &self.constraints {
            places.push((each, scheme.compare(version, &own(scheme, &each.version)).ordering()?));
        }
        Some(holds(&places))
    }

    /// Whether the scheme can tell anything about this version.
    #[must_use]
    pub fn accepts(&self, version: &str) -> bool {
        self.scheme().is_some_and(|scheme: Scheme| scheme.accepts(version))
    }
}

/// A constraint, and how the version in question stands to its version.
pub(super) type Place<'a> = (&'a Constraint, Ordering);

/// The version is inside. The places are in the order of their versions; none of them is [`Comparator::Any`].
pub(super) fn holds(places: &[Place<'_>]) -> bool {
    let at = |comparator: Comparator| {
        places.iter().any(|(each, place)| each.comparator == comparator && place.is_eq())
    };
    if at(Comparator::NotEqual) {
        return false;
    }
    if at(Comparator::Equal) || at(Comparator::LessOrEqual) || at(Comparator::GreaterOrEqual) {
        return true;
    }
    let only_excluded =
        !places.is_empty() && places.iter().all(|(each, _)| each.comparator == Comparator::NotEqual);
    only_excluded || within(&bounds(places))
}

/// Lower and upper bounds only; of lower ones in a row the lowest counts, of upper ones the highest.
fn bounds<'a>(places: &[Place<'a>]) -> Vec<Place<'a>> {
    let mut found: Vec<Place<'a>> = Vec::new();
    for place in places.iter().filter(|(each, _)| each.comparator.is_lower() || each.comparator.is_upper()) {
        match found.last_mut() {
            Some((last, _)) if last.comparator.is_lower() && place.0.comparator.is_lower() => {}
            Some(last) if last.0.comparator.is_upper() && place.0.comparator.is_upper() => *last = *place,
            _ => found.push(*place),
        }
    }
    found
}

/// Bounds take turns now: before the first upper one, between a lower and an upper one, behind the last lower one.
fn within(bounds: &[Place<'_>]) -> bool {
    bounds.iter().enumerate().any(|(at, (each, place))| {
        if each.comparator.is_lower() {
            let below = bounds.get(at + 1).is_none_or(|(_, place)| place.is_lt());
            place.is_gt() && below
        } else {
            at == 0 && place.is_lt()
        }
    })
}
