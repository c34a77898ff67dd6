//! Which statement counts beside what ranges say. The rules stand in `docs/decisions/0012`, their table in the tests.

use std::cmp::Ordering;

use domain::{
    advisories::Verdict,
    statements::{Role, Statement, Treatment},
    time::Timestamp,
};
use hashbrown::HashSet;
use serde::Serialize;

use super::{
    Statements,
    fit::{self, Fit, Hit, Scope},
    grounds::{self, Gone, RecordState},
    origin::Origin,
    shelf::{Place, Shelved, Voice},
    thing::Asked,
};
use crate::vulnerability::{Judged, Knowledge};

/// Whether a statement counts, and if not, why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "weight")]
pub enum Weight {
    /// It decides.
    Counts,
    /// It says the same as the one that decides, or nothing that could decide.
    Agrees,
    /// Its author said something newer, or something more exact at the same time.
    Older,
    /// Somebody who knows the product better says something else.
    Outranked,
    /// Under investigation: what ranges say goes on counting.
    Undecided,
    Withdrawn,
    Expired,
    /// Not affected without a reason, by somebody who is not the maker.
    NoReason,
    /// Fixed, but in which version is not said.
    NoVersion,
    /// Whether it is this version or this maker's product cannot be told.
    Perhaps,
    /// A feed brought it, and it makes something better without being the maker's own word.
    NotTheirs,
    /// A feed brought it, it makes something better, and nothing on this side says that the thing is its publisher's.
    NotTied,
    /// It makes something better, and nobody confirmed that its provider is who it says it is.
    Unconfirmed,
    /// It makes something better, and somebody else than its publisher delivered it.
    HandedOn,
    /// It makes something better, and a newer edition of its document cannot be used.
    Shaken,
    /// It makes something better, and its provider lists it no more.
    Unlisted {
        since: String,
    },
    /// What the decision rests on holds no longer: open again.
    GroundGone {
        reason: Gone,
    },
}

/// A statement about what was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard<'s> {
    pub statement: &'s Statement,
    /// Where a feed has it from. `None`: a person here recorded it or took it in.
    pub origin: Option<&'s Origin>,
    /// In which capacity its author speaks of this thing.
    pub role: Role,
    pub scope: Scope,
    pub fit: Fit,
    pub weight: Weight,
}

/// What counts about one vulnerability and one component, with everything that was said.
#[derive(Clone, Debug, PartialEq)]
pub struct Concluded<'s> {
    pub vulnerability: String,
    /// `None`: no feed has a claim.
    pub by_ranges: Option<Verdict>,
    pub counts: Verdict,
    /// The one that decides comes first.
    pub heard: Vec<Heard<'s>>,
    /// Statements that would count contradict each other.
    pub disputed: bool,
    /// What the hospital does about it while it stays affected.
    pub treatment: Option<Treatment>,
}

impl<'s> Concluded<'s> {
    /// The statement that decides, where one does.
    #[must_use]
    pub fn decided_by(&self) -> Option<&Heard<'s>> {
        self.heard.first().filter(|heard| heard.weight == Weight::Counts)
    }

    /// Somebody says that it is affected, or may be.
    fn is_open(&self) -> bool {
        let perhaps = |heard: &Heard<'_>| {
            heard.weight == Weight::Perhaps && heard.statement.status == Verdict::Affected
        };
        matches!(self.counts, Verdict::Affected | Verdict::UnderInvestigation)
            || self.counts == Verdict::Unknown && self.heard.iter().any(perhaps)
    }

    fn statements(&self) -> impl Iterator<Item = *const Statement> {
        self.heard.iter().map(|heard| std::ptr::from_ref(heard.statement))
    }

    /// A person's decision was about this, and holds no longer.
    #[must_use]
    pub fn is_open_again(&self) -> bool {
        self.heard.iter().any(|heard| matches!(heard.weight, Weight::GroundGone { .. } | Weight::Expired))
    }
}

/// How bad a verdict is; unknown is worse than anything good.
const fn badness(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Affected => 4,
        Verdict::Unknown => 3,
        Verdict::UnderInvestigation => 2,
        Verdict::Fixed => 1,
        Verdict::NotAffected => 0,
    }
}

