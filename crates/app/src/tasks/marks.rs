//! What persons say of a task: done, put off, whose it is. Kept under the task's id with the day on which its cause was first seen.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    facts::clean_value,
    ids::{DeviceId, OrgId, TaskId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use store::records::{Noun, Record};

use super::{Both, Cause, Department, Step, Task, id};
use crate::{
    error::{AppError, Refusal},
    node::Node,
};

/// Finished tasks that are kept on the list, newest first.
const FINISHED: usize = 500;

/// What was said last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Said {
    #[default]
    Nothing,
    Done {
        by: String,
        #[serde(with = "domain::civil::written")]
        at: Timestamp,
        note: String,
        #[serde(default)]
        about: About,
    },
    PutOff {
        by: String,
        #[serde(with = "domain::civil::written")]
        at: Timestamp,
        #[serde(with = "domain::civil::written")]
        until: Timestamp,
        reason: String,
        #[serde(default)]
        about: About,
    },
}

/// What a task was about when something was said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    vulnerabilities: BTreeSet<String>,
    devices: BTreeSet<DeviceId>,
    exploited: usize,
    within_days: Option<u32>,
}

impl About {
    fn of(step: &Step) -> Self {
        Self {
            vulnerabilities: step.vulnerabilities.iter().cloned().collect(),
            devices: step.devices.iter().cloned().collect(),
            exploited: step.exploited,
            within_days: step.within_days,
        }
    }

    /// A vulnerability or device that was not among them.
    pub(super) fn is_outgrown(&self, step: &Step) -> bool {
        step.vulnerabilities.iter().any(|name| !self.vulnerabilities.contains(name))
            || step.devices.iter().any(|id| !self.devices.contains(id))
    }

    /// Attackers use more of it, or it is to be begun earlier: whoever put it off did not know that.
    pub(super) fn is_worse(&self, step: &Step) -> bool {
        let days = |within: Option<u32>| within.unwrap_or(u32::MAX);
        // The days left until a decision ends become fewer by themselves.
        let sooner = step.cause == Cause::Weakness && days(step.within_days) < days(self.within_days);
        sooner || step.exploited > self.exploited || step.exploited > 0 && self.is_outgrown(step)
    }
}

/// What is kept of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    #[serde(with = "domain::civil::written")]
    pub first_seen: Timestamp,
    #[serde(default)]
    pub said: Said,
    /// Whoever does it, in free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub assignee: String,
    /// As a person said, against the rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
    /// What it was, for when its cause has gone.
    cause: Cause,
    ja: String,
    en: String,
    usual: Department,
}

impl Mark {
    fn new(step: &Step, now: Timestamp) -> Self {
        Self {
            first_seen: now,
            said: Said::Nothing,
            assignee: String::new(),
            department: None,
            cause: step.cause,
            ja: step.what.ja.clone(),
            en: step.what.en.clone(),
            usual: step.department,
        }
    }

    /// Nobody said anything.
    fn is_blank(&self) -> bool {
        self.said == Said::Nothing && self.assignee.is_empty() && self.department.is_none()
    }

    /// Whether its cause comes from what feeds say: nobody looked for it while they are not read.
    const fn rests_on_feeds(&self) -> bool {
        matches!(self.cause, Cause::Weakness | Cause::CannotTell | Cause::Decisions | Cause::Parts)
    }

    /// The step as it was, when its cause has gone.
    fn past(&self) -> Step {
        let gone = Both::new("原因がなくなりました。", "Its cause has gone.");
        Step::new(self.cause, self.usual, Both::new(&self.ja, &self.en), gone, Both::default())
    }
}

/// What a person says of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    Done {
        by: String,
        note: String,
    },
    /// Not done after all, or not put off any longer.
    Open,
    PutOff {
        by: String,
        until: Option<Timestamp>,
        reason: String,
    },
    Assign {
        assignee: String,
        department: Option<Department>,
    },
}

/// Why something cannot be said of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaskProblem {
    #[error("say who does or puts off the task")]
    NoName,
    #[error("putting a task off needs a reason")]
    NoReason,
    #[error("say until which day the task is put off; the day must be to come")]
    NoDay,
}

impl TaskProblem {
    /// The key of the sentence in `locales/`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoName => "refusal-task-name",
            Self::NoReason => "refusal-task-reason",
            Self::NoDay => "refusal-task-day",
        }
    }
}

/// Marks as they were kept.
pub(crate) type Marks = Vec<Record<Mark>>;

/// Tasks, marks that are new, and ids of marks that are of no use any more.
pub(crate) struct Settled {
    pub(crate) tasks: Vec<Task>,
    pub(crate) new: Vec<(String, Mark)>,
    pub(crate) gone: Vec<String>,
}

