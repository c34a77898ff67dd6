//! Names of version schemes: purl types, VERS types, OSV ecosystems and distributions.

use super::Scheme;

/// Scheme, own name, and every other name. Lower case.
const NAMES: &[(Scheme, &str, &[&str])] = &[
    (
        Scheme::Semver,
        "semver",
        &[
            "cargo",
            "crates.io",
            "hex",
            "pub",
            "swift",
            "swifturl",
            "julia",
            "nginx",
            "bazel",
            "bitnami",
            "rust",
            "linux",
            "vscode",
            "otp",
        ],
    ),
    (Scheme::Npm, "npm", &["node", "nodejs"]),
    (Scheme::Pypi, "pypi", &["pep440", "python"]),
    (Scheme::Maven, "maven", &["gradle", "sbt"]),
    (Scheme::Deb, "deb", &["debian", "ubuntu", "dpkg", "opkg", "opam", "echo"]),
    (
        Scheme::Rpm,
        "rpm",
        &[
            "rhel",
            "redhat",
            "red hat",
            "fedora",
            "suse",
            "opensuse",
            "centos",
            "almalinux",
            "rocky linux",
            "mageia",
            "photon os",
            "openeuler",
            "amazon linux",
            "oracle linux",
        ],
    ),
    (Scheme::Apk, "apk", &["alpine", "wolfi", "chainguard", "minimos", "postmarketos"]),
    (Scheme::Golang, "golang", &["go"]),
    (Scheme::Gem, "gem", &["rubygems", "ruby", "cocoapods"]),
    (Scheme::Composer, "composer", &["packagist", "php"]),
    (Scheme::Nuget, "nuget", &["dotnet"]),
    (Scheme::Conan, "conan", &["conancenter"]),
    (Scheme::Openssl, "openssl", &[]),
    (Scheme::Alpm, "alpm", &["arch", "archlinux", "pacman"]),
    (Scheme::Gentoo, "gentoo", &["ebuild", "portage"]),
    (Scheme::Cran, "cran", &["bioconductor", "r"]),
    (Scheme::Perl, "cpan", &["perl"]),
    (Scheme::Intdot, "intdot", &["hackage", "ghc", "pvp", "chrome-extension"]),
    (Scheme::Datetime, "datetime", &["rfc3339"]),
    (Scheme::Dated, "dated", &["date", "calver"]),
    (Scheme::Lexicographic, "lexicographic", &[]),
    (
        Scheme::Generic,
        "generic",
        &[
            "github",
            "gitlab",
            "bitbucket",
            "git",
            "docker",
            "oci",
            "vcpkg",
            "conda",
            "luarocks",
            "brew",
            "huggingface",
            "mlflow",
            "qpkg",
            "swid",
            "vscode-extension",
            "yocto",
            "apache",
            "mozilla",
            "android",
            "oss-fuzz",
            "libversion",
        ],
    ),
    (Scheme::Device, "device", &["lettered", "medical"]),
];

impl Scheme {
    /// The scheme of a name, in any case; what OSV writes behind a colon (`Debian:12`, `Alpine:v3.20`) is a release of the same. `None` when
    /// nobody here knows it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.split(':').next().unwrap_or_default().trim().to_ascii_lowercase();
        let found =
            |(_, own, others): &&(Self, &str, &[&str])| *own == name || others.contains(&name.as_str());
        NAMES.iter().find(found).map(|(scheme, ..)| *scheme)
    }

    /// Its own name.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(scheme, ..)| *scheme == self).map_or("", |(_, name, _)| name)
    }

    /// Every scheme: its own name and its other names.
    pub fn all() -> impl Iterator<Item = (Self, &'static str, &'static [&'static str])> {
        NAMES.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_means_one_scheme() {
        let mut seen = std::collections::BTreeSet::new();
        for (scheme, name, others) in Scheme::all() {
            assert_eq!(scheme.name(), name);
            for name in others.iter().chain([&name]) {
                assert!(seen.insert(*name), "{name} twice");
                assert_eq!(Scheme::named(&name.to_uppercase()), Some(scheme));
            }
        }
        assert_eq!(Scheme::named("nobody"), None);
        assert_eq!(Scheme::named("Debian:12"), Some(Scheme::Deb));
    }
}
