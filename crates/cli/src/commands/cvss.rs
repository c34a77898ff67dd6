//! `kikimori cvss`: every part of the score of CVSS vectors, one JSON line each; and vectors as they stand in a hospital.

use domain::vulnerabilities::Exploitation;
use knowledge::patient_effects::{CareStop, PatientEffect};
use matching::{
    cvss::{Score, Scores, Version},
    decision::{Exposure, Surround, adjust},
};
use serde::Serialize;

use crate::{Outcome, lines};

/// Arguments of `cvss`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// Vectors; without any, lines of standard input
    #[arg(value_name = "VECTOR")]
    vectors: Vec<String>,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Vectors as they stand here: threat and environmental metrics from what is known, each with its reason
    Environment(Environment),
}

/// What is known; what is left out stays undefined.
#[derive(Debug, clap::Args)]
struct Environment {
    /// Vectors; without any, lines of standard input
    #[arg(value_name = "VECTOR")]
    vectors: Vec<String>,
    /// none, poc, active
    #[arg(long, value_parser = exploitation)]
    exploitation: Option<Exploitation>,
    /// From where it can be reached: small (own zone), controlled (other zones), open (outside)
    #[arg(long, value_parser = exposure)]
    exposure: Option<Exposure>,
    /// Effect on the patient: none, minor, serious, critical
    #[arg(long, value_parser = effect)]
    effect: Option<PatientEffect>,
    /// Does care stop without it: no, degraded, yes
    #[arg(long, value_parser = care)]
    care_stops: Option<CareStop>,
    /// The maker's fix is there
    #[arg(long)]
    fixed: bool,
    /// The maker names a mitigation
    #[arg(long)]
    mitigated: bool,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.action {
        Some(Action::Environment(known)) => {
            let surround = Surround {
                exploitation: known.exploitation,
                exposure: known.exposure,
                effect: known.effect,
                care: known.care_stops,
                effect_confirmed: true,
                care_confirmed: true,
                fixed: known.fixed,
                mitigated: known.mitigated,
            };
            lines::answer(&known.vectors, |vector| {
                adjust(vector, &surround).map_err(|error| error.to_string())
            })
        }
        None => lines::answer(&arguments.vectors, answer),
    }
}

fn exploitation(word: &str) -> Result<Exploitation, String> {
    Exploitation::named(word).ok_or_else(|| "none, poc or active".to_owned())
}

fn exposure(word: &str) -> Result<Exposure, String> {
    Exposure::named(word).ok_or_else(|| "small, controlled or open".to_owned())
}

fn effect(word: &str) -> Result<PatientEffect, String> {
    PatientEffect::named(word).ok_or_else(|| "none, minor, serious or critical".to_owned())
}

fn care(word: &str) -> Result<CareStop, String> {
    CareStop::named(word).ok_or_else(|| "no, degraded or yes".to_owned())
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
