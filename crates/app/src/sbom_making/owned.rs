//! Programs and libraries whose files belong to a package of the distribution: it patches them without changing the texts in them.

use std::collections::{BTreeMap, HashMap};

use domain::{
    purl::Purl,
    sbom::{Component, Property, Sbom},
    vulnerabilities::Ecosystem,
};
use matching::vulnerability::OWNED_BY;
use parsers::document::inventory::Owned;

/// Which package a file belongs to: number of its part and id in there, by path.
#[derive(Default)]
pub(super) struct Owners(HashMap<String, (usize, String)>);

impl Owners {
    pub(super) fn take(&mut self, part: usize, owned: Vec<Owned>) {
        for Owned { component, paths } in owned {
            self.0.extend(paths.iter().map(|path| (plain(path).to_owned(), (part, component.clone()))));
        }
    }

    /// The same with package URLs as they are when everything was read.
    pub(super) fn by_purl(self, parts: &[Sbom]) -> BTreeMap<String, String> {
        let mut purls: HashMap<(usize, &str), &str> = HashMap::new();
        for (at, part) in parts.iter().enumerate() {
            purls.extend(part.components.iter().filter_map(|c| Some(((at, c.id.as_str()), c.purl()?))));
        }
        let purl = |part: usize, id: &str| purls.get(&(part, id)).map(|purl| (*purl).to_owned());
        self.0.into_iter().filter_map(|(path, (part, id))| Some((path, purl(part, &id)?))).collect()
    }
}

/// Marks what was found only in files of packages.
pub(super) fn mark(sbom: &mut Sbom, owners: &BTreeMap<String, String>) {
    for component in sbom.components.iter_mut().filter(|component| is_foreign(component)) {
        let evidence = component.properties.iter().filter(|property| property.name == "evidence");
        // What stands behind the path says where in the file it is.
        let paths = evidence.map(|property| property.value.split(": ").next().unwrap_or_default());
        let packages: Option<Vec<&String>> = paths.map(|path| owners.get(plain(path))).collect();
        if let Some(owner) = packages.and_then(|packages| packages.first().map(|owner| (*owner).clone())) {
            component.properties.push(Property { name: OWNED_BY.to_owned(), value: owner });
        }
    }
}

/// Neither a package of a distribution, whose database may belong to one of them, nor the system itself.
fn is_foreign(component: &Component) -> bool {
    let purl = component.purl().and_then(|purl| Purl::read(purl).ok());
    purl.is_some_and(|(purl, _)| !Ecosystem::is_distribution(purl.kind()))
}

/// A path without what differs between systems: `/lib` is `/usr/lib` today.
fn plain(path: &str) -> &str {
    let path = path.trim_start_matches('/');
    path.strip_prefix("usr/").unwrap_or(path)
}
