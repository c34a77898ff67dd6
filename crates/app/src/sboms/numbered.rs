//! The documents of one file by their numbers: the same on pages and on the command line.

use std::{
    fs::File,
    io::{Read, Seek},
    path::Path,
};

use domain::sbom::Sbom;
use parsers::document::sbom::{self, MAX_BYTES};

use super::pieces::{NoDocument, Of, Piece, pieces};
use crate::error::{AppError, Refusal};

/// Documents of one file that are taken apart; with what else lies in an archive.
pub(crate) const MOST: usize = 500;

/// What came of the documents of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered<T> {
    /// Those that could be read, with their numbers from 1.
    pub lists: Vec<(usize, T)>,
    /// Those that cannot be read, and what in an archive is something else.
    pub left_out: Vec<Refusal>,
    /// How many numbers there are. What in an archive is something else has none.
    pub of: usize,
}

/// A list that is put together with others must be whole: what is made of them would not say any more that it was cut.
///
/// # Errors
/// [`Refusal::SbomNotWhole`].
pub(crate) fn whole(sbom: &Sbom, file: &str) -> Result<(), Refusal> {
    if sbom.has_rest() { Err(Refusal::SbomNotWhole { file: file.to_owned() }) } else { Ok(()) }
}

impl<T> Numbered<T> {
    pub(crate) fn of(outcomes: Vec<(Of, Result<T, Refusal>)>) -> Self {
        let mut found = Self { lists: Vec::new(), left_out: Vec::new(), of: 0 };
        for (of, outcome) in outcomes {
            let is_something_else =
                |why: &Refusal| matches!(why, Refusal::NotASbom { why, .. } if why.is_something_else());
            let counts = of != Of::Entry || !outcome.as_ref().is_err_and(is_something_else);
            found.of += usize::from(counts);
            match outcome {
                Ok(list) => found.lists.push((found.of, list)),
                Err(why) => found.left_out.push(why),
            }
        }
        found
    }

    /// The same, when there is at least one list.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn some(mut self, file: &str) -> Result<Self, Refusal> {
        match self.left_out.pop() {
            Some(only) if self.lists.is_empty() && self.left_out.is_empty() => Err(only),
            Some(last) => {
                self.left_out.push(last);
                if self.lists.is_empty() {
                    Err(Refusal::NoSbomInside { file: file.to_owned(), inside: self.left_out })
                } else {
                    Ok(self)
                }
            }
            None => Ok(self),
        }
    }

    /// Every list of the file, for what they are together.
    ///
    /// # Errors
    /// [`AppError::Unreadable`] when one of them cannot be read.
    pub fn all(self, file: &str) -> Result<Vec<T>, AppError> {
        let missing = self.of - self.lists.len();
        if missing > 0 {
            let reason =
                format!("{missing} of the lists cannot be read: what is left is not the whole product");
            return Err(AppError::Unreadable { file: file.to_owned(), reason });
        }
        Ok(self.lists.into_iter().map(|(_, list)| list).collect())
    }
}

/// Takes a file apart. One that is one document is one piece.
///
/// # Errors
/// [`AppError::Refused`] when too much is in it, [`AppError::File`] when it cannot be read.
pub(crate) fn inside(path: &Path, reader: impl Read + Seek) -> Result<Vec<Piece>, AppError> {
    let mut found = Vec::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    pieces(reader, most, &mut |piece| {
        if found.len() <= MOST {
            found.push(piece);
        }
    })
    .map_err(|source| AppError::File { doing: "reading", path: path.to_owned(), source })?;
    let file = path.display().to_string();
    if found.len() > MOST {
        return Err(Refusal::SbomsTooMany { file, limit: MOST }.into());
    }
    if let Some(Piece { bytes: Err(why @ NoDocument::Excess(_)), .. }) = found.last() {
        return Err(Refusal::NotASbom { file, why: why.clone() }.into());
    }
    Ok(found)
}

/// Reads every document of a file.
///
/// # Errors
/// [`AppError`] when the file cannot be opened or holds no bill of materials.
pub fn of_file(path: &Path) -> Result<Numbered<Sbom>, AppError> {
    let file = File::open(path).map_err(|source| AppError::File {
        doing: "reading",
        path: path.to_owned(),
        source,
    })?;
    let name = path.display().to_string();
    let read = |piece: Piece| {
        let (file, of) = (piece.shown(&name), piece.of);
        let read = piece.bytes.and_then(|bytes| Ok(sbom::read(&bytes)?));
        (of, read.map_err(|why| Refusal::NotASbom { file, why }))
    };
    Ok(Numbered::of(inside(path, file)?.into_iter().map(read).collect()).some(&name)?)
}
