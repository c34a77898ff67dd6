//! Answers to the medical table's questions, each with its reason: what was seen, what is known of the kind of device, what a person said.

mod effect;
mod exploitation;
mod exposure;
mod interim;
mod overruled;
mod surroundings;

use domain::{certainty::Certainty, devices::Device, vulnerabilities::Exploitation};
pub use effect::{effect, effect_of_kind};
pub use exploitation::{Signals, exploitation};
pub use exposure::{ENOUGH, exposure};
pub use interim::{Measures, interim};
use knowledge::{
    Knowledge,
    decision_tables::DecisionTable,
    patient_effects::{CareStop, PatientEffect},
};
pub use overruled::{Overruled, is_answer};
use serde::Serialize;
pub use surroundings::Surroundings;

use super::{
    actions::{MakerSays, control},
    evaluate::{Decided, Given, evaluate},
    words::Both,
};

/// An answer with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer<T> {
    /// `None` is unknown.
    pub value: Option<T>,
    pub certainty: Certainty,
    /// In order of weight.
    pub because: Vec<Both>,
    /// A default that nobody has confirmed yet: it counts, and is asked.
    pub to_confirm: bool,
}

impl<T> Answer<T> {
    /// Known, with its reason.
    #[must_use]
    pub fn known(value: T, certainty: Certainty, because: Both) -> Self {
        Self { value: Some(value), certainty, because: vec![because], to_confirm: false }
    }

    /// Not known, and why not.
    #[must_use]
    pub fn unknown(because: Both) -> Self {
        Self { value: None, certainty: Certainty::Unknown, because: vec![because], to_confirm: false }
    }
}

/// 届きやすさ: from where the device can be reached on the observed network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Exposure {
    /// Only known devices of its own zone.
    Small,
    /// Other zones of the hospital too.
    Controlled,
    /// From outside, or a line to somebody outside.
    Open,
}

impl Exposure {
    /// The word used in JSON and decision tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Controlled => "controlled",
            Self::Open => "open",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        [Self::Small, Self::Controlled, Self::Open].into_iter().find(|each| each.as_str() == word.trim())
    }
}

/// 当面の安全な対策.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Interim {
    Yes,
    No,
}

impl Interim {
    /// The word used in JSON and decision tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        [Self::Yes, Self::No].into_iter().find(|each| each.as_str() == word.trim())
    }
}

/// Everything that the medical table asks about a vulnerability on a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Situation {
    pub exploitation: Answer<Exploitation>,
    pub exposure: Answer<Exposure>,
    pub effect: Answer<PatientEffect>,
    pub care: Answer<CareStop>,
    pub interim: Answer<Interim>,
}

/// What a situation is read from: one vulnerability on one device of the picture.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    pub device: &'a Device,
    pub around: &'a Surroundings<'a>,
    pub signals: Signals<'a>,
    pub says: &'a MakerSays,
    /// CVSS vector, for whether the attack comes over the network.
    pub cvss: Option<&'a str>,
    pub overruled: Option<&'a Overruled>,
    /// Microseconds that a device must have been watched ([`ENOUGH`]).
    pub enough: i64,
}

impl Situation {
    /// Answers every question from what is known and seen.
    #[must_use]
    pub fn of(seen: &Seen<'_>, knowledge: &Knowledge) -> Self {
        let (effect, care) = effect(seen.device, knowledge);
        let limit = control(seen.device, seen.around);
        let measures = Measures {
            of_maker: !seen.says.measures.is_empty(),
            none_of_maker: seen.says.none,
            cvss: seen.cvss,
            limit: None,
        };
        let mut situation = Self {
            exploitation: exploitation(&seen.signals),
            exposure: exposure(seen.device, seen.around, seen.enough),
            effect,
            care,
            interim: interim(&measures.limited_to(limit.as_ref(), seen.enough)),
        };
        if let Some(overruled) = seen.overruled {
            overruled.over(&mut situation);
        }
        situation
    }

    /// Nothing is known: for a bill of materials without a device, before anything else is told.
    #[must_use]
    pub fn unknown(because: &Both) -> Self {
        Self {
            exploitation: Answer::unknown(because.clone()),
            exposure: Answer::unknown(because.clone()),
            effect: Answer::unknown(because.clone()),
            care: Answer::unknown(because.clone()),
            interim: Answer::unknown(because.clone()),
        }
    }

