//! `kikimori vex`: what people state about vulnerabilities.

mod convert;
mod declare;
mod here;
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
    /// What is stated and decided in this installation, and how it stands. Code 1: something is to be looked at again
    List(here::List),
    /// Take documents into this installation. Code 3: a file states nothing
    TakeIn(here::TakeIn),
    /// Take a statement of this installation back, or record it once more
    Withdraw(here::Withdraw),
    /// Write what is stated and decided here into a file, with a list of what it cannot hold on standard error
    Export(here::Export),
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.action {
        Action::Show(arguments) => show::run(arguments),
        Action::Convert(arguments) => convert::run(arguments),
        Action::Record(arguments) => record::run(arguments),
        Action::Declare(arguments) => declare::run(arguments),
        Action::List(arguments) => here::list(arguments),
        Action::TakeIn(arguments) => here::take_in(arguments),
        Action::Withdraw(arguments) => here::withdraw(arguments),
        Action::Export(arguments) => here::write(arguments),
    }
}
