//! `kikimori feeds key`: the key that signs bundles, and its fingerprint.

use std::path::PathBuf;

use app::feeds::bundle::{PublicKey, SigningKey};
use clap::Subcommand;

use crate::{Outcome, output};

/// Arguments of `feeds key`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a key: FILE stays with whoever makes bundles, FILE.pub and the fingerprint go to the hospitals
    Make { file: PathBuf },
    /// Show the fingerprint of a private or public key file
    Show { file: PathBuf },
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let key = match &arguments.action {
        Action::Make { file } => SigningKey::make(file)?,
        Action::Show { file } => PublicKey::read(file)?,
    };
    output::text(&format!("{}\n", key.fingerprint()))?;
    Ok(Outcome::Nothing)
}
