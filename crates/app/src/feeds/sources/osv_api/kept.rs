//! The file of answers: read line by line, and written anew from what was kept and what came.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{BufRead as _, BufReader, BufWriter, ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
};

use parsers::document::vulnerability::{
    MAX_RECORD,
    answers::{Answered, Head, Line},
};

use super::{
    super::super::trouble::Trouble,
    records::{Journal, about},
};

/// What the file held.
pub(super) struct Kept {
    path: PathBuf,
    pub packages: BTreeMap<String, Answered>,
    /// Ids of the records, and when each was modified.
    pub dates: BTreeMap<String, String>,
}

impl Kept {
    /// Nothing where nothing is; lines that cannot be read are left out.
    pub(super) fn read(path: &Path) -> Result<Self, Trouble> {
        let mut kept = Self { path: path.to_owned(), packages: BTreeMap::new(), dates: BTreeMap::new() };
        lines(path, &mut |line| {
            if let Ok(Line { kikimori_asked: answered }) = serde_json::from_slice::<Line>(line) {
                kept.packages.extend(answered.key().map(|key| (key, answered)));
            } else if let Some((id, modified)) = about(line) {
                kept.dates.insert(id, modified);
            }
            Ok(())
        })?;
        // A package whose records are not all here was not answered.
        let dates = &kept.dates;
        kept.packages.retain(|_, answered| answered.ids.iter().all(|id| dates.contains_key(id)));
        Ok(kept)
    }

    /// Writes what is known now: a line a package, then every record that one of them names, the newer one where there are two.
    pub(super) fn write(
        &self,
        to: &Path,
        base: &str,
        packages: &BTreeMap<String, Answered>,
        journal: &Journal,
    ) -> Result<(), Trouble> {
        let failed = Trouble::disk(to);
        let mut file = BufWriter::new(File::create(to).map_err(&failed)?);
        let mut put =
            |line: &[u8]| file.write_all(line).and_then(|()| file.write_all(b"\n")).map_err(&failed);
        let head = Head { kikimori_answers: base.to_owned() };
        put(&serde_json::to_vec(&head).unwrap_or_default())?;
        for answered in packages.values() {
            put(&serde_json::to_vec(&Line { kikimori_asked: answered.clone() }).unwrap_or_default())?;
        }
        let wanted: BTreeSet<&str> = packages.values().flat_map(|one| &one.ids).map(String::as_str).collect();
        lines(&self.path, &mut |line| match about(line) {
            Some((id, _)) if wanted.contains(&*id) && !journal.dates.contains_key(&id) => put(line),
            _ => Ok(()),
        })?;
        let mut written = BTreeSet::new();
        journal.each(&mut |id, line| {
            if wanted.contains(id) && written.insert(id.to_owned()) { put(line) } else { Ok(()) }
        })?;
        file.flush().map_err(&failed)
    }
}

/// Every whole line of a file that may not be there; a line without an end is cut and left out, and so is one that is too long.
pub(super) fn lines(path: &Path, take: &mut dyn FnMut(&[u8]) -> Result<(), Trouble>) -> Result<(), Trouble> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Trouble::disk(path)(error)),
    };
    let mut reader = BufReader::new(file);
    let most = u64::try_from(MAX_RECORD).unwrap_or(u64::MAX);
    let mut line = Vec::new();
    loop {
        line.clear();
        reader.by_ref().take(most + 1).read_until(b'\n', &mut line).map_err(Trouble::disk(path))?;
        match line.strip_suffix(b"\n") {
            Some(line) => take(line)?,
            None => return Ok(()),
        }
    }
}
