//! `kikimori feeds bundle`: one signed file that carries every feed to a place without internet.

use std::path::{Path, PathBuf};

use app::feeds::{
    Feed,
    bundle::{self, Loaded, Order, PublicKey, SigningKey, Summary},
    settings::Settings,
};
use clap::Subcommand;

use super::Data;
use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Arguments of `feeds bundle`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Write everything that is here into one signed file
    Make(Make),
    /// Look at a bundle without loading it
    Verify(Look),
    /// Load a bundle; whatever is wrong with it, what was here stays
    Load(Look),
}

#[derive(Debug, clap::Args)]
struct Make {
    /// File to write
    out: PathBuf,
    /// Private key, as `kikimori feeds key make` writes it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Only carry what is new since this bundle
    #[arg(long, value_name = "BUNDLE")]
    since: Option<PathBuf>,
    /// Days until it is not loaded any more
    #[arg(long, value_name = "DAYS", default_value_t = 60, value_parser = clap::value_parser!(i64).range(1..=3_650))]
    valid_days: i64,
    #[command(flatten)]
    data: Data,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, clap::Args)]
struct Look {
    file: PathBuf,
    /// Fingerprint or public key file of the maker, instead of those in feeds.toml
    #[arg(long, value_name = "KEY")]
    trust: Vec<String>,
    #[command(flatten)]
    data: Data,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Look {
    fn trust(&self) -> anyhow::Result<Vec<String>> {
        if self.trust.is_empty() {
            return Ok(Settings::of(&self.data.folder())?.bundle.trust);
        }
        let fingerprint = |text: &String| match Path::new(text) {
            path if path.is_file() => Ok(PublicKey::read(path)?.fingerprint()),
            _ => Ok(text.clone()),
        };
        self.trust.iter().map(fingerprint).collect()
    }
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let now = crate::commands::now();
    match &arguments.action {
        Action::Make(make) => {
            let key = SigningKey::read(&make.key)?;
            let order = Order { key: &key, since: make.since.as_deref(), now, valid_days: make.valid_days };
            let summary = bundle::make(&make.data.folder(), &make.out, &order)?;
            show(&summary, make.format, &summary)?;
        }
        Action::Verify(look) => {
            let summary = bundle::verify(&look.file, &look.trust()?, now)?;
            show(&summary, look.format, &summary)?;
        }
        Action::Load(look) => {
            let loaded = bundle::load(&look.data.folder(), &look.file, &look.trust()?, now, &mut progress())?;
            show(&loaded, look.format, &loaded.summary)?;
            tell(&loaded);
        }
    }
    Ok(Outcome::Nothing)
}

/// A bar where somebody watches.
fn progress() -> impl FnMut(u64, u64) {
    let bar = indicatif::ProgressBar::new(0);
    move |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    }
}

fn tell(loaded: &Loaded) {
    if !loaded.new {
        eprintln!("this bundle was loaded before; nothing was changed");
    }
    let kept: Vec<&str> = loaded.kept.iter().map(|feed: &Feed| feed.as_str()).collect();
    if !kept.is_empty() {
        eprintln!("what is here is newer and stays: {}", kept.join(", "));
    }
}

fn show<T: serde::Serialize>(value: &T, format: Format, summary: &Summary) -> anyhow::Result<()> {
    let mut table = Table::new(&["feed", "files", "records", "newest", "last success"]);
    for one in &summary.feeds {
        table.row(vec![
            one.feed.as_str().to_owned(),
            one.files.to_string(),
            one.records.to_string(),
            one.newest.clone().unwrap_or_default(),
            one.last_success.clone().unwrap_or_default(),
        ]);
    }
    match format {
        Format::Json => output::json(value),
        Format::Csv => output::text(&table.as_csv()),
        Format::Table => {
            output::text(&table.as_text())?;
            let since = summary.since.as_deref().map(|id| format!("\nonly what is new since {id}"));
            output::text(&format!(
                "bundle {}\nmade {}, good until {}{}\nsigned by {}\n{} contents, {} bytes\n",
                summary.id,
                summary.created,
                summary.expires,
                since.unwrap_or_default(),
                summary.signed_by,
                summary.parts,
                summary.packed_bytes
            ))
        }
    }
}
