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
        Some(Self { kind, distribution, release: told_release(distribution, release) })
    }

    /// OSV's name of the ecosystem of a type of purl, and of a distribution in the words of [`Self::key_of`]. `None`: no public one has it.
    #[must_use]
    pub fn osv_name(kind: &str, distribution: &str) -> Option<&'static str> {
        let same = |(_, of, by): &&(&str, &str, &str)| *of == kind && *by == distribution;
        NAMES.iter().find(same).map(|(name, ..)| *name)
    }

    /// Release of a distribution that a package URL tells.
    #[must_use]
    pub fn release_of(purl: &Purl) -> Option<String> {
        let told = purl.qualifier("distro")?.to_lowercase();
        if told.contains(ROLLING) {
            return Some(ROLLING.to_owned());
        }
        // sles-15.5, opensuse-leap-15.5, alpine-3.19.1; the name alone tells no release.
        let release = told.rsplit('-').next()?;
        release.contains(|c: char| c.is_ascii_digit()).then(|| release.to_owned())
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

    /// The type of a package URL; packages of Alpine had one of their own before they became `apk`.
    #[must_use]
    pub fn kind_of(purl: &Purl) -> &str {
        if purl.kind() == "alpine" { "apk" } else { purl.kind() }
    }

    /// The key of a package URL.
    #[must_use]
    pub fn key_of(purl: &Purl) -> String {
        let namespace = purl.namespace().unwrap_or_default();
        if purl.kind() == "alpine" {
            return key("apk", "alpine", purl.name());
        }
        if Self::is_distribution(purl.kind()) {
            return key(purl.kind(), distribution(namespace), purl.name());
        }
        key(purl.kind(), namespace, purl.name())
    }
}

/// openSUSE without releases.
const ROLLING: &str = "tumbleweed";

/// The release in what OSV has behind the name of a distribution; empty when it speaks of none.
fn told_release(distribution: &str, told: &str) -> String {
    let has_digit = |part: &&str| part.contains(|c: char| c.is_ascii_digit());
    let release = match distribution {
        "redhat" => return red_hat(told),
        "suse" | "opensuse" => return suse(told),
        // 22.04:LTS, Pro:18.04:LTS, Pro:FIPS-updates:20.04:LTS
        _ => told.split(':').find(has_digit),
    };
    release.unwrap_or_default().to_owned()
}

/// `8::baseos`, `enterprise_linux:8::baseos`, `rhel_eus:8.4::appstream`, `openshift:4.12::el8`: parts of a CPE name. What is
/// built for a release of the system under it says so at its end; elsewhere the number is a release of something else.
fn red_hat(told: &str) -> String {
    let parts: Vec<&str> = told.split(':').collect();
    let number = |part: &&&str| part.starts_with(|c: char| c.is_ascii_digit());
    let system = parts.iter().find_map(|part| part.strip_prefix("el").filter(|rest| number(&rest)));
    let own = parts.first().is_some_and(|first| {
        number(&first) || first.starts_with("enterprise_linux") || first.starts_with("rhel_")
    });
    let release = system.or_else(|| parts.iter().find(number).copied().filter(|_| own));
    release.unwrap_or_default().to_owned()
}

/// Products of SUSE whose number is that of the system; elsewhere it is a release of something else.
const SYSTEMS: [&str; 5] = ["linux enterprise", "micro", "leap", "package hub", "backports"];

/// `Linux Enterprise Server 15 SP5-LTSS`, `Leap 15.5`, `Tumbleweed`: as `os-release` counts, 15.5.
fn suse(told: &str) -> String {
    let told = told.to_lowercase();
    if told.contains(ROLLING) {
        return ROLLING.to_owned();
    }
    let begins_with_number = told.starts_with(|c: char| c.is_ascii_digit());
    if !begins_with_number && !SYSTEMS.iter().any(|system| told.contains(system)) {
        return String::new();
    }
    let mut words =
        told.split([' ', '-', ':']).skip_while(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
    let release = words.next().unwrap_or_default();
    match words.next().and_then(|word| word.strip_prefix("sp")) {
        Some(pack) if !pack.is_empty() && pack.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{release}.{pack}")
        }
        _ => release.to_owned(),
    }
}

