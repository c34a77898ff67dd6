//! A decision about a finding in a bill of materials, before any device is known: exploitation from the sources, the effect from the kind of
//! product where it is told, everything else unknown and asked.

use domain::certainty::Certainty;
use knowledge::Knowledge;
use serde::Serialize;

use super::{
    environment::{Adjusted, Surround, adjust},
    evaluate::Outcome,
    situation::{Measures, Signals, Situation, effect_of_kind, exploitation, interim},
    words::Both,
};
use crate::vulnerability::{self, Coverage, Finding};

/// What is decided without a network.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OnPaper {
    pub outcome: Outcome,
    /// The least urgent outcome that is still possible.
    pub at_least: Outcome,
    /// The effect is a default of the kind that nobody has confirmed.
    pub provisional: bool,
    pub because: Vec<Both>,
    /// What would change it if it were known.
    pub ask: Vec<Both>,
    /// The vector with threat and environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cvss: Option<Adjusted>,
}

/// Decides with the medical table. `kind` is a `kind_id`. `None` for findings that are not open.
#[must_use]
pub fn on_paper(
    feeds: &vulnerability::Knowledge,
    coverage: &Coverage,
    knowledge: &Knowledge,
    finding: &Finding<'_>,
    kind: Option<&str>,
) -> Option<OnPaper> {
    if matches!(finding.verdict, "fixed" | "not_affected") {
        return None;
    }
    let signals = Signals {
        listed: finding.exploited.map(|row| row.added),
        list_known: coverage.tells_exploitation(),
        likelihood: finding.likelihood,
        assessment: feeds.assessment(finding.vulnerability),
    };
    let vector = finding.severity.as_ref().map(|severity| severity.vector);
    let mut situation = Situation::unknown(&Both::new(
        "機器とネットワークが分からないため、決められません。",
        "Neither device nor network is known.",
    ));
    situation.exploitation = exploitation(&signals);
    (situation.effect, situation.care) =
        effect_of_kind(kind.map(|kind| (kind, Certainty::Confirmed)), knowledge);
    situation.interim = interim(&Measures { cvss: vector, ..Measures::default() });
    let decided = situation.decide_medical(knowledge)?;
    let surround = Surround::of(&situation, false, false);
    Some(OnPaper {
        provisional: situation.is_provisional(),
        because: situation.exploitation.because.iter().chain(&situation.effect.because).cloned().collect(),
        ask: decided.questions(),
        outcome: decided.outcome,
        at_least: decided.at_least,
        cvss: vector.and_then(|vector| adjust(vector, &surround).ok()),
    })
}
