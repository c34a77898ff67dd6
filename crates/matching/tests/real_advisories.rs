//! Labelled ledger rows against real advisories. Runs when the advisories are at hand; prints what went wrong and how often.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::{collections::BTreeMap, path::Path};

use domain::{advisories::Advisory, ledger::LedgerRow};
use knowledge::Knowledge;
use matching::advisory::{Catalogue, Subject, match_rows};

const ROWS: &str = include_str!("../../../fixtures/advisories/labelled_rows.csv");

fn advisories() -> Option<Vec<Advisory>> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/advisories/cisa"));
    if !root.exists() {
        println!("skipped: {} is not there", root.display());
        return None;
    }
    let mut read = Vec::new();
    for folder in ["icsma", "icsma_abridged", "icsma_abridged_2025_26"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "json") {
                read.push(parsers::document::csaf::read(&std::fs::read(path).unwrap()).unwrap());
            }
        }
    }
    Some(read)
}

struct Labelled {
    row: LedgerRow,
    advisory: String,
    expected: String,
}

fn labelled() -> Vec<Labelled> {
    let mut reader = csv::Reader::from_reader(ROWS.as_bytes());
    reader
        .records()
        .enumerate()
        .map(|(index, record)| {
            let record = record.unwrap();
            let cell = |at: usize| record.get(at).map(str::to_owned).filter(|text| !text.is_empty());
            let row = LedgerRow {
                sheet: "台帳".to_owned(),
                row: u32::try_from(index).unwrap() + 2,
                asset_no: Some(format!("A{index:04}")),
                maker: cell(0),
                name: cell(1),
                model: cell(2),
                software_version: cell(3),
                os: cell(4),
                udi_di: cell(5),
                remarks: cell(6),
                purchased_on: cell(7),
                ..LedgerRow::default()
            };
            Labelled { row, advisory: cell(8).unwrap(), expected: cell(9).unwrap() }
        })
        .collect()
}

#[test]
fn labelled_rows() {
    let Some(advisories) = advisories() else { return };
    let start = std::time::Instant::now();
    let catalogue = Catalogue::new(&advisories, Knowledge::built_in());
    println!("catalogue {:?}", start.elapsed());
    let (mut right, mut table) = (0, BTreeMap::new());
    let rows = labelled();
    for Labelled { row, advisory, expected } in &rows {
        let judgements = catalogue.judge(&Subject::from_row(row, Knowledge::built_in()));
        let found = judgements.iter().find(|judgement| judgement.advisory.eq_ignore_ascii_case(advisory));
        let verdict = found.map_or("none", |judgement| judgement.verdict.as_str());
        *table.entry((expected.clone(), verdict)).or_insert(0_u32) += 1;
        if verdict == expected {
            right += 1;
        } else {
            println!(
                "{advisory} expected {expected}, found {verdict}: {:?} {:?} {:?} {:?}\n    {}",
                row.maker,
                row.name,
                row.model,
                row.software_version,
                found.map_or("", |judgement| &judgement.why)
            );
        }
    }
    println!("judged after {:?}", start.elapsed());
    println!("{right} of {} right; (expected, found): {table:#?}", rows.len());
    let missed = table
        .iter()
        .filter(|((expected, found), _)| expected == "affected" && *found != "affected")
        .map(|(_, n)| n)
        .sum::<u32>();
    println!("affected rows not called affected: {missed}");
    assert!(f64::from(right) >= 0.97 * f64::from(u32::try_from(rows.len()).unwrap()));
}

/// Every advisory that a labelled row is said to concern, by row: to be read by eye for false alarms.
#[test]
fn prints_all_matches() {
    let Some(advisories) = advisories() else { return };
    let rows: Vec<LedgerRow> = labelled().into_iter().map(|labelled| labelled.row).collect();
    for found in match_rows(&rows, &advisories, Knowledge::built_in(), false) {
        let row = &rows[found.row as usize - 2];
        println!(
            "{:?} {:?} {:?} | {} {} | {}",
            row.maker,
            row.model,
            row.software_version,
            found.advisory,
            found.verdict.as_str(),
            found.why
        );
    }
}
