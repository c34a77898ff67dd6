//! Alternatives, in each of which several constraints hold together, brought into the one list that VERS has.
//!
//! A list of VERS cannot say "and" and "or" freely. Where the plain list of all constraints means the same, it is taken, as every suite
//! does; where it would mean something else (`>=2 <1`, `>=1 <2 || >=1.5`), the list is made anew from what is inside.

use std::collections::BTreeMap;

use super::{Comparator, Constraint, Vers, contain, sortable};

/// Any of these constraints holds; none of them: nothing is inside.
pub(super) type Clause = Vec<Constraint>;

/// All of these clauses hold; none: everything is inside.
pub(super) type Alternative = Vec<Clause>;

/// With more versions than this the plain list is taken.
const MOST: usize = 200;

/// Brings the alternatives into one range.
pub(super) fn join(scheme: &str, alternatives: Vec<Alternative>) -> Vers {
    let any = || Constraint { comparator: Comparator::Any, version: String::new() };
    let alternatives = separated(scheme, alternatives);
    if alternatives.iter().any(Vec::is_empty) {
        return Vers::of(scheme, vec![any()]);
    }
    let flat = || alternatives.iter().flatten().flatten().cloned();
    let plain = Vers::of(scheme, flat().collect());
    let Some(line) = Line::of(&plain) else { return plain };
    let inside: Vec<bool> = line.places().map(|at| line.satisfies(&alternatives, at)).collect();
    if !inside.contains(&true) {
        return Vers { scheme: "none".to_owned(), constraints: vec![any()] };
    }
    if line.places().zip(&inside).all(|(at, inside)| line.reads(&plain.constraints, at) == *inside) {
        return plain;
    }
    let constraints = line.rebuilt(&inside);
    Vers::of(scheme, if constraints.is_empty() { vec![any()] } else { constraints })
}

/// Advisories put versions side by side (`1.1.2 1.2.2`), those of npm lower bounds of several branches, too (`>=5.0.3 >=4.2.1`); they are not
/// meant to hold together: each is an alternative.
fn separated(scheme: &str, alternatives: Vec<Alternative>) -> Vec<Alternative> {
    let mut found = Vec::with_capacity(alternatives.len());
    for alternative in alternatives {
        let all = |fits: fn(Comparator) -> bool| {
            alternative.iter().all(|clause| matches!(clause.as_slice(), [only] if fits(only.comparator)))
        };
        if all(|comparator| comparator == Comparator::Equal) || (scheme == "npm" && all(Comparator::is_lower))
        {
            if alternative.is_empty() {
                found.push(alternative);
            } else {
                found.extend(alternative.into_iter().map(|clause| vec![clause]));
            }
        } else {
            found.push(alternative);
        }
    }
    found
}

/// The versions of a range in their order. Places: `2n + 1` is the nth version, `2n` what lies before it.
struct Line<'a> {
    versions: Vec<&'a str>,
    ranks: BTreeMap<&'a str, usize>,
}

impl<'a> Line<'a> {
    /// `None` when they have no order, or are too many.
    fn of(range: &'a Vers) -> Option<Self> {
        let scheme = range.scheme()?;
        if range.constraints.len() > MOST || !sortable(scheme, &range.constraints) {
            return None;
        }
        let mut line = Self { versions: Vec::new(), ranks: BTreeMap::new() };
        for each in &range.constraints {
            let version = each.version.as_str();
            let order = line.versions.last().map(|last| range.order(last, version));
            match order {
                Some(Some(order)) if order.is_eq() => {}
                None | Some(Some(_)) => line.versions.push(version),
                Some(None) => return None,
            }
            line.ranks.insert(version, line.versions.len().saturating_sub(1));
        }
        Some(line)
    }

    fn places(&self) -> std::ops::RangeInclusive<usize> {
        0..=self.versions.len() * 2
    }

    fn place(&self, each: &Constraint) -> usize {
        self.ranks.get(each.version.as_str()).map_or(0, |rank| rank * 2 + 1)
    }

    fn satisfies(&self, alternatives: &[Alternative], at: usize) -> bool {
        let holds = |each: &Constraint| each.comparator.holds(at.cmp(&self.place(each)));
        alternatives.iter().any(|clauses| clauses.iter().all(|clause| clause.iter().any(holds)))
    }

    /// As VERS reads the list.
    fn reads(&self, constraints: &[Constraint], at: usize) -> bool {
        let places: Vec<contain::Place<'_>> =
            constraints.iter().map(|each| (each, at.cmp(&self.place(each)))).collect();
        contain::holds(&places)
    }

    /// Constraints for the places that are inside. None at all: every place is.
    fn rebuilt(&self, inside: &[bool]) -> Vec<Constraint> {
        let version =
            |rank: usize| self.versions.get(rank).map_or_else(String::new, |text| (*text).to_owned());
        let is = |at: usize| inside.get(at).copied().unwrap_or_default();
        let end = self.versions.len() * 2;
        let mut found = Vec::new();
        let mut push = |comparator, rank| found.push(Constraint { comparator, version: version(rank) });
        for at in 0..=end {
            let (before, after) = (at > 0 && is(at - 1), is(at + 1));
            let (point, rank) = (at % 2 == 1, at / 2);
            match (is(at), point, before, after) {
                (true, true, false, false) => push(Comparator::Equal, rank),
                (true, true, false, true) => push(Comparator::GreaterOrEqual, rank),
                (true, true, true, false) => push(Comparator::LessOrEqual, rank),
                (false, true, true, true) => push(Comparator::NotEqual, rank),
                (false, true, true, false) => push(Comparator::Less, rank),
                (false, true, false, true) => push(Comparator::Greater, rank),
                _ => {}
            }
        }
        found
    }
}
