//! `kikimori vuln scan`: every component of bills of materials against every feed.

use domain::counted::counted;
use std::{
    collections::BTreeMap,
    io::{BufWriter, Write},
    path::PathBuf,
    sync::Arc,
};

use anyhow::{Context as _, bail};
use app::{
    feeds::status::FeedStatus,
    kept_verdicts::Verdicts,
    statements::FedStatements,
    vulnerability_scan::{self, Answer, LeftOut, Totals},
};
use domain::advisories::Verdict;
use indicatif::ProgressBar;
use matching::{
    decision::{OnPaper, on_paper},
    statements::Shelf as _,
    vulnerability::{Coverage, Finding},
};
use serde::{Deserialize, Serialize};

use super::{
    loading::{Feeds, Loaded},
    stated::{self, StatedRow},
    unidentified::{Part, Unidentified},
};
use crate::{
    Outcome,
    output::{self, Format},
    progress::counter,
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
    statements_of_feeds: OfFeeds<'l>,
    left_out: &'l [LeftOut],
}

/// What CSAF documents of feeds state.
#[derive(Serialize)]
struct OfFeeds<'l> {
    documents: usize,
    statements: usize,
    /// Documents of which nothing is known: what they state is missing.
    #[serde(skip_serializing_if = "<[LeftOut]>::is_empty")]
    left_out: &'l [LeftOut],
}

impl<'l> OfFeeds<'l> {
    fn of(fed: &'l FedStatements) -> Self {
        Self { documents: fed.documents(), statements: fed.len(), left_out: fed.left_out() }
    }
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    check_kind(arguments.kind.as_deref())?;
    let loaded = arguments.feeds.load()?;
    let (stated, mut said) = stated::load(&arguments.vex, arguments.feeds.moment()?)?;
    said.push_str(loaded.fed.edition());
    let stated = stated.beside(Arc::clone(&loaded.fed));
    let mut sheet = Sheet::new(arguments, &loaded);
    let verdicts = verdicts(arguments, &loaded, &said)?;
    let (knowledge, coverage) = (&loaded.knowledge, &loaded.coverage);
    let scanned = vulnerability_scan::scan_again(
        (knowledge, coverage),
        &stated,
        &arguments.paths,
        verdicts,
        &mut sheet,
    );
    sheet.progress.finish_and_clear();
    let (totals, left_out) = scanned?;
    std::mem::replace(&mut sheet.written, Ok(()))?;
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
    let statements_of_feeds = OfFeeds::of(&loaded.fed);
    let knowledge_sound = sound;
    sheet.end(&Conclusion {
        clean,
        knowledge_sound,
        totals,
        knowledge,
        feeds_failed,
        statements_of_feeds,
        left_out,
    })?;
    tell(totals);
    sheet.unidentified.tell();
    loaded.tell();
    Ok(match (totals.findings_affected > 0, clean) {
        (true, _) => Outcome::Findings,
        (false, true) => Outcome::Nothing,
        (false, false) => Outcome::NotKnown,
    })
}

/// What was said the last time to the same question; nothing without a cache folder.
fn verdicts(arguments: &Arguments, loaded: &Loaded, said: &str) -> anyhow::Result<Option<Verdicts>> {
    let Some(folder) = &loaded.cache else { return Ok(None) };
    let (format, kind) = (arguments.format, &arguments.kind);
    let shown = format!("{format:?} {} {} {kind:?}", arguments.all, arguments.summary);
    let mut asked = format!("{shown} {}", loaded.coverage.reach());
    // Decisions ask how old the sources are, statements end.
    if arguments.decide {
        asked.push_str(&serde_json::to_string(&loaded.coverage).context("telling what is known")?);
    }
    if !arguments.vex.is_empty() {
        asked.push_str(&format!("{:?} {said}", arguments.feeds.moment()?));
    }
    let by_edition_only = !arguments.vex.is_empty();
    Ok(Some(Verdicts::open(folder, &asked, loaded.edition.clone(), by_edition_only)))
}

fn check_kind(kind: Option<&str>) -> anyhow::Result<()> {
    match kind.filter(|kind| knowledge::Knowledge::built_in().kinds.get(kind).is_none()) {
        Some(kind) => bail!("`{kind}` is no kind_id of signatures/kinds.csv, such as infusion_pump"),
        None => Ok(()),
    }
}

fn tell(totals: &Totals) {
    eprintln!(
        "{}, {}: {} affected, {} cannot tell, {} without a feed, {} without version or identifier, {} with nothing known against them",
        counted(totals.documents, "document", "documents"),
        counted(totals.components, "component", "components"),
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
        eprintln!("not known: no feed for {ecosystem} ({})", counted(*count, "component", "components"));
    }
}

/// What is written of one document.
#[derive(Default, Serialize, Deserialize)]
struct Page {
    /// Objects in JSON.
    objects: Vec<String>,
    /// Rows of the table.
    rows: Vec<Vec<String>>,
    /// Per component and version, how many cannot be told: the table shows them in one line.
    open: Vec<(String, String, usize)>,
    unidentified: Vec<Part>,
}

/// Writes findings as they come, in the chosen format.
struct Sheet<'a> {
    arguments: &'a Arguments,
    loaded: &'a Loaded,
    out: BufWriter<std::io::Stdout>,
    written: anyhow::Result<()>,
    table: Table,
    first: bool,
    page: Page,
    open: BTreeMap<(String, String), usize>,
    unidentified: Unidentified,
    progress: ProgressBar,
}

