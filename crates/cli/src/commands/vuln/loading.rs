//! Options about feeds that several commands share, and loading with progress on stderr.

use domain::counted::counted;
use std::{
    io::IsTerminal as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, bail};
use app::{
    feeds::{
        Folder,
        status::{self, FeedStatus},
    },
    knowledge_cache,
    statements::{Confirmed, FedDocuments, FedStatements},
    vulnerability_feeds::FeedFile,
};
use domain::{civil::Civil, time::Timestamp};
use matching::vulnerability::{Coverage, Knowledge};

use crate::commands::installation::Installation;

/// Where feeds are and how old they may be.
#[derive(Debug, clap::Args)]
pub struct Feeds {
    /// Files and folders of feeds: NVD (1.1, 2.0), CVE 5, OSV, RustSec, JVN (MyJVN), CISA KEV, EPSS; .gz, .zst, .zip and tar archives too
    /// [default: what `kikimori feeds` keeps]
    #[arg(long, num_args = 1.., value_name = "PATH")]
    pub feeds: Vec<PathBuf>,
    #[command(flatten)]
    here: Installation,
    /// Judge as of this day instead of today (2026-11-22)
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
    /// Sources that nobody touched for more days are too old
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    stale_after: i64,
    /// Folder in which what was read is kept packed, so that the next start takes a moment [default: kikimori in the user's cache folder]
    #[arg(long, value_name = "FOLDER", env = "KIKIMORI_CACHE")]
    cache: Option<PathBuf>,
    /// Read every feed anew and keep nothing
    #[arg(long, conflicts_with = "cache")]
    no_cache: bool,
}

/// Everything that was loaded.
pub struct Loaded {
    pub knowledge: Knowledge,
    pub files: Vec<FeedFile>,
    pub coverage: Coverage,
    /// Feeds that could not be fetched the last time, or were not asked in a long time.
    pub failed: Vec<FeedStatus>,
    /// What their CSAF documents state.
    pub fed: Arc<FedStatements>,
    /// The same as long as feeds and program are ([`knowledge_cache::Packed::edition`]).
    pub edition: Option<String>,
    /// Where things are kept from one time to the next.
    pub cache: Option<PathBuf>,
}

impl Feeds {
    /// The day as of which is judged.
    pub fn moment(&self) -> anyhow::Result<Timestamp> {
        match &self.now {
            Some(text) => {
                Civil::read(text).with_context(|| format!("`{text}` is no date such as 2026-11-22"))
            }
            None => Ok(crate::commands::now()),
        }
    }

    /// Loads every feed.
    pub fn load(&self) -> anyhow::Result<Loaded> {
        let now = self.moment()?;
        let (paths, failed) = self.paths(now)?;
        let cache = if self.no_cache { None } else { self.cache.clone().or_else(user_cache) };
        let packed = knowledge_cache::load(&paths, cache.as_deref(), &mut progress)?;
        let (knowledge, mut files) = (packed.knowledge, packed.files);
        let fed = self.statements(&mut files, cache.as_deref())?;
        let edition = packed.edition.map(|edition| format!("{edition} {}", fed.edition()));
        if files.iter().all(|file| file.read == 0) {
            let reason = files.iter().find_map(|file| file.problem.clone()).unwrap_or_default();
            bail!("no feed was read{}{reason}", if reason.is_empty() { "" } else { ": " });
        }
        let coverage = Coverage::of(&knowledge, now, self.stale_after);
        Ok(Loaded { knowledge, files, coverage, failed, fed: Arc::new(fed), edition, cache })
    }

