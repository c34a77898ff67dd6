//! `kikimori sbom make` and `merge`: a list for a product that has none, and several lists as one.

use std::path::PathBuf;

use app::sbom_making::{self, Made, Product};
use domain::civil::Civil;
use parsers::document::sbom::write::{Target, write};

use super::convert::{self, To};
use crate::{Outcome, output};

/// Arguments of `sbom make`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Lock files, folders of sources, root file systems or firmware folders, tables filled by hand, other bills of materials
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    result: Making,
}

/// Arguments of `sbom merge`.
#[derive(Debug, clap::Args)]
pub struct MergeArguments {
    /// The bills of materials; of a file or archive with several, all
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    result: Making,
}

/// What is made, and where it goes.
#[derive(Debug, clap::Args)]
struct Making {
    /// Name of the product
    #[arg(long)]
    name: String,
    /// Version of the product
    #[arg(long)]
    version: Option<String>,
    /// Who supplies the product
    #[arg(long)]
    supplier: Option<String>,
    /// application, firmware, device …
    #[arg(long)]
    kind: Option<String>,
    /// Your own corrections (JSON); they stay when the list is made again
    #[arg(long, value_name = "FILE")]
    edits: Option<PathBuf>,
    /// The file to write; standard output when left out (JSON of CycloneDX only)
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "cyclonedx-1.6-json", requires = "output")]
    to: To,
}

/// Runs `make`.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let (product, edits) = arguments.result.parts()?;
    arguments.result.put(sbom_making::make(&arguments.paths, &product, &edits)?)
}

/// Runs `merge`.
pub fn run_merge(arguments: &MergeArguments) -> anyhow::Result<Outcome> {
    let (product, edits) = arguments.result.parts()?;
    arguments.result.put(sbom_making::merge_files(&arguments.paths, &product, &edits)?)
}

impl Making {
    fn parts(&self) -> anyhow::Result<(Product, Vec<matching::sbom::merge::Edit>)> {
        let edits = self.edits.as_deref().map(sbom_making::read_edits).transpose()?.unwrap_or_default();
        let product = Product {
            name: self.name.clone(),
            version: self.version.clone(),
            supplier: self.supplier.clone(),
            kind: self.kind.clone(),
        };
        Ok((product, edits))
    }

    /// Writes the list; where it comes from is told on standard error.
    fn put(&self, made: Made) -> anyhow::Result<Outcome> {
        made.notes.iter().for_each(|note| eprintln!("{note}"));
        let guesses = made
            .sbom
            .components
            .iter()
            .filter(|c| c.certainty == Some(domain::certainty::Certainty::Guess))
            .count();
        eprintln!(
            "{} components, {guesses} of them only guessed from texts in programs",
            made.sbom.packages()
        );
        match &self.output {
            Some(file) => convert::put(&made.sbom, self.to, file)?,
            None => {
                let now = Civil::utc(crate::commands::now()).iso();
                output::text(&write(&made.sbom, Target::CycloneDx16Json, &now).text)?;
            }
        }
        Ok(Outcome::Nothing)
    }
}
