//! Is the subject the product of this claim? Points for maker, brand words, model code and kind, with documented weights.

use std::collections::BTreeSet;

use super::{
    claims::{ProductClaim, codes::Code, names::NamePattern},
    katakana,
    kindwords::{self, KindFit},
    kinship::Kinship,
    spelling,
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

/// What the makers say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MakerFit {
    Same,
    Unknown,
    /// Written, but not a maker that we know: perhaps a dealer.
    Unheard,
    Different,
}

impl MakerFit {
    const fn points(self) -> f32 {
        match self {
            Self::Same => 2.0,
            Self::Unknown => 0.0,
            Self::Unheard => -0.5,
            Self::Different => -5.0,
        }
    }
}

/// Compares the makers of subject and claim, by knowledge first and by words second.
#[must_use]
pub fn makers(subject: &Row<'_>, claim: &ProductClaim, kin: &Kinship<'_>) -> MakerFit {
    let related = |id: &String| {
        let house = kin.of(id);
        claim.maker_ids.iter().any(|own| house.contains(own))
    };
    if subject.maker_id.iter().any(related) || subject.mentioned.iter().any(related) {
        return MakerFit::Same;
    }
    let written = |word: &String| {
        let in_maker =
            subject.maker_tokens.iter().any(|token| token == word || spelling::same_word(word, token));
        (word.len() > 2 && in_maker)
            || (word.len() > 4 && (subject.grams.contains(word) || subject.maker_grams.contains(word)))
    };
    if claim.maker_words.iter().any(written) || claim.maker_names.contains(&subject.maker_plain) {
        return MakerFit::Same;
    }
    let heard = || {
        subject
            .maker_kana
            .iter()
            .any(|kana| claim.maker_words.iter().any(|word| katakana::may_be(kana, word)))
    };
    match (&subject.maker_text, &subject.maker_id) {
        (None, _) => MakerFit::Unknown,
        (Some(_), _) if heard() => MakerFit::Same,
        (Some(_), Some(_)) => MakerFit::Different,
        (Some(_), None) => MakerFit::Unheard,
    }
}

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
    let own = own.trim_start_matches('0');
    let plain = written.trim_start_matches('0');
    own.len() >= 11
        && (plain == own
            || (written.len() >= 16
                && written.starts_with("01")
                && written.get(2..16).is_some_and(|g| g.trim_start_matches('0') == own)))
}

