//! What questions and outcomes of decision tables are called in both languages, and how long an outcome leaves.

use hashbrown::HashMap;
use serde::Deserialize;

use crate::table::Row;

/// A row of `ssvc_words.csv`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct DecisionWords {
    /// Id of the point without version: `ssvc:E`.
    point: String,
    /// Key of the answer; empty in the row of the question itself.
    #[serde(default)]
    value: String,
    pub name_ja: String,
    #[serde(default)]
    pub name_en: String,
    /// What the answer means; in the row of a question, how to find the answer.
    #[serde(default)]
    pub text_ja: String,
    #[serde(default)]
    pub text_en: String,
    /// Days within which the first step is due, where the outcome says so.
    #[serde(default)]
    pub days: Option<u32>,
}

impl Row for DecisionWords {
    fn problem(&self) -> Option<&'static str> {
        (self.point.is_empty() || self.name_ja.is_empty()).then_some("words need point and name_ja")
    }
}

/// All words. A user's own rows outrank the built-in ones: a hospital may set its own deadlines.
#[derive(Clone, Debug, Default)]
pub struct AllDecisionWords {
    by_place: HashMap<(String, String), DecisionWords>,
}

impl AllDecisionWords {
    pub(crate) fn new(rows: Vec<DecisionWords>) -> Self {
        let mut by_place = HashMap::new();
        for row in rows {
            by_place.entry((row.point.clone(), row.value.clone())).or_insert(row);
        }
        Self { by_place }
    }

    /// Words of a question.
    #[must_use]
    pub fn question(&self, stem: &str) -> Option<&DecisionWords> {
        self.answer(stem, "")
    }

    /// Words of an answer or outcome by its key.
    #[must_use]
    pub fn answer(&self, stem: &str, key: &str) -> Option<&DecisionWords> {
        self.by_place.get(&(stem.to_owned(), key.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use crate::Knowledge;

    #[test]
    fn every_question_and_answer_of_the_built_in_tables_has_words() {
        let knowledge = Knowledge::built_in();
        for (name, table) in knowledge.decision_tables.iter() {
            for point in table.points.iter().chain([&table.outcome]) {
                let words = &knowledge.decision_words;
                assert!(words.question(point.stem()).is_some(), "{name} {}", point.id);
                for value in &point.values {
                    let found = words.answer(point.stem(), &value.key);
                    let found = found.unwrap_or_else(|| panic!("{name} {} {}", point.id, value.key));
                    assert!(
                        !found.text_ja.is_empty() && !found.name_en.is_empty() && !found.text_en.is_empty()
                    );
                }
            }
        }
        let medical = knowledge.decision_tables.named("medical").unwrap();
        let days =
            |key| knowledge.decision_words.answer(medical.outcome.stem(), key).and_then(|words| words.days);
        assert_eq!([days("N"), days("S"), days("P"), days("W")], [Some(1), Some(7), Some(90), Some(180)]);
    }
}
