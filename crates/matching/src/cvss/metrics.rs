//! Which metrics a version has, in the order of its specification, and which values they take.

use super::Version;

/// What part of the score a metric belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Must be there.
    Base,
    /// Temporal; "threat" in v4.0.
    Temporal,
    Environmental,
    /// Has no effect on the score.
    Supplemental,
}

/// A metric: abbreviation, its values by space, its group.
pub(super) type Metric = (&'static str, &'static str, Group);

use Group::{Base, Environmental, Supplemental, Temporal};

/// CVSS v2 Guide §2.
const V2: &[Metric] = &[
    ("AV", "L A N", Base),
    ("AC", "H M L", Base),
    ("Au", "M S N", Base),
    ("C", "N P C", Base),
    ("I", "N P C", Base),
    ("A", "N P C", Base),
    ("E", "U POC F H ND", Temporal),
    ("RL", "OF TF W U ND", Temporal),
    ("RC", "UC UR C ND", Temporal),
    ("CDP", "N L LM MH H ND", Environmental),
    ("TD", "N L M H ND", Environmental),
    ("CR", "L M H ND", Environmental),
    ("IR", "L M H ND", Environmental),
    ("AR", "L M H ND", Environmental),
];

/// CVSS v3.0 and v3.1 §2–4, §6.
const V3: &[Metric] = &[
    ("AV", "N A L P", Base),
    ("AC", "L H", Base),
    ("PR", "N L H", Base),
    ("UI", "N R", Base),
    ("S", "U C", Base),
    ("C", "N L H", Base),
    ("I", "N L H", Base),
    ("A", "N L H", Base),
    ("E", "X U P F H", Temporal),
    ("RL", "X O T W U", Temporal),
    ("RC", "X U R C", Temporal),
    ("CR", "X L M H", Environmental),
    ("IR", "X L M H", Environmental),
    ("AR", "X L M H", Environmental),
    ("MAV", "X N A L P", Environmental),
    ("MAC", "X L H", Environmental),
    ("MPR", "X N L H", Environmental),
    ("MUI", "X N R", Environmental),
    ("MS", "X U C", Environmental),
    ("MC", "X N L H", Environmental),
    ("MI", "X N L H", Environmental),
    ("MA", "X N L H", Environmental),
];

/// CVSS v4.0 §2–5, §7.
const V4: &[Metric] = &[
    ("AV", "N A L P", Base),
    ("AC", "L H", Base),
    ("AT", "N P", Base),
    ("PR", "N L H", Base),
    ("UI", "N P A", Base),
    ("VC", "H L N", Base),
    ("VI", "H L N", Base),
    ("VA", "H L N", Base),
    ("SC", "H L N", Base),
    ("SI", "H L N", Base),
    ("SA", "H L N", Base),
    ("E", "X A P U", Temporal),
    ("CR", "X H M L", Environmental),
    ("IR", "X H M L", Environmental),
    ("AR", "X H M L", Environmental),
    ("MAV", "X N A L P", Environmental),
    ("MAC", "X L H", Environmental),
    ("MAT", "X N P", Environmental),
    ("MPR", "X N L H", Environmental),
    ("MUI", "X N P A", Environmental),
    ("MVC", "X H L N", Environmental),
    ("MVI", "X H L N", Environmental),
    ("MVA", "X H L N", Environmental),
    ("MSC", "X H L N", Environmental),
    ("MSI", "X S H L N", Environmental),
    ("MSA", "X S H L N", Environmental),
    ("S", "X N P", Supplemental),
    ("AU", "X N Y", Supplemental),
    ("R", "X A U I", Supplemental),
    ("V", "X D C", Supplemental),
    ("RE", "X L M H", Supplemental),
    ("U", "X Clear Green Amber Red", Supplemental),
];

/// The metrics of a version.
pub(super) const fn of(version: Version) -> &'static [Metric] {
    match version {
        Version::V2 => V2,
        Version::V30 | Version::V31 => V3,
        Version::V40 => V4,
    }
}

/// The value that says nothing.
pub(super) const fn not_defined(version: Version) -> &'static str {
    match version {
        Version::V2 => "ND",
        _ => "X",
    }
}
