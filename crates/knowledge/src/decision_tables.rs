//! Decision tables in the JSON form of SSVC (`DecisionTable`, schema version 2.0.0): questions, answers, and one outcome for every combination.
//!
//! A table is only taken whole: every combination of answers must be there exactly once. Three are built in (`signatures/ssvc/`); a
//! hospital may bring its own.

use std::{collections::HashMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};

/// Questions of one table.
const MOST_POINTS: usize = 12;
/// Combinations of one table.
const MOST_ROWS: usize = 100_000;

/// A question, or the outcome, with its answers from the most harmless to the worst.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// `ssvc:E:1.1.0`
    pub id: String,
    /// `E`
    pub key: String,
    pub name: String,
    pub definition: String,
    pub values: Vec<PointValue>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PointValue {
    pub key: String,
    pub name: String,
    #[serde(default)]
    pub definition: String,
}

impl Point {
    /// The id without its version: by this the words of a language are found.
    #[must_use]
    pub fn stem(&self) -> &str {
        self.id.rsplit_once(':').map_or(self.id.as_str(), |(stem, _)| stem)
    }

    /// Whether a text means this question: its id, key or name, in any spelling.
    #[must_use]
    pub fn is_called(&self, text: &str) -> bool {
        text == self.id || text == self.stem() || text == self.key || plain(text) == plain(&self.name)
    }

    /// Position of an answer by key or name; a name may be shortened from the left (`PoC` for `Public PoC`) where that is unambiguous.
    #[must_use]
    pub fn answer(&self, text: &str) -> Option<usize> {
        let given = plain(text);
        let exact = |value: &PointValue| value.key == text || value.name.eq_ignore_ascii_case(text);
        let alike = |value: &PointValue| plain(&value.name) == given;
        let position = |fits: &dyn Fn(&PointValue) -> bool| self.values.iter().position(fits);
        position(&exact).or_else(|| position(&alike)).or_else(|| {
            let mut ends =
                self.values.iter().enumerate().filter(|(_, value)| plain(&value.name).ends_with(&given));
            match (ends.next(), ends.next()) {
                (Some((at, _)), None) if !given.is_empty() => Some(at),
                _ => None,
            }
        })
    }
}

/// Letters and digits in lower case.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Why a text is no decision table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecisionTableError {
    #[error("it is not JSON in the shape of an SSVC decision table: {0}")]
    Shape(String),
    #[error("its outcome `{0}` is not among its decision points")]
    NoOutcome(String),
    #[error(
        "it has more than {MOST_POINTS} questions, {MOST_ROWS} combinations, or a question without answers"
    )]
    Size,
    #[error("row {row}: {problem}")]
    Row { row: usize, problem: String },
    #[error("{count} combinations have no outcome, the first is {first}")]
    Missing { count: usize, first: String },
}

/// A decision table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionTable {
    /// `cisa:DT_CO:2.0.3`
    pub id: String,
    pub name: String,
    pub definition: String,
    /// In the order of the file.
    pub points: Vec<Point>,
    pub outcome: Point,
    /// Position of the outcome of each combination; the last question changes fastest.
    outcomes: Vec<usize>,
}

impl DecisionTable {
    /// Reads and checks a table.
    ///
    /// # Errors
    /// It has another shape, or a combination is missing, there twice or unknown.
    pub fn read(text: &str) -> Result<Self, DecisionTableError> {
        let file: File =
            serde_json::from_str(text).map_err(|error| DecisionTableError::Shape(error.to_string()))?;
        let File { namespace, key, version, name, definition, decision_points, outcome, mapping, .. } = file;
        let mut points: Vec<Point> =
            decision_points.0.into_iter().map(|(id, point)| point.named(id)).collect();
        let at = points.iter().position(|point| point.id == outcome);
        let outcome = points.remove(at.ok_or(DecisionTableError::NoOutcome(outcome))?);
        let sizes = points.iter().map(|point| point.values.len());
        let size = sizes.clone().try_fold(1_usize, usize::checked_mul).unwrap_or(usize::MAX);
        if points.len() > MOST_POINTS || size > MOST_ROWS || size == 0 || points.is_empty() {
            return Err(DecisionTableError::Size);
        }
        let mut table = Self {
            id: format!("{namespace}:{key}:{version}"),
            name,
            definition,
            points,
            outcome,
            outcomes: Vec::new(),
        };
        table.outcomes = table.fill(size, &mapping)?;
        Ok(table)
    }

