//! `kikimori cvss`: every part of the score of CVSS vectors, one JSON line each.

use matching::cvss::{Score, Scores, Version};
use serde::Serialize;

use crate::{Outcome, lines};

/// Arguments of `cvss`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Vectors; without any, lines of standard input
    #[arg(value_name = "VECTOR")]
    vectors: Vec<String>,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    lines::answer(&arguments.vectors, answer)
}

#[derive(Serialize)]
struct Answer {
    version: &'static str,
    base: f64,
    /// `null` where v2 has no such metrics.
    temporal: Option<f64>,
    environmental: Option<f64>,
    /// The word for `score`.
    severity: &'static str,
    /// With every metric of the vector.
    score: f64,
    base_severity: &'static str,
    /// v4.0's name of `temporal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    threat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nomenclature: Option<String>,
}

fn answer(vector: &str) -> Result<Answer, String> {
    let scores = Scores::of(vector).map_err(|error| error.to_string())?;
    let fourth = scores.version == Version::V40;
    let temporal = scores.temporal.map(Score::value);
    Ok(Answer {
        version: scores.version.number(),
        base: scores.base.value(),
        temporal,
        environmental: scores.environmental.map(Score::value),
        severity: scores.severity().word(),
        score: scores.overall().value(),
        base_severity: scores.base.severity(scores.version).word(),
        threat: temporal.filter(|_| fourth),
        nomenclature: fourth.then(|| format!("CVSS-{}", scores.groups())),
    })
}
