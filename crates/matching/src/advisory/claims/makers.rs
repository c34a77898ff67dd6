//! Who makes the products of a vendor branch: ids of known makers, and words by which rows may name them.

use std::sync::LazyLock;

use hashbrown::HashSet;
use knowledge::Knowledge;

use crate::advisory::{kindwords, spelling, words};

/// Words of company names that many companies share.
const SHARED: &str = "\
    TECHNOLOGIES TECHNOLOGY INTERNATIONAL GROUP HOLDING HOLDINGS GMBH AG SE NV PLC LLC KK PTY BV GENERAL FORMERLY \
    BUSINESS SEPARATED ACQUIRED DIVISION INDUSTRIES INDUSTRIAL LABORATORIES LABORATORY DIAGNOSTICS SCIENTIFIC \
    INSTRUMENTS ELECTRONICS SOLUTIONS AMERICA AMERICAS JAPAN EUROPE NORTH SCIENCES THERAPEUTICS SURGICAL";

/// The makers that a vendor branch stands for.
#[derive(Clone, Debug, Default)]
pub(super) struct House {
    pub(super) ids: Vec<String>,
    /// Words by which rows may name them, former and other names among them.
    pub(super) words: Vec<String>,
    /// Words that are not part of product names: those of the vendor itself.
    pub(super) own_words: Vec<String>,
    /// Whole names, letters and digits only.
    pub(super) names: Vec<String>,
}

impl House {
    /// Of a vendor branch, which may name several makers.
    pub(super) fn new(vendor: &str, knowledge: &Knowledge) -> Self {
        let list = vendor.replace(" and ", ",");
        let parts: Vec<&str> =
            list.split([',', '/', '(', ')']).map(str::trim).filter(|part| part.len() > 1).collect();
        let mut ids: Vec<String> =
            knowledge.makers.find(vendor).map(|maker| maker.id.clone()).into_iter().collect();
        if ids.is_empty() {
            ids = parts.iter().flat_map(|part| ids_of(part, knowledge)).collect();
        }
        ids.sort();
        ids.dedup();
        let mut own_words = name_words(vendor);
        let mut words = own_words.clone();
        for maker in ids.iter().filter_map(|id| knowledge.makers.get(id)) {
            own_words.extend(name_words(&maker.name_en));
            let names = std::iter::once(&maker.name_en).chain(&maker.aliases).filter(|name| name.is_ascii());
            words.extend(names.flat_map(|name| name_words(name.split('(').next().unwrap_or_default())));
        }
        for list in [&mut own_words, &mut words] {
            list.sort();
            list.dedup();
        }
        let names = parts.iter().map(|part| plain(part)).filter(|name| name.chars().count() > 2).collect();
        Self { ids, words, own_words, names }
    }
}

/// Letters and digits of a name, folded.
#[must_use]
pub fn plain(name: &str) -> String {
    words::fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn ids_of(part: &str, knowledge: &Knowledge) -> Vec<String> {
    if let Some(maker) = knowledge.makers.find(part) {
        return vec![maker.id.clone()];
    }
    let found = same_first_word(part, knowledge);
    if found.is_empty() {
        near(part, knowledge).map(|maker| maker.id.clone()).into_iter().collect()
    } else {
        found
    }
}

fn is_shared(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| SHARED.split_whitespace().collect());
    WORDS.contains(word)
}

/// Words of a company name that may stand for it.
fn name_words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric())
        .map(words::fold)
        .filter(|word| word.len() > 1 && !words::says_nothing(word) && !words::is_common(word))
        .filter(|word| !kindwords::is_kind_word(word) && word.chars().any(char::is_alphabetic))
        .filter(|word| !is_shared(word))
        .collect()
}

/// Several makers may share their first word; the advisory does not say which one it means.
fn same_first_word(part: &str, knowledge: &Knowledge) -> Vec<String> {
    let Some(first) = name_words(part).into_iter().next().filter(|word| word.len() >= 4) else {
        return Vec::new();
    };
    let shares = |name: &String| {
        let start = name.get(..first.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(&first))
            && name_words(name).first() == Some(&first)
    };
    knowledge
        .makers
        .iter()
        .filter(|maker| shares(&maker.name_en) || maker.aliases.iter().any(shares))
        .map(|maker| maker.id.clone())
        .collect()
}

/// One letter may differ, so either the first or the last one is the same.
fn same_end(a: &str, b: &str) -> bool {
    let same =
        |a: Option<&u8>, b: Option<&u8>| matches!((a, b), (Some(a), Some(b)) if a.eq_ignore_ascii_case(b));
    same(a.as_bytes().first(), b.as_bytes().first()) || same(a.as_bytes().last(), b.as_bytes().last())
}

/// A maker whose first word differs by one letter (`Phillips`).
fn near<'k>(part: &str, knowledge: &'k Knowledge) -> Option<&'k knowledge::makers::MakerEntry> {
    let folded = words::fold(part);
    knowledge.makers.iter().find(|maker| {
        maker.aliases.iter().chain(std::iter::once(&maker.name_en)).any(|alias| {
            alias.is_ascii()
                && alias.len() >= 6
                && alias.len().abs_diff(folded.len()) <= 1
                && same_end(alias, &folded)
                && spelling::within(&words::fold(alias), &folded, 1)
        })
    })
}

/// Brands of daughters in front of the product (`Welch Allyn Connex …` sold by Hillrom) are makers, not brand words.
pub(super) fn strip_brand_maker(name: &str, knowledge: &Knowledge, house: &mut House) -> String {
    let tokens: Vec<&str> = name.split_whitespace().collect();
    for count in (1..=2.min(tokens.len().saturating_sub(1))).rev() {
        let lead = tokens.iter().take(count).copied().collect::<Vec<_>>().join(" ");
        if lead.len() < 2 || !lead.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '.' || c == '-') {
            continue;
        }
        let Some(maker) = knowledge.makers.find(&lead) else { continue };
        let related =
            |id: &String| knowledge.makers.relation(id, &maker.id) != knowledge::makers::Relation::Different;
        if house.ids.is_empty() || house.ids.iter().any(related) {
            if !house.ids.contains(&maker.id) {
                house.ids.push(maker.id.clone());
            }
            house.words.extend(words::latin_tokens(&lead));
            return tokens.iter().skip(count).copied().collect::<Vec<_>>().join(" ");
        }
    }
    name.to_owned()
}
