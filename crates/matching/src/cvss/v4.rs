//! CVSS v4.0 scoring (specification §8): the macro vector's score, less the mean share of the way down to the next lower ones.

use super::{
    Score, Scores, Vector, Version,
    macro_vectors::{MacroVector, tenths},
    metrics::Group,
};

/// Which groups of metrics take part.
#[derive(Clone, Copy)]
struct Parts {
    threat: bool,
    environment: bool,
}

/// A vector as seen with some of its groups.
struct View<'a> {
    vector: &'a Vector,
    parts: Parts,
}

impl View<'_> {
    /// The effective value: modified metrics outrank base ones, what is not defined is taken at its worst.
    fn value(&self, metric: &'static str) -> &'static str {
        match metric {
            "E" if !self.parts.threat => return "A",
            "CR" | "IR" | "AR" if !self.parts.environment => return "H",
            _ => {}
        }
        let modified = match metric {
            "AV" => "MAV",
            "AC" => "MAC",
            "AT" => "MAT",
            "PR" => "MPR",
            "UI" => "MUI",
            "VC" => "MVC",
            "VI" => "MVI",
            "VA" => "MVA",
            "SC" => "MSC",
            "SI" => "MSI",
            "SA" => "MSA",
            other => other,
        };
        let value =
            if self.parts.environment || modified == metric { self.vector.value(modified) } else { "X" };
        match (value, metric) {
            ("X", "E") => "A",
            ("X", "CR" | "IR" | "AR") => "H",
            ("X", _) => self.vector.value(metric),
            (value, _) => value,
        }
    }

    fn is(&self, metric: &'static str, value: &str) -> bool {
        self.value(metric) == value
    }

    /// §8.1, tables 24 to 29.
    fn macro_vector(&self) -> MacroVector {
        let reach = [self.is("AV", "N"), self.is("PR", "N"), self.is("UI", "N")];
        let eq1 = match () {
            () if reach == [true; 3] => 0,
            () if reach != [false; 3] && !self.is("AV", "P") => 1,
            () => 2,
        };
        let eq2 = u8::from(!(self.is("AC", "L") && self.is("AT", "N")));
        let eq3 = match [self.is("VC", "H"), self.is("VI", "H"), self.is("VA", "H")] {
            [true, true, _] => 0,
            [false, false, false] => 2,
            _ => 1,
        };
        let safety = self.is("SI", "S") || self.is("SA", "S");
        let subsequent = self.is("SC", "H") || self.is("SI", "H") || self.is("SA", "H");
        let eq4 = match (safety, subsequent) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        };
        let eq5 = match self.value("E") {
            "A" => 0,
            "P" => 1,
            _ => 2,
        };
        let needed = [("CR", "VC"), ("IR", "VI"), ("AR", "VA")];
        let eq6 = u8::from(
            !needed.iter().any(|(requirement, impact)| self.is(requirement, "H") && self.is(impact, "H")),
        );
        [eq1, eq2, eq3, eq4, eq5, eq6]
    }

    /// Steps from the first highest vector that is nowhere below this one (§8.2).
    fn steps_from_top(&self, tops: &[&[(&'static str, &'static str)]]) -> u8 {
        let steps = |top: &&[(&'static str, &'static str)]| -> Option<u8> {
            top.iter()
                .map(|(metric, value)| level(metric, self.value(metric)).checked_sub(level(metric, value)))
                .sum()
        };
        tops.iter().find_map(steps).unwrap_or_default()
    }

    fn score(&self) -> Score {
        if ["VC", "VI", "VA", "SC", "SI", "SA"].iter().all(|metric| self.is(metric, "N")) {
            return Score::default();
        }
        let vector = self.macro_vector();
        let [eq1, eq2, eq3, eq4, eq5, eq6] = vector;
        let Some(own) = tenths(vector) else { return Score::default() };
        let below_impact = match (eq3, eq6) {
            (0, 0) => tenths([eq1, eq2, 0, eq4, eq5, 1]).max(tenths([eq1, eq2, 1, eq4, eq5, 0])),
            (1, 0) => tenths([eq1, eq2, 1, eq4, eq5, 1]),
            _ => tenths([eq1, eq2, eq3 + 1, eq4, eq5, eq6]),
        };
        let ways = [
            (tenths([eq1 + 1, eq2, eq3, eq4, eq5, eq6]), self.steps_from_top(eq1_tops(eq1)), eq1_depth(eq1)),
            (tenths([eq1, eq2 + 1, eq3, eq4, eq5, eq6]), self.steps_from_top(eq2_tops(eq2)), 1 + eq2),
            (below_impact, self.steps_from_top(eq36_tops(eq3, eq6)), eq36_depth(eq3, eq6)),
            (tenths([eq1, eq2, eq3, eq4 + 1, eq5, eq6]), self.steps_from_top(eq4_tops(eq4)), 6 - eq4),
            (tenths([eq1, eq2, eq3, eq4, eq5 + 1, eq6]), 0, 1),
        ];
        let mut total = 0.0;
        let mut existing = 0.0;
        for (below, steps, depth) in ways {
            if let Some(below) = below {
                total += f64::from(own.saturating_sub(below)) * f64::from(steps) / f64::from(depth);
                existing += 1.0;
            }
        }
        let mean = if existing > 0.0 { total / existing } else { 0.0 };
        // Half up; the small addend undoes what floating point takes from a true half.
        Score::of_tenths((f64::from(own) - mean + 0.5 + 1e-5).floor()).min(Score::MAX)
    }
}

