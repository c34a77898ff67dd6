//! Package URLs of a distribution's packages: its name, release and what the package was built from, which claims are filed under.

use domain::{
    purl::{Parts, Purl},
    sbom::{Component, IdentifierKind, Sbom},
};

/// Namespaces of package URLs where they are not the `ID` of `os-release` (purl types rpm, deb, apk).
const NAMESPACES: &[(&str, &str)] = &[
    ("ol", "oracle"),
    ("opensuse-leap", "opensuse"),
    ("opensuse-tumbleweed", "opensuse"),
    ("rhel", "redhat"),
    ("sled", "suse"),
    ("sles", "suse"),
];

/// Completes the package URLs of a file system's packages: `pkg:deb/debian/…`. Without `os-release` nothing can be said.
pub(super) fn complete(parts: &mut [Sbom]) {
    let mut systems = parts.iter().flat_map(|part| &part.components);
    let system = systems.find_map(|c| Some((c.id.strip_prefix("os:")?.to_owned(), c.version.clone())));
    let Some((id, version)) = system else { return };
    let release = version.map(|version| format!("{id}-{version}")).unwrap_or_else(|| id.clone());
    let namespace = NAMESPACES.iter().find(|(own, _)| *own == id).map_or(id.as_str(), |(_, name)| name);
    for component in parts.iter_mut().flat_map(|part| &mut part.components) {
        let Some(whole) = component.purl().and_then(|purl| in_full(purl, component, namespace, &release))
        else {
            continue;
        };
        let purls = component.identifiers.iter_mut().filter(|i| i.kind == IdentifierKind::Purl);
        purls.for_each(|purl| purl.value.clone_from(&whole));
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
    use domain::sbom::{Identifier, Property};

    use super::*;

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
        let system = Component {
            id: format!("os:{}", os.0),
            version: os.1.map(str::to_owned),
            ..Component::default()
        };
        let mut parts = [system, package].map(|c| Sbom { components: vec![c], ..Sbom::default() });
        complete(&mut parts);
        parts[1].components[0].purl().unwrap().to_owned()
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
}
