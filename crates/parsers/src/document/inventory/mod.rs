//! What programs and systems are made of, from what they leave behind: lock files, package databases, program files.
//!
//! Each format is one file. A lock file says what was resolved, a package database what was installed: both are certain.
//! Texts inside programs are a guess and are marked so.

mod apk;
mod cargo;
mod composer;
mod conan;
mod diversions;
mod dpkg;
mod file_lists;
mod gem;
mod go;
mod gradle;
mod installed;
mod maven;
mod npm;
mod nuget;
mod os_release;
mod pipfile;
mod pnpm;
mod program;
mod python_lock;
mod requirements;
mod rpm;
mod yarn;

use domain::{
    certainty::Certainty,
    purl::{Parts, Purl},
    sbom::{Component, Identifier, IdentifierKind, Property, Relation},
};

use super::unpack::{characters, unreadable};

/// Larger files do not occur: bytes that [`read`] looks at.
#[must_use]
pub fn limit(path: &str) -> usize {
    if rpm::is_database(path) { rpm::MAX_BYTES } else { 128 << 20 }
}

/// What the name of a database's log of changes has behind that of the database.
const LOG: &str = "-wal";

/// The path of the log in which a database may keep what was not written into it yet.
#[must_use]
pub fn log_of(path: &str) -> Option<String> {
    rpm::has_log(path).then(|| format!("{path}{LOG}"))
}

/// The path of the database that a log belongs to.
#[must_use]
pub fn database_of(path: &str) -> Option<&str> {
    path.strip_suffix(LOG).filter(|database| rpm::has_log(database))
}

/// Writes what a log says into the bytes of its database, as far as it was finished. Gives what a person must know of it.
pub fn apply_log(log: &[u8], database: &mut Vec<u8>) -> Vec<String> {
    rpm::apply(log, database)
}

/// Where the paths of files are more than are kept.
const MANY: &str = "the names of files are too many: of some it is not known to which package they belong";

/// What a file told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inventory {
    /// The format, for people: `Cargo.lock`, `dpkg status`.
    pub format: &'static str,
    pub components: Vec<Component>,
    pub relations: Vec<Relation>,
    pub warnings: Vec<String>,
    /// Files that belong to a package of a distribution.
    pub owned: Vec<Owned>,
    /// Files of packages of dpkg that lie elsewhere than their lists say.
    pub diverted: Vec<Diversion>,
}

/// A file that lies elsewhere for every package but one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diversion {
    /// The path that packages list.
    pub from: String,
    /// `None`: nobody knows.
    pub to: Option<String>,
    /// The package whose own file lies at `from`; `None`: the administrator's.
    pub by: Option<String>,
}

/// Files of one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    pub by: Owner,
    /// From the root of the file system on: `/usr/bin/x`, also `usr/bin/x`.
    pub paths: Vec<String>,
}

/// The package that files belong to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// Id of a component that the same file tells.
    Component(String),
    /// A package that another file of the same root lists.
    Package {
        /// Type of its package URL.
        kind: &'static str,
        name: String,
        /// Where packages for two machines stand side by side.
        arch: Option<String>,
    },
}

/// Why a file of a known name tells nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not readable as {format}: {reason}")]
pub struct InventoryError {
    pub format: &'static str,
    pub reason: String,
}

/// Keeps what a package database says beside name and version, as `package:<name>`.
fn keep(package: &mut Component, name: &str, value: Option<&str>) {
    package
        .properties
        .extend(value.map(|value| Property { name: format!("package:{name}"), value: value.to_owned() }));
}

type Outcome = Result<Inventory, InventoryError>;

/// Reads a file if its path or first bytes say that it is known; `None` for all others. `path` has `/` between folders.
#[must_use]
pub fn read(path: &str, bytes: &[u8]) -> Option<Outcome> {
    let mut outcome = by_name(path, bytes)?;
    if let Ok(found) = &mut outcome {
        let lost = found.components.iter().find_map(unreadable);
        found.warnings.extend(lost.map(|text| {
            let text: String = text.chars().take(200).collect();
            format!("names or versions have characters that could not be read, “{text}” is the first: nothing is found for them")
        }));
    }
    Some(outcome)
}

fn by_name(path: &str, bytes: &[u8]) -> Option<Outcome> {
    if bytes.len() > limit(path) {
        return is_known(path, bytes)
            .then(|| Err(error("an inventory", "the file is larger than such files are")));
    }
    if rpm::is_database(path) {
        return Some(rpm::read(bytes));
    }
    if diversions::is(path) {
        return Some(Ok(diversions::read(bytes)));
    }
    if let Some(found) = file_lists::read(path, bytes).or_else(|| program::read(path, bytes)) {
        return Some(Ok(found));
    }
    let reader = reader(path)?;
    let (text, note) = characters(bytes);
    Some(reader(&text).map(|mut found| {
        found.warnings.extend(note);
        found
    }))
}

