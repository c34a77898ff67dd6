//! Package URLs of a distribution's packages: its name, release and what the package was built from, which claims are filed under.

use std::collections::BTreeMap;

use domain::{
    purl::{Parts, Purl},
    sbom::{Component, IdentifierKind},
};

use super::parts::{Part, Place};

/// Namespaces of package URLs where they are not the `ID` of `os-release` (purl types rpm, deb, apk).
const NAMESPACES: &[(&str, &str)] = &[
    ("ol", "oracle"),
    ("opensuse-leap", "opensuse"),
    ("opensuse-tumbleweed", "opensuse"),
    ("rhel", "redhat"),
    ("sled", "suse"),
    ("sles", "suse"),
];

/// What package URLs say of a distribution.
struct System {
    namespace: String,
    release: String,
}

impl System {
    fn of(component: &Component) -> Option<Self> {
        let id = component.id.strip_prefix("os:")?;
        let named = |version: &String| format!("{id}-{version}");
        let release = component.version.as_ref().map_or_else(|| id.to_owned(), named);
        let namespace = NAMESPACES.iter().find(|(own, _)| *own == id).map_or(id, |(_, name)| *name);
        Some(Self { namespace: namespace.to_owned(), release })
    }
}

/// Completes the package URLs of what one folder holds: `pkg:deb/debian/…`. Packages are those of the system whose `os-release` has the
/// same root: without it nothing can be said.
pub(super) fn complete(parts: &mut [Part]) {
    let mut systems: BTreeMap<String, System> = BTreeMap::new();
    for part in parts.iter() {
        let Some(place) = &part.place else { continue };
        let system = part.sbom.components.iter().find_map(System::of);
        let (Some(root), Some(system)) = (place.root(), system) else { continue };
        // What the administrator set stands before what the distribution brought.
        if place.path.ends_with("etc/os-release") || !systems.contains_key(root) {
            systems.insert(root.to_owned(), system);
        }
    }
    for part in parts {
        let root = part.place.as_ref().and_then(Place::root);
        let Some(System { namespace, release }) = root.and_then(|root| systems.get(root)) else { continue };
        for component in &mut part.sbom.components {
            let whole = component.purl().and_then(|purl| in_full(purl, component, namespace, release));
            let Some(whole) = whole else { continue };
            let purls = component.identifiers.iter_mut().filter(|i| i.kind == IdentifierKind::Purl);
            purls.for_each(|purl| purl.value.clone_from(&whole));
        }
    }
}

fn in_full(purl: &str, component: &Component, namespace: &str, release: &str) -> Option<String> {
    let (purl, _) = Purl::read(purl).ok()?;
    let is_bare = purl.namespace().is_none() && purl.qualifiers().is_empty();
    if !is_bare || !matches!(purl.kind(), "deb" | "apk" | "rpm") {
        return None;
    }
    let told = |name: &str| {
        let mut found =
            component.properties.iter().filter_map(|p| Some((p.name.strip_prefix("package:")?, &p.value)));
        found.find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    };
    let qualifiers = [
        ("arch", told("arch")),
        ("distro", Some(release.to_owned())),
        ("epoch", told("epoch")),
        ("rpmmod", told("module").map(|label| label.splitn(3, ':').take(2).collect::<Vec<_>>().join(":"))),
        ("upstream", told("source").map(|source| upstream(&source)).filter(|source| source != purl.name())),
    ];
    let qualifiers = qualifiers.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    let parts = Parts {
        kind: purl.kind().to_owned(),
        namespace: namespace.to_owned(),
        name: purl.name().to_owned(),
        version: purl.version().unwrap_or_default().to_owned(),
        qualifiers: qualifiers.collect(),
        ..Parts::default()
    };
    Purl::build(parts).ok().map(|purl| purl.to_string())
}

