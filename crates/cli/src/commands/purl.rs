//! `kikimori purl`: package URLs taken apart and written canonically, one JSON line each.

use std::collections::BTreeMap;

use clap::Subcommand;
use domain::purl::Purl;
use serde::Serialize;

use crate::{Outcome, lines};

/// Arguments of `purl`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Lines of package URLs → `type`, `namespace`, `name`, `version`, `qualifiers`, `subpath`, `canonical`
    Parse {
        /// Package URLs; without any, lines of standard input
        #[arg(value_name = "PURL")]
        purls: Vec<String>,
        /// Keep package URLs that break only a rule of their type, and say so in `warning`
        #[arg(long)]
        lenient: bool,
    },
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Action::Parse { purls, lenient } = &arguments.action;
    lines::answer(purls, |line| answer(line, *lenient))
}

#[derive(Serialize)]
struct Answer {
    r#type: String,
    namespace: Option<String>,
    name: String,
    version: Option<String>,
    qualifiers: Option<BTreeMap<String, String>>,
    subpath: Option<String>,
    canonical: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
}

fn answer(line: &str, lenient: bool) -> Result<Answer, String> {
    let (purl, broken) = Purl::read(line).map_err(|error| error.to_string())?;
    let warning = match broken {
        Some(error) if !lenient => return Err(error.to_string()),
        broken => broken.map(|error| error.to_string()),
    };
    Ok(Answer {
        r#type: purl.kind().to_owned(),
        namespace: purl.namespace().map(str::to_owned),
        name: purl.name().to_owned(),
        version: purl.version().map(str::to_owned),
        qualifiers: (!purl.qualifiers().is_empty()).then(|| purl.qualifiers().clone()),
        subpath: purl.subpath().map(str::to_owned),
        canonical: purl.to_string(),
        warning,
    })
}
