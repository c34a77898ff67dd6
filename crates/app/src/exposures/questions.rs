//! The questions of the medical table about one row: what is supposed, what people said, and which answers there are.

use domain::{
    overrules::{Overrule, Question},
    vulnerabilities::Exploitation,
};
use knowledge::{
    Knowledge,
    decision_tables::Point,
    patient_effects::{CareStop, PatientEffect},
};
use matching::decision::{Both, Exposure, Interim, Situation};
use serde::Serialize;

/// An answer of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// As forms and options name it.
    pub word: String,
    pub called: Both,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asked {
    /// Key in the table.
    pub key: String,
    pub called: Both,
    /// How it is found out.
    pub how: Both,
    /// What counts; `None` is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Choice>,
    pub because: Vec<Both>,
    /// A default that nobody has confirmed.
    pub provisional: bool,
    /// What would count if nobody had said anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supposed: Option<Choice>,
    /// What a person said, where it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overrule: Option<Overrule>,
    /// Which question a person may answer; `None` where only sources can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<Question>,
    pub choices: Vec<Choice>,
}

/// Every question of the medical table. Of several answers of people to one question the last one counts.
pub(super) fn asked(
    knowledge: &Knowledge,
    supposed: &Situation,
    counts: &Situation,
    said: &[&Overrule],
) -> Vec<Asked> {
    let Some(table) = knowledge.decision_tables.named("medical") else { return Vec::new() };
    table.points.iter().map(|point| one(knowledge, point, [supposed, counts], said)).collect()
}

fn one(
    knowledge: &Knowledge,
    point: &Point,
    [supposed, counts]: [&Situation; 2],
    said: &[&Overrule],
) -> Asked {
    let words = knowledge.decision_words.question(point.stem());
    let choices = choices(knowledge, point);
    let choice = |word: Option<&str>| choices.get(point.answer(word?)?).cloned();
    let question = Question::ALL.into_iter().find(|question| question.key() == point.key);
    let (answer, because, provisional) = answer(counts, &point.key);
    Asked {
        key: point.key.clone(),
        called: words.map(|words| Both::new(&words.name_ja, &words.name_en)).unwrap_or_default(),
        how: words.map(|words| Both::new(&words.text_ja, &words.text_en)).unwrap_or_default(),
        answer: choice(answer),
        because: because.to_vec(),
        provisional,
        supposed: choice(self::answer(supposed, &point.key).0),
        overrule: said
            .iter()
            .rev()
            .find(|overrule| Some(overrule.question) == question)
            .map(|overrule| (*overrule).clone()),
        question,
        choices,
    }
}

fn choices(knowledge: &Knowledge, point: &Point) -> Vec<Choice> {
    let choice = |value: &knowledge::decision_tables::PointValue| {
        let words = knowledge.decision_words.answer(point.stem(), &value.key);
        let called = words.map_or_else(
            || Both::new(&value.name, &value.name),
            |words| Both::new(&words.name_ja, &words.name_en),
        );
        Choice { word: value.name.to_lowercase(), called }
    };
    point.values.iter().map(choice).collect()
}

/// Word, reasons, and whether somebody still has to confirm it.
fn answer<'s>(situation: &'s Situation, key: &str) -> (Option<&'static str>, &'s [Both], bool) {
    let Situation { exploitation, exposure, effect, care, interim } = situation;
    match key {
        "E" => (exploitation.value.map(Exploitation::as_str), &exploitation.because, false),
        "EXP" => (exposure.value.map(Exposure::as_str), &exposure.because, exposure.to_confirm),
        "PE" => (effect.value.map(PatientEffect::as_str), &effect.because, effect.to_confirm),
        "CS" => (care.value.map(CareStop::as_str), &care.because, care.to_confirm),
        "IM" => (interim.value.map(Interim::as_str), &interim.because, interim.to_confirm),
        _ => (None, &[], false),
    }
}

#[cfg(test)]
mod tests {
    use domain::{certainty::Certainty, ids::OverruleId, overrules::OverruleSubject, time::Timestamp};
    use matching::decision::{Answer, Overruled, is_answer};

    use super::*;

    #[test]
    fn what_is_supposed_stands_beside_what_was_said() {
        let mut supposed = Situation::unknown(&Both::new("不明", "unknown"));
        supposed.effect = Answer {
            to_confirm: true,
            ..Answer::known(PatientEffect::Critical, Certainty::Likely, Both::new("目安", "default"))
        };
        let said = Overrule {
            id: OverruleId::from_tail("1"),
            subject: OverruleSubject::Kind("infusion_pump".into()),
            question: Question::Effect,
            answer: "minor".into(),
            by: "臨床工学部門".into(),
            at: Timestamp::from_parts(1_795_000_000, 0),
            reason: "試した".into(),
        };
        let mut counts = supposed.clone();
        Overruled::of([&said]).over(&mut counts);
        let asked = asked(Knowledge::built_in(), &supposed, &counts, &[&said]);
        assert_eq!(asked.len(), 5);
        let effect = asked.iter().find(|each| each.key == "PE").unwrap();
        let word = |choice: &Option<Choice>| choice.as_ref().map(|choice| choice.word.clone());
        assert_eq!(word(&effect.answer).as_deref(), Some("minor"));
        assert_eq!(word(&effect.supposed).as_deref(), Some("critical"));
        assert!(!effect.provisional && effect.overrule.is_some());
        let exploitation = asked.iter().find(|each| each.key == "E").unwrap();
        assert_eq!((exploitation.question, word(&exploitation.answer)), (None, None));
        // Whatever the form offers is an answer.
        for each in &asked {
            let Some(question) = each.question else { continue };
            assert!(
                each.choices.iter().all(|choice| is_answer(question, &choice.word)),
                "{:?}",
                each.choices
            );
        }
    }
}