struct Brand {
    points: f32,
    missing: usize,
    found: Vec<String>,
    slip: bool,
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

/// A word that tells much: long, and no ordinary word.
fn is_strong(word: &str) -> bool {
    word.len() >= 5 && !words::is_common(word)
}

/// The row has a strong word that stands around the name in the advisory (the `CARESCAPE` of a `B450`).
fn said_around(subject: &Row<'_>, claim: &ProductClaim, pattern: &NamePattern) -> f32 {
    let around = |token: &String| {
        is_strong(token)
            && claim.context.contains(token)
            && !pattern.brand.contains(token)
            && !kindwords::is_kind_word(token)
            && !claim.maker_words.contains(token)
    };
    if subject.tokens.iter().any(around) { 1.5 } else { 0.0 }
}

/// `Alice 5` where the claim is about `Alice 6`: another short number stands where the claim's number would.
fn other_number(subject: &Row<'_>, pattern: &NamePattern) -> bool {
    let short = |text: &str| text.len() <= 2 && text.chars().all(|c| c.is_ascii_digit());
    let all_short = pattern.codes.iter().all(|code| matches!(code, Code::Exact(text) if short(text)));
    all_short
        && subject.tokens.windows(2).any(|pair| match pair {
            [word, number] => pattern.brand.contains(word) && short(number),
            _ => false,
        })
}

/// A word with digits names another model.
fn names_other_model(subject: &Row<'_>) -> bool {
    subject.codes.iter().any(|code| is_designation(code, subject))
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

fn has_code(subject: &Row<'_>, code: &Code, pattern: &NamePattern) -> bool {
    match code {
        Code::Exact(text) => {
            let joined = |coded: &String| coded.ends_with(text.as_str()) && subject.grams.contains(coded);
            subject.grams.contains(text) || pattern.coded.iter().flatten().any(joined)
        }
        other => subject.grams.iter().any(|gram| other.fits(gram)),
    }
}

/// Brand words, short forms and codes of the claim that the row has.
fn explained(subject: &Row<'_>, pattern: &NamePattern, hits: &[&Code]) -> BTreeSet<String> {
    let words = pattern
        .brand
        .iter()
        .chain(&pattern.short_forms)
        .chain(&pattern.kind_words)
        .filter(|word| subject.grams.contains(*word));
    let codes = hits.iter().flat_map(|code| subject.grams.iter().filter(|gram| code.fits(gram)));
    words.chain(codes).cloned().collect()
}

/// `CM` of a series "Efficia CM" is in `CM120`.
fn begins_code(subject: &Row<'_>, word: &str, pattern: &NamePattern) -> bool {
    (2..=3).contains(&word.len())
        && pattern.codes.is_empty()
        && subject.codes.iter().any(|code| {
            code.strip_prefix(word).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
}

fn brand(subject: &Row<'_>, pattern: &NamePattern, maker: MakerFit) -> Brand {
    let mut found = Brand { points: 0.0, missing: 0, found: Vec::new(), slip: false };
    for (index, word) in pattern.brand.iter().enumerate() {
        let next = pattern.pairs.get(index);
        let last = index.checked_sub(1).and_then(|i| pattern.pairs.get(i));
        let joined = next.into_iter().chain(last).any(|pair| subject.grams.contains(pair));
        let exact = subject.grams.contains(word)
            || joined
            || pattern.with_codes(index).iter().any(|coded| subject.grams.contains(coded))
            || begins_code(subject, word, pattern)
            || (word.len() >= 6 && subject.tokens.iter().any(|token| token.starts_with(word.as_str())));
        let slip = !exact
            && (subject.heard.contains(word)
                || (maker == MakerFit::Same && is_short_for(subject, word, pattern))
                || next.into_iter().chain(last).any(|pair| subject.heard.contains(pair)));
        if exact || slip {
            found.points += weight(word);
            found.found.push(word.clone());
            found.slip |= slip;
        } else {
            found.missing += 1;
        }
    }
    found.points = found.points.min(4.0);
    found
}

/// `Seno DS` is the maker's short form of `Senographe DS`.
fn is_short_for(subject: &Row<'_>, word: &str, pattern: &NamePattern) -> bool {
    (4..=5).contains(&word.len())
        && pattern.brand.len() + pattern.codes.len() >= 2
        && subject.tokens.iter().any(|token| token.len() >= word.len() + 3 && token.starts_with(word))
}

/// What one brand word proves.
fn weight(word: &str) -> f32 {
    match word.chars().count() {
        0..=2 => 0.5,
        3 => 1.0,
        _ if words::is_common(word) => 1.0,
        4 => 1.5,
        _ => 2.5,
    }
}

fn is_excluded(subject: &Row<'_>, pattern: &NamePattern) -> bool {
    pattern.excluded.iter().any(|words| {
        let heard = words.iter().filter(|word| subject.grams.contains(*word)).count();
        let distinct: Vec<_> = words.iter().filter(|word| !pattern.brand.contains(word)).collect();
        let revision =
            |word: &str| word.starts_with('R') && word.len() <= 3 && word.chars().any(|c| c.is_ascii_digit());
        let needed: Vec<_> = distinct
            .iter()
            .filter(|word| !revision(word) && word.as_str() != "3" && word.as_str() != "5")
            .collect();
        heard > 0 && !needed.is_empty() && needed.iter().all(|word| subject.grams.contains(word.as_str()))
    })
}

/// A word with digits that names another model: not a version, not a unit number.
fn is_designation(code: &str, subject: &Row<'_>) -> bool {
    let digits = code.chars().filter(char::is_ascii_digit).count();
    let letters = code.chars().any(|c| c.is_ascii_alphabetic());
    let in_version = subject
        .version_text
        .as_ref()
        .is_some_and(|text| words::latin_tokens(text).iter().any(|token| token == code));
    !in_version && ((letters && code.len() >= 2) || digits >= 3)
}

/// Latin words in the row that the claim does not know: they name another product of the family.
fn extra_words(subject: &Row<'_>, claim: &ProductClaim, pattern: &NamePattern) -> bool {
    subject.tokens.iter().any(|token| {
        let letters = token.chars().all(|c| c.is_ascii_alphabetic()) && token.len() >= 2;
        letters
            && !words::says_nothing(token)
            && !subject.maker_tokens.contains(token)
            && !claim.maker_words.contains(token)
            && !claim.context.contains(token)
            && !pattern
                .brand
                .iter()
                .chain(&pattern.kind_words)
                .chain(&pattern.short_forms)
                .any(|word| word.contains(token.as_str()) || token.contains(word.as_str()))
            && !is_maker_word(subject, token)
    })
}

fn is_maker_word(subject: &Row<'_>, token: &str) -> bool {
    token.len() > 3 && subject.mentioned.iter().any(|id| words::fold(id).replace('_', "").contains(token))
        || matches!(token, "BD" | "GE" | "JP" | "VER" | "REV")
}

/// For claims of a whole kind: the row's own kind words include the claim's.
fn subject_is_plain(subject: &Row<'_>, pattern: &NamePattern) -> bool {
    pattern.kinds.iter().any(|kind| subject.kinds.contains(kind))
}
