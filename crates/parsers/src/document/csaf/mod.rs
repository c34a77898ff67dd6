//! CSAF 2.0 and 2.1 advisories: tolerant reading into `domain::advisories::Advisory`, with warnings instead of refusals.
//!
//! Real files break the standard in many ways; whatever can be read is read, and every oddity is told with the JSON
//! pointer of the place. Only bytes that are no JSON object with a `document` are refused.

mod document;
mod json;
mod tree;
mod vulnerabilities;

use domain::advisories::Advisory;
use serde_json::Value;
use sha2::{Digest, Sha256};

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
    #[error("{pointer}: {reason}")]
    NotCsaf { pointer: String, reason: String },
}

/// Reads one CSAF document.
///
/// # Errors
/// [`CsafError`] when the bytes are too many, are not JSON, or are JSON of another kind.
pub fn read(bytes: &[u8]) -> Result<Advisory, CsafError> {
    if bytes.len() > MAX_BYTES {
        return Err(CsafError::TooLarge { bytes: bytes.len(), limit: MAX_BYTES });
    }
    let root = parse(bytes)?;
    let Some(meta) = root.get("document").and_then(Value::as_object) else {
        return Err(not_csaf(&root));
    };
    let mut warnings = Warnings::default();
    let mut advisory = Advisory { sha256: hex(&Sha256::digest(bytes)), ..Advisory::default() };
    document::read(meta, &mut advisory, &mut warnings);
    advisory.products = tree::read(root.get("product_tree"), &mut warnings);
    let groups = tree::groups(root.get("product_tree"));
    advisory.vulnerabilities = vulnerabilities::read(root.get("vulnerabilities"), &groups, &mut warnings);
    check_references(&advisory, &mut warnings);
    advisory.warnings = warnings.into_inner();
    Ok(advisory)
}

fn parse(bytes: &[u8]) -> Result<Value, CsafError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| CsafError::NotJson {
        line: error.line(),
        column: error.column(),
        reason: error.to_string().split(" at line").next().unwrap_or_default().to_owned(),
    })
}

/// Says which other known format the file looks like, so that the reader knows what to do.
fn not_csaf(root: &Value) -> CsafError {
    let (pointer, reason) = match root {
        Value::Object(map) if map.contains_key("bomFormat") => ("/bomFormat", "this is a CycloneDX document"),
        Value::Object(map) if map.contains_key("spdxVersion") => ("/spdxVersion", "this is an SPDX document"),
        Value::Object(map) if map.contains_key("@context") => {
            ("/@context", "this is a linked-data document (OpenVEX?)")
        }
        Value::Object(map) if map.contains_key("feed") => {
            ("/feed", "this is a feed that lists advisories, not an advisory")
        }
        Value::Object(_) => ("/document", "the member `document` is missing, so this is no CSAF advisory"),
        _ => ("", "the top level is not an object, so this is no CSAF advisory"),
    };
    CsafError::NotCsaf { pointer: pointer.to_owned(), reason: reason.to_owned() }
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

fn hex(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    digest.iter().fold(String::with_capacity(digest.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