/// Puts steps beside what persons said of them. What was said stays on record when the cause has gone; blank marks go with it. With feeds
/// that were not read (`looked`), causes that rest on them are neither there nor gone.
pub(crate) fn settle(causes: Vec<(String, Step)>, marks: Marks, looked: bool, now: Timestamp) -> Settled {
    let mut kept: BTreeMap<String, (Timestamp, Mark)> =
        marks.into_iter().map(|record| (record.id, (record.changed, record.value))).collect();
    let mut made = Settled { tasks: Vec::new(), new: Vec::new(), gone: Vec::new() };
    for (key, step) in causes {
        let id = id(&key);
        let mark = match kept.remove(id.as_str()) {
            Some((_, mark)) => mark,
            None => {
                let mark = Mark::new(&step, now);
                made.new.push((id.to_string(), mark.clone()));
                mark
            }
        };
        made.tasks.push(Task { id, step, mark, there: true });
    }
    let mut past: Vec<(Timestamp, TaskId, Mark)> = Vec::new();
    for (id, (changed, mark)) in kept {
        match TaskId::parse(&id) {
            _ if !looked && mark.rests_on_feeds() => {}
            Some(task) if !mark.is_blank() => past.push((changed, task, mark)),
            _ => made.gone.push(id),
        }
    }
    past.sort_by(|x, y| (y.0, &x.1).cmp(&(x.0, &y.1)));
    let shown = past.into_iter().take(FINISHED);
    made.tasks.extend(shown.map(|(_, id, mark)| Task { id, step: mark.past(), mark, there: false }));
    made
}

impl Node {
    pub(crate) async fn task_marks(&self, org: &OrgId) -> Result<Marks, AppError> {
        Ok(self.store.all(org, Noun::Tasks).await?)
    }

    /// Keeps tasks that were seen for the first time and forgets blank ones without a cause.
    pub(crate) async fn keep_tasks(
        &self,
        org: &OrgId,
        settled: &Settled,
        mark: store::marks::Mark,
        now: Timestamp,
    ) -> Result<store::marks::Mark, AppError> {
        if !settled.new.is_empty() {
            self.store.put_all(org, Noun::Tasks, now, &settled.new).await?;
        }
        for id in &settled.gone {
            self.store.remove(org, Noun::Tasks, id).await?;
        }
        Ok(mark.after(settled.new.len(), settled.gone.len(), now))
    }

    /// Keeps what a person says of a task.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a task that is not there; [`AppError::Refused`] without name, reason or day.
    pub async fn say_of_task(&self, org: &OrgId, id: &TaskId, saying: &Saying) -> Result<(), AppError> {
        let snapshot = self.snapshot(org)?;
        let task = snapshot.tasks.iter().find(|task| task.id == *id);
        let task = task.ok_or_else(|| AppError::NotFound { what: "task", id: id.to_string() })?;
        let mark = said(task, saying, self.now()).map_err(Refusal::from)?;
        self.store.put(org, Noun::Tasks, id.as_str(), self.now(), &mark).await?;
        self.refresh(org).await?;
        Ok(())
    }
}

