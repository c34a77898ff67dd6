//! `kikimori feeds import`: files that were fetched by hand.

use std::path::PathBuf;

use app::feeds::{
    Proof,
    import::{self, Imported},
};

use super::Data;
use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Arguments of `feeds import`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files and folders; anything that `kikimori vuln scan --feeds` reads, and CSAF documents
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Office or person who brings them: stands beside what documents among them state
    #[arg(long, value_name = "OFFICE")]
    by: Option<String>,
    #[command(flatten)]
    data: Data,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let folder = arguments.data.folder();
    let (now, by) = (crate::commands::now(), arguments.by.as_deref());
    let done = import::import_by(&folder, &arguments.files, by, now, &mut |one| {
        if let Some(refused) = &one.refused {
            eprintln!("not taken: {}: {refused}", one.file);
        }
    })?;
    match arguments.format {
        Format::Json => output::json(&done)?,
        Format::Table => output::text(&table(&done).as_text())?,
        Format::Csv => output::text(&table(&done).as_csv())?,
    }
    let whole = done.iter().all(|one| one.refused.is_none() && one.unread == 0);
    Ok(if whole { Outcome::Nothing } else { Outcome::NotKnown })
}

fn table(done: &[Imported]) -> Table {
    let mut table = Table::new(&["file", "feed", "records", "unread", "what", "signature"]);
    for one in done {
        table.row(vec![
            one.file.clone(),
            one.feed.map(|feed| feed.as_str().to_owned()).unwrap_or_default(),
            one.records.to_string(),
            one.unread.to_string(),
            match (&one.refused, one.known) {
                (Some(_), _) => "not taken",
                (None, true) => "was here already",
                (None, false) => "taken",
            }
            .to_owned(),
            match &one.proof {
                Some(Proof::Good { provider }) => format!("good ({provider})"),
                Some(Proof::NotChecked { because }) => format!("not checked: {because}"),
                None => String::new(),
            },
        ]);
    }
    table
}
