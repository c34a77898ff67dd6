//! Which files belong to which package, where a file of its own says so: `info/*.list` of dpkg and opkg, `*.md5sums` of dpkg (in images
//! without a shell nothing else tells it: `status.d/*.md5sums`).

use super::{Inventory, MANY, Owned, Owner};

/// Bytes of paths that are kept of one list; packages with a million files do not occur.
const MAX_PATHS: usize = 64 << 20;

/// Reads a list of files; `None` for all other paths.
pub(super) fn read(path: &str, bytes: &[u8]) -> Option<Inventory> {
    let by = owner(path)?;
    let mut found = Inventory::new("list of files of a package");
    // Names of files are bytes; those that are no UTF-8 are shown like everywhere else.
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().filter_map(if path.ends_with(".md5sums") { summed } else { listed });
    let mut lines = lines.peekable();
    let (mut paths, mut size) = (Vec::new(), 0);
    while let Some(line) = lines.next() {
        // Folders stand before what is in them.
        let is_folder =
            lines.peek().and_then(|next| next.strip_prefix(line)).is_some_and(|rest| rest.starts_with('/'));
        if is_folder {
            continue;
        }
        size += line.len();
        if size > MAX_PATHS {
            found.warnings.push(MANY.to_owned());
            break;
        }
        paths.push(line.to_owned());
    }
    if !paths.is_empty() {
        found.owned.push(Owned { by, paths });
    }
    Some(found)
}

/// The package that a list is called after: `zlib1g:amd64.list`.
pub(super) fn owner(path: &str) -> Option<Owner> {
    let (folder, name) = path.rsplit_once('/')?;
    let (name, end) = name.rsplit_once('.')?;
    let kind = match end {
        "list" if folder.ends_with("opkg/info") => "opkg",
        "list" | "md5sums" if folder.ends_with("lib/dpkg/info") => "deb",
        "md5sums" if folder.ends_with("lib/dpkg/status.d") => "deb",
        _ => return None,
    };
    let (name, arch) = match name.split_once(':') {
        Some((name, arch)) => (name, Some(arch.to_owned())),
        None => (name, None),
    };
    (!name.is_empty()).then(|| Owner::Package { kind, name: name.to_owned(), arch })
}

/// opkg may write mode and target of a link behind a path.
fn listed(line: &str) -> Option<&str> {
    let path = line.split('\t').next().unwrap_or_default();
    (!path.trim_matches(['/', '.']).is_empty()).then_some(path)
}

/// `d41d8cd98f00b204e9800998ecf8427e  usr/bin/x`.
fn summed(line: &str) -> Option<&str> {
    let (sum, path) = line.split_at_checked(32)?;
    let path = path.strip_prefix("  ").or_else(|| path.strip_prefix(" *"))?;
    (sum.bytes().all(|byte| byte.is_ascii_hexdigit()) && !path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_at(path: &str, text: &[u8]) -> Option<(Owner, Vec<String>)> {
        let mut found = super::super::read(path, text)?.unwrap();
        assert!(found.components.is_empty() && found.warnings.is_empty());
        found.owned.pop().map(|owned| (owned.by, owned.paths))
    }

    #[test]
    fn lists_are_called_after_their_package() {
        let list = b"/.\n/usr\n/usr/lib\n/usr/lib/libz.so.1\n/usr/share/a b\n\n";
        let sums = b"d41d8cd98f00b204e9800998ecf8427e  usr/lib/libz.so.1\nrubbish  x\nd41d8cd98f00b204e9800998ecf8427e *usr/share/a b\n";
        let opkg = b"/usr/lib/libz.so.1\t0100755\n/usr/share/a b\n";
        for (path, text, kind, arch) in [
            ("var/lib/dpkg/info/zlib1g:amd64.list", &list[..], "deb", Some("amd64")),
            ("a/var/lib/dpkg/info/zlib1g.list", list, "deb", None),
            ("var/lib/dpkg/info/zlib1g.md5sums", sums, "deb", None),
            ("var/lib/dpkg/status.d/zlib1g.md5sums", sums, "deb", None),
            ("usr/lib/opkg/info/zlib1g.list", opkg, "opkg", None),
        ] {
            let (by, paths) = read_at(path, text).unwrap();
            let arch = arch.map(str::to_owned);
            assert_eq!(by, Owner::Package { kind, name: "zlib1g".to_owned(), arch }, "{path}");
            let plain: Vec<&str> = paths.iter().map(|path| path.trim_start_matches('/')).collect();
            assert_eq!(plain, ["usr/lib/libz.so.1", "usr/share/a b"], "{path}");
        }
        assert_eq!(read_at("var/lib/dpkg/info/empty.list", b"/.\n"), None);
        for other in [
            "etc/apt/sources.list",
            "var/lib/dpkg/info/x.postinst",
            "info/x.list",
            "usr/lib/opkg/info/x.md5sums",
        ] {
            assert!(owner(other).is_none(), "{other}");
        }
    }
}
