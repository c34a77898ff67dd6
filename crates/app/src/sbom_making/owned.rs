//! Programs and libraries whose files belong to a package of the distribution: it patches them without changing the texts in them.

use std::collections::{BTreeMap, HashMap};

use domain::{
    purl::Purl,
    sbom::{Component, Property, Sbom},
    vulnerabilities::Ecosystem,
};
use matching::vulnerability::OWNED_BY;
use parsers::document::inventory::{Diversion, Owned, Owner};

use super::{
    links::Links,
    parts::{Part, Place},
};

/// Bytes that the paths of all files may take; a system with every package of Debian would need twice as much.
const MAX_PATHS: usize = 512 << 20;
/// Bytes that a path takes beside its letters.
const PATH: usize = 96;

/// A package: number of its part and id in there.
type Package = (usize, String);
/// A root of a file system: the number of the folder and the path to it.
type Root = (usize, String);

/// Which package a file belongs to, by its path from the root of its file system on.
#[derive(Default)]
pub(super) struct Owners {
    roots: HashMap<Root, Files>,
    /// Of folders that were walked.
    links: HashMap<usize, Links>,
    /// Bytes of paths.
    kept: usize,
    /// Some files are not known.
    pub(super) cut: bool,
}

/// The files of one root.
#[derive(Default)]
struct Files {
    /// Each with the position of its owner in `owners`.
    paths: HashMap<String, usize>,
    /// With the part that told it.
    owners: Vec<(usize, Owner)>,
    /// By the path that packages list, from the root on.
    diverted: HashMap<String, Diversion>,
}

/// Where a file lies that a package lists, as far as that is known.
fn lies<'p>(path: &'p str, by: &Owner, diverted: &'p HashMap<String, Diversion>) -> Option<&'p str> {
    match (diverted.get(path.trim_start_matches('/')), by) {
        (Some(diversion), Owner::Package { kind: "deb", name, .. })
            if diversion.by.as_ref() != Some(name) =>
        {
            diversion.to.as_deref()
        }
        _ => Some(path),
    }
}

impl Owners {
    /// The links of a folder, before anything of it is taken.
    pub(super) fn enter(&mut self, folder: usize, links: Links) {
        self.links.insert(folder, links);
    }

    /// Files that dpkg puts elsewhere, before its lists of files are taken.
    pub(super) fn divert(&mut self, place: &Place, diverted: Vec<Diversion>) {
        let Some(root) = place.root().filter(|_| !diverted.is_empty()) else { return };
        let files = self.roots.entry((place.folder, root.to_owned())).or_default();
        let by_path = |diversion: Diversion| (diversion.from.trim_start_matches('/').to_owned(), diversion);
        files.diverted.extend(diverted.into_iter().map(by_path));
    }

    /// Files that a database lists. Where the root of its file system is not known, it is not known which files are meant.
    pub(super) fn take(&mut self, part: usize, place: &Place, owned: Vec<Owned>) {
        let Some(root) = place.root().filter(|_| !owned.is_empty()) else { return };
        let Files { paths: known, owners, diverted } =
            self.roots.entry((place.folder, root.to_owned())).or_default();
        let links = self.links.get(&place.folder);
        for Owned { by, paths } in owned {
            let owner = owners.len();
            owners.push((part, by.clone()));
            let mut last: (&str, Option<String>) = ("", Some(String::new()));
            for path in paths.iter().filter_map(|path| lies(path, &by, diverted)) {
                let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
                if folder != last.0 {
                    last = (
                        folder,
                        links.map_or_else(
                            || Some(plain(folder).to_owned()),
                            |links| links.folder(root, folder),
                        ),
                    );
                }
                let Some(folder) = &last.1 else { continue };
                self.kept += folder.len() + name.len() + PATH;
                if self.kept > MAX_PATHS {
                    self.cut = true;
                    return;
                }
                known.insert(joined(folder, name), owner);
            }
        }
    }

