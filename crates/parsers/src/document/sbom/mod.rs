//! Software bills of materials of every standard: tolerant reading into `domain::sbom::Sbom`, with warnings instead of refusals.
//!
//! The format is found by content, never by the name of the file. Only bytes in which no bill of materials can be
//! recognised are refused.

mod check;
mod cyclonedx;
mod detect;
mod envelope;
mod plain;
mod several;
mod spdx2;
mod spdx3;
mod strict;
mod swid;
mod table;
pub(in crate::document) mod words;
pub mod write;

use domain::sbom::{Encoding, Sbom, SbomFormat, SbomWarning, Standard};

use super::{
    tree::{Fields, Log, Place},
    unpack::{self, UnpackProblem},
};
use detect::Found;
pub use several::several;

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
    read_both(bytes, false).map(|(sbom, _)| sbom)
}

/// Reads one document and also tells everything in which it departs from its standard.
///
/// # Errors
/// [`SbomError`] when the bytes hold no bill of materials.
pub fn read_strictly(bytes: &[u8]) -> Result<(Sbom, Vec<SbomWarning>), SbomError> {
    read_both(bytes, true)
}

fn read_both(bytes: &[u8], strictly: bool) -> Result<(Sbom, Vec<SbomWarning>), SbomError> {
    let mut bytes = unpack::unpack(bytes, MAX_BYTES).map_err(|problem| match problem {
        UnpackProblem::TooLarge => SbomError::TooLarge { limit: MAX_BYTES },
        UnpackProblem::Broken(format) => SbomError::Compression { format },
    })?;
    if bytes.is_empty() {
        return Err(SbomError::Empty);
    }
    if let Some(signed) = envelope::payload(&bytes)? {
        bytes = signed.into();
    }
    let log = Log::default();
    if let Some(found) = detect::spreadsheet(&bytes).or_else(|| detect::protobuf(&bytes)) {
        return Ok(conclude(found?, strictly, log));
    }
    let (text, note) = unpack::characters(&bytes);
    if let Some(note) = note {
        log.warn(String::new(), String::new(), &note);
    }
    let found = detect::text(&text, &log)?;
    Ok(conclude(found, strictly, log))
}

fn conclude(found: Found<'_>, strictly: bool, log: Log) -> (Sbom, Vec<SbomWarning>) {
    let problems = if strictly { departures(&found) } else { Vec::new() };
    let mut sbom = Sbom::default();
    interpret(found, &mut sbom, &log);
    check::check(&sbom, &log);
    (sbom.warnings, sbom.unread) = log.into_parts();
    (sbom, problems)
}

fn departures(found: &Found<'_>) -> Vec<SbomWarning> {
    match found {
        Found::Tree { standard, encoding, root } => {
            let is_other = matches!(encoding, Encoding::Xml | Encoding::Protobuf);
            strict::problems(*standard, is_other, root)
        }
        Found::Graph(root) => strict::graph_problems(root),
        Found::Swid(_) => Vec::new(),
        Found::Table(..) | Found::List(_) | Found::Results(_) | Found::Licences(_) => {
            let what = "the document follows no standard".to_owned();
            vec![SbomWarning { place: String::new(), what, more: 0 }]
        }
    }
}

fn interpret(found: Found<'_>, sbom: &mut Sbom, log: &Log) {
    let format = |standard, encoding| SbomFormat { standard, version: String::new(), encoding };
    let place = Place::Root;
    match found {
        Found::Tree { standard, encoding, root } => {
            sbom.format = format(standard, encoding);
            let fields = Fields::new(&root, place, log);
            match standard {
                Standard::CycloneDx => cyclonedx::read(&fields, sbom),
                _ => spdx2::read(&fields, sbom),
            }
        }
        Found::Graph(root) => {
            sbom.format = format(Standard::Spdx, Encoding::JsonLd);
            spdx3::read(&Fields::new(&root, place, log), sbom);
        }
        Found::Swid(root) => {
            sbom.format = format(Standard::Swid, Encoding::Xml);
            swid::read(&root, sbom, log);
        }
        Found::Table(workbook, encoding) => {
            sbom.format = format(Standard::Table, encoding);
            table::read(&workbook, sbom, log);
        }
        Found::List(items) => {
            sbom.format = format(Standard::Table, Encoding::Json);
            plain::read_list(&items, sbom, log);
        }
        Found::Results(root) => {
            sbom.format = format(Standard::Table, Encoding::Json);
            plain::read_results(&Fields::new(&root, place, log), &root, sbom);
        }
        Found::Licences(root) => {
            sbom.format = format(Standard::Table, Encoding::Json);
            plain::read_licences(&Fields::new(&root, place, log), sbom);
        }
    }
}

#[cfg(test)]
mod tests;
