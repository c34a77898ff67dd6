//! Does an advisory concern this device or ledger row? Claims from the advisory, identity, versions, verdict.

pub mod catalogue;
pub mod claims;
mod identity;
mod judge;
mod katakana;
mod kindwords;
mod kinship;
mod relabels;
mod spelling;
pub mod subject;
pub mod within;
mod words;

use domain::{
    advisories::{Advisory, Ground, Judgement, Verdict},
    ledger::LedgerRow,
};
use knowledge::Knowledge;
use serde::{Serialize, Serializer};

pub use catalogue::Catalogue;
pub use subject::Subject;

/// A ledger row against an advisory, as `kikimori advisory match --format json` prints it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowMatch {
    pub asset_no: Option<String>,
    pub sheet: String,
    /// As Excel counts, from 1.
    pub row: u32,
    pub advisory: String,
    /// `affected`, `not_affected`, `fixed`, `cannot_tell`, `under_investigation`.
    #[serde(serialize_with = "word")]
    pub verdict: Verdict,
    pub why: String,
    pub grounds: Vec<Ground>,
    pub do_not_connect: bool,
}

fn word<S: Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(verdict.as_str())
}

/// Judges every row by every advisory that concerns it; with `all_pairs` also says `not_affected` for every other pair.
#[must_use]
pub fn match_rows(
    rows: &[LedgerRow],
    advisories: &[Advisory],
    knowledge: &Knowledge,
    all_pairs: bool,
) -> Vec<RowMatch> {
    let catalogue = Catalogue::new(advisories, knowledge);
    let mut matches = Vec::new();
    for row in rows {
        let judgements = catalogue.judge(&Subject::from_row(row, knowledge));
        if all_pairs {
            let mut judgements = judgements.into_iter().peekable();
            for id in catalogue.ids() {
                let own = judgements.next_if(|judgement| judgement.advisory == id);
                matches.push(own.map_or_else(|| unconcerned(row, id), |judgement| concerned(row, judgement)));
            }
        } else {
            matches.extend(judgements.into_iter().map(|judgement| concerned(row, judgement)));
        }
    }
    matches
}

fn concerned(row: &LedgerRow, judgement: Judgement) -> RowMatch {
    RowMatch {
        asset_no: row.asset_no.clone(),
        sheet: row.sheet.clone(),
        row: row.row,
        advisory: judgement.advisory,
        verdict: judgement.verdict,
        why: judgement.why,
        grounds: judgement.grounds,
        do_not_connect: judgement.do_not_connect,
    }
}

fn unconcerned(row: &LedgerRow, advisory: &str) -> RowMatch {
    RowMatch {
        asset_no: row.asset_no.clone(),
        sheet: row.sheet.clone(),
        row: row.row,
        advisory: advisory.to_owned(),
        verdict: Verdict::NotAffected,
        why: "Not affected: the advisory names no product that this row could be.".to_owned(),
        grounds: Vec::new(),
        do_not_connect: false,
    }
}
