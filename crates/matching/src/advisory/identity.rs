//! Is the subject the product of this claim? Points for maker, brand words, model code and kind, with documented weights.

use std::collections::BTreeSet;

use domain::udi;

pub use super::maker_fit::{MakerFit, makers};
use super::{
    brand::{Brand, brand, is_strong},
    claims::{ProductClaim, codes::Code, names::NamePattern},
    kindwords::{self, KindFit},
    kinship::Kinship,
    other_words::{
        explained, extra_words, has_code, is_excluded, names_other_model, other_number, said_around,
        subject_is_plain,
    },
    spoken::Row,
    words,
};

/// How sure it is that the subject is the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// The row names the family, or is too short to be sure.
    Perhaps,
    Product,
}

/// A product that fits, and through what.
#[derive(Clone, Debug)]
pub struct Fit {
    pub grade: Grade,
    pub points: f32,
    /// Stable ground code: `leaf`, `family`, `alias`, `spelling`, `udi-di`, `excluded` …
    pub code: &'static str,
    /// Words of the row that the claim's name accounts for.
    pub explained: BTreeSet<String>,
    /// Set when the name of the row is on the claim's list of exclusions.
    pub excluded: bool,
}

/// Points from which the row is the product, and from which it may be.
const PRODUCT: f32 = 2.5;
const PERHAPS: f32 = 1.75;

/// Ground code of a row that only says what the title calls all products of the advisory.
pub const TITLE: &str = "title";

/// The best fit of the subject to any name of the claim.
#[must_use]
pub fn fit(subject: &Row<'_>, claim: &ProductClaim, kin: &Kinship<'_>) -> Option<Fit> {
    if let Some(udi) = &subject.udi
        && claim.identifiers.iter().any(|own| same_gtin(own, udi))
    {
        return Some(Fit {
            grade: Grade::Product,
            points: 10.0,
            code: "udi-di",
            explained: BTreeSet::new(),
            excluded: false,
        });
    }
    let maker = makers(subject, claim, kin);
    let best =
        claim.patterns.iter().filter_map(|pattern| against(subject, claim, pattern, maker)).max_by(|a, b| {
            (a.grade, a.points).partial_cmp(&(b.grade, b.points)).unwrap_or(std::cmp::Ordering::Equal)
        });
    best.or_else(|| of_family(subject, claim, maker))
}

/// The row says no more than what the title calls all products together (`Merlin@home`).
fn of_family(subject: &Row<'_>, claim: &ProductClaim, maker: MakerFit) -> Option<Fit> {
    let pattern = claim.family.as_ref()?;
    let brand = brand(subject, pattern, maker);
    let plain = brand.missing == 0 && !names_other_model(subject) && !extra_words(subject, claim, pattern);
    let fits =
        maker == MakerFit::Same && plain && kindwords::fit(&pattern.kinds, &subject.kinds) != KindFit::Differ;
    fits.then(|| Fit {
        grade: Grade::Perhaps,
        points: brand.points,
        code: TITLE,
        explained: brand.found.into_iter().collect(),
        excluded: false,
    })
}

/// GTIN with and without leading zeros, or inside a whole UDI string.
#[must_use]
pub fn same_gtin(own: &str, written: &str) -> bool {
    udi::key(own).is_some_and(|own| udi::key(written) == Some(own))
}

