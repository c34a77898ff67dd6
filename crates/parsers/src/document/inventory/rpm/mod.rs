//! Databases of rpm: SQLite, ndb and Berkeley DB keep the same headers of packages in three ways. Which one a file is, its first bytes say.
//!
//! What is damaged is told: a list from which packages are missing must not look whole.

mod berkeley;
mod header;
mod log;
mod ndb;
mod sqlite;

use domain::sbom::{Component, Licence, Party, Reference};

use super::{Inventory, MANY, Outcome, Owned, Owner, component, error, keep};
use crate::cursor::{Parse, ParseError, Reason};
use header::{Header, tag};

const FORMAT: &str = "rpm database";
/// Larger databases do not occur.
pub(super) const MAX_BYTES: usize = 512 << 20;
/// The one beside which SQLite keeps what it did not write into it yet.
const SQLITE: &str = "rpm/rpmdb.sqlite";
/// Damaged places told of one database.
const MAX_DAMAGE: usize = 20;
/// Bytes that the paths of files of one database may take.
const MAX_PATHS: usize = 128 << 20;
/// Bytes that a path takes beside its letters, here and where owners of files are looked up.
const PATH: usize = 96;
/// Packages of one database; a whole distribution has some ten thousands.
const MOST_PACKAGES: usize = 200_000;
/// Folders of one package; a kernel's sources have some thousands.
const MOST_FOLDERS: usize = 1 << 20;

/// Where rpm keeps its database: `var/lib/rpm`, `usr/lib/sysimage/rpm`.
pub(super) fn is_database(path: &str) -> bool {
    [SQLITE, "rpm/Packages.db", "rpm/Packages"].iter().any(|end| path.ends_with(end))
}

/// Whether a log of changes may lie beside this file.
pub(super) fn has_log(path: &str) -> bool {
    path.ends_with(SQLITE)
}

/// Writes what the log beside a database says into the bytes of the database.
pub(super) fn apply(log: &[u8], database: &mut Vec<u8>) -> Vec<String> {
    log::apply(database, log, MAX_BYTES)
}

pub(super) fn read(bytes: &[u8]) -> Outcome {
    let mut sink = Sink::new(bytes.len());
    let outcome = if bytes.starts_with(sqlite::MAGIC) {
        sqlite::read(bytes, &mut sink)
    } else if bytes.starts_with(ndb::MAGIC) {
        ndb::read(bytes, &mut sink)
    } else if berkeley::is_hash(bytes) {
        berkeley::read(bytes, &mut sink)
    } else {
        return Err(error(FORMAT, "it is of no kind that is known: SQLite, ndb, hash table of Berkeley DB"));
    };
    sink.finish(outcome)
}

/// Places in which a database is damaged.
#[derive(Default)]
struct Damage {
    count: usize,
    /// The first of them.
    told: Vec<ParseError>,
}

impl Damage {
    fn add(&mut self, problem: ParseError) {
        self.count += 1;
        if self.told.len() < MAX_DAMAGE {
            self.told.push(problem);
        }
    }

    fn join(&mut self, other: Self) {
        self.count += other.count;
        self.told.extend(other.told);
        self.told.truncate(MAX_DAMAGE);
    }

    fn first(&self) -> Option<ParseError> {
        self.told.first().copied()
    }
}

/// Takes the headers as a database hands them out.
struct Sink {
    found: Inventory,
    damage: Damage,
    /// Keys of signers, which rpm lists among packages.
    keys: usize,
    /// Bytes of headers that may still come: those of a sound database do not overlap.
    budget: usize,
    /// Bytes that paths of files may still take.
    paths: usize,
}

impl Sink {
    fn new(budget: usize) -> Self {
        Self { found: Inventory::new(FORMAT), damage: Damage::default(), keys: 0, budget, paths: MAX_PATHS }
    }

