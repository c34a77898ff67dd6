//! `kikimori ledger columns`: how a ledger file is understood.

use domain::counted::counted;
use std::path::PathBuf;

use clap::Subcommand;
use parsers::ledger::{Mapping, workbook::column_letters};

use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Arguments of `ledger`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show what each column is taken for, and what could not be read
    Columns(Columns),
}

#[derive(Debug, clap::Args)]
struct Columns {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs it. Findings are cells that could not be read.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Action::Columns(arguments) = &arguments.action;
    let reading = app::ledgers::read_file(&arguments.file, &Mapping::default())?;
    let problems = reading.rows.iter().map(|row| row.problems.len()).sum::<usize>();
    match arguments.format {
        Format::Json => output::json(&reading.guesses)?,
        Format::Csv => output::text(&table(&reading).as_csv())?,
        Format::Table => output::text(&table(&reading).as_text())?,
    }
    eprintln!(
        "{}, {} that could not be read",
        counted(reading.rows.len(), "row", "rows"),
        counted(problems, "cell", "cells")
    );
    for row in &reading.rows {
        for problem in &row.problems {
            eprintln!("warning: {} {}: {} ({})", row.sheet, problem.cell, problem.text, problem.code);
        }
    }
    Ok(Outcome::of(problems > 0))
}

fn table(reading: &parsers::ledger::Reading) -> Table {
    let mut table = Table::new(&["sheet", "column", "heading", "taken for"]);
    for guessed in &reading.guesses.tables {
        for column in &guessed.columns {
            table.row(vec![
                guessed.sheet.clone(),
                column_letters(column.index),
                column.header.clone(),
                format!("{:?}", column.column),
            ]);
        }
    }
    table
}