    /// The package that a file belongs to: of the innermost file system that knows it.
    fn of(&self, place: &Place, packages: &Packages<'_>) -> Option<Package> {
        let inner = place.path.match_indices('/').map(|(at, _)| at + 1);
        std::iter::once(0).chain(inner).rev().find_map(|at| {
            let (root, path) = place.path.split_at_checked(at)?;
            let root = (place.folder, root.to_owned());
            let files = self.roots.get(&root)?;
            let path = if self.links.contains_key(&place.folder) { path } else { plain(path) };
            match files.owners.get(*files.paths.get(path)?)? {
                (part, Owner::Component(id)) => Some((*part, id.clone())),
                (_, Owner::Package { kind, name, arch }) => packages.find(&root, kind, name, arch.as_deref()),
            }
        })
    }

    /// The owners of what is found only in files of packages, with package URLs as they are when everything was read: by what
    /// [`merge`](matching::sbom::merge::merge) calls the same. `None` where one of the places is nobody's.
    pub(super) fn by_purl(&self, parts: &[Part]) -> BTreeMap<String, Option<String>> {
        let mut purls: HashMap<(usize, &str), &str> = HashMap::new();
        for (at, part) in parts.iter().enumerate() {
            purls.extend(part.sbom.components.iter().filter_map(|c| Some(((at, c.id.as_str()), c.purl()?))));
        }
        let packages = Packages::of(parts);
        let mut owners: BTreeMap<String, Option<String>> = BTreeMap::new();
        for part in parts {
            let owner = part.place.as_ref().and_then(|place| self.of(place, &packages));
            let owner = owner.and_then(|(part, id)| purls.get(&(part, id.as_str())).copied());
            for component in &part.sbom.components {
                let Some(key) = foreign(component) else { continue };
                // A bill of materials says itself what it knows of owners.
                let owner = if part.place.is_none() { told(component) } else { owner };
                let known = owners.entry(key).or_insert_with(|| owner.map(str::to_owned));
                if owner.is_none() {
                    *known = None;
                }
            }
        }
        owners
    }
}