    fn header(&mut self, bytes: &[u8]) {
        let damaged = |what, reason| ParseError { what, offset: 0, reason };
        let Some(left) = self.budget.checked_sub(bytes.len()) else {
            return self.damage.add(damaged("header of an rpm package", Reason::TooLarge));
        };
        self.budget = left;
        if self.found.components.len() >= MOST_PACKAGES {
            return self.damage.add(damaged("packages of an rpm database", Reason::TooLarge));
        }
        match Header::parse(bytes) {
            Ok(header) if header.text(tag::NAME).as_deref() == Some("gpg-pubkey") => self.keys += 1,
            Ok(header) => match package(&header) {
                Some(package) => {
                    self.files(&header, &package.id);
                    self.found.components.push(package);
                }
                None => self.damage.add(damaged("name or version of an rpm package", Reason::Invalid)),
            },
            Err(error) => self.damage.add(error),
        }
    }

    /// The files of a package: a folder by its number, and a name in it.
    fn files(&mut self, header: &Header<'_>, component: &str) {
        let folders: Vec<_> = header.texts(tag::DIR_NAMES).take(MOST_FOLDERS).collect();
        let mut paths = Vec::new();
        for (name, folder) in header.texts(tag::BASE_NAMES).zip(header.numbers(tag::DIR_INDEXES)) {
            // A name that is too long is empty here, and no file has an empty one.
            if name.is_empty() {
                continue;
            }
            let Some(folder) = folders.get(header::size(folder)) else { continue };
            let Some(left) = self.paths.checked_sub(folder.len() + name.len() + PATH) else { break };
            self.paths = left;
            paths.push(format!("{folder}{name}"));
        }
        if !paths.is_empty() {
            self.found.owned.push(Owned { by: Owner::Component(component.to_owned()), paths });
        }
    }

    fn finish(mut self, outcome: Parse<()>) -> Outcome {
        if let Err(problem) = outcome {
            if self.found.components.is_empty() {
                return Err(error(FORMAT, &problem.to_string()));
            }
            self.damage.add(problem);
        }
        let warnings = &mut self.found.warnings;
        if self.keys > 0 {
            warnings.push(format!("{} keys of signers (gpg-pubkey) are no packages and left out", self.keys));
        }
        if self.damage.count > 0 {
            let count = self.damage.count;
            warnings.push(format!(
                "the database is damaged in {count} places: packages may be missing from the list"
            ));
        }
        warnings.extend(self.damage.told.iter().map(ToString::to_string));
        if self.found.components.is_empty() {
            warnings.push("the database lists no package".to_owned());
        }
        if self.paths < MAX_PATHS / 1000 {
            warnings.push(MANY.to_owned());
        }
        self.found.owned.sort_by(|a, b| a.by.cmp(&b.by));
        Ok(self.found.tidy())
    }
}

/// A package as its header tells it; `None` without name or version.
fn package(header: &Header<'_>) -> Option<Component> {
    let text = |tag| header.text(tag).map(|text| text.trim().to_owned());
    let (name, version) = (text(tag::NAME)?, text(tag::VERSION)?);
    let release = text(tag::RELEASE).map(|release| format!("-{release}")).unwrap_or_default();
    let version = format!("{version}{release}");
    // Package URLs have the epoch beside the version, rpm before it.
    let epoch = header.numbers(tag::EPOCH).next().filter(|epoch| *epoch > 0);
    let mut package = component("rpm", None, &name, &version);
    let arch = text(tag::ARCH);
    // The same package for two machines stands side by side.
    let mark = format!("{}?arch={}", epoch.unwrap_or(0), arch.as_deref().unwrap_or_default());
    package.id = format!("{}#{mark}", package.id);
    package.version = Some(epoch.map_or_else(|| version.clone(), |epoch| format!("{epoch}:{version}")));
    package.supplier = text(tag::VENDOR).map(|name| Party { name, ..Party::default() });
    package.description = text(tag::SUMMARY);
    package.licences.extend(text(tag::LICENSE).map(|text| Licence { text, ..Licence::default() }));
    let website = |url| Reference { kind: "website".to_owned(), url, comment: None };
    package.references.extend(text(tag::URL).map(website));
    let epoch = epoch.map(|epoch| epoch.to_string());
    let told = [
        ("arch", arch),
        ("epoch", epoch),
        ("source", text(tag::SOURCE_RPM)),
        ("module", text(tag::MODULARITY_LABEL)),
    ];
    for (name, value) in told {
        keep(&mut package, name, value.as_deref());
    }
    Some(package)
}

#[cfg(test)]
mod tests;
