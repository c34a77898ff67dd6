//! `kikimori cpe`: CPE names taken apart and matched, one JSON line each.

use std::collections::BTreeMap;

use clap::Subcommand;
use domain::cpe::{ATTRIBUTES, Cpe, Value};
use matching::cpe;
use serde::Serialize;

use crate::{Outcome, lines};

/// Arguments of `cpe`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Lines `CPE1<TAB>CPE2` → `relation`: equal, superset, subset, disjoint, undefined; `matches`: all that CPE2 names is meant by CPE1
    Match {
        /// Pairs; without any, lines of standard input
        #[arg(value_name = "CPE1<TAB>CPE2")]
        pairs: Vec<String>,
    },
    /// Lines of formatted strings, URIs or well-formed names → attributes, `formatted`, `uri`, `wfn`
    Parse {
        /// Names; without any, lines of standard input
        #[arg(value_name = "CPE")]
        names: Vec<String>,
    },
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.action {
        Action::Match { pairs } => lines::answer(pairs, matches),
        Action::Parse { names } => lines::answer(names, parse),
    }
}

fn read(text: &str) -> Result<Cpe, String> {
    Cpe::parse(text).map_err(|error| error.to_string())
}

#[derive(Serialize)]
struct Match {
    relation: &'static str,
    matches: bool,
}

fn matches(line: &str) -> Result<Match, String> {
    let (source, target) = lines::pair(line)?;
    let relation = cpe::compare(&read(source)?, &read(target)?);
    Ok(Match { relation: relation.word(), matches: relation.matches() })
}

#[derive(Serialize)]
struct Name {
    #[serde(flatten)]
    attributes: BTreeMap<&'static str, String>,
    formatted: String,
    uri: String,
    wfn: String,
}

fn parse(line: &str) -> Result<Name, String> {
    let cpe = read(line)?;
    let text = |value: &Value| match value {
        Value::Any => "*".to_owned(),
        Value::Na => "-".to_owned(),
        Value::Text(text) => text.clone(),
    };
    Ok(Name {
        attributes: ATTRIBUTES.into_iter().zip(cpe.values().iter().map(text)).collect(),
        formatted: cpe.to_string(),
        uri: cpe.to_uri(),
        wfn: cpe.to_wfn(),
    })
}
