//! `kikimori feeds communication`: safety communications (FDA, PMDA, IPA …) that people write down; the same as the page 安全性情報.

use std::{io::Read as _, path::PathBuf};

use anyhow::Context as _;
use app::feeds::communications::{self, Change, Kept, Over, Put, Shelf, table};
use clap::Subcommand;
use domain::vulnerabilities::{Communication, communication::Deed};
use serde::Serialize;

use super::Data;
use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Largest file of entries.
const MOST: u64 = 16 << 20;

/// Arguments of `feeds communication`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// What is written down, the newest first. Exit codes: 0, or 3 when a file of them cannot be read or nothing is judged by one
    List {
        /// Words that number, title, maker, model or CVE have
        #[arg(long, default_value = "")]
        search: String,
        /// Only of this issuer: FDA, PMDA …
        #[arg(long)]
        issuer: Option<String>,
        /// What was taken back, too
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        data: Data,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// One of them with its history, as a form that can be changed and put again
    Show {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Write down, or change, everything in filled forms (`kikimori feeds form`) and tables (CSV); all or none
    Put {
        /// `-` is standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        said: Said,
    },
    /// Take one back; it judges nothing any more, and what it said is kept
    Withdraw {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        said: Said,
    },
    /// Let one stand again
    Restore {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        said: Said,
    },
    /// All of them as a table (CSV) to be changed and put again
    Table {
        /// Only the heads
        #[arg(long)]
        empty: bool,
        /// Heads in Japanese
        #[arg(long)]
        japanese: bool,
        #[command(flatten)]
        data: Data,
    },
}

/// Which one.
#[derive(Debug, clap::Args)]
struct Which {
    /// As `list` shows it: its key, or its number
    id: String,
    /// When several issuers have that number
    #[arg(long)]
    issuer: Option<String>,
    #[command(flatten)]
    data: Data,
}

/// Who does it, and why.
#[derive(Debug, clap::Args)]
struct Said {
    #[arg(long, default_value = "")]
    by: String,
    #[arg(long, default_value = "")]
    why: String,
}

impl Said {
    fn change(&self) -> Change<'_> {
        Change { by: &self.by, why: &self.why, now: crate::commands::now() }
    }
}

/// A line of `list`.
#[derive(Serialize)]
struct Line<'k> {
    key: &'k str,
    file: &'k str,
    #[serde(flatten)]
    told: &'k Communication,
    /// Why nothing is judged by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    unjudged: Option<String>,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.action {
        Action::List { search, issuer, all, data, format } => {
            let shelf = Shelf::of(&data.folder())?;
            let wanted = |kept: &&Kept| {
                (*all || !kept.told.withdrawn)
                    && issuer.as_ref().is_none_or(|issuer| kept.told.issuer.eq_ignore_ascii_case(issuer))
                    && kept.has(search)
            };
            list(&shelf.entries.iter().filter(wanted).collect::<Vec<_>>(), *format)?;
            let unjudged = |kept: &'_ &Kept| !kept.told.withdrawn && kept.told.unjudged().is_some();
            let whole = shelf.unread.is_empty() && !shelf.entries.iter().any(|kept| unjudged(&kept));
            for (file, why) in &shelf.unread {
                eprintln!("not read: {file}: {why}");
            }
            Ok(if whole { Outcome::Nothing } else { Outcome::NotKnown })
        }
        Action::Show { which, format } => {
            let kept = which.find()?;
            match format {
                Format::Json => output::json(&line(&kept))?,
                _ => output::text(&kept.form())?,
            }
            Ok(Outcome::Nothing)
        }
        Action::Put { files, data, said } => {
            let mut read = Vec::new();
            for file in files {
                read.extend(table::read(&file.display().to_string(), &bytes(file)?)?);
            }
            tell(&communications::put(&data.folder(), read, Over::Anything, said.change())?)
        }
        Action::Withdraw { which, said } => which.switch(true, said),
        Action::Restore { which, said } => which.switch(false, said),
        Action::Table { empty, japanese, data } => {
            let shelf = Shelf::of(&data.folder())?;
            let all = shelf.entries.iter().map(|kept| &kept.told).filter(|_| !empty);
            output::text(&table::write(&all.collect::<Vec<_>>(), *japanese))?;
            Ok(Outcome::Nothing)
        }
    }
}

impl Which {
    fn find(&self) -> anyhow::Result<Kept> {
        let shelf = Shelf::of(&self.data.folder())?;
        let of_issuer = |kept: &Kept| self.issuer.as_ref().is_none_or(|issuer| kept.told.issuer == *issuer);
        let named = |kept: &Kept| kept.key == self.id || kept.told.id == self.id;
        let mut found = shelf.entries.into_iter().filter(|kept| named(kept) && of_issuer(kept));
        let first = found.next().with_context(|| format!("no communication is called {}", self.id))?;
        anyhow::ensure!(found.next().is_none(), "several issuers have {}; name one with --issuer", self.id);
        Ok(first)
    }

    fn switch(&self, withdrawn: bool, said: &Said) -> anyhow::Result<Outcome> {
        let kept = self.find()?;
        tell(&[communications::withdraw(&self.data.folder(), &kept.key, withdrawn, said.change())?])
    }
}

fn bytes(file: &PathBuf) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        std::io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes).context("reading standard input")?;
    } else {
        let from = std::fs::File::open(file).with_context(|| format!("reading {}", file.display()))?;
        from.take(MOST + 1).read_to_end(&mut bytes).with_context(|| format!("reading {}", file.display()))?;
    }
    anyhow::ensure!(bytes.len() as u64 <= MOST, "{}: larger than {} MB", file.display(), MOST >> 20);
    Ok(bytes)
}

fn tell(done: &[Put]) -> anyhow::Result<Outcome> {
    let mut table = Table::new(&["key", "issuer", "id", "what"]);
    for put in done {
        let what = put.deed.map_or("nothing is new", Deed::as_str);
        table.row(vec![put.key.clone(), put.issuer.clone(), put.id.clone(), what.to_owned()]);
    }
    output::text(&table.as_text())?;
    Ok(Outcome::Nothing)
}

fn line(kept: &Kept) -> Line<'_> {
    let unjudged = kept.told.unjudged().map(|fault| fault.to_string());
    Line { key: &kept.key, file: &kept.file, told: &kept.told, unjudged }
}

fn list(all: &[&Kept], format: Format) -> anyhow::Result<()> {
    if format == Format::Json {
        return output::json(&all.iter().map(|kept| line(kept)).collect::<Vec<_>>());
    }
    let mut table = Table::new(&[
        "key",
        "issuer",
        "id",
        "date",
        "updated",
        "title",
        "products",
        "withdrawn",
        "nothing is judged by it",
    ]);
    for kept in all {
        let told = &kept.told;
        table.row(vec![
            kept.key.clone(),
            told.issuer.clone(),
            told.id.clone(),
            told.date.clone(),
            told.updated.clone(),
            told.title.clone(),
            told.products.len().to_string(),
            if told.withdrawn { "yes" } else { "" }.to_owned(),
            told.unjudged().map(|fault| fault.to_string()).unwrap_or_default(),
        ]);
    }
    output::text(&if format == Format::Csv { table.as_csv() } else { table.as_text() })
}
