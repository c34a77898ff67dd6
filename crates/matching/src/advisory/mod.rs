//! Does an advisory concern this device or ledger row? Claims from the advisory, identity, versions, verdict.

mod brand;
pub mod catalogue;
pub mod claims;
mod identity;
mod index;
mod judge;
mod katakana;
mod kindwords;
mod kinship;
mod maker_fit;
mod other_words;
mod outcome;
mod relabels;
mod spelling;
mod spoken;
pub mod subject;
mod verdicts;
pub mod within;
mod words;

use domain::{
    advisories::{Advisory, Ground, Verdict},
    ledger::LedgerRow,
};
use hashbrown::HashMap;
use knowledge::Knowledge;
use serde::{Serialize, Serializer};

use catalogue::Judged;
use judge::Decision;

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
    let serials = catalogue.asks_for_serials();
    let mut known: HashMap<String, Vec<Found>> = HashMap::new();
    let mut telling: HashMap<&str, bool> = HashMap::new();
    let mut matches = Vec::new();
    for row in rows {
        let judge = || {
            let subject = Subject::from_row(row, knowledge);
            catalogue.decide(&subject).into_iter().map(Found::new).collect()
        };
        let description = description(row, serials, &mut telling);
        let found: &Vec<Found> = known.entry(description).or_insert_with(judge);
        if all_pairs {
            let mut found = found.iter().peekable();
            for id in catalogue.ids() {
                let own = found.next_if(|found| found.advisory == id);
                matches.push(own.map_or_else(|| unconcerned(row, id), |found| found.of(row)));
            }
        } else {
            matches.extend(found.iter().map(|found| found.of(row)));
        }
    }
    matches
}

/// All that judging goes by: rows that say the same are judged once. `telling` remembers which headers count.
fn description<'r>(row: &'r LedgerRow, serials: bool, telling: &mut HashMap<&'r str, bool>) -> String {
    let fields = [
        &row.maker,
        &row.name,
        &row.model,
        &row.kind,
        &row.software_version,
        &row.os,
        &row.udi_di,
        &row.remarks,
        &row.purchased_on,
    ];
    let mut text = String::with_capacity(120);
    for field in fields.into_iter().chain(serials.then_some(&row.serial)) {
        text.push_str(field.as_deref().unwrap_or_default());
        text.push('\u{1f}');
    }
    for (header, cell) in &row.cells {
        if !*telling.entry(header).or_insert_with(|| subject::is_telling(header)) {
            continue;
        }
        text.push_str(header);
        text.push('\u{1f}');
        text.push_str(cell);
        text.push('\u{1f}');
    }
    text
}

/// What an advisory says, before it is said of a row.
struct Found {
    advisory: String,
    verdict: Verdict,
    why: String,
    grounds: Vec<Ground>,
    do_not_connect: bool,
}

impl Found {
    fn new(judged: Judged<'_>) -> Self {
        let Decision { verdict, grounds, .. } = judged.decision;
        Self {
            advisory: judged.advisory.id.clone(),
            verdict,
            why: outcome::why(verdict, &grounds),
            grounds,
            do_not_connect: judged.do_not_connect,
        }
    }

    fn of(&self, row: &LedgerRow) -> RowMatch {
        RowMatch {
            asset_no: row.asset_no.clone(),
            sheet: row.sheet.clone(),
            row: row.row,
            advisory: self.advisory.clone(),
            verdict: self.verdict,
            why: self.why.clone(),
            grounds: self.grounds.clone(),
            do_not_connect: self.do_not_connect,
        }
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
