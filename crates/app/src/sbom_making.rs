//! Making a bill of materials: from lock files, root file systems, program files and lists filled by hand.

mod owned;
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
    let mut made = merge(product.component(), maker.parts);
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
    parts: Vec<Sbom>,
    notes: Vec<String>,
    files: usize,
    owners: owned::Owners,
}

impl Maker {
    fn folder(&mut self, root: &Path) -> Result<(), AppError> {
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
        let shown = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        match look(path, &shown) {
            Ok(Some(Ok(found))) => self.take(&shown, found),
            Ok(Some(Err(problem))) => self.notes.push(format!("{shown}: {problem}")),
            Ok(None) => {}
            Err(error) => self.notes.push(format!("{shown}: {error}")),
        }
    }

    /// A file that the person named: a lock file, a program, or a bill of materials of any format.
    fn named(&mut self, path: &Path) -> Result<(), AppError> {
        let failed = |source| AppError::File { doing: "reading", path: path.to_owned(), source };
        let shown = path.to_string_lossy().replace('\\', "/");
        match look(path, &shown).map_err(failed)? {
            Some(Ok(found)) => self.take(&shown, found),
            Some(Err(problem)) => {
                return Err(AppError::Unreadable { file: shown, reason: problem.to_string() });
            }
            None => {
                let part = crate::sboms::read_one(path)?;
                self.notes.push(format!("{shown}: {} components ({})", part.packages(), part.format));
                self.notes.extend(part.told().into_iter().map(|told| format!("{shown}: {told}")));
                self.parts.push(part);
            }
        }
        Ok(())
    }

    fn take(&mut self, shown: &str, found: Inventory) {
        self.notes.extend(found.warnings.into_iter().map(|warning| format!("{shown}: {warning}")));
        if found.components.is_empty() {
            return;
        }
        self.notes.push(format!("{shown}: {} components ({})", found.components.len(), found.format));
        self.owners.take(self.parts.len(), found.owned);
        let mut part = Sbom { components: found.components, relations: found.relations, ..Sbom::default() };
        for component in &mut part.components {
            if component.properties.iter().all(|property| property.name != "evidence") {
                component.properties.push(Property { name: "evidence".to_owned(), value: shown.to_owned() });
            }
            let certainty = component.certainty.map_or("certain", domain::certainty::Certainty::as_str);
            component
                .properties
                .push(Property { name: "kikimori:certainty".to_owned(), value: certainty.to_owned() });
        }
        self.parts.push(part);
    }
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
}