/// The source package: dpkg writes `lvm2 (2.03.16-2)` where its version is another one; rpm and apk write one word.
fn upstream(source: &str) -> String {
    match source.split_once(" (") {
        Some((name, version)) => format!("{name}@{}", version.trim_end_matches(')')),
        None => source.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::sbom::{Identifier, Property, Sbom};

    use super::*;

    fn part(path: &str, component: Component) -> Part {
        let place = Some(Place { folder: 1, path: path.to_owned() });
        Part { sbom: Sbom { components: vec![component], ..Sbom::default() }, place }
    }

    fn system(id: &str, version: Option<&str>) -> Component {
        Component { id: format!("os:{id}"), version: version.map(str::to_owned), ..Component::default() }
    }

    fn completed(os: (&str, Option<&str>), purl: &str, told: &[(&str, &str)]) -> String {
        let property = |(name, value): &(&str, &str)| Property {
            name: format!("package:{name}"),
            value: (*value).to_owned(),
        };
        let package = Component {
            identifiers: vec![Identifier::new(IdentifierKind::Purl, purl)],
            properties: told.iter().map(property).collect(),
            ..Component::default()
        };
        let mut parts = [part("etc/os-release", system(os.0, os.1)), part("var/lib/dpkg/status", package)];
        complete(&mut parts);
        parts[1].sbom.components[0].purl().unwrap().to_owned()
    }

    #[test]
    fn packages_get_the_names_that_claims_are_filed_under() {
        for (os, purl, told, wanted) in [
            (
                ("rhel", Some("8.6")),
                "pkg:rpm/acme-libs@2.0-3.el8",
                &[("arch", "x86_64"), ("epoch", "1"), ("source", "acme-2.0-3.el8.src.rpm")][..],
                "pkg:rpm/redhat/acme-libs@2.0-3.el8?arch=x86_64&distro=rhel-8.6&epoch=1&upstream=acme-2.0-3.el8.src.rpm",
            ),
            (
                ("opensuse-leap", Some("15.5")),
                "pkg:rpm/acme-js@18-1",
                &[("module", "acmejs:18:809:ab")],
                "pkg:rpm/opensuse/acme-js@18-1?distro=opensuse-leap-15.5&rpmmod=acmejs:18",
            ),
            (
                ("debian", Some("12")),
                "pkg:deb/dmsetup@2:1.02-2",
                &[("arch", "amd64"), ("source", "lvm2 (2.03.16-2)")],
                "pkg:deb/debian/dmsetup@2:1.02-2?arch=amd64&distro=debian-12&upstream=lvm2%402.03.16-2",
            ),
            (
                ("debian", None),
                "pkg:deb/lvm2@2-2",
                &[("source", "lvm2")],
                "pkg:deb/debian/lvm2@2-2?distro=debian",
            ),
            (("debian", Some("12")), "pkg:cargo/a@1", &[("arch", "x")], "pkg:cargo/a@1"),
        ] {
            assert_eq!(completed(os, purl, told), wanted);
        }
    }
    #[test]
    fn packages_are_of_the_system_with_the_same_root() {
        let package = |path| {
            let identifiers = vec![Identifier::new(IdentifierKind::Purl, "pkg:rpm/a@1")];
            part(path, Component { identifiers, ..Component::default() })
        };
        let mut parts = [
            part("etc/os-release", system("rhel", Some("8.6"))),
            part("opt/rootfs/usr/lib/os-release", system("rhel", Some("9.2"))),
            part("os-release", system("fedora", Some("40"))),
            part("usr/lib/os-release", system("rhel", Some("8.5"))),
            package("opt/rootfs/usr/lib/sysimage/rpm/rpmdb.sqlite"),
            package("var/lib/rpm/Packages"),
            package("var/lib/containers/x/var/lib/rpm/Packages"),
            package("backup/rpm/Packages"),
        ];
        complete(&mut parts);
        let purls: Vec<_> = parts[4..].iter().map(|part| part.sbom.components[0].purl().unwrap()).collect();
        let wanted = [
            "pkg:rpm/redhat/a@1?distro=rhel-9.2",
            "pkg:rpm/redhat/a@1?distro=rhel-8.6",
            "pkg:rpm/a@1",
            "pkg:rpm/a@1",
        ];
        assert_eq!(purls, wanted);
    }
}
