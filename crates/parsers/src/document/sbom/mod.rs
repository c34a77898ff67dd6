//! Software bills of materials of every standard: tolerant reading into `domain::sbom::Sbom`, with warnings instead of refusals.
//!
//! The format is found by content, never by the name of the file. Only bytes in which no bill of materials can be
//! recognised are refused.

mod check;
mod cyclonedx;
mod detect;
mod spdx2;
mod words;

use domain::sbom::{Sbom, SbomFormat, Standard};

use super::{
    tree::{Fields, Log, Node, Place},
    unpack::{self, UnpackProblem},
};
use detect::Found;

/// Larger files are refused, unpacked size counts.
pub const MAX_BYTES: usize = 256 << 20;

/// Why a file is no bill of materials.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SbomError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// More than [`MAX_BYTES`], also after unpacking.
    #[error("the file holds more than {limit} bytes; split it, or look at where it comes from")]
    TooLarge { limit: usize },
    /// Broken compression.
    #[error("the {format} compression of the file is broken")]
    Compression { format: &'static str },
    /// It begins like a format but cannot be read on.
    #[error("not readable as {format} at line {line}: {reason}")]
    Broken { format: &'static str, line: usize, reason: String },
    /// Readable, but something else.
    #[error("no bill of materials: {what}")]
    NotASbom { what: String },
}

impl SbomError {
    pub(super) fn not_a_sbom(what: &str) -> Self {
        Self::NotASbom { what: what.to_owned() }
    }
}

/// Reads one document of any standard.
///
/// # Errors
/// [`SbomError`] when the bytes hold no bill of materials.
pub fn read(bytes: &[u8]) -> Result<Sbom, SbomError> {
    let bytes = unpack::unpack(bytes, MAX_BYTES).map_err(|problem| match problem {
        UnpackProblem::TooLarge => SbomError::TooLarge { limit: MAX_BYTES },
        UnpackProblem::Broken(format) => SbomError::Compression { format },
    })?;
    if bytes.is_empty() {
        return Err(SbomError::Empty);
    }
    let (text, note) = unpack::characters(&bytes);
    let log = Log::default();
    if let Some(note) = note {
        log.warn(String::new(), String::new(), &note);
    }
    let mut sbom = interpret(detect::detect(&text)?, &log);
    check::check(&sbom, &log);
    (sbom.warnings, sbom.unread) = log.into_parts();
    Ok(sbom)
}

fn interpret(found: Found<'_>, log: &Log) -> Sbom {
    let mut sbom = Sbom::default();
    match found {
        Found::Tree { standard, encoding, root: Node::Map(map) } => {
            sbom.format = SbomFormat { standard, version: String::new(), encoding };
            let fields = Fields::new(&map, Place::Root, log);
            match standard {
                Standard::CycloneDx => cyclonedx::read(&fields, &mut sbom),
                _ => spdx2::read(&fields, &mut sbom),
            }
        }
        Found::Tree { .. } => {}
    }
    sbom
}

#[cfg(test)]
mod tests;
