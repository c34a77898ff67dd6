//! この一週間にすること: concerns put together by the one step that removes them, in order, five at a time; and what is unknown, with the
//! step that makes it known.

mod wording;

use std::collections::{BTreeMap, BTreeSet};

use domain::{advisories::Verdict, ids::DeviceId};
use knowledge::{Knowledge, patient_effects::PatientEffect};
use serde::Serialize;
use wording::{meanwhile, next_step, what};

use super::{
    actions::{ActionKind, InUse, Letter, MakerSays, Role, if_not, letter, reasons},
    evaluate::{Called, Decided},
    situation::{Interim, Situation},
    words::Both,
};

/// How many things a week begins with.
pub const FIRST: usize = 5;

/// What has to be known before a concern can be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The version of the product or of a part.
    Version,
    /// Which product it is.
    Model,
    /// What is inside it.
    Parts,
    /// What the sources say: a feed is missing or too old.
    Sources,
    /// The maker is still looking.
    MakerAnswer,
    /// Versions that cannot be compared, conditions that nobody can see.
    Judgement,
}

/// A vulnerability of a product on devices.
#[derive(Clone, Debug, PartialEq)]
pub struct Concern {
    pub vulnerability: String,
    pub product: InUse,
    /// Devices that are this product; empty when none is known on the network.
    pub devices: Vec<DeviceId>,
    pub verdict: Verdict,
    /// Why it cannot be told, for verdicts that say so.
    pub missing: Option<Missing>,
    /// CVSS score with every known metric.
    pub score: Option<f64>,
    /// It stands on CISA's list.
    pub exploited: bool,
    /// Probability of EPSS.
    pub likelihood: Option<f32>,
    pub says: MakerSays,
    pub situation: Situation,
}

/// One step and everything that it removes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Thing {
    /// The same step next week has the same key.
    pub key: String,
    pub kind: ActionKind,
    pub what: Both,
    /// Who carries it out.
    pub by: Role,
    pub because: Vec<Both>,
    pub if_not: Both,
    pub outcome: Called,
    /// Rank of the outcome.
    pub urgency: usize,
    pub within_days: Option<u32>,
    /// Sorted.
    pub vulnerabilities: Vec<String>,
    pub products: Vec<String>,
    pub devices: Vec<DeviceId>,
    /// Some of them are on CISA's list.
    pub exploited: usize,
    /// What can be done while the step is on its way.
    #[serde(skip_serializing_if = "Both::is_empty")]
    pub meanwhile: Both,
    /// The urgency rests on a default that nobody has confirmed.
    pub provisional: bool,
    /// Questions whose answer would change the urgency, in words.
    pub ask: Vec<Both>,
    /// For the maker, where the step is the maker's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
}

/// How many there are of one outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    pub outcome: Called,
    pub key: String,
    pub vulnerabilities: usize,
    pub devices: usize,
}

/// Concerns that cannot be judged for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unknown {
    pub missing: Missing,
    pub what: Both,
    /// The step that makes it known.
    pub next: Both,
    pub by: Role,
    pub vulnerabilities: usize,
    pub products: Vec<String>,
    pub devices: Vec<DeviceId>,
}

/// A week.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Week {
    /// At most [`FIRST`].
    pub first: Vec<Thing>,
    /// Things to do that wait behind the first.
    pub waiting: Vec<Thing>,
    /// Of the affected, most urgent first; every outcome is there, also with nothing.
    pub counts: Vec<Count>,
    /// What cannot be told: never counted as fine.
    pub unknown: Vec<Unknown>,
    /// Concerns that were looked at and do not apply, or are mended.
    pub settled: usize,
}

/// Puts concerns together. The order in which they come changes nothing. `None` when the built-in table is missing.
#[must_use]
pub fn five_things_this_week(knowledge: &Knowledge, concerns: &[Concern]) -> Option<Week> {
    let table = knowledge.decision_tables.named("medical")?;
    let mut groups: BTreeMap<String, Vec<(&Concern, Decided)>> = BTreeMap::new();
    let mut unknown: BTreeMap<Missing, Vec<&Concern>> = BTreeMap::new();
    let mut tallies: BTreeMap<usize, (BTreeSet<&str>, BTreeSet<&DeviceId>)> = BTreeMap::new();
    let mut settled = 0;
    for concern in concerns {
        match concern.verdict {
            Verdict::Affected => {
                let decided = concern.situation.decide(knowledge, table)?;
                let tally = tallies.entry(decided.outcome.rank).or_default();
                tally.0.insert(&concern.vulnerability);
                tally.1.extend(&concern.devices);
                groups.entry(key(concern)).or_default().push((concern, decided));
            }
            Verdict::Unknown => {
                unknown.entry(concern.missing.unwrap_or(Missing::Judgement)).or_default().push(concern);
            }
            Verdict::UnderInvestigation => unknown.entry(Missing::MakerAnswer).or_default().push(concern),
            Verdict::Fixed | Verdict::NotAffected => settled += 1,
        }
    }
    let mut things: Vec<(Order, Thing)> =
        groups.into_iter().filter_map(|(key, members)| thing(key, members)).collect();
    things.sort_by(|x, y| x.0.cmp(&y.0));
    // What is only watched is counted, not done.
    let mut first: Vec<Thing> =
        things.into_iter().map(|(_, thing)| thing).filter(|thing| thing.urgency > 0).collect();
    let waiting = first.split_off(first.len().min(FIRST));
    let of = |(rank, _): (usize, _)| {
        let (vulnerabilities, devices) =
            tallies.get(&rank).map_or((0, 0), |(names, devices)| (names.len(), devices.len()));
        let value = table.outcome.values.get(rank)?;
        let words = knowledge.decision_words.answer(table.outcome.stem(), &value.key)?;
        let outcome = Called {
            called: Both::new(&words.name_ja, &words.name_en),
            means: Both::new(&words.text_ja, &words.text_en),
        };
        Some(Count { outcome, key: value.key.clone(), vulnerabilities, devices })
    };
    let counts = table.outcome.values.iter().enumerate().rev().filter_map(of).collect();
    let unknown = unknown.into_iter().map(|(missing, members)| cannot_tell(missing, &members)).collect();
    Some(Week { first, waiting, counts, unknown, settled })
}

