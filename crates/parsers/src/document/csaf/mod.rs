//! CSAF 2.0 and 2.1 advisories: tolerant reading into `domain::advisories::Advisory`, with warnings instead of refusals.
//!
//! Real files break the standard in many ways; whatever can be read is read, and every oddity is told with the JSON
//! pointer of the place. Only bytes that are no JSON object with a `document` are refused.

mod document;
mod json;
mod tree;
mod vulnerabilities;

use domain::{advisories::Advisory, hex};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::unpack::{UNREADABLE, characters, lost_line};
use json::Warnings;

/// Larger files are refused: the largest real CSAF file known is below 30 MB.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Why a file is no advisory. Nothing of the file is echoed but its own words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CsafError {
    /// More than [`MAX_BYTES`].
    #[error("the file has {bytes} bytes; advisories are read up to {limit} bytes")]
    TooLarge { bytes: usize, limit: usize },
    /// Broken JSON, or nested deeper than 128 levels.
    #[error("not readable as JSON at line {line}, column {column}: {reason}")]
    NotJson { line: usize, column: usize, reason: String },
    /// JSON, but not a CSAF document.
    #[error("{pointer}: {other}", pointer = other.pointer())]
    NotCsaf { other: OtherJson },
}

impl CsafError {
    /// Stable kebab-case code for the texts of the pages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "advisory-file-too-large",
            Self::NotJson { .. } => "advisory-file-not-json",
            Self::NotCsaf { .. } => "advisory-file-not-csaf",
        }
    }

    /// What the text of [`Self::code`] is filled with: `mb` (largest size), `line` and `column`, or `what` (an [`OtherJson`]).
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLarge { limit, .. } => vec![("mb", (limit >> 20).to_string())],
            Self::NotJson { line, column, .. } => {
                vec![("line", line.to_string()), ("column", column.to_string())]
            }
            Self::NotCsaf { other } => vec![("what", other.as_str().to_owned())],
        }
    }
}

/// What JSON that is no CSAF document looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherJson {
    CycloneDx,
    Spdx,
    LinkedData,
    Feed,
    NoDocument,
    NoObject,
}

impl OtherJson {
    /// Stable word for the texts of the pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CycloneDx => "cyclonedx",
            Self::Spdx => "spdx",
            Self::LinkedData => "linked-data",
            Self::Feed => "feed",
            Self::NoDocument => "no-document",
            Self::NoObject => "no-object",
        }
    }

    /// JSON pointer (RFC 6901) of the member that tells.
    #[must_use]
    pub const fn pointer(self) -> &'static str {
        match self {
            Self::CycloneDx => "/bomFormat",
            Self::Spdx => "/spdxVersion",
            Self::LinkedData => "/@context",
            Self::Feed => "/feed",
            Self::NoDocument => "/document",
            Self::NoObject => "",
        }
    }
}

impl std::fmt::Display for OtherJson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::CycloneDx => "this is a CycloneDX document",
            Self::Spdx => "this is an SPDX document",
            Self::LinkedData => "this is a linked-data document (OpenVEX?)",
            Self::Feed => "this is a feed that lists advisories, not an advisory",
            Self::NoDocument => "the member `document` is missing, so this is no CSAF advisory",
            Self::NoObject => "the top level is not an object, so this is no CSAF advisory",
        })
    }
}

/// Reads one CSAF document.
///
/// # Errors
/// [`CsafError`] when the bytes are too many, are not JSON, or are JSON of another kind.
pub fn read(bytes: &[u8]) -> Result<Advisory, CsafError> {
    if bytes.len() > MAX_BYTES {
        return Err(CsafError::TooLarge { bytes: bytes.len(), limit: MAX_BYTES });
    }
    if let Some(line) = lost_line(bytes) {
        // The name of a product may be another now.
        return Err(CsafError::NotJson { line, column: 1, reason: UNREADABLE.to_owned() });
    }
    let (text, note) = characters(bytes);
    let root = parse(&text)?;
    let Some(meta) = root.get("document").and_then(Value::as_object) else {
        return Err(not_csaf(&root));
    };
    let mut warnings = Warnings::default();
    note.into_iter().for_each(|note| warnings.add("", &note));
    let mut advisory = Advisory { sha256: hex::lower(&Sha256::digest(bytes)), ..Advisory::default() };
    document::read(meta, &mut advisory, &mut warnings);
    advisory.products = tree::read(root.get("product_tree"), &mut warnings);
    let groups = tree::groups(root.get("product_tree"));
    advisory.vulnerabilities = vulnerabilities::read(root.get("vulnerabilities"), &groups, &mut warnings);
    check_references(&advisory, &mut warnings);
    advisory.warnings = warnings.into_inner();
    Ok(advisory)
}

fn parse(text: &str) -> Result<Value, CsafError> {
    serde_json::from_str(text).map_err(|error| CsafError::NotJson {
        line: error.line(),
        column: error.column(),
        reason: error.to_string().split(" at line").next().unwrap_or_default().to_owned(),
    })
}

/// Says which other known format the file looks like, so that the reader knows what to do.
fn not_csaf(root: &Value) -> CsafError {
    let other = match root {
        Value::Object(map) if map.contains_key("bomFormat") => OtherJson::CycloneDx,
        Value::Object(map) if map.contains_key("spdxVersion") => OtherJson::Spdx,
        Value::Object(map) if map.contains_key("@context") => OtherJson::LinkedData,
        Value::Object(map) if map.contains_key("feed") => OtherJson::Feed,
        Value::Object(_) => OtherJson::NoDocument,
        _ => OtherJson::NoObject,
    };
    CsafError::NotCsaf { other }
}

/// Warns of statuses and remediations that name products which the tree does not have.
fn check_references(advisory: &Advisory, warnings: &mut Warnings) {
    let known: std::collections::BTreeSet<&str> = advisory.products.iter().map(|p| p.id.as_str()).collect();
    for (index, vulnerability) in advisory.vulnerabilities.iter().enumerate() {
        for (status, id) in &vulnerability.statuses {
            if !known.contains(id.as_str()) {
                warnings.add(
                    &format!("/vulnerabilities/{index}/product_status/{status}"),
                    &format!("product {id} is not in the product tree"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests;
