//! Making a bill of materials: from lock files, root file systems, program files and lists filled by hand.

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

use crate::{error::AppError, folders};
use parts::{NAMED, Part, Place};

/// Files that are looked at.
const MAX_FILES: usize = 2_000_000;

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

/// Puts several documents under one product.
///
/// # Errors
/// When one of them cannot be read.
pub fn merge_files(paths: &[PathBuf], product: &Product, edits: &[Edit]) -> Result<Made, AppError> {
    let parts = paths.iter().map(|path| crate::sboms::read_one(path)).collect::<Result<Vec<_>, _>>()?;
    let notes = parts.iter().flat_map(Sbom::told).collect();
    let mut made = Made { sbom: merge(product.component(), parts), notes };
    for edit in lay_over(&mut made.sbom, edits) {
        made.notes.push(format!("edit for “{}” meets no component", edit.component));
    }
    Ok(made)
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
        // A history holds what is no longer there.
        let history = |file: &&PathBuf| {
            file.strip_prefix(root).unwrap_or(file).components().any(|part| part.as_os_str() == ".git")
        };
        folders::files(root)?.iter().filter(|file| !history(file)).for_each(|file| self.found(root, file));
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
            Ok(None) => {}
            Err(error) => self.notes.push(format!("{shown}: {error}")),
        }
    }

    /// A file that the person named: a lock file, a program, or a bill of materials of any format.
    fn named(&mut self, path: &Path) -> Result<(), AppError> {
        let failed = |source| AppError::File { doing: "reading", path: path.to_owned(), source };
        let shown = shown(path);
        match look(path, &shown).map_err(failed)? {
            Some(Ok(found)) => {
                self.take(Place { folder: NAMED, path: shown }, found);
                self.log_beside(path);
            }
            Some(Err(problem)) => {
                return Err(AppError::Unreadable { file: shown, reason: problem.to_string() });
            }
            None => {
                let part = crate::sboms::read_one(path)?;
                self.notes.push(format!("{shown}: {} components ({})", part.packages(), part.format));
                self.notes.extend(part.told().into_iter().map(|told| format!("{shown}: {told}")));
                self.parts.push(Part { sbom: part, place: None });
            }
        }
        Ok(())
    }

    /// What SQLite did not write into a database yet lies beside it: in a folder it is met, beside a database that was named it is not.
    fn log_beside(&mut self, database: &Path) {
        let mut log = database.as_os_str().to_owned();
        log.push("-wal");
        let log = PathBuf::from(log);
        if !log.is_file() {
            return;
        }
        let shown = shown(&log);
        match look(&log, &shown) {
            Ok(Some(Ok(found))) => {
                self.notes.extend(found.warnings.iter().map(|warning| format!("{shown}: {warning}")));
            }
            Ok(_) => {}
            Err(error) => self.notes.push(format!("{shown}: {error}")),
        }
    }

    fn take(&mut self, place: Place, found: Inventory) {
        let shown = &place.path;
        self.notes.extend(found.warnings.into_iter().map(|warning| format!("{shown}: {warning}")));
        if found.components.is_empty() {
            return;
        }
        self.notes.push(format!("{shown}: {} components ({})", found.components.len(), found.format));
        self.owners.take(self.parts.len(), &place, found.owned);
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
    let mut bytes = head.get(..count).unwrap_or_default().to_vec();
    // One byte more than may be read tells that the file is larger.
    file.take(u64::try_from(inventory::limit(shown)).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
    Ok(inventory::read(shown, &bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(name: &str) -> Vec<u8> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/rpm/");
        zstd::decode_all(&std::fs::read(format!("{folder}{name}.zst")).unwrap()[..]).unwrap()
    }

    #[test]
    fn a_root_file_system_becomes_a_list() {
        let root = tempfile::tempdir().unwrap();
        let put = |path: &str, text: &[u8]| {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        put("etc/os-release", b"ID=debian\nNAME=Debian\nVERSION_ID=11\n");
        put(
            "var/lib/dpkg/status",
            b"Package: zlib1g\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:1.2\n",
        );
        put("usr/bin/x", b"\x7fELF\0\0BusyBox v1.30.1 \0");
        put("app/Cargo.lock", b"[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n");
        put("var/lib/rpm/rpmdb.sqlite", b"x");
        put("usr/lib/sysimage/rpm/Packages.db", &unpacked("Packages.db"));
        put("usr/lib64/libacme.so.2", b"\x7fELF\0\0OpenSSL 1.0.2k \0");
        let product = Product { name: "pump".into(), version: Some("2".into()), ..Product::default() };
        let edits = [Edit { component: "a".into(), supplier: Some("us".into()), ..Edit::default() }];
        let made = make(&[root.path().to_owned()], &product, &edits).unwrap();
        let purls: Vec<&str> = made.sbom.components.iter().filter_map(Component::purl).collect();
        assert!(purls.contains(&"pkg:deb/debian/zlib1g@1:1.2?arch=amd64&distro=debian-11"), "{purls:?}");
        assert!(purls.contains(&"pkg:generic/busybox@1.30.1"));
        assert!(purls.contains(
            &"pkg:rpm/debian/acme-libs@2.0-3.el8?arch=x86_64&distro=debian-11&epoch=1&upstream=acme-2.0-3.el8.src.rpm"
        ));
        let owner = |name: &str| {
            let component = made.sbom.components.iter().find(|c| c.name == name).unwrap();
            component.properties.iter().find(|p| p.name == "kikimori:owned-by").map(|p| p.value.as_str())
        };
        assert!(owner("openssl").is_some_and(|owner| owner.starts_with("pkg:rpm/debian/acme-libs@")));
        assert_eq!(owner("busybox"), None, "nobody's file");
        assert_eq!(made.sbom.packages(), 11);
        assert!(made.notes.iter().any(|note| note.contains("rpmdb.sqlite: not readable")));
        let edited = made.sbom.components.iter().find(|c| c.name == "a").unwrap();
        assert_eq!(edited.supplied_by(), Some("us"));
    }

    #[test]
    fn systems_in_one_folder_and_in_two_are_kept_apart() {
        let roots = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let put = |root: usize, path: &str, bytes: &[u8]| {
            let path = roots[root].path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        };
        let library = b"\x7fELF\0\0OpenSSL 1.0.2k \0";
        put(0, "usr/lib/os-release", b"ID=ubuntu\nVERSION_ID=22.04\n");
        put(0, "usr/lib64/libacme.so.2", library);
        put(0, "var/lib/docker/x/var/lib/rpm/Packages.db", &unpacked("Packages.db"));
        put(1, "etc/os-release", b"ID=rhel\nVERSION_ID=8.6\n");
        put(1, "usr/lib64/libacme.so.2", library);
        put(1, "var/lib/rpm/Packages.db", &unpacked("Packages.db"));
        let told = |paths: &[PathBuf]| {
            let made = make(paths, &Product::default(), &[]).unwrap().sbom;
            let one = made.components.iter().find(|c| c.name == "openssl").unwrap();
            let is_owned = one.properties.iter().any(|p| p.name == "kikimori:owned-by");
            let purls = made.components.iter().filter_map(Component::purl).map(str::to_owned);
            (purls.filter(|purl| purl.contains("/acme-libs@")).collect::<Vec<_>>(), is_owned)
        };
        let [first, second] = [0, 1].map(|at: usize| roots[at].path().to_owned());
        let (purls, is_owned) = told(std::slice::from_ref(&first));
        assert_eq!((purls, is_owned), (vec!["pkg:rpm/acme-libs@2.0-3.el8".to_owned()], false));
        let (purls, is_owned) = told(std::slice::from_ref(&second));
        assert!(is_owned && purls[0].contains("distro=rhel-8.6"), "{purls:?}");
        let (both, is_owned) = told(&[second, first]);
        assert_eq!((both.len(), is_owned), (purls.len() + 1, false), "{both:?}");
    }

    #[test]
    fn the_log_beside_a_database_that_was_named_is_told() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("var/lib/rpm");
        std::fs::create_dir_all(&folder).unwrap();
        let database = folder.join("rpmdb.sqlite");
        std::fs::write(&database, unpacked("rpmdb.sqlite")).unwrap();
        let in_use = || {
            let made = make(std::slice::from_ref(&database), &Product::default(), &[]).unwrap();
            made.notes.iter().any(|note| note.contains("rpmdb.sqlite-wal: the database was in use"))
        };
        assert!(!in_use(), "no log");
        for (log, wanted) in [(&b""[..], false), (b"x", true)] {
            std::fs::write(folder.join("rpmdb.sqlite-wal"), log).unwrap();
            assert_eq!(in_use(), wanted);
        }
    }
}
