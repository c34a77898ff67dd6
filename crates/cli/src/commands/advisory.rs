//! `kikimori advisory match`: every row of a ledger against every advisory that concerns it.

use std::path::PathBuf;

use clap::Subcommand;
use domain::advisories::Verdict;
use knowledge::Knowledge;
use matching::advisory::{RowMatch, match_rows};
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
    matches: Vec<RowMatch>,
}

/// Runs it. Findings are rows that are affected or cannot be told.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Action::Match(arguments) = &arguments.action;
    let reading = app::ledgers::read_file(&arguments.ledger, &Mapping::default())?;
    let (advisories, left_out) = app::advisories::read_paths(&arguments.advisories)?;
    for left_out in left_out {
        eprintln!("warning: {}: {}", left_out.file, left_out.why);
    }
    let matches = match_rows(&reading.rows, &advisories, Knowledge::built_in(), arguments.all_pairs);
    let found = matches.iter().any(|m| matches!(m.verdict, Verdict::Affected | Verdict::Unknown));
    match arguments.format {
        Format::Json => output::json(&Document {
            schema: "kikimori.advisory-match/1",
            ledger_rows: reading.rows.len(),
            advisories: advisories.len(),
            matches,
        })?,
        Format::Csv => output::text(&table(&matches).as_csv())?,
        Format::Table => output::text(&table(&matches).as_text())?,
    }
    Ok(Outcome::of(found))
}

fn table(matches: &[RowMatch]) -> Table {
    let mut table = Table::new(&["row", "asset", "advisory", "verdict", "why"]);
    for found in matches {
        table.row(vec![
            format!("{}!{}", found.sheet, found.row),
            found.asset_no.clone().unwrap_or_default(),
            found.advisory.clone(),
            found.verdict.as_str().to_owned(),
            found.why.clone(),
        ]);
    }
    table
}
