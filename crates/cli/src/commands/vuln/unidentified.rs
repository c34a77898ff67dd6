//! Parts that nobody could look up, each with what is missing of it, for a script that asks the maker. They are met between findings and written behind
//! them: meanwhile they lie on the disk, in a file without a name.

use std::{
    fs::File,
    io::{self, BufWriter, Seek as _, Write},
};

use anyhow::Context as _;
use app::vulnerability_scan::Answer;
use serde::{Deserialize, Serialize};

/// Parts that are named in texts; the others are counted.
const NAMED: usize = 5;

/// One of `unidentified` in JSON.
#[derive(Debug, Serialize, Deserialize)]
pub struct Part {
    file: String,
    component: String,
    version: Option<String>,
    missing: Missing,
}

/// What the maker has to tell.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Missing {
    Version,
    /// A package URL of an ecosystem, or a CPE name.
    Identifier,
    /// For which release of its distribution the package was made.
    Release,
}

impl Part {
    /// The part of an answer, when it is one of them.
    pub fn of(answer: &Answer<'_, '_>) -> Option<Self> {
        let subject = answer.subject;
        let missing = match () {
            () if subject.version.is_none() => Missing::Version,
            () if subject.is_unidentified() => Missing::Identifier,
            () => Missing::Release,
        };
        let (file, component, version) =
            (answer.file.to_owned(), subject.name.clone(), subject.version.clone());
        answer.unidentified.then_some(Self { file, component, version, missing })
    }

    fn words(&self) -> String {
        let version = self.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
        format!("{}{version} ({})", self.component, self.file)
    }
}

/// All of them.
#[derive(Default)]
pub struct Unidentified {
    named: Vec<String>,
    more: usize,
    rows: Option<BufWriter<File>>,
}

impl Unidentified {
    /// One more; `row`: it is to be written in JSON.
    pub fn add(&mut self, part: &Part, row: bool) -> anyhow::Result<()> {
        if self.named.len() < NAMED {
            self.named.push(part.words())
        } else {
            self.more += 1
        }
        if !row {
            return Ok(());
        }
        self.laid_down(part)
            .context("laying down parts without identifiers in the folder for temporary files")
    }

    fn laid_down(&mut self, part: &Part) -> io::Result<()> {
        let comma = if self.rows.is_some() { ",\n" } else { "\n" };
        let rows = match &mut self.rows {
            Some(rows) => rows,
            none => none.insert(BufWriter::new(tempfile::tempfile()?)),
        };
        rows.write_all(comma.as_bytes())?;
        Ok(serde_json::to_writer(rows, part)?)
    }

    /// Writes the rows.
    pub fn write(&mut self, out: &mut impl Write) -> io::Result<()> {
        let Some(rows) = self.rows.take() else { return Ok(()) };
        let mut rows = rows.into_inner().map_err(io::IntoInnerError::into_error)?;
        rows.rewind()?;
        io::copy(&mut rows, out).map(|_| ())
    }

    /// The first few, for people.
    pub fn tell(&self) {
        if self.named.is_empty() {
            return;
        }
        let more = if self.more > 0 { format!(" and {} more", self.more) } else { String::new() };
        eprintln!("not known, ask the maker what they are: {}{more}", self.named.join(", "));
    }
}
