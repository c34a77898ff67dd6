//! `kikimori sbom show`: every component, flat or as a tree, or one line a document.

use std::{io::Write as _, path::PathBuf};

use anyhow::{Context as _, bail};
use app::sboms::{self, Looked};
use domain::sbom::{Component, Sbom, SbomWarning};
use serde::Serialize;

use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Arguments of `sbom show`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files, folders, and .tar (also compressed) and .zip archives of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// One line a document: format, number of packages, warnings
    #[arg(long)]
    summary: bool,
    /// Components under the components that need them
    #[arg(long, conflicts_with = "summary")]
    tree: bool,
    /// Also tell everything in which a document departs from its standard
    #[arg(long)]
    strict: bool,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// One of `documents` in JSON.
#[derive(Serialize)]
struct Document<'s> {
    file: String,
    format: String,
    packages: usize,
    warnings: Vec<String>,
    /// Only with `--strict`: empty for a valid document.
    #[serde(skip_serializing_if = "Option::is_none")]
    departures: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sbom: Option<&'s Sbom>,
}

/// A file that is no bill of materials.
#[derive(Serialize)]
struct LeftOut {
    file: String,
    reason: String,
}

/// Runs it. Nothing that is shown is a finding; a document that was named and cannot be read is one.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let mut sheet = Sheet::new(arguments);
    let mut left_out: Vec<LeftOut> = Vec::new();
    let (mut read, mut refused) = (0_usize, false);
    let mut written = Ok(());
    sboms::each(&arguments.paths, arguments.strict, &mut |looked: Looked| match looked.outcome {
        Ok((sbom, departures)) => {
            refused |= !departures.is_empty();
            read += 1;
            if written.is_ok() {
                written = sheet.document(looked.file, &sbom, &departures);
            }
        }
        Err(problem) => {
            refused |= looked.named;
            left_out.push(LeftOut { file: looked.file, reason: problem.to_string() });
        }
    })?;
    written?;
    if read == 0 {
        let reason = left_out.first().map(|first| format!("; {}: {}", first.file, first.reason));
        bail!("no bill of materials was read{}", reason.unwrap_or_default());
    }
    for left_out in &left_out {
        eprintln!("warning: {}: {}", left_out.file, left_out.reason);
    }
    sheet.end(&left_out)?;
    Ok(Outcome::of(refused))
}

/// Writes documents as they come; only tables wait for the end.
struct Sheet<'a> {
    arguments: &'a Arguments,
    table: Table,
    any: bool,
}

const BEGIN: &str = "{\n\"schema\": \"kikimori.sbom/1\",\n\"documents\": [\n";
const SUMMARY: [&str; 4] = ["file", "format", "packages", "warnings"];
const FLAT: [&str; 9] =
    ["file", "component", "version", "kind", "supplier", "licence", "identifier", "end of support", "id"];

impl<'a> Sheet<'a> {
    fn new(arguments: &'a Arguments) -> Self {
        let headings: &[&str] = if arguments.summary { &SUMMARY } else { &FLAT };
        Self { arguments, table: Table::new(headings), any: false }
    }

    fn document(&mut self, file: String, sbom: &Sbom, departures: &[SbomWarning]) -> anyhow::Result<()> {
        let (format, packages, warnings) = (sbom.format.to_string(), sbom.packages(), sbom.told());
        if self.arguments.format != Format::Json && !self.arguments.summary {
            warnings_to_stderr(&warnings);
        }
        let departures: Vec<String> = departures.iter().map(ToString::to_string).collect();
        if self.arguments.format != Format::Json {
            departures.iter().for_each(|departure| eprintln!("not valid: {file}: {departure}"));
        }
        match self.arguments.format {
            Format::Json => {
                let departures = self.arguments.strict.then_some(departures);
                let sbom = (!self.arguments.summary).then_some(sbom);
                output::text(if self.any { ",\n" } else { BEGIN })?;
                self.any = true;
                let mut out = std::io::BufWriter::new(std::io::stdout().lock());
                serde_json::to_writer(
                    &mut out,
                    &Document { file, format, packages, warnings, departures, sbom },
                )
                .map_err(std::io::Error::from)
                .and_then(|()| out.flush())
                .context("writing to standard output")?;
            }
            _ if self.arguments.summary => {
                self.table.row(vec![file, format, packages.to_string(), warnings.len().to_string()]);
            }
            Format::Table if self.arguments.tree => {
                output::text(&format!("{file}: {format}\n{}", super::tree::draw(sbom)))?;
            }
            _ => sbom.components.iter().for_each(|component| self.table.row(line(&file, component))),
        }
        Ok(())
    }

    fn end(&self, left_out: &[LeftOut]) -> anyhow::Result<()> {
        match self.arguments.format {
            Format::Json => {
                let left_out =
                    serde_json::to_string(left_out).context("writing the list of files left out")?;
                output::text(&format!("\n],\n\"left_out\": {left_out}\n}}\n"))
            }
            Format::Table if self.arguments.tree => Ok(()),
            Format::Table => output::text(&self.table.as_text()),
            Format::Csv => output::text(&self.table.as_csv()),
        }
    }
}

fn warnings_to_stderr(warnings: &[String]) {
    for warning in warnings {
        eprintln!("warning: {warning}");
    }
}

fn line(file: &str, component: &Component) -> Vec<String> {
    let identifier = component.purl().or_else(|| component.cpe());
    let licence = component.licences.first().map(|licence| licence.text.clone());
    vec![
        file.to_owned(),
        component.full_name(),
        component.version.clone().unwrap_or_default(),
        component.kind.clone().unwrap_or_default(),
        component.supplied_by().unwrap_or_default().to_owned(),
        licence.unwrap_or_default(),
        identifier.unwrap_or_default().to_owned(),
        component.support.end_of_support.clone().unwrap_or_default(),
        component.id.clone(),
    ]
}
