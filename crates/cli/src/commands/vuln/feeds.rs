//! `kikimori vuln feeds`: what was read, how much, how new, and what was odd.

use app::vulnerability_feeds::FeedFile;
use matching::vulnerability::Coverage;
use serde::Serialize;

use super::loading::Feeds;
use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Arguments of `vuln feeds`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    feeds: Feeds,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Shown<'l> {
    records: usize,
    claims: usize,
    ranges: usize,
    /// Names of makers and products, for CPE names.
    names: usize,
    #[serde(flatten)]
    coverage: &'l Coverage,
    files: &'l [FeedFile],
}

/// Runs it. Code 3 when a source is missing, old or incomplete.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let loaded = arguments.feeds.load()?;
    let (claims, ranges) = loaded.knowledge.claim_count();
    match arguments.format {
        Format::Json => output::json(&Shown {
            records: loaded.knowledge.record_count(),
            claims,
            ranges,
            names: loaded.knowledge.alias_count(),
            coverage: &loaded.coverage,
            files: &loaded.files,
        })?,
        Format::Table => output::text(&table(&loaded.coverage).as_text())?,
        Format::Csv => output::text(&table(&loaded.coverage).as_csv())?,
    }
    if arguments.format == Format::Table {
        for (ecosystem, packages) in &loaded.coverage.ecosystems {
            output::text(&format!("{ecosystem}: {packages} packages\n"))?;
        }
        let asked = &loaded.coverage.asked;
        if !asked.is_empty() {
            let oldest = asked.oldest.as_deref().unwrap_or("never");
            let (packages, too_old) = (asked.packages, asked.too_old);
            output::text(&format!(
                "asked one by one: {packages} packages, the oldest answer of {oldest}; {too_old} too old\n"
            ))?;
        }
        output::text(&format!("names of makers and products: {}\n", loaded.knowledge.alias_count()))?;
        for file in loaded.files.iter().filter(|file| !file.warnings.is_empty()) {
            for warning in &file.warnings {
                eprintln!("warning: {}: {}: {} ({})", file.file, warning.place, warning.what, warning.count);
            }
        }
    }
    loaded.tell();
    Ok(if loaded.is_sound() { Outcome::Nothing } else { Outcome::NotKnown })
}

fn table(coverage: &Coverage) -> Table {
    let mut table =
        Table::new(&["source", "database", "records", "withdrawn", "newest", "age (days)", "too old"]);
    for state in &coverage.sources {
        table.row(vec![
            state.source.as_str().to_owned(),
            state.database.clone(),
            state.records.to_string(),
            state.withdrawn.to_string(),
            state.newest.clone().unwrap_or_default(),
            state.age_days.map(|days| days.to_string()).unwrap_or_default(),
            if state.stale { "yes" } else { "" }.to_owned(),
        ]);
    }
    table
}
