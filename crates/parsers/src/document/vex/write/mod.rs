//! Writing statements: each target says what it cannot hold, so that nothing is lost in silence.

mod csaf;
mod cyclonedx;
pub(super) mod openvex;

use domain::{
    hex,
    statements::{Declaration, Role, Statement},
    time::Timestamp,
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::super::sbom::write::Lost;
pub use super::super::sbom::write::Written;

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// OpenVEX 0.2.0.
    OpenVex,
    /// CSAF 2.0, profile 5 (`csaf_vex`).
    Csaf,
    /// CycloneDX 1.6.
    CycloneDx,
    /// Kikimori's own form: holds everything.
    Own,
}

/// What stands at the head of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// Made of the statements when empty.
    pub id: String,
    pub title: String,
    /// Whoever issues it; the author of the first statement when empty.
    pub author: String,
    pub role: Role,
    /// An address of the author (CSAF `publisher.namespace`).
    pub namespace: String,
    pub now: Timestamp,
}

/// Writes statements and declarations.
#[must_use]
pub fn write(
    statements: &[Statement],
    declarations: &[Declaration],
    heading: &Heading,
    target: Target,
) -> Written {
    let mut lost = Lost::default();
    if target == Target::Own {
        return Written { text: own(statements, declarations), lost: Vec::new() };
    }
    let mut all: Vec<Statement> = statements.to_vec();
    for declaration in declarations {
        let patched = declaration.patched();
        all.extend(patched.iter().filter_map(|vulnerability| declaration.about(vulnerability)));
        lost.add("declarations that say more than which fixes are inside", usize::from(patched.is_empty()));
    }
    let before = all.len();
    all.retain(|statement| statement.withdrawn.is_none());
    lost.add("statements that were withdrawn", before - all.len());
    let mut heading = heading.clone();
    if let (true, Some(first)) = (heading.author.is_empty(), all.first()) {
        heading.author.clone_from(&first.author);
        heading.role = first.role;
    }
    if heading.author.is_empty() {
        "Unknown Author".clone_into(&mut heading.author);
    }
    if heading.id.is_empty() {
        heading.id = format!("kikimori-{}", digest(&all));
    }
    let text = match target {
        Target::OpenVex => openvex::write(&all, &heading, &mut lost),
        Target::Csaf => csaf::write(&all, &heading, &mut lost),
        Target::CycloneDx => cyclonedx::write(&all, &heading, &mut lost),
        Target::Own => String::new(),
    };
    Written { text, lost: lost.into_lines() }
}

/// Kikimori's own form.
#[derive(Serialize)]
struct Own<'s> {
    kikimori: &'static str,
    version: u8,
    statements: &'s [Statement],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    declarations: &'s [Declaration],
}

fn own(statements: &[Statement], declarations: &[Declaration]) -> String {
    let own = Own { kikimori: "statements", version: 1, statements, declarations };
    let mut text = serde_json::to_string_pretty(&own).unwrap_or_default();
    text.push('\n');
    text
}

/// Of everything that is said: another document when anything else is said.
fn digest(statements: &[Statement]) -> String {
    let text = serde_json::to_string(statements).unwrap_or_default();
    hex::lower(&Sha256::digest(text.as_bytes())).get(..16).unwrap_or_default().to_owned()
}

/// What no format but CycloneDX with properties of ours can say.
fn beside(statement: &Statement, heading: &Heading, lost: &mut Lost) {
    let other_author = statement.author != heading.author || statement.role != heading.role;
    lost.add("authors and roles other than the document's", usize::from(other_author));
    lost.some("until when statements count", statement.valid_until.as_ref());
    lost.add("grounds of decisions", statement.grounds.len());
    lost.some("what the hospital does about it", statement.treatment.as_ref());
}
