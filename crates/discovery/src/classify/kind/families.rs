//! Product families: a model, title or banner that begins with a known family name tells maker and kind.

use std::{collections::HashMap, sync::OnceLock};

use aho_corasick::{AhoCorasick, Match};
use domain::{
    certainty::Certainty::{self, Guess, Likely},
    facts::Attribute as A,
};
use knowledge::{Grade, names::words};
use serde::Deserialize;

use super::{
    super::{View, proposals::Proposals},
    Known,
};

/// A row of `product_families.csv`.
#[derive(Clone, Debug, Deserialize)]
pub struct Family {
    /// Words as in [`knowledge::names::words`].
    pub family: String,
    pub maker_id: String,
    /// Empty when a family spans kinds.
    pub kind_id: String,
    pub certainty: Grade,
}

impl Family {
    /// The most that this row alone may claim: what nobody has checked stays a hint.
    #[must_use]
    pub const fn ceiling(&self) -> Certainty {
        if self.certainty.may_decide() { Likely } else { Guess }
    }
}

/// The rows, longest family first, with what finds those that a text may name.
struct Families {
    rows: Vec<Family>,
    /// Each row's words with a blank before them: where a word begins.
    spaced: AhoCorasick,
    /// The first row of each family's words without blanks, and the longest of them in bytes.
    joined: HashMap<String, usize>,
    longest: usize,
}

impl Families {
    /// None when the built-in table is broken, which a test rules out.
    fn built_in() -> Option<Self> {
        let text = include_str!("../../../../../signatures/product_families.csv");
        let mut rows: Vec<Family> =
            csv::Reader::from_reader(text.as_bytes()).deserialize().filter_map(Result::ok).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.family.len()));
        let spaced = AhoCorasick::new(rows.iter().map(|row| format!(" {}", row.family))).ok()?;
        let mut starts = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            starts.entry(joined(&row.family)).or_insert(at);
        }
        let longest = starts.keys().map(String::len).max().unwrap_or_default();
        Some(Self { rows, spaced, joined: starts, longest })
    }

    /// The first row that stands anywhere in the text (a long one) or begins it.
    fn find(&self, text: &str) -> Option<&Family> {
        let text = format!(" {} ", words(text));
        let start = joined(&text);
        let row = |found: Match| found.pattern().as_usize();
        let long = |index: &usize| self.rows.get(*index).is_some_and(|row| row.family.len() >= 6);
        let anywhere = self.spaced.find_overlapping_iter(&text).map(row).filter(long).min();
        let begins =
            |length: usize| self.joined.get(start.get(..length)?).filter(|_| is_name(&start, length));
        let first = (1..=self.longest.min(start.len())).filter_map(begins).min();
        self.rows.get(anywhere.into_iter().chain(first.copied()).min()?)
    }
}

fn joined(text: &str) -> String {
    text.replace(' ', "")
}

fn families() -> Option<&'static Families> {
    static FAMILIES: OnceLock<Option<Families>> = OnceLock::new();
    FAMILIES.get_or_init(Families::built_in).as_ref()
}

/// The longest family whose words stand together in the text. Short families must begin it.
#[must_use]
pub fn find(text: &str) -> Option<&'static Family> {
    families()?.find(text)
}

/// Whether the text's first `length` bytes, a family, are followed by a digit or the end if they are few: `mx40`, not `mxtoolbox`.
fn is_name(text: &str, length: usize) -> bool {
    length >= 5
        || text.get(length..).is_some_and(|rest| rest.chars().next().is_none_or(|c| c.is_ascii_digit()))
}

/// Proposes kinds.
pub fn propose(view: &View<'_>, known: &Known<'_>, out: &mut Proposals) {
    if let Some(model) = known.model {
        if let (Some(row), Some(evidence)) =
            (find(&model.value).filter(|row| !row.kind_id.is_empty()), model.evidence.first())
        {
            out.add(&row.kind_id, model.certainty.min(row.ceiling()), 70, evidence.clone());
        } else if let (Some(kind), Some(evidence)) =
            (view.knowledge.kinds.find(&model.value), model.evidence.first())
        {
            out.add(&kind.id, Guess, 35, evidence.clone());
        }
    }
    for fact in view.of(A::SipUserAgent) {
        if let Some(row) = find(&fact.value).filter(|row| !row.kind_id.is_empty()) {
            // That it telephones is certain; the row only says which kind of telephone.
            let telephone = matches!(row.kind_id.as_str(), "ip_phone" | "patient_phone" | "nurse_call");
            out.because(fact, &row.kind_id, if telephone { Likely } else { row.ceiling() }, 75);
        }
    }
    for attribute in [
        A::FtpBanner,
        A::TelnetBanner,
        A::HttpTitle,
        A::SnmpSysDescr,
        A::DhcpVendorClass,
        A::Hostname,
        A::DicomStation,
        A::HttpServer,
        A::Hl7Application,
    ] {
        for fact in view.of(attribute) {
            if let Some(row) = find(&fact.value).filter(|row| !row.kind_id.is_empty()) {
                out.because(fact, &row.kind_id, Guess, 42);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use knowledge::Knowledge;

    #[test]
    fn every_family_names_known_makers_and_kinds() {
        let knowledge = Knowledge::built_in();
        let families = families().expect("the table is sound");
        assert!(!families.rows.is_empty());
        for row in &families.rows {
            assert!(knowledge.makers.get(&row.maker_id).is_some(), "{}", row.maker_id);
            assert!(row.kind_id.is_empty() || knowledge.kinds.get(&row.kind_id).is_some(), "{}", row.kind_id);
            assert_eq!(row.family, words(&row.family), "spelled as compared");
        }
    }

    #[test]
    fn family_names() {
        let kind = |text: &str| find(text).map(|row| (row.maker_id.as_str(), row.kind_id.as_str()));
        assert_eq!(kind("Aquilion ONE / GENESIS"), Some(("canon_medical", "ct")));
        assert_eq!(kind("MAGNETOM Sola"), Some(("siemens_healthineers", "mri")));
        assert_eq!(kind("BSM-6701"), Some(("nihon_kohden", "patient_monitor_bedside")));
        assert!(kind("bsmart").is_none());
    }
}