impl Statements {
    /// Everything that was judged, in its order, with what is stated about it; then what only statements know of.
    #[must_use]
    pub fn conclude<'s>(
        &'s self,
        knowledge: &Knowledge,
        asked: &Asked<'_>,
        judged: &[Judged<'_>],
        now: Timestamp,
    ) -> Vec<Concluded<'s>> {
        let near = self.near(asked);
        let mut found: Vec<Concluded<'s>> = judged
            .iter()
            .map(|judged| {
                let names = knowledge.names_of(judged.vulnerability);
                let state = RecordState {
                    digest: Some(knowledge.digest(judged)),
                    ..RecordState::of(knowledge, judged.vulnerability)
                };
                let about = (judged.vulnerability, &*names, Some(judged.verdict));
                self.about_near(about, asked, &near, &state, now)
            })
            .collect();
        let mut heard: HashSet<*const Statement> = found.iter().flat_map(Concluded::statements).collect();
        let mut looked_at: HashSet<&str> = HashSet::new();
        for statement in self.perhaps_about(asked.thing, &near) {
            let name = statement.vulnerability.as_str();
            if name == super::EVERY
                || heard.contains(&std::ptr::from_ref(statement))
                || !looked_at.insert(name)
            {
                continue;
            }
            let mut names = knowledge.names_of(name);
            names.extend(statement.names());
            let state = RecordState::of(knowledge, name);
            let further = self.about_near((name, &names, None), asked, &near, &state, now);
            if further.is_open() {
                heard.extend(further.statements());
                found.push(further);
            }
        }
        found
    }

    /// One vulnerability by all its names.
    #[must_use]
    pub fn about_one<'s>(
        &'s self,
        vulnerability: &str,
        names: &[&str],
        by_ranges: Option<Verdict>,
        asked: &Asked<'_>,
        record: &RecordState,
        now: Timestamp,
    ) -> Concluded<'s> {
        self.about_near((vulnerability, names, by_ranges), asked, &self.near(asked), record, now)
    }

    /// The same with what the shelf has near the thing.
    fn about_near<'s>(
        &'s self,
        (vulnerability, names, by_ranges): (&str, &[&str], Option<Verdict>),
        asked: &Asked<'_>,
        near: &[Shelved<'s>],
        record: &RecordState,
        now: Timestamp,
    ) -> Concluded<'s> {
        let mut names = names.to_vec();
        names.push(vulnerability);
        let all = self.about(&names, near).into_iter();
        let mut heard: Vec<Heard<'s>> = all.filter_map(|one| hear(one, asked, record, now)).collect();
        silence_older(&mut heard);
        let mut made = Concluded {
            vulnerability: vulnerability.to_owned(),
            by_ranges,
            counts: by_ranges.unwrap_or(Verdict::Unknown),
            disputed: is_disputed(&heard),
            treatment: None,
            heard,
        };
        decide(&mut made);
        made.heard.sort_by_key(|heard| (heard.weight != Weight::Counts, !heard.is_voice()));
        made
    }
}

impl Heard<'_> {
    /// It may count, as far as it alone is looked at.
    pub(super) const fn is_voice(&self) -> bool {
        matches!(self.weight, Weight::Counts | Weight::Agrees | Weight::Outranked | Weight::Undecided)
    }

    fn exactness(&self) -> (Scope, Fit) {
        (self.scope, self.fit)
    }
}

