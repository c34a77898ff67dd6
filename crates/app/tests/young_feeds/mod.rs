//! Feeds of our own for tests that need knowledge without a hole: younger than a month and without their broken records.

use std::{fs, path::Path};

use app::feeds::{Folder, import::import};
use domain::time::Timestamp;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/vuln");
const WHOLE: [&str; 7] =
    ["cve-5.jsonl", "epss.csv", "jvn-detail.rdf", "kev.json", "nvd-2.0.json", "osv-go.json", "osv-pypi.yaml"];

/// Into the feeds of a data folder, as of a day of November 2026.
pub fn bring(data: &Path, now: Timestamp) {
    let folder = tempfile::tempdir().unwrap();
    for name in WHOLE {
        let text = fs::read_to_string(Path::new(FIXTURES).join(name)).unwrap();
        let whole: Vec<&str> = text.lines().filter(|line| !line.starts_with("not a row")).collect();
        let young = whole.join("\n").replace("2026-10-", "2026-11-").replace("2026-09-", "2026-11-");
        fs::write(folder.path().join(name), young).unwrap();
    }
    let imported = import(&Folder::of(data), &[folder.path().to_owned()], now, &mut |_| {}).unwrap();
    assert!(imported.iter().all(|file| file.refused.is_none() && file.unread == 0), "{imported:?}");
}
