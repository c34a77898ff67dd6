//! `kikimori feeds form`: the empty form for safety communications.

use app::feeds::FORM;

use crate::{Outcome, output};

/// Prints it.
pub fn run() -> anyhow::Result<Outcome> {
    output::text(FORM)?;
    Ok(Outcome::Nothing)
}
