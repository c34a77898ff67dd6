//! The plan finds exactly the rows that `matching` alone finds: on our fixtures, on a made-up case, and on real documents where they are.

use std::path::{Path, PathBuf};

use domain::sbom::{Component, Identifier, IdentifierKind};
use matching::vulnerability::Subject;
use national::{alone, case::Case, generated, plan, real, summary::Found, tables};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/vuln");
const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/vuln");

/// Runs the plan in this process and compares row by row. The number of findings.
async fn same(case: &Case) -> usize {
    let folder = tempfile::tempdir().unwrap();
    tables::write(case, folder.path()).unwrap();
    let context = plan::here(3);
    plan::open(&context, folder.path()).await.unwrap();
    let found = plan::findings(&context).await.unwrap();
    let mut expected: Vec<Found> = Vec::new();
    alone::each(case, &mut |found| expected.push(found));
    expected.sort_unstable();
    assert_eq!(found.len(), expected.len());
    assert!(found == expected, "the same number of other findings");
    assert_eq!(plan::summary(&context).await.unwrap(), alone::summary(case));
    found.len()
}

fn component(name: &str, version: &str, identifier: &str) -> Subject {
    let kind = if identifier.starts_with("pkg:") { IdentifierKind::Purl } else { IdentifierKind::Cpe23 };
    let identifiers =
        if identifier.is_empty() { Vec::new() } else { vec![Identifier::new(kind, identifier)] };
    let version = (!version.is_empty()).then(|| version.to_owned());
    Subject::of(&Component { name: name.to_owned(), version, identifiers, ..Component::default() })
}

/// Every product that the fixtures speak of, in versions below, inside and above, with and without its neighbours.
#[tokio::test(flavor = "multi_thread")]
async fn fixtures() {
    let mut case = real::case(&[PathBuf::from(FIXTURES)], &[], 0).unwrap();
    let mut names: Vec<String> = Vec::new();
    for row in case.knowledge.rows() {
        let body = &row.body;
        names.extend(body.only_with.lines().map(str::to_owned));
        names.push(match body.key.strip_prefix("k/") {
            Some(key) => format!("pkg:{key}"),
            None => body.detail.clone(),
        });
    }
    names.sort();
    names.dedup();
    for version in ["", "0.1", "1.0.0", "1.5.0", "2.4", "99"] {
        let all: Vec<Subject> = names.iter().map(|name| component("x", version, name)).collect();
        all.iter().for_each(|one| case.add(vec![one.clone()]));
        case.add(all);
    }
    case.add(Vec::new());
    assert!(same(&case).await > 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn made_up() {
    let found = same(&generated::case(generated::Size::SMALL)).await;
    assert!(found > 20_000, "{found}");
}

/// All container images against the feeds of OSV and NVD.
#[tokio::test(flavor = "multi_thread")]
async fn real_documents() {
    let documents = Path::new(SHARED).join("sboms/bom-shelter-in-the-lab-1050.tar.zst");
    if !documents.exists() {
        println!("skipped: {} is not there", documents.display());
        return;
    }
    let feeds = [Path::new(SHARED).join("osv"), Path::new(SHARED).join("nvd")];
    let case = real::case(&feeds, &[documents], usize::MAX).unwrap();
    let found = same(&case).await;
    println!("{found} findings");
    assert!(found > 1_000, "{found}");
}
