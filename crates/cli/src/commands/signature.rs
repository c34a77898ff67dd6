//! `kikimori signature`: look up what is known, check rows of one's own, teach them to a node, and share them.

use domain::counted::counted;
use std::path::PathBuf;

use anyhow::Context as _;
use app::signatures;
use clap::Subcommand;
use domain::addresses::MacAddr;
use knowledge::{Knowledge, LocalFile};

use super::installation::Installation;
use crate::{Outcome, output, table::Table};

/// Arguments of `signature`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// What is known about a MAC address, maker, kind, UID or server name
    Find {
        #[arg(value_name = "TEXT")]
        text: String,
    },
    /// Check files of rows (makers.csv, kinds.csv …) as they would be read
    Check {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Names and columns of the files that can be taught
    Files,
    /// Teach a node rows of one's own, or rows that another hospital shared
    Teach {
        /// What `signature export` wrote, or a file named like one of `signature files`
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        here: Installation,
    },
    /// What a node was taught, to share
    Export {
        #[command(flatten)]
        here: Installation,
    },
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.action {
        Action::Find { text } => find(text),
        Action::Check { files } => check(files),
        Action::Teach { files, here } => teach(files, here),
        Action::Export { here } => share(here),
        Action::Files => {
            let mut table = Table::new(&["file", "columns"]);
            for (name, columns) in Knowledge::teachable() {
                table.row(vec![name.to_owned(), columns.to_owned()]);
            }
            output::text(&table.as_csv())?;
            Ok(Outcome::Nothing)
        }
    }
}

fn find(text: &str) -> anyhow::Result<Outcome> {
    let known = Knowledge::built_in();
    let mut table = Table::new(&["what", "answer", "grade"]);
    let mut row =
        |what: &str, answer: String, grade: &str| table.row(vec![what.to_owned(), answer, grade.to_owned()]);
    let mut any = false;
    if let Some(entry) = text.parse::<MacAddr>().ok().and_then(|mac| known.oui.lookup(mac)) {
        row("address block", entry.registered_name.clone(), entry.grade.letter());
        any = true;
    }
    if let Some(maker) = known.makers.find(text) {
        let ja = maker.name_ja.as_deref().unwrap_or_default();
        row("maker", format!("{} / {ja} ({})", maker.name_en, maker.id), maker.grade.letter());
        any = true;
    }
    if let Some(kind) = known.kinds.find(text) {
        row("kind", format!("{} / {} ({})", kind.name_ja, kind.name_en, kind.id), kind.grade.letter());
        any = true;
    }
    if let Some(entry) = known.dicom.root(text).or_else(|| known.dicom.version_name(text)) {
        row("DICOM", entry.label.clone(), entry.grade.letter());
        any = true;
    }
    if let Some(service) = known.remote_services.by_name(text) {
        row("remote service", format!("{} ({})", service.service, service.class), service.grade.letter());
        any = true;
    }
    if let Some(entry) = known.protocols.get(text) {
        row("protocol", entry.name.clone(), entry.grade.letter());
        any = true;
    }
    if !any {
        eprintln!("nothing is known about {text}");
        return Ok(Outcome::Nothing);
    }
    output::text(&table.as_text())?;
    Ok(Outcome::Findings)
}

/// All rows of all files, or none.
fn teach(files: &[PathBuf], here: &Installation) -> anyhow::Result<Outcome> {
    let mut rows = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        rows.extend(signatures::read_shared(&name, &text, "command line", super::now())?);
    }
    here.kept(async |node, org| Ok(node.teach_all(org, &rows).await?))?;
    eprintln!("{} taught", counted(rows.len(), "row", "rows"));
    Ok(Outcome::Nothing)
}

fn share(here: &Installation) -> anyhow::Result<Outcome> {
    let rows = here.kept(async |node, org| Ok(node.taught(org).await?))?;
    let rows: Vec<_> = rows.into_iter().map(|record| record.value).collect();
    output::text(&signatures::export(&rows))?;
    Ok(Outcome::Nothing)
}

fn check(files: &[PathBuf]) -> anyhow::Result<Outcome> {
    let mut bad = false;
    for path in files {
        let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        anyhow::ensure!(
            Knowledge::teachable().iter().any(|(known, _)| *known == name),
            "{name} is not the name of a signature file; `kikimori signature files` lists them"
        );
        let (_, warnings) = Knowledge::load(&[LocalFile { name, text }]);
        for warning in warnings {
            bad = true;
            output::text(&format!("{}:{}: {}\n", path.display(), warning.line, warning.reason))?;
        }
    }
    Ok(Outcome::of(bad))
}