/// How many steps a value lies below the worst of its metric.
fn level(metric: &str, value: &str) -> u8 {
    let order = match metric {
        "AV" => "NALP",
        "PR" => "NLH",
        "UI" => "NPA",
        "AC" => "LH",
        "AT" => "NP",
        "VC" | "VI" | "VA" => "HLN",
        "SC" | "SI" | "SA" => "SHLN",
        _ => "HML",
    };
    order.find(value).and_then(|at| u8::try_from(at).ok()).unwrap_or_default()
}

type Tops = &'static [&'static [(&'static str, &'static str)]];

const fn eq1_tops(eq1: u8) -> Tops {
    match eq1 {
        0 => &[&[("AV", "N"), ("PR", "N"), ("UI", "N")]],
        1 => &[
            &[("AV", "A"), ("PR", "N"), ("UI", "N")],
            &[("AV", "N"), ("PR", "L"), ("UI", "N")],
            &[("AV", "N"), ("PR", "N"), ("UI", "P")],
        ],
        _ => &[&[("AV", "P"), ("PR", "N"), ("UI", "N")], &[("AV", "A"), ("PR", "L"), ("UI", "P")]],
    }
}

const fn eq1_depth(eq1: u8) -> u8 {
    match eq1 {
        0 => 1,
        1 => 4,
        _ => 5,
    }
}

const fn eq2_tops(eq2: u8) -> Tops {
    match eq2 {
        0 => &[&[("AC", "L"), ("AT", "N")]],
        _ => &[&[("AC", "H"), ("AT", "N")], &[("AC", "L"), ("AT", "P")]],
    }
}

const fn eq36_tops(eq3: u8, eq6: u8) -> Tops {
    match (eq3, eq6) {
        (0, 0) => &[&[("VC", "H"), ("VI", "H"), ("VA", "H"), ("CR", "H"), ("IR", "H"), ("AR", "H")]],
        (0, _) => &[
            &[("VC", "H"), ("VI", "H"), ("VA", "L"), ("CR", "M"), ("IR", "M"), ("AR", "H")],
            &[("VC", "H"), ("VI", "H"), ("VA", "H"), ("CR", "M"), ("IR", "M"), ("AR", "M")],
        ],
        (1, 0) => &[
            &[("VC", "L"), ("VI", "H"), ("VA", "H"), ("CR", "H"), ("IR", "H"), ("AR", "H")],
            &[("VC", "H"), ("VI", "L"), ("VA", "H"), ("CR", "H"), ("IR", "H"), ("AR", "H")],
        ],
        (1, _) => &[
            &[("VC", "L"), ("VI", "H"), ("VA", "L"), ("CR", "H"), ("IR", "M"), ("AR", "H")],
            &[("VC", "L"), ("VI", "H"), ("VA", "H"), ("CR", "H"), ("IR", "M"), ("AR", "M")],
            &[("VC", "H"), ("VI", "L"), ("VA", "H"), ("CR", "M"), ("IR", "H"), ("AR", "M")],
            &[("VC", "H"), ("VI", "L"), ("VA", "L"), ("CR", "M"), ("IR", "H"), ("AR", "H")],
            &[("VC", "L"), ("VI", "L"), ("VA", "H"), ("CR", "H"), ("IR", "H"), ("AR", "M")],
        ],
        _ => &[&[("VC", "L"), ("VI", "L"), ("VA", "L"), ("CR", "H"), ("IR", "H"), ("AR", "H")]],
    }
}

const fn eq36_depth(eq3: u8, eq6: u8) -> u8 {
    match (eq3, eq6) {
        (0, 0) => 7,
        (0, _) => 6,
        (1, _) => 8,
        _ => 10,
    }
}

const fn eq4_tops(eq4: u8) -> Tops {
    match eq4 {
        0 => &[&[("SC", "H"), ("SI", "S"), ("SA", "S")]],
        1 => &[&[("SC", "H"), ("SI", "H"), ("SA", "H")]],
        _ => &[&[("SC", "L"), ("SI", "L"), ("SA", "L")]],
    }
}

pub(super) fn scores(vector: &Vector) -> Scores {
    let score = |threat, environment| View { vector, parts: Parts { threat, environment } }.score();
    let (has_temporal, has_environmental) = (vector.has(Group::Temporal), vector.has(Group::Environmental));
    let base = score(false, false);
    let temporal = if has_temporal { score(true, false) } else { base };
    let environmental = if has_environmental { score(true, true) } else { temporal };
    Scores {
        version: Version::V40,
        base,
        temporal: Some(temporal),
        environmental: Some(environmental),
        has_temporal,
        has_environmental,
    }
}
