//! CVSS v2 equations (CVSS v2 Guide §3.2).

use super::{Score, Scores, Vector, Version, metrics::Group};

/// To one decimal, halves away from nought, in tenths. The factors are exact decimals, so a true half is only ever hidden by floating point.
fn round(value: f64) -> f64 {
    (value.abs() * 10.0 + 0.5 + 1e-7).floor().copysign(value)
}

fn impact(vector: &Vector, metric: &str) -> f64 {
    match vector.value(metric) {
        "P" => 0.275,
        "C" => 0.66,
        _ => 0.0,
    }
}

fn requirement(vector: &Vector, metric: &str) -> f64 {
    match vector.value(metric) {
        "L" => 0.5,
        "H" => 1.51,
        _ => 1.0,
    }
}

fn exploitability(vector: &Vector) -> f64 {
    let access = match vector.value("AV") {
        "L" => 0.395,
        "A" => 0.646,
        _ => 1.0,
    };
    let complexity = match vector.value("AC") {
        "H" => 0.35,
        "M" => 0.61,
        _ => 0.71,
    };
    let authentication = match vector.value("Au") {
        "M" => 0.45,
        "S" => 0.56,
        _ => 0.704,
    };
    20.0 * access * complexity * authentication
}

/// The base equation for an impact (§3.2.1), in tenths as those below.
fn base(impact: f64, exploitability: f64) -> f64 {
    let factor = if impact == 0.0 { 0.0 } else { 1.176 };
    round((0.6 * impact + 0.4 * exploitability - 1.5) * factor)
}

/// The temporal equation (§3.2.2).
fn temporal(base: f64, vector: &Vector) -> f64 {
    let exploit = match vector.value("E") {
        "U" => 0.85,
        "POC" => 0.9,
        "F" => 0.95,
        _ => 1.0,
    };
    let remediation = match vector.value("RL") {
        "OF" => 0.87,
        "TF" => 0.9,
        "W" => 0.95,
        _ => 1.0,
    };
    let confidence = match vector.value("RC") {
        "UC" => 0.9,
        "UR" => 0.95,
        _ => 1.0,
    };
    round(base / 10.0 * exploit * remediation * confidence)
}

/// The environmental equation (§3.2.3).
fn environmental(vector: &Vector, exploitability: f64) -> f64 {
    let left =
        |metric, requirement_metric| 1.0 - impact(vector, metric) * requirement(vector, requirement_metric);
    let adjusted = (10.41 * (1.0 - left("C", "CR") * left("I", "IR") * left("A", "AR"))).min(10.0);
    // Where no part is hit, the rounding of 1 - 1·1·1 must not look like an impact.
    let adjusted = if adjusted.abs() < 1e-9 { 0.0 } else { adjusted };
    // With little impact this is below nought, and the guide does not end it there.
    let temporal = temporal(base(adjusted, exploitability), vector) / 10.0;
    let damage = match vector.value("CDP") {
        "L" => 0.1,
        "LM" => 0.3,
        "MH" => 0.4,
        "H" => 0.5,
        _ => 0.0,
    };
    let spread = match vector.value("TD") {
        "N" => 0.0,
        "L" => 0.25,
        "M" => 0.75,
        _ => 1.0,
    };
    round((temporal + (10.0 - temporal) * damage) * spread)
}

pub(super) fn scores(vector: &Vector) -> Scores {
    let left = |metric| 1.0 - impact(vector, metric);
    let impact = 10.41 * (1.0 - left("C") * left("I") * left("A"));
    let exploitability = exploitability(vector);
    let base = base(impact, exploitability).max(0.0);
    let (has_temporal, has_environmental) = (vector.has(Group::Temporal), vector.has(Group::Environmental));
    Scores {
        version: Version::V2,
        base: Score::of_tenths(base),
        temporal: has_temporal.then(|| Score::of_tenths(temporal(base, vector))),
        environmental: has_environmental.then(|| Score::of_tenths(environmental(vector, exploitability))),
        has_temporal,
        has_environmental,
    }
}
