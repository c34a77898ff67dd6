//! `kikimori advisory match`: every row of a ledger against every advisory that concerns it.

use std::path::PathBuf;

use clap::Subcommand;
use domain::advisories::Verdict;
use knowledge::Knowledge;
use parsers::ledger::Mapping;
use serde::Serialize;

use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Arguments of `advisory`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Judge every row of a ledger against the advisories
    Match(Match),
}

#[derive(Debug, clap::Args)]
struct Match {
    /// The ledger (.xlsx, .xls, .csv)
    #[arg(long, value_name = "FILE")]
    ledger: PathBuf,
    /// Advisories: CSAF files or folders of them
    #[arg(long, required = true, value_name = "PATH")]
    advisories: Vec<PathBuf>,
    /// Also print the pairs that do not concern each other
    #[arg(long)]
    all_pairs: bool,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The document of `advisory match --format json`.
#[derive(Serialize)]
struct Document {
    schema: &'static str,
    ledger_rows: usize,
    advisories: usize,
    matches: Vec<MatchView>,
}

/// One row against one advisory.
#[derive(Serialize)]
struct MatchView {
    asset_no: Option<String>,
    sheet: String,
    row: u32,
    advisory: String,
    /// `affected`, `not_affected`, `fixed`, `under_investigation` or `cannot_tell`.
    verdict: &'static str,
    why: String,
    grounds: Vec<GroundView>,
    do_not_connect: bool,
}

#[derive(Serialize)]
struct GroundView {
    code: String,
    place: Option<String>,
    advisory_says: String,
    subject_says: String,
}

/// Runs it. Findings are rows that are affected or cannot be told.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Action::Match(arguments) = &arguments.action;
    let reading = app::ledgers::read_file(&arguments.ledger, &Mapping::default())?;
    let (advisories, left_out) = app::advisories::read_paths(&arguments.advisories)?;
    for left_out in left_out {
        eprintln!("warning: {}: {}", left_out.file, left_out.reason);
    }
    let matches = matching::advisory::match_rows(&reading.rows, &advisories, Knowledge::built_in(), arguments.all_pairs);
    let found = matches.iter().any(|m| matches!(m.judgement.verdict, Verdict::Affected | Verdict::Unknown));
    let views: Vec<MatchView> = matches.into_iter().map(view).collect();
    match arguments.format {
        Format::Json => output::json(&Document {
            schema: "kikimori.advisory-match/1",
            ledger_rows: reading.rows.len(),
            advisories: advisories.len(),
            matches: views,
        })?,
        Format::Csv => output::text(&table(&views).as_csv())?,
        Format::Table => output::text(&table(&views).as_text())?,
    }
    Ok(Outcome::of(found))
}

fn view(found: matching::advisory::RowMatch) -> MatchView {
    let judgement = found.judgement;
    let ground = |g: domain::advisories::Ground| GroundView {
        code: g.code,
        place: g.place,
        advisory_says: g.advisory_says,
        subject_says: g.subject_says,
    };
    MatchView {
        asset_no: found.asset_no,
        sheet: found.sheet,
        row: found.row,
        advisory: judgement.advisory,
        verdict: judgement.verdict.as_str(),
        why: judgement.why,
        grounds: judgement.grounds.into_iter().map(ground).collect(),
        do_not_connect: judgement.do_not_connect,
    }
}

fn table(views: &[MatchView]) -> Table {
    let mut table = Table::new(&["row", "asset", "advisory", "verdict", "why"]);
    for view in views {
        table.row(vec![
            format!("{}!{}", view.sheet, view.row),
            view.asset_no.clone().unwrap_or_default(),
            view.advisory.clone(),
            view.verdict.to_owned(),
            view.why.clone(),
        ]);
    }
    table
}
