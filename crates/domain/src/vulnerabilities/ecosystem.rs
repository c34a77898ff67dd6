//! Ecosystems and distributions: the names that OSV, CVE and purl have for them, and one key for a package of all three.

use crate::purl::Purl;

/// An ecosystem in purl's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ecosystem {
    /// Type of purl: `golang`.
    pub kind: &'static str,
    /// Namespace where it names the distribution: `debian`.
    pub distribution: &'static str,
    /// Release behind the colon: `11`.
    pub release: String,
}

/// OSV's name, type of purl, distribution (osv-schema, `ecosystem`).
const NAMES: &[(&str, &str, &str)] = &[
    ("Go", "golang", ""),
    ("npm", "npm", ""),
    ("PyPI", "pypi", ""),
    ("crates.io", "cargo", ""),
    ("Maven", "maven", ""),
    ("RubyGems", "gem", ""),
    ("Packagist", "composer", ""),
    ("NuGet", "nuget", ""),
    ("Hex", "hex", ""),
    ("Pub", "pub", ""),
    ("CRAN", "cran", ""),
    ("Bioconductor", "bioconductor", ""),
    ("Hackage", "hackage", ""),
    ("SwiftURL", "swift", ""),
    ("ConanCenter", "conan", ""),
    ("GitHub Actions", "github", ""),
    ("Bitnami", "bitnami", ""),
    ("Julia", "julia", ""),
    ("opam", "opam", ""),
    ("VSCode", "vscode-extension", ""),
    ("Debian", "deb", "debian"),
    ("Ubuntu", "deb", "ubuntu"),
    ("Echo", "deb", "echo"),
    ("Alpine", "apk", "alpine"),
    ("Wolfi", "apk", "wolfi"),
    ("Chainguard", "apk", "chainguard"),
    ("MinimOS", "apk", "minimos"),
    ("Red Hat", "rpm", "redhat"),
    ("AlmaLinux", "rpm", "almalinux"),
    ("Rocky Linux", "rpm", "rocky"),
    ("SUSE", "rpm", "suse"),
    ("openSUSE", "rpm", "opensuse"),
    ("openEuler", "rpm", "openeuler"),
    ("Mageia", "rpm", "mageia"),
    ("Photon OS", "rpm", "photon"),
    ("Amazon Linux", "rpm", "amzn"),
    ("Oracle Linux", "rpm", "oracle"),
    ("Azure Linux", "rpm", "azurelinux"),
    ("Fedora", "rpm", "fedora"),
];

impl Ecosystem {
    /// From OSV's name, with a release behind a colon: `Debian:11`, `Go`. `None` when nobody here knows it.
    #[must_use]
    pub fn of_osv(name: &str) -> Option<Self> {
        let (name, release) = name.split_once(':').unwrap_or((name, ""));
        let (_, kind, distribution) =
            NAMES.iter().find(|(osv, ..)| osv.eq_ignore_ascii_case(name.trim())).copied()?;
        // Ubuntu:22.04:LTS, Ubuntu:Pro:18.04:LTS
        let release = release.split(':').find(|part| part.contains(|c: char| c.is_ascii_digit()));
        Some(Self { kind, distribution, release: release.unwrap_or_default().to_owned() })
    }

    /// The key of a package of this ecosystem, named as OSV names it.
    #[must_use]
    pub fn key(&self, name: &str) -> String {
        let path = match self.kind {
            "maven" => name.replace(':', "/"),
            "swift" => name.trim_start_matches("https://").to_owned(),
            _ => name.to_owned(),
        };
        key(self.kind, self.distribution, &path)
    }

    /// Packages of this type of purl belong to a distribution, which patches them.
    #[must_use]
    pub fn is_distribution(kind: &str) -> bool {
        matches!(kind, "deb" | "rpm" | "apk" | "alpm" | "opkg" | "yocto")
    }

    /// The key of a package URL.
    #[must_use]
    pub fn key_of(purl: &Purl) -> String {
        let namespace = purl.namespace().unwrap_or_default();
        if Self::is_distribution(purl.kind()) {
            return key(purl.kind(), distribution(namespace), purl.name());
        }
        key(purl.kind(), namespace, purl.name())
    }
}

/// Names that documents give to distributions, as the table above has them.
fn distribution(namespace: &str) -> &str {
    match namespace {
        "rhel" | "centos" => "redhat",
        "rocky-linux" | "rockylinux" => "rocky",
        "alma" => "almalinux",
        "sles" | "sled" => "suse",
        "amazon" | "amazonlinux" => "amzn",
        "oraclelinux" | "ol" => "oracle",
        "mariner" | "azl" => "azurelinux",
        same => same,
    }
}

/// Ecosystems that do not tell case apart are written in lower case; PyPI's names as PEP 503 has them.
fn key(kind: &str, namespace: &str, name: &str) -> String {
    let whole =
        if namespace.is_empty() { format!("{kind}/{name}") } else { format!("{kind}/{namespace}/{name}") };
    match kind {
        "pypi" => {
            let mut out = String::with_capacity(whole.len());
            for c in whole.to_lowercase().chars() {
                match c {
                    '-' | '_' | '.' if out.ends_with('-') => {}
                    '-' | '_' | '.' => out.push('-'),
                    c => out.push(c),
                }
            }
            out
        }
        "maven" | "cran" | "julia" | "hackage" | "opam" => whole,
        _ => whole.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_has_one_key_by_whomever_it_is_named() {
        for (ecosystem, name, purl, key) in [
            ("Go", "github.com/Foo/bar", "pkg:golang/github.com/foo/bar@1", "golang/github.com/foo/bar"),
            ("Go", "stdlib", "pkg:golang/stdlib@1.21", "golang/stdlib"),
            ("npm", "@babel/core", "pkg:npm/%40babel/core@7", "npm/@babel/core"),
            ("PyPI", "Zope.Interface", "pkg:pypi/zope-interface@5", "pypi/zope-interface"),
            (
                "Maven",
                "org.apache.logging.log4j:log4j-core",
                "pkg:maven/org.apache.logging.log4j/log4j-core@2",
                "maven/org.apache.logging.log4j/log4j-core",
            ),
            ("Debian:11", "curl", "pkg:deb/debian/curl@7?distro=debian-11", "deb/debian/curl"),
            ("Red Hat:8::baseos", "curl", "pkg:rpm/rhel/curl@7", "rpm/redhat/curl"),
            ("NuGet", "Newtonsoft.Json", "pkg:nuget/newtonsoft.json@1", "nuget/newtonsoft.json"),
        ] {
            let found = Ecosystem::of_osv(ecosystem).unwrap();
            assert_eq!(found.key(name), key);
            assert_eq!(Ecosystem::key_of(&Purl::read(purl).unwrap().0), key);
        }
        assert_eq!(Ecosystem::of_osv("Ubuntu:Pro:18.04:LTS").unwrap().release, "18.04");
        assert_eq!(Ecosystem::of_osv("Nobody"), None);
    }
}
