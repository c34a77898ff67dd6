//! What feeds say about one part or product, in words of its own, so that it outlives the feeds it was read from.

use std::sync::Arc;

use domain::{
    advisories::Verdict, certainty::Certainty, ids::SbomId, sbom::Sbom, vulnerabilities::Likelihood,
};
use matching::{
    statements::{Asked, Key, Setting, Thing, apply},
    vulnerability::{Around, Coverage, Judged, Knowledge, Subject, judge, subjects},
};
use serde::Serialize;

use super::Stated;
use crate::{statements, vulnerability_scan::Totals};

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

/// Whether somebody has to do or find out something about it, or decided that nobody has to.
fn is_shown(found: &Found, stated: &Stated) -> bool {
    let open =
        |verdict| matches!(verdict, Verdict::Affected | Verdict::Unknown | Verdict::UnderInvestigation);
    open(found.verdict) || stated.by_ranges.is_some_and(open)
}

/// What things are judged by.
#[derive(Clone, Copy)]
pub struct Judging<'a> {
    pub knowledge: &'a Knowledge,
    pub coverage: &'a Coverage,
    pub stated: &'a statements::Stated,
}

impl Judging<'_> {
    /// Everything to be shown about a thing: what is open, and what would be if nobody had stated anything.
    fn rows(
        &self,
        subject: &Subject,
        judged: &[Judged<'_>],
        asked: Option<&Asked<'_>>,
    ) -> Vec<(Found, Stated)> {
        let concluded =
            asked.map(|asked| self.stated.conclude(self.knowledge, asked, judged)).unwrap_or_default();
        let further = concluded.iter().skip(judged.len()).map(|only_stated| {
            let (vulnerability, verdict) = (only_stated.vulnerability.as_str(), only_stated.counts);
            Judged { vulnerability, verdict, disputed: false, readings: Vec::new() }
        });
        let all: Vec<Judged<'_>> = judged.iter().cloned().chain(further).collect();
        let rows = all.iter().enumerate().map(|(at, judged)| {
            let mut found = Found::new(self.knowledge, subject, judged);
            let stated = Stated::of(self.knowledge, judged, concluded.get(at), &mut found);
            (found, stated)
        });
        rows.filter(|(found, stated)| is_shown(found, stated)).collect()
    }

    /// What is to be shown about a product or device as such.
    #[must_use]
    pub fn subject(&self, subject: &Subject, thing: &Thing) -> Vec<(Found, Stated)> {
        let judged = judge(self.knowledge, subject, &Around::default());
        self.rows(subject, &judged, Some(&Asked::alone(thing, Vec::new())))
    }

    /// Judges every part of a bill of materials that is of this product.
    #[must_use]
    pub fn sbom(&self, id: &SbomId, sbom: &Sbom, product: Option<&Thing>) -> JudgedSbom {
        let laid = laid_over(sbom, self.stated);
        let sbom = laid.as_ref().unwrap_or(sbom);
        let subjects = subjects(sbom);
        let around = Around::of(&subjects);
        let setting = (!self.stated.statements.is_empty()).then(|| Setting::of(sbom));
        let mut made = JudgedSbom { keys: keys(setting.as_ref(), product), ..JudgedSbom::default() };
        // What stands behind the part that was read may be anything.
        made.totals.document(sbom.components.is_empty() || sbom.has_rest());
        for (at, (component, subject)) in sbom.components.iter().zip(&subjects).enumerate() {
            let judged = judge(self.knowledge, subject, &around);
            let mut asked = setting.as_ref().and_then(|setting| setting.asked(at));
            if let Some(asked) = &mut asked {
                asked.wholes.extend(product);
            }
            let rows = self.rows(subject, &judged, asked.as_ref());
            let verdicts: Vec<Verdict> = rows.iter().map(|(found, _)| found.verdict).collect();
            made.totals.count_verdicts(self.coverage, subject, &verdicts);
            if rows.is_empty() {
                continue;
            }
            let part = Arc::new(Part {
                sbom: id.clone(),
                id: component.id.clone(),
                name: subject.name.clone(),
                version: subject.version.clone(),
            });
            made.rows.extend(rows.into_iter().map(|(found, stated)| (Arc::clone(&part), found, stated)));
        }
        made
    }
}

/// The document with what was declared of its parts; `None` when nothing was.
#[must_use]
pub fn laid_over(sbom: &Sbom, stated: &statements::Stated) -> Option<Sbom> {
    if stated.declarations.is_empty() {
        return None;
    }
    let mut laid = sbom.clone();
    apply(&mut laid, &stated.declarations, stated.now);
    Some(laid)
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

/// Everything that is to be shown about the parts of one bill of materials.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JudgedSbom {
    pub rows: Vec<(Arc<Part>, Found, Stated)>,
    pub totals: Totals,
    /// Under which statements about any of it are found. `None`: nobody asked for statements.
    pub(crate) keys: Option<Vec<Key>>,
}

/// Of everything on the list and of the product around it.
fn keys(setting: Option<&Setting>, product: Option<&Thing>) -> Option<Vec<Key>> {
    let mut found = setting?.keys();
    found.extend(product.into_iter().flat_map(|product| Asked::alone(product, Vec::new()).keys()));
    Some(found)
}
