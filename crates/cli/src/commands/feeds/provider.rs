//! `kikimori feeds provider`: whose words count. The same as the card on the page 脆弱性情報.

use anyhow::bail;
use app::providers::{Confirmation, ProviderStanding};
use clap::Subcommand;
use domain::civil::Civil;

use crate::{
    Outcome,
    commands::installation::Installation,
    output::{self, Format},
    table::Table,
};

/// Arguments of `feeds provider`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Who each provider says it is, and whether a person confirmed that. Exit codes: 0 all are confirmed, 3 one is not
    List {
        #[command(flatten)]
        here: Installation,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Confirm it, after asking them by another way: their "not affected" and "fixed" end findings from now on
    Confirm {
        #[command(flatten)]
        said: Said,
        /// Whom you asked, as `list` shows it: refused when the provider says another one now
        #[arg(long)]
        namespace: String,
    },
    /// Take that back; what was confirmed stays on record
    TakeBack {
        #[command(flatten)]
        said: Said,
    },
}

/// Who says what of which provider.
#[derive(Debug, clap::Args)]
struct Said {
    /// As `list` shows it: its name in feeds.toml
    name: String,
    /// Office or account
    #[arg(long)]
    by: String,
    /// How that was found out
    #[arg(long)]
    why: String,
    #[command(flatten)]
    here: Installation,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.action {
        Action::List { here, format } => list(&here.providers()?, *format),
        Action::Confirm { said, namespace } => confirm(said, namespace),
        Action::TakeBack { said } => {
            let who = (said.by.as_str(), said.why.as_str());
            said.here.with(async |node, org| Ok(node.doubt_provider(org, &said.name, who).await?))?;
            println!("{}: taken back, by {}", said.name, said.by);
            Ok(Outcome::Nothing)
        }
    }
}

fn confirm(said: &Said, namespace: &str) -> anyhow::Result<Outcome> {
    let all = said.here.providers()?;
    let one = all.iter().find(|one| one.name == said.name);
    let Some((one, says)) = one.and_then(|one| Some((one, one.says.as_ref()?))) else {
        bail!(
            "{}: no provider that was asked who it is; `kikimori feeds provider list` shows them",
            said.name
        )
    };
    notes(one).iter().for_each(|note| eprintln!("{}: {note}", said.name));
    if says.namespace != namespace {
        bail!(
            "{}: it says now that it is {} ({}), at {}; nothing was confirmed",
            said.name,
            says.name,
            says.namespace,
            says.url
        )
    }
    let who = (said.by.as_str(), said.why.as_str());
    said.here.with(async |node, org| Ok(node.confirm_provider(org, &said.name, says, who).await?))?;
    println!("{}: {} ({}), by {}", said.name, says.name, says.namespace, said.by);
    Ok(Outcome::Nothing)
}

fn list(all: &[ProviderStanding], format: Format) -> anyhow::Result<Outcome> {
    match format {
        Format::Json => output::json(&all)?,
        Format::Table => output::text(&table(all).as_text())?,
        Format::Csv => output::text(&table(all).as_csv())?,
    }
    let all_confirmed = all.iter().all(|one| one.confirmed);
    Ok(if all_confirmed { Outcome::Nothing } else { Outcome::NotKnown })
}

fn table(all: &[ProviderStanding]) -> Table {
    let mut table = Table::new(&[
        "provider",
        "address",
        "says it is",
        "namespace",
        "confirmed",
        "by",
        "on",
        "why",
        "notes",
    ]);
    for one in all {
        let says = one.says.clone().unwrap_or_default();
        let last = one.history.first();
        let text = |of: fn(&Confirmation) -> String| last.map(of).unwrap_or_default();
        table.row(vec![
            one.name.clone(),
            says.url,
            says.name,
            says.namespace,
            if one.confirmed { "yes" } else { "no" }.to_owned(),
            text(|last| last.by.clone()),
            text(|last| Civil::utc(last.at).iso()),
            text(|last| last.reason.clone()),
            notes(one).join("; "),
        ]);
    }
    table
}

/// What a person should know before confirming.
pub fn notes(one: &ProviderStanding) -> Vec<String> {
    let mut notes = Vec::new();
    if one.says.is_none() {
        notes.push("it was not asked yet who it is (`kikimori feeds sync csaf`)".to_owned());
    }
    if let Some(Confirmation { provider, .. }) = one.outlived() {
        notes.push(format!(
            "changed: when it was confirmed it was {} ({}), at {}",
            provider.name, provider.namespace, provider.url
        ));
    }
    if let Some(taken_back) = one.history.first().and_then(|last| last.withdrawn.as_ref()) {
        notes.push(format!("taken back by {}: {}", taken_back.by, taken_back.reason));
    }
    if one.elsewhere {
        notes.push("its address lies outside of that namespace".to_owned());
    }
    if !one.speaks_for.is_empty() {
        notes.push(format!("by feeds.toml it speaks for {}", one.speaks_for.join(", ")));
    }
    notes
}
