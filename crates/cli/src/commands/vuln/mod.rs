//! `kikimori vuln`: what is known against the components of a product.

mod feeds;
mod here;
mod loading;
mod scan;
mod show;
mod stated;
mod unidentified;

use clap::Subcommand;

use crate::Outcome;

/// Arguments of `vuln`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Judge every component of bills of materials. Exit codes: 0 nothing found and everything known, 1 findings, 2 could not run,
    /// 3 nothing found but knowledge is missing or old
    Scan(scan::Arguments),
    /// Show what feeds hold: sources, records, newest dates, warnings
    Feeds(feeds::Arguments),
    /// What is known against the products and devices of this installation. Exit codes as for `scan`
    Here(here::Arguments),
    /// Show everything that feeds say about a vulnerability
    Show(show::Arguments),
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.action {
        Action::Scan(arguments) => scan::run(arguments),
        Action::Feeds(arguments) => feeds::run(arguments),
        Action::Here(arguments) => here::run(arguments),
        Action::Show(arguments) => show::run(arguments),
    }
}
