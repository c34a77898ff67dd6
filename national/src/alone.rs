//! The job without a plan: `matching` alone, one component after the other. What a plan says must be exactly this.

use std::collections::HashMap;

use matching::vulnerability::{Around, Judged, judge, rows::place_of};

use crate::{
    case::{Case, number},
    summary::{Found, Summary},
};

/// What is kept of a component: vulnerabilities and verdicts, and whether its neighbours may change them.
struct Known {
    verdicts: Vec<(u32, u8)>,
    is_conditional: bool,
}

/// Judges everything and hands over each finding, in no particular order.
pub fn each(case: &Case, take: &mut dyn FnMut(Found)) {
    let names = case.vulnerabilities();
    let numbers: HashMap<&str, u32> =
        names.iter().enumerate().map(|(at, name)| (*name, number(at))).collect();
    let verdicts = |judged: &[Judged<'_>]| -> Vec<(u32, u8)> {
        let of = |judged: &Judged<'_>| Some((*numbers.get(judged.vulnerability)?, place_of(judged.verdict)));
        judged.iter().filter_map(of).collect()
    };
    let known: Vec<Known> = case
        .subjects
        .iter()
        .map(|subject| {
            let judged = judge(&case.knowledge, subject, &Around::default());
            Known { is_conditional: judged.iter().any(Judged::is_conditional), verdicts: verdicts(&judged) }
        })
        .collect();
    for (document, subject) in &case.parts {
        let Some(alone) = known.get(*subject as usize) else { continue };
        let mut give = |verdicts: &[(u32, u8)]| {
            for (vulnerability, verdict) in verdicts {
                let (document, subject) = (*document, *subject);
                take(Found { document, subject, vulnerability: *vulnerability, verdict: *verdict });
            }
        };
        let around = case.around.get(*document as usize).filter(|around| !around.is_empty());
        match (around, case.subjects.get(*subject as usize)) {
            (Some(around), Some(subject)) if alone.is_conditional => {
                give(&verdicts(&judge(&case.knowledge, subject, around)));
            }
            _ => give(&alone.verdicts),
        }
    }
}

/// The same, counted.
#[must_use]
pub fn summary(case: &Case) -> Summary {
    let mut summary = Summary::default();
    each(case, &mut |found| summary.add(&found));
    summary
}
