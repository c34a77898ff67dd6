//! `kikimori feeds status`: what is here, how old it is, and what went wrong.

use app::feeds::{
    schedule,
    status::{self, FeedStatus},
};
use domain::civil::Civil;
use domain::counted::counted;

use super::provider;
use crate::{
    Outcome,
    commands::installation::Installation,
    output::{self, Format},
    table::Table,
};

/// Arguments of `feeds status`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    here: Installation,
    /// Feeds that were not brought up to date for more days are too old
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    stale_after: i64,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let all = status::status(&arguments.here.feeds(), crate::commands::now())?;
    match arguments.format {
        Format::Json => output::json(&all)?,
        Format::Table => {
            output::text(&table(&all).as_text())?;
            tell(&all, arguments.stale_after);
            tell_providers(arguments)?;
            tell_schedule(arguments)?;
        }
        Format::Csv => output::text(&table(&all).as_csv())?,
    }
    let is_sound = |one: &FeedStatus| one.is_sound() && !is_old(one, arguments.stale_after);
    let sound = all.iter().filter(|one| one.concerns()).all(is_sound);
    Ok(if sound { Outcome::Nothing } else { Outcome::NotKnown })
}

fn table(all: &[FeedStatus]) -> Table {
    let mut table = Table::new(&[
        "feed",
        "on",
        "files",
        "records",
        "unread",
        "newest",
        "last success",
        "age (days)",
        "last failure",
    ]);
    for one in all.iter().filter(|one| one.concerns()) {
        table.row(vec![
            one.feed.as_str().to_owned(),
            if one.on { "yes" } else { "" }.to_owned(),
            one.files.to_string(),
            one.records.to_string(),
            one.unread.to_string(),
            one.newest.clone().unwrap_or_default(),
            one.last_success.clone().unwrap_or_default(),
            one.age_days.map(|days| days.to_string()).unwrap_or_default(),
            one.failure.as_ref().map(|failure| failure.at.clone()).unwrap_or_default(),
        ]);
    }
    table
}

fn tell_providers(arguments: &Arguments) -> anyhow::Result<()> {
    for one in arguments.here.providers()?.iter().filter(|one| !one.confirmed) {
        let Some(says) = &one.says else { continue };
        eprintln!(
            "csaf: {} says it is {} ({}), and nobody here confirmed that: its own \"not affected\" and \"fixed\" end nothing (`kikimori feeds provider`)",
            one.name, says.name, says.namespace
        );
        for note in provider::notes(one) {
            eprintln!("csaf: {}: {note}", one.name);
        }
    }
    Ok(())
}

fn tell_schedule(arguments: &Arguments) -> anyhow::Result<()> {
    let standing = schedule::standing(&arguments.here.feeds(), crate::commands::now())?;
    match standing.next {
        Some(next) => eprintln!("`kikimori serve` fetches next at {}", Civil::utc(next).iso()),
        None => eprintln!("`kikimori serve` fetches nothing by itself (`kikimori feeds schedule on`)"),
    }
    if let Some(last) = standing.last.filter(|last| !last.good) {
        eprintln!("its last run failed at {}: {}", Civil::utc(last.ended).iso(), last.sentence_en);
    }
    Ok(())
}

/// What has no age is not known to be new.
fn is_old(one: &FeedStatus, stale_after: i64) -> bool {
    one.age_days.is_none_or(|days| days > stale_after)
}

fn tell(all: &[FeedStatus], stale_after: i64) {
    for one in all.iter().filter(|one| one.concerns()) {
        if let Some(failure) = &one.failure {
            eprintln!("{}: {}", one.feed.as_str(), failure.sentence_en);
        } else if one.files == 0 && !one.has_nothing_to_ask() {
            eprintln!("{}: nothing is here yet", one.feed.as_str());
        } else if is_old(one, stale_after) {
            let since = one.last_success.as_deref().or(one.newest.as_deref()).unwrap_or("ever");
            eprintln!("{}: not known since {since}", one.feed.as_str());
        }
        for unchecked in &one.unchecked {
            eprintln!(
                "{}: signature of {} not checked: {}",
                one.feed.as_str(),
                unchecked.name,
                unchecked.why
            );
        }
        for gone in &one.unlisted {
            eprintln!("{}: {} is no longer listed since {}", one.feed.as_str(), gone.document, gone.since);
        }
        if let Some(asked) = one.packages.as_ref().filter(|asked| asked.wanted > 0) {
            eprintln!(
                "{}: {} of {} packages answered, the oldest on {}; {} not answered the last time, {} of uncertain spelling",
                one.feed.as_str(),
                asked.answered,
                asked.wanted,
                asked.oldest.as_deref().unwrap_or("no day"),
                asked.failed,
                asked.unsure
            );
        }
        if one.unread > 0 {
            eprintln!(
                "{}: {} could not be read",
                one.feed.as_str(),
                counted(one.unread, "record", "records")
            );
        }
        for kept_out in &one.kept_out {
            eprintln!("{}: {} was kept out: {}", one.feed.as_str(), kept_out.name, kept_out.why);
        }
    }
}
