//! Programs and libraries whose files belong to a package of the distribution: it patches them without changing the texts in them.

use std::collections::{BTreeMap, HashMap};

use domain::{
    purl::Purl,
    sbom::{Component, Property, Sbom},
    vulnerabilities::Ecosystem,
};
use matching::vulnerability::OWNED_BY;
use parsers::document::inventory::Owned;

use super::parts::{Part, Place};

/// A package: number of its part and id in there.
type Package = (usize, String);

/// Which package a file belongs to, by its path from the root of its file system on. Roots are known by the number of the folder and
/// the path to them.
#[derive(Default)]
pub(super) struct Owners(HashMap<(usize, String), HashMap<String, Package>>);

impl Owners {
    /// Files that a database lists. Where the root of its file system is not known, it is not known which files are meant.
    pub(super) fn take(&mut self, part: usize, place: &Place, owned: Vec<Owned>) {
        let Some(root) = place.root().filter(|_| !owned.is_empty()) else { return };
        let files = self.0.entry((place.folder, root.to_owned())).or_default();
        for Owned { component, paths } in owned {
            files.extend(paths.iter().map(|path| (plain(path).to_owned(), (part, component.clone()))));
        }
    }

    /// The package that a file belongs to: of the innermost file system that knows it.
    fn of(&self, place: &Place) -> Option<&Package> {
        let inner = place.path.match_indices('/').map(|(at, _)| at + 1);
        std::iter::once(0).chain(inner).rev().find_map(|at| {
            let (root, path) = place.path.split_at_checked(at)?;
            self.0.get(&(place.folder, root.to_owned()))?.get(plain(path))
        })
    }

    /// The owners of what is found only in files of packages, with package URLs as they are when everything was read: by what
    /// [`merge`](matching::sbom::merge::merge) calls the same. `None` where one of the places is nobody's.
    pub(super) fn by_purl(&self, parts: &[Part]) -> BTreeMap<String, Option<String>> {
        let mut purls: HashMap<(usize, &str), &str> = HashMap::new();
        for (at, part) in parts.iter().enumerate() {
            purls.extend(part.sbom.components.iter().filter_map(|c| Some(((at, c.id.as_str()), c.purl()?))));
        }
        let mut owners: BTreeMap<String, Option<String>> = BTreeMap::new();
        for part in parts {
            let owner = part.place.as_ref().and_then(|place| self.of(place));
            let owner = owner.and_then(|(part, id)| purls.get(&(*part, id.as_str())).copied());
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

/// A path without what differs between systems: `/lib` is `/usr/lib` today.
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
        let owned = Owned { component: owner.to_owned(), paths: vec!["/usr/lib64/libssl.so".to_owned()] };
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
