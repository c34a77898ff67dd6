//! Labelled ledger rows against real advisories. Runs when the advisories are at hand; prints what went wrong and how often.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::{collections::BTreeMap, path::Path};

use domain::{advisories::Advisory, ledger::LedgerRow};
use knowledge::Knowledge;
use matching::advisory::{Catalogue, Subject, match_rows};

/// Rows that the judging was built with.
const ROWS: &str = include_str!("../../../fixtures/advisories/labelled_rows.csv");
/// Rows labelled before the judging had seen them; `docs/BENCHMARKS.md` tells what it said at first sight.
const FIRST_SIGHT: &str = include_str!("../../../fixtures/advisories/first_sight_rows.csv");
/// The same once more, after the first table had been learned from.
const SECOND_SIGHT: &str = include_str!("../../../fixtures/advisories/second_sight_rows.csv");

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

fn labelled(table: &str) -> Vec<Labelled> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let record_to_row = |(index, record): (usize, Result<csv::StringRecord, csv::Error>)| {
        let record = record.unwrap();
        let cell = |name: &str| {
            let at = headers.iter().position(|header| header == name)?;
            record.get(at).map(str::to_owned).filter(|text| !text.is_empty())
        };
        let row = LedgerRow {
            sheet: "台帳".to_owned(),
            row: u32::try_from(index).unwrap() + 2,
            asset_no: Some(format!("A{index:04}")),
            maker: cell("maker"),
            name: cell("name"),
            model: cell("model"),
            software_version: cell("version"),
            os: cell("os"),
            udi_di: cell("udi"),
            remarks: cell("remarks"),
            purchased_on: cell("bought"),
            serial: cell("serial"),
            ..LedgerRow::default()
        };
        Labelled { row, advisory: cell("advisory").unwrap(), expected: cell("expected").unwrap() }
    };
    reader.records().enumerate().map(record_to_row).collect()
}

/// What was said, by what was expected. `none` and `not_affected` are one answer: the row is not concerned.
fn said(table: &str, advisories: &[Advisory]) -> BTreeMap<(String, String), u32> {
    let catalogue = Catalogue::new(advisories, Knowledge::built_in());
    let plain = |word: &str| if word == "none" { "not_affected" } else { word }.to_owned();
    let mut counts = BTreeMap::new();
    for Labelled { row, advisory, expected } in labelled(table) {
        let judgements = catalogue.judge(&Subject::from_row(&row, Knowledge::built_in()));
        let found = judgements.iter().find(|judgement| judgement.advisory.eq_ignore_ascii_case(&advisory));
        let verdict = found.map_or("none", |judgement| judgement.verdict.as_str());
        if plain(verdict) != plain(&expected) {
            println!(
                "{advisory} expected {expected}, found {verdict}: {:?} {:?} {:?} {:?}\n    {}",
                row.maker,
                row.name,
                row.model,
                row.software_version,
                found.map_or("", |judgement| &judgement.why)
            );
        }
        *counts.entry((plain(&expected), plain(verdict))).or_insert(0) += 1;
    }
    counts
}

/// Prints precision and recall of each verdict and gives the share that is right.
fn score(name: &str, counts: &BTreeMap<(String, String), u32>) -> f64 {
    let sum = |wanted: &dyn Fn(&str, &str) -> bool| -> u32 {
        counts.iter().filter(|((expected, found), _)| wanted(expected, found)).map(|(_, n)| n).sum()
    };
    for verdict in ["affected", "fixed", "not_affected", "cannot_tell"] {
        let right = sum(&|expected, found| expected == verdict && found == verdict);
        let (labelled, called) = (sum(&|expected, _| expected == verdict), sum(&|_, found| found == verdict));
        println!("{name} {verdict}: {right} of {labelled} found, {right} of {called} called so are right");
    }
    let (right, all) = (sum(&|expected, found| expected == found), sum(&|_, _| true));
    println!("{name}: {right} of {all} right");
    f64::from(right) / f64::from(all)
}

#[test]
fn labelled_rows() {
    let Some(advisories) = advisories() else { return };
    for (name, table, least) in
        [("built with", ROWS, 0.97), ("first sight", FIRST_SIGHT, 0.97), ("second sight", SECOND_SIGHT, 0.95)]
    {
        let counts = said(table, &advisories);
        assert!(score(name, &counts) >= least, "{name}: {counts:#?}");
    }
}

/// Every advisory that a labelled row is said to concern, by row: to be read by eye for false alarms.
#[test]
fn prints_all_matches() {
    let Some(advisories) = advisories() else { return };
    for table in [ROWS, FIRST_SIGHT, SECOND_SIGHT] {
        let rows: Vec<LedgerRow> = labelled(table).into_iter().map(|labelled| labelled.row).collect();
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
}
