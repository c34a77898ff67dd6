//! `kikimori sbom template`: an Excel file to be filled by hand.

use std::path::PathBuf;

use anyhow::Context as _;
use app::sbom_tables;

use crate::Outcome;

/// Arguments of `sbom template`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file to write (.xlsx)
    output: PathBuf,
}

/// Runs it. A file that is there is not overwritten: somebody may have filled it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let bytes = sbom_tables::template().context("making the template")?;
    let mut file = std::fs::File::create_new(&arguments.output)
        .with_context(|| format!("creating {} (it must not be there yet)", arguments.output.display()))?;
    std::io::Write::write_all(&mut file, &bytes)
        .with_context(|| format!("writing {}", arguments.output.display()))?;
    Ok(Outcome::Nothing)
}