    /// The answers as a table takes them. Questions that the table does not have are left out.
    #[must_use]
    pub fn given(&self, table: &DecisionTable) -> Vec<Given<'static>> {
        let all = [
            ("E", self.exploitation.value.map(Exploitation::as_str)),
            ("EXP", self.exposure.value.map(Exposure::as_str)),
            ("PE", self.effect.value.map(PatientEffect::as_str)),
            ("CS", self.care.value.map(CareStop::as_str)),
            ("IM", self.interim.value.map(Interim::as_str)),
        ];
        let asked = |key: &str| table.points.iter().any(|point| point.key == key);
        all.into_iter().filter(|(key, _)| asked(key)).map(|(point, answer)| Given { point, answer }).collect()
    }

    /// Walks a table with these answers; `None` when the table has other answers than ours.
    #[must_use]
    pub fn decide(&self, knowledge: &Knowledge, table: &DecisionTable) -> Option<Decided> {
        evaluate(table, &knowledge.decision_words, &self.given(table)).ok()
    }

    /// Walks the built-in medical table.
    #[must_use]
    pub fn decide_medical(&self, knowledge: &Knowledge) -> Option<Decided> {
        self.decide(knowledge, knowledge.decision_tables.named("medical")?)
    }

    /// The outcome rests on a default that nobody has confirmed.
    #[must_use]
    pub const fn is_provisional(&self) -> bool {
        self.effect.to_confirm || self.care.to_confirm
    }
}

#[cfg(test)]
mod tests {
    use domain::{picture::Picture, zones::Visibility};

    use super::*;
    use crate::decision::testing::{device, peer, stated, watched_for_a_week, zone};

    #[test]
    fn a_pump_that_was_watched_for_a_week_and_one_that_was_not() {
        let knowledge = Knowledge::built_in();
        let mut pump = device("pump", "10.0.1.5");
        pump.kind = Some(stated("infusion_pump"));
        pump.peers = vec![peer(Some("server"), "10.0.2.9", 443, true)];
        let zone = zone("icu", &pump, Visibility::Full);
        pump.zone = Some(zone.id.clone());
        let devices = vec![pump, device("server", "10.0.2.9")];
        let summaries = vec![watched_for_a_week()];
        let mut picture = Picture { devices, zones: vec![zone], summaries, ..Picture::default() };
        let says = MakerSays::default();
        let of = |picture: &Picture| {
            let around = Surroundings::of(picture);
            let seen = Seen {
                device: picture.devices.first().unwrap(),
                around: &around,
                signals: Signals { listed: Some("2026-01-05"), ..Signals::default() },
                says: &says,
                cvss: Some("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
                overruled: None,
                enough: ENOUGH,
            };
            Situation::of(&seen, knowledge)
        };
        let watched = of(&picture);
        assert_eq!(
            (watched.exposure.value, watched.interim.value),
            (Some(Exposure::Controlled), Some(Interim::Yes))
        );
        assert_eq!(watched.decide_medical(knowledge).unwrap().outcome.key, "S");
        let pump = picture.devices.first_mut().unwrap();
        pump.seen.last = pump.seen.first;
        let fresh = of(&picture);
        assert_eq!((fresh.exposure.value, fresh.interim.value), (None, None));
        assert_eq!(fresh.decide_medical(knowledge).unwrap().outcome.key, "N");
    }

    #[test]
    fn every_answer_fits_the_medical_table() {
        let knowledge = Knowledge::built_in();
        let nothing = Both::new("不明", "unknown");
        let mut situation = Situation::unknown(&nothing);
        let decided = situation.decide_medical(knowledge).unwrap();
        assert_eq!((decided.outcome.key.as_str(), decided.unknown.len()), ("N", 5));
        let mut answered = 0;
        for exploitation in [Exploitation::None, Exploitation::Poc, Exploitation::Active] {
            for exposure in [Exposure::Small, Exposure::Controlled, Exposure::Open] {
                for interim in [Interim::Yes, Interim::No] {
                    situation.exploitation.value = Some(exploitation);
                    situation.exposure.value = Some(exposure);
                    situation.interim.value = Some(interim);
                    situation.effect.value = Some(PatientEffect::Serious);
                    situation.care.value = Some(CareStop::Degraded);
                    answered += usize::from(situation.decide_medical(knowledge).unwrap().unknown.is_empty());
                }
            }
        }
        assert_eq!(answered, 18);
    }
}
