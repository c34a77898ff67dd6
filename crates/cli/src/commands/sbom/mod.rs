//! `kikimori sbom`: what is inside a product.

mod compare;
mod completeness;
mod convert;
mod make;
mod show;
mod template;
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
    /// Say what a bill of materials lacks, with a letter that asks the maker for it
    Completeness(completeness::Arguments),
    /// Compare two versions of a product
    Compare(compare::Arguments),
    /// Write a bill of materials in another format
    Convert(convert::Arguments),
    /// Make a bill of materials from lock files, file systems, programs and tables
    Make(make::Arguments),
    /// Put several bills of materials under one product
    Merge(make::MergeArguments),
    /// Write an Excel file to be filled by hand; it is read like any other bill of materials
    Template(template::Arguments),
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.action {
        Action::Show(arguments) => show::run(arguments),
        Action::Completeness(arguments) => completeness::run(arguments),
        Action::Compare(arguments) => compare::run(arguments),
        Action::Convert(arguments) => convert::run(arguments),
        Action::Make(arguments) => make::run(arguments),
        Action::Merge(arguments) => make::run_merge(arguments),
        Action::Template(arguments) => template::run(arguments),
    }
}
