//! What can happen to a patient, and does care stop? The default of the kind of device; unconfirmed defaults say so. A person's word
//! outranks them ([`super::Overruled`]).

use domain::{certainty::Certainty, devices::Device};
use knowledge::{
    Grade, Knowledge,
    patient_effects::{CareStop, PatientEffect},
};

use super::Answer;
use crate::decision::words::Both;

/// Effect on the patient and on care, each with its reason.
#[must_use]
pub fn effect(device: &Device, knowledge: &Knowledge) -> (Answer<PatientEffect>, Answer<CareStop>) {
    let kind = device.kind.as_ref().map(|kind| (kind.value.as_str(), kind.certainty));
    effect_of_kind(kind, knowledge)
}

/// The same for a `kind_id` and how sure it is.
#[must_use]
pub fn effect_of_kind(
    kind: Option<(&str, Certainty)>,
    knowledge: &Knowledge,
) -> (Answer<PatientEffect>, Answer<CareStop>) {
    // A guess of the kind is a hint only.
    let kind = kind.filter(|(_, certainty)| *certainty > Certainty::Guess).map(|(kind, _)| kind);
    let name = kind.map(|kind| {
        let named = knowledge.kinds.get(kind);
        named.map_or_else(|| Both::new(kind, kind), |named| Both::new(&named.name_ja, &named.name_en))
    });
    let default = kind.and_then(|kind| knowledge.patient_effects.of(kind));
    let effect = default.and_then(|row| Some((row.effect?, row.effect_grade)));
    let care = default.and_then(|row| Some((row.care_stops?, row.care_grade)));
    (answer(effect, name.as_ref()), answer(care, name.as_ref()))
}

fn answer<T>(default: Option<(T, Grade)>, kind: Option<&Both>) -> Answer<T> {
    match (default, kind) {
        (Some((value, grade)), Some(kind)) => {
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
    fn a_kind_has_its_default_and_a_guess_decides_nothing() {
        let knowledge = Knowledge::built_in();
        let mut pump = device("pump", "10.0.0.5");
        assert_eq!(effect(&pump, knowledge).0.value, None);
        pump.kind = Some(stated("infusion_pump"));
        let (patient, care) = effect(&pump, knowledge);
        assert_eq!((patient.value, patient.to_confirm), (Some(PatientEffect::Critical), false));
        assert_eq!((care.value, care.to_confirm), (Some(CareStop::Degraded), true));
        pump.kind.as_mut().unwrap().certainty = Certainty::Guess;
        assert_eq!(effect(&pump, knowledge).0.value, None);
        pump.kind = Some(stated("pc_workstation"));
        assert_eq!(effect(&pump, knowledge).1.value, None);
    }
}