/// A statement that is about the thing, weighed alone; [`Weight::Agrees`] until the voices are compared.
fn hear<'s>(
    Voice { statement, fed, place }: Voice<'s>,
    asked: &Asked<'_>,
    record: &RecordState,
    now: Timestamp,
) -> Option<Heard<'s>> {
    if !record.is_meant_by(statement) {
        return None;
    }
    let speaker = fed.map(|(_, publisher)| publisher).filter(|_| statement.role == Role::Maker);
    let Hit { scope, mut fit, tied } = fit::best(&statement.subjects, asked, (statement.role, speaker))?;
    // Others' statements about other versions are none of ours.
    if fit == Fit::OtherVersion && statement.grounds.is_empty() {
        return None;
    }
    let gone = grounds::gone(statement, fit, asked, record);
    let trusted = matches!(statement.role, Role::Maker | Role::Distributor);
    let better = fed.filter(|_| matches!(statement.status, Verdict::Fixed | Verdict::NotAffected));
    let doubt = better.and_then(|(origin, _)| origin.doubt);
    let weight = match (statement.status, gone) {
        _ if statement.withdrawn.is_some() || place == Place::TakenBack => Weight::Withdrawn,
        _ if place == Place::Replaced => Weight::Older,
        _ if statement.valid_until.is_some_and(|until| until < now) => Weight::Expired,
        (_, Some(reason)) => Weight::GroundGone { reason },
        _ if fit == Fit::Perhaps => Weight::Perhaps,
        _ if let Some(doubt) = doubt => doubt.weight(),
        _ if better.is_some() && statement.role != Role::Maker => Weight::NotTheirs,
        _ if better.is_some() && !tied => Weight::NotTied,
        (Verdict::NotAffected, None) if !trusted && !statement.has_reason() => Weight::NoReason,
        (Verdict::Fixed, None) if fit == Fit::AnyVersion => Weight::NoVersion,
        _ => Weight::Agrees,
    };
    if fit == Fit::OtherVersion && weight == Weight::Agrees {
        fit = Fit::Carried;
    }
    let role = if tied { statement.role } else { Role::Other };
    Some(Heard { statement, origin: fed.map(|(origin, _)| origin), role, scope, fit, weight })
}

/// Of one author the newest counts, of several at one time the most exact.
fn silence_older(heard: &mut [Heard<'_>]) {
    let order = |x: &Heard<'_>, y: &Heard<'_>| -> Ordering {
        x.statement.said_at.cmp(&y.statement.said_at).then(x.exactness().cmp(&y.exactness()))
    };
    let snapshot: Vec<Heard<'_>> = heard.iter().filter(|heard| heard.is_voice()).cloned().collect();
    for one in heard.iter_mut().filter(|heard| heard.is_voice()) {
        // Whoever hands a document on writes any name into it: of those the provider counts, too.
        let by = |heard: &Heard<'_>| {
            let provider =
                heard.origin.filter(|_| heard.role == Role::Other).map(|origin| origin.provider.clone());
            (heard.statement.author.clone(), heard.role, provider)
        };
        let same = by(one);
        let by_same = |other: &Heard<'_>| by(other) == same;
        if snapshot.iter().any(|other| by_same(other) && order(other, one).is_gt()) {
            one.weight = Weight::Older;
        }
    }
}

fn is_disputed(heard: &[Heard<'_>]) -> bool {
    let says = |wanted: &[Verdict]| {
        heard.iter().any(|heard| heard.is_voice() && wanted.contains(&heard.statement.status))
    };
    says(&[Verdict::Affected]) && says(&[Verdict::Fixed, Verdict::NotAffected])
}

fn decide(made: &mut Concluded<'_>) {
    let careful =
        |heard: &Heard<'_>| heard.role == Role::Hospital && heard.statement.status == Verdict::Affected;
    // Whoever knows the product best; the hospital itself, when it is more careful than they.
    let rank = |heard: &Heard<'_>| {
        let statement = heard.statement;
        (
            careful(heard),
            heard.role,
            statement.status != Verdict::UnderInvestigation,
            badness(statement.status),
            heard.exactness(),
            statement.said_at,
            std::cmp::Reverse(statement.id.clone()),
        )
    };
    let voices = made.heard.iter().enumerate().filter(|(_, heard)| heard.is_voice());
    let Some((at, first)) = voices.max_by(|(_, x), (_, y)| rank(x).cmp(&rank(y))) else { return };
    let status = first.statement.status;
    let undecided = status == Verdict::UnderInvestigation
        && made.by_ranges.is_some_and(|verdict| badness(verdict) > badness(status));
    if !undecided {
        made.counts = status;
    }
    for (other, heard) in made.heard.iter_mut().enumerate().filter(|(_, heard)| heard.is_voice()) {
        heard.weight = match () {
            () if other == at && undecided => Weight::Undecided,
            () if other == at => Weight::Counts,
            () if heard.statement.status == status => Weight::Agrees,
            () if heard.statement.status == Verdict::UnderInvestigation => Weight::Undecided,
            () => Weight::Outranked,
        };
    }
    if made.counts == Verdict::Affected {
        let own = made.heard.iter().filter(|heard| heard.is_voice());
        made.treatment = own.filter_map(|heard| heard.statement.treatment).next();
    }
}
