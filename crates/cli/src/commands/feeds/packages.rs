//! `kikimori feeds packages`: which packages OSV's API would be asked about, before anybody is asked.

use std::path::PathBuf;

use anyhow::bail;
use app::{
    feeds::{
        Feed,
        packages::{Chosen, Packages},
        settings::Settings,
    },
    sboms,
};
use matching::vulnerability::{Questions, Withheld};
use serde::Serialize;

use crate::{
    Outcome,
    commands::installation::Installation,
    output::{self, Format},
    table::Table,
};

/// Arguments of `feeds packages`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Bills of materials: files, folders, archives [default: those of the products of this installation]
    #[arg(value_name = "SBOM")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    here: Installation,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Shown<'c> {
    /// Names by ecosystem, as they are sent.
    asked: Vec<(&'c str, &'c str)>,
    private: usize,
    whole: usize,
    withheld: &'c std::collections::BTreeMap<Withheld, usize>,
}

/// Makes the list and shows it. Code 3 when a document could not be read: its packages are missing from the list.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let folder = arguments.here.feeds();
    let (list, unread) = match arguments.paths.is_empty() {
        true => (arguments.here.node(async |node| Ok(node.packages_of_products().await?))?, 0),
        false => named(&arguments.paths)?,
    };
    list.keep(&folder)?;
    let settings = Settings::of(&folder)?;
    let private = settings.wanted(Feed::OsvApi).map(|wanted| &*wanted.private).unwrap_or_default();
    let chosen = list.chosen(&folder, private, crate::commands::now());
    show(arguments.format, &list, &chosen)?;
    eprintln!(
        "{} packages may be asked about; not asked: {} that feeds.toml keeps private, {} of databases that are here whole, {} components of no public ecosystem, {} of a registry of somebody's own",
        chosen.ask.len(),
        chosen.private,
        chosen.whole,
        list.withheld.get(&Withheld::NoEcosystem).copied().unwrap_or(0),
        list.withheld.get(&Withheld::Private).copied().unwrap_or(0),
    );
    eprintln!("nothing was sent; `kikimori feeds sync osv-api` asks");
    Ok(if unread == 0 { Outcome::Nothing } else { Outcome::NotKnown })
}

fn named(paths: &[PathBuf]) -> anyhow::Result<(Packages, usize)> {
    let (mut questions, mut read, mut unread) = (Questions::default(), 0, 0);
    sboms::each(paths, false, &mut |looked| match looked.outcome {
        Ok((sbom, _)) => {
            read += 1;
            questions.add(&sbom);
        }
        Err(why) => {
            unread += 1;
            eprintln!("warning: {}: {why}", looked.file);
        }
    })?;
    if read == 0 {
        bail!("no bill of materials was read");
    }
    Ok((Packages::of(questions, crate::commands::now())?, unread))
}

fn show(format: Format, list: &Packages, chosen: &Chosen) -> anyhow::Result<()> {
    let names = chosen.ask.values();
    let asked: Vec<(&str, &str)> = names
        .flat_map(|question| question.names.iter().map(|name| (question.ecosystem.as_str(), name.as_str())))
        .collect();
    let mut table = Table::new(&["ecosystem", "package"]);
    for (ecosystem, name) in &asked {
        table.row(vec![(*ecosystem).to_owned(), (*name).to_owned()]);
    }
    match format {
        Format::Json => output::json(&Shown {
            asked,
            private: chosen.private,
            whole: chosen.whole,
            withheld: &list.withheld,
        }),
        Format::Table => output::text(&table.as_text()),
        Format::Csv => output::text(&table.as_csv()),
    }
}