/// Names that documents give to distributions, as the table above has them.
fn distribution(namespace: &str) -> &str {
    match namespace {
        "rhel" | "centos" => "redhat",
        "rocky-linux" | "rockylinux" => "rocky",
        "alma" => "almalinux",
        "sles" | "sled" => "suse",
        "opensuse.leap" | "opensuse-leap" | "opensuse.tumbleweed" | "opensuse-tumbleweed" => "opensuse",
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
        assert_eq!(Ecosystem::of_osv("GIT"), None, "a repository is no package");
    }

    #[test]
    fn releases_as_databases_and_package_urls_name_them() {
        for (ecosystem, distribution, release) in [
            ("Debian:12", "debian", "12"),
            ("Ubuntu:22.04:LTS", "ubuntu", "22.04"),
            ("Ubuntu:Pro:FIPS-updates:20.04:LTS", "ubuntu", "20.04"),
            ("Alpine:v3.19", "alpine", "v3.19"),
            ("Red Hat:8::baseos", "redhat", "8"),
            ("Red Hat:enterprise_linux:9::appstream", "redhat", "9"),
            ("Red Hat:rhel_eus:8.4::appstream", "redhat", "8.4"),
            ("Red Hat:openshift:4.12::el8", "redhat", "8"),
            ("Red Hat:ceph_storage:5", "redhat", ""),
            ("Rocky Linux:9", "rocky", "9"),
            ("AlmaLinux:9", "almalinux", "9"),
            ("SUSE:Linux Enterprise Module for Basesystem 15 SP5", "suse", "15.5"),
            ("SUSE:Linux Enterprise Server 12 SP5-LTSS", "suse", "12.5"),
            ("SUSE:Linux Micro 6.0", "suse", "6.0"),
            ("SUSE:Enterprise Storage 7.1", "suse", ""),
            ("SUSE:Manager Server 4.3", "suse", ""),
            ("openSUSE:Leap 15.5", "opensuse", "15.5"),
            ("openSUSE:Tumbleweed", "opensuse", "tumbleweed"),
            ("Wolfi", "wolfi", ""),
            ("Chainguard", "chainguard", ""),
            ("Mageia:9", "mageia", "9"),
            ("Bitnami", "", ""),
        ] {
            let found = Ecosystem::of_osv(ecosystem).unwrap();
            assert_eq!((found.distribution, found.release.as_str()), (distribution, release), "{ecosystem}");
        }
        for (purl, release) in [
            ("pkg:deb/debian/x@1?distro=debian-12", Some("12")),
            ("pkg:deb/ubuntu/x@1?distro=ubuntu-22.04", Some("22.04")),
            ("pkg:apk/alpine/x@1?distro=alpine-3.19.1", Some("3.19.1")),
            ("pkg:rpm/redhat/x@1?distro=rhel-8.6", Some("8.6")),
            ("pkg:rpm/suse/x@1?distro=sles-15.5", Some("15.5")),
            ("pkg:rpm/opensuse/x@1?distro=opensuse-leap-15.5", Some("15.5")),
            ("pkg:rpm/opensuse/x@1?distro=opensuse-tumbleweed-20240101", Some("tumbleweed")),
            ("pkg:deb/debian/x@1?distro=debian-sid", None),
            ("pkg:deb/debian/x@1?distro=debian", None),
            ("pkg:deb/debian/x@1", None),
        ] {
            let found = Ecosystem::release_of(&Purl::read(purl).unwrap().0);
            assert_eq!(found.as_deref(), release, "{purl}");
        }
    }
}
