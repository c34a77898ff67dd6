//! What is stated and decided here, as a document of a standard; what the standard cannot hold is told.

use domain::{
    statements::{Declaration, Role, Statement},
    time::Timestamp,
};
pub use parsers::document::vex::write::Written;
use parsers::document::vex::write::{Heading, Target, write};

use super::{Decision, Kept};

/// Formats that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VexExport {
    OpenVex,
    Csaf,
    CycloneDx,
    /// Kikimori's own: holds everything.
    Own,
}

impl VexExport {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::OpenVex, Self::Csaf, Self::CycloneDx, Self::Own];

    /// The word in addresses and options.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenVex => "openvex",
            Self::Csaf => "csaf",
            Self::CycloneDx => "cyclonedx",
            Self::Own => "kikimori",
        }
    }

    /// The format of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// As people write it, with the version of the standard.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenVex => "OpenVEX 0.2.0",
            Self::Csaf => "CSAF 2.0 VEX",
            Self::CycloneDx => "CycloneDX 1.6 VEX",
            Self::Own => "Kikimori",
        }
    }

    /// How the file is called.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("kikimori-vex.{}.json", self.as_str())
    }

    const fn target(self) -> Target {
        match self {
            Self::OpenVex => Target::OpenVex,
            Self::Csaf => Target::Csaf,
            Self::CycloneDx => Target::CycloneDx,
            Self::Own => Target::Own,
        }
    }
}

/// Writes decisions as a document of `author`, whose statements they are published as.
#[must_use]
pub fn export<'d>(
    decisions: impl Iterator<Item = &'d Decision>,
    author: &str,
    format: VexExport,
    now: Timestamp,
) -> Written {
    let (mut statements, mut declarations): (Vec<Statement>, Vec<Declaration>) = (Vec::new(), Vec::new());
    for decision in decisions {
        match &decision.kept {
            Kept::Statement(statement) => statements.push((**statement).clone()),
            Kept::Declaration(declaration) => declarations.push((**declaration).clone()),
        }
    }
    let title = format!("{author} VEX");
    let heading =
        Heading { title, author: author.to_owned(), role: Role::Hospital, now, ..Heading::default() };
    write(&statements, &declarations, &heading, format.target())
}
