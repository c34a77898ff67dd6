//! `var/lib/dpkg/diversions` (dpkg-divert(1)): files that dpkg puts elsewhere, because a package or the administrator brings another one in their place.

use super::{Diversion, Inventory};

pub(super) fn is(path: &str) -> bool {
    path.ends_with("lib/dpkg/diversions")
}

/// Three lines each: the path that packages list, where their file lies instead, and the package that does not do so; `:` for the administrator.
pub(super) fn read(bytes: &[u8]) -> Inventory {
    let mut found = Inventory::new("dpkg diversions");
    // Names of files are bytes, shown as in the lists of files.
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines();
    while let Some(from) = lines.next() {
        let (Some(to), Some(by)) = (lines.next(), lines.next()) else {
            found.warnings.push(
                "the last diversion is broken off: of one file it is not known to which package it belongs"
                    .to_owned(),
            );
            found.diverted.push(Diversion { from: from.to_owned(), to: None, by: None });
            break;
        };
        let by = Some(by.to_owned()).filter(|by| by != ":");
        found.diverted.push(Diversion { from: from.to_owned(), to: Some(to.to_owned()), by });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_lines_are_a_diversion() {
        let text = b"/usr/bin/a\n/usr/bin/a.real\nwrapper\n/sbin/init\n/sbin/init.old\n:\n/x\n/y\n";
        let found = super::super::read("a/var/lib/dpkg/diversions", text).unwrap().unwrap();
        let told: Vec<(&str, Option<&str>, Option<&str>)> =
            found.diverted.iter().map(|it| (&*it.from, it.to.as_deref(), it.by.as_deref())).collect();
        assert_eq!(
            told,
            [
                ("/usr/bin/a", Some("/usr/bin/a.real"), Some("wrapper")),
                ("/sbin/init", Some("/sbin/init.old"), None),
                ("/x", None, None)
            ]
        );
        assert!(found.warnings[0].contains("broken off"), "{:?}", found.warnings);
        assert!(!is("usr/share/diversions"));
    }
}
