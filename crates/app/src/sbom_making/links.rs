//! Where a path of a package really lies: folders that are links (`/lib` is `/usr/lib` today) are respected as the system itself would,
//! without following any on this machine.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    path::{Path, PathBuf},
};

/// Links of one folder that are known; a system has some ten thousand.
const MAX_LINKS: usize = 500_000;
/// Longer targets lead nowhere: the longest path of Linux.
const LONGEST: usize = 4096;
/// Links that one path leads through, as Linux counts.
const MAX_HOPS: usize = 40;
/// Folders in folders.
const DEEPEST: usize = 500;

/// Folders that moved into `/usr`.
const MERGED: &[&str] = &["bin", "lib", "lib32", "lib64", "libx32", "sbin"];

/// The links of a folder that was walked, and which of the folders that moved are real ones there. Paths are those from the folder on.
#[derive(Default)]
pub(super) struct Links {
    targets: HashMap<String, String>,
    real: HashSet<String>,
    /// Some links are not known.
    pub(super) cut: bool,
}

impl Links {
    /// What was met below a folder; `shown` makes the path from there on.
    pub(super) fn new(files: &[PathBuf], links: &[PathBuf], shown: impl Fn(&Path) -> String) -> Self {
        let mut known = Self::default();
        for file in files {
            known.is_in_real(&shown(file));
        }
        for link in links {
            let target = std::fs::read_link(link).ok().map(|target| super::shown(&target));
            let Some(target) = target.filter(|target| target.len() <= LONGEST) else { continue };
            if known.targets.len() == MAX_LINKS {
                known.cut = true;
                break;
            }
            known.targets.insert(shown(link), target);
        }
        known
    }

    fn is_in_real(&mut self, file: &str) {
        let mut begin = 0;
        for (end, _) in file.match_indices('/') {
            let name = file.get(begin..end).unwrap_or_default();
            if let (true, Some(folder)) = (MERGED.contains(&name), file.get(..end))
                && !self.real.contains(folder)
            {
                self.real.insert(folder.to_owned());
            }
            begin = end + 1;
        }
    }

    /// Where a folder of the file system below `root` (empty, or ending with `/`) lies, from there on. `None` when links lead in a circle.
    pub(super) fn folder(&self, root: &str, path: &str) -> Option<String> {
        let mut rest: VecDeque<&str> = path.split('/').collect();
        let (mut here, mut hops) = (String::new(), 0);
        while let Some(name) = rest.pop_front() {
            match name {
                "" | "." => continue,
                ".." => {
                    here.truncate(here.rfind('/').unwrap_or_default());
                    continue;
                }
                _ => {}
            }
            let above = here.len();
            if above > 0 {
                here.push('/');
            }
            here.push_str(name);
            if let Some(target) = self.targets.get(&format!("{root}{here}")) {
                hops += 1;
                here.truncate(if target.starts_with('/') { 0 } else { above });
                target.rsplit('/').for_each(|name| rest.push_front(name));
                if hops > MAX_HOPS || rest.len() > DEEPEST {
                    return None;
                }
            } else if let Some(moved) = self.moved(root, &here) {
                here = moved;
            }
        }
        Some(here)
    }

    /// The other place of a folder that moved, where the folder is not there: a copy may have lost the link.
    fn moved(&self, root: &str, folder: &str) -> Option<String> {
        let is_real = |folder: &str| self.real.contains(&format!("{root}{folder}"));
        let (old, new) = match folder.strip_prefix("usr/") {
            Some(old) => (old, folder.to_owned()),
            None => (folder, format!("usr/{folder}")),
        };
        if !MERGED.contains(&old) {
            return None;
        }
        match (is_real(old), is_real(&new)) {
            (true, true) => None,
            (true, false) => Some(old.to_owned()),
            (false, _) => Some(new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(files: &[&str], targets: &[(&str, &str)]) -> Links {
        let mut links = Links::default();
        files.iter().for_each(|file| links.is_in_real(file));
        links.targets = targets.iter().map(|(at, to)| ((*at).to_owned(), (*to).to_owned())).collect();
        links
    }

    #[test]
    fn folders_that_are_links_are_followed_inside_their_root() {
        let links = links(
            &["a/usr/lib/x"],
            &[
                ("a/lib", "usr/lib"),
                ("a/var/run", "/run"),
                ("a/opt/old", "../srv/./new"),
                ("a/opt/out", "../../../../etc"),
                ("a/opt/one", "two"),
                ("a/opt/two", "one"),
                ("run", "/elsewhere"),
            ],
        );
        for (path, wanted) in [
            ("/lib/x", Some("usr/lib/x")),
            ("lib", Some("usr/lib")),
            ("/var/run/x", Some("run/x")),
            ("/opt/old/x", Some("srv/new/x")),
            ("/opt/out/x", Some("etc/x")),
            ("/opt/one/x", None),
            ("", Some("")),
        ] {
            assert_eq!(links.folder("a/", path).as_deref(), wanted, "{path}");
        }
    }

    #[test]
    fn folders_that_moved_are_one_only_where_one_of_them_is_missing() {
        for (files, path, wanted) in [
            (&["usr/lib/x"][..], "/lib/x", "usr/lib/x"),
            (&["lib64/x"], "/usr/lib64/x", "lib64/x"),
            (&["lib/y", "usr/lib/x"], "/lib/x", "lib/x"),
            (&["lib/y", "usr/lib/x"], "/usr/lib/x", "usr/lib/x"),
            (&["usr/bin/x"], "/opt/bin/x", "opt/bin/x"),
        ] {
            assert_eq!(links(files, &[]).folder("", path).as_deref(), Some(wanted), "{path} among {files:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_path_ends(path in "[a-c./]{0,20}", to in proptest::collection::vec(("[a-c/]{1,5}", "[a-c./]{0,6}"), 0..4)) {
            let targets: Vec<_> = to.iter().map(|(at, to)| (at.as_str(), to.as_str())).collect();
            if let Some(place) = links(&[], &targets).folder("", &path) {
                assert!(!place.starts_with('/') && !place.split('/').any(|name| name == ".."), "{place}");
            }
        }
    }
}
