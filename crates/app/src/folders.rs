//! Files below a path. What lies deep is found as well as what lies on top, and what cannot be listed is an error, never left out in silence.

use std::path::{Path, PathBuf};

use crate::error::AppError;

/// What lies below a path.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Below {
    /// Ordinary files.
    pub files: Vec<PathBuf>,
    /// Symbolic links, to whatever they lead.
    pub links: Vec<PathBuf>,
}

/// The path itself if it is no folder, else every ordinary file below it in the order of names. Links inside folders are not followed:
/// they lead in circles or out of the folder.
///
/// # Errors
/// [`AppError::File`] for a path that is not there or a folder that cannot be listed.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, AppError> {
    below(path).map(|below| below.files)
}

/// As [`files`], with the links that were not followed.
///
/// # Errors
/// As [`files`].
pub fn below(path: &Path) -> Result<Below, AppError> {
    let reading = |path: &Path| {
        let path = path.to_owned();
        move |source| AppError::File { doing: "reading", path, source }
    };
    if !std::fs::metadata(path).map_err(reading(path))?.is_dir() {
        return Ok(Below { files: vec![path.to_owned()], links: Vec::new() });
    }
    let mut found = Below::default();
    // A list instead of recursion: folders may be nested deeper than a stack.
    let mut waiting = vec![(path.to_owned(), true)];
    while let Some((path, is_folder)) = waiting.pop() {
        if !is_folder {
            found.files.push(path);
            continue;
        }
        let mut inside = Vec::new();
        for entry in path.read_dir().map_err(reading(&path))? {
            let entry = entry.map_err(reading(&path))?;
            let kind = entry.file_type().map_err(reading(&entry.path()))?;
            if kind.is_dir() || kind.is_file() {
                inside.push((entry.path(), kind.is_dir()));
            } else if kind.is_symlink() {
                found.links.push(entry.path());
            }
        }
        inside.sort_by(|a, b| b.cmp(a));
        waiting.extend(inside);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_files_are_found_in_order_and_links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let deep = (0..100).fold(root.join("b"), |path, _| path.join("d"));
        std::fs::create_dir_all(&deep).unwrap();
        for file in [root.join("a.json"), deep.join("deep.json"), root.join("c.json")] {
            std::fs::write(file, "{}").unwrap();
        }
        std::os::unix::fs::symlink(root, root.join("b").join("circle")).unwrap();
        assert_eq!(files(root).unwrap(), [root.join("a.json"), deep.join("deep.json"), root.join("c.json")]);
        assert_eq!(below(root).unwrap().links, [root.join("b").join("circle")]);
        assert_eq!(files(&root.join("a.json")).unwrap(), [root.join("a.json")]);
        assert!(files(&root.join("nowhere")).is_err());
    }
}
