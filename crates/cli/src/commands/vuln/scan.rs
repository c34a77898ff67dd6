//! `kikimori vuln scan`: every component of bills of materials against every feed.

use std::{
    collections::BTreeMap,
    io::{BufWriter, Write},
    path::PathBuf,
};

use anyhow::{Context as _, bail};
use app::{
    feeds::status::FeedStatus,
    vulnerability_scan::{self, Answer, LeftOut, Totals},
};
use domain::advisories::Verdict;
use matching::{
    decision::{OnPaper, on_paper},
    vulnerability::{Coverage, Finding, Subject},
};
use serde::Serialize;

use super::{
    loading::{Feeds, Loaded},
    stated::{self, StatedRow},
};
use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Arguments of `vuln scan`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Bills of materials: files, folders, archives
    #[arg(required = true, value_name = "SBOM")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    feeds: Feeds,
    /// VEX documents, files and folders: what makers state and the hospital decided counts, and is shown beside what ranges say
    #[arg(long, num_args = 1.., value_name = "PATH")]
    vex: Vec<PathBuf>,
    /// Also show what is fixed or not affected, with the reason
    #[arg(long)]
    all: bool,
    /// Only the totals
    #[arg(long)]
    summary: bool,
    /// Say by when to act, with the medical decision tree; the network is not known, so its questions are open
    #[arg(long)]
    decide: bool,
    /// What kind of device the product is (infusion_pump, ct …), for its effect on patients
    #[arg(long, value_name = "KIND", requires = "decide")]
    kind: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// One of `findings` in JSON.
#[derive(Serialize)]
struct Row<'k> {
    file: String,
    component: String,
    version: Option<String>,
    #[serde(flatten)]
    finding: Finding<'k>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<OnPaper>,
    #[serde(flatten)]
    stated: StatedRow<'k>,
}

/// What stands around the findings in JSON.
#[derive(Serialize)]
struct Conclusion<'l> {
    /// Nothing was found and nothing is missing.
    clean: bool,
    /// Every source is there, whole and new enough.
    knowledge_sound: bool,
    totals: &'l Totals,
    knowledge: &'l Coverage,
    /// Feeds that could not be fetched the last time: nothing newer than their last success is known.
    feeds_failed: &'l [FeedStatus],
    left_out: &'l [LeftOut],
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    check_kind(arguments.kind.as_deref())?;
    let loaded = arguments.feeds.load()?;
    let stated = stated::load(&arguments.vex, arguments.feeds.moment()?)?;
    let mut sheet = Sheet::new(arguments);
    let mut written = sheet.begin();
    let (totals, left_out) = vulnerability_scan::scan_with(
        &loaded.knowledge,
        &loaded.coverage,
        &stated,
        &arguments.paths,
        &mut |answer: &Answer<'_, '_>| {
            if written.is_ok() {
                written = sheet.answer(&loaded, answer);
            }
        },
    )?;
    written?;
    if totals.documents == 0 {
        let reason = left_out.first().map(|first| format!("; {}: {}", first.file, first.reason));
        bail!("no bill of materials was read{}", reason.unwrap_or_default());
    }
    for left_out in &left_out {
        eprintln!("warning: {}: {}", left_out.file, left_out.reason);
    }
    let sound = loaded.is_sound();
    let clean = sound && totals.is_clean() && left_out.is_empty();
    let (totals, knowledge, left_out) = (&totals, &loaded.coverage, &*left_out);
    let feeds_failed = &*loaded.failed;
    sheet.end(&Conclusion { clean, knowledge_sound: sound, totals, knowledge, feeds_failed, left_out })?;
    tell(totals);
    loaded.tell();
    Ok(match (totals.findings_affected > 0, clean) {
        (true, _) => Outcome::Findings,
        (false, true) => Outcome::Nothing,
        (false, false) => Outcome::NotKnown,
    })
}

fn check_kind(kind: Option<&str>) -> anyhow::Result<()> {
    match kind.filter(|kind| knowledge::Knowledge::built_in().kinds.get(kind).is_none()) {
        Some(kind) => bail!("`{kind}` is no kind_id of signatures/kinds.csv, such as infusion_pump"),
        None => Ok(()),
    }
}

fn tell(totals: &Totals) {
    eprintln!(
        "{} documents, {} components: {} affected, {} cannot tell, {} without a feed, {} without version or identifier, {} with nothing known against them",
        totals.documents,
        totals.components,
        totals.affected,
        totals.cannot_tell,
        totals.not_covered,
        totals.unidentified,
        totals.nothing
    );
    if totals.documents_without_components > 0 {
        eprintln!(
            "not known: {} of the documents list no component; ask the maker for the components",
            totals.documents_without_components
        );
    }
    for (ecosystem, count) in &totals.no_feed_for {
        eprintln!("not known: no feed for {ecosystem} ({count} components)");
    }
}

/// Writes findings as they come, in the chosen format.
struct Sheet<'a> {
    arguments: &'a Arguments,
    out: BufWriter<std::io::Stdout>,
    table: Table,
    first: bool,
    /// Per component, how many cannot be told: the table shows them in one line.
    open: BTreeMap<(String, String), usize>,
}

