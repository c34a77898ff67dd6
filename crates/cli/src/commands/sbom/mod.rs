//! `kikimori sbom`: what is inside a product.

mod show;
mod tree;

use clap::Subcommand;

use crate::Outcome;

/// Arguments of `sbom`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Read bills of materials of any standard from files, folders and archives
    Show(show::Arguments),
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.action {
        Action::Show(arguments) => show::run(arguments),
    }
}
