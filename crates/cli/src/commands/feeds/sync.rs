//! `kikimori feeds sync`: fetches what is new, one feed after the other.

use domain::counted::counted;
use std::sync::{Arc, atomic::AtomicBool};

use anyhow::Context as _;
use app::{
    clock::Clock,
    feeds::{
        Feed, Step,
        settings::Settings,
        sync::{self, Synced},
    },
};
use indicatif::{ProgressBar, ProgressStyle};

use super::Data;
use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Arguments of `feeds sync`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Feeds to fetch, instead of those that are on in feeds.toml: kev, epss, jvn, nvd, nvd-api, cve, osv, osv-api, github, csaf
    #[arg(value_name = "FEED")]
    feeds: Vec<String>,
    #[command(flatten)]
    data: Data,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let folder = arguments.data.folder();
    let settings = Settings::of(&folder)?;
    let named = |word: &String| Feed::named(word).with_context(|| format!("there is no feed `{word}`"));
    let feeds = match &arguments.feeds[..] {
        [] => settings.on(),
        words => words.iter().map(named).collect::<anyhow::Result<Vec<Feed>>>()?,
    };
    anyhow::ensure!(!feeds.is_empty(), "no feed is on in {}", folder.settings().display());
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{prefix} {bar:30} {bytes}/{total_bytes} {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let stop = Arc::new(AtomicBool::new(false));
    let done = sync::sync(&folder, &settings, &feeds, Clock::System, &stop, &mut |step| show(&bar, step))?;
    bar.finish_and_clear();
    match arguments.format {
        Format::Json => output::json(&done)?,
        Format::Table => output::text(&table(&done).as_text())?,
        Format::Csv => output::text(&table(&done).as_csv())?,
    }
    for one in &done {
        if let Some(failure) = &one.failure {
            eprintln!("{}: {}", one.feed.as_str(), failure.sentence_en);
        }
        if one.kept_out > 0 {
            eprintln!(
                "{}: {} kept out; `kikimori feeds status` names them",
                one.feed.as_str(),
                counted(one.kept_out, "document was", "documents were")
            );
        }
    }
    let whole = done.iter().all(|one| one.failure.is_none() && one.kept_out == 0);
    Ok(if whole { Outcome::Nothing } else { Outcome::NotKnown })
}

fn show(bar: &ProgressBar, step: &Step) {
    bar.set_prefix(step.feed.map(Feed::as_str).unwrap_or_default());
    bar.set_message(step.what.clone());
    bar.set_length(step.total.unwrap_or(step.done));
    bar.set_position(step.done);
}

fn table(done: &[Synced]) -> Table {
    let mut table = Table::new(&["feed", "new files", "records", "kept out", "what"]);
    for one in done {
        table.row(vec![
            one.feed.as_str().to_owned(),
            one.taken.to_string(),
            one.records.to_string(),
            one.kept_out.to_string(),
            if one.failure.is_some() { "failed; what was here stays" } else { "up to date" }.to_owned(),
        ]);
    }
    table
}
