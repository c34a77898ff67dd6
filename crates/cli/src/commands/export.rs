//! `kikimori export`: the report, the map and the ledger of a hospital as files, without a browser.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use app::{ledger_export::Language, node::Node};
use domain::ids::OrgId;
use web::{
    diagram::{Model, Options, drawio, svg},
    locale::Lang,
    pages::vulnerabilities::{excel, select::Selection},
    pdf::{self, Paper},
    view::View,
};

use super::installation::Installation;
use crate::Outcome;

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What to write
    #[arg(value_enum)]
    what: What,
    /// Where to write it; its ending says how: maps .svg, .drawio or .pdf, vulnerabilities .pdf or .xlsx
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    here: Installation,
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
    /// How every product stands against known vulnerabilities (PDF or Excel)
    Vulnerabilities,
    /// The five things of the week on one sheet (PDF)
    Week,
}

/// Writes the file. An existing one is replaced only when the new one is whole.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let bytes = arguments.here.kept(async |node, org| {
        node.refresh(org).await?;
        if matches!(arguments.what, What::Vulnerabilities | What::Week) {
            node.read_feeds().await?;
        }
        make(node, org, arguments).await
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
        What::Week => pdf::week_pdf(&snapshot, lang)?,
        What::Vulnerabilities => match arguments.file.extension().and_then(|ending| ending.to_str()) {
            Some("pdf") => pdf::vulnerabilities_pdf(&snapshot, lang)?,
            Some("xlsx") => {
                let view = View::new(Arc::clone(&snapshot));
                let (heads, rows) = excel::rows(lang, &view, &Selection::default());
                app::workbook::table(&lang.t("nav-vulnerabilities"), &heads, &rows)?
            }
            _ => anyhow::bail!("{}: name a file that ends in .pdf or .xlsx", arguments.file.display()),
        },
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
