//! Kinds at the bedside: IEEE 11073 SDC and monitors' own networks.

use domain::{
    certainty::Certainty::{Guess, Likely},
    facts::{Attribute as A, Evidence},
};
use knowledge::banners::Banner;

use super::super::{View, proposals::Proposals};

/// Proposes kinds.
pub fn propose(view: &View<'_>, out: &mut Proposals) {
    for attribute in [A::SdcDevice, A::WsdScope, A::WsdType] {
        for fact in view.of(attribute) {
            if let Some(kind) = of_scope(&fact.value) {
                out.because(fact, kind, Likely, 70);
            }
        }
    }
    maker_protocols(view, out);
    if let Some((_, evidence)) = known_destination(view) {
        out.add("patient_monitor_bedside", Likely, 72, evidence);
    }
    consumer(view, out);
}

/// Words in SDC scopes, names and types.
fn of_scope(text: &str) -> Option<&'static str> {
    const WORDS: &[(&str, &str)] = &[
        ("syringe", "syringe_pump"),
        ("infusion", "infusion_pump"),
        ("pump", "infusion_pump"),
        ("ventilator", "ventilator"),
        ("anaesth", "anaesthesia_machine"),
        ("anesth", "anaesthesia_machine"),
        ("central station", "patient_monitor_central"),
        ("patient monitor", "patient_monitor_bedside"),
        ("patientmonitor", "patient_monitor_bedside"),
        ("dialysis", "dialysis_machine"),
        ("incubator", "infant_incubator"),
        ("electrosurg", "electrosurgical"),
        ("operating table", "operating_table"),
        ("endoscop", "endoscope_processor"),
        ("defibrillator", "defibrillator"),
    ];
    let lower = text.to_lowercase();
    WORDS.iter().find(|(word, _)| lower.contains(word)).map(|(_, kind)| *kind)
}

fn maker_protocols(view: &View<'_>, out: &mut Proposals) {
    for (fact, entry, certainty) in view.maker_protocols() {
        if let Some(kind) = &entry.kind_id {
            out.because(fact, kind, certainty, if certainty >= Likely { 65 } else { 42 });
        }
    }
}

/// Uses several medical devices and is of a monitoring maker: a central station.
fn consumer(view: &View<'_>, out: &mut Proposals) {
    let provides =
        view.of(A::MedicalProtocol).any(|fact| fact.value == "sdc provider" || fact.value == "sdc server");
    let uses =
        view.of(A::MedicalProtocol).find(|fact| fact.value == "sdc consumer" || fact.value == "sdc client");
    let monitoring = view
        .card_maker()
        .is_some_and(|maker| view.categories(maker).iter().any(|word| word.contains("monitor")));
    if let Some(fact) = uses.filter(|_| !provides) {
        out.because(fact, "patient_monitor_central", if monitoring { Likely } else { Guess }, 66);
    }
}

/// A product that is known by a hard-coded address it calls, answered or not.
#[must_use]
pub fn known_destination<'a>(view: &View<'a>) -> Option<(&'a Banner, Evidence)> {
    view.traffic.of_client(view.index).find_map(|talk| {
        let known = view.knowledge.banners.of_destination(talk.flow.server.ip?)?;
        Some((known, crate::traffic::evidence(talk.flow)))
    })
}
