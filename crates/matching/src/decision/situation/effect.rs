//! What can happen to a patient, and does care stop? A person's word, else the default of the kind of device; unconfirmed defaults say so.

use domain::{certainty::Certainty, devices::Device};
use knowledge::{
    Grade, Knowledge,
    patient_effects::{CareStop, KindEffect, PatientEffect},
};

use super::Answer;
use crate::decision::words::Both;

/// What a person decided for a device or a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overruled {
    pub effect: Option<PatientEffect>,
    pub care: Option<CareStop>,
    /// Department or role, not a name of a person.
    pub by: String,
}

/// Effect on the patient and on care, each with its reason.
#[must_use]
pub fn effect(
    device: &Device,
    knowledge: &Knowledge,
    overruled: Option<&Overruled>,
) -> (Answer<PatientEffect>, Answer<CareStop>) {
    let kind = device.kind.as_ref().map(|kind| (kind.value.as_str(), kind.certainty));
    effect_of_kind(kind, knowledge, overruled)
}

/// The same for a `kind_id` and how sure it is.
#[must_use]
pub fn effect_of_kind(
    kind: Option<(&str, Certainty)>,
    knowledge: &Knowledge,
    overruled: Option<&Overruled>,
) -> (Answer<PatientEffect>, Answer<CareStop>) {
    // A guess of the kind is a hint only.
    let kind = kind.filter(|(_, certainty)| *certainty > Certainty::Guess).map(|(kind, _)| kind);
    let name = kind.map(|kind| {
        let named = knowledge.kinds.get(kind);
        named.map_or_else(|| Both::new(kind, kind), |named| Both::new(&named.name_ja, &named.name_en))
    });
    let default = kind.and_then(|kind| knowledge.patient_effects.of(kind));
    let of = |overruled: Option<&Overruled>| overruled.map(|overruled| overruled.by.clone());
    let by_person = overruled.filter(|overruled| overruled.effect.is_some());
    let effect = answer(
        by_person.and_then(|overruled| Some((overruled.effect?, of(by_person)?))),
        default.and_then(|row| Some((row.effect?, row.effect_grade, row))),
        name.as_ref(),
    );
    let by_person = overruled.filter(|overruled| overruled.care.is_some());
    let care = answer(
        by_person.and_then(|overruled| Some((overruled.care?, of(by_person)?))),
        default.and_then(|row| Some((row.care_stops?, row.care_grade, row))),
        name.as_ref(),
    );
    (effect, care)
}

fn answer<T>(
    person: Option<(T, String)>,
    default: Option<(T, Grade, &KindEffect)>,
    kind: Option<&Both>,
) -> Answer<T> {
    if let Some((value, by)) = person {
        let because = Both::new(format!("{by}が確かめました。"), format!("Confirmed by {by}."));
        return Answer::known(value, Certainty::Confirmed, because);
    }
    match (default, kind) {
        (Some((value, grade, _)), Some(kind)) => {
            let to_confirm = !grade.may_decide();
            let mut because = Both::new(
                format!("機器の種類「{}」の目安（根拠の区分{}）です。", kind.ja, grade.letter()),
                format!("It is the default of the kind \"{}\" (grade {}).", kind.en, grade.letter()),
            );
            if to_confirm {
                because = because.and(&Both::new(
                    "臨床工学部門の確認がまだです。",
                    "The clinical engineering department has not confirmed it.",
                ));
            }
            Answer { to_confirm, ..Answer::known(value, grade.ceiling(), because) }
        }
        (None, Some(kind)) => Answer::unknown(Both::new(
            format!("種類「{}」だけでは、何に使っているか分かりません。", kind.ja),
            format!("The kind \"{}\" does not tell what it is used for.", kind.en),
        )),
        (_, None) => {
            Answer::unknown(Both::new("機器の種類が分かりません。", "The kind of the device is not known."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::testing::{device, stated};

    #[test]
    fn a_person_outranks_the_kind_and_a_guess_decides_nothing() {
        let knowledge = Knowledge::built_in();
        let mut pump = device("pump", "10.0.0.5");
        assert_eq!(effect(&pump, knowledge, None).0.value, None);
        pump.kind = Some(stated("infusion_pump"));
        let (patient, care) = effect(&pump, knowledge, None);
        assert_eq!((patient.value, patient.to_confirm), (Some(PatientEffect::Critical), false));
        assert_eq!((care.value, care.to_confirm), (Some(CareStop::Degraded), true));
        let overruled =
            Overruled {
                care: Some(CareStop::No), by: "臨床工学部門".to_owned(), ..Overruled::default()
            };
        let (patient, care) = effect(&pump, knowledge, Some(&overruled));
        assert_eq!(patient.value, Some(PatientEffect::Critical));
        assert_eq!((care.value, care.certainty), (Some(CareStop::No), Certainty::Confirmed));
        pump.kind.as_mut().unwrap().certainty = Certainty::Guess;
        assert_eq!(effect(&pump, knowledge, None).0.value, None);
        pump.kind = Some(stated("pc_workstation"));
        assert_eq!(effect(&pump, knowledge, None).1.value, None);
    }
}
