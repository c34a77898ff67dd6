//! What one file told, and where the file lies: in which folder, and below which root of a file system. A folder may hold several systems:
//! containers, images that were unpacked, the host itself.

use domain::sbom::Sbom;

/// The number of what was named file by file: their paths are those of one file system.
pub(super) const NAMED: usize = 0;

/// Where `os-release` stands.
const RELEASES: &[&str] = &["etc", "usr/lib"];

/// Where databases of packages stand; the longer of two that end alike comes first.
const DATABASES: &[&str] = &[
    "var/lib/rpm",
    "usr/lib/sysimage/rpm",
    "usr/share/rpm",
    "var/lib/dpkg/status.d",
    "var/lib/dpkg/info",
    "var/lib/dpkg",
    "usr/lib/apk/db",
    "lib/apk/db",
    "usr/lib/opkg/info",
    "usr/lib/opkg",
    "var/lib/opkg/info",
    "var/lib/opkg",
    "opt/lib/opkg/info",
    "opt/lib/opkg",
];

/// What one file told.
pub(super) struct Part {
    pub(super) sbom: Sbom,
    /// `None` for bills of materials: what is evidence in them lies elsewhere.
    pub(super) place: Option<Place>,
}

/// Where a file lies.
pub(super) struct Place {
    /// Folders count from 1; [`NAMED`] for files that were named.
    pub(super) folder: usize,
    /// As it is shown: in a folder, the path from there on.
    pub(super) path: String,
}

impl Place {
    /// What stands before a path that is the same in all file systems: empty, or ending with `/`. `None` for all other files.
    pub(super) fn root(&self) -> Option<&str> {
        let (folder, name) = self.path.rsplit_once('/')?;
        let known = if name == "os-release" { RELEASES } else { DATABASES };
        known.iter().find_map(|known| {
            let root = folder.strip_suffix(known)?;
            (root.is_empty() || root.ends_with('/')).then_some(root)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_what_stands_before_a_known_path() {
        for (path, wanted) in [
            ("etc/os-release", Some("")),
            ("/usr/lib/os-release", Some("/")),
            ("opt/vendor/rootfs/usr/lib/os-release", Some("opt/vendor/rootfs/")),
            ("a/var/lib/rpm/rpmdb.sqlite", Some("a/")),
            ("usr/lib/sysimage/rpm/Packages.db", Some("")),
            ("a/var/lib/dpkg/status", Some("a/")),
            ("a/var/lib/dpkg/status.d/base", Some("a/")),
            ("a/usr/lib/apk/db/installed", Some("a/")),
            ("a/lib/apk/db/installed", Some("a/")),
            ("usr/lib/opkg/status", Some("")),
            ("a/var/lib/dpkg/info/base.list", Some("a/")),
            ("opt/lib/opkg/info/base.control", Some("")),
            ("my-etc/os-release", None),
            ("os-release", None),
            ("backup/rpm/Packages", None),
            ("usr/bin/x", None),
        ] {
            assert_eq!(Place { folder: 1, path: path.to_owned() }.root(), wanted, "{path}");
        }
    }
}