const HEADINGS: &[&str] = &[
    "component",
    "version",
    "vulnerability",
    "verdict",
    "certainty",
    "severity",
    "exploited",
    "epss",
    "fixed in",
    "file",
    "why",
];

impl<'a> Sheet<'a> {
    fn new(arguments: &'a Arguments) -> Self {
        Self {
            arguments,
            out: BufWriter::new(std::io::stdout()),
            table: Table::new(HEADINGS),
            first: true,
            open: BTreeMap::new(),
        }
    }

    fn begin(&mut self) -> anyhow::Result<()> {
        if self.arguments.format == Format::Json {
            self.out.write_all(b"{\"findings\":[").context("writing to standard output")?;
        }
        Ok(())
    }

    fn shows(&self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::Affected => true,
            Verdict::Unknown | Verdict::UnderInvestigation => {
                self.arguments.format != Format::Table || self.arguments.all
            }
            Verdict::Fixed | Verdict::NotAffected => self.arguments.all,
        }
    }

    /// The decision, where it is asked for.
    fn decision(&self, loaded: &Loaded, finding: &Finding<'_>) -> Option<OnPaper> {
        let known = knowledge::Knowledge::built_in();
        let kind = self.arguments.kind.as_deref();
        self.arguments
            .decide
            .then(|| on_paper(&loaded.knowledge, &loaded.coverage, known, finding, kind))
            .flatten()
    }

    fn answer(&mut self, loaded: &Loaded, answer: &Answer<'_, '_>) -> anyhow::Result<()> {
        if self.arguments.summary {
            return Ok(());
        }
        let mut open = 0;
        for (judged, concluded) in stated::pairs(answer) {
            let counts = concluded.map_or(judged.verdict, |concluded| concluded.counts);
            if !self.shows(counts) {
                open += usize::from(matches!(counts, Verdict::Unknown | Verdict::UnderInvestigation));
                continue;
            }
            let mut finding = loaded.knowledge.explain(answer.subject, &judged);
            let stated = StatedRow::of(&loaded.knowledge, &judged, concluded, &mut finding);
            let decision = self.decision(loaded, &finding);
            self.finding(answer.file, answer.subject, finding, decision, stated)?;
        }
        if open > 0 {
            let version = answer.subject.version.clone().unwrap_or_default();
            *self.open.entry((answer.subject.name.clone(), version)).or_default() += open;
        }
        Ok(())
    }

    fn finding(
        &mut self,
        file: &str,
        subject: &Subject,
        finding: Finding<'_>,
        decision: Option<OnPaper>,
        stated: StatedRow<'_>,
    ) -> anyhow::Result<()> {
        if self.arguments.format == Format::Json {
            let comma: &[u8] = if std::mem::take(&mut self.first) { b"\n" } else { b",\n" };
            let (component, version) = (subject.name.clone(), subject.version.clone());
            let row = Row { file: file.to_owned(), component, version, finding, decision, stated };
            self.out.write_all(comma).context("writing to standard output")?;
            return serde_json::to_writer(&mut self.out, &row)
                .map_err(std::io::Error::from)
                .context("writing to standard output");
        }
        let when = decision.map(|decision| decision.outcome.called.called.ja);
        self.table.row(vec![
            subject.name.clone(),
            subject.version.clone().unwrap_or_default(),
            finding.vulnerability.to_owned(),
            finding.verdict.to_owned(),
            finding.certainty.as_str().to_owned(),
            finding
                .severity
                .map(|severity| format!("{} {}", severity.score, severity.word))
                .unwrap_or_default(),
            finding.exploited.map(|row| row.added.to_owned()).unwrap_or_default(),
            finding.likelihood.map(|likelihood| format!("{:.5}", likelihood.probability)).unwrap_or_default(),
            finding.fixed_in.join(" "),
            file.to_owned(),
            when.map_or(finding.sentence_ja.clone(), |when| format!("{when}: {}", finding.sentence_ja)),
        ]);
        Ok(())
    }

    fn end(mut self, conclusion: &Conclusion<'_>) -> anyhow::Result<()> {
        if self.arguments.format == Format::Json {
            self.out.write_all(b"\n],\n").context("writing to standard output")?;
            let text = serde_json::to_string_pretty(conclusion).context("writing to standard output")?;
            let inside = text.strip_prefix('{').unwrap_or(&text);
            self.out.write_all(inside.trim_start().as_bytes()).context("writing to standard output")?;
            self.out
                .write_all(b"\n")
                .and_then(|()| self.out.flush())
                .context("writing to standard output")?;
            return Ok(());
        }
        if self.arguments.summary {
            return Ok(());
        }
        if self.arguments.format == Format::Csv {
            return output::text(&self.table.as_csv());
        }
        output::text(&self.table.as_text())?;
        for ((component, version), open) in &self.open {
            output::text(&format!(
                "{component} {version}: {open} vulnerabilities of which nobody here can tell (--all shows them)\n"
            ))?;
        }
        Ok(())
    }
}
