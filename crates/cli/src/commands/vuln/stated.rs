//! What people state beside each finding of `vuln scan`: which statement counts, which do not and why, and what would remove the finding.

use std::path::PathBuf;

use anyhow::bail;
use app::{
    statements::{self, Stated},
    vulnerability_scan::Answer,
};
use domain::{
    certainty::Certainty,
    statements::{Statement, Treatment},
    time::Timestamp,
};
use matching::{
    statements::{Concluded, Fit, Heard, Origin, Removal, Scope, Weight, what_would_remove},
    vulnerability::{Finding, Judged, Knowledge},
};
use serde::Serialize;

/// Reads VEX documents, and tells what was read by name and digest. A file that was named and states nothing is an error: its statements would
/// be missed in silence.
pub fn load(paths: &[PathBuf], now: Timestamp) -> anyhow::Result<(Stated, String)> {
    let read = statements::read_paths(paths)?;
    for left_out in &read.left_out {
        if paths.iter().any(|path| path.display().to_string() == left_out.file) {
            bail!("{}: {}", left_out.file, left_out.reason);
        }
        eprintln!("warning: {}: {}", left_out.file, left_out.reason);
    }
    for (file, vex) in &read.documents {
        vex.warnings.iter().for_each(|warning| eprintln!("warning: {file}: {warning}"));
    }
    let all: Vec<String> =
        read.documents.iter().map(|(file, vex)| format!("{file} {}", vex.sha256)).collect();
    Ok((read.stated(now), all.join("\n")))
}

/// Every judgement with what counts of it; behind them what only statements know of.
pub fn pairs<'a>(answer: &Answer<'a, 'a>) -> impl Iterator<Item = (Judged<'a>, Option<&'a Concluded<'a>>)> {
    let further = answer.concluded.iter().skip(answer.judged.len()).map(|concluded| {
        let (vulnerability, verdict) = (concluded.vulnerability.as_str(), concluded.counts);
        (Judged { vulnerability, verdict, disputed: false, readings: Vec::new() }, Some(concluded))
    });
    let (judged, concluded) = (answer.judged, answer.concluded);
    judged.iter().enumerate().map(|(at, judged)| (judged.clone(), concluded.get(at))).chain(further)
}

/// What stands in JSON beside a finding.
#[derive(Serialize)]
pub struct StatedRow<'a> {
    /// What ranges alone say; absent when no feed has a claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_ranges: Option<&'static str>,
    counts: &'static str,
    /// The statement that decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<StatementRow<'a>>,
    /// The others that are about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_statements: Vec<StatementRow<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    statements_disputed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    treatment: Option<Treatment>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    removed_by: Vec<Removal>,
    /// For decisions that rest on what feeds say (`vex record --ground record_unchanged=…`).
    #[serde(skip_serializing_if = "Option::is_none")]
    record_digest: Option<String>,
}

/// A statement and why it counts or not.
#[derive(Serialize)]
pub struct StatementRow<'a> {
    #[serde(flatten)]
    statement: &'a Statement,
    /// A feed brought it; nobody took it in.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    from_feed: bool,
    /// Who delivered its document or brought it by hand, and what speaks against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a Origin>,
    scope: Scope,
    fit: Fit,
    #[serde(flatten)]
    weight: &'a Weight,
    why_ja: String,
    why_en: String,
}

impl<'a> StatementRow<'a> {
    fn of(heard: &'a Heard<'a>) -> Self {
        let (why_ja, why_en) = heard.weight.words();
        Self {
            statement: heard.statement,
            from_feed: heard.origin.is_some(),
            origin: heard.origin,
            scope: heard.scope,
            fit: heard.fit,
            weight: &heard.weight,
            why_ja,
            why_en,
        }
    }
}

impl<'a> StatedRow<'a> {
    /// From a judgement and what counts of it. The finding gets the verdict that counts and says both in its sentences.
    pub fn of(
        knowledge: &Knowledge,
        judged: &Judged<'_>,
        concluded: Option<&'a Concluded<'a>>,
        finding: &mut Finding<'_>,
    ) -> Self {
        let record_digest = (!judged.readings.is_empty()).then(|| knowledge.digest(judged));
        let ground = judged.readings.first().map(matching::vulnerability::Reading::ground);
        let has_fix = !finding.fixed_in.is_empty();
        let Some(concluded) = concluded else {
            let verdict = judged.verdict;
            return Self {
                by_ranges: Some(verdict.as_str()),
                counts: verdict.as_str(),
                statement: None,
                other_statements: Vec::new(),
                statements_disputed: false,
                treatment: None,
                removed_by: what_would_remove(verdict, ground, has_fix),
                record_digest,
            };
        };
        finding.verdict = concluded.counts.as_str();
        if let Some((ja, en)) = concluded.sentences() {
            finding.sentence_ja.push_str(&ja);
            finding.sentence_en = format!("{} {en}", finding.sentence_en).trim().to_owned();
        }
        let decided = concluded.decided_by();
        if let Some(decided) = decided {
            let sure = decided.fit == Fit::Exactly;
            finding.certainty = if sure { Certainty::Certain } else { Certainty::Likely };
        }
        let others = concluded.heard.iter().skip(usize::from(decided.is_some()));
        Self {
            by_ranges: concluded.by_ranges.map(|verdict| verdict.as_str()),
            counts: concluded.counts.as_str(),
            statement: decided.map(StatementRow::of),
            other_statements: others.map(StatementRow::of).collect(),
            statements_disputed: concluded.disputed,
            treatment: concluded.treatment,
            removed_by: what_would_remove(concluded.counts, ground, has_fix),
            record_digest,
        }
    }
}
