//! やること: every step that follows from what is known and unknown, for whom, by when, and what became of it. A step that repeats over many
//! devices is one task. What persons say of a task is kept; whether its cause is still there is looked at anew every time.

mod causes;
mod marks;
mod missing;

use domain::{
    ids::{DeviceId, TaskId},
    time::Timestamp,
};
pub use matching::decision::{Both, Letter, Role};
use serde::{Deserialize, Serialize};

pub use causes::{Inputs, causes};
pub use marks::{About, Mark, Said, Saying, TaskProblem};
pub(crate) use marks::{Marks, Settled, settle};

use crate::digest;

/// Who in the hospital sees to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Department {
    /// 臨床工学部門
    ClinicalEngineering,
    /// 医療情報部門
    Information,
    /// 事務部門
    Office,
    /// 使用部署
    Ward,
    /// A request to the maker or dealer.
    Maker,
}

impl Department {
    /// Every department, in the order of filters.
    pub const ALL: [Self; 5] =
        [Self::ClinicalEngineering, Self::Information, Self::Office, Self::Ward, Self::Maker];

    /// The stable word used in JSON, addresses and locale keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClinicalEngineering => "clinical_engineering",
            Self::Information => "information",
            Self::Office => "office",
            Self::Ward => "ward",
            Self::Maker => "maker",
        }
    }

    /// The department of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|department| department.as_str() == word)
    }

    const fn of(role: Role) -> Self {
        match role {
            Role::Maker => Self::Maker,
            Role::Network => Self::Information,
            Role::ClinicalEngineering => Self::ClinicalEngineering,
            Role::Ward => Self::Ward,
        }
    }
}

/// What makes it necessary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Vulnerabilities that concern products here.
    Weakness,
    /// Decisions that ended, end soon or lost their ground.
    Decisions,
    /// Sources of vulnerabilities that are missing or old.
    Feeds,
    /// Vulnerabilities of which nobody can tell whether they concern anything here.
    CannotTell,
    /// Maker, model or version that nobody told.
    Identity,
    /// Parts lists that are missing or not whole.
    Parts,
    /// Products whose support has ended.
    Support,
}

impl Cause {
    /// The stable word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Weakness => "weakness",
            Self::Decisions => "decisions",
            Self::Feeds => "feeds",
            Self::CannotTell => "cannot_tell",
            Self::Identity => "identity",
            Self::Parts => "parts",
            Self::Support => "support",
        }
    }
}

/// A step, as it follows from what is known now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    pub cause: Cause,
    pub what: Both,
    pub because: Vec<Both>,
    pub if_not: Both,
    /// What can be done while it is on its way.
    #[serde(skip_serializing_if = "Both::is_empty")]
    pub meanwhile: Both,
    pub department: Department,
    /// How urgent, in words; only for vulnerabilities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Both>,
    /// Days within which it is begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_days: Option<u32>,
    pub vulnerabilities: Vec<String>,
    /// Of them on CISA's list.
    pub exploited: usize,
    pub products: Vec<String>,
    pub devices: Vec<DeviceId>,
    /// Questions whose answer would change the urgency.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ask: Vec<Both>,
    /// For the maker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
}

impl Step {
    /// A step of which only cause, words and department are known.
    fn new(cause: Cause, department: Department, what: Both, why: Both, if_not: Both) -> Self {
        Self {
            cause,
            what,
            because: vec![why],
            if_not,
            meanwhile: Both::default(),
            department,
            urgency: None,
            within_days: None,
            vulnerabilities: Vec::new(),
            exploited: 0,
            products: Vec::new(),
            devices: Vec::new(),
            ask: Vec::new(),
            letter: None,
        }
    }
}

/// What became of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Open,
    /// It is said to be done, and its cause is still there.
    StillThere,
    /// Until a day, with a reason.
    PutOff,
    /// Done, or its cause has gone.
    Done,
}

impl State {
    /// Every state, in the order of filters.
    pub const ALL: [Self; 4] = [Self::Open, Self::StillThere, Self::PutOff, Self::Done];

    /// The stable word used in JSON, addresses and locale keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::StillThere => "still_there",
            Self::PutOff => "put_off",
            Self::Done => "done",
        }
    }
}

/// A task: the step, and what persons said of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Task {
    pub id: TaskId,
    #[serde(flatten)]
    pub step: Step,
    pub mark: Mark,
    /// Its cause is still there.
    pub there: bool,
}

impl Task {
    /// What became of it, as of a moment.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> State {
        match (&self.mark.said, self.there) {
            (_, false) => State::Done,
            (Said::Done { .. }, true) => State::StillThere,
            (Said::PutOff { until, .. }, true) if *until >= now && !self.has_worsened() => State::PutOff,
            (Said::PutOff { .. } | Said::Nothing, true) => State::Open,
        }
    }

    /// Who sees to it: as a person said, else as the rules say.
    #[must_use]
    pub fn department(&self) -> Department {
        self.mark.department.unwrap_or(self.step.department)
    }

    /// When it is to be begun: so many days after its cause was first seen.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        let days = i64::from(self.step.within_days?);
        Some(Timestamp::from_parts(self.mark.first_seen.seconds() + days * 86_400, 0))
    }

    /// Its cause is there, nobody put it off, and its day has passed.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        matches!(self.state(now), State::Open | State::StillThere) && self.due().is_some_and(|due| due < now)
    }

    /// Other vulnerabilities or devices than when it was said to be done.
    #[must_use]
    pub fn has_grown(&self) -> bool {
        matches!(&self.mark.said, Said::Done { about, .. } if about.is_outgrown(&self.step))
    }

    /// Worse than when it was put off.
    #[must_use]
    pub fn has_worsened(&self) -> bool {
        matches!(&self.mark.said, Said::PutOff { about, .. } if about.is_worse(&self.step))
    }
}

/// The same step has the same id for as long as it is there.
fn id(key: &str) -> TaskId {
    TaskId::from_tail(&digest::short(key.as_bytes()))
}
