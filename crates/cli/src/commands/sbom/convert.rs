//! `kikimori sbom convert`: into another standard or a table, with a list of what the target cannot hold.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use app::{
    sbom_exports::{ExportFormat, export},
    sbom_tables,
};
use domain::sbom::Sbom;

use crate::{Outcome, commands::lists};

/// Arguments of `sbom convert`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The bill of materials
    input: PathBuf,
    /// The file to write
    output: PathBuf,
    #[arg(long, value_enum)]
    to: To,
    /// Of a file with several: the number of the one that is meant
    #[arg(long, value_name = "NUMBER")]
    document: Option<usize>,
}

/// Formats that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum To {
    #[value(name = "spdx-2.3-json")]
    Spdx23Json,
    #[value(name = "spdx-2.3-tv")]
    Spdx23TagValue,
    #[value(name = "spdx-3.0")]
    Spdx30,
    #[value(name = "cyclonedx-1.6-json")]
    CycloneDx16Json,
    #[value(name = "cyclonedx-1.6-xml")]
    CycloneDx16Xml,
    Xlsx,
    Csv,
}

/// Runs it. What the target cannot hold is told on standard error.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let sbom = lists::read(&arguments.input, arguments.document)?;
    for warning in sbom.told() {
        eprintln!("warning: {warning}");
    }
    put(&sbom, arguments.to, &arguments.output)?;
    // What was cut is told here only: the new file does not say so.
    Ok(if sbom.has_rest() { Outcome::NotKnown } else { Outcome::Nothing })
}

/// Writes a document into a file and tells what is not in it.
pub fn put(sbom: &Sbom, to: To, file: &Path) -> anyhow::Result<()> {
    let format = match to {
        To::Spdx23Json => ExportFormat::Spdx23Json,
        To::Spdx23TagValue => ExportFormat::Spdx23TagValue,
        To::Spdx30 => ExportFormat::Spdx30,
        To::CycloneDx16Json => ExportFormat::CycloneDx16Json,
        To::CycloneDx16Xml => ExportFormat::CycloneDx16Xml,
        To::Xlsx => ExportFormat::Xlsx,
        To::Csv => return write(csv(&sbom_tables::table(sbom)), sbom_tables::table(sbom).lost, file),
    };
    let exported = export(sbom, format, crate::commands::now())?;
    write(exported.bytes, exported.lost, file)
}

fn write(bytes: Vec<u8>, lost: Vec<String>, file: &Path) -> anyhow::Result<()> {
    std::fs::write(file, bytes).with_context(|| format!("writing {}", file.display()))?;
    for lost in lost {
        eprintln!("not in the new file: {lost}");
    }
    Ok(())
}

/// With a byte order mark: Excel takes the file for Shift_JIS otherwise.
fn csv(table: &sbom_tables::Table) -> Vec<u8> {
    let headings: Vec<&str> = table.headings.iter().map(String::as_str).collect();
    let mut out = crate::table::Table::new(&headings);
    table.rows.iter().for_each(|row| out.row(row.clone()));
    format!("\u{feff}{}", out.as_csv()).into_bytes()
}
