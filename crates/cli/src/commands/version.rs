//! `kikimori version`: compare versions by the scheme of their ecosystem, and look whether ranges contain them.

use clap::Subcommand;
use domain::vulnerabilities::Standing;
use matching::{
    schemes::Scheme,
    vers::{self, Vers},
};
use parsers::document::vulnerability::wording::{self, Wording};
use serde::Serialize;

use crate::{Outcome, lines, output};

/// Arguments of `version`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Lines `A<TAB>B` → `order`: less, equal, greater, incomparable
    #[command(after_help = schemes_help())]
    Compare {
        /// Whose rules (see below)
        #[arg(long, value_name = "NAME", value_parser = scheme)]
        scheme: Scheme,
        /// Pairs; without any, lines of standard input
        #[arg(value_name = "A<TAB>B")]
        pairs: Vec<String>,
    },
    /// Lines `vers:SCHEME/RANGE<TAB>VERSION` → `contains`: true, false, or null where they cannot be compared
    Contains {
        /// Pairs; without any, lines of standard input
        #[arg(value_name = "VERS<TAB>VERSION")]
        pairs: Vec<String>,
    },
    /// Lines of VERS ranges, or of native ranges with --scheme → `canonical` and `constraints`
    Range {
        /// Read ranges as this ecosystem writes them (`^1.2`, `[1.0,2.0)`, `~> 2.0.8`)
        #[arg(long, value_name = "NAME")]
        scheme: Option<String>,
        /// Ranges; without any, lines of standard input
        #[arg(value_name = "RANGE")]
        ranges: Vec<String>,
    },
    /// Lines of Japanese words about versions (`5.0.0 以上 5.0.8 未満`, `Ver.1.05 およびそれ以前`) → `affected`, `ranges`, `certainty`, and in
    /// `rest` what was not understood
    Japanese {
        /// Texts; without any, lines of standard input
        #[arg(value_name = "TEXT")]
        texts: Vec<String>,
    },
    /// Names of all schemes
    Schemes,
}

fn scheme(name: &str) -> Result<Scheme, String> {
    Scheme::named(name).ok_or_else(|| "no such scheme; `kikimori version schemes` lists them".to_owned())
}

fn schemes_help() -> String {
    let row = |(_, name, others): (Scheme, &str, &[&str])| format!("  {name:<14} {}\n", others.join(", "));
    format!("Schemes and their other names:\n{}", Scheme::all().map(row).collect::<String>())
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.action {
        Action::Compare { scheme, pairs } => lines::answer(pairs, |line| compare(*scheme, line)),
        Action::Contains { pairs } => lines::answer(pairs, contains),
        Action::Range { scheme, ranges } => lines::answer(ranges, |line| range(scheme.as_deref(), line)),
        Action::Japanese { texts } => lines::answer(texts, |line| Ok(japanese(line))),
        Action::Schemes => {
            output::text(&schemes_help())?;
            Ok(Outcome::Nothing)
        }
    }
}

#[derive(Serialize)]
struct Order {
    order: &'static str,
}

fn compare(scheme: Scheme, line: &str) -> Result<Order, String> {
    let (left, right) = lines::pair(line)?;
    Ok(Order { order: scheme.compare(left, right).word() })
}

#[derive(Serialize)]
struct Contained {
    contains: Option<bool>,
}

fn contains(line: &str) -> Result<Contained, String> {
    let (range, version) = lines::pair(line)?;
    let range = Vers::read(range).map_err(|error| error.to_string())?;
    Ok(Contained { contains: range.contains(version) })
}

#[derive(Serialize)]
struct Japanese {
    /// What is affected, in one notation.
    affected: Vec<String>,
    #[serde(flatten)]
    wording: Wording,
}

fn japanese(line: &str) -> Japanese {
    let wording = wording::read(line);
    let affected = wording.ranges.iter().filter(|range| range.standing == Standing::Affected);
    Japanese { affected: affected.map(|range| range.notation()).collect(), wording }
}

#[derive(Serialize)]
struct Range {
    scheme: String,
    canonical: String,
    constraints: Vec<(&'static str, String)>,
}

fn range(scheme: Option<&str>, line: &str) -> Result<Range, String> {
    let range = match scheme {
        Some(scheme) => vers::from_native(scheme, line),
        None => Vers::read(line),
    };
    let range = range.map_err(|error| error.to_string())?;
    Ok(Range {
        scheme: range.scheme_name().to_owned(),
        canonical: range.to_string(),
        constraints: range
            .constraints()
            .iter()
            .map(|each| (each.comparator.sign(), each.version.clone()))
            .collect(),
    })
}