    /// What CSAF documents state: those of the feeds that are kept, or those among the files that were named. These are no feeds that could
    /// not be read.
    fn statements(&self, files: &mut Vec<FeedFile>, cache: Option<&Path>) -> anyhow::Result<FedStatements> {
        if self.feeds.is_empty() {
            let documents = FedDocuments::load(&self.here.feeds(), cache)?;
            let confirmed = if documents.is_empty() { Confirmed::new() } else { self.here.confirmed()? };
            return Ok(FedStatements::of(&documents, &confirmed));
        }
        let (documents, names) = FedDocuments::among(files, &self.feeds, cache)?;
        files.retain(|file| !names.contains(&file.file));
        Ok(FedStatements::of(&documents, &Confirmed::new()))
    }

    /// Files and folders to read, and which of the feeds that are kept are behind.
    fn paths(&self, now: Timestamp) -> anyhow::Result<(Vec<PathBuf>, Vec<FeedStatus>)> {
        let paths = named_or_kept(&self.feeds, &self.here.feeds())?;
        if !self.feeds.is_empty() {
            return Ok((paths, Vec::new()));
        }
        let mut failed = status::status(&self.here.feeds(), now)?;
        failed.retain(FeedStatus::is_behind);
        Ok((paths, failed))
    }
}

/// The files and folders that were named, else the feeds that are kept.
pub fn named_or_kept(named: &[PathBuf], folder: &Folder) -> anyhow::Result<Vec<PathBuf>> {
    if !named.is_empty() {
        return Ok(named.to_vec());
    }
    let paths = folder.record_files()?;
    if paths.is_empty() {
        bail!(
            "{} holds no feed yet: `kikimori feeds sync`, `feeds import` or `feeds bundle load` brings them; or name files with --feeds",
            folder.root().display()
        );
    }
    Ok(paths)
}

/// The user's own cache folder, by the conventions of the XDG base directories.
fn user_cache() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")))?;
    Some(base.join("kikimori"))
}

/// One line a file where somebody watches; what went wrong always.
pub fn progress(file: &FeedFile) {
    if let (Some(problem), 0) = (&file.problem, file.left_out) {
        eprintln!("warning: {}: {problem}", file.file);
    }
    if file.unread > 0 {
        eprintln!("warning: {}: {} could not be read", file.file, counted(file.unread, "record", "records"));
    }
    if file.read > 0 && std::io::stderr().is_terminal() {
        eprintln!("{}: {}", file.file, counted(file.read, "record", "records"));
    }
}

impl Loaded {
    /// Whether what was loaded allows to say that nothing is known against something.
    pub fn is_sound(&self) -> bool {
        let read = self.files.iter().all(FeedFile::is_whole) && self.fed.left_out().is_empty();
        self.failed.is_empty() && self.coverage.is_sound() && read
    }

    /// Tells on stderr how old the sources are and what is missing.
    pub fn tell(&self) {
        for state in
            self.coverage.sources.iter().filter(|state| state.stale || !state.missing_years.is_empty())
        {
            let name = format!("{} {}", state.source.as_str(), state.database);
            if state.stale {
                let newest = state.newest.as_deref().unwrap_or("an unknown day");
                eprintln!(
                    "not known since {newest}: {} is {} old",
                    name.trim(),
                    counted(state.age_days.unwrap_or(0), "day", "days")
                );
            }
            if !state.missing_years.is_empty() {
                eprintln!("not known: {} lacks the years {:?}", name.trim(), state.missing_years);
            }
        }
        for one in &self.failed {
            let since = one.last_success.as_deref().unwrap_or("ever");
            match &one.failure {
                Some(failure) => {
                    let why = &failure.sentence_en;
                    eprintln!("not known since {since}: {} could not be fetched: {why}", one.title);
                }
                None if !one.kept_out.is_empty() => {
                    eprintln!("not known: {} documents of {} were kept out", one.kept_out.len(), one.title);
                }
                None => eprintln!("not known since {since}: nobody asked for {}", one.title),
            }
        }
        for one in self.fed.left_out() {
            eprintln!("not known: what {} states: {}", one.file, one.reason);
        }
        for source in &self.coverage.missing {
            eprintln!("not known: no {} feed was given", source.as_str());
        }
    }
}
