//! What feeds say about one part or product, in words of its own, so that it outlives the feeds it was read from.

use std::sync::Arc;

use domain::{
    advisories::Verdict, certainty::Certainty, ids::SbomId, sbom::Sbom, vulnerabilities::Likelihood,
};
use matching::vulnerability::{Around, Coverage, Judged, Knowledge, Subject, judge, subjects};
use serde::Serialize;

use crate::vulnerability_scan::Totals;

/// A CVSS score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    pub score: f64,
    pub word: &'static str,
    pub vector: String,
}

/// CISA's row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exploited {
    pub added: String,
    pub due: String,
    pub action: String,
    pub ransomware: bool,
}

/// One vulnerability of one thing, as the feeds have it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    pub vulnerability: String,
    pub verdict: Verdict,
    pub certainty: Certainty,
    /// Sources disagree.
    pub disputed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exploited: Option<Exploited>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likelihood: Option<Likelihood>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_ja: Option<String>,
    /// The record that calls it so: `JVNDB-…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_ja_from: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixed_in: Vec<String>,
    pub sentence_ja: String,
    pub sentence_en: String,
}

impl Found {
    fn new(knowledge: &Knowledge, subject: &Subject, judged: &Judged<'_>) -> Self {
        let told = knowledge.explain(subject, judged);
        Self {
            vulnerability: told.vulnerability.to_owned(),
            verdict: judged.verdict,
            certainty: told.certainty,
            disputed: told.disputed,
            severity: told.severity.map(|severity| Score {
                score: severity.score,
                word: severity.word,
                vector: severity.vector.to_owned(),
            }),
            exploited: told.exploited.map(|row| Exploited {
                added: row.added.to_owned(),
                due: row.due.to_owned(),
                action: row.action.to_owned(),
                ransomware: row.ransomware,
            }),
            likelihood: told.likelihood,
            title: told.title.to_owned(),
            title_ja: told.title_ja.map(str::to_owned),
            title_ja_from: told.title_ja_from.map(str::to_owned),
            fixed_in: told.fixed_in.iter().map(|version| (*version).to_owned()).collect(),
            sentence_ja: told.sentence_ja,
            sentence_en: told.sentence_en,
        }
    }
}

/// Whether somebody has to do or find out something about it.
const fn is_open(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Affected | Verdict::Unknown | Verdict::UnderInvestigation)
}

/// What is open about a thing.
#[must_use]
pub fn of_subject(knowledge: &Knowledge, subject: &Subject) -> Vec<Found> {
    let judged = judge(knowledge, subject, &Around::default());
    let open = judged.iter().filter(|judged| is_open(judged.verdict));
    open.map(|judged| Found::new(knowledge, subject, judged)).collect()
}

/// A part of a bill of materials.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Part {
    pub sbom: SbomId,
    /// Its id in the document.
    pub id: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// Everything that is open about the parts of one bill of materials.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JudgedSbom {
    pub found: Vec<(Arc<Part>, Found)>,
    pub totals: Totals,
}

/// Judges every part.
#[must_use]
pub fn of_sbom(knowledge: &Knowledge, coverage: &Coverage, id: &SbomId, sbom: &Sbom) -> JudgedSbom {
    let subjects = subjects(sbom);
    let around = Around::of(&subjects);
    let mut made = JudgedSbom::default();
    made.totals.document(sbom.components.is_empty());
    for (component, subject) in sbom.components.iter().zip(&subjects) {
        let judged = judge(knowledge, subject, &around);
        made.totals.count(coverage, subject, &judged);
        let part = Arc::new(Part {
            sbom: id.clone(),
            id: component.id.clone(),
            name: subject.name.clone(),
            version: subject.version.clone(),
        });
        let open = judged.iter().filter(|judged| is_open(judged.verdict));
        made.found.extend(open.map(|judged| (Arc::clone(&part), Found::new(knowledge, subject, judged))));
    }
    made
}