/// Nothing is written before there is something to say: a scan that cannot begin leaves no half of an answer.
const BEGIN: &str = "{\"findings\":[\n";

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
    fn new(arguments: &'a Arguments, loaded: &'a Loaded) -> Self {
        Self {
            arguments,
            loaded,
            out: BufWriter::new(std::io::stdout()),
            written: Ok(()),
            table: Table::new(HEADINGS),
            first: true,
            page: Page::default(),
            open: BTreeMap::new(),
            unidentified: Unidentified::default(),
            progress: counter("bills of materials"),
        }
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
    fn decision(&self, finding: &Finding<'_>) -> Option<OnPaper> {
        let known = knowledge::Knowledge::built_in();
        let (kind, loaded) = (self.arguments.kind.as_deref(), self.loaded);
        self.arguments
            .decide
            .then(|| on_paper(&loaded.knowledge, &loaded.coverage, known, finding, kind))
            .flatten()
    }

    fn finding(&mut self, answer: &Answer<'_, '_>, row: Row<'_>) -> anyhow::Result<()> {
        if self.arguments.format == Format::Json {
            self.page.objects.push(serde_json::to_string(&row).context("writing findings")?);
        } else {
            self.page.rows.push(cells(answer, row));
        }
        Ok(())
    }

    fn said(&mut self, answer: &Answer<'_, '_>) -> anyhow::Result<()> {
        let (mut open, knowledge) = (0, &self.loaded.knowledge);
        for (judged, concluded) in stated::pairs(answer) {
            let counts = concluded.map_or(judged.verdict, |concluded| concluded.counts);
            if !self.shows(counts) {
                open += usize::from(matches!(counts, Verdict::Unknown | Verdict::UnderInvestigation));
                continue;
            }
            let mut finding = knowledge.explain(answer.subject, &judged);
            let stated = StatedRow::of(knowledge, &judged, concluded, &mut finding);
            let decision = self.decision(&finding);
            let (component, version) = (answer.subject.name.clone(), answer.subject.version.clone());
            let row = Row { file: answer.file.to_owned(), component, version, finding, decision, stated };
            self.finding(answer, row)?;
        }
        if open > 0 {
            let version = answer.subject.version.clone().unwrap_or_default();
            self.page.open.push((answer.subject.name.clone(), version, open));
        }
        self.page.unidentified.extend(Part::of(answer));
        Ok(())
    }

    /// Writes a page out.
    fn write(&mut self, page: Page) -> anyhow::Result<()> {
        self.progress.inc(1);
        for object in page.objects {
            let texts = [if std::mem::take(&mut self.first) { BEGIN } else { ",\n" }, &object];
            let mut written = texts.into_iter().map(|text| self.out.write_all(text.as_bytes()));
            written.try_for_each(|written| written).context("writing to standard output")?;
        }
        page.rows.into_iter().for_each(|row| self.table.row(row));
        for (name, version, open) in page.open {
            *self.open.entry((name, version)).or_default() += open;
        }
        let rows = self.arguments.format == Format::Json;
        page.unidentified.iter().try_for_each(|part| self.unidentified.add(part, rows))
    }

    fn end(&mut self, conclusion: &Conclusion<'_>) -> anyhow::Result<()> {
        if self.arguments.format == Format::Json {
            let begin = if self.first { BEGIN } else { "" };
            self.out.write_all(format!("{begin}\n],\n").as_bytes()).context("writing to standard output")?;
            if !self.arguments.summary {
                self.out.write_all(b"\"unidentified\":[").context("writing to standard output")?;
                self.unidentified.write(&mut self.out).context("writing to standard output")?;
                self.out.write_all(b"\n],\n").context("writing to standard output")?;
            }
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
                "{component} {version}: {} of which nobody here can tell (--all shows them)\n",
                counted(*open, "vulnerability", "vulnerabilities")
            ))?;
        }
        Ok(())
    }
}

fn cells(answer: &Answer<'_, '_>, row: Row<'_>) -> Vec<String> {
    let (finding, when) = (row.finding, row.decision.map(|decision| decision.outcome.called.called.ja));
    vec![
        answer.subject.name.clone(),
        row.version.unwrap_or_default(),
        finding.vulnerability.to_owned(),
        finding.verdict.to_owned(),
        finding.certainty.as_str().to_owned(),
        finding.severity.map(|severity| format!("{} {}", severity.score, severity.word)).unwrap_or_default(),
        finding.exploited.map(|row| row.added.to_owned()).unwrap_or_default(),
        finding.likelihood.map(|likelihood| format!("{:.5}", likelihood.probability)).unwrap_or_default(),
        finding.fixed_in.join(" "),
        row.file,
        when.map_or(finding.sentence_ja.clone(), |when| format!("{when}: {}", finding.sentence_ja)),
    ]
}

impl<'k> vulnerability_scan::Sheet<'k> for Sheet<'_> {
    fn answer(&mut self, answer: &Answer<'_, 'k>) {
        if self.written.is_ok() && !self.arguments.summary {
            self.written = self.said(answer);
        }
    }

    fn page(&mut self) -> Option<Vec<u8>> {
        let page = std::mem::take(&mut self.page);
        // After a failure nothing more was said of a document: what there is of its page is not all of it.
        self.written.as_ref().ok()?;
        let kept = self.loaded.cache.as_ref().and_then(|_| postcard::to_stdvec(&page).ok());
        self.written = self.write(page);
        kept
    }

    fn again(&mut self, page: &[u8]) -> bool {
        let Ok(page) = postcard::from_bytes(page) else { return false };
        if self.written.is_ok() {
            self.written = self.write(page);
        }
        true
    }
}
