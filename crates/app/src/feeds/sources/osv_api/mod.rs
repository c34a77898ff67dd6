//! OSV's API: which records concern the packages of this installation, then only the records that are new. A package whose answer is not whole
//! was not answered.

mod ask;
mod kept;
mod records;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use domain::{civil::Civil, time::Timestamp};
use matching::vulnerability::Question;
use parsers::document::vulnerability::answers::Answered;

use self::{
    ask::{Answer, Asking},
    kept::Kept,
    records::Journal,
};
use super::super::{
    packages::Packages,
    session::Session,
    state::{self, KeptFile},
    trouble::Trouble,
};
use crate::known_vulnerabilities::STALE_DAYS;

/// The one file of this feed.
const NAME: &str = "answers.jsonl";

/// Asks about every package of the list and keeps what was answered whole, whatever happened to the rest.
pub(super) fn sync(session: &mut Session<'_>) -> Result<(), Trouble> {
    let base = session.wanted.base(session.feed)?.to_owned();
    let list = Packages::kept(session.folder).ok_or(Trouble::NoPackages)?;
    let list = list.chosen(session.folder, &session.wanted.private, session.now).ask;
    let kept = Kept::read(&session.folder.feed(session.feed).join(NAME))?;
    let Asking { answers, mut parts } = ask::ask(session, &base, &list)?;
    let mut journal = Journal::open(session.part("osv-api journal")?)?;
    let missing = records::fetch(session, &base, &answers, &kept, &mut journal, &mut parts)?;
    let merged = Merged::of(&list, answers, &missing, &kept, session.now);
    keep(session, &base, &merged, &kept, &journal)?;
    session.state.asked = Some(merged.told);
    journal.remove();
    parts.end()
}

/// What is known after this run.
struct Merged {
    packages: BTreeMap<String, Answered>,
    told: state::Asking,
}

impl Merged {
    fn of(
        list: &BTreeMap<String, Question>,
        answers: BTreeMap<String, Answer>,
        missing: &BTreeSet<String>,
        kept: &Kept,
        now: Timestamp,
    ) -> Self {
        let mut told = state::Asking { wanted: list.len(), ..state::Asking::default() };
        let mut packages = BTreeMap::new();
        for (key, answer) in answers {
            let Some(question) = list.get(&key) else { continue };
            if answer.keys().any(|id| missing.contains(id)) {
                continue;
            }
            if answer.is_empty() && !question.spelled {
                told.unsure += 1;
                continue;
            }
            let answered = Answered {
                ecosystem: question.ecosystem.clone(),
                names: question.names.iter().cloned().collect(),
                at: Civil::utc(now).iso(),
                ids: answer.into_keys().collect(),
            };
            packages.insert(key, answered);
        }
        told.failed = told.wanted - told.unsure - packages.len();
        // What was answered before stays until it is too old; of what is still asked about it says at least what was known then.
        let young = |at: Timestamp| (now.seconds() - at.seconds()).div_euclid(86_400) <= STALE_DAYS;
        for (key, before) in &kept.packages {
            // A spelling that nobody asked about yet is no part of the earlier answer.
            let other =
                list.get(key).is_some_and(|now| now.names.iter().any(|name| !before.names.contains(name)));
            if other {
                continue;
            }
            if list.contains_key(key) || before.moment().is_some_and(young) {
                packages.entry(key.clone()).or_insert_with(|| before.clone());
            }
        }
        let moments =
            || packages.iter().filter(|(key, _)| list.contains_key(*key)).filter_map(|(_, one)| one.moment());
        let counted: Vec<Timestamp> = moments().filter(|at| young(*at)).collect();
        (told.answered, told.oldest) = (counted.len(), counted.into_iter().min());
        Self { packages, told }
    }
}

/// Writes the file aside and puts it in its place.
fn keep(
    session: &mut Session<'_>,
    base: &str,
    merged: &Merged,
    kept: &Kept,
    journal: &Journal,
) -> Result<(), Trouble> {
    if merged.packages.is_empty() {
        return session.forget(&[NAME.to_owned()]);
    }
    let part = session.part("osv-api answers")?;
    kept.write(&part, base, &merged.packages, journal)?;
    session.keep_made(NAME, &part, KeptFile { url: base.to_owned(), ..KeptFile::default() })
}
