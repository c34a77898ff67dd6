//! What people state about a row: which statement counts beside what the ranges say, and why.

use std::sync::Arc;

use domain::{
    advisories::Verdict,
    certainty::Certainty,
    ids::StatementId,
    statements::{Document, Role, Treatment},
    time::Timestamp,
};
use matching::{
    decision::MakerSays,
    statements::{Concluded, Fit, Heard, Origin, Removal, Weight, what_would_remove},
    vulnerability::{Judged, Knowledge, Reading},
};
use serde::Serialize;

use super::Found;

/// A statement about a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatedHere {
    pub id: StatementId,
    pub author: String,
    pub role: Role,
    pub status: Verdict,
    #[serde(skip_serializing_if = "Option::is_none", with = "domain::civil::written::option")]
    pub said_at: Option<Timestamp>,
    /// The document that says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// A feed brought the document: the statement stands there, not among what was recorded or taken in here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub from_feed: bool,
    /// Who delivered that document or brought it by hand, and what speaks against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// It decides.
    pub counts: bool,
    #[serde(flatten)]
    pub weight: Weight,
    /// Why it counts or not.
    pub why_ja: String,
    pub why_en: String,
}

impl StatedHere {
    fn of(heard: &Heard<'_>, counts: bool) -> Self {
        let (why_ja, why_en) = heard.weight.words();
        let statement = heard.statement;
        Self {
            id: statement.id.clone(),
            author: statement.author.clone(),
            role: heard.role,
            status: statement.status,
            said_at: statement.said_at,
            document: statement.document.clone(),
            from_feed: heard.origin.is_some(),
            origin: heard.origin.cloned(),
            counts,
            weight: heard.weight.clone(),
            why_ja,
            why_en,
        }
    }
}

/// Statements beside what the ranges say.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stated {
    /// What ranges alone say; `None` when no feed has a claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_ranges: Option<Verdict>,
    /// The one that counts first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<StatedHere>,
    /// Statements that would count contradict each other.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub contradict: bool,
    /// What the hospital does about it while it stays affected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub treatment: Option<Treatment>,
    /// A decision was about this, and holds no longer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub open_again: bool,
    /// Statements or declarations that would remove the row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed_by: Vec<Removal>,
    /// What statements of makers advise.
    #[serde(skip)]
    pub advice: Option<Arc<MakerSays>>,
    /// What a decision that rests on the records has to name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub record_digest: String,
}

impl Stated {
    /// From a judgement and what counts of it. The finding gets the verdict that counts, and both sentences.
    pub(super) fn of(
        knowledge: &Knowledge,
        judged: &Judged<'_>,
        concluded: Option<&Concluded<'_>>,
        found: &mut Found,
    ) -> Self {
        let mut made =
            Self { by_ranges: (!judged.readings.is_empty()).then_some(judged.verdict), ..Self::default() };
        if !judged.readings.is_empty() {
            made.record_digest = knowledge.digest(judged);
        }
        if let Some(concluded) = concluded {
            made.hear(concluded, found);
        }
        let ground = judged.readings.first().map(Reading::ground);
        made.removed_by = what_would_remove(found.verdict, ground, !found.fixed_in.is_empty());
        made
    }

    fn hear(&mut self, concluded: &Concluded<'_>, found: &mut Found) {
        found.verdict = concluded.counts;
        if let Some((ja, en)) = concluded.sentences() {
            found.sentence_ja.push_str(&ja);
            found.sentence_en = format!("{} {en}", found.sentence_en).trim().to_owned();
        }
        let decided = concluded.decided_by();
        if let Some(decided) = decided {
            let exactly = decided.fit == Fit::Exactly;
            found.certainty = if exactly { Certainty::Certain } else { Certainty::Likely };
        }
        let all = concluded.heard.iter().enumerate();
        self.statements =
            all.map(|(at, heard)| StatedHere::of(heard, decided.is_some() && at == 0)).collect();
        self.contradict = concluded.disputed;
        self.treatment = concluded.treatment;
        self.advice = advice(&concluded.heard);
        self.open_again = concluded.is_open_again();
    }
}

/// What the makers' statements advise that are about it and were not taken back.
fn advice(heard: &[Heard<'_>]) -> Option<Arc<MakerSays>> {
    let mut says = MakerSays::default();
    let of_maker = |heard: &&Heard<'_>| matches!(heard.role, Role::Maker | Role::Distributor);
    for heard in heard.iter().filter(of_maker).filter(|heard| heard.statement.withdrawn.is_none()) {
        if heard.statement.status == Verdict::Affected {
            says.add_statement(heard.statement);
        }
    }
    (!says.is_empty()).then(|| Arc::new(says))
}
