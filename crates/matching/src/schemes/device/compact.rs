//! Codes without separators: `012U000061`, `L81`, `D25`, `BT06`, `22D19`. Their letters name a line, region or
//! platform; only codes with the same letters have an order, by their numbers from left to right.

use super::{Extension, Relation, Version, sequence::Part};

pub(super) fn compare(left: &Version, right: &Version) -> Relation {
    let (a, b) = (left.parts.as_slice(), right.parts.as_slice());
    let (a, b) = drop_platform(a, b);
    for (x, y) in a.iter().zip(b) {
        match (x, y) {
            (Part::Word(x), Part::Word(y)) if x == y => {}
            (Part::Number(_), Part::Number(_)) => {}
            _ => return Relation::Incomparable,
        }
    }
    for (x, y) in a.iter().zip(b) {
        if let (Part::Number(x), Part::Number(y)) = (x, y)
            && x != y
        {
            return if x < y { Relation::Less } else { Relation::Greater };
        }
    }
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Equal => Relation::Equal,
        std::cmp::Ordering::Less => Relation::Coarser(more(b.get(a.len()))),
        std::cmp::Ordering::Greater => Relation::Finer(more(a.get(b.len()))),
    }
}

/// A platform word of two or more letters in front (`BT06`) may be left away by the other side.
fn drop_platform<'a>(a: &'a [Part], b: &'a [Part]) -> (&'a [Part], &'a [Part]) {
    match (a, b) {
        ([Part::Word(word), rest @ ..], [Part::Number(_), ..]) if word.len() > 1 && !rest.is_empty() => {
            (rest, b)
        }
        ([Part::Number(_), ..], [Part::Word(word), rest @ ..]) if word.len() > 1 && !rest.is_empty() => {
            (a, rest)
        }
        _ => (a, b),
    }
}

fn more(part: Option<&Part>) -> Extension {
    match part {
        Some(Part::Word(word)) => super::extension_of(super::qualifier::of(word)),
        _ => Extension::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Extension as E, Relation as R, Version, compare};

    #[test]
    fn only_same_letters_have_an_order() {
        for (a, b, expected) in [
            ("012U000061", "012U000093", R::Less),
            ("011L000093", "012U000061", R::Incomparable),
            ("L81", "U61", R::Incomparable),
            ("L81", "L93", R::Less),
            ("D25", "vD29", R::Less),
            ("BT02", "BT06", R::Less),
            ("HD 23", "HD16", R::Greater),
            ("22D19", "v22D28", R::Less),
            ("v17", "v17D19", R::Coarser(E::Letter)),
            ("A10", "A11", R::Less),
        ] {
            let (a, b) = (Version::parse(a).unwrap(), Version::parse(b).unwrap());
            assert_eq!(compare(&a, &b), expected, "{} to {}", a.written, b.written);
        }
    }
}
