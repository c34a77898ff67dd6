//! `kikimori feeds init`: the settings with every default written out.

use app::feeds::settings;

use super::Data;
use crate::{Outcome, output};

/// Arguments of `feeds init`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
}

/// Runs it. Settings that are there stay.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let folder = arguments.data.folder();
    let written = settings::init(&folder)?;
    let path = folder.settings();
    let what = if written { "written" } else { "is there already and stays" };
    output::text(&format!("{} {what}\n", path.display()))?;
    Ok(Outcome::Nothing)
}
