//! `kikimori vuln show`: every record about a vulnerability, in full, from the feeds themselves.

use std::{collections::BTreeSet, path::PathBuf};

use app::vulnerability_feeds;
use domain::{
    civil::Civil,
    vulnerabilities::{Advice, Claim, Exploited, Likelihood, Product, Record},
};
use parsers::document::vulnerability::Entry;
use serde::Serialize;

use super::loading;
use crate::{
    Outcome,
    commands::feeds::Data,
    output::{self, Format},
};

/// Arguments of `vuln show`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// CVE-2021-44228, JVNDB-2021-005429, GHSA-…, GO-…, PYSEC-…, RUSTSEC-…
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Files and folders of feeds [default: what `kikimori feeds` keeps]
    #[arg(long, num_args = 1.., value_name = "PATH")]
    feeds: Vec<PathBuf>,
    #[command(flatten)]
    data: Data,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Default, Serialize)]
struct Shown {
    /// Pages that any record marks as telling how to mend it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Advice>,
    records: Vec<Record>,
    exploited: Vec<Exploited>,
    likelihoods: Vec<(String, Likelihood)>,
}

/// Runs it. A vulnerability of which no feed speaks is not known, which is no proof that it does not exist.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let ids: BTreeSet<String> = arguments.ids.iter().map(|id| key(id)).collect();
    let mut shown = Shown::default();
    let mut whole = true;
    vulnerability_feeds::each(
        &loading::named_or_kept(&arguments.feeds, &arguments.data.folder())?,
        &mut |entry| match entry {
            Entry::Record(record) if names(&record).any(|name| ids.contains(&key(name))) => {
                shown.records.push(*record)
            }
            Entry::Exploited(row) if ids.contains(&key(&row.cve)) => shown.exploited.push(*row),
            Entry::Likelihood { cve, likelihood } if ids.contains(&key(&cve)) => {
                shown.likelihoods.push((cve, likelihood))
            }
            _ => {}
        },
        &mut |file| {
            whole &= file.is_whole();
            loading::progress(&file);
        },
    )?;
    shown.records.sort();
    shown.records.dedup();
    // Readers of this program read Japanese first.
    shown.records.sort_by_key(|record| !record.japanese);
    let standing = shown.records.iter().filter(|record| !record.withdrawn);
    shown.fixes = Advice::best(standing.flat_map(|record| record.advice.clone()).collect());
    shown.exploited.sort();
    shown.exploited.dedup();
    if arguments.format == Format::Json {
        output::json(&shown)?;
    } else {
        output::text(&text(&shown))?;
    }
    let found: BTreeSet<String> = shown.records.iter().flat_map(names).map(|name| key(name)).collect();
    let unknown: Vec<&String> = ids.difference(&found).collect();
    for id in &unknown {
        eprintln!("not known: no record in the feeds that were given is {id}");
    }
    if !whole {
        eprintln!("not known: a feed could not be read to its end, and may say more");
    }
    Ok(if unknown.is_empty() && whole { Outcome::Nothing } else { Outcome::NotKnown })
}

/// People write names in either case.
fn key(id: &str) -> String {
    id.trim().to_ascii_uppercase()
}

fn names(record: &Record) -> impl Iterator<Item = &String> {
    std::iter::once(&record.id).chain(&record.aliases)
}

fn text(shown: &Shown) -> String {
    let mut out = String::new();
    for record in &shown.records {
        let date = record.dated().map(|time| Civil::utc(time).date()).unwrap_or_default();
        let gone = if record.withdrawn { "  WITHDRAWN" } else { "" };
        let source = format!("{} {}", record.source.as_str(), record.database);
        out.push_str(&format!("{} ({}) {date}{gone}\n", record.id, source.trim()));
        if !record.aliases.is_empty() {
            out.push_str(&format!("  also {}\n", record.aliases.join(", ")));
        }
        for line in record.title.iter().chain(&record.summary) {
            out.push_str(&format!("  {}\n", line.trim().replace('\n', "\n  ")));
        }
        for rating in &record.cvss {
            out.push_str(&format!("  {} ({})\n", rating.vector, rating.by));
        }
        for claim in &record.claims {
            out.push_str(&format!("  {}: {}\n", product(record, &claim.product), versions(claim)));
        }
        for (at, action) in record.actions.iter().enumerate() {
            out.push_str(&format!("  do {}: {action}\n", at + 1));
        }
        for reference in &record.references {
            out.push_str(&format!("  {reference}\n"));
        }
    }
    for fix in &shown.fixes {
        let host = domain::link::host(&fix.url).unwrap_or_default();
        out.push_str(&format!("fix: {} at {host}: {}\n", fix.kind.as_str(), fix.url));
    }
    for row in &shown.exploited {
        out.push_str(&format!("exploited: {} on CISA's list since {}; {}\n", row.cve, row.added, row.action));
    }
    for (cve, likelihood) in &shown.likelihoods {
        out.push_str(&format!(
            "EPSS: {cve} {:.5}, percentile {:.5}\n",
            likelihood.probability, likelihood.percentile
        ));
    }
    // Words of strangers reach a terminal here.
    out.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

/// What is said of versions; of ranges that were read from words also how sure they are and the words.
fn versions(claim: &Claim) -> String {
    let ranges: Vec<String> =
        claim.ranges.iter().map(|range| format!("{} {:?}", range.notation(), range.standing)).collect();
    let ranges = if ranges.is_empty() { "no version is told".to_owned() } else { ranges.join("; ") };
    match claim.wording.as_str() {
        "" => ranges,
        words => format!("{ranges} ({}; 原文「{words}」)", claim.certainty.as_str()),
    }
}

fn product(record: &Record, product: &Product) -> String {
    match product {
        Product::Package { key, release } if release.is_empty() => key.clone(),
        Product::Package { key, release } => format!("{key} ({release})"),
        Product::Cpe { name } => match record.names.iter().find(|alias| alias.cpe == *name) {
            Some(alias) => format!("{} {} = {name}", alias.maker, alias.product),
            None => name.clone(),
        },
        Product::Udi { di } => format!("UDI-DI {di}"),
        Product::Name { vendor, product } => format!("{vendor} {product}"),
    }
}