fn said(task: &Task, saying: &Saying, now: Timestamp) -> Result<Mark, TaskProblem> {
    let named = |by: &str| Some(clean_value(by)).filter(|by| !by.is_empty()).ok_or(TaskProblem::NoName);
    let mut mark = task.mark.clone();
    if task.there {
        (mark.cause, mark.usual) = (task.step.cause, task.step.department);
        (mark.ja, mark.en) = (task.step.what.ja.clone(), task.step.what.en.clone());
    }
    match saying {
        Saying::Open => mark.said = Said::Nothing,
        Saying::Done { by, note } => {
            mark.said =
                Said::Done { by: named(by)?, at: now, note: clean_value(note), about: About::of(&task.step) };
        }
        Saying::PutOff { by, until, reason } => {
            let by = named(by)?;
            let until = until.filter(|until| *until > now).ok_or(TaskProblem::NoDay)?;
            let reason = clean_value(reason);
            if reason.is_empty() {
                return Err(TaskProblem::NoReason);
            }
            mark.said = Said::PutOff { by, at: now, until, reason, about: About::of(&task.step) };
        }
        Saying::Assign { assignee, department } => {
            mark.assignee = clean_value(assignee);
            mark.department = department.filter(|department| *department != mark.usual);
        }
    }
    Ok(mark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tasks::State;

    const NOW: Timestamp = Timestamp::from_parts(1_795_133_520, 0);

    fn later(days: i64) -> Timestamp {
        Timestamp::from_parts(NOW.seconds() + days * 86_400, 0)
    }

    fn step(weak: usize) -> (String, Step) {
        let both = || Both::new("頼む", "ask");
        let step = Step {
            within_days: Some(7),
            vulnerabilities: (0..weak).map(|at| format!("CVE-2099-{at}")).collect(),
            ..Step::new(Cause::Weakness, Department::Maker, both(), both(), both())
        };
        ("ask".to_owned(), step)
    }

    fn looked(causes: Vec<(String, Step)>, marks: Marks) -> Settled {
        settle(causes, marks, true, NOW)
    }

    fn kept(settled: &Settled, mark: Mark, changed: Timestamp) -> Marks {
        vec![Record { id: settled.tasks[0].id.to_string(), changed, value: mark }]
    }

    #[test]
    fn a_task_is_new_once_overdue_after_its_days_and_gone_with_its_cause() {
        let first = looked(vec![step(1)], Vec::new());
        assert_eq!((first.tasks.len(), first.new.len()), (1, 1));
        let again = looked(vec![step(1)], kept(&first, first.new[0].1.clone(), NOW));
        assert!(again.new.is_empty() && again.tasks[0].mark.first_seen == NOW);
        let task = &again.tasks[0];
        assert_eq!(task.due(), Some(later(7)));
        assert!(!task.is_overdue(later(7)) && task.is_overdue(later(8)));
        let over = looked(Vec::new(), kept(&first, first.new[0].1.clone(), NOW));
        assert_eq!((over.tasks.len(), over.gone.len()), (0, 1), "a blank mark goes with its cause");
    }

    #[test]
    fn done_is_told_apart_from_gone_and_what_is_put_off_comes_back() {
        let first = looked(vec![step(1)], Vec::new());
        let done = Saying::Done { by: "臨床工学室".into(), note: "依頼した".into() };
        let mark = said(&first.tasks[0], &done, NOW).unwrap();
        let there = looked(vec![step(1)], kept(&first, mark.clone(), NOW));
        assert_eq!((there.tasks[0].state(NOW), there.tasks[0].has_grown()), (State::StillThere, false));
        let grown = looked(vec![step(2)], kept(&first, mark.clone(), NOW));
        assert!(grown.tasks[0].has_grown());
        assert!(grown.tasks[0].is_overdue(later(8)), "saying that it is done does not make it timely");
        let gone = looked(Vec::new(), kept(&first, mark, NOW));
        assert_eq!((gone.tasks[0].state(NOW), gone.tasks[0].step.what.ja.as_str()), (State::Done, "頼む"));
        let off = Saying::PutOff {
            by: "係".into(), until: Some(later(10)), reason: "点検の日にする".into()
        };
        let mark = said(&first.tasks[0], &off, NOW).unwrap();
        let off = looked(vec![step(1)], kept(&first, mark, NOW));
        assert_eq!(off.tasks[0].state(later(9)), State::PutOff);
        assert_eq!(off.tasks[0].state(later(11)), State::Open);
    }

    #[test]
    fn what_was_not_looked_for_is_not_gone() {
        let first = looked(vec![step(1)], Vec::new());
        let blank = kept(&first, first.new[0].1.clone(), NOW);
        let done = Saying::Done { by: "係".into(), note: String::new() };
        let said = kept(&first, said(&first.tasks[0], &done, NOW).unwrap(), NOW);
        for marks in [blank, said] {
            let unread = settle(Vec::new(), marks, false, NOW);
            assert!(unread.gone.is_empty() && unread.tasks.is_empty(), "neither forgotten nor called done");
        }
    }

    #[test]
    fn what_is_put_off_comes_back_when_it_gets_worse() {
        let first = looked(vec![step(1)], Vec::new());
        let saying =
            Saying::PutOff {
                by: "係".into(), until: Some(later(90)), reason: "点検の日にする".into()
            };
        let mark = said(&first.tasks[0], &saying, NOW).unwrap();
        let state = |now: Step| {
            let tasks = looked(vec![("ask".to_owned(), now)], kept(&first, mark.clone(), NOW)).tasks;
            (tasks[0].state(NOW), tasks[0].has_worsened())
        };
        let same = || step(1).1;
        for (now, wanted) in [
            (same(), State::PutOff),
            (step(2).1, State::PutOff),
            (Step { exploited: 1, ..same() }, State::Open),
            (Step { within_days: Some(2), ..same() }, State::Open),
        ] {
            assert_eq!(state(now), (wanted, wanted == State::Open));
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let task = looked(vec![step(1)], Vec::new()).tasks.remove(0);
        let off =
            |by: &str, until, reason: &str| Saying::PutOff { by: by.into(), until, reason: reason.into() };
        for (saying, problem) in [
            (Saying::Done { by: " ".into(), note: String::new() }, TaskProblem::NoName),
            (off("係", None, "x"), TaskProblem::NoDay),
            (off("係", Some(later(-1)), "x"), TaskProblem::NoDay),
            (off("係", Some(later(1)), ""), TaskProblem::NoReason),
        ] {
            assert_eq!(said(&task, &saying, NOW).unwrap_err(), problem);
        }
        let assign =
            Saying::Assign { assignee: "山側の担当".into(), department: Some(Department::Office) };
        let mark = said(&task, &assign, NOW).unwrap();
        assert_eq!((mark.assignee.as_str(), mark.department), ("山側の担当", Some(Department::Office)));
    }
}
