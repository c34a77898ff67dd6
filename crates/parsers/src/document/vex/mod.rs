//! Statements about vulnerabilities (VEX) of every form: OpenVEX, CSAF, CycloneDX, SPDX 3 and Kikimori's own, with warnings instead of refusals.
//!
//! The format is found by content. A statement that cannot be understood is told with its place; the others are read.

mod csaf;
mod cyclonedx;
mod openvex;
mod own;
pub mod write;

use std::borrow::Cow;

use domain::{
    hex,
    ids::StatementId,
    statements::{Declaration, Document, Role, Statement, VexFormat},
    time::Timestamp,
};
use sha2::{Digest, Sha256};

use super::{
    csaf::CsafError,
    sbom::SbomError,
    tree::{Log, Map, Node, read_json},
    unpack::{self, UnpackProblem},
};

/// Larger files are refused, unpacked size counts.
pub const MAX_BYTES: usize = 64 << 20;

/// Why a file holds no statements.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VexError {
    #[error("the file is empty")]
    Empty,
    #[error("the file holds more than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the {format} compression of the file is broken")]
    Compression { format: &'static str },
    #[error("the document gives more than {most} statuses; nothing of it was read")]
    TooMany { most: usize },
    /// It begins like JSON or XML but cannot be read on.
    #[error("not readable as {format} at line {line}: {reason}")]
    Broken { format: &'static str, line: usize, reason: String },
    /// Readable, but something else.
    #[error("no statements about vulnerabilities: {what}")]
    NotVex { what: String },
}

/// What a document states.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vex {
    pub format: VexFormat,
    pub id: String,
    /// Revision, as the document says.
    pub version: String,
    pub author: String,
    /// The author's address, where the document tells one.
    pub namespace: String,
    /// The author took the document back: it states nothing.
    pub withdrawn: bool,
    pub role: Role,
    pub said_at: Option<Timestamp>,
    pub statements: Vec<Statement>,
    pub declarations: Vec<Declaration>,
    /// What was odd, each with its place.
    pub warnings: Vec<String>,
    /// Lower-case hex of the file as it was handed over.
    pub sha256: String,
}

/// Reads one document.
///
/// # Errors
/// [`VexError`] when the bytes hold no statements.
pub fn read(bytes: &[u8]) -> Result<Vex, VexError> {
    let mut vex = Vex { sha256: hex::lower(&Sha256::digest(bytes)), ..Vex::default() };
    let inside = unpack::unpack(bytes, MAX_BYTES).map_err(|problem| match problem {
        UnpackProblem::TooLarge => VexError::TooLarge { limit: MAX_BYTES },
        UnpackProblem::Broken(format) => VexError::Compression { format },
    })?;
    if let Some(line) = unpack::lost_line(&inside) {
        return Err(VexError::Broken { format: "text", line, reason: unpack::UNREADABLE.to_owned() });
    }
    let (text, note) = unpack::characters(&inside);
    match text.trim_start().chars().next() {
        None => return Err(VexError::Empty),
        Some('{') => from_json(&text, &mut vex)?,
        _ => cyclonedx::read(&inside, &mut vex)?,
    }
    vex.warnings.extend(note);
    for (at, statement) in vex.statements.iter_mut().enumerate() {
        if vex.format != VexFormat::Own {
            statement.id = id(&vex.sha256, at);
        }
    }
    Ok(vex)
}

