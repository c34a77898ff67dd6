//! `kikimori feeds schedule`: whether and when `kikimori serve` fetches by itself.

use app::feeds::schedule::{self, Run, Standing};
use clap::ValueEnum;
use domain::{civil::Civil, time::Timestamp};

use super::Data;
use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Arguments of `feeds schedule`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Switch it on or off; without it only show how it stands
    #[arg(value_enum)]
    switch: Option<Switch>,
    #[command(flatten)]
    data: Data,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let (folder, now) = (arguments.data.folder(), crate::commands::now());
    if let Some(switch) = arguments.switch {
        schedule::switch(&folder, switch == Switch::On, now)?;
    }
    let standing = schedule::standing(&folder, now)?;
    match arguments.format {
        Format::Json => output::json(&standing)?,
        Format::Table => output::text(&table(&standing).as_text())?,
        Format::Csv => output::text(&table(&standing).as_csv())?,
    }
    Ok(Outcome::Nothing)
}

fn table(standing: &Standing) -> Table {
    let when = |time: Option<Timestamp>| time.map(|time| Civil::utc(time).iso()).unwrap_or_default();
    let last = standing.last.as_ref();
    let mut table = Table::new(&["on", "every", "at (Japan)", "next", "last", "what came of it"]);
    table.row(vec![
        if standing.on { "yes" } else { "no" }.to_owned(),
        standing.every.clone(),
        standing.at.clone().unwrap_or_default(),
        when(standing.next),
        when(last.map(|run| run.ended)),
        last.map(outcome).unwrap_or_default(),
    ]);
    table
}

fn outcome(run: &Run) -> String {
    if run.good { "up to date".to_owned() } else { run.sentence_en.clone() }
}
