//! `kikimori feeds`: what is known of vulnerabilities, fetched, put there by hand, or brought by a bundle.

mod bundle;
mod communication;
mod form;
mod import;
mod init;
mod key;
mod packages;
mod provider;
mod schedule;
mod status;
mod sync;

use std::path::{Path, PathBuf};

use app::feeds::Folder;
use clap::Subcommand;

use crate::Outcome;

/// Arguments of `feeds`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Write feeds.toml with every setting and its default
    Init(init::Arguments),
    /// Fetch what is new. Exit codes: 0 everything is up to date, 3 something failed or was kept out
    Sync(sync::Arguments),
    /// Show how every feed stands. Exit codes: 0 all wanted feeds are there, 3 one is missing, failed or too old
    Status(status::Arguments),
    /// Put files that were fetched by hand where they belong, found by content
    Import(import::Arguments),
    /// Show which packages OSV's API would be asked about, and keep that list; nothing is sent
    Packages(packages::Arguments),
    /// Print the empty form for communications that nobody publishes for machines (FDA)
    Form,
    /// Safety communications (FDA, PMDA, IPA …) that people write down: list, show, put, withdraw
    #[command(visible_alias = "fda")]
    Communication(communication::Arguments),
    /// Carry feeds to a place without internet in one signed file
    Bundle(bundle::Arguments),
    /// Show or switch whether `kikimori serve` fetches by itself
    Schedule(schedule::Arguments),
    /// Whose words count: list providers of documents, confirm that one is who it says it is, or take that back
    Provider(provider::Arguments),
    /// Make and show keys that sign bundles
    Key(key::Arguments),
}

/// Where the feeds are.
#[derive(Debug, clap::Args)]
pub struct Data {
    /// Data folder of this installation; feeds are in its folder `feeds`
    #[arg(
        long,
        default_value = "kikimori-data",
        value_name = "FOLDER",
        env = "KIKIMORI_DATA",
        global = true
    )]
    data: PathBuf,
}

impl Data {
    /// The data folder itself.
    pub fn path(&self) -> &Path {
        &self.data
    }

    /// The feeds of this installation.
    pub fn folder(&self) -> Folder {
        Folder::of(&self.data)
    }
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.action {
        Action::Init(arguments) => init::run(arguments),
        Action::Sync(arguments) => sync::run(arguments),
        Action::Status(arguments) => status::run(arguments),
        Action::Import(arguments) => import::run(arguments),
        Action::Packages(arguments) => packages::run(arguments),
        Action::Form => form::run(),
        Action::Communication(arguments) => communication::run(arguments),
        Action::Schedule(arguments) => schedule::run(arguments),
        Action::Provider(arguments) => provider::run(arguments),
        Action::Bundle(arguments) => bundle::run(arguments),
        Action::Key(arguments) => key::run(arguments),
    }
}