/// The step that would remove a concern: finding out whether it is here, the maker's fix, else the maker's measure, else a limit, else the question to the maker.
fn kind(concern: &Concern) -> ActionKind {
    match () {
        () if concern.devices.is_empty() => ActionKind::Identify,
        () if concern.says.has_fix() => ActionKind::Fix,
        () if !concern.says.measures.is_empty() => ActionKind::Mitigation,
        () if concern.situation.interim.value == Some(Interim::Yes) => ActionKind::Control,
        () => ActionKind::AskMaker,
    }
}

/// Concerns with the same key are removed by the same step. The maker is asked once for all products.
fn key(concern: &Concern) -> String {
    let kind = kind(concern);
    let of = match (kind, &concern.product.maker) {
        (ActionKind::AskMaker, Some(maker)) => format!("maker {maker}"),
        (ActionKind::Mitigation, _) => {
            let texts: Vec<&str> = concern.says.measures.iter().map(|said| said.text.as_str()).collect();
            format!("{} {}", concern.product.id, texts.join(" "))
        }
        _ => concern.product.id.clone(),
    };
    format!("{}:{of}", kind.as_str())
}

/// Most urgent first; then what is exploited, what harms most, what removes most; then by key, so that the order is always the same.
type Order = (
    std::cmp::Reverse<usize>,
    std::cmp::Reverse<bool>,
    std::cmp::Reverse<Option<PatientEffect>>,
    std::cmp::Reverse<usize>,
    String,
);

fn thing(key: String, mut members: Vec<(&Concern, Decided)>) -> Option<(Order, Thing)> {
    let weight = |(concern, decided): &(&Concern, Decided)| {
        let likelihood = concern.likelihood.unwrap_or(0.0);
        let score = concern.score.unwrap_or(0.0);
        (decided.outcome.rank, concern.exploited, (likelihood * 1e5) as u64, (score * 10.0) as u64)
    };
    members.sort_by(|x, y| {
        weight(y)
            .cmp(&weight(x))
            .then_with(|| x.0.vulnerability.cmp(&y.0.vulnerability))
            .then_with(|| x.0.product.cmp(&y.0.product))
    });
    let (worst, decided) = members.first()?;
    let kind = kind(worst);
    let vulnerabilities = distinct(members.iter().map(|(concern, _)| &concern.vulnerability));
    let devices = distinct(members.iter().flat_map(|(concern, _)| &concern.devices));
    let products = distinct(members.iter().map(|(concern, _)| &concern.product.name));
    let exploited: BTreeSet<&str> = members
        .iter()
        .filter(|(concern, _)| concern.exploited)
        .map(|(concern, _)| concern.vulnerability.as_str())
        .collect();
    let effect = members.iter().filter_map(|(concern, _)| concern.situation.effect.value).max();
    let pairs = vulnerabilities.len() * devices.len().max(1);
    let order = (
        std::cmp::Reverse(decided.outcome.rank),
        std::cmp::Reverse(!exploited.is_empty()),
        std::cmp::Reverse(effect),
        std::cmp::Reverse(pairs),
        key.clone(),
    );
    let thing = Thing {
        key,
        kind,
        what: what(kind, &members, &vulnerabilities, &devices, &products),
        by: match kind {
            ActionKind::Control => Role::Network,
            ActionKind::Identify => Role::ClinicalEngineering,
            _ => Role::Maker,
        },
        because: reasons(&worst.situation),
        if_not: if_not(&worst.situation),
        outcome: decided.outcome.called.clone(),
        urgency: decided.outcome.rank,
        within_days: decided.outcome.days,
        meanwhile: meanwhile(kind, &worst.situation),
        provisional: worst.situation.is_provisional(),
        ask: decided.questions(),
        letter: (!matches!(kind, ActionKind::Control | ActionKind::Identify))
            .then(|| letter(&worst.product, &vulnerabilities, &worst.says, decided.outcome.days, None)),
        exploited: exploited.len(),
        vulnerabilities,
        products,
        devices,
    };
    Some((order, thing))
}

fn distinct<'a, T: Ord + Clone + 'a>(of: impl Iterator<Item = &'a T>) -> Vec<T> {
    of.collect::<BTreeSet<_>>().into_iter().cloned().collect()
}

fn cannot_tell(missing: Missing, members: &[&Concern]) -> Unknown {
    let (by, what, next) = next_step(missing);
    let vulnerabilities: BTreeSet<&str> =
        members.iter().map(|concern| concern.vulnerability.as_str()).collect();
    Unknown {
        missing,
        what,
        next,
        by,
        vulnerabilities: vulnerabilities.len(),
        products: distinct(members.iter().map(|concern| &concern.product.name)),
        devices: distinct(members.iter().flat_map(|concern| &concern.devices)),
    }
}

#[cfg(test)]
mod tests;