    fn fill(
        &self,
        size: usize,
        mapping: &[HashMap<String, String>],
    ) -> Result<Vec<usize>, DecisionTableError> {
        let mut found: Vec<Option<usize>> = vec![None; size];
        for (row, cells) in mapping.iter().enumerate() {
            let wrong = |problem: String| DecisionTableError::Row { row: row + 1, problem };
            let cell = |point: &Point| {
                let key = cells.get(&point.id).ok_or_else(|| wrong(format!("`{}` is missing", point.id)))?;
                let at = point.values.iter().position(|value| value.key == *key);
                at.ok_or_else(|| wrong(format!("`{}` has no answer `{key}`", point.id)))
            };
            let choices = self.points.iter().map(cell).collect::<Result<Vec<usize>, _>>()?;
            let outcome = cell(&self.outcome)?;
            let slot = found.get_mut(self.place(&choices)).ok_or(DecisionTableError::Size)?;
            if slot.replace(outcome).is_some() {
                return Err(wrong(format!("{} is there twice", self.spell(&choices))));
            }
        }
        let missing = found.iter().filter(|outcome| outcome.is_none()).count();
        match found.iter().position(Option::is_none) {
            Some(first) => {
                Err(DecisionTableError::Missing { count: missing, first: self.spell(&self.choices(first)) })
            }
            None => Ok(found.into_iter().flatten().collect()),
        }
    }

    /// The outcome of one answer to each question, as a position in `outcome.values`; `None` when a position is not there.
    #[must_use]
    pub fn outcome_of(&self, choices: &[usize]) -> Option<usize> {
        let all = choices.len() == self.points.len();
        let fits = choices.iter().zip(&self.points).all(|(choice, point)| *choice < point.values.len());
        (all && fits).then(|| self.outcomes.get(self.place(choices)).copied()).flatten()
    }

    /// How many combinations there are.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.outcomes.len()
    }

    /// Combinations where a worse answer gives a milder outcome. A table of our own has none.
    #[must_use]
    pub fn unsteady(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (at, outcome) in self.outcomes.iter().enumerate() {
            let choices = self.choices(at);
            for which in 0..choices.len() {
                let mut worse = choices.clone();
                if let Some(choice) = worse.get_mut(which) {
                    *choice += 1;
                }
                if self.outcome_of(&worse).is_some_and(|other| other < *outcome) {
                    found.push(format!("{} and {}", self.spell(&choices), self.spell(&worse)));
                }
            }
        }
        found
    }

    fn place(&self, choices: &[usize]) -> usize {
        let sizes = self.points.iter().map(|point| point.values.len());
        choices.iter().zip(sizes).fold(0, |place, (choice, size)| place * size + choice)
    }

    fn choices(&self, mut place: usize) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::with_capacity(self.points.len());
        for point in self.points.iter().rev() {
            let size = point.values.len().max(1);
            found.push(place % size);
            place /= size;
        }
        found.reverse();
        found
    }

    /// `E:N, EXP:S`
    fn spell(&self, choices: &[usize]) -> String {
        let part = |(point, choice): (&Point, &usize)| {
            let key = point.values.get(*choice).map_or("?", |value| value.key.as_str());
            format!("{}:{key}", point.key)
        };
        self.points.iter().zip(choices).map(part).collect::<Vec<_>>().join(", ")
    }
}

/// The built-in tables by the name that options use.
#[derive(Clone, Debug)]
pub struct DecisionTables {
    entries: Vec<(&'static str, DecisionTable)>,
}

macro_rules! built_in {
    ($($name:literal),*) => {
        [$(($name, include_str!(concat!("../../../signatures/ssvc/", $name, ".json")))),*]
    };
}

impl DecisionTables {
    pub(crate) fn new() -> Self {
        let texts = built_in!("medical", "cisa", "deployer");
        Self {
            entries: texts
                .into_iter()
                .filter_map(|(name, text)| Some((name, DecisionTable::read(text).ok()?)))
                .collect(),
        }
    }

    /// `medical`, `cisa`, `deployer`.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&DecisionTable> {
        self.iter().find(|(own, _)| *own == name).map(|(_, table)| table)
    }

    /// Every table with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &DecisionTable)> {
        self.entries.iter().map(|(name, table)| (*name, table))
    }
}

#[derive(Deserialize)]
struct File {
    namespace: String,
    key: String,
    #[serde(default)]
    version: String,
    name: String,
    #[serde(default)]
    definition: String,
    decision_points: InOrder,
    outcome: String,
    #[serde(default)]
    mapping: Vec<HashMap<String, String>>,
}

#[derive(Deserialize)]
struct FilePoint {
    key: String,
    name: String,
    #[serde(default)]
    definition: String,
    values: Vec<PointValue>,
}

impl FilePoint {
    fn named(self, id: String) -> Point {
        let Self { key, name, definition, values } = self;
        Point { id, key, name, definition, values }
    }
}

/// An object whose members keep their order: it is the order of the questions.
struct InOrder(Vec<(String, FilePoint)>);

impl<'de> Deserialize<'de> for InOrder {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = InOrder;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("decision points by id")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<InOrder, A::Error> {
                let mut found = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    found.push(entry);
                }
                Ok(InOrder(found))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests;
