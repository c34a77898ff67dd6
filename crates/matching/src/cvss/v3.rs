//! CVSS v3.0 and v3.1 equations (specification documents §7 and §8, v3.1 Appendix A for rounding up).

use super::{Score, Scores, Vector, Version, metrics::Group};

/// To one decimal, up. v3.1 looks at five decimals only (Appendix A); v3.0 looks at all, of which floating point spoils the last.
fn round_up(value: f64, version: Version) -> Score {
    if version == Version::V31 {
        let hundred_thousandths = (value * 100_000.0).round();
        return Score::of_tenths((hundred_thousandths / 10_000.0).ceil());
    }
    Score::of_tenths((value * 10.0 - 1e-9).ceil())
}

/// A metric as the environment has modified it, or as the base metric says.
fn modified(vector: &Vector, modified: &str, base: &str) -> &'static str {
    match vector.value(modified) {
        "X" => vector.value(base),
        value => value,
    }
}

fn impact(value: &str) -> f64 {
    match value {
        "H" => 0.56,
        "L" => 0.22,
        _ => 0.0,
    }
}

fn requirement(vector: &Vector, metric: &str) -> f64 {
    match vector.value(metric) {
        "L" => 0.5,
        "H" => 1.5,
        _ => 1.0,
    }
}

fn exploitability(access: &str, complexity: &str, privileges: &str, interaction: &str, changed: bool) -> f64 {
    let access = match access {
        "N" => 0.85,
        "A" => 0.62,
        "L" => 0.55,
        _ => 0.2,
    };
    let complexity = if complexity == "L" { 0.77 } else { 0.44 };
    let privileges = match (privileges, changed) {
        ("N", _) => 0.85,
        ("L", true) => 0.68,
        ("L", false) => 0.62,
        (_, true) => 0.5,
        (_, false) => 0.27,
    };
    let interaction = if interaction == "N" { 0.85 } else { 0.62 };
    8.22 * access * complexity * privileges * interaction
}

fn combined(impact: f64, exploitability: f64, changed: bool, version: Version) -> Score {
    if impact <= 0.0 {
        return Score::default();
    }
    let factor = if changed { 1.08 } else { 1.0 };
    round_up((factor * (impact + exploitability)).min(10.0), version)
}

fn base(vector: &Vector) -> Score {
    let changed = vector.value("S") == "C";
    let left = |metric| 1.0 - impact(vector.value(metric));
    let sub = 1.0 - left("C") * left("I") * left("A");
    let impact = if changed { 7.52 * (sub - 0.029) - 3.25 * (sub - 0.02).powi(15) } else { 6.42 * sub };
    let [access, complexity, privileges, interaction] =
        ["AV", "AC", "PR", "UI"].map(|metric| vector.value(metric));
    combined(
        impact,
        exploitability(access, complexity, privileges, interaction, changed),
        changed,
        vector.version(),
    )
}

fn temporal(score: Score, vector: &Vector) -> Score {
    let exploit = match vector.value("E") {
        "U" => 0.91,
        "P" => 0.94,
        "F" => 0.97,
        _ => 1.0,
    };
    let remediation = match vector.value("RL") {
        "O" => 0.95,
        "T" => 0.96,
        "W" => 0.97,
        _ => 1.0,
    };
    let confidence = match vector.value("RC") {
        "U" => 0.92,
        "R" => 0.96,
        _ => 1.0,
    };
    round_up(score.value() * exploit * remediation * confidence, vector.version())
}

fn environmental(vector: &Vector) -> Score {
    let version = vector.version();
    let changed = modified(vector, "MS", "S") == "C";
    let left = |modified_metric, base, requirement_metric| {
        1.0 - impact(modified(vector, modified_metric, base)) * requirement(vector, requirement_metric)
    };
    let sub = (1.0 - left("MC", "C", "CR") * left("MI", "I", "IR") * left("MA", "A", "AR")).min(0.915);
    let impact = match (changed, version) {
        (false, _) => 6.42 * sub,
        (true, Version::V30) => 7.52 * (sub - 0.029) - 3.25 * (sub - 0.02).powi(15),
        (true, _) => 7.52 * (sub - 0.029) - 3.25 * (sub * 0.9731 - 0.02).powi(13),
    };
    let exploitability = exploitability(
        modified(vector, "MAV", "AV"),
        modified(vector, "MAC", "AC"),
        modified(vector, "MPR", "PR"),
        modified(vector, "MUI", "UI"),
        changed,
    );
    temporal(combined(impact, exploitability, changed, version), vector)
}

pub(super) fn scores(vector: &Vector) -> Scores {
    let base = base(vector);
    Scores {
        version: vector.version(),
        base,
        temporal: Some(temporal(base, vector)),
        environmental: Some(environmental(vector)),
        has_temporal: vector.has(Group::Temporal),
        has_environmental: vector.has(Group::Environmental),
    }
}
