//! Walks a decision table: the outcome, the way to it, and which question would change it.
//!
//! An unknown answer is an answer of its own: every combination that is still possible is looked at and the most urgent outcome is taken, so
//! that not knowing never makes anything less urgent.

use knowledge::{
    decision_tables::{DecisionTable, Point},
    decision_words::AllDecisionWords,
};
use serde::Serialize;

use super::words::Both;

/// What is known about one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given<'a> {
    /// Id, key or name of the question.
    pub point: &'a str,
    /// Key or name of the answer; `None` is unknown.
    pub answer: Option<&'a str>,
}

/// Why answers do not fit a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAsked {
    #[error("the table has no question `{0}`")]
    Question(String),
    #[error("`{question}` has no answer `{answer}`; there are {there}")]
    Answer { question: String, answer: String, there: String },
    #[error("`{0}` is answered twice, differently")]
    Twice(String),
}

/// An outcome.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Outcome {
    /// From 0, the least urgent.
    pub rank: usize,
    pub key: String,
    pub name: String,
    #[serde(flatten)]
    pub called: Called,
    /// Days within which the first step is due, where the outcome says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// What an outcome or answer is called, and what it means.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Called {
    pub called: Both,
    pub means: Both,
}

/// A question on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub point: String,
    pub key: String,
    /// Key of the answer that counted; for an unknown one the answer that is supposed.
    pub answer: String,
    pub answer_name: String,
    /// The answer is not known and the worst was supposed.
    pub unknown: bool,
    #[serde(flatten)]
    pub called: Called,
}

/// Another answer to one question would give another outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alternative {
    pub key: String,
    pub answer: String,
    pub answer_name: String,
    pub outcome: String,
    pub outcome_name: String,
    /// The question is not answered yet: it is worth asking.
    pub unknown: bool,
    pub sentence: Both,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// Id of the table.
    pub table: String,
    pub outcome: Outcome,
    /// The least urgent outcome that is still possible; the same as `outcome` when nothing unknown matters.
    pub at_least: Outcome,
    /// Questions without an answer.
    pub unknown: Vec<String>,
    pub path: Vec<Step>,
    /// First those whose question is unknown.
    pub alternatives: Vec<Alternative>,
}

impl Decided {
    /// Of every unknown question that alone would change the outcome, what the first answer to do so would make of it.
    #[must_use]
    pub fn questions(&self) -> Vec<Both> {
        let mut keys: Vec<&str> = Vec::new();
        let mut found = Vec::new();
        for each in self.alternatives.iter().filter(|each| each.unknown) {
            if !keys.contains(&each.key.as_str()) {
                keys.push(&each.key);
                found.push(each.sentence.clone());
            }
        }
        found
    }
}

/// Evaluates a table. Questions that are not given are unknown.
///
/// # Errors
/// A question or answer that the table does not have.
pub fn evaluate(
    table: &DecisionTable,
    words: &AllDecisionWords,
    given: &[Given<'_>],
) -> Result<Decided, NotAsked> {
    let answers = answers(table, given)?;
    Ok(Walk { table, words, answers }.decide())
}

/// The position of the answer to each question; `None` is unknown.
fn answers(table: &DecisionTable, given: &[Given<'_>]) -> Result<Vec<Option<usize>>, NotAsked> {
    let mut found = vec![None; table.points.len()];
    for each in given {
        let at = table.points.iter().position(|point| point.is_called(each.point));
        let (Some(point), Some(slot)) =
            (at.and_then(|at| table.points.get(at)), at.and_then(|at| found.get_mut(at)))
        else {
            return Err(NotAsked::Question(each.point.to_owned()));
        };
        let Some(answer) = each.answer.filter(|answer| !is_unknown(answer)) else { continue };
        let position = point.answer(answer).ok_or_else(|| NotAsked::Answer {
            question: point.name.clone(),
            answer: answer.to_owned(),
            there: point.values.iter().map(|value| value.name.as_str()).collect::<Vec<_>>().join(", "),
        })?;
        if slot.replace(position).is_some_and(|before| before != position) {
            return Err(NotAsked::Twice(point.name.clone()));
        }
    }
    Ok(found)
}

fn is_unknown(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "" | "unknown" | "?" | "不明")
}

struct Walk<'t> {
    table: &'t DecisionTable,
    words: &'t AllDecisionWords,
    answers: Vec<Option<usize>>,
}

/// The mildest and the most urgent outcome of what is possible, and the choices that lead to the latter.
struct Reach {
    lowest: usize,
    highest: usize,
    choices: Vec<usize>,
}

