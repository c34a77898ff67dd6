//! What can happen to a patient when a device of a kind errs, and what happens to care when it is taken off the network: defaults
//! that a person may overrule.

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use crate::{Grade, table::Row};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$case_doc])* $case,)* }

        impl $name {
            /// The word used in files, JSON and decision tables.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$case => $word,)* }
            }

            /// Reads the word.
            #[must_use]
            pub fn named(word: &str) -> Option<Self> {
                match word.trim() { $($word => Some(Self::$case),)* _ => None }
            }
        }
    };
}

words! {
    /// 患者への影響: the worst that can credibly happen (steps after ISO 14971, the two highest taken together).
    PatientEffect {
        /// A nuisance at most.
        None = "none",
        /// A passing harm that needs no treatment.
        Minor = "minor",
        /// A harm that needs treatment, or treatment that goes wrong.
        Serious = "serious",
        /// A lasting harm, a danger to life, or death.
        Critical = "critical",
    }
}

words! {
    /// 外すと診療が止まるか: what happens to care when the device is taken off the network.
    CareStop {
        No = "no",
        /// More work, more time or less to see.
        Degraded = "degraded",
        Yes = "yes",
    }
}

/// A row of `patient_effect.csv`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct PatientEffectRow {
    kind_id: String,
    #[serde(default)]
    effect: String,
    #[serde(default)]
    care_stops: String,
    #[serde(default)]
    certainty: Grade,
    #[serde(default)]
    care_certainty: Grade,
    #[serde(default)]
    source: String,
    #[serde(default)]
    note: String,
}

impl Row for PatientEffectRow {
    fn problem(&self) -> Option<&'static str> {
        let wrong = |text: &str, known: bool| !text.trim().is_empty() && !known;
        match () {
            () if self.kind_id.is_empty() => Some("an effect needs kind_id"),
            () if wrong(&self.effect, PatientEffect::named(&self.effect).is_some()) => {
                Some("effect is none, minor, serious, critical, or empty for unknown")
            }
            () if wrong(&self.care_stops, CareStop::named(&self.care_stops).is_some()) => {
                Some("care_stops is no, degraded, yes, or empty for unknown")
            }
            () => None,
        }
    }
}

/// Defaults of a kind; `None` is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindEffect {
    pub effect: Option<PatientEffect>,
    pub effect_grade: Grade,
    pub care_stops: Option<CareStop>,
    pub care_grade: Grade,
    pub source: String,
    pub note: String,
}

/// Defaults of all kinds.
#[derive(Clone, Debug, Default)]
pub struct PatientEffects {
    by_kind: HashMap<String, KindEffect>,
}

impl PatientEffects {
    pub(crate) fn new(rows: Vec<PatientEffectRow>) -> Self {
        let mut by_kind = HashMap::new();
        for row in rows {
            by_kind.entry(row.kind_id).or_insert(KindEffect {
                effect: PatientEffect::named(&row.effect),
                effect_grade: row.certainty,
                care_stops: CareStop::named(&row.care_stops),
                care_grade: row.care_certainty,
                source: row.source,
                note: row.note,
            });
        }
        Self { by_kind }
    }

    /// Defaults of a kind by `kind_id`.
    #[must_use]
    pub fn of(&self, kind: &str) -> Option<&KindEffect> {
        self.by_kind.get(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Knowledge;

    #[test]
    fn every_kind_has_a_row_and_no_row_is_without_a_kind() {
        let knowledge = Knowledge::built_in();
        for kind in knowledge.kinds.iter() {
            let found = knowledge.patient_effects.of(&kind.id);
            let found = found.unwrap_or_else(|| panic!("{} has no row", kind.id));
            let harmless = found.effect == Some(PatientEffect::None);
            assert!(!(harmless && kind.life_supporting == Some(true)), "{}", kind.id);
        }
        assert_eq!(knowledge.patient_effects.by_kind.len(), knowledge.kinds.iter().count());
    }

    #[test]
    fn a_kind_that_says_nothing_about_its_use_is_unknown() {
        let effects = &Knowledge::built_in().patient_effects;
        assert_eq!(effects.of("pc_workstation").and_then(|row| row.effect), None);
        let pump = effects.of("infusion_pump").unwrap();
        assert_eq!((pump.effect, pump.effect_grade), (Some(PatientEffect::Critical), Grade::B));
        assert!(!pump.care_grade.may_decide());
    }
}
