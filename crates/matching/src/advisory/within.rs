//! Where a row's version stands to the affected set.

use super::claims::versions::Constraint;
use crate::schemes::{Extension, Relation, Version, compare};

/// Where a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Affected. `bounded`: the advisory names an end of the range.
    In { bounded: bool },
    /// A finer version of a line that is listed as affected (`1.6.1` where `1.6` is listed).
    Line,
    /// Later than everything affected. `named`: the advisory's own "before X" makes X the cure.
    Above { named: bool },
    /// Earlier than everything affected.
    Below,
    /// Neither listed, nor before or after all that is listed.
    Beside,
    /// Finer than the last affected version: `2.3.1` where "2.3 and prior" are affected.
    Edge,
    /// Cannot be compared: too coarse, or another scheme.
    Open,
}

/// Stands `row` in the union of `set`?
#[must_use]
pub fn place(row: &Version, set: &[Constraint]) -> Place {
    if let Some(decided) = by_branch(row, set) {
        return decided;
    }
    let places: Vec<Place> = set.iter().map(|constraint| one(row, constraint)).collect();
    let has = |wanted: fn(&Place) -> bool| places.iter().any(wanted);
    if has(|place| matches!(place, Place::In { bounded: true })) {
        return Place::In { bounded: true };
    }
    if has(|place| matches!(place, Place::In { .. })) {
        return Place::In { bounded: false };
    }
    if places.contains(&Place::Line) {
        return Place::Line;
    }
    if places.contains(&Place::Edge) {
        return Place::Edge;
    }
    let known: Vec<Place> = places.iter().copied().filter(|place| *place != Place::Open).collect();
    if known.is_empty() || (known.len() < places.len() && !all_other_lines(row, set)) {
        return Place::Open;
    }
    let above = known.iter().filter(|place| matches!(place, Place::Above { .. })).count();
    if above == known.len() {
        return Place::Above { named: known.contains(&Place::Above { named: true }) };
    }
    if known.iter().all(|place| *place == Place::Below) { Place::Below } else { Place::Beside }
}

/// What cannot be compared are other lines (`U61` for a row with `L93`), and one line did compare.
fn all_other_lines(row: &Version, set: &[Constraint]) -> bool {
    row.compact()
        && set.iter().any(|constraint| match constraint {
            Constraint::Range { upper: Some((version, _)), .. } | Constraint::Exact(version) => {
                compare(row, version) != Relation::Incomparable
            }
            _ => false,
        })
}

/// `< 19.0.1 | < 18.0.1 | < 15.0.1`: one end for each major version. The row's own branch decides.
fn by_branch(row: &Version, set: &[Constraint]) -> Option<Place> {
    let ends: Vec<&(Version, bool)> = set
        .iter()
        .filter_map(|constraint| match constraint {
            Constraint::Range { lower: None, upper: Some(upper) } => Some(upper),
            _ => None,
        })
        .collect();
    let mut majors: Vec<_> = ends.iter().filter_map(|(version, _)| version.major()).collect();
    majors.dedup();
    if ends.len() < 3
        || ends.len() != set.len()
        || majors.len() < 3
        || ends.iter().any(|(_, inclusive)| *inclusive)
    {
        return None;
    }
    let own = ends.iter().find(|(version, _)| version.major() == row.major())?;
    Some(upper_place(row, &own.0, own.1))
}

fn one(row: &Version, constraint: &Constraint) -> Place {
    match constraint {
        Constraint::All => Place::In { bounded: false },
        Constraint::Exact(version) => exact(row, version),
        Constraint::Range { lower, upper } => {
            let low = lower.as_ref().map_or(Place::In { bounded: false }, |(version, inclusive)| {
                lower_place(row, version, *inclusive)
            });
            let high = upper.as_ref().map_or(Place::In { bounded: false }, |(version, inclusive)| {
                upper_place(row, version, *inclusive)
            });
            match (low, high) {
                (Place::In { .. }, high) => high,
                (low, Place::In { .. }) => low,
                (Place::Below, _) => Place::Below,
                (_, above @ Place::Above { .. }) => above,
                _ => Place::Open,
            }
        }
        Constraint::Before(_) | Constraint::Between(..) | Constraint::Unread(_) => Place::Open,
    }
}

fn upper_place(row: &Version, end: &Version, inclusive: bool) -> Place {
    let inside = Place::In { bounded: true };
    match compare(row, end) {
        Relation::Less => inside,
        Relation::Equal if inclusive => inside,
        Relation::Finer(Extension::Build) if inclusive => inside,
        Relation::Finer(_) if inclusive && end.wildcard => inside,
        Relation::Finer(_) if inclusive && end.depth() == 1 => Place::Line,
        Relation::Finer(_) if inclusive => Place::Edge,
        Relation::Equal | Relation::Finer(_) | Relation::Greater => Place::Above { named: !inclusive },
        Relation::Coarser(Extension::Pack | Extension::Letter) => inside,
        Relation::Coarser(_) | Relation::Incomparable => Place::Open,
    }
}

fn lower_place(row: &Version, start: &Version, inclusive: bool) -> Place {
    match compare(row, start) {
        Relation::Greater | Relation::Finer(_) => Place::In { bounded: false },
        Relation::Equal if inclusive => Place::In { bounded: false },
        Relation::Equal | Relation::Less => Place::Below,
        Relation::Coarser(_) | Relation::Incomparable => Place::Open,
    }
}

fn exact(row: &Version, version: &Version) -> Place {
    let inside = Place::In { bounded: true };
    match compare(row, version) {
        Relation::Equal | Relation::Finer(Extension::Build) => inside,
        Relation::Finer(_) if version.wildcard => inside,
        Relation::Finer(Extension::Number) if version.depth() <= 2 => Place::Line,
        Relation::Finer(Extension::Number) => Place::Edge,
        Relation::Finer(_) if version.depth() == 1 => Place::Line,
        Relation::Finer(_) | Relation::Greater => Place::Above { named: false },
        Relation::Less => Place::Below,
        Relation::Coarser(Extension::Pack) => Place::Below,
        Relation::Coarser(_) | Relation::Incomparable => Place::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advisory::claims::versions::read;

    #[test]
    fn places() {
        const IN: Place = Place::In { bounded: true };
        for (slot, row, expected) in [
            ("<=2.3.5", "2.3.1", IN),
            ("<=2.3.5", "2.3", Place::Open),
            ("<=2.3.5", "2.2", IN),
            ("<2.3.5", "2.3.5", Place::Above { named: true }),
            ("<=2.3", "2.3.1", Place::Edge),
            ("<=2.3", "2.4", Place::Above { named: false }),
            (">= 1.3.4 | < 1.5.3", "1.2", Place::Below),
            ("<=12.2.x.x", "12.2.8.0", IN),
            ("<=N", "N.01", Place::Line),
            ("<= U61 | <= L81", "L93", Place::Above { named: false }),
            ("<= U61 | <= L81", "L80", IN),
            ("B.02", "B.02.11", Place::Line),
            ("4.20 | 4.20 SR1 | 4.30", "4.20 SR2", Place::Beside),
            ("1.1.3 | 1.1.5", "1.1.4", Place::Beside),
            ("< 8.1.0 | < 7.2.1 | < 6.9.2", "7.3", Place::Above { named: true }),
            ("Rev J-M", "K.12", IN),
            ("<= B.12", "3.1", Place::Open),
        ] {
            assert_eq!(
                place(&Version::parse(row).unwrap(), &read(slot, None).versions),
                expected,
                "{row} in {slot}"
            );
        }
    }
}
