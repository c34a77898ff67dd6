//! `GET /v1/vulns/{id}`: only the records that are new or were modified. What came is written down at once, so that a run that is killed goes on.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::PathBuf,
};

use domain::civil::Civil;
use parsers::document::vulnerability::{self, Entry, MAX_RECORD};
use serde_json::Value;

use super::{
    super::super::{
        fetch,
        session::{Parts, Session},
        trouble::Trouble,
    },
    ask::Answer,
    kept::{Kept, lines},
};

/// Largest record.
const MOST_BYTES: u64 = 16 << 20;

/// Takes the id and the line of a record.
type TakeRecord<'t> = dyn FnMut(&str, &[u8]) -> Result<(), Trouble> + 't;

/// Records that came, a line each, and when each was modified.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    pub dates: BTreeMap<String, String>,
}

impl Journal {
    /// With what a run that was killed left behind; its last line may be cut.
    pub(super) fn open(path: PathBuf) -> Result<Self, Trouble> {
        let mut dates = BTreeMap::new();
        let mut whole = 0;
        lines(&path, &mut |line| {
            if let Some((id, modified)) = about(line) {
                dates.insert(id, modified);
            }
            whole += line.len() as u64 + 1;
            Ok(())
        })?;
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let mut file = file.map_err(Trouble::disk(&path))?;
        file.set_len(whole).map_err(Trouble::disk(&path))?;
        std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0)).map_err(Trouble::disk(&path))?;
        Ok(Self { path, file, dates })
    }

    fn add(&mut self, id: &str, modified: String, line: &str) -> Result<(), Trouble> {
        self.file.write_all(format!("{line}\n").as_bytes()).map_err(Trouble::disk(&self.path))?;
        self.dates.insert(id.to_owned(), modified);
        Ok(())
    }

    /// Hands over every record; of two with one id the later one counts.
    pub(super) fn each(&self, take: &mut TakeRecord<'_>) -> Result<(), Trouble> {
        lines(&self.path, &mut |line| match about(line) {
            Some((id, modified)) if self.dates.get(&id) == Some(&modified) => take(&id, line),
            _ => Ok(()),
        })
    }

    /// Everything in it has its place.
    pub(super) fn remove(self) {
        drop(fs::remove_file(self.path));
    }
}

/// Id and date of a record on a line.
pub(super) fn about(line: &[u8]) -> Option<(String, String)> {
    #[derive(serde::Deserialize)]
    struct About {
        id: String,
        #[serde(default)]
        modified: String,
    }
    let about: About = serde_json::from_slice(line).ok()?;
    Some((about.id, about.modified))
}

/// Fetches what is new of the answers. Ids that could not be had are in the answer.
pub(super) fn fetch(
    session: &mut Session<'_>,
    base: &str,
    answers: &BTreeMap<String, Answer>,
    kept: &Kept,
    journal: &mut Journal,
    parts: &mut Parts,
) -> Result<BTreeSet<String>, Trouble> {
    let mut wanted: BTreeMap<&str, &str> = BTreeMap::new();
    for (id, modified) in answers.values().flatten() {
        let known = wanted.entry(id).or_default();
        *known = (*known).max(modified);
    }
    wanted.retain(|id, modified| {
        let here = journal.dates.get(*id).or_else(|| kept.dates.get(*id));
        here.is_none_or(|here| is_newer(modified, here))
    });
    let (mut missing, mut gone) = (BTreeSet::new(), None::<Trouble>);
    let total = wanted.len();
    for (done, id) in wanted.into_keys().enumerate() {
        session.tell(&format!("{id} ({done}/{total})"), 0, None);
        let outcome = match &gone {
            Some(trouble) => Err(trouble.clone()),
            None => one(session, base, id, journal),
        };
        match &outcome {
            // Nobody is there any more: the rest would not fare better.
            Err(trouble @ (Trouble::Unreachable { .. } | Trouble::Cut { .. } | Trouble::Later { .. })) => {
                gone.get_or_insert_with(|| trouble.clone());
            }
            Err(trouble @ (Trouble::Stopped | Trouble::Disk { .. })) => return Err(trouble.clone()),
            _ => {}
        }
        if let Err(why) = outcome {
            missing.insert(id.to_owned());
            parts.fail(why);
        } else {
            parts.count(Ok(()))?;
        }
    }
    Ok(missing)
}

/// The list speaks of a newer record than the one that is here; without a date nobody can tell, and it is fetched.
fn is_newer(listed: &str, here: &str) -> bool {
    match (Civil::read(listed), Civil::read(here)) {
        (Some(listed), Some(here)) => listed > here,
        _ => listed.is_empty() || listed != here,
    }
}

fn one(session: &mut Session<'_>, base: &str, id: &str, journal: &mut Journal) -> Result<(), Trouble> {
    session.breathe()?;
    let url = format!("{base}/v1/vulns/{}", fetch::escaped(id));
    let bytes = session.small(&url, MOST_BYTES)?;
    let odd = |what: &str| Trouble::Odd { url: url.clone(), what: what.to_owned() };
    let value: Value = serde_json::from_slice(&bytes).map_err(|_| odd("no record"))?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    if text("id") != id {
        return Err(odd("another record than was asked for"));
    }
    let line = value.to_string();
    if line.len() > MAX_RECORD || !is_readable(&line, id) {
        return Err(odd("a record that cannot be read"));
    }
    journal.add(id, text("modified").to_owned(), &line)
}

/// It will be found again when feeds are read.
fn is_readable(line: &str, id: &str) -> bool {
    let (mut found, mut others) = (false, false);
    let read = vulnerability::read(&mut line.as_bytes(), &mut |entry| match entry {
        Entry::Record(record) if record.id == id => found = true,
        _ => others = true,
    });
    found && !others && read.is_ok_and(|warnings| warnings.iter().all(|warning| !warning.unread))
}
