//! `kikimori vex list|take-in|withdraw|again|export`: what is stated and decided in this installation, without a browser.

use domain::counted::counted;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use app::statements::{Decision, Standing, VexExport, export};
use domain::{ids::StatementId, statements::Product};

use super::{convert::To, show::day};
use crate::{
    Outcome,
    commands::{self, installation::Installation},
    output::{self, Format},
    table::Table,
};

/// Arguments of `vex list`.
#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    here: Installation,
    /// Only those that ended, end within 30 days, or whose ground holds no longer
    #[arg(long)]
    look: bool,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Arguments of `vex take-in`.
#[derive(Debug, clap::Args)]
pub struct TakeIn {
    #[command(flatten)]
    here: Installation,
    /// VEX documents of any format
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Arguments of `vex withdraw`.
#[derive(Debug, clap::Args)]
pub struct Withdraw {
    #[command(flatten)]
    here: Installation,
    /// As `vex list` shows it
    id: String,
    /// Office or department that takes it back
    #[arg(long, required_unless_present = "again")]
    by: Option<String>,
    #[arg(long, required_unless_present = "again")]
    reason: Option<String>,
    /// Record once more what was taken back
    #[arg(long, conflicts_with_all = ["by", "reason"])]
    again: bool,
}

/// Arguments of `vex export`.
#[derive(Debug, clap::Args)]
pub struct Export {
    #[command(flatten)]
    here: Installation,
    /// The file to write
    file: PathBuf,
    #[arg(long, value_enum)]
    to: To,
}

/// Lists what is kept. Code 1: something is to be looked at again.
pub fn list(arguments: &List) -> anyhow::Result<Outcome> {
    let snapshot = arguments.here.with(async |node, org| Ok(node.snapshot(org)?))?;
    let all: Vec<&Decision> =
        snapshot.decisions.iter().filter(|it| !arguments.look || it.wants_a_look()).collect();
    match arguments.format {
        Format::Json => output::json(&all)?,
        Format::Table => output::text(&table(&all).as_text())?,
        Format::Csv => output::text(&table(&all).as_csv())?,
    }
    let wanting = snapshot.decisions.iter().filter(|decision| decision.wants_a_look()).count();
    if wanting > 0 {
        eprintln!(
            "{wanting} to look at again: their date has come or is near, or their ground no longer holds"
        );
    }
    Ok(if wanting > 0 { Outcome::Findings } else { Outcome::Nothing })
}

fn table(all: &[&Decision]) -> Table {
    let mut table =
        Table::new(&["id", "standing", "vulnerability", "about", "decision", "who", "said", "until", "rows"]);
    for decision in all {
        let kept = &decision.kept;
        let shown = |(product, component): &(Option<&Product>, Option<&Product>)| {
            let names = [component, product].into_iter().flatten().map(|part| part.shown());
            names.collect::<Vec<_>>().join(" in ")
        };
        let status = match kept {
            app::statements::Kept::Statement(statement) => statement.status.as_str(),
            app::statements::Kept::Declaration(_) => "declared",
        };
        let (author, role) = kept.author();
        table.row(vec![
            decision.id.to_string(),
            decision.standing.as_str().to_owned(),
            kept.vulnerabilities().join(" "),
            kept.subjects().iter().map(shown).collect::<Vec<_>>().join(", "),
            status.to_owned(),
            format!("{author} ({})", role.as_str()),
            day(kept.said_at()),
            day(kept.valid_until()),
            decision.rows.len().to_string(),
        ]);
    }
    table
}

/// Takes files in and tells what was understood. Code 3: a file was not.
pub fn take_in(arguments: &TakeIn) -> anyhow::Result<Outcome> {
    let mut files = Vec::new();
    for path in &arguments.files {
        let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        files.push((path.display().to_string(), bytes));
    }
    let taken = arguments.here.with(async |node, org| Ok(node.take_in_vex(org, &files).await?))?;
    let mut whole = true;
    for file in &taken {
        match &file.outcome {
            Ok(count) => println!(
                "{}: {}, {}",
                file.file,
                file.format.as_str(),
                counted(*count, "statement", "statements")
            ),
            Err(why) => {
                whole = false;
                eprintln!("warning: {why}");
            }
        }
        file.warnings.iter().for_each(|warning| eprintln!("warning: {}: {warning}", file.file));
    }
    Ok(if whole { Outcome::Nothing } else { Outcome::NotKnown })
}

/// Takes a statement back, or records once more what was taken back.
pub fn withdraw(arguments: &Withdraw) -> anyhow::Result<Outcome> {
    let Some(id) = StatementId::parse(&arguments.id) else {
        bail!("{}: no id of a statement; `kikimori vex list` shows them", arguments.id)
    };
    arguments.here.with(async |node, org| {
        if arguments.again {
            println!("{}", node.record_again(org, &id).await?);
            return Ok(());
        }
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let (by, reason) = (text(&arguments.by), text(&arguments.reason));
        Ok(node.withdraw_statement(org, &id, &by, &reason).await?)
    })?;
    Ok(Outcome::Nothing)
}

/// Writes what counts or could count. Formats of others have no place for what is taken back: it is left out and told.
pub fn write(arguments: &Export) -> anyhow::Result<Outcome> {
    let snapshot = arguments.here.with(async |node, org| Ok(node.snapshot(org)?))?;
    let format = match arguments.to {
        To::OpenVex => VexExport::OpenVex,
        To::Csaf => VexExport::Csaf,
        To::CycloneDx => VexExport::CycloneDx,
        To::Kikimori => VexExport::Own,
    };
    let ended = snapshot.decisions.iter().filter(|it| it.standing == Standing::Expired).count();
    if ended > 0 {
        eprintln!("warning: {ended} of the statements have ended");
    }
    let made = export(snapshot.decisions.iter(), &snapshot.org_name, format, commands::now());
    std::fs::write(&arguments.file, made.text)
        .with_context(|| format!("writing {}", arguments.file.display()))?;
    made.lost.iter().for_each(|lost| eprintln!("not in the new file: {lost}"));
    Ok(Outcome::Nothing)
}
