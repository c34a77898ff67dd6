//! Advisory files and folders.

use std::path::PathBuf;

use domain::advisories::{Advisory, revision};
use matching::statements::DocumentName;
pub use parsers::document::csaf::CsafError;
use parsers::document::csaf::{self, MAX_BYTES};

use crate::{digest, error::AppError, folders};

/// A file that was left out, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub file: String,
    pub why: CsafError,
}

/// Advisories of files and folders (searched in depth), sorted by id; of one advisory the newest revision is kept.
/// A file that is not an advisory is left out and told; only a name that is not there is an error.
///
/// # Errors
/// [`AppError::File`] when a path cannot be read.
pub fn read_paths(paths: &[PathBuf]) -> Result<(Vec<Advisory>, Vec<LeftOut>), AppError> {
    let mut files = Vec::new();
    for path in paths {
        let is_json = |file: &PathBuf| file.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
        files.extend(folders::files(path)?.into_iter().filter(|file| file == path || is_json(file)));
    }
    files.sort();
    let (found, left_out) = read_files(files)?;
    Ok((newest(found.into_iter().map(|(_, advisory)| advisory).collect()), left_out))
}

/// An advisory and the file that it is of.
pub(crate) type OfFile = (PathBuf, Advisory);

/// Every advisory of files, with the file that it is of, in their order.
///
/// # Errors
/// [`AppError::File`] when a file cannot be read.
pub(crate) fn read_files(files: Vec<PathBuf>) -> Result<(Vec<OfFile>, Vec<LeftOut>), AppError> {
    let (mut advisories, mut left_out) = (Vec::new(), Vec::new());
    for file in files {
        let failed = |source| AppError::File { doing: "reading", path: file.clone(), source };
        let length = usize::try_from(std::fs::metadata(&file).map_err(failed)?.len()).unwrap_or(usize::MAX);
        let advisory = if length > MAX_BYTES {
            Err(CsafError::TooLarge { bytes: length, limit: MAX_BYTES })
        } else {
            csaf::read(&std::fs::read(&file).map_err(failed)?)
        };
        match advisory {
            Ok(advisory) => advisories.push((file, advisory)),
            Err(error) => left_out.push(LeftOut { file: file.display().to_string(), why: error }),
        }
    }
    Ok((advisories, left_out))
}

/// Which advisory it is, whichever edition: two publishers may have given the same id. `None` without an id.
fn name_of(advisory: &Advisory) -> Option<DocumentName> {
    DocumentName::of(&advisory.publisher_namespace, &advisory.publisher, &advisory.id)
}

/// Where the editions of one advisory are kept.
pub(crate) fn place_of(advisory: &Advisory) -> String {
    let name = name_of(advisory).map(|name| format!("{name:?}"));
    digest::short(name.as_ref().unwrap_or(&advisory.sha256).as_bytes())
}

/// Of each publisher's advisory the one with the latest current release, of two of one day the one with the higher revision; by id.
#[must_use]
pub fn newest(mut advisories: Vec<Advisory>) -> Vec<Advisory> {
    let order = |a: &Advisory, b: &Advisory| {
        a.id.cmp(&b.id)
            .then_with(|| name_of(a).cmp(&name_of(b)))
            .then_with(|| b.current_release.cmp(&a.current_release))
            .then_with(|| revision(&b.revision).cmp(&revision(&a.revision)))
            .then_with(|| a.sha256.cmp(&b.sha256))
    };
    advisories.sort_by(order);
    advisories.dedup_by_key(|advisory| place_of(advisory));
    advisories
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_searched_to_its_bottom_and_what_is_too_large_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let deep = (0..12).fold(folder.path().to_owned(), |path, _| path.join("d"));
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(deep.join("broken.json"), "{").unwrap();
        let huge = std::fs::File::create(folder.path().join("huge.json")).unwrap();
        huge.set_len(MAX_BYTES as u64 + 1).unwrap();
        let (advisories, left_out) = read_paths(&[folder.path().to_owned()]).unwrap();
        assert!(advisories.is_empty());
        let [broken, huge] = &left_out[..] else { panic!("{left_out:?}") };
        assert!(broken.file.ends_with("broken.json") && matches!(broken.why, CsafError::NotJson { .. }));
        assert!(matches!(huge.why, CsafError::TooLarge { .. }));
    }

    #[test]
    fn the_newest_revision_is_kept() {
        let advisory = |release: &str, revision: &str| Advisory {
            id: "FICT-1".into(),
            current_release: release.into(),
            revision: revision.into(),
            ..Advisory::default()
        };
        let day = "2024-05-01T00:00:00Z";
        let kept =
            newest(vec![advisory(day, "9"), advisory(day, "10"), advisory("2023-05-01T00:00:00Z", "11")]);
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].revision, "10");
    }

    #[test]
    fn advisories_of_two_publishers_with_one_id_are_two() {
        let advisory = |namespace: &str, revision: &str| Advisory {
            id: "2026-001".into(),
            publisher_namespace: namespace.into(),
            revision: revision.into(),
            sha256: format!("{namespace}{revision}"),
            ..Advisory::default()
        };
        let kept = newest(vec![
            advisory("https://a.example", "1"),
            advisory("https://b.example", "1"),
            advisory("HTTPS://A.example/", "2"),
        ]);
        let told: Vec<&str> = kept.iter().map(|one| one.sha256.as_str()).collect();
        assert_eq!(told, ["HTTPS://A.example/2", "https://b.example1"]);
        assert_ne!(place_of(&kept[0]), place_of(&kept[1]));
    }
}
