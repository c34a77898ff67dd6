//! Every vector of the CVSS suite. Skipped when `../shared/data` is not there.

use std::{fs, path::Path};

use matching::cvss::{Scores, Version};

/// `vector - (base, temporal, environmental)`, or one score for v4.0.
fn expected(text: &str) -> Vec<Option<f64>> {
    let numbers = text.trim_matches(['(', ')']).split(',').map(str::trim).filter(|number| !number.is_empty());
    numbers.map(|number| number.parse::<f64>().ok()).collect()
}

#[test]
fn every_vector() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/vuln/cvss-redhat");
    let mut paths: Vec<_> =
        fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    if paths.is_empty() {
        println!("skipped: no ../shared/data/vuln/cvss-redhat");
        return;
    }
    let (mut cases, mut wrong) = (0, Vec::new());
    for line in paths
        .iter()
        .flat_map(|path| fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect::<Vec<_>>())
    {
        let Some((vector, scores)) = line.split_once(" - ") else { continue };
        cases += 1;
        let found = Scores::of(vector).unwrap();
        let found = match found.version {
            // The suite has the one score that uses every metric.
            Version::V40 => vec![Some(found.overall().value())],
            _ => vec![
                Some(found.base.value()),
                found.temporal.map(|score| score.value()),
                found.environmental.map(|score| score.value()),
            ],
        };
        if found != expected(scores) {
            wrong.push(format!("{line}: {found:?}"));
        }
    }
    println!("{} of {cases} right", cases - wrong.len());
    assert!(wrong.is_empty(), "{} {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
}