fn from_json(text: &str, vex: &mut Vex) -> Result<(), VexError> {
    let (root, rest) = read_json(text).map_err(|problem| VexError::Broken {
        format: "JSON",
        line: problem.line,
        reason: problem.reason,
    })?;
    let Node::Map(root) = root else { return Err(not_vex("the top level is no object")) };
    if rest > 0 {
        vex.warnings.push("something follows after the end of the document; it was not read".to_owned());
    }
    let (root, is_wrapped) = unwrapped(root);
    let bytes = match is_wrapped {
        true => Cow::Owned(super::sbom::write::json(&root).into_bytes()),
        false => Cow::Borrowed(text.as_bytes()),
    };
    let text = |key: &str| root.get(key).and_then(Node::as_text).unwrap_or_default();
    let is_csaf = root.get("document").and_then(Node::as_map).is_some_and(|meta| meta.has("csaf_version"));
    match () {
        () if text("kikimori") == "statements" => own::read(&bytes, vex),
        () if is_csaf => csaf::read(&bytes, vex),
        () if text("@context").contains("openvex") || openvex::is_alone(&root) => {
            let log = Log::default();
            openvex::read(&root, &log, vex);
            told(log, vex);
            Ok(())
        }
        () if root.has("bomFormat") || root.has("@graph") => cyclonedx::read(&bytes, vex),
        () => Err(not_vex("the file has none of the members by which VEX documents are known")),
    }
}

/// In-toto statements carry the document in `predicate`; lists of OpenVEX statements by single files in `item.document`.
///
/// The document, and whether something was around it.
fn unwrapped(mut root: Map<'_>) -> (Map<'_>, bool) {
    let keys: &[&str] = if root.has("predicate") {
        &["predicate"]
    } else if root.has("item") {
        &["item", "document"]
    } else {
        &[]
    };
    for key in keys {
        if let Some(Node::Map(inner)) = root.get_mut(key) {
            root = std::mem::take(inner);
        }
    }
    (root, !keys.is_empty())
}

fn told(log: Log, vex: &mut Vex) {
    let (warnings, unread) = log.into_parts();
    vex.warnings.extend(warnings.iter().map(ToString::to_string));
    vex.warnings.extend(unread.iter().map(|field| {
        format!("{}: this field has no place in a statement ({} times)", field.path, field.count)
    }));
}

fn not_vex(what: &str) -> VexError {
    VexError::NotVex { what: what.to_owned() }
}

impl From<SbomError> for VexError {
    fn from(error: SbomError) -> Self {
        match error {
            SbomError::Empty => Self::Empty,
            SbomError::TooLarge { limit } => Self::TooLarge { limit },
            SbomError::Compression { format } => Self::Compression { format },
            SbomError::Broken { format, line, reason } => Self::Broken { format, line, reason },
            SbomError::NotASbom { what } => Self::NotVex { what },
        }
    }
}

impl From<CsafError> for VexError {
    fn from(error: CsafError) -> Self {
        match error {
            CsafError::TooLarge { limit, .. } => Self::TooLarge { limit },
            CsafError::NotJson { line, reason, .. } => Self::Broken { format: "JSON", line, reason },
            CsafError::NotCsaf { .. } => not_vex(&error.to_string()),
        }
    }
}

/// The same statement of the same file has the same id whenever it is read.
fn id(sha256: &str, at: usize) -> StatementId {
    let digest = hex::lower(&Sha256::digest(format!("{sha256}#{at}").as_bytes()));
    StatementId::from_tail(digest.get(..20).unwrap_or_default())
}

impl Vex {
    /// A statement of this document with everything that the document says for all of them.
    fn statement(
        &self,
        vulnerability: &str,
        status: domain::advisories::Verdict,
        place: String,
    ) -> Statement {
        Statement {
            author: self.author.clone(),
            role: self.role,
            said_at: self.said_at,
            document: Some(Document {
                format: self.format,
                id: self.id.clone(),
                version: self.version.clone(),
                sha256: self.sha256.clone(),
                namespace: self.namespace.clone(),
                place,
            }),
            ..Statement::new(id(&self.sha256, 0), vulnerability, status)
        }
    }
}

/// The role that free words mean.
fn role(words: &str) -> Role {
    let plain = words.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| plain.contains(part));
    match () {
        () if has(&["distributor", "reseller", "販売", "卸"]) => Role::Distributor,
        () if has(&["maker", "vendor", "manufacturer", "製造", "メーカー"]) => Role::Maker,
        () if has(&["hospital", "user", "operator", "病院", "医療機関"]) => Role::Hospital,
        () if has(&["support", "maintenance", "保守"]) => Role::Supporter,
        () => Role::Other,
    }
}

#[cfg(test)]
mod tests;