fn against(subject: &Row<'_>, claim: &ProductClaim, pattern: &NamePattern, maker: MakerFit) -> Option<Fit> {
    let short = pattern.short_forms.iter().any(|short| subject.grams.contains(short));
    let brand = brand(subject, pattern, maker);
    let hits: Vec<&Code> = pattern
        .codes
        .iter()
        .chain(&pattern.aliases)
        .filter(|code| has_code(subject, code, pattern))
        .collect();
    let code = hits.iter().map(|code| code.weight()).fold(0.0, f32::max);
    let kinds = kindwords::fit(&pattern.kinds, &subject.kinds);
    let extra = extra_words(subject, claim, pattern);
    let subset = brand.missing > 0 && brand.found.iter().any(|word| is_strong(word)) && !extra;
    let telling = subset && pattern.is_only_one_with(&brand.found);
    let named = !pattern.brand.is_empty() && (brand.missing == 0 || telling);
    let mut points = maker.points()
        + code
        + if named { brand.points } else { 0.0 }
        + if short { 2.0 } else { 0.0 }
        + said_around(subject, claim, pattern);
    points += match kinds {
        KindFit::Agree => 1.0,
        KindFit::Open => 0.0,
        KindFit::Differ if code >= 2.0 => 0.0,
        KindFit::Differ => -2.0,
    };
    let excluded = is_excluded(subject, pattern);
    let explained = explained(subject, pattern, &hits);
    let result = |grade, code| Some(Fit { grade, points, code, explained: explained.clone(), excluded });
    if pattern.is_generic() {
        let all_kinds = !pattern.kind_words.is_empty()
            && kinds == KindFit::Agree
            && maker == MakerFit::Same
            && subject_is_plain(subject, pattern);
        return if all_kinds { result(Grade::Product, "kind") } else { None };
    }
    if brand.slip && !short && code < 1.0 && !may_be_misspelt(subject, &brand, maker) {
        return None;
    }
    if subset && !telling && code == 0.0 && !short {
        let known = matches!(maker, MakerFit::Same | MakerFit::Unknown);
        let part = known && kinds != KindFit::Differ && !names_other_model(subject);
        return if part { result(Grade::Perhaps, "family") } else { None };
    }
    if !(named || short || code > 0.0) || points < PERHAPS {
        return None;
    }
    let found = if brand.slip {
        "spelling"
    } else if short {
        "alias"
    } else {
        "leaf"
    };
    if code > 0.0 {
        let without_brand = !named && !short && !pattern.brand.is_empty();
        let enough = code >= 2.0 || (maker == MakerFit::Same && code >= 1.5 && !extra);
        if without_brand && !enough {
            return None;
        }
        return result(if points >= PRODUCT { Grade::Product } else { Grade::Perhaps }, found);
    }
    if !pattern.codes.is_empty() {
        let other = names_other_model(subject) || extra || other_number(subject, pattern);
        let one_model = pattern.codes.len() == 1 && named && brand.points >= 3.5 && points >= PRODUCT;
        return match (other, one_model) {
            (true, _) => None,
            (false, true) => result(Grade::Product, found),
            (false, false) => result(Grade::Perhaps, "family"),
        };
    }
    let evidence = Evidence { points, kinds, short, extra, found };
    without_code(subject, pattern, &evidence).and_then(|(grade, code)| result(grade, code))
}

/// A name that is only heard or misspelt needs its maker, or at least no other maker and long words.
fn may_be_misspelt(subject: &Row<'_>, brand: &Brand, maker: MakerFit) -> bool {
    let exact = brand.found.iter().any(|word| is_strong(word) && subject.grams.contains(word));
    let long = brand.found.iter().any(|word| is_strong(word) && word.len() >= 6);
    exact || maker == MakerFit::Same || (maker == MakerFit::Unknown && long)
}

/// What [`without_code`] goes by.
struct Evidence {
    points: f32,
    kinds: KindFit,
    short: bool,
    extra: bool,
    found: &'static str,
}

/// The claim has no codes: brand words alone, with kind words that may be missing in the row.
fn without_code(
    subject: &Row<'_>,
    pattern: &NamePattern,
    evidence: &Evidence,
) -> Option<(Grade, &'static str)> {
    let Evidence { points, kinds, short, extra, found } = *evidence;
    let grade = if points >= PRODUCT { Grade::Product } else { Grade::Perhaps };
    let weak_name = matches!(pattern.brand.as_slice(), [word] if words::is_common(word));
    if !short && weak_name && !pattern.kind_words.is_empty() && extra {
        return None;
    }
    if short || pattern.kind_words.is_empty() {
        return Some((grade, found));
    }
    if kinds == KindFit::Differ {
        return None;
    }
    let said = pattern
        .kind_words
        .iter()
        .filter(|word| subject.grams.contains(*word) || kindwords::said(word, &subject.kinds))
        .count();
    if said == pattern.kind_words.len() {
        return Some((grade, found));
    }
    if pattern.brand.len() >= 2 && pattern.brand.iter().map(String::len).sum::<usize>() >= 8 {
        return Some((grade, found));
    }
    if names_other_model(subject) || extra {
        None
    } else {
        Some((if subject.kinds.is_empty() { Grade::Perhaps } else { grade }, "family"))
    }
}
