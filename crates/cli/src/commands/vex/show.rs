//! `kikimori vex show`: statements of any format, one line a statement and product.

use std::path::PathBuf;

use app::{
    statements::{self, Read},
    vulnerability_scan::LeftOut,
};
use domain::{
    civil::Civil,
    statements::{Declaration, Statement},
    time::Timestamp,
};
use serde::Serialize;

use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Arguments of `vex show`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Documents: files and folders
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Shown<'r> {
    documents: Vec<Document<'r>>,
    left_out: &'r [LeftOut],
}

#[derive(Serialize)]
struct Document<'r> {
    file: &'r str,
    format: &'static str,
    id: &'r str,
    version: &'r str,
    author: &'r str,
    role: &'static str,
    said_at: Option<String>,
    statements: &'r [Statement],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    declarations: &'r [Declaration],
    warnings: &'r [String],
}

/// Runs it. A file that states nothing is told, and the answer is incomplete.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let read = statements::read_paths(&arguments.files)?;
    match arguments.format {
        Format::Json => output::json(&shown(&read))?,
        Format::Table => output::text(&table(&read).as_text())?,
        Format::Csv => output::text(&table(&read).as_csv())?,
    }
    for (file, vex) in read.documents.iter().filter(|_| arguments.format != Format::Json) {
        vex.warnings.iter().for_each(|warning| eprintln!("warning: {file}: {warning}"));
    }
    for left_out in &read.left_out {
        eprintln!("warning: {}: {}", left_out.file, left_out.reason);
    }
    Ok(if read.left_out.is_empty() { Outcome::Nothing } else { Outcome::NotKnown })
}

fn shown(read: &Read) -> Shown<'_> {
    let documents = read.documents.iter().map(|(file, vex)| Document {
        file,
        format: vex.format.as_str(),
        id: &vex.id,
        version: &vex.version,
        author: &vex.author,
        role: vex.role.as_str(),
        said_at: vex.said_at.map(|said| Civil::utc(said).iso()),
        statements: &vex.statements,
        declarations: &vex.declarations,
        warnings: &vex.warnings,
    });
    Shown { documents: documents.collect(), left_out: &read.left_out }
}

const HEADINGS: &[&str] =
    &["vulnerability", "status", "product", "why", "author", "role", "said", "until", "file"];

fn table(read: &Read) -> Table {
    let mut table = Table::new(HEADINGS);
    for (file, vex) in &read.documents {
        for statement in &vex.statements {
            for subject in &statement.subjects {
                table.row(row(file, statement, subject.shown()));
            }
        }
        for declaration in &vex.declarations {
            let inside = declaration.inside.as_ref().map(|product| format!(" in {}", product.shown()));
            table.row(vec![
                declaration.patched().join(" "),
                "declared".to_owned(),
                format!("{}{}", declaration.component.shown(), inside.unwrap_or_default()),
                declaration.reason.clone(),
                declaration.author.clone(),
                declaration.role.as_str().to_owned(),
                day(declaration.said_at),
                day(declaration.valid_until),
                file.clone(),
            ]);
        }
    }
    table
}

fn row(file: &str, statement: &Statement, product: String) -> Vec<String> {
    let word = statement.justification.map(|justification| justification.as_str().to_owned());
    let texts = [&statement.impact, &statement.action, &statement.note];
    let why = word.or_else(|| texts.into_iter().flatten().next().cloned());
    vec![
        statement.vulnerability.clone(),
        statement.status.as_str().to_owned(),
        product,
        why.unwrap_or_default(),
        statement.author.clone(),
        statement.role.as_str().to_owned(),
        day(statement.said_at),
        day(statement.valid_until),
        file.to_owned(),
    ]
}

/// A date for people, or nothing.
pub fn day(time: Option<Timestamp>) -> String {
    time.map(|time| Civil::utc(time).date()).unwrap_or_default()
}