impl Walk<'_> {
    fn decide(&self) -> Decided {
        let reach = self.reach(&self.answers);
        let outcome = self.outcome(reach.highest);
        let unknown = self.table.points.iter().zip(&self.answers).filter(|(_, answer)| answer.is_none());
        Decided {
            table: self.table.id.clone(),
            at_least: self.outcome(reach.lowest),
            unknown: unknown.map(|(point, _)| point.key.clone()).collect(),
            path: self.path(&reach.choices),
            alternatives: self.alternatives(&reach, &outcome),
            outcome,
        }
    }

    /// Looks at every combination that is still possible. There are at most as many as the table has rows.
    fn reach(&self, answers: &[Option<usize>]) -> Reach {
        let sizes: Vec<usize> = self.table.points.iter().map(|point| point.values.len()).collect();
        let mut choices: Vec<usize> = answers.iter().map(|answer| answer.unwrap_or(0)).collect();
        let mut reach = Reach { lowest: usize::MAX, highest: 0, choices: choices.clone() };
        loop {
            let outcome = self.table.outcome_of(&choices).unwrap_or(0);
            reach.lowest = reach.lowest.min(outcome);
            if outcome >= reach.highest {
                reach.highest = outcome;
                reach.choices.clone_from(&choices);
            }
            // The next combination, counting up the unknown ones from the right.
            let next =
                choices.iter_mut().zip(answers).zip(&sizes).rev().find_map(|((choice, answer), size)| {
                    match answer {
                        Some(_) => None,
                        None if *choice + 1 < *size => {
                            *choice += 1;
                            Some(())
                        }
                        None => {
                            *choice = 0;
                            None
                        }
                    }
                });
            if next.is_none() {
                return reach;
            }
        }
    }

    fn outcome(&self, rank: usize) -> Outcome {
        let point = &self.table.outcome;
        let (key, name) = answer(point, rank);
        let days = self.words.answer(point.stem(), &key).and_then(|words| words.days);
        Outcome { rank, called: self.called(point, &key, &name), key, name, days }
    }

    fn called(&self, point: &Point, key: &str, name: &str) -> Called {
        match self.words.answer(point.stem(), key) {
            Some(words) => Called {
                called: Both::new(&words.name_ja, &words.name_en),
                means: Both::new(&words.text_ja, &words.text_en),
            },
            None => Called { called: Both::new(name, name), means: Both::default() },
        }
    }

    fn path(&self, choices: &[usize]) -> Vec<Step> {
        let points = self.table.points.iter().zip(choices).zip(&self.answers);
        points
            .map(|((point, choice), given)| {
                let (key, name) = answer(point, *choice);
                Step {
                    point: point.id.clone(),
                    key: point.key.clone(),
                    called: self.called(point, &key, &name),
                    answer: key,
                    answer_name: name,
                    unknown: given.is_none(),
                }
            })
            .collect()
    }

    /// One question at a time, every other answer as it is.
    fn alternatives(&self, reach: &Reach, outcome: &Outcome) -> Vec<Alternative> {
        let mut found = Vec::new();
        for (at, point) in self.table.points.iter().enumerate() {
            let given = self.answers.get(at).copied().flatten();
            for choice in (0..point.values.len()).filter(|choice| Some(*choice) != given) {
                let mut answers = self.answers.clone();
                if let Some(slot) = answers.get_mut(at) {
                    *slot = Some(choice);
                }
                let other = self.reach(&answers).highest;
                if other != reach.highest {
                    found.push(self.alternative(point, choice, given.is_none(), outcome, other));
                }
            }
        }
        found.sort_by_key(|each| !each.unknown);
        found
    }

    fn alternative(
        &self,
        point: &Point,
        choice: usize,
        unknown: bool,
        outcome: &Outcome,
        other: usize,
    ) -> Alternative {
        let (answer, answer_name) = answer(point, choice);
        let question = self.words.question(point.stem());
        let question = question.map_or_else(
            || Both::new(&point.name, &point.name),
            |words| Both::new(&words.name_ja, &words.name_en),
        );
        let called = self.called(point, &answer, &answer_name).called;
        let (now, then) = (&outcome.called.called, self.outcome(other));
        let ja = format!(
            "「{}」が「{}」{}、「{}」ではなく「{}」になります。",
            question.ja,
            called.ja,
            if unknown { "と分かれば" } else { "に変われば" },
            now.ja,
            then.called.called.ja
        );
        let en = format!(
            "If {} {} \"{}\", it would be \"{}\" instead of \"{}\".",
            question.en.to_lowercase(),
            if unknown { "were known to be" } else { "changed to" },
            called.en,
            then.called.called.en,
            now.en
        );
        Alternative {
            key: point.key.clone(),
            answer,
            answer_name,
            outcome: then.key,
            outcome_name: then.name,
            unknown,
            sentence: Both::new(ja, en),
        }
    }
}

fn answer(point: &Point, at: usize) -> (String, String) {
    point.values.get(at).map(|value| (value.key.clone(), value.name.clone())).unwrap_or_default()
}

#[cfg(test)]
mod tests;
