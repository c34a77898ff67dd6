//! `kikimori vex`: what people state about vulnerabilities.

mod convert;
mod declare;
mod record;
mod show;

use clap::Subcommand;

use crate::Outcome;

/// Arguments of `vex`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show statements of OpenVEX, CSAF, CycloneDX and Kikimori documents
    Show(show::Arguments),
    /// Write statements in another format, with a list of what it cannot hold on standard error
    Convert(convert::Arguments),
    /// Record a decision in a file: who, when, on what ground, until when
    Record(Box<record::Arguments>),
    /// Declare what is really inside: ported-back fixes, embedded components, components that are not shipped
    Declare(declare::Arguments),
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.action {
        Action::Show(arguments) => show::run(arguments),
        Action::Convert(arguments) => convert::run(arguments),
        Action::Record(arguments) => record::run(arguments),
        Action::Declare(arguments) => declare::run(arguments),
    }
}
