//! `kikimori vex convert`: into another format, with a list of what the target cannot hold.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use app::statements;
use domain::statements::{Declaration, Statement};
use parsers::document::vex::write::{Heading, Target, write};

use crate::{Outcome, commands};

/// Arguments of `vex convert`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The document to read
    input: PathBuf,
    /// The file to write
    output: PathBuf,
    #[arg(long, value_enum)]
    to: To,
    /// Address of whoever issues the document (CSAF)
    #[arg(long, value_name = "URL", default_value = "")]
    namespace: String,
    /// Title of the document (CSAF)
    #[arg(long, default_value = "")]
    title: String,
}

/// Formats that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum To {
    #[value(name = "openvex")]
    OpenVex,
    Csaf,
    #[value(name = "cyclonedx")]
    CycloneDx,
    Kikimori,
}

impl To {
    pub const fn target(self) -> Target {
        match self {
            Self::OpenVex => Target::OpenVex,
            Self::Csaf => Target::Csaf,
            Self::CycloneDx => Target::CycloneDx,
            Self::Kikimori => Target::Own,
        }
    }
}

/// Runs it. What the target cannot hold is told on standard error.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let vex = statements::read_one(&arguments.input)?;
    vex.warnings.iter().for_each(|warning| eprintln!("warning: {warning}"));
    let heading = Heading {
        id: vex.id.clone(),
        title: arguments.title.clone(),
        author: vex.author.clone(),
        role: vex.role,
        namespace: arguments.namespace.clone(),
        now: commands::now(),
    };
    put(&vex.statements, &vex.declarations, &heading, arguments.to.target(), &arguments.output)?;
    Ok(Outcome::Nothing)
}

/// Writes a document into a file and tells what is not in it.
pub fn put(
    statements: &[Statement],
    declarations: &[Declaration],
    heading: &Heading,
    target: Target,
    file: &Path,
) -> anyhow::Result<()> {
    let written = write(statements, declarations, heading, target);
    std::fs::write(file, written.text).with_context(|| format!("writing {}", file.display()))?;
    written.lost.iter().for_each(|lost| eprintln!("not in the new file: {lost}"));
    Ok(())
}
