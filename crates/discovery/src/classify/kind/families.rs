//! Product families: a model, title or banner that begins with a known family name tells maker and kind.

use std::sync::OnceLock;

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

/// A row with its words as they are searched for.
struct Sought {
    row: Family,
    /// With a blank before it: where a word begins.
    spaced: String,
    /// Without blanks.
    joined: String,
}

fn families() -> &'static [Sought] {
    static FAMILIES: OnceLock<Vec<Sought>> = OnceLock::new();
    FAMILIES.get_or_init(|| {
        let text = include_str!("../../../../../signatures/product_families.csv");
        let mut rows: Vec<Family> =
            csv::Reader::from_reader(text.as_bytes()).deserialize().filter_map(Result::ok).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.family.len()));
        let sought = |row: Family| Sought {
            spaced: format!(" {}", row.family),
            joined: row.family.replace(' ', ""),
            row,
        };
        rows.into_iter().map(sought).collect()
    })
}

/// The longest family whose words stand together in the text. Short families must begin it.
#[must_use]
pub fn find(text: &str) -> Option<&'static Family> {
    let text = format!(" {} ", words(text));
    let joined = text.replace(' ', "");
    let fits = |sought: &&Sought| {
        let anywhere = sought.row.family.len() >= 6 && text.contains(&sought.spaced);
        anywhere || begins(&joined, &sought.joined)
    };
    families().iter().find(fits).map(|sought| &sought.row)
}

/// Begins with the family and then a digit or the end: `mx40`, not `mxtoolbox`.
fn begins(text: &str, family: &str) -> bool {
    text.strip_prefix(family)
        .is_some_and(|rest| family.len() >= 5 || rest.chars().next().is_none_or(|c| c.is_ascii_digit()))
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
        assert!(!families().is_empty());
        for Sought { row, .. } in families() {
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