/// Whether [`read`] would look at a file, from its path and its first bytes.
#[must_use]
pub fn is_known(path: &str, head: &[u8]) -> bool {
    head.starts_with(b"\x7fELF")
        || head.starts_with(b"MZ")
        || rpm::is_database(path)
        || file_lists::owner(path).is_some()
        || diversions::is(path)
        || reader(path).is_some()
}

fn reader(path: &str) -> Option<fn(&str) -> Outcome> {
    let name = path.rsplit('/').next().unwrap_or(path);
    Some(match name {
        "Cargo.lock" => cargo::read,
        "package-lock.json" | "npm-shrinkwrap.json" => npm::read,
        "pnpm-lock.yaml" => pnpm::read,
        "yarn.lock" => yarn::read,
        "poetry.lock" | "uv.lock" | "pdm.lock" | "pylock.toml" => python_lock::read,
        "Pipfile.lock" => pipfile::read,
        "go.sum" => go::read,
        "gradle.lockfile" => gradle::read,
        "pom.xml" => maven::read,
        "packages.lock.json" => nuget::read,
        "composer.lock" => composer::read,
        "Gemfile.lock" => gem::read,
        "conan.lock" => conan::read,
        "os-release" => os_release::read,
        "package.json" if installed::is_node(path) => installed::node,
        _ if installed::is_python(path) => installed::python,
        _ if is_requirements(name) => requirements::read,
        _ if path.ends_with("lib/apk/db/installed") => apk::read,
        _ if path.ends_with("lib/dpkg/status") || path.contains("lib/dpkg/status.d/") => dpkg::read_debian,
        _ if path.ends_with("opkg/status") || is_control(path) => dpkg::read_opkg,
        _ => return None,
    })
}

/// What opkg keeps of one package.
fn is_control(path: &str) -> bool {
    path.strip_suffix(".control")
        .and_then(|path| path.rsplit_once('/'))
        .is_some_and(|(folder, _)| folder.ends_with("opkg/info"))
}

fn is_requirements(name: &str) -> bool {
    name.starts_with("requirements") && name.ends_with(".txt")
}

fn error(format: &'static str, reason: &str) -> InventoryError {
    InventoryError { format, reason: reason.chars().take(200).collect() }
}

/// A component known by its package URL, which is also its id.
fn component(kind: &str, group: Option<&str>, name: &str, version: &str) -> Component {
    let parts = Parts {
        kind: kind.to_owned(),
        namespace: group.unwrap_or_default().to_owned(),
        name: name.to_owned(),
        version: version.to_owned(),
        ..Parts::default()
    };
    // What breaks a rule of its type is still named: packages of a distribution have no namespace until the distribution is known.
    let plain = || {
        let names = group.into_iter().flat_map(|group| group.split('/')).chain([name]).map(encoded);
        let version = if version.is_empty() { String::new() } else { format!("@{}", encoded(version)) };
        format!("pkg:{kind}/{}{version}", names.collect::<Vec<_>>().join("/"))
    };
    let purl = Purl::build(parts).map_or_else(|_| plain(), |purl| purl.to_string());
    Component {
        id: purl.clone(),
        kind: Some("library".to_owned()),
        group: group.map(str::to_owned),
        name: name.to_owned(),
        version: Some(version.to_owned()).filter(|version| !version.is_empty()),
        identifiers: vec![Identifier { kind: IdentifierKind::Purl, value: purl }],
        certainty: Some(Certainty::Certain),
        ..Component::default()
    }
}

/// Percent encoding of a part of a package URL: letters, digits and `.-_~:` stay.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~' | b':') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

impl Inventory {
    fn new(format: &'static str) -> Self {
        Self { format, ..Self::default() }
    }

    /// Adds a component unless it is there already.
    fn add(&mut self, component: Component) {
        if !self.components.iter().rev().take(64).any(|known| known.id == component.id) {
            self.components.push(component);
        }
    }

    fn depends(&mut self, from: &str, to: &str) {
        self.relations.push(Relation::new(from.to_owned(), "DEPENDS_ON", to.to_owned()));
    }

    /// Sorted, each once.
    fn tidy(mut self) -> Self {
        self.components.sort_by(|a, b| a.id.cmp(&b.id));
        self.components.dedup_by(|a, b| a.id == b.id);
        self.relations.sort();
        self.relations.dedup();
        self
    }
}

#[cfg(test)]
mod tests;
