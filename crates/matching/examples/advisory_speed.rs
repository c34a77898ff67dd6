//! CPU time of judging a ledger by advisories, step by step, beside a naive matcher that looks at every pair.
//!
//!     cargo run --release -p matching --example advisory_speed -- LEDGER.csv FOLDER_OF_ADVISORIES
//!
//! The naive matcher is the usual first attempt: every product name of every advisory is looked for as plain text in every
//! row, with its words in any order. It knows no makers, spellings, models or versions.
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::{collections::BTreeSet, hint::black_box, path::Path};

use domain::{advisories::Advisory, ledger::LedgerRow};
use knowledge::Knowledge;
use matching::advisory::{Catalogue, Subject, match_rows};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(ledger), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("two arguments are needed: the ledger and the folder of advisories".into());
    };
    let start = cpu();
    let workbook = parsers::ledger::open(&ledger, &std::fs::read(&ledger)?)?;
    let rows = parsers::ledger::read_rows(&workbook, &parsers::ledger::Mapping::default()).rows;
    let ledger_read = cpu();
    let advisories = advisories(Path::new(&folder))?;
    let advisories_read = cpu();
    let knowledge = Knowledge::built_in();
    let known = cpu();
    let catalogue = Catalogue::new(&advisories, knowledge);
    let catalogued = cpu();
    let subjects: Vec<Subject> = rows.iter().map(|row| Subject::from_row(row, knowledge)).collect();
    let subjected = cpu();
    let judged: usize = subjects.iter().map(|subject| catalogue.judge(subject).len()).sum();
    let done = cpu();
    let whole = match_rows(&rows, &advisories, knowledge, false).len();
    let again = cpu();
    let naive = black_box(naive(&rows, &advisories));
    let end = cpu();
    println!(
        "{} rows, {} advisories, {judged} judgements ({whole}), {naive} naive hits",
        rows.len(),
        advisories.len()
    );
    for (step, seconds) in [
        ("ledger read", ledger_read - start),
        ("advisories read", advisories_read - ledger_read),
        ("knowledge read", known - advisories_read),
        ("catalogue made", catalogued - known),
        ("rows prepared", subjected - catalogued),
        ("rows judged", done - subjected),
        ("match_rows as a whole", again - done),
        ("naive all pairs", end - again),
    ] {
        println!("{step:24} {seconds:8.3} s CPU");
    }
    println!("naive / match_rows: {:.1}", (end - again) / (again - done).max(1e-9));
    Ok(())
}

fn advisories(folder: &Path) -> Result<Vec<Advisory>, Box<dyn std::error::Error>> {
    let mut read = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            read.extend(parsers::document::csaf::read(&std::fs::read(path)?).ok());
        }
    }
    Ok(read)
}

fn naive(rows: &[LedgerRow], advisories: &[Advisory]) -> usize {
    let text = |row: &LedgerRow| {
        [&row.maker, &row.name, &row.model]
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    let texts: Vec<String> = rows.iter().map(text).collect();
    let mut hits = 0;
    for advisory in advisories {
        let names: BTreeSet<Vec<String>> = advisory
            .products
            .iter()
            .filter_map(|product| product.path.iter().rev().find(|(category, _)| category == "product_name"))
            .map(|(_, name)| name.to_lowercase().split_whitespace().map(str::to_owned).collect())
            .collect();
        for text in &texts {
            hits +=
                usize::from(names.iter().any(|words| words.iter().all(|word| text.contains(word.as_str()))));
        }
    }
    hits
}

/// CPU seconds of this process, from `/proc/self/schedstat`; 0 where there is none.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds: f64 = stat.split(' ').next().and_then(|text| text.parse().ok()).unwrap_or_default();
    nanoseconds / 1e9
}
