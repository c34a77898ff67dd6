//! `kikimori sbom compare`: what changed between two versions of a product.

use domain::counted::counted;
use std::path::PathBuf;

use matching::sbom::compare::{Difference, compare};
use serde::Serialize;

use crate::{
    Outcome,
    commands::lists,
    output::{self, Format},
    table::Table,
};

/// Arguments of `sbom compare`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The bill of materials of the older version
    before: PathBuf,
    /// The bill of materials of the newer version
    after: PathBuf,
    /// Of an older file with several: the number of the one that is meant
    #[arg(long, value_name = "NUMBER")]
    document_before: Option<usize>,
    /// The same of the newer file
    #[arg(long, value_name = "NUMBER")]
    document_after: Option<usize>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    #[serde(flatten)]
    difference: Difference,
}

/// Runs it. Differences are findings.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let before = lists::read(&arguments.before, arguments.document_before)?;
    let difference = compare(&before, &lists::read(&arguments.after, arguments.document_after)?);
    let any = !difference.is_empty();
    match arguments.format {
        Format::Json => output::json(&Document { schema: "kikimori.sbom-compare/1", difference })?,
        Format::Csv => output::text(&table(&difference).as_csv())?,
        Format::Table => {
            output::text(&table(&difference).as_text())?;
            eprintln!("{} unchanged", counted(difference.unchanged, "component is", "components are"));
        }
    }
    Ok(Outcome::of(any))
}

fn table(difference: &Difference) -> Table {
    let mut table = Table::new(&["what", "component", "before", "after"]);
    let mut row = |what: &str, name: &str, before: &str, after: &str| {
        table.row([what, name, before, after].map(str::to_owned).to_vec());
    };
    for side in &difference.added {
        row("added", &side.name, "", side.version.as_deref().unwrap_or_default());
    }
    for side in &difference.removed {
        row("removed", &side.name, side.version.as_deref().unwrap_or_default(), "");
    }
    let changes = [
        ("version", &difference.version_changed),
        ("licence", &difference.licence_changed),
        ("supplier", &difference.supplier_changed),
    ];
    for (what, list) in changes {
        for change in list {
            row(what, &change.name, &change.before, &change.after);
        }
    }
    table
}
