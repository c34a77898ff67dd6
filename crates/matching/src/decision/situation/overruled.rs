//! What a person decided about a device or its kind: it outranks what was seen and what is supposed.

use std::collections::BTreeMap;

use domain::{
    certainty::Certainty,
    civil::{Civil, JST},
    overrules::{Overrule, Question},
};
use knowledge::patient_effects::{CareStop, PatientEffect};

use super::{Answer, Exposure, Interim, Situation};
use crate::decision::words::Both;

/// Answers of people, one to a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overruled(BTreeMap<Question, (String, Both)>);

impl Overruled {
    /// Of several answers to one question the last one counts: those about the kind come first, those about the device behind them.
    pub fn of<'o>(overrules: impl IntoIterator<Item = &'o Overrule>) -> Self {
        let mut found = BTreeMap::new();
        for overrule in overrules {
            let day = Civil::at(overrule.at, JST).date();
            let (by, reason) = (&overrule.by, &overrule.reason);
            let because = Both::new(
                format!("{by}が{day}に決めました。理由：{reason}"),
                format!("Decided by {by} on {day}: {reason}"),
            );
            found.insert(overrule.question, (overrule.answer.clone(), because));
        }
        Self(found)
    }

    /// Puts the answers over what is supposed. An answer that the table does not have changes nothing.
    pub fn over(&self, situation: &mut Situation) {
        for (question, (answer, because)) in &self.0 {
            match question {
                Question::Effect => put(&mut situation.effect, PatientEffect::named(answer), because),
                Question::Care => put(&mut situation.care, CareStop::named(answer), because),
                Question::Exposure => put(&mut situation.exposure, Exposure::named(answer), because),
                Question::Interim => put(&mut situation.interim, Interim::named(answer), because),
            }
        }
    }
}

fn put<T>(place: &mut Answer<T>, value: Option<T>, because: &Both) {
    if let Some(value) = value {
        *place = Answer::known(value, Certainty::Confirmed, because.clone());
    }
}

/// Whether the medical table has this answer to a question.
#[must_use]
pub fn is_answer(question: Question, answer: &str) -> bool {
    match question {
        Question::Effect => PatientEffect::named(answer).is_some(),
        Question::Care => CareStop::named(answer).is_some(),
        Question::Exposure => Exposure::named(answer).is_some(),
        Question::Interim => Interim::named(answer).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use domain::{ids::OverruleId, overrules::OverruleSubject, time::Timestamp};

    use super::*;

    fn overrule(question: Question, answer: &str) -> Overrule {
        Overrule {
            id: OverruleId::from_tail("1"),
            subject: OverruleSubject::Kind("infusion_pump".to_owned()),
            question,
            answer: answer.to_owned(),
            by: "臨床工学部門".to_owned(),
            at: Timestamp::from_parts(1_795_000_000, 0),
            reason: "単体で使い、止まっても投与は続く".to_owned(),
        }
    }

    #[test]
    fn the_last_word_counts_and_says_who_and_why() {
        let mut situation = Situation::unknown(&Both::new("不明", "unknown"));
        situation.effect.to_confirm = true;
        let said = [
            overrule(Question::Effect, "critical"),
            overrule(Question::Effect, "minor"),
            overrule(Question::Interim, "perhaps"),
        ];
        Overruled::of(&said).over(&mut situation);
        assert_eq!(
            (situation.effect.value, situation.effect.to_confirm),
            (Some(PatientEffect::Minor), false)
        );
        let because = &situation.effect.because.first().unwrap().ja;
        assert!(
            because.starts_with("臨床工学部門が2026-11-1") && because.ends_with("投与は続く"),
            "{because}"
        );
        assert_eq!((situation.interim.value, situation.care.value), (None, None));
    }

    #[test]
    fn only_answers_of_the_table_are_answers() {
        for (question, answer, is) in [
            (Question::Effect, "serious", true),
            (Question::Effect, "yes", false),
            (Question::Care, "degraded", true),
            (Question::Exposure, "open", true),
            (Question::Interim, "no", true),
            (Question::Interim, "", false),
        ] {
            assert_eq!(is_answer(question, answer), is, "{question:?} {answer}");
        }
    }
}