/// Packages by what lists of files call them.
struct Packages<'p>(HashMap<(Root, &'p str), Vec<(usize, &'p Component)>>);

impl<'p> Packages<'p> {
    fn of(parts: &'p [Part]) -> Self {
        let mut known: HashMap<(Root, &str), Vec<(usize, &Component)>> = HashMap::new();
        for (at, part) in parts.iter().enumerate() {
            let Some((place, root)) = part.place.as_ref().and_then(|place| Some((place, place.root()?)))
            else {
                continue;
            };
            // Of an image without dpkg each package has a file, which the list of its files is called after.
            let file = place
                .path
                .rsplit_once('/')
                .filter(|(folder, _)| folder.ends_with("dpkg/status.d"))
                .map(|(_, name)| name);
            for component in &part.sbom.components {
                for name in std::iter::once(component.name.as_str())
                    .chain(file.filter(|name| *name != component.name))
                {
                    known.entry(((place.folder, root.to_owned()), name)).or_default().push((at, component));
                }
            }
        }
        Self(known)
    }

    /// The package of this name, of this machine before others.
    fn find(&self, root: &Root, kind: &str, name: &str, arch: Option<&str>) -> Option<Package> {
        let of_kind = |component: &Component| {
            component.purl().is_some_and(|purl| {
                purl.strip_prefix("pkg:").is_some_and(|rest| {
                    rest.starts_with(kind) && rest.get(kind.len()..=kind.len()) == Some("/")
                })
            })
        };
        let is_for = |component: &Component| {
            component.properties.iter().any(|p| p.name == "package:arch" && Some(p.value.as_str()) == arch)
        };
        let found = self.0.get(&(root.clone(), name))?.iter().filter(|(_, component)| of_kind(component));
        let (part, component) = found.min_by_key(|(_, component)| !is_for(component))?;
        Some((*part, component.id.clone()))
    }
}

/// Marks what was found only in files of packages.
pub(super) fn mark(sbom: &mut Sbom, owners: &BTreeMap<String, Option<String>>) {
    for component in &mut sbom.components {
        let Some(owner) = foreign(component).and_then(|key| owners.get(&key)) else { continue };
        component.properties.retain(|property| property.name != OWNED_BY);
        let owner = owner.clone().map(|value| Property { name: OWNED_BY.to_owned(), value });
        component.properties.extend(owner);
    }
}

fn told(component: &Component) -> Option<&str> {
    component.properties.iter().find(|property| property.name == OWNED_BY).map(|p| p.value.as_str())
}

/// The package URL of what is neither a package of a distribution, whose database may belong to one of them, nor the system itself.
fn foreign(component: &Component) -> Option<String> {
    let (purl, _) = Purl::read(component.purl()?).ok()?;
    (!Ecosystem::is_distribution(purl.kind())).then(|| purl.to_string())
}

fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// A path without what differs between systems, for files that were named: `/lib` is `/usr/lib` today.
fn plain(path: &str) -> &str {
    let path = path.trim_start_matches('/');
    path.strip_prefix("usr/").unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use domain::sbom::{Identifier, IdentifierKind};

    use super::*;

    const OPENSSL: &str = "pkg:generic/openssl@1.0.2k";

    fn part(folder: usize, path: &str, purl: &str) -> Part {
        let component = Component {
            id: purl.to_owned(),
            identifiers: vec![Identifier::new(IdentifierKind::Purl, purl)],
            ..Component::default()
        };
        let place = Some(Place { folder, path: path.to_owned() });
        Part { sbom: Sbom { components: vec![component], ..Sbom::default() }, place }
    }

    /// Who owns OpenSSL, which lies in some files, when a database lists `/usr/lib64/libssl.so`.
    fn owner(database: (usize, &str), files: &[(usize, &str)]) -> Option<String> {
        let owner = "pkg:rpm/redhat/openssl-libs@1";
        let database = part(database.0, database.1, owner);
        let owned =
            Owned { by: Owner::Component(owner.to_owned()), paths: vec!["/usr/lib64/libssl.so".to_owned()] };
        let mut owners = Owners::default();
        owners.take(0, database.place.as_ref().unwrap(), vec![owned]);
        let files = files.iter().map(|(folder, path)| part(*folder, path, OPENSSL));
        let parts: Vec<Part> = std::iter::once(database).chain(files).collect();
        owners.by_purl(&parts)[OPENSSL].clone()
    }

    #[test]
    fn a_database_owns_files_of_its_own_folder_and_root_only() {
        for (database, files, wanted) in [
            ((1, "var/lib/rpm/Packages"), &[(1, "usr/lib64/libssl.so")][..], true),
            ((1, "var/lib/rpm/Packages"), &[(1, "lib64/libssl.so")], true),
            ((1, "a/b/var/lib/rpm/Packages"), &[(1, "a/b/usr/lib64/libssl.so")], true),
            ((0, "/mnt/var/lib/rpm/Packages"), &[(0, "/mnt/usr/lib64/libssl.so")], true),
            // Another folder, the host beside a container, a container beside the host, a root that is not known.
            ((2, "var/lib/rpm/Packages"), &[(1, "usr/lib64/libssl.so")], false),
            ((1, "a/b/var/lib/rpm/Packages"), &[(1, "usr/lib64/libssl.so")], false),
            ((1, "var/lib/rpm/Packages"), &[(1, "a/b/usr/lib64/libssl.so")], false),
            ((1, "backup/rpm/Packages"), &[(1, "usr/lib64/libssl.so")], false),
            // One of two files is nobody's, whichever comes first.
            ((1, "var/lib/rpm/Packages"), &[(1, "usr/lib64/libssl.so"), (2, "usr/lib64/libssl.so")], false),
            ((1, "var/lib/rpm/Packages"), &[(1, "opt/libssl.so"), (1, "usr/lib64/libssl.so")], false),
        ] {
            assert_eq!(owner(database, files).is_some(), wanted, "{database:?} {files:?}");
        }
    }

    #[test]
    fn marks_are_set_where_every_place_is_owned_and_nowhere_else() {
        for (owner, wanted) in [(Some("pkg:rpm/a@1"), Some("pkg:rpm/a@1")), (None, None)] {
            let mut sbom = part(1, "x", OPENSSL).sbom;
            let old = Property { name: OWNED_BY.to_owned(), value: "pkg:rpm/old@1".to_owned() };
            sbom.components[0].properties.push(old);
            mark(&mut sbom, &BTreeMap::from([(OPENSSL.to_owned(), owner.map(str::to_owned))]));
            assert_eq!(told(&sbom.components[0]), wanted);
        }
    }
}
