//! Advisory files and folders.

use std::path::{Path, PathBuf};

use domain::advisories::Advisory;
pub use parsers::document::csaf::CsafError;

use crate::error::AppError;

/// A file that was left out, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub file: String,
    pub why: CsafError,
}

/// Advisories of files and folders (searched in depth), sorted by id; the same id twice keeps the newest revision.
/// A file that is not an advisory is left out and told; only a name that is not there is an error.
///
/// # Errors
/// [`AppError::File`] when a path cannot be read.
pub fn read_paths(paths: &[PathBuf]) -> Result<(Vec<Advisory>, Vec<LeftOut>), AppError> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files, 0)?;
    }
    files.sort();
    let (mut advisories, mut left_out) = (Vec::new(), Vec::new());
    for file in files {
        let bytes = std::fs::read(&file).map_err(|source| AppError::File {
            doing: "reading",
            path: file.clone(),
            source,
        })?;
        match parsers::document::csaf::read(&bytes) {
            Ok(advisory) => advisories.push(advisory),
            Err(error) => left_out.push(LeftOut { file: file.display().to_string(), why: error }),
        }
    }
    Ok((newest(advisories), left_out))
}

/// One advisory per id: the one with the latest current release, of two of one day the one with the higher revision.
#[must_use]
pub fn newest(mut advisories: Vec<Advisory>) -> Vec<Advisory> {
    let order = |a: &Advisory, b: &Advisory| {
        a.id.cmp(&b.id)
            .then_with(|| b.current_release.cmp(&a.current_release))
            .then_with(|| revision(&b.revision).cmp(&revision(&a.revision)))
            .then_with(|| a.sha256.cmp(&b.sha256))
    };
    advisories.sort_by(order);
    advisories.dedup_by(|later, kept| later.id == kept.id);
    advisories
}

/// `10` is later than `9`, `1.10.0` later than `1.9.3` (CSAF 2.0 section 3.1.11).
fn revision(text: &str) -> Vec<u64> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>, depth: u8) -> Result<(), AppError> {
    let reading = |source| AppError::File { doing: "reading", path: path.to_owned(), source };
    if !std::fs::metadata(path).map_err(reading)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    if depth >= 8 {
        return Ok(());
    }
    for entry in std::fs::read_dir(path).map_err(reading)? {
        let entry = entry.map_err(reading)?;
        let kind = entry.file_type().map_err(reading)?;
        let inside = entry.path();
        let is_json = inside.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
        if kind.is_dir() || (kind.is_file() && is_json) {
            collect(&inside, files, depth + 1)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
