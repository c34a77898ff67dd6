//! Making a bill of materials: from lock files, root file systems, program files and lists filled by hand.

mod links;
mod owned;
mod parts;
mod purls;

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use domain::sbom::{Component, Party, PartyKind, Property, Sbom};
use matching::sbom::merge::{Edit, lay_over, merge};
use parsers::document::inventory::{self, Inventory};

use crate::{
    error::{AppError, Refusal},
    folders, sboms,
};
use links::Links;
use parts::{NAMED, Part, Place};

/// Files that are looked at.
const MAX_FILES: usize = 2_000_000;

const MANY_LINKS: &str =
    "the links of the folder are too many: of some files it is not known to which package they belong";
const MANY_FILES: &str =
    "the files of packages are too many: of some it is not known to which package they belong";

/// The product that a list is made for.
#[derive(Clone, Debug, Default)]
pub struct Product {
    pub name: String,
    pub version: Option<String>,
    pub supplier: Option<String>,
    /// `application`, `firmware`, `device` …
    pub kind: Option<String>,
}

/// What was made, and what the person must know about it.
pub struct Made {
    pub sbom: Sbom,
    /// From which files the components come, and what could not be read.
    pub notes: Vec<String>,
}

/// Makes a list of everything in files and folders, and lays a person's edits over it.
///
/// # Errors
/// When a path cannot be read, or a file that was named tells nothing.
pub fn make(paths: &[PathBuf], product: &Product, edits: &[Edit]) -> Result<Made, AppError> {
    let mut maker = Maker::default();
    // Lists of files are understood by the diversions, which stand before them in folders.
    let mut paths: Vec<&PathBuf> = paths.iter().collect();
    paths.sort_by_key(|path| !path.ends_with("lib/dpkg/diversions"));
    for path in paths {
        if path.is_dir() {
            let from = maker.parts.len();
            maker.folder(path)?;
            purls::complete(maker.parts.get_mut(from..).unwrap_or_default());
        } else {
            maker.named(path)?;
        }
    }
    let mut notes = maker.notes;
    if maker.owners.cut {
        notes.push(MANY_FILES.to_owned());
    }
    let owners = maker.owners.by_purl(&maker.parts);
    let parts = maker.parts.into_iter().map(|part| part.sbom).collect();
    let mut made = merge(product.component(), parts);
    owned::mark(&mut made, &owners);
    made.lifecycles = vec!["discovery".to_owned()];
    made.authors.push(Party { kind: PartyKind::Tool, name: "kikimori".to_owned(), contacts: Vec::new() });
    made.supplier = product.supplier.as_ref().map(|name| Party { name: name.clone(), ..Party::default() });
    for edit in lay_over(&mut made, edits) {
        notes.push(format!("edit for “{}” meets no component", edit.component));
    }
    Ok(Made { sbom: made, notes })
}

/// Puts the documents of files under one product: all of those in each file.
///
/// # Errors
/// When one of them, or of the documents in them, cannot be read.
pub fn merge_files(paths: &[PathBuf], product: &Product, edits: &[Edit]) -> Result<Made, AppError> {
    let (mut parts, mut notes) = (Vec::new(), Vec::new());
    for path in paths {
        let found = sboms::of_file(path)?;
        notes.extend(found.left_out.iter().map(ToString::to_string));
        for part in found.all(&shown(path))? {
            sboms::whole(&part, &shown(path))?;
            parts.push(part);
        }
    }
    notes.extend(parts.iter().flat_map(Sbom::told));
    let mut made = Made { sbom: merged(product, parts), notes };
    for edit in lay_over(&mut made.sbom, edits) {
        made.notes.push(format!("edit for “{}” meets no component", edit.component));
    }
    Ok(made)
}

/// Puts documents that were read under one product.
#[must_use]
pub fn merged(product: &Product, parts: Vec<Sbom>) -> Sbom {
    merge(product.component(), parts)
}

/// A person's edits: a JSON list of objects, each with `component` and what is to be changed.
///
/// # Errors
/// When the file cannot be read or has other members.
pub fn read_edits(path: &Path) -> Result<Vec<Edit>, AppError> {
    let bytes = std::fs::read(path).map_err(|source| AppError::File {
        doing: "reading",
        path: path.to_owned(),
        source,
    })?;
    serde_json::from_slice(&bytes)
        .map_err(|error| AppError::Unreadable { file: path.display().to_string(), reason: error.to_string() })
}

impl Product {
    /// What a device runs, in words of a person.
    ///
    /// # Errors
    /// [`Refusal::ProductNeedsName`].
    pub fn named(maker: &str, name: &str, version: &str) -> Result<Self, Refusal> {
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Self {
            name: said(name).ok_or(Refusal::ProductNeedsName)?,
            version: said(version),
            supplier: said(maker),
            kind: Some("firmware".to_owned()),
        })
    }

    /// Of a list of it that is made here.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{} {}.cdx.json", self.name, self.version.as_deref().unwrap_or_default())
    }

    fn component(&self) -> Component {
        Component {
            id: "product".to_owned(),
            kind: Some(self.kind.clone().unwrap_or_else(|| "application".to_owned())),
            name: self.name.clone(),
            version: self.version.clone(),
            supplier: self.supplier.as_ref().map(|name| Party { name: name.clone(), ..Party::default() }),
            ..Component::default()
        }
    }
}

#[derive(Default)]
struct Maker {
    parts: Vec<Part>,
    notes: Vec<String>,
    /// How many were walked: the number of the folder that is walked.
    folders: usize,
    files: usize,
    owners: owned::Owners,
}

