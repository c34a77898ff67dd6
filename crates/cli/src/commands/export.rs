//! `kikimori export`: the report, the map and the ledger of a hospital as files, without a browser.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use app::{ledger_export::Language, node::Node};
use domain::ids::OrgId;
use web::{
    diagram::{Model, Options, drawio, svg},
    locale::Lang,
    pdf::{self, Paper},
    view::View,
};

use super::sensor;
use crate::Outcome;

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What to write
    #[arg(value_enum)]
    what: What,
    /// Where to write it; the map is drawn as its ending says: .svg, .drawio or .pdf
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Folder of the embedded database
    #[arg(long, default_value = "kikimori-data", value_name = "FOLDER", env = "KIKIMORI_DATA")]
    data: PathBuf,
    /// A PostgreSQL database instead of the embedded one
    #[arg(long, value_name = "URL", env = "KIKIMORI_DATABASE")]
    database: Option<String>,
    /// Language of the file
    #[arg(long, default_value = "ja", value_parser = ["ja", "en"])]
    lang: String,
    /// Paper of the map as PDF
    #[arg(long, default_value = "a3", value_parser = ["a3", "a4"])]
    paper: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// What is connected: for the director and the inspector (PDF)
    Report,
    /// The network map (SVG, draw.io or PDF)
    Map,
    /// A ledger of every device (Excel)
    Ledger,
    /// The hospital's own ledger, filled in (Excel)
    FilledLedger,
}

/// Writes the file. An existing one is replaced only when the new one is whole.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Runtime::new().context("starting")?;
    let bytes = runtime.block_on(async {
        let node = sensor::open(&arguments.data, arguments.database.as_deref()).await?;
        let org =
            node.organisations().await?.into_iter().next().context("the database has no organisation")?;
        node.refresh(&org).await?;
        make(&node, &org, arguments).await
    })?;
    replace(&arguments.file, &bytes)?;
    eprintln!("written: {}", arguments.file.display());
    Ok(Outcome::Nothing)
}

async fn make(node: &Node, org: &OrgId, arguments: &Arguments) -> anyhow::Result<Vec<u8>> {
    let snapshot = node.snapshot(org)?;
    let lang = Lang::parse(&arguments.lang).unwrap_or_default();
    let language = if lang == Lang::Ja { Language::Japanese } else { Language::English };
    Ok(match arguments.what {
        What::Report => pdf::report_pdf(&snapshot, lang)?,
        What::Ledger => node.complete_ledger(org, language).await?,
        What::FilledLedger => {
            let filled = node.filled_ledger(org, language).await?;
            filled.context("no ledger was taken in yet; load one on the page 台帳")?.1
        }
        What::Map => {
            let model = || Model::new(&View::new(snapshot.clone()), &Options { lang, ..Options::default() });
            match arguments.file.extension().and_then(|ending| ending.to_str()) {
                Some("svg") => svg::file(&model()).into_bytes(),
                Some("drawio") => drawio::file(&model()).into_bytes(),
                Some("pdf") => {
                    pdf::map_pdf(&snapshot, Paper::parse(&arguments.paper).unwrap_or(Paper::A3), lang)?
                }
                _ => anyhow::bail!(
                    "{}: name a file that ends in .svg, .drawio or .pdf",
                    arguments.file.display()
                ),
            }
        }
    })
}

/// Beside the file first, then in its place: nothing is ever half written.
fn replace(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".part");
    let writing = || format!("writing {}", file.display());
    std::fs::write(&beside, bytes).with_context(writing)?;
    std::fs::rename(&beside, file).with_context(writing)
}