impl Maker {
    fn folder(&mut self, root: &Path) -> Result<(), AppError> {
        self.folders += 1;
        let from_here = |path: &Path| shown(path.strip_prefix(root).unwrap_or(path));
        // A history holds what is no longer there.
        let history = |file: &&PathBuf| {
            file.strip_prefix(root).unwrap_or(file).components().any(|part| part.as_os_str() == ".git")
        };
        let below = folders::below(root)?;
        let links = Links::new(&below.files, &below.links, from_here);
        if links.cut {
            self.notes.push(MANY_LINKS.to_owned());
        }
        self.owners.enter(self.folders, links);
        below.files.iter().filter(|file| !history(file)).for_each(|file| self.found(root, file));
        Ok(())
    }

    /// A file in a folder: a file that cannot be read is a note, not the end.
    fn found(&mut self, root: &Path, path: &Path) {
        self.files += 1;
        if self.files > MAX_FILES {
            if self.files == MAX_FILES + 1 {
                self.notes.push(format!("more than {MAX_FILES} files; the rest was not looked at"));
            }
            return;
        }
        let shown = shown(path.strip_prefix(root).unwrap_or(path));
        match look(path, &shown) {
            Ok(Some(Ok(found))) => self.take(Place { folder: self.folders, path: shown }, found),
            Ok(Some(Err(problem))) => self.notes.push(format!("{shown}: {problem}")),
            Ok(None) => self.alone(path, &shown),
            Err(error) => self.notes.push(format!("{shown}: {error}")),
        }
    }

    /// A log of changes is read with its database.
    fn alone(&mut self, path: &Path, shown: &str) {
        let Some(database) = inventory::database_of(shown) else { return };
        let name = database.rsplit('/').next().unwrap_or(database);
        if !path.with_file_name(name).is_file() {
            self.notes.push(format!(
                "{shown}: the database that this log belongs to is not here; nothing is read from it"
            ));
        }
    }

    /// A file that the person named: a lock file, a program, or a bill of materials of any format.
    fn named(&mut self, path: &Path) -> Result<(), AppError> {
        let failed = |source| AppError::File { doing: "reading", path: path.to_owned(), source };
        let shown = shown(path);
        match look(path, &shown).map_err(failed)? {
            Some(Ok(found)) => {
                self.take(Place { folder: NAMED, path: shown }, found);
            }
            Some(Err(problem)) => {
                return Err(AppError::Unreadable { file: shown, reason: problem.to_string() });
            }
            None => {
                let found = sboms::of_file(path)?;
                self.notes.extend(found.left_out.iter().map(ToString::to_string));
                for part in found.all(&shown)? {
                    sboms::whole(&part, &shown)?;
                    self.notes.push(format!("{shown}: {} components ({})", part.packages(), part.format));
                    self.notes.extend(part.told().into_iter().map(|told| format!("{shown}: {told}")));
                    self.parts.push(Part { sbom: part, place: None });
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, place: Place, found: Inventory) {
        let shown = &place.path;
        self.notes.extend(found.warnings.into_iter().map(|warning| format!("{shown}: {warning}")));
        self.owners.divert(&place, found.diverted);
        self.owners.take(self.parts.len(), &place, found.owned);
        if found.components.is_empty() {
            return;
        }
        self.notes.push(format!("{shown}: {} components ({})", found.components.len(), found.format));
        let mut part = Sbom { components: found.components, relations: found.relations, ..Sbom::default() };
        for component in &mut part.components {
            if component.properties.iter().all(|property| property.name != "evidence") {
                component.properties.push(Property { name: "evidence".to_owned(), value: shown.clone() });
            }
            let certainty = component.certainty.map_or("certain", domain::certainty::Certainty::as_str);
            component
                .properties
                .push(Property { name: "kikimori:certainty".to_owned(), value: certainty.to_owned() });
        }
        self.parts.push(Part { sbom: part, place: Some(place) });
    }
}

/// A path as people and formats know it, with `/` between folders.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

type Look = Option<Result<Inventory, inventory::InventoryError>>;

fn look(path: &Path, shown: &str) -> std::io::Result<Look> {
    let mut file = File::open(path)?;
    let mut head = [0; 4];
    let count = file.read(&mut head)?;
    if !inventory::is_known(shown, head.get(..count).unwrap_or_default()) {
        return Ok(None);
    }
    let limit = inventory::limit(shown);
    let mut bytes = head.get(..count).unwrap_or_default().to_vec();
    rest(file, limit, &mut bytes)?;
    let told = if bytes.len() > limit { Vec::new() } else { log(path, shown, limit, &mut bytes)? };
    let mut found = inventory::read(shown, &bytes);
    if let Some(Ok(found)) = &mut found {
        found.warnings.splice(0..0, told);
    }
    Ok(found)
}

/// What a database did not write into itself yet lies beside it.
fn log(path: &Path, shown: &str, limit: usize, database: &mut Vec<u8>) -> std::io::Result<Vec<String>> {
    let name = inventory::log_of(shown);
    let beside = name.and_then(|name| Some(path.with_file_name(name.rsplit('/').next()?)));
    let Some(beside) = beside.filter(|beside| beside.is_file()) else { return Ok(Vec::new()) };
    let mut bytes = Vec::new();
    rest(File::open(beside)?, limit, &mut bytes)?;
    if bytes.len() > limit {
        return Ok(vec![
            "the log beside the database is larger than such files are; it is not read".to_owned(),
        ]);
    }
    Ok(inventory::apply_log(&bytes, database))
}

/// One byte more than may be read tells that the file is larger.
fn rest(file: File, limit: usize, bytes: &mut Vec<u8>) -> std::io::Result<()> {
    let left = (limit + 1).saturating_sub(bytes.len());
    file.take(u64::try_from(left).unwrap_or(u64::MAX)).read_to_end(bytes).map(|_| ())
}

#[cfg(test)]
mod tests;
